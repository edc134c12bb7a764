package surveys

import (
	"slices"
	"strings"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

func TestMasks(t *testing.T) {
	text := "Nurse Adeyemi was kind. Please ring 07700 900123 or write to ann@example.org. The doctor, Patel, and Ann left on Monday. Nobody came."
	var got []string
	for _, s := range Suspects(text) {
		got = append(got, s.Words)
	}
	if want := []string{"Nurse Adeyemi", "07700 900123", "ann@example.org", "Patel", "Ann"}; !slices.Equal(got, want) {
		t.Errorf("suspects %q, want %q", got, want)
	}
	if got := MaskWords("Ann told Annette. Ann!", []string{"Ann"}); got != "[name] told Annette. [name]!" {
		t.Errorf("masked: %s", got)
	}
	if got := Suspects("I was there. I've seen it."); len(got) != 0 {
		t.Errorf("suspects in plain words: %v", got)
	}
}

// said puts a comment into the wave.
func (w *trust) said(id, words string) {
	w.exec(`INSERT INTO surveys_comment (org_id, id, wave_id, unit_id, response_id, question, said, state) VALUES ($1, $2, 'wave', $3, 'r1', 'more', $4, 'held')`, w.by.OrgID, id, w.units[0].ID, words)
}

func TestCommentsAreReadFirstAndLoseTheirTie(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTrust(t, d, figureForm())
		w.said("c1", "Ann was kind")
		w.said("c2", "Ring me")
		ctx := t.Context()
		fails := func(what string, err error, kind fault.Kind) {
			t.Helper()
			if err == nil || fault.KindOf(err) != kind {
				t.Errorf("%s: %v", what, err)
			}
		}
		fails("no words", w.s.Show(ctx, w.by, "c1", " ", 1), fault.Invalid)
		fails("somebody else's turn", w.s.Show(ctx, w.by, "c1", "[name] was kind", 7), fault.Conflict)
		must(t, w.s.Show(ctx, w.by, "c1", "[name] was kind", 1))
		fails("twice", w.s.Show(ctx, w.by, "c1", "Ann was kind", 2), fault.Conflict)
		type kept struct{ Said, Masked, ResponseID string }
		row, err := db.One[kept](ctx, d, `SELECT said, masked, response_id FROM surveys_comment WHERE org_id = $1 AND id = 'c1'`, w.by.OrgID)
		if err != nil || row != (kept{"", "[name] was kind", ""}) {
			t.Errorf("kept %+v, %v", row, err)
		}
		must(t, w.s.Hold(ctx, w.by, "c1"))
		if r, _, err := w.s.Remark(ctx, w.by, "c1"); err != nil || r.Said != "[name] was kind" || r.State != "held" {
			t.Errorf("held again: %+v, %v", r, err)
		}
		must(t, w.s.Show(ctx, w.by, "c1", "[name] was kind", 3))
		fails("no reason", w.s.KeepBack(ctx, w.by, "c2", "", 1), fault.Invalid)
		must(t, w.s.KeepBack(ctx, w.by, "c2", "A number", 1))

		theme, err := w.s.AddTheme(ctx, w.by, Theme{WaveID: "wave", Title: "Kindness", Said: "Be kind"})
		must(t, err)
		other, err := w.s.AddTheme(ctx, w.by, Theme{WaveID: "wave", Title: "Being kind"})
		must(t, err)
		must(t, w.s.Assign(ctx, w.by, "c1", []string{other.ID}))
		fails("a theme of nowhere", w.s.Assign(ctx, w.by, "c1", []string{"x"}), fault.Invalid)
		fails("into itself", w.s.MergeTheme(ctx, w.by, other.ID, other.ID), fault.Invalid)
		must(t, w.s.MergeTheme(ctx, w.by, other.ID, theme.ID))
		_, err = w.s.AddChange(ctx, w.by, Change{ThemeID: theme.ID, ActionID: "none", Words: "We are", State: "made", OnDate: when.DateOf(*w.at)})
		fails("an action of nowhere", err, fault.Invalid)
		_, err = w.s.AddChange(ctx, w.by, Change{ThemeID: theme.ID, ActionID: "none", Words: "We are", State: "made", OnDate: when.DateOf(*w.at).AddDays(1)})
		fails("done tomorrow", err, fault.Invalid)
		if _, list, err := w.s.Themes(ctx, w.by, "wave"); err != nil || len(list) != 1 || list[0].Theme.Comments != 1 {
			t.Errorf("themes %+v, %v", list, err)
		}
	})
}

func TestPublishing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newTrust(t, d, figureForm())
		ctx := t.Context()
		w.answers(120, "link", "paper")
		w.said("c1", "Ann was kind")
		if _, _, _, err := w.s.ResultAt(ctx, "bridgewater", "word"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("not published, and found: %v", err)
		}
		w.exec(`UPDATE surveys_wave SET state = 'open', closes_on = '2027-06-01' WHERE org_id = $1 AND id = 'wave'`, w.by.OrgID)
		if _, err := w.s.Publish(ctx, w.by, "wave", "We asked"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("published while open: %v", err)
		}
		if _, table, err := w.s.Figures(ctx, w.by, "wave"); table != nil || err != nil {
			t.Errorf("figures while open: %v", err)
		}
		w.exec(`UPDATE surveys_wave SET state = 'closed' WHERE org_id = $1 AND id = 'wave'`, w.by.OrgID)
		must(t, w.s.KeepBack(ctx, w.by, "c1", "A name", 1))
		e, err := w.s.Publish(ctx, w.by, "wave", "We asked")
		must(t, err)
		_, found, said, err := w.s.ResultAt(ctx, "bridgewater", "word")
		if err != nil || found.Number != 1 || !found.Intact() || found.Hash != e.Hash || *said.Table.Cuts[0].N != 120 || len(said.Table.Lines) != len(w.table().Lines) {
			t.Errorf("published: %+v, %v", found.Number, err)
		}
		if said.Table.Dates() != "1 March 2027 to 1 June 2027" {
			t.Errorf("asked %s", said.Table.Dates())
		}
		if err := w.s.Hold(ctx, w.by, "c1"); fault.KindOf(err) != fault.Conflict {
			t.Errorf("held after publishing: %v", err)
		}
		if words, _ := db.One[string](ctx, d, `SELECT said FROM surveys_comment WHERE org_id = $1 AND id = 'c1'`, w.by.OrgID); words != "" {
			t.Errorf("what was kept back is still there: %s", words)
		}
		if e, err = w.s.Publish(ctx, w.by, "wave", "We asked in person"); err != nil || e.Number != 2 {
			t.Errorf("again: %+v, %v", e.Number, err)
		}
		must(t, w.s.Withdraw(ctx, w.by, "wave", "A mistake"))
		if _, _, err := w.s.ResultBy(ctx, "word"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("withdrawn, and found: %v", err)
		}
		list, err := w.s.Editions(ctx, w.by, "wave")
		if err != nil || len(list) != 2 || list[0].Out() || list[0].Why != "A mistake" || list[1].Out() {
			t.Errorf("editions %+v, %v", list, err)
		}
		w.exec(`UPDATE surveys_figures SET data = '{}' WHERE org_id = $1 AND number = 1`, w.by.OrgID)
		if problems, err := w.s.CheckFigures(ctx, w.by.OrgID); err != nil || len(problems) != 1 || !strings.Contains(problems[0], "edition 1") {
			t.Errorf("check: %v, %v", problems, err)
		}
	})
}

func TestComparing(t *testing.T) {
	n := func(v int) *int { return &v }
	a, b := Cell{Num: n(60), Den: n(100), Percent: n(60)}, Cell{Num: n(40), Den: n(100), Percent: n(40)}
	if d := a.less(b); d == nil || d.Points != 20 || d.Low != 6 || d.High != 33 || !d.Differ {
		t.Errorf("difference %+v", d)
	}
	if d := a.less(a); d.Differ || d.Points != 0 {
		t.Errorf("no difference %+v", d)
	}
	if a.less(Cell{Why: Hidden}) != nil {
		t.Error("a difference to what is hidden")
	}
	line := func(c ...Cell) Line { return Line{LinkID: "b1", Kind: Share, Cells: c} }
	cuts := []Cut{{Key: "all", Label: "Everybody"}, {Key: "unit:1", Label: "Ash"}, {Key: "unit:2", Label: "Birch"}}
	one := &Table{Cuts: cuts, Lines: []Line{line(a, a, a)}}
	other := &Table{Cuts: cuts[:2], Lines: []Line{line(b, Cell{Why: TooFew})}}
	if rows := gaps(one, other, "b1"); len(rows) != 1 || rows[0].Label != "Everybody" {
		t.Errorf("gaps %+v", rows)
	}
	if c := gapChart(gapView{Label: "Hope", Rows: gaps(one, other, "b1")}, "People", "Staff"); c.Rows[0].Difference.V != -20 || c.Rows[0].Difference.Low != -33 {
		t.Errorf("gap chart %+v", c.Rows[0].Difference)
	}
	rows := timeRows([]Point{{Wave: Wave{Title: "One"}, Table: one}, {Wave: Wave{Title: "Two"}, Table: other}, {Wave: Wave{Title: "Three"}, Table: one, Break: true}})
	if len(rows) != 1 || rows[0].Steps[1].Since == nil || rows[0].Steps[1].Since.Points != -20 || rows[0].Steps[2].Since != nil {
		t.Errorf("over time %+v", rows)
	}
}
