package strategy

import (
	"bytes"
	"errors"
	"html/template"
	"net/http"
	"net/url"
	"strings"
	"unicode"

	"footbridge/internal/actor"
	"footbridge/internal/export"
	"footbridge/internal/fault"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

// papers are the pages that people take to meetings.
type papers struct {
	*handlers
	printing chan struct{} // one Chromium at a time
}

func paperRoutes(h *handlers) []web.Route {
	p := &papers{handlers: h, printing: make(chan struct{}, 1)}
	return []web.Route{
		{Pattern: "GET /strategy/page", Permission: permRead, Handler: p.showOnAPage},
		{Pattern: "GET /strategy/timeline", Permission: permRead, Handler: p.timeline},
		{Pattern: "GET /strategy/changes", Permission: permRead, Handler: p.changes},
		{Pattern: "GET /strategy/paper", Permission: permRead, Handler: p.paper},
		{Pattern: "GET /strategy/paper.md", Permission: permRead, Handler: p.markdown},
		{Pattern: "GET /strategy/paper.pdf", Permission: permRead, Handler: p.pdf},
	}
}

// onAPage is the plan on a page: the objectives, each with its actions.
type onAPage struct {
	web.Page
	Strategy Edition
	Found    bool
	Groups   []planGroup
	Today    when.Date
}

type planGroup struct {
	ObjectiveRow
	Rows []Row
}

func (p *papers) showOnAPage(w http.ResponseWriter, r *http.Request) error {
	data := onAPage{Page: web.NewPage(w, r, "Plan on a page", strategyCrumb), Today: p.s.today()}
	e, err := p.chosen(r)
	if missing := noStrategy(r, err); missing {
		return web.Render(w, http.StatusOK, pages["page.html"], data)
	}
	if err != nil {
		return err
	}
	data.Strategy, data.Found = e, true
	objectives, err := p.s.ObjectiveRows(r.Context(), e.OrgID, e.ID, false)
	if err != nil {
		return err
	}
	rows, err := p.s.PlanRows(r.Context(), e.OrgID, e.ID)
	if err != nil {
		return err
	}
	for _, o := range objectives {
		g := planGroup{ObjectiveRow: o}
		for _, row := range rows {
			if row.ObjectiveID == o.ID {
				g.Rows = append(g.Rows, row)
			}
		}
		data.Groups = append(data.Groups, g)
	}
	return web.Render(w, http.StatusOK, pages["page.html"], data)
}

// noStrategy reports that the organisation has no strategy at all yet: a page
// then says so instead of not being found.
func noStrategy(r *http.Request, err error) bool {
	return fault.KindOf(err) == fault.NotFound && r.URL.Query().Get("strategy") == ""
}

type timelinePage struct {
	web.Page
	Strategy Edition
	Found    bool
	Timeline Timeline
	Rows     []Row
}

func (p *papers) timeline(w http.ResponseWriter, r *http.Request) error {
	data := timelinePage{Page: web.NewPage(w, r, "Timeline", strategyCrumb)}
	e, err := p.chosen(r)
	if missing := noStrategy(r, err); missing {
		return web.Render(w, http.StatusOK, pages["timeline.html"], data)
	}
	if err != nil {
		return err
	}
	if data.Rows, err = p.s.PlanRows(r.Context(), e.OrgID, e.ID); err != nil {
		return err
	}
	data.Strategy, data.Found, data.Timeline = e, true, drawTimeline(e, data.Rows, p.s.today())
	return web.Render(w, http.StatusOK, pages["timeline.html"], data)
}

type changesPage struct {
	web.Page
	Strategy Edition
	Found    bool
	Changed  Changed
}

func (p *papers) changes(w http.ResponseWriter, r *http.Request) error {
	form := addressForm(r)
	data := changesPage{Page: web.NewPage(w, r, "What changed", strategyCrumb).WithForm(form)}
	e, err := p.chosen(r)
	if missing := noStrategy(r, err); missing {
		return web.Render(w, http.StatusOK, pages["changes.html"], data)
	}
	if err != nil {
		return err
	}
	since := form.Date("since", "The day", false)
	meeting := false
	if since.IsZero() {
		if since, meeting, err = p.s.SinceDefault(r.Context(), e.OrgID); err != nil {
			return err
		}
		if form.OK() {
			form.SetDate("since", since)
		}
	}
	data.Strategy, data.Found = e, true
	if data.Changed, err = p.s.Changes(r.Context(), actor.From(r.Context()), e.ID, since); err != nil {
		return err
	}
	data.Changed.Meeting = meeting
	return web.Render(w, web.FormStatus(form), pages["changes.html"], data)
}

// addressForm is the form that the address carries.
func addressForm(r *http.Request) *web.Form {
	form := &web.Form{}
	for name, values := range r.URL.Query() {
		if len(values) > 0 {
			form.Set(name, plainWords(values[0]))
		}
	}
	return form
}

// plainWords is text from an address: no control characters, and not too long.
func plainWords(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) && r != '\n' {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return clip(strings.TrimSpace(s), 2000)
}

type paperPage struct {
	web.Page
	Found bool
	Paper Paper
	Carry string // the query that takes the words to the downloads
}

// written is the paper that the request asks for.
func (p *papers) written(r *http.Request) (Paper, error) {
	e, err := p.chosen(r)
	if err != nil {
		return Paper{}, err
	}
	q := r.URL.Query()
	return p.s.Paper(r.Context(), actor.From(r.Context()), e, plainWords(q.Get("purpose")), plainWords(q.Get("ask")))
}

func (p *papers) paper(w http.ResponseWriter, r *http.Request) error {
	form := addressForm(r)
	data := paperPage{Page: web.NewPage(w, r, "Board paper", strategyCrumb).WithForm(form)}
	paper, err := p.written(r)
	if missing := noStrategy(r, err); missing {
		return web.Render(w, http.StatusOK, pages["paper.html"], data)
	}
	if err != nil {
		return err
	}
	form.Set("purpose", paper.Purpose)
	data.Found, data.Paper, data.Carry = true, paper, "?"+paperQuery(r, paper)
	return web.Render(w, http.StatusOK, pages["paper.html"], data)
}

// paperQuery is the address's query with what the paper needs and no more.
func paperQuery(r *http.Request, paper Paper) string {
	q := url.Values{"strategy": {paper.Edition.ID}}
	for _, name := range []string{"purpose", "ask"} {
		if v := plainWords(r.URL.Query().Get(name)); v != "" {
			q.Set(name, v)
		}
	}
	return q.Encode()
}

func (p *papers) markdown(w http.ResponseWriter, r *http.Request) error {
	paper, err := p.written(r)
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, "text/markdown; charset=utf-8", p.fileName("board-paper", "md"), []byte(paper.Markdown()))
}

// paperDocument is the data of a paper on its own, to be printed.
type paperDocument struct {
	Paper Paper
	Style template.CSS
}

// paperStyle is the whole style of a printed paper: it can fetch nothing.
const paperStyle template.CSS = `@page { size: A4; margin: 18mm 16mm; }
body { font: 11pt/1.45 "Liberation Sans", Arial, Helvetica, sans-serif; color: #1f2a30; }
h1 { font-size: 20pt; margin: 0 0 4mm; } h2 { font-size: 14pt; margin: 7mm 0 2mm; } h3 { font-size: 11.5pt; margin: 5mm 0 1mm; }
table { width: 100%; border-collapse: collapse; margin: 2mm 0 4mm; font-size: 9.5pt; }
caption { text-align: left; font-weight: bold; padding-bottom: 1mm; }
th, td { padding: 1.5mm 2mm; border-bottom: 0.3mm solid #9aa5a9; text-align: left; vertical-align: top; }
tr, li { break-inside: avoid; } h2, h3 { break-after: avoid; }
a { color: inherit; text-decoration: none; } ul { padding-left: 6mm; } .nhsuk-tag { font-weight: bold; margin-right: 2mm; }`

// document is the paper as a page that needs nothing else.
func document(paper Paper) ([]byte, error) {
	var b bytes.Buffer
	err := pages["paper.html"].ExecuteTemplate(&b, "paperdocument", paperDocument{Paper: paper, Style: paperStyle})
	return b.Bytes(), err
}

func (p *papers) pdf(w http.ResponseWriter, r *http.Request) error {
	paper, err := p.written(r)
	if err != nil {
		return err
	}
	html, err := document(paper)
	if err != nil {
		return err
	}
	select {
	case p.printing <- struct{}{}:
		defer func() { <-p.printing }()
	case <-r.Context().Done():
		return r.Context().Err()
	}
	content, err := export.PDF(r.Context(), html)
	if errors.Is(err, export.ErrNoPrinter) {
		return p.printByHand(w, r, paper)
	}
	if err != nil {
		return err
	}
	return web.DownloadBytes(w, export.TypePDF, p.fileName("board-paper", "pdf"), content)
}

type printByHandPage struct {
	web.Page
	Carry string
}

// printByHand says how to get a PDF where the server cannot make one.
func (p *papers) printByHand(w http.ResponseWriter, r *http.Request, paper Paper) error {
	data := printByHandPage{Page: web.NewPage(w, r, "Print the paper from your browser", strategyCrumb, web.Crumb{Label: "Board paper", Href: "/strategy/paper"}), Carry: "?" + paperQuery(r, paper)}
	return web.Render(w, http.StatusOK, pages["paper_print.html"], data)
}
