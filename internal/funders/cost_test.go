package funders_test

import (
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/funders"
)

func TestCosts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx := t.Context()
		sum := func(f funders.CostFilter, lines, pence int) {
			t.Helper()
			f.YearID = "y1"
			rows, total, got, err := w.f.CostLines(ctx, w.by, f, 50, 0)
			if err != nil || total != lines || len(rows) != lines || got != pence {
				t.Errorf("%+v: %d lines of %d, %d pence, %v; want %d, %d", f, len(rows), total, got, err, lines, pence)
			}
		}
		sum(funders.CostFilter{}, 4, 285050)
		sum(funders.CostFilter{TermID: "t1"}, 2, 65050) // its run's too
		sum(funders.CostFilter{RunID: "A"}, 1, 40000)
		sum(funders.CostFilter{Kind: "staff"}, 1, 100000)

		rows, _, _, err := w.f.CostLines(ctx, w.by, funders.CostFilter{YearID: "y1", RunID: "A"}, 50, 0)
		ok(t, err)
		old := rows[0]
		if old.Belongs() != "Run A" || old.Pounds() != "£400" {
			t.Errorf("the line reads %q, %q", old.Belongs(), old.Pounds())
		}
		better := funders.Cost{RunID: "A", Kind: "trainers", Pence: 123456, OnDate: today}
		_, err = w.f.CorrectCost(ctx, w.by, old.ID, better, " ")
		wants(t, "a correction without a reason", err, fault.Invalid)
		next, err := w.f.CorrectCost(ctx, w.by, old.ID, better, "One session was forgotten")
		ok(t, err)
		_, err = w.f.CorrectCost(ctx, w.by, old.ID, better, "Again")
		wants(t, "a line corrected twice", err, fault.Conflict)
		was, err := w.f.Cost(ctx, w.by, old.ID)
		if err != nil || !was.Ended() || was.NextID != next.ID || was.EndedReason != "One session was forgotten" || next.Pounds() != "£1,234.56" {
			t.Errorf("after a correction: %+v, %v", was, err)
		}
		sum(funders.CostFilter{}, 4, 285050-40000+123456)
		sum(funders.CostFilter{Ended: true}, 5, 285050-40000+123456)
		wants(t, "taken out without a reason", w.f.RemoveCost(ctx, w.by, next.ID, ""), fault.Invalid)
		ok(t, w.f.RemoveCost(ctx, w.by, next.ID, "Paid by a partner"))
		sum(funders.CostFilter{}, 3, 245050)

		for what, c := range map[string]funders.Cost{
			"no kind":              {YearID: "y1", Pence: 1, OnDate: today},
			"nothing":              {YearID: "y1", Kind: "room", OnDate: today},
			"tomorrow":             {YearID: "y1", Kind: "room", Pence: 1, OnDate: today.AddDays(1)},
			"of nothing":           {Kind: "room", Pence: 1, OnDate: today},
			"of a run there isn't": {RunID: "nosuch", Kind: "room", Pence: 1, OnDate: today},
		} {
			_, err := w.f.AddCost(ctx, w.by, c)
			wants(t, what, err, fault.Invalid)
		}
		_, err = w.f.Cost(ctx, who(w.by.OrgID, "/elsewhere/", funders.Costs), next.ID)
		wants(t, "a line out of reach", err, fault.NotFound)
	})
}

// A peer at £20 an hour and a practitioner whom the college does not pay.
func TestSuggestTrainers(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	s, err := w.f.SuggestTrainers(t.Context(), w.by, "A")
	ok(t, err)
	if s.Sessions != 2 || s.Pence != 0 || s.Unpaid != 4 {
		t.Errorf("without pay bands: %+v", s)
	}
	w.row("trainers_band", "id, unit_id, code, label, fold, created_at", "band", w.college.ID, "P1", "Peer trainer", "p1", noon)
	w.row("trainers_rate", "band_id, from_on, pence", "band", "2026-01-01", 2000)
	w.row("trainers_pay", "trainer_id, from_on, band_id", "peer", "2026-01-01", "band")
	s, err = w.f.SuggestTrainers(t.Context(), w.by, "A") // two sessions of two hours
	ok(t, err)
	if s.Sessions != 2 || s.Pounds() != "£80" || s.Hours() != "4" || s.Unpaid != 2 {
		t.Errorf("with a pay band: %+v", s)
	}
	if s, err = w.f.SuggestTrainers(t.Context(), w.by, "X"); err != nil || s.Sessions != 0 || s.Pence != 0 {
		t.Errorf("of a run that was called off: %+v, %v", s, err)
	}
}

func TestFidelity(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx := t.Context()
		score := func(n int) *int { return &n }
		var seven []funders.Score
		for i, c := range funders.Components {
			if !c.Types {
				seven = append(seven, funders.Score{Component: c.Slug, Score: score(i % 3)}) // 0 1 2 0 1 2 0
			}
		}
		ok(t, w.f.SetFidelity(ctx, w.by, "y1", "student", seven))
		ok(t, w.f.SetFidelity(ctx, w.by, "y1", "manager", append(seven[1:], funders.Score{Component: "location", Score: score(2), Note: "In town"})))
		_, sheets, err := w.f.Fidelity(ctx, w.by, "y1")
		ok(t, err)
		if total, found := sheets.Total("student"); !found || total != 6 {
			t.Errorf("the students' total is %d, %v", total, found)
		}
		if _, found := sheets.Total("manager"); found {
			t.Error("there is a total although one of the seven is not scored")
		}
		if s := sheets["manager"]["location"]; s.Score == nil || *s.Score != 2 || s.Note != "In town" {
			t.Errorf("location: %+v", s)
		}
		// A new sheet takes the place of the old; students are not asked about the five.
		ok(t, w.f.SetFidelity(ctx, w.by, "y1", "student", []funders.Score{{Component: "learning", Score: score(1)}, {Component: "location", Score: score(1)}}))
		_, sheets, err = w.f.Fidelity(ctx, w.by, "y1")
		if err != nil || len(sheets["student"]) != 1 || len(sheets["manager"]) != 7 {
			t.Errorf("after a new sheet: %+v, %v", sheets, err)
		}
		wants(t, "three", w.f.SetFidelity(ctx, w.by, "y1", "student", []funders.Score{{Component: "learning", Score: score(3)}}), fault.Invalid)
		wants(t, "type 0", w.f.SetFidelity(ctx, w.by, "y1", "manager", []funders.Score{{Component: "location", Score: score(0)}}), fault.Invalid)
		wants(t, "nobody's view", w.f.SetFidelity(ctx, w.by, "y1", "funder", nil), fault.Invalid)
		wants(t, "who only reads", w.f.SetFidelity(ctx, who(w.by.OrgID, "/", funders.Read), "y1", "student", nil), fault.Forbidden)

		year, _, err := w.f.Fidelity(ctx, w.by, "y1")
		ok(t, err)
		evidence, err := w.f.Evidence(ctx, w.by, year)
		ok(t, err)
		made := evidence["co-production"]
		if len(made.Lines) != 1 || made.Lines[0] != "4 of 5 runs are of a course that somebody with lived experience and a practitioner had both agreed." ||
			len(made.Overrides) != 1 || made.Overrides[0].OverrideReason != "The peer designer has moved away" {
			t.Errorf("co-production: %+v", made)
		}
		if got := evidence["available"].Lines; len(got) != 1 || got[0] != "3 of 4 runs that went ahead are open to everybody." {
			t.Errorf("open to all: %v", got)
		}
	})
}
