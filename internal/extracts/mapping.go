package extracts

import (
	"path"
	"slices"
	"strings"
)

// Mapping says which column of a source's files is what.
type Mapping struct {
	Source    string // the record system
	VersionOf string // in words: which version of it
	Files     []FileMap
	Teams     map[string]string // what the record system calls a team → the name of a unit
}

// FileMap says how one kind of file is read.
type FileMap struct {
	Kind    string   // of [Kinds]
	Match   string   // of the file's name, or the sheet's: see [path.Match]
	Totals  []string // a row whose first cell with anything in it begins so is left out
	Columns []Column
	Line    int // of the mapping
}

// Column says where a field comes from.
type Column struct {
	Field  string
	From   []string          // headings: the first that is not empty in the row
	Always string            // the value of every row, instead
	Format string            // of a date; "" is any that can be understood in one way only
	Values map[string]string // what stands in the file → the code
	Other  *string           // what every other value becomes
	Local  bool              // an identifier of the record system alone, even with ten digits
	Line   int
}

// submittedField is a field of every kind: the month in which a row was handed in.
const submittedField = "submitted"

// kindOf is the kind of that name.
func kindOf(name string) (Kind, bool) {
	i := slices.IndexFunc(Kinds, func(k Kind) bool { return k.Name == name })
	if i < 0 {
		return Kind{}, false
	}
	return Kinds[i], true
}

// field is the field of that name, which every kind has or this one.
func (k Kind) field(name string) (Field, bool) {
	if name == submittedField {
		return Field{Name: submittedField, Type: Month, MHSDS: []string{"UniqMonthID"}, About: "The month in which the row was handed in: a later one counts instead of an earlier."}, true
	}
	i := slices.IndexFunc(k.Fields, func(f Field) bool { return f.Name == name })
	if i < 0 {
		return Field{}, false
	}
	return k.Fields[i], true
}

// matches reports whether the file, or a sheet of it, is read by f. Case makes
// no difference; a compressed file matches with and without its last ending.
func (f FileMap) matches(name, sheet string) bool {
	for _, candidate := range []string{path.Base(name), path.Base(sheet), strings.TrimSuffix(path.Base(name), path.Ext(name))} {
		ok, err := path.Match(strings.ToLower(f.Match), strings.ToLower(candidate))
		if ok && err == nil && candidate != "." {
			return true
		}
	}
	return false
}

// parts are the entries of the list of files that read a table.
func (m Mapping) parts(name, sheet string) []int {
	var out []int
	for i, f := range m.Files {
		if f.matches(name, sheet) {
			out = append(out, i)
		}
	}
	return out
}
