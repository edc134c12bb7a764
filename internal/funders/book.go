package funders

import (
	"strings"

	"footbridge/internal/export"
)

// Book is the report as a workbook: the figures, each table by group, and a data
// dictionary. A figure that is hidden says so; the others can be added up.
func (r Report) Book() export.Workbook {
	b := export.Workbook{Title: r.Title, Sheets: []export.Sheet{r.figureSheet()}, About: [][2]string{
		{"Period", r.From + " to " + r.To + ". " + r.Standing},
		{"Made", r.College + ", " + r.MadeAt},
		{Hidden, r.Rule},
		{"Published figures", Source},
	}}
	for _, s := range r.Sections {
		for _, l := range s.Lines {
			b.About = append(b.About, [2]string{l.Label, l.About + " Completeness: " + l.Complete + "."})
		}
	}
	for _, t := range r.Tables {
		b.Sheets = append(b.Sheets, t.sheet())
	}
	return b
}

func (r Report) figureSheet() export.Sheet {
	columns := []export.Column{{Name: "Section", About: "What the figure is about."}, {Name: "Figure", About: "What is counted; each is explained above."}}
	for _, c := range r.Columns {
		columns = append(columns,
			export.Column{Name: c, About: "The figure of this period. Percentages are whole, money is in pounds.", Numbers: true},
			export.Column{Name: c + ": out of", About: "What the figure is a part of, or how many it is about."})
	}
	columns = append(columns, export.Column{Name: "Published", About: "What has been published about the colleges of England: the median, and between what half of them lie."},
		export.Column{Name: "Completeness", About: "How complete what the figure is counted from is."})
	var rows [][]string
	for _, s := range r.Sections {
		for _, l := range s.Lines {
			row := []string{s.Title, l.Label}
			for _, c := range l.Cells {
				row = append(row, plain(c.Text), c.N)
			}
			rows = append(rows, append(row, l.Beside, l.Complete))
		}
	}
	return export.Sheet{Name: "Figures", Columns: columns, Rows: export.Listed(rows)}
}

func (t Table) sheet() export.Sheet {
	columns := []export.Column{{Name: t.Title, About: t.About}}
	for _, c := range t.Columns {
		columns = append(columns, export.Column{Name: c.Label, About: c.About, Numbers: true})
	}
	var rows [][]string
	for _, row := range t.Rows {
		cells := []string{row.Label}
		for _, c := range row.Cells {
			cells = append(cells, plain(c.Text))
		}
		rows = append(rows, cells)
	}
	return export.Sheet{Name: t.Title, Columns: columns, Rows: export.Listed(rows)}
}

// plain is a figure without what a spreadsheet would not count: £, commas.
func plain(text string) string {
	return strings.NewReplacer("£", "", ",", "").Replace(text)
}
