package app

import (
	"net/http"
	"strings"
	"unicode/utf8"

	"footbridge/internal/actor"
	"footbridge/internal/web"
)

// perKind is how many results of one kind the search shows.
const perKind = 10

// searchGroup is what was found in one module.
type searchGroup struct {
	Label string
	Hits  []searchHit
	More  bool // there may be others
}

type searchHit struct{ Label, Kind, Href, Note string }

// searchPage is the data of search.html.
type searchPage struct {
	web.Page
	Groups []searchGroup
	Found  bool
}

// search looks in every module, each of which shows only what by may see.
func (a *App) search(w http.ResponseWriter, r *http.Request) error {
	q := strings.TrimSpace(strings.ToValidUTF8(r.URL.Query().Get("q"), ""))
	if utf8.RuneCountInString(q) > 200 {
		q = string([]rune(q)[:200])
	}
	data := searchPage{Page: web.NewPage(w, r, "Search")}
	data.Query = q
	if q != "" {
		groups, err := a.find(r, q)
		if err != nil {
			return err
		}
		data.Groups, data.Found = groups, len(groups) > 0
	}
	return web.Render(w, http.StatusOK, pages["search.html"], data)
}

func (a *App) find(r *http.Request, q string) ([]searchGroup, error) {
	ctx, by := r.Context(), actor.From(r.Context())
	var groups []searchGroup
	add := func(label string, hits []searchHit) {
		if len(hits) > perKind {
			groups = append(groups, searchGroup{label, hits[:perKind], true})
		} else if len(hits) > 0 {
			groups = append(groups, searchGroup{label, hits, false})
		}
	}
	found, err := a.Strategy.Find(ctx, by, q, perKind+1)
	if err != nil {
		return nil, err
	}
	var hits []searchHit
	for _, h := range found {
		hits = append(hits, searchHit(h))
	}
	add("Strategy", hits)
	courses, err := a.Courses.Find(ctx, by, q, perKind+1)
	if err != nil {
		return nil, err
	}
	hits = nil
	for _, h := range courses {
		hits = append(hits, searchHit(h))
	}
	add("Courses", hits)
	people, err := a.People.Find(ctx, by, q, perKind+1)
	if err != nil {
		return nil, err
	}
	hits = nil
	for _, h := range people {
		hits = append(hits, searchHit(h))
	}
	add("People", hits)
	units, err := a.Units.Find(ctx, by, q, perKind+1)
	if err != nil {
		return nil, err
	}
	hits = nil
	for _, h := range units {
		hits = append(hits, searchHit(h))
	}
	add("Units and posts", hits)
	chosen, err := a.Prospectus.Search(ctx, by.OrgID, q, perKind+1)
	if err != nil {
		return nil, err
	}
	hits = nil
	for _, h := range chosen {
		hits = append(hits, searchHit(h))
	}
	add("Prospectus", hits)
	trainers, err := a.Trainers.Find(ctx, by, q, perKind+1)
	if err != nil {
		return nil, err
	}
	hits = nil
	for _, h := range trainers {
		hits = append(hits, searchHit(h))
	}
	add("Trainers", hits)
	certificates, err := a.Learning.Find(ctx, by, q, perKind+1)
	if err != nil {
		return nil, err
	}
	hits = nil
	for _, h := range certificates {
		hits = append(hits, searchHit(h))
	}
	add("Certificates", hits)
	return groups, nil
}
