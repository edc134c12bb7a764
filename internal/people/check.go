package people

import (
	"context"
	"fmt"
	"slices"

	"footbridge/internal/db"
	"footbridge/internal/fold"
)

// Check says what in an organisation's people breaks a rule that the schema
// cannot hold, one sentence each; nothing when all is well.
func (p *People) Check(ctx context.Context, orgID string) ([]string, error) {
	found, err := strayLinks(ctx, p.db, orgID)
	if err != nil {
		return nil, err
	}
	wordsOf := map[string][]string{}
	err = eachWord(ctx, p.db, orgID, func(w wordRow) error {
		wordsOf[w.PersonID] = append(wordsOf[w.PersonID], string(w.Word))
		return nil
	})
	if err != nil {
		return nil, err
	}
	err = eachStored(ctx, p.db, orgID, func(s storedPerson) error {
		found = append(found, checkPerson(s, wordsOf[s.ID])...)
		return nil
	})
	return found, err
}

func checkPerson(s storedPerson, have []string) []string {
	var out []string
	if s.Fold != fold.Text(s.Name) || s.Search != inside(s.Person) {
		out = append(out, fmt.Sprintf("people: the folded name of person %s is not that of the name", s.ID))
	}
	var want []string
	if !s.Gone() {
		want = indexWords(s.Person)
	}
	slices.Sort(have)
	if !slices.Equal(have, want) {
		out = append(out, fmt.Sprintf("people: the words person %s is found by are not those of the name", s.ID))
	}
	if !s.ErasedAt.IsZero() && s.Name != ErasedName {
		out = append(out, fmt.Sprintf("people: person %s was erased and still has a name", s.ID))
	}
	return out
}

// strayLinks are the rules that a query can ask about.
func strayLinks(ctx context.Context, d *db.DB, orgID string) ([]string, error) {
	var out []string
	for _, rule := range strayRules {
		ids, err := db.All[string](ctx, d, rule.query, orgID)
		if err != nil {
			return nil, err
		}
		for _, id := range ids {
			out = append(out, fmt.Sprintf("people: person %s %s", id, rule.says))
		}
	}
	return out, nil
}
