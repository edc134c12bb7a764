package extracts

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"footbridge/internal/fault"
)

// fieldReader reads one field.
type fieldReader struct {
	Field
	Column
	mapped bool
	at     []int             // the columns, first the one that is best
	codes  map[string]string // folded → code
	seen   map[string]string // as it stands in the file → code
	null   any               // what stands for nothing
}

// mostSeen bounds what a field remembers of values.
const mostSeen = 4096

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
