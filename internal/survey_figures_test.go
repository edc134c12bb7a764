package internal_test

import (
	"testing"
	"time"

	"footbridge/internal/actor"
)

// Figure 3 of the strategy of 2007 comes out of the answers of a wave of the
// demonstration: nobody typed it in.
func TestFigure3ComesOutOfAnswers(t *testing.T) {
	d := trusts.SQLite(t)
	org := demoOrg(t, d)
	a := build(t, d, func() time.Time { return today })
	wave := one(t, d, `SELECT id FROM surveys_wave WHERE org_id = $1 AND title = 'Last winter'`, org)
	_, table, err := a.Surveys.Figures(t.Context(), actor.System(org, "a test"), wave)
	if err != nil {
		t.Fatal(err)
	}
	for question, percent := range map[string]int{"treatment": 62, "welcome": 35, "information": 52, "nurse": 45, "food": 72, "faith": 79} {
		line, found := table.Find(question, "")
		if !found || line.Cells[0].Percent == nil || *line.Cells[0].Percent != percent || line.Set != "3" {
			t.Errorf("%s: %s, want %d%%", question, line.Cells[0].Words(), percent)
		}
	}
	slug := one(t, d, `SELECT slug FROM surveys_wave WHERE org_id = $1 AND id = $2 AND state = 'published'`, org, wave)
	_, edition, said, err := a.Surveys.ResultAt(t.Context(), one(t, d, `SELECT slug FROM units_organisation WHERE org_id = $1`, org), slug)
	if err != nil || !edition.Intact() || len(said.Themes) != 2 || len(said.Themes[0].Changes) == 0 || len(said.Themes[0].Comments) == 0 {
		t.Errorf("published: %v, %+v", err, said.Themes)
	}
	if problems, err := a.Surveys.CheckFigures(t.Context(), org); err != nil || len(problems) > 0 {
		t.Errorf("check: %v, %v", problems, err)
	}
}
