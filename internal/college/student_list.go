package college

import (
	"context"
	"io"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/people"
)

// StudentFilter chooses students. State is "" for those enrolled now, "never" for
// those of them who have not come to anything yet, "left", or "all".
type StudentFilter struct {
	Q, State, TermID, UnitID string

	units, persons []string
	term           Term
}

// StudentStates are the choices of a filter.
var StudentStates = []struct{ Code, Label string }{
	{"", "Enrolled now"}, {"never", "Have not come to anything yet"}, {"left", "Have left"}, {"all", "Everybody"},
}

// ListedStudent is a student as a list shows them.
type ListedStudent struct {
	Student
	Person people.Person
	Flags  []string
}

// mostCounted is how many students a list counts, and mostFound how many people
// a search of names brings.
const (
	mostCounted = 5000
	mostFound   = 500
)

// Students lists students by works with, the newest first: one page of them, how
// many there are as far as it was counted, and whether there are more.
func (c *College) Students(ctx context.Context, by actor.Actor, f StudentFilter, limit, offset int) (rows []ListedStudent, total int, more bool, err error) {
	more, err = c.narrow(ctx, by, &f)
	if err != nil {
		return nil, 0, false, err
	}
	total, err = countStudents(ctx, c.db, f.whereStudents(by.OrgID), mostCounted+1)
	if err != nil {
		return nil, 0, false, err
	}
	if total > mostCounted {
		total, more = mostCounted, true
	}
	found, err := listStudents(ctx, c.db, f.whereStudents(by.OrgID), limit, offset)
	if err != nil {
		return nil, 0, false, err
	}
	rows, err = c.nameStudents(ctx, by.OrgID, found)
	return rows, total, more, err
}

// narrow finds what the filter's words stand for: the colleges by works at, the
// people found, the term.
func (c *College) narrow(ctx context.Context, by actor.Actor, f *StudentFilter) (more bool, err error) {
	colleges, err := c.collegesOf(ctx, c.db, by, Students)
	if err != nil {
		return false, err
	}
	for _, u := range colleges {
		if f.UnitID == "" || f.UnitID == u.ID {
			f.units = append(f.units, u.ID)
		}
	}
	if f.TermID != "" {
		if f.term, err = oneTerm(ctx, c.db, by.OrgID, f.TermID); err != nil {
			if fault.KindOf(err) != fault.NotFound {
				return false, err
			}
			f.TermID = ""
		}
	}
	if f.Q = strings.TrimSpace(f.Q); f.Q != "" {
		f.persons, more, err = c.people.Matching(ctx, by.OrgID, f.Q, mostFound)
	}
	return more, err
}

// nameStudents adds to each student who they are and which flags they want.
func (c *College) nameStudents(ctx context.Context, orgID string, found []Student) ([]ListedStudent, error) {
	ids := make([]string, len(found))
	for i, s := range found {
		ids[i] = s.PersonID
	}
	persons, err := c.people.ByID(ctx, orgID, ids)
	if err != nil {
		return nil, err
	}
	flags, err := c.people.Flags(ctx, c.db, orgID, ids)
	out := make([]ListedStudent, len(found))
	for i, s := range found {
		out[i] = ListedStudent{s, persons[s.PersonID], flags[s.PersonID]}
	}
	return out, err
}

// studentColumnsOf are the columns of a list that is taken away. Contact details
// are in it only when somebody asks for them.
func studentColumnsOf(contact bool) []export.Column {
	out := []export.Column{
		{Name: "Name", About: "The student's name."}, {Name: "Called", About: "What they like to be called, where that is another name."},
		{Name: "Enrolled", About: "The day they enrolled."}, {Name: "How", About: "On line, by phone, on paper or in person."},
		{Name: "Borough", About: "Where they live, if they said."}, {Name: "Left", About: "The day they left, or nothing."},
	}
	if contact {
		out = append(out, export.Column{Name: "E-mail", About: "Their e-mail address."}, export.Column{Name: "Phone", About: "Their phone number."},
			export.Column{Name: "Address", About: "Their postal address."}, export.Column{Name: "Contact by", About: "How they want to be contacted."})
	}
	return out
}

// StudentSheet is the list to take away. That it was taken, and whether with
// contact details, is in the trail.
func (c *College) StudentSheet(ctx context.Context, by actor.Actor, f StudentFilter, contact bool) (export.Sheet, error) {
	if _, err := c.narrow(ctx, by, &f); err != nil {
		return export.Sheet{}, err
	}
	boroughs := map[string]string{}
	tree, err := c.units.Tree(ctx, by.OrgID)
	if err != nil {
		return export.Sheet{}, err
	}
	for _, u := range tree {
		boroughs[u.ID] = u.Name
	}
	with := "without contact details"
	if contact {
		with = "with contact details"
	}
	err = c.db.Tx(ctx, func(tx *db.DB) error {
		return audit.Record(ctx, tx, audit.Entry{At: c.now(), By: by, Action: "college.students.exported",
			Target: audit.Target{Kind: "list", ID: "students", Words: "Students"}, Changes: []audit.Change{{Field: "list", To: with}}})
	})
	if err != nil {
		return export.Sheet{}, err
	}
	rows := func(yield func([]string) error) error {
		const batch = 500
		for at := 0; ; at += batch {
			found, err := listStudents(ctx, c.db, f.whereStudents(by.OrgID), batch, at)
			if err != nil {
				return err
			}
			listed, err := c.nameStudents(ctx, by.OrgID, found)
			if err != nil {
				return err
			}
			for _, s := range listed {
				if err := yield(s.cells(boroughs[s.BoroughID], contact)); err != nil {
					return err
				}
			}
			if len(found) < batch {
				return nil
			}
		}
	}
	return export.Sheet{Name: "Students", Columns: studentColumnsOf(contact), Rows: rows}, nil
}

func (l ListedStudent) cells(borough string, contact bool) []string {
	out := []string{l.Person.Name, l.Person.PreferredName, l.EnrolledOn.ISO(), wayLabel(l.How), borough, l.LeftOn.ISO()}
	if contact {
		out = append(out, l.Person.Email, l.Person.Phone, l.Person.Address, l.Person.ChannelLabel())
	}
	return out
}

func wayLabel(code string) string {
	for _, w := range Ways {
		if w.Code == code {
			return w.Label
		}
	}
	return code
}

// WriteStudents writes the list as CSV or, if workbook, as XLSX.
func WriteStudents(w io.Writer, s export.Sheet, workbook bool) error {
	if workbook {
		return export.XLSX(w, s)
	}
	return export.CSV(w, s)
}
