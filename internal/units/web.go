package units

import (
	"embed"
	"net/http"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/people"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes is everything this module serves.
func Routes(u *Units) []web.Route {
	h := handlers{u}
	return []web.Route{
		{Pattern: "GET /units", Permission: Read, Handler: h.tree},
		{Pattern: "GET /units/{unit}", Permission: Read, Handler: h.unit},
		{Pattern: "GET /units/{unit}/new", Permission: Manage, Handler: h.newUnit},
		{Pattern: "POST /units/{unit}/new", Permission: Manage, Handler: h.addUnit},
		{Pattern: "GET /units/{unit}/rename", Permission: Manage, Handler: h.askRename},
		{Pattern: "POST /units/{unit}/rename", Permission: Manage, Handler: h.rename},
		{Pattern: "GET /units/{unit}/move", Permission: Manage, Handler: h.askMove},
		{Pattern: "POST /units/{unit}/move", Permission: Manage, Handler: h.move},
		{Pattern: "GET /units/{unit}/close", Permission: Manage, Handler: h.askClose},
		{Pattern: "POST /units/{unit}/close", Permission: Manage, Handler: h.close},
		{Pattern: "POST /units/{unit}/reopen", Permission: Manage, Button: true, Handler: h.reopen},
		{Pattern: "GET /units/{unit}/posts/new", Permission: Manage, Handler: h.newPost},
		{Pattern: "POST /units/{unit}/posts", Permission: Manage, Handler: h.addPost},

		{Pattern: "GET /posts", Permission: Read, Handler: h.posts},
		{Pattern: "GET /posts/{post}", Permission: Read, Handler: h.post},
		{Pattern: "GET /posts/{post}/rename", Permission: Manage, Handler: h.askRenamePost},
		{Pattern: "POST /posts/{post}/rename", Permission: Manage, Handler: h.renamePost},
		{Pattern: "GET /posts/{post}/appoint", Permission: Manage, Handler: h.askAppoint},
		{Pattern: "POST /posts/{post}/appoint", Permission: Manage, Handler: h.appoint},
		{Pattern: "GET /posts/{post}/vacate", Permission: Manage, Handler: h.askVacate},
		{Pattern: "POST /posts/{post}/vacate", Permission: Manage, Handler: h.vacate},
		{Pattern: "GET /posts/{post}/close", Permission: Manage, Handler: h.askClosePost},
		{Pattern: "POST /posts/{post}/close", Permission: Manage, Handler: h.closePost},
		{Pattern: "POST /posts/{post}/reopen", Permission: Manage, Button: true, Handler: h.reopenPost},

		{Pattern: "GET /partners", Permission: Read, Handler: h.partners},
		{Pattern: "GET /partners/new", Permission: Manage, Handler: h.newPartner},
		{Pattern: "POST /partners", Permission: Manage, Handler: h.addPartner},
		{Pattern: "GET /partners/{partner}", Permission: Read, Handler: h.partner},
		{Pattern: "GET /partners/{partner}/edit", Permission: Manage, Handler: h.editPartner},
		{Pattern: "POST /partners/{partner}", Permission: Manage, Handler: h.savePartner},
		{Pattern: "GET /partners/{partner}/close", Permission: Manage, Handler: h.askClosePartner},
		{Pattern: "POST /partners/{partner}/close", Permission: Manage, Handler: h.closePartner},
		{Pattern: "POST /partners/{partner}/reopen", Permission: Manage, Button: true, Handler: h.reopenPartner},
	}
}

type handlers struct{ u *Units }

// node is a unit in the tree with those below it.
type node struct {
	Unit
	Below []*node
}

type treePage struct {
	web.Page
	Roots  []*node
	Closed int  // how many units have closed
	All    bool // they are shown too
}

// nest makes a tree of units that come parents first.
func nest(units []Unit, closed bool) []*node {
	byID, roots := map[string]*node{}, []*node{}
	for _, unit := range units {
		if !unit.Open() && !closed {
			continue
		}
		n := &node{Unit: unit}
		byID[unit.ID] = n
		if parent := byID[unit.ParentID]; parent != nil {
			parent.Below = append(parent.Below, n)
		} else {
			roots = append(roots, n)
		}
	}
	return roots
}

func (h handlers) tree(w http.ResponseWriter, r *http.Request) error {
	all, err := h.u.Tree(r.Context(), actor.From(r.Context()).OrgID)
	if err != nil {
		return err
	}
	data := treePage{Page: web.NewPage(w, r, "The organisation"), All: r.URL.Query().Get("closed") == "yes"}
	data.Roots = nest(all, data.All)
	for _, unit := range all {
		if !unit.Open() {
			data.Closed++
		}
	}
	return web.Render(w, http.StatusOK, pages["units.html"], data)
}

type unitPage struct {
	web.Page
	Unit       Unit
	Above      Unit
	Children   []Unit
	Posts      []Post
	Partners   []Partner
	Manage     bool // the visitor manages this unit
	SeesPeople bool
	MayGrow    bool // something may stand below it
}

func (h handlers) unit(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	unit, err := h.u.Unit(ctx, by.OrgID, r.PathValue("unit"))
	if err != nil {
		return err
	}
	crumbs, err := h.above(r, unit)
	if err != nil {
		return err
	}
	data := unitPage{Page: web.NewPage(w, r, unit.Name, crumbs...), Unit: unit, Manage: by.CanAt(Manage, unit.Path), SeesPeople: by.Can(people.Read), MayGrow: len(Kinds(unit.Kind)) > 0}
	if unit.ParentID != "" {
		if data.Above, err = h.u.Unit(ctx, by.OrgID, unit.ParentID); err != nil {
			return err
		}
	}
	if data.Children, err = childrenOf(ctx, h.u.db, by.OrgID, unit.ID); err != nil {
		return err
	}
	if data.Posts, err = h.u.PostsAt(ctx, by.OrgID, unit.ID); err != nil {
		return err
	}
	all, err := h.u.Partners(ctx, by.OrgID)
	if err != nil {
		return err
	}
	for _, p := range all {
		if p.UnitID == unit.ID || p.UnitID == "" && unit.ParentID == "" {
			data.Partners = append(data.Partners, p)
		}
	}
	return web.Render(w, http.StatusOK, pages["unit.html"], data)
}

// above is the way back through the units over one, itself left out.
func (h handlers) above(r *http.Request, unit Unit) ([]web.Crumb, error) {
	crumbs := []web.Crumb{{Label: "Organisation", Href: "/units"}}
	ids := strings.Split(strings.Trim(unit.Path, "/"), "/")
	rows, err := unitsByID(r.Context(), h.u.db, unit.OrgID, ids[:len(ids)-1])
	if err != nil {
		return nil, err
	}
	names := map[string]string{}
	for _, row := range rows {
		names[row.ID] = row.Name
	}
	for _, id := range ids[:len(ids)-1] {
		crumbs = append(crumbs, web.Crumb{Label: names[id], Href: "/units/" + id})
	}
	return crumbs, nil
}

// managed is the unit of the address, which the visitor manages, and the way
// back to it.
func (h handlers) managed(r *http.Request) (Unit, []web.Crumb, error) {
	by := actor.From(r.Context())
	unit, err := h.u.Unit(r.Context(), by.OrgID, r.PathValue("unit"))
	if err != nil {
		return Unit{}, nil, err
	}
	if err := reach(by, unit); err != nil {
		return Unit{}, nil, err
	}
	crumbs, err := h.above(r, unit)
	return unit, append(crumbs, web.Crumb{Label: unit.Name, Href: "/units/" + unit.ID}), err
}

// finish answers a form about something: on success the visitor goes to path,
// otherwise show shows the form again.
func finish(w http.ResponseWriter, r *http.Request, form *web.Form, save func() (string, error), message string, show func() error) error {
	if form.OK() {
		path, err := save()
		if err == nil {
			return web.SeeOther(w, r, path, message)
		}
		if err := form.Take(err); err != nil {
			return err
		}
	}
	return show()
}
