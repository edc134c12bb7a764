package library

import (
	"fmt"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/web"
)

type importPage struct {
	web.Page
	Colleges []web.Option
	Columns  []export.Column
	Rows     []Row
	Good     int // rows that nothing speaks against
	College  string
	Text     string // the sheet, carried to the next step
}

func (h handlers) askImport(w http.ResponseWriter, r *http.Request) error {
	return h.showImport(w, r, web.NewForm(nil))
}

func (h handlers) showImport(w http.ResponseWriter, r *http.Request, form *web.Form) error {
	data := importPage{Page: web.NewPage(w, r, "Bring in a list", listCrumb).WithForm(form), Columns: columns}
	var err error
	if data.Colleges, err = h.collegeOptions(r); err != nil {
		return err
	}
	return web.Render(w, web.FormStatus(form), pages["import.html"], data)
}

// chosen is the college of the form, or the only one.
func (h handlers) chosen(r *http.Request, form *web.Form) (string, error) {
	colleges, err := h.collegeOptions(r)
	if err != nil {
		return "", err
	}
	if form.Value("college") == "" {
		return colleges[0].Value, nil
	}
	return form.OneOf("college", "A college", colleges, true), nil
}

// preview says what an import would do.
func (h handlers) preview(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	college, err := h.chosen(r, form)
	if err != nil {
		return err
	}
	file, err := uploaded(r, MaxFile)
	switch {
	case err != nil || len(file.Content) == 0:
		form.Fail("file", "Choose a file.")
	case len(file.Content) > MaxFile:
		form.Fail("file", "Choose a file of 2 MB or less.")
	}
	if !form.OK() {
		return h.showImport(w, r, form)
	}
	rows, err := h.l.Preview(r.Context(), actor.From(r.Context()), college, file.Name, file.Content)
	if err != nil {
		if err := form.Take(err); err != nil {
			return err
		}
		return h.showImport(w, r, form)
	}
	data := importPage{Page: web.NewPage(w, r, "What would be brought in", listCrumb, web.Crumb{Label: "Bring in a list", Href: "/library/import"}), Rows: rows, College: college}
	if data.Text, err = sheetText(rows); err != nil {
		return err
	}
	for _, row := range rows {
		if row.Problem == "" {
			data.Good++
		}
	}
	return web.Render(w, http.StatusOK, pages["import_preview.html"], data)
}

func (h handlers) importNow(w http.ResponseWriter, r *http.Request) error {
	form := web.ReadForm(r)
	college, err := h.chosen(r, form)
	if err != nil {
		return err
	}
	if form.Value("rows") == "" {
		form.Fail("file", "Choose a file.")
	}
	if form.OK() {
		n, err := h.l.Import(r.Context(), actor.From(r.Context()), college, "rows.csv", []byte(form.Value("rows")))
		if err == nil {
			return web.SeeOther(w, r, "/library", fmt.Sprintf("Brought in %s.", plural(n, "item", "items")))
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showImport(w, r, form)
}
