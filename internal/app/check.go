package app

import (
	"context"
	"fmt"

	"footbridge/internal/actor"
)

// system is the program itself acting in an organisation.
func system(orgID string) actor.Actor { return actor.System(orgID, "Footbridge") }

// Check looks for damage in the database and for broken rules of every module,
// and says what it found, a line each.
func (a *App) Check(ctx context.Context) ([]string, error) {
	problems, err := a.DB.Integrity(ctx)
	if err != nil {
		return nil, fmt.Errorf("check the database: %w", err)
	}
	all, err := a.Units.Organisations(ctx)
	if err != nil {
		return nil, err
	}
	modules := []struct {
		name  string
		check func(ctx context.Context, orgID string) ([]string, error)
	}{
		{"access", a.Access.Check}, {"people", a.People.Check}, {"units", a.Units.Check},
		{"actions", a.Actions.Check}, {"strategy", a.Strategy.Check},
		{"courses", a.Courses.Check}, {"trainers", a.Trainers.Check}, {"college", a.College.Check},
		{"prospectus", a.Prospectus.Check}, {"learning", a.Learning.Check}, {"library", a.Library.Check}, {"funders", a.Funders.Check},
		{"questionnaires", a.Questionnaires.Check}, {"extracts", a.Extracts.Check},
		{"surveys", a.Surveys.CheckFigures}, {"indicators", a.Indicators.Check}, {"audit", a.Audit.Check}, {"notify", a.Notify.Check},
	}
	for _, org := range all {
		for _, m := range modules {
			found, err := m.check(ctx, org.OrgID)
			if err != nil {
				return nil, fmt.Errorf("check %s of %s: %w", m.name, org.Slug, err)
			}
			for _, text := range found {
				problems = append(problems, fmt.Sprintf("%s: %s: %s", org.Slug, m.name, text))
			}
		}
	}
	return problems, nil
}
