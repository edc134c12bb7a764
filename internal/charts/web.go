package charts

import "html/template"

// Figure is a chart on a page, for the template "chart": the picture, its table,
// and where to download them.
type Figure struct {
	Chart
	PNGHref, CSVHref string // "" for none
	// Open shows the table at once, not on demand.
	Open bool
}

// Picture is the SVG, which is safe in a page: everything in it was escaped.
func (f Figure) Picture() template.HTML { return template.HTML(f.SVG()) }

// Head is the head of the table.
func (f Figure) Head() []string {
	head, _ := f.Table()
	return head
}

// ControlFigure is a control chart on a page, for the template "chart".
type ControlFigure struct {
	Control
	PNGHref, CSVHref string
	Open             bool
}

// Picture is the SVG.
func (f ControlFigure) Picture() template.HTML { return template.HTML(f.SVG()) }

// Head is the head of the table.
func (f ControlFigure) Head() []string {
	head, _ := f.Table()
	return head
}

// TableRows are the rows of the table.
func (f ControlFigure) TableRows() []TableRow { return tableRows(f.Table()) }

// Cell is a cell of the table, with what names it.
type Cell struct{ Head, Text string }

// TableRow is a row of the table.
type TableRow struct {
	Label string
	Cells []Cell
}

// TableRows are the rows of the table.
func (f Figure) TableRows() []TableRow { return tableRows(f.Table()) }

func tableRows(head []string, rows [][]string) []TableRow {
	out := make([]TableRow, len(rows))
	for i, row := range rows {
		out[i].Label = row[0]
		for c, text := range row[1:] {
			out[i].Cells = append(out[i].Cells, Cell{head[c+1], text})
		}
	}
	return out
}

// Picture is the icon for a page.
func (i Icon) Picture() template.HTML { return template.HTML(i.SVG()) }

// Beside is the icon where its words stand beside it: hidden from screen readers.
func (i Icon) Beside() template.HTML {
	return template.HTML(i.svg(`aria-hidden="true" focusable="false"`))
}
