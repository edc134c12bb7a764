package notify

import (
	"embed"
	"net/http"
	"strconv"

	"footbridge/internal/actor"
	"footbridge/internal/web"
	"footbridge/internal/when"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes are the pages of the outbox.
func Routes(n *Notifier) []web.Route {
	h := handlers{n}
	return []web.Route{
		{Pattern: "GET /messages", Permission: "notify.read", Whole: true, Handler: h.list},
		{Pattern: "GET /messages/templates", Permission: "notify.read", Whole: true, Handler: h.templates},
		{Pattern: "GET /messages/{message}", Permission: "notify.read", Whole: true, Handler: h.message},
		{Pattern: "GET /messages/{message}/letter", Permission: "notify.manage", Whole: true, Handler: h.letter},
		{Pattern: "POST /messages/{message}/resend", Permission: "notify.manage", Whole: true, Button: true, Handler: h.resend},
		{Pattern: "POST /messages/{message}/done", Permission: "notify.manage", Whole: true, Button: true, Handler: h.finish},
		{Pattern: "POST /messages/{message}/cancel", Permission: "notify.manage", Whole: true, Button: true, Handler: h.cancel},
	}
}

type handlers struct{ n *Notifier }

var crumb = web.Crumb{Label: "Messages", Href: "/messages"}

// listPage is the data of list.html.
type listPage struct {
	web.Page
	Tabs  []web.Tab
	View  View
	Rows  []Row
	Pager web.Pager
}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	view := Views[0]
	for _, v := range Views {
		if v.Slug == r.URL.Query().Get("list") {
			view = v
		}
	}
	number := web.PageNumber(r)
	rows, counts, err := h.n.List(r.Context(), actor.From(r.Context()), view, web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	page := listPage{Page: web.NewPage(w, r, "Messages"), View: view, Rows: rows, Pager: web.NewPager(r, number, view.Of(counts))}
	for _, v := range Views {
		href := "/messages"
		if v.Slug != "" {
			href += "?list=" + v.Slug
		}
		page.Tabs = append(page.Tabs, web.Tab{Label: v.Label, Href: href, Current: v.Slug == view.Slug, Count: strconv.Itoa(v.Of(counts))})
	}
	return web.Render(w, http.StatusOK, pages["list.html"], page)
}

// templatesPage is the data of templates.html.
type templatesPage struct {
	web.Page
	Previews []preview
}

type preview struct {
	Preview
	Paragraphs []string
}

func (h handlers) templates(w http.ResponseWriter, r *http.Request) error {
	page := templatesPage{Page: web.NewPage(w, r, "What we write", crumb)}
	for _, p := range h.n.Previews() {
		page.Previews = append(page.Previews, preview{p, paragraphs(p.Text)})
	}
	return web.Render(w, http.StatusOK, pages["templates.html"], page)
}

// messagePage is the data of message.html.
type messagePage struct {
	web.Page
	Message Row
	About   string
	Facts   []web.Fact
	Words   bool // this visitor may read what was written
	Manage  bool
}

func (h handlers) message(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	m, err := h.n.Message(r.Context(), by, r.PathValue("message"))
	if err != nil {
		return err
	}
	page := messagePage{Page: web.NewPage(w, r, m.Subject, crumb), Message: m, Manage: by.CanEverywhere("notify.manage")}
	page.Words = page.Manage && !m.Urgent
	for _, t := range h.n.templates {
		if t.Name == m.Template {
			page.About = t.About
		}
	}
	page.Facts = facts(m, page.Manage)
	return web.Render(w, http.StatusOK, pages["message.html"], page)
}

// facts are what is known of a message; how to reach the person only for those
// who carry messages.
func facts(m Row, manage bool) []web.Fact {
	all := []web.Fact{{Key: "To", Value: m.ToName}, {Key: "How", Value: m.Way()}, {Key: "Format", Value: m.Format}}
	if manage {
		all = append(all, web.Fact{Key: "E-mail address", Value: m.ToEmail}, web.Fact{Key: "Phone", Value: m.ToPhone}, web.Fact{Key: "Postal address", Value: m.ToAddress})
	}
	all = append(all, web.Fact{Key: "Written", Value: when.Stamp(m.CreatedAt)})
	if m.State == Held {
		all = append(all, web.Fact{Key: "Goes at", Value: when.Stamp(m.NotBefore)})
	}
	if m.Attempts > 0 {
		all = append(all, web.Fact{Key: "Tries", Value: strconv.Itoa(m.Attempts)})
	}
	all = append(all, web.Fact{Key: "Note", Value: m.Words}, web.Fact{Key: "Done", Value: when.Stamp(m.SentAt)}, web.Fact{Key: "By", Value: m.HandledBy})
	var out []web.Fact
	for _, f := range all {
		if f.Value != "" {
			out = append(out, f)
		}
	}
	return out
}

// letterPage is the data of letter.html.
type letterPage struct {
	web.Page
	Message Row
	Date    string
}

func (h handlers) letter(w http.ResponseWriter, r *http.Request) error {
	m, err := h.n.Message(r.Context(), actor.From(r.Context()), r.PathValue("message"))
	if err != nil {
		return err
	}
	if m.Urgent {
		return web.SeeOther(w, r, "/messages/"+m.ID, "")
	}
	page := letterPage{Page: web.NewPage(w, r, m.Subject, crumb, web.Crumb{Label: m.Subject, Href: "/messages/" + m.ID}), Message: m, Date: when.DateOf(h.n.now()).String()}
	return web.Render(w, http.StatusOK, pages["letter.html"], page)
}

func (h handlers) resend(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("message")
	if err := h.n.Resend(r.Context(), actor.From(r.Context()), id); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/messages/"+id, "The message will be tried again.")
}

func (h handlers) finish(w http.ResponseWriter, r *http.Request) error {
	if err := h.n.Finish(r.Context(), actor.From(r.Context()), r.PathValue("message")); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/messages?list=hand", "Marked as done.")
}

func (h handlers) cancel(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("message")
	if err := h.n.Cancel(r.Context(), actor.From(r.Context()), id); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/messages/"+id, "Cancelled. The message will not be sent.")
}
