package extracts

import (
	"errors"
	"io"
	"net/http"
	"path"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

type rowsPage struct {
	web.Page
	Batch Batch
	Files []FilePart
	Rows  []Reject
	Pager web.Pager
}

// Address is the row's place in addresses: the file and the row.
func (r Reject) Address() string { return strconv.Itoa(r.File) + "-" + strconv.Itoa(r.Row) }

func (h handlers) rows(w http.ResponseWriter, r *http.Request) error {
	by, number := actor.From(r.Context()), web.PageNumber(r)
	report, err := h.x.Report(r.Context(), by, r.PathValue("load"))
	if err != nil {
		return err
	}
	rows, total, err := h.x.Rejects(r.Context(), by, report.Batch.ID, "waiting", web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	data := rowsPage{Page: web.NewPage(w, r, "Rows to put right", crumb, batchCrumb(report.Batch)), Batch: report.Batch, Rows: rows, Pager: web.NewPager(r, number, total)}
	for _, f := range report.Files {
		if f.Rejected > 0 {
			data.Files = append(data.Files, f)
		}
	}
	return web.Render(w, http.StatusOK, pages["rows.html"], data)
}

// Cell is one cell of a row that is put right.
type Cell struct {
	Field web.Field
	Wrong []Wrong
}

type rowPage struct {
	web.Page
	Batch  Batch
	Reject Reject
	File   FilePart
	Cells  []Cell
	Whole  []Wrong // what is wrong with the row as a whole
}

// placeOf is the file and the row of the address.
func placeOf(r *http.Request) (file, row int, err error) {
	a, b, _ := strings.Cut(r.PathValue("rejected"), "-")
	file, err1 := strconv.Atoi(a)
	row, err2 := strconv.Atoi(b)
	if err1 != nil || err2 != nil || file < 1 || row < 1 || row > 1<<30 || file > 1<<20 {
		return 0, 0, errNoRow
	}
	return file, row, nil
}

func (h handlers) rowOf(r *http.Request) (Batch, Reject, FilePart, error) {
	by := actor.From(r.Context())
	b, err := h.x.Batch(r.Context(), by, r.PathValue("load"))
	if err != nil {
		return b, Reject{}, FilePart{}, err
	}
	file, row, err := placeOf(r)
	if err != nil {
		return b, Reject{}, FilePart{}, err
	}
	reject, part, err := h.x.RejectedRow(r.Context(), by, b.ID, file, row)
	return b, reject, part, err
}

func (h handlers) row(w http.ResponseWriter, r *http.Request) error {
	b, reject, part, err := h.rowOf(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	for i := range part.Header.V {
		if i < len(reject.Cells) {
			form.Set(CellName(i), reject.Cells[i])
		}
	}
	return h.showRow(w, r, form, b, reject, part)
}

func (h handlers) showRow(w http.ResponseWriter, r *http.Request, form *web.Form, b Batch, reject Reject, part FilePart) error {
	data := rowPage{Page: web.NewPage(w, r, "Row "+strconv.Itoa(reject.Row)+" of "+part.Title(), crumb, batchCrumb(b),
		web.Crumb{Label: "Rows to put right", Href: "/extracts/loads/" + b.ID + "/rows"}).WithForm(form), Batch: b, Reject: reject, File: part}
	for i, heading := range part.Header.V {
		if heading == "" {
			heading = "Column " + strconv.Itoa(i+1)
		}
		c := Cell{Field: form.Input(CellName(i), heading, "")}
		for _, w := range reject.Wrong {
			if w.Column == heading {
				c.Wrong = append(c.Wrong, w)
			}
		}
		if len(c.Wrong) > 0 {
			c.Field.Hint = c.Wrong[0].Words()
		}
		data.Cells = append(data.Cells, c)
	}
	for _, w := range reject.Wrong {
		if w.Column == "" {
			data.Whole = append(data.Whole, w)
		}
	}
	return web.Render(w, web.FormStatus(form), pages["row.html"], data)
}

func (h handlers) correct(w http.ResponseWriter, r *http.Request) error {
	b, reject, part, err := h.rowOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	cells := make([]string, len(part.Header.V))
	for i := range cells {
		cells[i] = form.Value(CellName(i))
		if len(cells[i]) > 2000 {
			form.Fail(CellName(i), "This must have 2,000 characters or fewer.")
		}
	}
	if form.OK() {
		err := h.x.Correct(r.Context(), actor.From(r.Context()), b.ID, reject.File, reject.Row, cells)
		if err == nil {
			return web.SeeOther(w, r, "/extracts/loads/"+b.ID+"/rows", "Row "+strconv.Itoa(reject.Row)+" is right now, and is part of the load.")
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return h.showRow(w, r, form, b, reject, part)
}

func (h handlers) leave(w http.ResponseWriter, r *http.Request) error {
	file, row, err := placeOf(r)
	if err != nil {
		return err
	}
	load := r.PathValue("load")
	if err := h.x.LeaveOut(r.Context(), actor.From(r.Context()), load, file, row); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/extracts/loads/"+load+"/rows", "Row "+strconv.Itoa(row)+" is left out.")
}

// sheetOf is the list of rows of the file in the address that wait.
func (h handlers) sheetOf(r *http.Request) (export.Sheet, error) {
	number, err := strconv.Atoi(r.PathValue("loadfile"))
	if err != nil {
		return export.Sheet{}, errNoRow
	}
	return h.x.RejectSheet(r.Context(), actor.From(r.Context()), r.PathValue("load"), number)
}

func (h handlers) rowsCSV(w http.ResponseWriter, r *http.Request) error {
	s, err := h.sheetOf(r)
	if err != nil {
		return err
	}
	return web.Download(w, export.TypeCSV, "to-put-right.csv", func(w io.Writer) error { return export.CSV(w, s) })
}

func (h handlers) rowsXLSX(w http.ResponseWriter, r *http.Request) error {
	s, err := h.sheetOf(r)
	if err != nil {
		return err
	}
	return web.Download(w, export.TypeXLSX, "to-put-right.xlsx", func(w io.Writer) error { return export.XLSX(w, s) })
}

type resendPage struct {
	web.Page
	Batch  Batch
	File   FilePart
	Result *Resent
}

func (h handlers) fileOf(r *http.Request) (desk, error) {
	number, err := strconv.Atoi(r.PathValue("loadfile"))
	if err != nil {
		return desk{}, errNoRow
	}
	return h.x.deskOf(r.Context(), h.x.db, actor.From(r.Context()), r.PathValue("load"), number)
}

func (h handlers) askResend(w http.ResponseWriter, r *http.Request) error {
	d, err := h.fileOf(r)
	if err != nil {
		return err
	}
	return h.showResend(w, r, web.NewForm(nil), d, nil)
}

func (h handlers) showResend(w http.ResponseWriter, r *http.Request, form *web.Form, d desk, result *Resent) error {
	data := resendPage{Page: web.NewPage(w, r, "Send back rows put right", crumb, batchCrumb(d.batch),
		web.Crumb{Label: "Rows to put right", Href: "/extracts/loads/" + d.batch.ID + "/rows"}).WithForm(form), Batch: d.batch, File: d.file, Result: result}
	return web.Render(w, web.FormStatus(form), pages["resend.html"], data)
}

func (h handlers) resend(w http.ResponseWriter, r *http.Request) error {
	d, err := h.fileOf(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	name, content, err := smallFile(r, form)
	if err != nil {
		return err
	}
	if !form.OK() {
		return h.showResend(w, r, form, d, nil)
	}
	result, err := h.x.Resend(r.Context(), actor.From(r.Context()), d.batch.ID, d.file.Number, name, content)
	if fault.KindOf(err) == fault.Invalid {
		form.Fail("file", fault.Text(err))
		return h.showResend(w, r, form, d, nil)
	}
	if err != nil {
		return err
	}
	return h.showResend(w, r, form, d, &result)
}

// smallFile is the file of a form that is read into memory.
func smallFile(r *http.Request, form *web.Form) (string, []byte, error) {
	f, head, err := r.FormFile("file")
	if err != nil {
		if errors.Is(err, http.ErrMissingFile) || errors.Is(err, http.ErrNotMultipart) || !form.OK() {
			form.Fail("file", "Choose a file.")
			return "", nil, nil
		}
		return "", nil, err
	}
	defer f.Close()
	content, err := io.ReadAll(io.LimitReader(f, export.MaxBytes+1))
	return path.Base(head.Filename), content, err
}
