package courses

import (
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/units"
	"footbridge/internal/web"
)

type listPage struct {
	web.Page
	Search                                     *web.Form
	States, StrandList, FormatList, CollegeSet []web.Option
	Rows                                       []Row
	Pager                                      web.Pager
	CSV, XLSX                                  string
	MayAdd, Filtered, NoCollege                bool
}

// readFilter reads the filter of the list from the address.
func readFilter(r *http.Request) (Filter, *web.Form) {
	form := web.NewForm(nil)
	for _, name := range []string{"q", "unit", "state", "strand", "format", "due", "onesided"} {
		v := strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(r.URL.Query().Get(name), ""), "\x00", ""))
		if len(v) > 200 {
			v = ""
		}
		form.Set(name, v)
	}
	return Filter{
		Q: form.Value("q"), UnitID: form.Value("unit"), State: form.Value("state"), Strand: form.Value("strand"), Format: form.Value("format"),
		ReviewDue: form.Bool("due"), OneSided: form.Bool("onesided"),
	}, form
}

func stateOptions() []web.Option {
	out := []web.Option{{Value: "", Label: "All but retired"}, {Value: "any", Label: "All"}}
	for _, s := range States {
		if s.Code != Superseded {
			out = append(out, web.Option{Value: s.Code, Label: s.Label})
		}
	}
	return out
}

func collegeOptions(colleges []units.Unit, first string) []web.Option {
	var out []web.Option
	if first != "" {
		out = append(out, web.Option{Value: "", Label: first})
	}
	for _, u := range colleges {
		out = append(out, web.Option{Value: u.ID, Label: u.Name})
	}
	return out
}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	f, form := readFilter(r)
	rows, total, err := h.c.List(ctx, by, f, web.PageNumber(r), web.PerPage)
	if err != nil {
		return err
	}
	colleges, err := h.c.Colleges(ctx, by, Read)
	if err != nil {
		return err
	}
	edits, err := h.c.Colleges(ctx, by, Edit)
	if err != nil {
		return err
	}
	query := url.Values{}
	for name := range form.Values {
		if v := form.Value(name); v != "" {
			query.Set(name, v)
		}
	}
	data := listPage{
		Page: web.NewPage(w, r, "Courses"), Search: form, Rows: rows, Pager: web.NewPager(r, web.PageNumber(r), total),
		States: stateOptions(), StrandList: options("Any strand", Strands), FormatList: options("Any format", Formats),
		CSV: "/courses/list.csv?" + query.Encode(), XLSX: "/courses/list.xlsx?" + query.Encode(),
		MayAdd: len(edits) > 0, Filtered: len(query) > 0, NoCollege: len(colleges) == 0,
	}
	if len(colleges) > 1 {
		data.CollegeSet = collegeOptions(colleges, "Every college")
	}
	return web.Render(w, http.StatusOK, pages["courses.html"], data)
}

// listColumns are the columns of the exported list.
var listColumns = []export.Column{
	{Name: "Code", About: "The course’s short code, which stays"},
	{Name: "Title", About: "The title of the version in the prospectus or, when there is none, of the newest"},
	{Name: "State", About: "Where that version stands"},
	{Name: "Draft", About: "Where the next version stands, when one is being made"},
	{Name: "Strand", About: "What the course is about"},
	{Name: "Level", About: "What it expects to be known"},
	{Name: "Format", About: "How it meets"},
	{Name: "Meant for", About: "Who may come; everybody unless said otherwise"},
	{Name: "Sessions", About: "How many sessions are usual"},
	{Name: "Minutes", About: "How long a session is"},
	{Name: "Places", About: "How many places are usual"},
	{Name: "Lived experience", About: "Yes when the newest version has a designer with lived experience"},
	{Name: "Practitioner", About: "Yes when the newest version has a practitioner among its designers"},
	{Name: "Published by override", About: "Why it is in the prospectus without the agreement of both perspectives; empty when both agreed"},
	{Name: "Review", About: "The day on which it is looked at again, as year-month-day"},
	{Name: "Retired", About: "Since when it is retired, as year-month-day"},
	{Name: "Address", About: "The address of the course in this service"},
}

func (h handlers) sheet(r *http.Request) export.Sheet {
	f, _ := readFilter(r)
	return export.Sheet{Name: "Courses", Columns: listColumns, Rows: func(yield func([]string) error) error {
		rows, _, err := h.c.List(r.Context(), actor.From(r.Context()), f, 1, 0)
		if err != nil {
			return err
		}
		for _, row := range rows {
			v, draft := row.Version, ""
			if row.Draft.ID != "" {
				draft = row.Draft.StateLabel()
			}
			err := yield([]string{row.Course.Code, v.Title, v.StateLabel(), draft, v.StrandLabel(), v.LevelLabel(), v.FormatLabel(), strings.Join(v.AudienceLabels(), "\n"),
				strconv.Itoa(v.Sessions), strconv.Itoa(v.Minutes), strconv.Itoa(v.Capacity), yes(row.Lived), yes(row.Practitioner),
				v.OverrideReason, row.Course.ReviewOn.ISO(), row.Course.RetiredOn.ISO(), row.Href()})
			if err != nil {
				return err
			}
		}
		return nil
	}}
}

func yes(b bool) string {
	if b {
		return "Yes"
	}
	return ""
}

func (h handlers) listCSV(w http.ResponseWriter, r *http.Request) error {
	return web.Download(w, export.TypeCSV, "courses.csv", func(out io.Writer) error { return export.CSV(out, h.sheet(r)) })
}

func (h handlers) listXLSX(w http.ResponseWriter, r *http.Request) error {
	return web.Download(w, export.TypeXLSX, "courses.xlsx", func(out io.Writer) error { return export.XLSX(out, h.sheet(r)) })
}

type minePage struct {
	web.Page
	Parts []Part
}

// mine lists what the visitor designs.
func (h handlers) mine(w http.ResponseWriter, r *http.Request) error {
	parts, err := h.c.Mine(r.Context(), actor.From(r.Context()))
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["mine.html"], minePage{web.NewPage(w, r, "Courses you design"), parts})
}
