package extracts

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"footbridge/internal/fault"
)

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

// fieldReader reads one field.
type fieldReader struct {
	Field
	Column
	mapped  bool
	at      []int             // the columns, first the one that is best
	codes   map[string]string // folded → code
	seen    map[string]string // as it stands in the file → code
	null    any               // what stands for nothing
	heading string
}

// mostSeen bounds what a field remembers of values.
const mostSeen = 4096

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

func newField(f Field, file FileMap, place map[string]int) (fieldReader, error) {
	r := fieldReader{Field: f}
	if f.Type == Text || f.Type == Code || f.Name == "record" {
		r.null = ""
	}
	if f.Name == "record" {
		r.null = 0
	}
	for _, c := range file.Columns {
		if c.Field != f.Name {
			continue
		}
		r.Column, r.mapped = c, true
		for _, heading := range c.From {
			if i, ok := place[folded(heading)]; ok {
				r.at = append(r.at, i)
			}
		}
		if len(r.at) == 0 && c.Always == "" && (f.Required || len(c.From) == 1) {
			return r, fault.New(fault.Invalid, "The file has no column “%s”, which the mapping names for %s.", strings.Join(c.From, "” or “"), f.Name)
		}
	}
	if f.Type == Code {
		r.codes = understood(f.Codes)
	} else if len(r.Values) > 0 {
		r.codes = map[string]string{}
	}
	if f.Type == Code || len(r.Values) > 0 {
		own := understood(f.Codes)
		for word, meant := range r.Values {
			if code, ok := own[folded(meant)]; ok {
				meant = code
			}
			r.codes[word] = meant
		}
	}
	if code, ok := r.codes[folded(deref(r.Other))]; ok && r.Other != nil {
		r.Other = &code
	}
	r.seen = map[string]string{}
	return r, nil
}

func deref(s *string) string {
	if s == nil {
		return ""
	}
	return *s
}

// empty reports whether a cell says that nothing is recorded.
func empty(s string) bool {
	switch len(s) {
	case 0:
		return true
	case 1:
		return s == "-"
	case 3:
		return strings.EqualFold(s, "n/a")
	case 4:
		return strings.EqualFold(s, "null")
	}
	return false
}

// cell is the field's cell of the row, without spaces around it.
func (f *fieldReader) cell(row []string) (value string, column int) {
	for _, i := range f.at {
		if i < len(row) {
			if v := strings.TrimSpace(row[i]); !empty(v) {
				return v, i
			}
		}
	}
	if len(f.at) > 0 {
		return f.Always, f.at[0]
	}
	return f.Always, -1
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

func (t *tableReader) convert(f *fieldReader, cell string) (any, string) {
	switch f.Type {
	case Person:
		n, ok := t.namer.number(t.identifier(cell), f.Local)
		if !ok {
			return nil, "nhs"
		}
		return n, ""
	case Day:
		y, m, d, ok := readDate(cell, f.Format, t.workbook)
		if !ok {
			return nil, "date"
		}
		days := daysOf(y, m, d)
		if days < firstDay || days > lastDay {
			return nil, "range"
		}
		return days, ""
	case Month:
		m, ok := readMonth(cell, f.Format, t.workbook)
		if !ok {
			return nil, "date"
		}
		if m < 1850*12 || m > 2100*12 {
			return nil, "range"
		}
		return m, ""
	case Integer:
		return whole(f.Field.Name, cell)
	case Code:
		return f.code(cell)
	}
	return t.text(f, cell)
}

// identifier is a cell as an identifier: a workbook may hold it as a number.
func (t *tableReader) identifier(cell string) string {
	if t.workbook && strings.ContainsAny(cell, "eE.") {
		if v, err := strconv.ParseFloat(cell, 64); err == nil && v == float64(int64(v)) {
			return strconv.FormatInt(int64(v), 10)
		}
	}
	return cell
}

func whole(name, cell string) (any, string) {
	cell = strings.TrimSuffix(cell, ".0")
	n, err := strconv.ParseInt(cell, 10, 64)
	if err != nil {
		return nil, "number"
	}
	most := int64(1<<31 - 1)
	if name == "record" {
		most = 1<<63 - 1
	}
	limits, ok := ranges[name]
	if !ok {
		limits = [2]int64{0, most}
	}
	if n < limits[0] || n > limits[1] {
		return nil, "range"
	}
	return int(n), ""
}

func (f *fieldReader) code(cell string) (any, string) {
	if code, ok := f.seen[cell]; ok {
		return code, ""
	}
	code, ok := f.codes[folded(cell)]
	if !ok && f.Other == nil {
		return nil, "code"
	}
	if !ok {
		code = *f.Other
	}
	if len(f.seen) < mostSeen {
		f.seen[strings.Clone(cell)] = code
	}
	return code, ""
}

func (t *tableReader) text(f *fieldReader, cell string) (any, string) {
	if meant, ok := f.codes[folded(cell)]; ok && len(f.Values) > 0 {
		cell = meant
	} else if f.Other != nil {
		cell = *f.Other
	}
	if len(cell) > longestText && utf8.RuneCountInString(cell) > longestText {
		return nil, "long"
	}
	return cell, ""
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
