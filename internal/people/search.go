package people

import (
	"context"
	"maps"
	"slices"
	"strings"

	"footbridge/internal/actor"
)

// PerPage is how many people a page of results holds.
const PerPage = 50

// Hit is one result of the site's search.
type Hit struct{ Label, Kind, Href, Note string }

// Search lists page (from 1) of the people found by q, by name, and how many
// there are. Every word of q must begin a word of a name, in any order; accents,
// apostrophes and capitals do not matter, nor whether "o neil" is written as one
// word. When nobody is found so, words are looked for inside names. An e-mail
// address or phone number is found from its beginning. An empty q lists everyone.
func (p *People) Search(ctx context.Context, by actor.Actor, q string, page int) ([]Person, int, error) {
	return p.search(ctx, by.OrgID, q, PerPage, (max(page, 1)-1)*PerPage)
}

func (p *People) search(ctx context.Context, orgID, q string, limit, offset int) ([]Person, int, error) {
	ways := terms(q)
	switch {
	case ways == nil && strings.TrimSpace(q) == "":
		return listPeople(ctx, p.db, orgID, limit, offset)
	case ways == nil:
		return nil, 0, nil // only signs
	}
	found, total, err := findByWords(ctx, p.db, orgID, ways, limit, offset)
	if err != nil || total > 0 || strings.HasPrefix(ways[0][0], emailSign) || strings.HasPrefix(ways[0][0], phoneSign) {
		return found, total, err
	}
	return findInside(ctx, p.db, orgID, ways[0], limit, offset)
}

// Matching returns the ids of the people whom q finds, by name, most of them at
// most, and whether there are more: for another module's own list.
func (p *People) Matching(ctx context.Context, orgID, q string, most int) (ids []string, more bool, err error) {
	found, total, err := p.search(ctx, orgID, q, most, 0)
	return idsOf(found), total > most, err
}

// ByID returns the people with those ids, by id.
func (p *People) ByID(ctx context.Context, orgID string, ids []string) (map[string]Person, error) {
	out := make(map[string]Person, len(ids))
	for batch := range slices.Chunk(distinct(ids), 500) {
		rows, err := peopleByID(ctx, p.db, orgID, batch)
		if err != nil {
			return nil, err
		}
		maps.Copy(out, rows)
	}
	return out, nil
}

// Find is this module's part of the site's search.
func (p *People) Find(ctx context.Context, by actor.Actor, q string, limit int) ([]Hit, error) {
	if !by.Can(Read) || terms(q) == nil {
		return nil, nil
	}
	found, _, err := p.search(ctx, by.OrgID, q, limit, 0)
	if err != nil {
		return nil, err
	}
	flags, err := p.Flags(ctx, p.db, by.OrgID, idsOf(found))
	if err != nil {
		return nil, err
	}
	var out []Hit
	for _, person := range found {
		hit := Hit{Label: person.Name, Kind: "Person", Href: "/people/" + person.ID}
		if person.PreferredName != "" && person.PreferredName != person.Name {
			hit.Label += " (" + person.PreferredName + ")"
		}
		hit.Note = strings.Join(flags[person.ID], ", ")
		out = append(out, hit)
	}
	return out, nil
}

func idsOf(people []Person) []string {
	out := make([]string, len(people))
	for i, person := range people {
		out[i] = person.ID
	}
	return out
}
