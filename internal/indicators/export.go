package indicators

import (
	"bufio"
	"encoding/json"
	"io"
	"strconv"
	"strings"

	"footbridge/internal/export"
	"footbridge/internal/units"
)

// TypeJSON is the kind of a JSON file.
const typeJSON = "application/json"

// disclosed says in every file how its numbers were made safe.
const disclosed = "Counts under 5, zero too, are hidden (*); the others end in 0 or 5. A value is worked out from the numbers as they are, and hidden when either of them is, or when it would give a hidden one away."

// columns of every list of figures.
func figureColumns() []export.Column {
	return []export.Column{
		{Name: "indicator", About: "Its name in addresses and files"}, {Name: "version", About: "Of its definition", Numbers: true},
		{Name: "title"}, {Name: "unit", About: "The unit, or the whole organisation"},
		{Name: "month", About: "The last month of the period"}, {Name: "period", About: "month, quarter or rolling-12"},
		{Name: "numerator", About: "To the nearest 5; * is not shown", Numbers: true}, {Name: "denominator", About: "To the nearest 5; * is not shown", Numbers: true},
		{Name: "value", About: "Per cent, rate, mean or count; * is not shown", Numbers: true},
		{Name: "low", About: "Lower end of the Wilson 95 % interval of a share", Numbers: true}, {Name: "high", About: "Upper end", Numbers: true},
		{Name: "recorded", About: "Per cent of the denominator with something recorded; * is not shown", Numbers: true},
		{Name: "better", About: "Which way is better"}, {Name: "target", About: "The target of that month", Numbers: true},
	}
}

// hide is a number, or the mark where it is not shown.
func hide(shown bool, v float64) string {
	if !shown {
		return "*"
	}
	return strconv.FormatFloat(v, 'f', -1, 64)
}

// row is a figure in a list.
func (d *Definition) row(unit string, f Figure) []string {
	low, high, recorded, target := "", "", "", ""
	if d.Shape == Share {
		low, high = hide(f.Shown, f.Low), hide(f.Shown, f.High)
	}
	if d.Recorded != "" {
		recorded = hide(f.RecordedShown, float64(int(f.Recorded*1000+0.5))/10)
	}
	if t := d.TargetOf(f.Month); t != nil {
		target = hide(true, t.Value)
	}
	return []string{d.Indicator, strconv.Itoa(d.Version), d.Title, unit, f.Month.ISO(), d.Period, f.Num, f.Den, hide(f.Shown, f.Value), low, high, recorded, string(d.Direction), target}
}

// figureSheet lists every month of some lines.
func figureSheet(name string, lines []Line, names map[string]string) export.Sheet {
	var rows [][]string
	for _, l := range lines {
		for _, f := range l.Figures {
			rows = append(rows, l.row(names[l.UnitID], f))
		}
	}
	return export.Sheet{Name: name, Columns: figureColumns(), Rows: export.Listed(rows)}
}

func unitNames(tree []units.Unit) map[string]string {
	out := map[string]string{}
	for _, u := range tree {
		out[u.ID] = u.Name
	}
	return out
}

// definitionSheet says what each indicator means.
func definitionSheet(lines []Line) export.Sheet {
	var rows [][]string
	seen := map[string]bool{}
	for _, l := range lines {
		if !seen[l.Indicator] {
			seen[l.Indicator] = true
			rows = append(rows, []string{l.Indicator, strconv.Itoa(l.Version), l.Title, l.Question, l.Why, l.Numerator, l.Denominator, l.Exclusions, l.Every(), l.Better(), l.TargetText(l.Target), l.Aspiration, l.Baseline, l.Source, l.Owner, l.Review.String()})
		}
	}
	s := export.Sheet{Name: "Definitions", Rows: export.Listed(rows)}
	for _, name := range []string{"indicator", "version", "title", "question", "why it matters", "numerator", "denominator", "left out", "how often", "which way is better", "target", "aspiration", "baseline", "source", "owner", "review by"} {
		s.Columns = append(s.Columns, export.Column{Name: name})
	}
	return s
}

// writeJSON writes a sheet as a list of objects, numbers as numbers, and how
// they were made safe.
func writeJSON(w io.Writer, s export.Sheet) error {
	b := bufio.NewWriter(w)
	about, err := json.Marshal(disclosed)
	if err != nil {
		return err
	}
	b.WriteString(`{"about":` + string(about) + `,"rows":[`)
	first := true
	err = s.Rows(func(cells []string) error {
		if !first {
			b.WriteByte(',')
		}
		first = false
		b.WriteString("\n{")
		for i, cell := range cells {
			if i > 0 {
				b.WriteByte(',')
			}
			name, err := json.Marshal(strings.ReplaceAll(s.Columns[i].Name, " ", "_"))
			if err != nil {
				return err
			}
			value, err := jsonCell(cell, s.Columns[i].Numbers)
			if err != nil {
				return err
			}
			b.Write(name)
			b.WriteByte(':')
			b.Write(value)
		}
		return b.WriteByte('}')
	})
	if err != nil {
		return err
	}
	b.WriteString("\n]}\n")
	return b.Flush()
}

// jsonCell is a cell of a sheet in JSON: nothing is null.
func jsonCell(cell string, numbers bool) ([]byte, error) {
	switch {
	case cell == "":
		return []byte("null"), nil
	case numbers && cell != "*":
		if _, err := strconv.ParseFloat(cell, 64); err == nil {
			return []byte(cell), nil
		}
	}
	return json.Marshal(cell)
}

// book is a workbook of figures with a sheet of what they mean.
func book(title string, sheets ...export.Sheet) export.Workbook {
	return export.Workbook{Title: title, Sheets: sheets, About: [][2]string{{"How small numbers are kept safe", disclosed}}}
}
