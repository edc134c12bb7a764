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
	for _, part := range []struct {
		label string
		find  func() ([]searchHit, error)
	}{
		{"Strategy", func() ([]searchHit, error) { return asHits(a.Strategy.Find(ctx, by, q, perKind+1)) }},
		{"Indicators", func() ([]searchHit, error) { return asHits(a.Indicators.Find(ctx, by, q, perKind+1)) }},
		{"Evaluations", func() ([]searchHit, error) { return asHits(a.Evaluation.Find(ctx, by, q, perKind+1)) }},
		{"Courses", func() ([]searchHit, error) { return asHits(a.Courses.Find(ctx, by, q, perKind+1)) }},
		{"Runs of courses", func() ([]searchHit, error) { return asHits(a.College.Find(ctx, by, q, perKind+1)) }},
		{"People", func() ([]searchHit, error) { return asHits(a.People.Find(ctx, by, q, perKind+1)) }},
		{"Units and posts", func() ([]searchHit, error) { return asHits(a.Units.Find(ctx, by, q, perKind+1)) }},
		{"Prospectus", func() ([]searchHit, error) { return asHits(a.Prospectus.Search(ctx, by.OrgID, q, perKind+1)) }},
		{"Trainers", func() ([]searchHit, error) { return asHits(a.Trainers.Find(ctx, by, q, perKind+1)) }},
		{"Library", func() ([]searchHit, error) { return asHits(a.Library.Find(ctx, by, q, perKind+1)) }},
		{"Certificates", func() ([]searchHit, error) { return asHits(a.Learning.Find(ctx, by, q, perKind+1)) }},
	} {
		hits, err := part.find()
		switch {
		case err != nil:
			return nil, err
		case len(hits) > perKind:
			groups = append(groups, searchGroup{part.label, hits[:perKind], true})
		case len(hits) > 0:
			groups = append(groups, searchGroup{part.label, hits, false})
		}
	}
	return groups, nil
}

// asHits takes over what a module has found.
func asHits[T ~struct{ Label, Kind, Href, Note string }](found []T, err error) ([]searchHit, error) {
	var out []searchHit
	for _, h := range found {
		out = append(out, searchHit(h))
	}
	return out, err
}
