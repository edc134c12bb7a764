package college

import (
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/notify"
	"footbridge/internal/web"
)

// noticeRoutes are the pages of what the college writes, and of what its desk
// must say on the phone or post.
func (h handlers) noticeRoutes() []web.Route {
	return []web.Route{
		{Pattern: "GET /college/words", Permission: Manage, Handler: h.words},
		{Pattern: "GET /college/words/{template}", Permission: Manage, Handler: h.editWords},
		{Pattern: "POST /college/words/{template}", Permission: Manage, Handler: h.saveWords},
		{Pattern: "POST /college/words/{template}/reset", Permission: Manage, Button: true, Handler: h.resetWords},
		{Pattern: "GET /college/desk", Permission: Students, Handler: h.desk},
		{Pattern: "POST /college/desk/{message}/done", Permission: Students, Button: true, Handler: h.finishDesk},
	}
}

var wordsCrumb = web.Crumb{Label: "What we write", Href: "/college/words"}

// wordsPage is the data of notice_words.html.
type wordsPage struct {
	web.Page
	All []notify.OwnWords
}

func (h handlers) words(w http.ResponseWriter, r *http.Request) error {
	by := actor.From(r.Context())
	p := wordsPage{Page: web.NewPage(w, r, "What we write", collegeCrumb)}
	if err := h.c.anyCollege(r.Context(), by, Manage); err != nil {
		return err
	}
	for _, prefix := range deskPrefixes {
		some, err := h.c.notify.Own(r.Context(), by.OrgID, prefix)
		if err != nil {
			return err
		}
		p.All = append(p.All, some...)
	}
	return web.Render(w, http.StatusOK, pages["notice_words.html"], p)
}

// wordsFormPage is the data of notice_edit.html.
type wordsFormPage struct {
	web.Page
	Own     notify.OwnWords
	Form    *web.Form
	Preview []string
}

func (h handlers) editWords(w http.ResponseWriter, r *http.Request) error {
	own, err := h.ownWords(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"subject": own.Subject, "body": own.Body, "version": count(own.Version)})
	return h.showWords(w, r, own, form, own.Preview)
}

func (h handlers) ownWords(r *http.Request) (notify.OwnWords, error) {
	by := actor.From(r.Context())
	if err := h.c.anyCollege(r.Context(), by, Manage); err != nil {
		return notify.OwnWords{}, err
	}
	return h.c.notify.OneOwn(r.Context(), by.OrgID, r.PathValue("template"))
}

func (h handlers) showWords(w http.ResponseWriter, r *http.Request, own notify.OwnWords, form *web.Form, preview []string) error {
	p := wordsFormPage{Page: web.NewPage(w, r, own.About, collegeCrumb, wordsCrumb).WithForm(form), Own: own, Form: form, Preview: preview}
	return web.Render(w, web.FormStatus(form), pages["notice_edit.html"], p)
}

func (h handlers) saveWords(w http.ResponseWriter, r *http.Request) error {
	own, err := h.ownWords(r)
	if err != nil {
		return err
	}
	form, by := web.ReadForm(r), actor.From(r.Context())
	subject, body := form.Text("subject", "The subject", 1, 120), form.Text("body", "The message", 1, 4000)
	show := func() error {
		preview, err := h.c.notify.Example(own.Name, body)
		if form.Take(err) != nil {
			return err
		}
		return h.showWords(w, r, own, form, preview)
	}
	if form.OK() && form.Value("do") == "preview" {
		return show()
	}
	return finish(w, r, form, func() (string, error) {
		return "/college/words", h.c.notify.SetOwn(r.Context(), by, own.Name, subject, body, formVersion(form))
	}, "The words are changed. They are used from now on.", show)
}

func (h handlers) resetWords(w http.ResponseWriter, r *http.Request) error {
	own, err := h.ownWords(r)
	if err != nil {
		return err
	}
	if err := h.c.notify.ResetOwn(r.Context(), actor.From(r.Context()), own.Name); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/college/words", "The words are those that came with Footbridge again.")
}

// deskPage is the data of notice_desk.html.
type deskPage struct {
	web.Page
	Rows  []notify.Row
	Pager web.Pager
}

func (h handlers) desk(w http.ResponseWriter, r *http.Request) error {
	number := web.PageNumber(r)
	rows, total, err := h.c.Desk(r.Context(), actor.From(r.Context()), web.PerPage, web.Offset(number))
	if err != nil {
		return err
	}
	p := deskPage{Page: web.NewPage(w, r, "Calls, texts and letters", collegeCrumb), Rows: rows, Pager: web.NewPager(r, number, total)}
	return web.Render(w, http.StatusOK, pages["notice_desk.html"], p)
}

func (h handlers) finishDesk(w http.ResponseWriter, r *http.Request) error {
	if err := h.c.FinishDesk(r.Context(), actor.From(r.Context()), r.PathValue("message")); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/college/desk", "Marked as done.")
}
