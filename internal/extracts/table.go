package extracts

import "strings"

// Wrong is what is wrong with one cell of a row.
type Wrong struct {
	Field  string // of the kind, "" for the row as a whole
	Column string // the heading
	Value  string
	Reason string // of Reasons
}

// Reasons are why a row cannot be read, by code.
var Reasons = map[string]string{
	"missing": "Nothing is recorded, and it is needed.",
	"nhs":     "Ten digits that are not an NHS number: a digit is wrong.",
	"date":    "Not a date that can be understood.",
	"code":    "Not one of the codes, and the mapping does not say what it means.",
	"number":  "Not a whole number.",
	"range":   "Outside what it can be.",
	"long":    "Longer than 200 characters.",
	"order":   "It ends before it begins.",
	"shifted": "More cells than headings: a comma may stand in a cell without quotation marks.",
}

// Words are the reason in words.
func (w Wrong) Words() string { return Reasons[w.Reason] }

// longestText is how many characters a text may have.
const longestText = 200

// ranges are the least and the most of whole numbers, where they have any but
// those of the column.
var ranges = map[string][2]int64{"deprivation": {1, 10}, "minutes": {0, 10_000}}

// orders are pairs of fields of which the second is not before the first.
var orders = map[string][2]string{"referrals": {"received", "ended"}, "stays": {"started", "ended"}}

// tableReader reads the rows of one table of a file.
type tableReader struct {
	kind      Kind
	file      FileMap
	header    []string
	workbook  bool
	submitted int // the month of rows that do not say
	namer     *namer
	fields    []fieldReader // in the order of the kind
	month     *fieldReader  // of submission
	recorded  []int64       // by field
	teams     map[string]bool
	totals    []string // folded
	has       []bool   // the row that was read last, by field

	// Of the row that was read last:
	values []any
	person int64
	alias  int64
	team   string
	wrong  []Wrong
}

// newTable prepares to read rows under the header.
func newTable(kind Kind, file FileMap, header []string, workbook bool, month int, n *namer) (*tableReader, error) {
	t := &tableReader{kind: kind, file: file, header: header, workbook: workbook, submitted: month, namer: n,
		recorded: make([]int64, len(kind.Fields)), has: make([]bool, len(kind.Fields)), teams: map[string]bool{}}
	place := map[string]int{}
	for i, h := range header {
		if _, twice := place[folded(h)]; !twice && h != "" {
			place[folded(h)] = i
		}
	}
	for _, f := range kind.Fields {
		reader, err := newField(f, file, place)
		if err != nil {
			return nil, err
		}
		t.fields = append(t.fields, reader)
	}
	submitted, _ := kind.field(submittedField)
	month2, err := newField(submitted, file, place)
	if err != nil {
		return nil, err
	}
	if month2.mapped {
		t.month = &month2
	}
	for _, word := range file.Totals {
		t.totals = append(t.totals, folded(word))
	}
	return t, nil
}

// isHeader reports whether a row repeats the headings.
func (t *tableReader) isHeader(row []string) bool {
	same := 0
	for i := range min(len(row), len(t.header)) {
		switch {
		case row[i] == t.header[i]:
			if row[i] != "" {
				same++
			}
		case strings.TrimSpace(row[i]) != strings.TrimSpace(t.header[i]):
			return false
		}
	}
	return same > 0
}

// isTotal reports whether a row sums up others.
func (t *tableReader) isTotal(row []string) bool {
	if len(t.totals) == 0 {
		return false
	}
	for _, cell := range row {
		if cell = strings.TrimSpace(cell); cell != "" {
			for _, word := range t.totals {
				if len(cell) >= len(word) && strings.EqualFold(cell[:len(word)], word) {
					return true
				}
			}
			return false
		}
	}
	return false
}

// read reads a row into values, in the order of the kind's columns, and reports
// whether it is right throughout; wrong says what is not.
func (t *tableReader) read(number int, row []string) bool {
	t.values, t.person, t.alias, t.team, t.wrong = make([]any, 0, len(t.fields)+2), 0, 0, "", t.wrong[:0]
	if len(row) > len(t.header) {
		t.wrong = append(t.wrong, Wrong{Value: row[len(row)-1], Reason: "shifted"})
	}
	submitted := t.submitted
	if t.month != nil {
		if v, at := t.month.cell(row); v != "" {
			if m, ok := t.monthOf(v); ok {
				submitted = m
			} else {
				t.say(t.month, at, v, "date")
			}
		}
	}
	t.values = append(t.values, number, submitted)
	for i := range t.fields {
		f := &t.fields[i]
		v, reason, at := t.value(f, row)
		if reason != "" {
			cell, _ := f.cell(row)
			t.say(f, at, cell, reason)
			continue
		}
		t.has[i] = v != f.null
		switch {
		case f.Name == "alias":
			t.alias, _ = v.(int64)
			if t.kind.Table != "extracts_alias" {
				continue
			}
		case f.Name == "person":
			t.person, _ = v.(int64)
		case f.Name == "team":
			t.team, _ = v.(string)
		}
		t.values = append(t.values, v)
	}
	t.inOrder(row)
	if len(t.wrong) > 0 {
		return false
	}
	for i, has := range t.has {
		if has {
			t.recorded[i]++
		}
	}
	if t.team != "" && !t.teams[t.team] {
		t.teams[strings.Clone(t.team)] = true
	}
	return true
}

func (t *tableReader) say(f *fieldReader, at int, value, reason string) {
	w := Wrong{Field: f.Field.Name, Value: value, Reason: reason}
	if at >= 0 && at < len(t.header) {
		w.Column = t.header[at]
	}
	t.wrong = append(t.wrong, w)
}

func (t *tableReader) monthOf(v string) (int, bool) {
	if m, ok := uniqMonth(v); ok {
		return m, true
	}
	return readMonth(v, t.month.Format, t.workbook)
}

// inOrder refuses what ends before it begins.
func (t *tableReader) inOrder(row []string) {
	pair, ok := orders[t.kind.Name]
	if !ok || len(t.wrong) > 0 {
		return
	}
	var first, second any
	var last *fieldReader
	for i := range t.fields {
		switch f := &t.fields[i]; f.Field.Name {
		case pair[0]:
			first = t.values[i+2]
		case pair[1]:
			second, last = t.values[i+2], f
		}
	}
	from, ok1 := first.(int)
	to, ok2 := second.(int)
	if ok1 && ok2 && to < from {
		cell, at := last.cell(row)
		t.say(last, at, cell, "order")
	}
}

// value is what a field of the row comes to, or the reason why it does not.
func (t *tableReader) value(f *fieldReader, row []string) (v any, reason string, at int) {
	if !f.mapped {
		return f.null, "", -1
	}
	cell, at := f.cell(row)
	if cell == "" && f.Other != nil && f.Type == Code {
		return f.null, "", at
	}
	if cell == "" {
		if f.Required {
			return nil, "missing", at
		}
		return f.null, "", at
	}
	v, reason = t.convert(f, cell)
	if reason == "" && f.Required && v == "" {
		reason = "missing"
	}
	return v, reason, at
}

// columnNames are the columns of the kind's table, the organisation and the
// batch first.
func (k Kind) columnNames() []string {
	out := []string{"org_id", "batch_id", "row", "submitted"}
	for _, f := range k.Fields {
		if f.Name != "alias" || k.Table == "extracts_alias" {
			out = append(out, f.Name)
		}
	}
	return out
}
