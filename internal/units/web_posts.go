package units

import (
	"net/http"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/people"
	"footbridge/internal/web"
)

type postsPage struct {
	web.Page
	Q        string
	Unfilled bool
	Posts    []Post
	Pager    web.Pager
}

func (h handlers) posts(w http.ResponseWriter, r *http.Request) error {
	all, err := h.u.AllPosts(r.Context(), actor.From(r.Context()).OrgID)
	if err != nil {
		return err
	}
	data := postsPage{Page: web.NewPage(w, r, "Posts"), Q: r.URL.Query().Get("q"), Unfilled: r.URL.Query().Get("unfilled") == "yes"}
	parts := strings.Fields(fold.Text(data.Q))
	for _, p := range all {
		fits := !data.Unfilled || !p.Filled()
		words := fold.Text(p.Title + " " + p.UnitName + " " + p.HolderName)
		for _, part := range parts {
			fits = fits && strings.Contains(words, part)
		}
		if fits {
			data.Posts = append(data.Posts, p)
		}
	}
	number, total := web.PageNumber(r), len(data.Posts)
	data.Pager = web.NewPager(r, number, total)
	data.Posts = data.Posts[min(total, web.Offset(number)):min(total, web.Offset(number)+web.PerPage)]
	return web.Render(w, http.StatusOK, pages["posts.html"], data)
}

type postPage struct {
	web.Page
	Post       Post
	History    []Holder
	Last       Holder // the newest, also one that has not begun
	Manage     bool
	SeesPeople bool
}

func (h handlers) post(w http.ResponseWriter, r *http.Request) error {
	post, unit, crumbs, err := h.postOf(r)
	if err != nil {
		return err
	}
	by := actor.From(r.Context())
	data := postPage{Page: web.NewPage(w, r, post.Title, crumbs[:len(crumbs)-1]...), Post: post, Manage: by.CanAt(Manage, unit.Path), SeesPeople: by.Can(people.Read)}
	if data.History, err = h.u.Holders(r.Context(), by.OrgID, post.ID); err != nil {
		return err
	}
	if len(data.History) > 0 {
		data.Last = data.History[0]
	}
	return web.Render(w, http.StatusOK, pages["post.html"], data)
}

// postOf is the post of the address, its unit, and the way back to it.
func (h handlers) postOf(r *http.Request) (Post, Unit, []web.Crumb, error) {
	orgID := actor.From(r.Context()).OrgID
	post, err := h.u.Post(r.Context(), orgID, r.PathValue("post"))
	if err != nil {
		return Post{}, Unit{}, nil, err
	}
	unit, err := h.u.Unit(r.Context(), orgID, post.UnitID)
	if err != nil {
		return Post{}, Unit{}, nil, err
	}
	crumbs, err := h.above(r, unit)
	return post, unit, append(crumbs, web.Crumb{Label: unit.Name, Href: "/units/" + unit.ID}, web.Crumb{Label: post.Title, Href: "/posts/" + post.ID}), err
}

// managedPost is the post of the address, at a unit that the visitor manages.
func (h handlers) managedPost(r *http.Request) (Post, []web.Crumb, error) {
	post, unit, crumbs, err := h.postOf(r)
	if err == nil {
		err = reach(actor.From(r.Context()), unit)
	}
	return post, crumbs, err
}

// postFormPage is any form about one post.
type postFormPage struct {
	web.Page
	Unit   Unit
	Post   Post
	Q      string
	People []web.Option // to choose a holder from
	MayAdd bool         // the visitor may add people
}

func (h handlers) newPost(w http.ResponseWriter, r *http.Request) error {
	unit, crumbs, err := h.managed(r)
	if err != nil {
		return err
	}
	return showNewPost(w, r, web.NewForm(nil), unit, crumbs)
}

func showNewPost(w http.ResponseWriter, r *http.Request, form *web.Form, unit Unit, crumbs []web.Crumb) error {
	data := postFormPage{Page: web.NewPage(w, r, "Add a post", crumbs...).WithForm(form), Unit: unit}
	return web.Render(w, web.FormStatus(form), pages["post_new.html"], data)
}

func (h handlers) addPost(w http.ResponseWriter, r *http.Request) error {
	unit, crumbs, err := h.managed(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	title := form.Text("title", "A title", 1, 200)
	return finish(w, r, form, func() (string, error) {
		post, err := h.u.AddPost(r.Context(), actor.From(r.Context()), unit.ID, title)
		return "/posts/" + post.ID, err
	}, "Post added.", func() error { return showNewPost(w, r, form, unit, crumbs) })
}

// showPostForm shows the form of that template about a post.
func showPostForm(w http.ResponseWriter, r *http.Request, form *web.Form, post Post, crumbs []web.Crumb, template, title string) error {
	data := postFormPage{Page: web.NewPage(w, r, title, crumbs...).WithForm(form), Post: post}
	return web.Render(w, web.FormStatus(form), pages[template], data)
}

func (h handlers) askRenamePost(w http.ResponseWriter, r *http.Request) error {
	post, crumbs, err := h.managedPost(r)
	if err != nil {
		return err
	}
	return showPostForm(w, r, web.NewForm(map[string]string{"title": post.Title}), post, crumbs, "post_rename.html", "Rename "+post.Title)
}

func (h handlers) renamePost(w http.ResponseWriter, r *http.Request) error {
	post, crumbs, err := h.managedPost(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	title := form.Text("title", "A title", 1, 200)
	return finish(w, r, form, func() (string, error) {
		return "/posts/" + post.ID, h.u.RenamePost(r.Context(), actor.From(r.Context()), post.ID, title)
	}, "Title changed.", func() error {
		return showPostForm(w, r, form, post, crumbs, "post_rename.html", "Rename "+post.Title)
	})
}

func (h handlers) askVacate(w http.ResponseWriter, r *http.Request) error {
	post, crumbs, err := h.managedPost(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("on", h.u.today())
	return showPostForm(w, r, form, post, crumbs, "post_vacate.html", "Say when a holder leaves")
}

func (h handlers) vacate(w http.ResponseWriter, r *http.Request) error {
	post, crumbs, err := h.managedPost(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	on := form.Date("on", "The last day", true)
	return finish(w, r, form, func() (string, error) {
		return "/posts/" + post.ID, h.u.Vacate(r.Context(), actor.From(r.Context()), post.ID, on)
	}, "The last day is recorded.", func() error {
		return showPostForm(w, r, form, post, crumbs, "post_vacate.html", "Say when a holder leaves")
	})
}

func (h handlers) askClosePost(w http.ResponseWriter, r *http.Request) error {
	post, crumbs, err := h.managedPost(r)
	if err != nil {
		return err
	}
	form := web.NewForm(nil)
	form.SetDate("closed_on", h.u.today())
	return showPostForm(w, r, form, post, crumbs, "post_close.html", "Close "+post.Title)
}

func (h handlers) closePost(w http.ResponseWriter, r *http.Request) error {
	post, crumbs, err := h.managedPost(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	on := form.Date("closed_on", "The day it closed", true)
	return finish(w, r, form, func() (string, error) {
		return "/posts/" + post.ID, h.u.ClosePost(r.Context(), actor.From(r.Context()), post.ID, on)
	}, "Post closed.", func() error { return showPostForm(w, r, form, post, crumbs, "post_close.html", "Close "+post.Title) })
}

func (h handlers) reopenPost(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("post")
	if err := h.u.ReopenPost(r.Context(), actor.From(r.Context()), id); err != nil {
		return err
	}
	return web.SeeOther(w, r, "/posts/"+id, "Post reopened.")
}

func (h handlers) askAppoint(w http.ResponseWriter, r *http.Request) error {
	post, crumbs, err := h.managedPost(r)
	if err != nil {
		return err
	}
	form := web.NewForm(map[string]string{"q": r.URL.Query().Get("q")})
	form.SetDate("from", h.u.today())
	return h.showAppoint(w, r, form, post, crumbs)
}

// choosable are the people found by q, to choose a holder from.
func (h handlers) choosable(r *http.Request, q string) ([]web.Option, error) {
	by := actor.From(r.Context())
	if !by.Can(people.Read) {
		return nil, fault.New(fault.Forbidden, "Your role does not include looking up people.")
	}
	found, _, err := h.u.people.Search(r.Context(), by, q, 1)
	var out []web.Option
	for _, p := range found {
		out = append(out, web.Option{Value: p.ID, Label: p.Name, Hint: p.Email})
	}
	return out, err
}

func (h handlers) showAppoint(w http.ResponseWriter, r *http.Request, form *web.Form, post Post, crumbs []web.Crumb) error {
	options, err := h.choosable(r, form.Value("q"))
	if err != nil {
		return err
	}
	data := postFormPage{Page: web.NewPage(w, r, "Appoint somebody", crumbs...).WithForm(form), Post: post, Q: form.Value("q"), People: options, MayAdd: actor.From(r.Context()).Can(people.Edit)}
	return web.Render(w, web.FormStatus(form), pages["post_appoint.html"], data)
}

func (h handlers) appoint(w http.ResponseWriter, r *http.Request) error {
	post, crumbs, err := h.managedPost(r)
	if err != nil {
		return err
	}
	form := web.ReadForm(r)
	options, err := h.choosable(r, form.Value("q"))
	if err != nil {
		return err
	}
	if len(options) == 0 {
		form.Fail("q", "Find the person first.")
		return h.showAppoint(w, r, form, post, crumbs)
	}
	person := form.OneOf("person", "A person", options, true)
	from := form.Date("from", "The first day", true)
	return finish(w, r, form, func() (string, error) {
		return "/posts/" + post.ID, h.u.Appoint(r.Context(), actor.From(r.Context()), post.ID, person, from)
	}, "Appointed.", func() error { return h.showAppoint(w, r, form, post, crumbs) })
}
