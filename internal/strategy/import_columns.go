package strategy

import (
	"slices"
	"strings"

	"footbridge/internal/fold"
)

// The fields of a plan that a column of a spreadsheet can hold.
const (
	FieldNumber        = "number"
	FieldObjective     = "objective"
	FieldAction        = "action"
	FieldOwners        = "owners"
	FieldDue           = "due"
	FieldObjectiveAims = "objective-aims"
	FieldActionAims    = "action-aims"
	FieldObjectiveID   = "objective-id"
	FieldActionID      = "action-id"
)

// importField is one field: its label, the heading our own export gives it, and
// the other headings by which people know it, folded.
type importField struct {
	Name, Label, Heading, About string
	Exact                       []string // whole headings
	Words                       []string // words in a heading that has no better meaning
}

var importFields = []importField{
	{FieldNumber, "Objective number", "Objective no", "The number of the objective in the plan.",
		[]string{"objective number", "objective ref", "obj no", "obj", "no", "number", "ref", "reference", "item"}, nil},
	{FieldObjective, "Objective", "Objective", "The objective, in words.",
		[]string{"objectives", "strategic objective", "strategic objectives", "goal", "goals", "priority", "priorities"}, []string{"objective", "objectives", "goal", "priority"}},
	{FieldAction, "Action", "Action", "What is to be done. Empty where the objective itself is the action.",
		[]string{"actions", "task", "tasks", "activity", "activities", "what", "step", "steps", "milestone", "milestones"}, []string{"action", "actions", "task", "tasks", "activity", "do"}},
	{FieldOwners, "Owners", "People responsible", "The posts that own the action, each on a line of its own.",
		[]string{"owner", "owners", "lead", "leads", "who", "responsible", "responsibility", "accountable"}, []string{"responsible", "responsibility", "owner", "owners", "lead", "leads", "whom", "accountable", "led"}},
	{FieldDue, "Due", "Date to be completed", "When it is due: a month, a day, “ongoing”, or a month from which it goes on.",
		[]string{"due", "when", "date", "deadline", "timescale", "timescales", "timeframe", "completion"}, []string{"due", "when", "deadline", "date", "timescale", "timescales", "timeframe", "completion"}},
	{FieldObjectiveAims, "Aims of the objective", "Aims of the objective", "The aims and challenges that the objective serves, each on a line of its own.",
		[]string{"objective aims"}, nil},
	{FieldActionAims, "Aims of the action", "Aims of the action", "The aims and challenges that the action serves, each on a line of its own.",
		[]string{"aims", "aim", "action aims", "themes", "theme"}, nil},
	{FieldObjectiveID, "Objective id", "Objective id", "How Footbridge knows the objective. Leave it as it is; leave it empty for a new one.", nil, nil},
	{FieldActionID, "Action id", "Action id", "How Footbridge knows the action. Leave it as it is; leave it empty for a new one.", nil, nil},
}

// exportOnly are the headings of our export that say how things stand: an
// import passes them over.
var exportOnly = []string{"Status", "Last update"}

// Mapping says in which column, from 0, each field stands, and which row, from
// 0, holds the headings. A field that is not in Columns is not in the file.
type Mapping struct {
	Header  int
	Columns map[string]int
}

// column is the column of a field, or -1.
func (m Mapping) column(field string) int {
	if c, ok := m.Columns[field]; ok {
		return c
	}
	return -1
}

// usable reports whether enough is known to read the file.
func (m Mapping) usable() bool {
	return m.column(FieldObjective) >= 0 || m.column(FieldAction) >= 0 && m.column(FieldNumber) >= 0 || m.column(FieldObjectiveID) >= 0
}

// recognise finds the headings among the first rows and what each column holds.
// Without any it returns row 0 and no columns, to be mapped by hand.
func recognise(rows [][]string) Mapping {
	best := Mapping{Columns: map[string]int{}}
	for i, row := range rows[:min(len(rows), 15)] {
		if m := headings(row); len(m) > len(best.Columns) && len(m) > 1 {
			best = Mapping{Header: i, Columns: m}
		}
	}
	return best
}

// headings maps the fields that the row's cells name: first those that say
// exactly a field, then those that contain a word for one.
func headings(row []string) map[string]int {
	out, taken := map[string]int{}, map[int]bool{}
	claim := func(fits func(f importField, heading string) bool) {
		for column, cell := range row {
			heading := foldHeading(cell)
			if heading == "" || taken[column] || len(heading) > 60 {
				continue
			}
			for _, f := range importFields {
				if _, done := out[f.Name]; !done && fits(f, heading) {
					out[f.Name], taken[column] = column, true
					break
				}
			}
		}
	}
	claim(func(f importField, h string) bool { return h == fold.Text(f.Heading) || h == fold.Text(f.Label) })
	claim(func(f importField, h string) bool { return slices.Contains(f.Exact, h) })
	for column, cell := range row {
		if slices.ContainsFunc(exportOnly, func(s string) bool { return foldHeading(cell) == fold.Text(s) }) {
			taken[column] = true
		}
	}
	claim(func(f importField, h string) bool {
		return slices.ContainsFunc(strings.Fields(h), func(w string) bool { return slices.Contains(f.Words, w) })
	})
	return out
}

// foldHeading is a heading as it is compared: "Owner(s)" is "owners", "#" and
// "№" are "no".
func foldHeading(cell string) string {
	switch strings.TrimSpace(cell) {
	case "#", "№":
		return "no"
	}
	return fold.Text(strings.NewReplacer("(s)", "s", "(S)", "s").Replace(cell))
}

// columnName is what a spreadsheet calls the column: A, B, … AA.
func columnName(column int) string {
	if column < 0 {
		return ""
	}
	name := ""
	for n := column + 1; n > 0; n = (n - 1) / 26 {
		name = string(rune('A'+(n-1)%26)) + name
	}
	return name
}
