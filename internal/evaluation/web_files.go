package evaluation

import (
	"encoding/json"
	"io"
	"net/http"

	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

// figures are the lines of the run of the address.
func (h handlers) figures(r *http.Request) (opened, []Line, error) {
	o, err := h.open(r)
	if err != nil {
		return o, nil, err
	}
	if !o.Done {
		return o, nil, fault.New(fault.NotFound, "There is no result yet.")
	}
	if !o.View.Enough {
		return o, nil, fault.New(fault.NotFound, "There are too few people to show anything.")
	}
	return o, o.View.lines(o.Design.V), nil
}

func sheet(o opened, lines []Line) export.Sheet {
	s := export.Sheet{Name: "Figures", Columns: []export.Column{
		{Name: "part", About: "Part of the result"}, {Name: "of", About: "What is counted"}, {Name: "what", About: "Which figure of it"},
		{Name: "value", About: "The figure. Counts are to the nearest 5; * is a number under 5, or one that would give such a number away", Numbers: true},
	}}
	rows := [][]string{{"Question", o.Title, "Question", o.Design.V.Question}}
	for _, p := range o.Design.V.words() {
		rows = append(rows, []string{"Question", o.Title, "Design", p})
	}
	rows = append(rows, []string{"Question", o.Title, "Caution", regression})
	for _, l := range lines {
		rows = append(rows, []string{l.Part, l.Of, l.What, l.Value})
	}
	s.Rows = export.Listed(rows)
	return s
}

func (h handlers) csv(w http.ResponseWriter, r *http.Request) error {
	o, lines, err := h.figures(r)
	if err != nil {
		return err
	}
	return web.Download(w, export.TypeCSV, "evaluation.csv", func(out io.Writer) error { return export.CSV(out, sheet(o, lines)) })
}

func (h handlers) xlsx(w http.ResponseWriter, r *http.Request) error {
	o, lines, err := h.figures(r)
	if err != nil {
		return err
	}
	book := export.Workbook{Title: o.Title, Sheets: []export.Sheet{sheet(o, lines)}, About: [][2]string{{"Question", o.Design.V.Question}, {"Caution", regression}}}
	return web.Download(w, export.TypeXLSX, "evaluation.xlsx", book.Write)
}

// jsonFile is what a file of figures holds.
type jsonFile struct {
	Title, Question   string
	Design, CannotSay []string
	Caution           string
	Seed              int64
	Rows              string
	Figures           []Line
}

func (h handlers) json(w http.ResponseWriter, r *http.Request) error {
	o, lines, err := h.figures(r)
	if err != nil {
		return err
	}
	d := o.Design.V
	return web.Download(w, "application/json", "evaluation.json", func(out io.Writer) error {
		e := json.NewEncoder(out)
		e.SetIndent("", " ")
		return e.Encode(jsonFile{o.Title, d.Question, d.words(), d.cannot(), regression, o.Seed, o.Run.Hash, lines})
	})
}
