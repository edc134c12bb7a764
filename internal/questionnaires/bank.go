package questionnaires

import (
	"context"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/fold"
)

// Entry is a questionnaire in the list of the bank.
type Entry struct {
	Questionnaire
	Published int    // number of the newest published version, 0 for none
	DraftID   string // "" when there is no draft
	Licence   Standing
}

// Filter chooses entries of the bank. States are "", published, draft, retired;
// licences are "", valid, soon, none.
type Filter struct{ Q, State, Licence string }

// Bank is every questionnaire that f asks for, by title. Retired ones are left
// out unless they are asked for.
func (q *Questionnaires) Bank(ctx context.Context, by actor.Actor, f Filter) ([]Entry, error) {
	all, err := allQuestionnaires(ctx, q.db, by.OrgID)
	if err != nil {
		return nil, err
	}
	stands, err := overviews(ctx, q.db, by.OrgID)
	if err != nil {
		return nil, err
	}
	licences, err := allLicences(ctx, q.db, by.OrgID)
	if err != nil {
		return nil, err
	}
	versions, allowed := map[string]overview{}, map[string][]Licence{}
	for _, s := range stands {
		versions[s.QuestionnaireID] = s
	}
	for _, l := range licences {
		allowed[l.QuestionnaireID] = append(allowed[l.QuestionnaireID], l)
	}
	var out []Entry
	for _, one := range all {
		e := Entry{one, versions[one.ID].Published, versions[one.ID].DraftID, standing(allowed[one.ID], q.today())}
		if e.matches(f) {
			out = append(out, e)
		}
	}
	return out, nil
}

func (e Entry) matches(f Filter) bool {
	text := fold.Text(e.Title + " " + e.Name + " " + e.About)
	for _, part := range strings.Fields(fold.Text(f.Q)) {
		if !strings.Contains(text, part) {
			return false
		}
	}
	switch f.State {
	case "published":
		return !e.Retired() && e.Published > 0 && e.licensed(f)
	case "draft":
		return !e.Retired() && e.DraftID != "" && e.licensed(f)
	case "retired":
		return e.Retired() && e.licensed(f)
	}
	return !e.Retired() && e.licensed(f)
}

func (e Entry) licensed(f Filter) bool {
	switch f.Licence {
	case "valid":
		return e.Licence.Valid
	case "soon":
		return e.Licence.Soon
	case "none":
		return !e.Licence.Valid
	}
	return true
}

// Standing is how a questionnaire stands with its licences today.
func (q *Questionnaires) Standing(ctx context.Context, orgID, questionnaireID string) (Standing, error) {
	licences, err := licencesOf(ctx, q.db, orgID, questionnaireID)
	return standing(licences, q.today()), err
}
