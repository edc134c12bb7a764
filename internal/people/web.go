package people

import (
	"embed"
	"net/http"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/fault"
	"footbridge/internal/web"
)

//go:embed templates/*.html
var files embed.FS

var pages = web.Pages(files)

// Routes is everything this module serves.
func Routes(p *People) []web.Route {
	h := handlers{p}
	return []web.Route{
		{Pattern: "GET /people", Permission: Read, Handler: h.list},
		{Pattern: "GET /people/new", Permission: Edit, Handler: h.newPerson},
		{Pattern: "POST /people", Permission: Edit, Handler: h.addPerson},
		{Pattern: "GET /people/reviews", Permission: Read, Handler: h.reviewsDue},
		{Pattern: "GET /people/duplicates", Permission: Merging, Whole: true, Handler: h.duplicates},
		{Pattern: "GET /people/{person}", Permission: Read, Handler: h.person},
		{Pattern: "GET /people/{person}/edit", Permission: Edit, Handler: h.editPerson},
		{Pattern: "POST /people/{person}", Permission: Edit, Handler: h.savePerson},
		{Pattern: "GET /people/{person}/needs", Permission: Edit, Handler: h.editNeeds},
		{Pattern: "POST /people/{person}/needs", Permission: Edit, Handler: h.saveNeeds},
		{Pattern: "GET /people/{person}/needs/met", Permission: Edit, Handler: h.newMet},
		{Pattern: "POST /people/{person}/needs/met", Permission: Edit, Handler: h.addMet},
		{Pattern: "GET /people/{person}/needs/review", Permission: Edit, Handler: h.newReview},
		{Pattern: "POST /people/{person}/needs/review", Permission: Edit, Handler: h.addReview},
		{Pattern: "GET /people/{person}/equality", Permission: Equality, Whole: true, Handler: h.editEquality},
		{Pattern: "POST /people/{person}/equality", Permission: Equality, Whole: true, Button: true, Handler: h.saveEquality},
		{Pattern: "POST /people/{person}/equality/remove", Permission: Equality, Whole: true, Button: true, Handler: h.removeEquality},
		{Pattern: "GET /people/{person}/merge", Permission: Merging, Whole: true, Handler: h.chooseMerge},
		{Pattern: "POST /people/{person}/merge", Permission: Merging, Whole: true, Handler: h.merge},
		{Pattern: "POST /people/{person}/apart", Permission: Merging, Whole: true, Handler: h.keepApart},
		{Pattern: "POST /people/{person}/export", Permission: Erasing, Whole: true, Button: true, Handler: h.export},
		{Pattern: "GET /people/{person}/erase", Permission: Erasing, Whole: true, Handler: h.askErase},
		{Pattern: "POST /people/{person}/erase", Permission: Erasing, Whole: true, Handler: h.erase},
	}
}

type handlers struct{ p *People }

// standing is the person of the address, whose record stands.
func (h handlers) standing(r *http.Request) (Person, error) {
	return current(r.Context(), h.p.db, actor.From(r.Context()).OrgID, r.PathValue("person"))
}

// trail is the way back to a person's page.
func trail(person Person) []web.Crumb {
	return []web.Crumb{{Label: "People", Href: "/people"}, {Label: person.Name, Href: "/people/" + person.ID}}
}

// listedPerson is one row of a list of people.
type listedPerson struct {
	Person
	Flags []string
}

type listPage struct {
	web.Page
	Q      string
	People []listedPerson
	Pager  web.Pager
	Can    allowed
}

// allowed is what the visitor may do, for the links on a page.
type allowed struct{ Edit, Merge, Equality, Erase, Trail bool }

func may(a actor.Actor) allowed {
	return allowed{a.Can(Edit), a.CanEverywhere(Merging), a.CanEverywhere(Equality), a.CanEverywhere(Erasing), a.CanEverywhere("audit.read")}
}

func (h handlers) list(w http.ResponseWriter, r *http.Request) error {
	by, q, number := actor.From(r.Context()), r.URL.Query().Get("q"), web.PageNumber(r)
	if len(q) > 200 {
		q = ""
	}
	found, total, err := h.p.Search(r.Context(), by, q, number)
	if err != nil {
		return err
	}
	rows, err := h.withFlags(r, found)
	if err != nil {
		return err
	}
	data := listPage{Page: web.NewPage(w, r, "People"), Q: q, People: rows, Pager: web.NewPager(r, number, total), Can: may(by)}
	return web.Render(w, http.StatusOK, pages["people.html"], data)
}

func (h handlers) withFlags(r *http.Request, found []Person) ([]listedPerson, error) {
	flags, err := h.p.Flags(r.Context(), h.p.db, actor.From(r.Context()).OrgID, idsOf(found))
	out := make([]listedPerson, len(found))
	for i, person := range found {
		out[i] = listedPerson{person, flags[person.ID]}
	}
	return out, err
}

type personPage struct {
	web.Page
	Person   Person
	Flags    []string
	Needs    Needs
	Met      []Met
	Reviews  []Review
	Sections []Section
	Merged   []mergedRecord
	History  []web.Moment
	Can      allowed
}

// mergedRecord is a record that became part of the person's.
type mergedRecord struct {
	ID, Name, ByName, At string
}

func (h handlers) person(w http.ResponseWriter, r *http.Request) error {
	ctx, by := r.Context(), actor.From(r.Context())
	person, err := h.p.Person(ctx, by.OrgID, r.PathValue("person"))
	if err != nil {
		return err
	}
	if person.MergedInto != "" && person.ErasedAt.IsZero() {
		return web.SeeOther(w, r, "/people/"+person.MergedInto, "That record was merged into this one.")
	}
	data := personPage{Page: web.NewPage(w, r, person.Name, web.Crumb{Label: "People", Href: "/people"}), Person: person, Can: may(by)}
	if !person.Gone() {
		if err := h.fill(r, &data); err != nil {
			return err
		}
	}
	return web.Render(w, http.StatusOK, pages["person.html"], data)
}

// fill gathers what the page of a standing person shows.
func (h handlers) fill(r *http.Request, data *personPage) (err error) {
	ctx, orgID, id := r.Context(), data.Actor.OrgID, data.Person.ID
	if data.Needs, err = h.p.Needs(ctx, orgID, id); err != nil {
		return err
	}
	flags, err := h.p.Flags(ctx, h.p.db, orgID, []string{id})
	if err != nil {
		return err
	}
	data.Flags = flags[id]
	if data.Met, err = h.p.MetHistory(ctx, orgID, id); err != nil {
		return err
	}
	data.Met = data.Met[:min(len(data.Met), 10)]
	if data.Reviews, err = h.p.Reviews(ctx, orgID, id); err != nil {
		return err
	}
	if data.Sections, err = h.p.sections(ctx, orgID, id); err != nil {
		return err
	}
	merges, err := mergesInto(ctx, h.p.db, orgID, id)
	if err != nil {
		return err
	}
	for _, m := range merges {
		data.Merged = append(data.Merged, mergedRecord{m.DropID, m.Dropped.V.Name, m.ByName, stampOf(m.MergedAt)})
	}
	if data.Can.Trail {
		data.History, err = h.history(r, id)
	}
	return err
}

// happened is what the trail's actions are called on the page.
var happened = map[string]string{
	"people.person.added": "Added", "people.person.changed": "Changed", "people.person.merged": "Merged", "people.person.kept-apart": "Kept apart from another record",
	"people.person.exported": "Exported", "people.person.erased": "Erased", "people.person.forgotten": "A part was kept long enough, and removed", "people.needs.recorded": "Needs recorded", "people.needs.met": "A need met or not met",
	"people.needs.reviewed": "Needs reviewed", "people.equality.changed": "Equality data changed",
}

func (h handlers) history(r *http.Request, id string) ([]web.Moment, error) {
	rows, err := audit.New(h.p.db, h.p.now).Of(r.Context(), actor.From(r.Context()).OrgID, "person", id, 20)
	var out []web.Moment
	for _, row := range rows {
		title := happened[row.Action]
		if title == "" {
			title = row.Action
		}
		out = append(out, web.Moment{At: stampOf(row.At), Title: title, By: row.Actor})
	}
	return out, err
}

type duplicatesPage struct {
	web.Page
	Pairs          []Pair
	Number         int
	Previous, Next string
}

func (h handlers) duplicates(w http.ResponseWriter, r *http.Request) error {
	number := web.PageNumber(r)
	pairs, more, err := h.p.Duplicates(r.Context(), actor.From(r.Context()), number)
	if err != nil {
		return err
	}
	data := duplicatesPage{Page: web.NewPage(w, r, "Possible duplicates", web.Crumb{Label: "People", Href: "/people"}), Pairs: pairs, Number: number}
	if number > 1 {
		data.Previous = pageLink(number - 1)
	}
	if more {
		data.Next = pageLink(number + 1)
	}
	return web.Render(w, http.StatusOK, pages["duplicates.html"], data)
}

// errNoChoice is what a form without its choice gets.
var errNoChoice = fault.New(fault.Invalid, "Choose the other record.")
