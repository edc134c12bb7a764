package app

import (
	"fmt"

	"footbridge/internal/app/demo/records"
	"footbridge/internal/when"
)

type demoDataCommand struct {
	People   int    `default:"1200" help:"How many people: up to 900,000."`
	Contacts int    `default:"24000" help:"How many contacts they have had."`
	Out      string `required:"" placeholder:"DIR" help:"An empty folder, or one to be made."`
	Seed     uint64 `default:"1" help:"The same seed makes the same files."`
	Months   int    `default:"30" help:"How many months they are about."`
	Until    string `placeholder:"YYYY-MM" help:"The last of the months: the one before this unless given."`
	Shape    string `default:"rio" enum:"rio,mhsds" help:"rio: reports of a record system in plain words. mhsds: tables of the Mental Health Services Data Set."`
}

// Run writes extracts of people that there are not, and says what is in them.
func (c demoDataCommand) Run(s *session) error {
	until := when.DateOf(s.now()).MonthOf().Add(-1)
	if c.Until != "" {
		var err error
		if until, err = when.ParseMonth(c.Until); err != nil {
			return usageError{fmt.Errorf("--until: %w", err)}
		}
	}
	m, err := records.Write(c.Out, records.Options{Shape: c.Shape, People: c.People, Contacts: c.Contacts, Months: c.Months, Until: until, Seed: c.Seed})
	if err != nil {
		return err
	}
	s.printf("%-28s %-14s %9s %9s %9s %9s\n", "file", "kind", "rows", "bad", "copies", "replaced")
	for _, f := range m.Files {
		s.printf("%-28s %-14s %9d %9d %9d %9d\n", f.Name, f.Kind, f.Rows, f.Bad(), f.Copies, f.Replaced)
	}
	s.printf("%d rows of %s, %s to %s, are in %s. manifest.json there says what is wrong with them.\nNobody in them is real: NHS numbers begin with 999, as those for tests do.\n",
		m.Rows(), m.Source, m.From, m.Until, c.Out)
	return nil
}
