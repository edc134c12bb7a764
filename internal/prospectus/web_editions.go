package prospectus

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"html/template"
	"net/http"
	"strings"

	"footbridge/internal/export"
	"footbridge/internal/web"
)

func editionRoutes(h *handlers) []web.Route {
	return []web.Route{
		{Pattern: "GET /prospectus/{organisation}/editions", Permission: web.Anyone, Handler: h.editions},
		{Pattern: "GET /prospectus/{organisation}/print", Permission: web.Anyone, Handler: h.printed("A4", false)},
		{Pattern: "GET /prospectus/{organisation}/large-print", Permission: web.Anyone, Handler: h.printed("Large print", true)},
		{Pattern: "GET /prospectus/{organisation}/easy-read", Permission: web.Anyone, Handler: h.easyRead},
		{Pattern: "GET /prospectus/{organisation}/prospectus.txt", Permission: web.Anyone, Handler: h.plain},
		{Pattern: "GET /prospectus/{organisation}/prospectus.pdf", Permission: web.Anyone, Handler: h.pdf(false)},
		{Pattern: "GET /prospectus/{organisation}/large-print.pdf", Permission: web.Anyone, Handler: h.pdf(true)},
		{Pattern: "GET /prospectus/{organisation}/feed.json", Permission: web.Anyone, Handler: h.feed},
		{Pattern: "GET /prospectus/{organisation}/about-the-feed", Permission: web.Anyone, Handler: h.aboutFeed},
	}
}

type editionsPage struct {
	web.Page
	Edition *Edition
	Home    string
}

func (h *handlers) editions(w http.ResponseWriter, r *http.Request) error {
	e, err := h.edition(r)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["editions.html"], editionsPage{web.NewPage(w, r, "The prospectus in other forms", crumb(e)), e, home(e)})
}

// booklet is what the address asks for on paper.
func (h *handlers) booklet(r *http.Request) (*Edition, Booklet, error) {
	e, err := h.edition(r)
	if err != nil {
		return nil, Booklet{}, err
	}
	return e, h.p.Booklet(e, r.URL.Query().Get("term")), nil
}

// bookletPage is an edition on paper, shown in the browser.
type bookletPage struct {
	web.Page
	Booklet Booklet
	Home    string
	Large   bool
	PDF     string
	Carry   string // the query that keeps the term
}

func (h *handlers) printed(name string, large bool) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		e, b, err := h.booklet(r)
		if err != nil {
			return err
		}
		data := bookletPage{Page: web.NewPage(w, r, name+" edition", crumb(e), others(e)), Booklet: b, Home: home(e), Large: large, PDF: home(e) + pdfName(large), Carry: carry(b)}
		return web.Render(w, http.StatusOK, pages["print.html"], data)
	}
}

func others(e *Edition) web.Crumb {
	return web.Crumb{Label: "Other forms", Href: home(e) + "/editions"}
}

func pdfName(large bool) string {
	if large {
		return "/large-print.pdf"
	}
	return "/prospectus.pdf"
}

// carry is the query that keeps the term.
func carry(b Booklet) string {
	if b.Term.ID == "" {
		return ""
	}
	return "?term=" + b.Term.ID
}

func (h *handlers) easyRead(w http.ResponseWriter, r *http.Request) error {
	e, b, err := h.booklet(r)
	if err != nil {
		return err
	}
	data := bookletPage{Page: web.NewPage(w, r, "Easy read", crumb(e), others(e)), Booklet: b, Home: home(e)}
	return web.Render(w, http.StatusOK, pages["easy.html"], data)
}

func (h *handlers) plain(w http.ResponseWriter, r *http.Request) error {
	_, b, err := h.booklet(r)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	_, _ = w.Write([]byte(b.Text())) // an error here is a visitor who has gone
	return nil
}

// bookletDocument is an edition on its own, to be printed.
type bookletDocument struct {
	Booklet Booklet
	Style   template.CSS
	Large   bool
}

// paperStyle is the whole style of a printed edition: it can fetch nothing.
const paperStyle template.CSS = `@page { size: A4; margin: 18mm 16mm 20mm; }
body { font: 11pt/1.45 "Liberation Sans", Arial, Helvetica, sans-serif; color: #1f2a30; }
h1 { font-size: 26pt; line-height: 1.15; margin: 0 0 4mm; color: #143744; } h2 { font-size: 17pt; margin: 0 0 4mm; padding-bottom: 1.5mm; border-bottom: 0.6mm solid #1d4b5c; color: #143744; }
h3 { font-size: 13pt; margin: 6mm 0 1mm; color: #143744; } h4 { font-size: 11pt; margin: 3mm 0 0; }
section { break-before: page; } p { margin: 0 0 2.5mm; } ul { margin: 0 0 2.5mm; padding-left: 6mm; } dl { margin: 0 0 3mm; }
dt { font-weight: bold; } dd { margin: 0 0 1.5mm; } article { break-inside: avoid; padding-bottom: 2mm; border-bottom: 0.2mm solid #c8ccc9; }
h2, h3, h4 { break-after: avoid; } a { color: inherit; text-decoration: none; } .fb-run { margin: 2mm 0 3mm; padding-left: 4mm; border-left: 0.8mm solid #1d4b5c; }`

// largeStyle makes every letter at least 18 points high.
const largeStyle template.CSS = ` body { font-size: 18pt; } h1 { font-size: 30pt; } h2 { font-size: 24pt; } h3 { font-size: 21pt; } h4 { font-size: 18pt; } article { break-inside: auto; }`

// document is an edition as a page that needs nothing else.
func document(b Booklet, large bool) ([]byte, error) {
	data := bookletDocument{Booklet: b, Style: paperStyle, Large: large}
	if large {
		data.Style += largeStyle
	}
	var out bytes.Buffer
	err := pages["print.html"].ExecuteTemplate(&out, "bookletdocument", data)
	return out.Bytes(), err
}

func (h *handlers) pdf(large bool) web.Handler {
	return func(w http.ResponseWriter, r *http.Request) error {
		e, b, err := h.booklet(r)
		if err != nil {
			return err
		}
		html, err := document(b, large)
		if err != nil {
			return err
		}
		select {
		case h.printing <- struct{}{}:
			defer func() { <-h.printing }()
		case <-r.Context().Done():
			return r.Context().Err()
		}
		content, err := export.PDF(r.Context(), html)
		if errors.Is(err, export.ErrNoPrinter) {
			return web.Render(w, http.StatusOK, pages["print_by_hand.html"], bookletPage{
				Page: web.NewPage(w, r, "Print the prospectus from your browser", crumb(e), others(e)), Booklet: b, Home: home(e), Large: large, Carry: carry(b),
			})
		}
		if err != nil {
			return err
		}
		return web.DownloadBytes(w, export.TypePDF, strings.Trim(pdfName(large), "/"), content)
	}
}

func (h *handlers) feed(w http.ResponseWriter, r *http.Request) error {
	e, err := h.edition(r)
	if err != nil {
		return err
	}
	out, err := h.p.Feed(r.Context(), e)
	if err != nil {
		return err
	}
	sum := sha256.Sum256(out)
	tag := `"` + hex.EncodeToString(sum[:12]) + `"`
	head := w.Header()
	head.Set("Access-Control-Allow-Origin", "*")
	head.Set("Cache-Control", "public, max-age=60")
	head.Set("ETag", tag)
	if strings.Contains(r.Header.Get("If-None-Match"), tag) {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	head.Set("Content-Type", "application/json; charset=utf-8")
	_, _ = w.Write(out) // an error here is a visitor who has gone
	return nil
}

type feedPage struct {
	web.Page
	Home   string
	Fields []struct{ Name, About string }
}

func (h *handlers) aboutFeed(w http.ResponseWriter, r *http.Request) error {
	e, err := h.edition(r)
	if err != nil {
		return err
	}
	return web.Render(w, http.StatusOK, pages["feed.html"], feedPage{web.NewPage(w, r, "The prospectus as data", crumb(e), others(e)), home(e), FeedFields})
}
