package app

import (
	"errors"
	"fmt"
	"os"

	"footbridge/internal/disclosure"
)

type disclosureCommand struct {
	Table       string `arg:"" help:"A CSV file of counts of people: the first row names the columns, the first column names the rows."`
	Profile     string `enum:"exact,round5" default:"exact" help:"exact: the numbers as they are. round5: to the nearest 5, as in the national statistics."`
	Threshold   int    `default:"5" help:"The smallest count that is shown."`
	ShowZeros   bool   `help:"A zero is shown. Otherwise it is hidden like 1 to 4."`
	KnownTotals bool   `help:"Protect also against readers who have the totals of rows and columns from elsewhere."`
}

// Help is what else there is to know.
func (disclosureCommand) Help() string {
	return `Counts under the threshold become *, and so do as many others as it takes that none
of them can be worked out: for each * of the exact profile at least as many values remain
possible as the threshold. A last row or column named Total is checked, and is part of what
the reader knows. Totals that are not in the file are not added, and readers are taken not
to have them: say --known-totals if they do.`
}

// Run prints the table as it may be published.
func (c disclosureCommand) Run(s *session) error {
	if c.Threshold < 3 || c.Threshold > 1000 {
		return usageError{errors.New("--threshold must be from 3 to 1000")}
	}
	file, err := os.Open(c.Table)
	if err != nil {
		return err
	}
	defer file.Close()
	sheet, err := disclosure.ReadSheet(file)
	if err != nil {
		return fmt.Errorf("%s: %w", c.Table, err)
	}
	sheet.Grid.KnownTotals = c.KnownTotals
	rule := disclosure.Rule{Threshold: c.Threshold, ShowZeros: c.ShowZeros, Round: c.Profile == "round5"}
	err = sheet.Publish(s.stdout, rule)
	if errors.Is(err, disclosure.ErrGivenAway) {
		return fmt.Errorf("%s: with the totals that readers have, small numbers can be worked out whatever is hidden: put rows or columns together", c.Table)
	}
	return err
}
