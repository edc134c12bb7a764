// Package records writes extracts such as a record system gives them: realistic,
// dirty, of any size, and made up throughout. A seed decides every byte.
//
// What is wrong in them is counted as it is written, so that whoever reads them
// can be held to find exactly that: see [Manifest].
package records

import (
	"encoding/json"
	"os"
	"path/filepath"

	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// The shapes of extracts.
const (
	Rowan = "rio"   // reports of a record system in plain words, a file each; the system is fictional
	MHSDS = "mhsds" // tables of the Mental Health Services Data Set
)

// Late is the file of appointments whose outcome came late, in the shape of
// [Rowan]: it takes the place of rows that came before.
const Late = "Appointments_late.csv"

// MaxPeople is how many numbers there are: NHS numbers for tests begin with 999.
const MaxPeople = 900_000

// Options say what is made.
type Options struct {
	Shape    string
	People   int
	Contacts int // genuine ones; those that stand in the files twice come on top
	Months   int
	Until    when.Month // the last month
	Seed     uint64
}

// check refuses what cannot be made.
func (o Options) check() error {
	switch {
	case o.Shape != Rowan && o.Shape != MHSDS:
		return fault.Field("shape", "There is no shape %q: it is %s or %s.", o.Shape, Rowan, MHSDS)
	case o.People < 1 || o.People > MaxPeople:
		return fault.Field("people", "Between 1 and %d people: there are no more numbers for tests.", MaxPeople)
	case o.Contacts < 0:
		return fault.Field("contacts", "A number of contacts, 0 or more.")
	case o.Months < 1 || o.Months > 240:
		return fault.Field("months", "Between 1 and 240 months.")
	case o.Until.IsZero():
		return fault.Field("until", "The last month is missing.")
	}
	return nil
}

// Manifest says what stands in the files.
type Manifest struct {
	Source   string `json:"source"`
	Shape    string `json:"shape"`
	Seed     uint64 `json:"seed"`
	People   int    `json:"people"`
	Contacts int    `json:"contacts"`
	From     string `json:"from"`
	Until    string `json:"until"`
	Files    []File `json:"files"`
}

// File is what one file holds. Every row is counted once: as one that cannot be
// read, as an exact copy, as one that another about the same thing replaces, or
// as a thing.
type File struct {
	Name string `json:"name"`
	Kind string `json:"kind"` // of extract, as mappings call it
	Rows int    `json:"rows"` // of data: headers, totals and empty lines are none
	// Rejected are rows that cannot be read, by what is wrong with them: date,
	// number, code or person.
	Rejected map[string]int `json:"rejected,omitempty"`
	Copies   int            `json:"copies,omitempty"`   // exact copies of a row before
	Replaced int            `json:"replaced,omitempty"` // rows that a later one about the same thing takes the place of
	// Skipped are lines that are no data: header, total, empty.
	Skipped map[string]int `json:"skipped,omitempty"`
	// Harmless counts what a reader must bear: spaced numbers, literal NULLs,
	// former identifiers, ties, a team that nobody knows.
	Harmless map[string]int `json:"harmless,omitempty"`
}

// Bad is how many rows cannot be read.
func (f File) Bad() int {
	n := 0
	for _, k := range f.Rejected {
		n += k
	}
	return n
}

// Things is how many different things the rows that can be read are about.
func (f File) Things() int { return f.Rows - f.Bad() - f.Copies - f.Replaced }

// Kind adds up the files of a kind.
func (m Manifest) Kind(kind string) File {
	sum := File{Kind: kind, Rejected: map[string]int{}, Skipped: map[string]int{}, Harmless: map[string]int{}}
	for _, f := range m.Files {
		if f.Kind != kind {
			continue
		}
		sum.Rows, sum.Copies, sum.Replaced = sum.Rows+f.Rows, sum.Copies+f.Copies, sum.Replaced+f.Replaced
		for _, pair := range [][2]map[string]int{{sum.Rejected, f.Rejected}, {sum.Skipped, f.Skipped}, {sum.Harmless, f.Harmless}} {
			for k, n := range pair[1] {
				pair[0][k] += n
			}
		}
	}
	return sum
}

// Rows is how many rows of data there are in all the files.
func (m Manifest) Rows() int {
	n := 0
	for _, f := range m.Files {
		n += f.Rows
	}
	return n
}

// Write makes the files in dir, which must be empty or not there yet, and a
// manifest.json beside them. What it holds in memory grows with the people, not
// with their contacts.
func Write(dir string, o Options) (Manifest, error) {
	if err := o.check(); err != nil {
		return Manifest{}, err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return Manifest{}, err
	}
	switch there, err := os.ReadDir(dir); {
	case err != nil:
		return Manifest{}, err
	case len(there) > 0:
		return Manifest{}, fault.New(fault.Conflict, "There is something in %s: give a folder that is empty.", dir)
	}
	t := newTrust(o)
	w := &writer{trust: t, dir: dir, layouts: rowanLayouts}
	m := Manifest{Source: "Rowan", Shape: o.Shape, Seed: o.Seed, People: o.People, Contacts: o.Contacts, From: t.from.ISO(), Until: o.Until.ISO()}
	if o.Shape == MHSDS {
		m.Source, w.layouts = "MHSDS", mhsdsLayouts
	}
	files, err := w.write()
	if err != nil {
		return m, err
	}
	m.Files = files
	text, err := json.MarshalIndent(m, "", "\t")
	if err != nil {
		return m, err
	}
	return m, os.WriteFile(filepath.Join(dir, "manifest.json"), append(text, '\n'), 0o644)
}
