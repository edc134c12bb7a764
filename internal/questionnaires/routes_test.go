package questionnaires_test

import (
	"log/slog"
	"testing"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/questionnaires"
	"footbridge/internal/web"
	"footbridge/internal/web/webtest"
)

func site(b *questionnaires.Questionnaires) *web.Site {
	s := web.NewSite(slog.New(slog.DiscardHandler))
	s.Mount(questionnaires.Routes(b))
	return s
}

// who is an account with those permissions at the whole organisation.
func who(orgID string, permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: orgID, AccountID: "account", Name: "Gail Mar", Grants: []actor.Grant{{Role: "role", Path: "/", Permissions: held}}}
}

func TestRoutes(t *testing.T) {
	d := dbtest.SQLite(t)
	b := newBank(t, d)
	first, err := b.AddReady(t.Context(), b.by, "admission-2007")
	ok(t, err)
	current, err := b.Current(t.Context(), d, b.by.OrgID, first.ID)
	ok(t, err)
	_, draft := b.draft(t, "Being edited")
	licences, err := b.Licences(t.Context(), b.by.OrgID, first.ID)
	ok(t, err)
	broken := dbtest.SQLite(t)
	broken.Close()
	s := site(b.Questionnaires)
	webtest.Suite{
		Handler: s.Handler(), Broken: site(brokenBank(broken)).Handler(), Routes: s.Routes(),
		Full: who(b.by.OrgID, questionnaires.Read, questionnaires.Edit), None: who(b.by.OrgID), Other: who(b.other(t), questionnaires.Read, questionnaires.Edit),
		IDs: map[string]string{"questionnaire": first.ID, "qversion": current.ID, "qdraft": draft.ID, "licence": licences[0].ID},
	}.Run(t)
}

func brokenBank(d *db.DB) *questionnaires.Questionnaires { return questionnaires.New(d, clock, nil) }
