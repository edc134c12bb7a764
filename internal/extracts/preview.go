package extracts

import (
	"context"
	"fmt"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

// previewRows is how many rows of a table a preview shows.
const previewRows = 12

// PreviewTable is how the first rows of a file would be read.
type PreviewTable struct {
	Title, Kind string
	Fields      []string
	Rows        []PreviewRow
	Unused      []string // headings that the mapping does not name
}

// PreviewRow is one row: a cell for each field.
type PreviewRow struct {
	Number int
	Cells  []PreviewCell
	Whole  string // what is wrong with the row as a whole
}

// PreviewCell is what stands in the file, what it would be read as, and what is
// wrong.
type PreviewCell struct{ From, As, Wrong string }

// Preview reads the first rows of a file by a mapping, and keeps nothing.
func (x *Extracts) Preview(ctx context.Context, by actor.Actor, text string, f File) ([]PreviewTable, error) {
	if err := may(by, Load); err != nil {
		return nil, err
	}
	m, err := ReadMapping(text)
	if err != nil {
		return nil, err
	}
	n, err := x.vault.namer(by.OrgID, m.Source)
	if err != nil {
		return nil, err
	}
	s, err := export.Open(f.Name, f.Path)
	if err != nil {
		return nil, err
	}
	defer s.Close()
	var out []PreviewTable
	for _, sheet := range s.Sheets() {
		for _, part := range m.parts(f.Name, sheet) {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
			t, err := x.previewTable(s, f.Name, sheet, m.Files[part], n)
			if err != nil {
				return nil, err
			}
			out = append(out, t)
		}
	}
	if len(out) == 0 {
		return nil, fault.New(fault.Invalid, "The mapping has no entry for a file of this name.")
	}
	return out, nil
}

func (x *Extracts) previewTable(s *export.Source, name, sheet string, entry FileMap, n *namer) (PreviewTable, error) {
	rows, err := s.Rows(sheet)
	if err != nil {
		return PreviewTable{}, err
	}
	defer rows.Close()
	header, _, err := findHeader(rows, entry)
	if err != nil {
		return PreviewTable{}, err
	}
	kind, _ := kindOf(entry.Kind)
	month := when.DateOf(x.now()).MonthOf()
	t, err := newTable(kind, entry, header, s.Workbook(), month.Year*12+int(month.Month)-1, n)
	if err != nil {
		return PreviewTable{}, err
	}
	out := PreviewTable{Title: FilePart{Name: name, Sheet: sheet}.Title(), Kind: kind.Label, Unused: t.unused()}
	for i := range t.fields {
		if t.fields[i].mapped {
			out.Fields = append(out.Fields, t.fields[i].Field.Name)
		}
	}
	for len(out.Rows) < previewRows && rows.Next() {
		if row := rows.Row(); !t.isHeader(row) && !t.isTotal(row) {
			out.Rows = append(out.Rows, t.preview(rows.Number(), row))
		}
	}
	return out, rows.Err()
}

// preview is a row as it would be read.
func (t *tableReader) preview(number int, row []string) PreviewRow {
	out := PreviewRow{Number: number}
	t.read(number, row)
	wrong := map[string]string{}
	for _, w := range t.wrong {
		wrong[w.Field] = w.Words()
	}
	out.Whole = wrong[""]
	for i := range t.fields {
		f := &t.fields[i]
		if !f.mapped {
			continue
		}
		cell, _ := f.cell(row)
		c := PreviewCell{From: cell, Wrong: wrong[f.Field.Name]}
		if v, reason, _ := t.value(f, row); reason == "" {
			c.As = f.words(v)
		}
		out.Cells = append(out.Cells, c)
	}
	return out
}

// words are a value as people read it.
func (f *fieldReader) words(v any) string {
	if v == f.null || v == nil {
		return ""
	}
	switch f.Type {
	case Person:
		return "a person"
	case Day:
		return dateOf(v.(int)).String()
	case Month:
		m := v.(int)
		return dateOf(daysOf(m/12, m%12+1, 1)).MonthOf().String()
	case Code:
		return Label(f.Codes, fmt.Sprint(v))
	}
	return fmt.Sprint(v)
}

// unused are the headings that the mapping does not name.
func (t *tableReader) unused() []string {
	used := map[int]bool{}
	for i := range t.fields {
		for _, at := range t.fields[i].at {
			used[at] = true
		}
	}
	if t.month != nil {
		for _, at := range t.month.at {
			used[at] = true
		}
	}
	var out []string
	for i, h := range t.header {
		if !used[i] && strings.TrimSpace(h) != "" {
			out = append(out, h)
		}
	}
	return out
}
