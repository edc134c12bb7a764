package strategy

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actions"
	"footbridge/internal/fold"
)

// CellError says what is wrong with one cell, by the row and column that a
// spreadsheet shows. Column is "" when it is the row as a whole.
type CellError struct {
	Row    int
	Column string
	Text   string
}

// String is the error with its place: "Row 3, column D: …".
func (e CellError) String() string {
	if e.Column == "" {
		return fmt.Sprintf("Row %d: %s", e.Row, e.Text)
	}
	return fmt.Sprintf("Row %d, column %s: %s", e.Row, e.Column, e.Text)
}

// fileObjective is an objective as a spreadsheet has it.
type fileObjective struct {
	Row     int
	Number  int // 0 when the file does not say
	Title   string
	ID      string
	Aims    []string
	Actions []*fileAction
	given   bool // the row that began it had nothing but the objective
}

// fileAction is an action as a spreadsheet has it.
type fileAction struct {
	Row    int
	Title  string
	Whole  bool // the cell was empty: the objective itself is the action
	ID     string
	Owners []string // cells, still to be split
	Due    actions.Due
	Aims   []string
	aimRow int
}

// planFile is what a spreadsheet says, and what is wrong with it.
type planFile struct {
	Objectives []*fileObjective
	Rows       []int          // of the sheet that hold anything, in order
	More       map[int]string // rows that only go on with the one above
	Errors     []CellError
	Notes      []string
}

// planReader reads the rows of a spreadsheet in order.
type planReader struct {
	m       Mapping
	out     planFile
	row     int // as a spreadsheet numbers it
	cells   []string
	current *fileObjective
	last    *fileAction
}

// parsePlan reads rows by the mapping. It never fails: what is wrong is in Errors.
func parsePlan(rows [][]string, m Mapping) planFile {
	r := &planReader{m: m, out: planFile{More: map[int]string{}}}
	for i := m.Header + 1; i < len(rows); i++ {
		r.row, r.cells = i+1, rows[i]
		if r.empty() {
			continue
		}
		if r.repeatsHeader(rows[m.Header]) {
			r.out.Notes = append(r.out.Notes, fmt.Sprintf("Row %d repeats the headings, so it is passed over.", r.row))
			continue
		}
		r.out.Rows = append(r.out.Rows, r.row)
		r.read()
	}
	r.wholes()
	r.check()
	if m.Header < len(rows) {
		r.out.Notes = append(r.out.Notes, ignoredNote(rows[m.Header], m)...)
	}
	return r.out
}

// ignoredNote names the columns that no field is read from.
func ignoredNote(header []string, m Mapping) []string {
	used := map[int]bool{}
	for _, c := range m.Columns {
		used[c] = true
	}
	var names []string
	for c, cell := range header {
		if words := spaced(cell); words != "" && !used[c] {
			names = append(names, "“"+clip(words, 60)+"”")
		}
	}
	if len(names) == 0 {
		return nil
	}
	return []string{"Passed over, because no field is read from them: " + strings.Join(names, ", ") + "."}
}

// cell is the cell of a field in this row.
func (r *planReader) cell(field string) string {
	if c := r.m.column(field); c >= 0 && c < len(r.cells) {
		return strings.TrimSpace(r.cells[c])
	}
	return ""
}

// text is the cell of a field in single spaces.
func (r *planReader) text(field string) string { return spaced(r.cell(field)) }

// aims is the cell of a field, still to be taken apart, if there is anything.
func (r *planReader) aims(field string) []string {
	if cell := r.cell(field); cell != "" {
		return []string{cell}
	}
	return nil
}

func (r *planReader) fail(field, format string, args ...any) {
	r.out.Errors = append(r.out.Errors, CellError{r.row, columnName(r.m.column(field)), fmt.Sprintf(format, args...)})
}

func (r *planReader) empty() bool {
	for field := range r.m.Columns {
		if r.cell(field) != "" {
			return false
		}
	}
	return true
}

func (r *planReader) repeatsHeader(header []string) bool {
	for _, c := range r.m.Columns {
		var a, b string
		if c < len(header) {
			a = fold.Text(header[c])
		}
		if c < len(r.cells) {
			b = fold.Text(r.cells[c])
		}
		if a != b {
			return false
		}
	}
	return true
}

// read takes one row: which objective it is about, then which action.
func (r *planReader) read() {
	began, ok := r.objective()
	if !ok {
		return
	}
	title, id := r.text(FieldAction), r.cell(FieldActionID)
	owners, due := r.cell(FieldOwners), r.cell(FieldDue)
	switch {
	case id != "":
		r.begin(title, id)
	case title != "" && r.last != nil && r.last.ID == "" && fold.Text(title) == fold.Text(r.last.Title):
		r.out.More[r.row] = "Goes on with the action above."
	case title != "":
		r.begin(title, "")
	case owners == "" && due == "" && r.cell(FieldActionAims) == "":
		r.current.given = r.current.given || began
		if !began {
			r.out.More[r.row] = "Says nothing beyond the objective."
		}
		return
	case began || r.last == nil:
		r.begin("", "")
	default:
		r.out.More[r.row] = "Goes on with the action above."
	}
	r.fill(owners, due)
}

// begin starts an action; without a title it is the objective itself.
func (r *planReader) begin(title, id string) {
	r.last = &fileAction{Row: r.row, Title: title, Whole: title == "", ID: id}
	r.current.Actions = append(r.current.Actions, r.last)
	if utf8.RuneCountInString(title) > 500 {
		r.fail(FieldAction, "the action has more than 500 characters.")
	}
}

// fill adds the row's owners, date and aims to the action.
func (r *planReader) fill(owners, due string) {
	a := r.last
	if owners != "" {
		a.Owners = append(a.Owners, owners)
	}
	if due != "" && spaced(due) != a.Due.Words {
		parsed, err := actions.ParseDue(a.Due.Words + " " + due)
		if err != nil {
			r.fail(FieldDue, "“%s” is not a date we can read. Write it like “June 2027”, “22 June 2027”, “June 2027 / ongoing” or “Ongoing from June 2027”.", clip(spaced(due), 80))
		}
		a.Due = parsed
	}
	if aims := r.aims(FieldActionAims); len(aims) > 0 {
		a.Aims, a.aimRow = append(a.Aims, aims...), r.row
	}
}

// numberPattern reads "6", "6.", "Objective 6", "6.2" and "6 (continued)".
var numberPattern = regexp.MustCompile(`(?i)^(?:objective|obj|no|number|aim|goal)?[\s.:#]*(\d+)(?:[.]\d+)*[a-z]?[\s.):]*(\(?\s*(?:cont|ctd)[a-z'’. ]*\)?)?$`)

// continuedPattern is the "(continued)" that a title ends in.
var continuedPattern = regexp.MustCompile(`(?i)\s*[\(\[–-]?\s*\b(?:continued|cont['’]?d|cont|ctd)\b\.?\s*[\)\]]?\s*$`)

// markedPattern is a "(continued)" that is set apart from the words before it.
var markedPattern = regexp.MustCompile(`[\(\[–-]`)

// numberedPattern is a title that begins with its number: "6. Monitoring".
var numberedPattern = regexp.MustCompile(`^(\d+)[.):]\s+(\S.*)$`)

// objective finds the objective that the row is about and makes it the current
// one. began says that the row is its first; ok is false when there is none.
func (r *planReader) objective() (began, ok bool) {
	number, title, id := 0, r.title(), r.cell(FieldObjectiveID)
	if words := r.text(FieldNumber); words != "" {
		found := numberPattern.FindStringSubmatch(words)
		if found == nil {
			r.fail(FieldNumber, "“%s” is not the number of an objective.", clip(words, 40))
			return false, false
		}
		number, _ = strconv.Atoi(found[1])
		if number < 1 || number > 9999 {
			r.fail(FieldNumber, "the number of an objective must be from 1 to 9999.")
			return false, false
		}
	} else if found := numberedPattern.FindStringSubmatch(title); found != nil && r.m.column(FieldNumber) < 0 {
		if n, err := strconv.Atoi(found[1]); err == nil && n > 0 && n <= 9999 {
			number, title = n, found[2]
		}
	}
	if number == 0 && title == "" && id == "" {
		if r.current == nil {
			r.fail(FieldObjective, "there is no objective in this row or above it.")
			return false, false
		}
		return false, true
	}
	if o := r.seen(number, title, id); o != nil {
		return false, r.again(o, number, title)
	}
	o := &fileObjective{Row: r.row, Number: number, Title: title, ID: id, Aims: r.aims(FieldObjectiveAims)}
	if utf8.RuneCountInString(title) > 500 {
		r.fail(FieldObjective, "the objective has more than 500 characters.")
	}
	r.out.Objectives = append(r.out.Objectives, o)
	r.current, r.last = o, nil
	return true, true
}

// title is the objective's title without "(continued)". A row with an id of
// ours has the objective's own words, whatever they end in; and a bare
// "continued" is part of the words unless an objective above has the rest.
func (r *planReader) title() string {
	title := r.text(FieldObjective)
	short := continuedPattern.ReplaceAllString(title, "")
	if short == "" || r.cell(FieldObjectiveID) != "" {
		return title
	}
	above := slices.ContainsFunc(r.out.Objectives, func(o *fileObjective) bool { return fold.Text(o.Title) == fold.Text(short) })
	if above || markedPattern.MatchString(title[len(short):]) {
		return short
	}
	return title
}

// seen is the objective of an earlier row with that id, number or title.
func (r *planReader) seen(number int, title, id string) *fileObjective {
	for _, o := range r.out.Objectives {
		switch {
		case id != "" && o.ID != "":
			if o.ID == id {
				return o
			}
		case number != 0 && o.Number != 0:
			if o.Number == number {
				return o
			}
		case title != "" && fold.Text(o.Title) == fold.Text(title):
			return o
		}
	}
	return nil
}

// again takes a row that names an objective of an earlier row.
func (r *planReader) again(o *fileObjective, number int, title string) bool {
	if o != r.current {
		r.current, r.last = o, nil
		if len(o.Actions) > 0 {
			r.last = o.Actions[len(o.Actions)-1]
		}
	}
	switch {
	case o.Title == "":
		o.Title = title
	case title != "" && title != o.Title && fold.Text(title) != fold.Text(o.Title):
		r.fail(FieldObjective, "objective %s has other words here than in row %d. Make them the same, or give one another number.", numberWords(o), o.Row)
		return false
	case number != 0 && o.Number != 0 && number != o.Number:
		r.fail(FieldNumber, "this objective has another number in row %d.", o.Row)
		return false
	}
	if aims := r.aims(FieldObjectiveAims); len(aims) > 0 && !slices.Equal(aims, o.Aims) {
		if len(o.Aims) > 0 {
			r.fail(FieldObjectiveAims, "this objective has other aims in row %d.", o.Row)
			return false
		}
		o.Aims = aims
	}
	return true
}

func numberWords(o *fileObjective) string {
	if o.Number == 0 {
		return "“" + clip(o.Title, 60) + "”"
	}
	return strconv.Itoa(o.Number)
}

// wholes gives an objective that stands alone in a file kept by hand an action,
// itself: nobody can own or finish it otherwise. Our own export has ids, and an
// objective without an action stays without one.
func (r *planReader) wholes() {
	if r.m.column(FieldActionID) >= 0 {
		return
	}
	for _, o := range r.out.Objectives {
		if o.given && len(o.Actions) == 0 {
			o.Actions = append(o.Actions, &fileAction{Row: o.Row, Whole: true})
		}
	}
}

// check finds what is wrong with the file as a whole.
func (r *planReader) check() {
	ids := map[string]int{}
	for _, o := range r.out.Objectives {
		titles := map[string]int{}
		for _, a := range o.Actions {
			r.row = a.Row
			if first, ok := ids[a.ID]; ok && a.ID != "" {
				r.fail(FieldActionID, "this id stands in row %d too. Leave it empty for a new action.", first)
			}
			ids[a.ID] = a.Row
			key := fold.Text(a.Title)
			if first, ok := titles[key]; ok && a.ID == "" {
				r.fail(FieldAction, "this repeats the action of row %d under the same objective.", first)
			}
			titles[key] = a.Row
		}
	}
	if len(r.out.Objectives) == 0 && len(r.out.Errors) == 0 {
		r.out.Errors = append(r.out.Errors, CellError{r.m.Header + 1, "", "there is no row below the headings."})
	}
	slices.SortStableFunc(r.out.Errors, func(a, b CellError) int { return a.Row - b.Row })
}
