package funders_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"footbridge/internal/actor"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/funders"
)

// Every figure of the year, worked out by hand from what newWorld makes. The
// columns are autumn, spring, and the year.
func TestFigures(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		r, err := w.f.YearReport(t.Context(), w.by, "y1")
		ok(t, err)
		people, courses, rates := "Places and people", "Courses and sessions", "Rates"
		shows(t, r, people, "Places offered", "35", "42", "77")                                 // 15 + 20; 12 + 30; X was called off
		shows(t, r, people, "Places booked", "25", "23", "48")                                  // 10 + 15; 8 + 15
		shows(t, r, people, "Places attended", "20", "23", "43")                                // 10 + 10; 8 + 15
		shows(t, r, people, "People who booked", "24", "17", "29")                              // s1–24; s1–12, s25–29; all
		shows(t, r, people, "Students who came", "19", "17", "24")                              // s1–19; s1–12, s25–29; less s20–24
		shows(t, r, people, "New students", "13", "5", "18")                                    // s7–19; s25–29
		shows(t, r, people, "Students who had come before", "6", "12", "6")                     // s1–6; s1–12; before the year: s1–6
		shows(t, r, courses, "Courses", "2", "2", "3")                                          // A, B; A, C
		shows(t, r, courses, "Runs held", "2", "2", "4")                                        // A, B; D, E
		shows(t, r, courses, "Runs cancelled", "1", "0", "1")                                   // X
		shows(t, r, courses, "Sessions held", "3", "2", "5")                                    //
		shows(t, r, courses, "Sessions cancelled", "1", "0", "1")                               //
		shows(t, r, rates, "Attendance", "74% (26 of 35)", "100% (23 of 23)", "84% (49 of 58)") // 10 + 6 + 10 of 20 + 15
		shows(t, r, rates, "Completion", "64% (16 of 25)", "– (none yet)", "64% (16 of 25)")    // 6 of A's 10, 10 of B's 15
		shows(t, r, rates, "Places filled", "71% (25 of 35)", "55% (23 of 42)", "62% (48 of 77)")
		shows(t, r, rates, "Taught together", "67% (2 of 3)", "100% (2 of 2)", "80% (4 of 5)")
		shows(t, r, "Waiting", "People waiting now", "0", "5", "5")
		shows(t, r, "Waiting", "Places offered from a waiting list", "5", "0", "5")
		shows(t, r, "Waiting", "Days until an offer", "6 (5 offers)", "– (no offers)", "6 (5 offers)")
		heard := "What students said, and what came next"
		shows(t, r, heard, "Satisfied", "hidden", "hidden", "74% (14 of 19)") // spring has 3 answers, and the year less the autumn would tell
		shows(t, r, heard, "Next step: Study somewhere else", "6", "0", "6")
		shows(t, r, heard, "Next step: Volunteering", "0", "hidden", "hidden")
		shows(t, r, heard, "Next step: Paid work", "0", "0", "5")
		shows(t, r, "Costs", "Trainers' time", "£400", "£0", "£400")
		shows(t, r, "Costs", "All costs", "£650.50", "£1,200", "£2,850.50")
		each := "What that comes to"
		shows(t, r, each, "For each student", "£34 (19 students)", "£71 (17 students)", "£119 (24 students)")
		shows(t, r, each, "For each run", "£325 (2 runs)", "£600 (2 runs)", "£713 (4 runs)")
		shows(t, r, each, "For each course designed", "£325 (2 courses)", "– (no courses)", "£1,425 (2 courses)")
		for _, s := range r.Sections {
			if s.Title == each && (s.Lines[0].Beside != "£518 (half of the colleges: £275 to £840)" || s.Beside == "") {
				t.Errorf("beside the costs stands %q", s.Lines[0].Beside)
			}
			if s.Title == people && s.Lines[1].Complete != "Every booking" || s.Title == rates && s.Lines[0].Complete != "Registers of 5 of the 6 sessions that are over" {
				t.Errorf("%s: completeness %q", s.Title, s.Lines[0].Complete)
			}
		}
	})
}

// The tables by group: places booked and attended; people who booked, came, are
// new, and had come before.
func TestFiguresByGroup(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	autumn, err := w.f.TermReport(t.Context(), w.by, "t1")
	ok(t, err)
	year, err := w.f.YearReport(t.Context(), w.by, "y1")
	ok(t, err)
	const h = funders.Hidden
	group(t, autumn, "Borough", "Kingsmere", "13", "13", "12", "12", "6", "6") // A's 10, and s1, s11, s12 on B
	group(t, autumn, "Borough", "Vale", "12", "7", "12", "7", "7", "0")        // s13–24 on B
	group(t, autumn, "Borough", "Everybody", "25", "20", "24", "19", "13", "6")
	group(t, year, "Borough", "Kingsmere", "31", "31", "12", "12", "6", "6")
	group(t, year, "Borough", "Elsewhere or not said", "5", "5", "5", "5", "5", "0")
	// Two of the 24 who booked do not use services: 22 would give them away.
	for _, tab := range autumn.Tables {
		if tab.Title == "Relation to the services" && tab.Rows[0].Cells[2].Text != h {
			t.Errorf("people who booked and use services: %s, which leaves 2", tab.Rows[0].Cells[2].Text)
		}
	}
	group(t, autumn, "Relation to the services", "Supports a family member or friend", h, h, h, h, "0", h) // 3 carers
	// All who came gave one answer: that is not to be told from the table.
	for _, tab := range autumn.Tables {
		if tab.Title == "Ethnic group" && tab.Rows[0].Cells[3].Text != h {
			t.Errorf("everybody is of one ethnic group: %v", tab.Rows)
		}
	}
	// What is shown of a term on its own page is what the year's decision allows.
	for name, n := range autumn.Shown {
		if n > 0 && n < 5 {
			t.Errorf("%s is %d and is shown", name, n)
		}
	}
}

func TestWhoReads(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	for name, path := range map[string]string{"root": "/", "college": w.college.Path} {
		by := who(w.by.OrgID, path, funders.Read)
		if _, err := w.f.YearReport(t.Context(), by, "y1"); err != nil {
			t.Errorf("held at the %s: %v", name, err)
		}
	}
	elsewhere := who(w.by.OrgID, "/elsewhere/", funders.Read, funders.Costs)
	_, err := w.f.TermReport(t.Context(), elsewhere, "t1")
	wants(t, "a report out of reach", err, fault.NotFound)
	_, err = w.f.Freeze(t.Context(), who(w.by.OrgID, "/", funders.Read), "y1", "", "for us")
	wants(t, "freezing without the costs", err, fault.Forbidden)
	_, err = w.f.AddCost(t.Context(), elsewhere, funders.Cost{YearID: "y1", Kind: "room", Pence: 1, OnDate: today})
	wants(t, "a cost out of reach", err, fault.Forbidden)
}

func wants(t *testing.T, what string, err error, kind fault.Kind) {
	t.Helper()
	if err == nil || fault.KindOf(err) != kind {
		t.Errorf("%s: %v", what, err)
	}
}

func who(orgID, path string, permissions ...string) actor.Actor {
	held := map[string]bool{}
	for _, p := range permissions {
		held[p] = true
	}
	return actor.Actor{OrgID: orgID, AccountID: "account", Name: "Gail Mar", Grants: []actor.Grant{{Role: "role", Path: path, Permissions: held}}}
}

// What was given out stays; the next edition says what changed; what was shown
// once is taken as known; and a change in the database is found.
func TestEditions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx := t.Context()
		_, err := w.f.Freeze(ctx, w.by, "", "t1", " ")
		wants(t, "no word for whom", err, fault.Invalid)
		first, err := w.f.Freeze(ctx, w.by, "", "t1", "The board")
		ok(t, err)
		// A late register: s20 did come. And the year's costs are put right.
		_, err = d.Exec(ctx, `UPDATE college_attendance SET state = 'came' WHERE org_id = $1 AND booking_id = 'B-20'`, w.by.OrgID)
		ok(t, err)
		second, err := w.f.Freeze(ctx, w.by, "", "t1", "The board, again")
		ok(t, err)
		if first.Number != 1 || second.Number != 2 {
			t.Errorf("editions %d and %d", first.Number, second.Number)
		}
		kept, err := w.f.Edition(ctx, w.by, first.ID)
		ok(t, err)
		was, err := kept.Report()
		ok(t, err)
		is, err := second.Report()
		ok(t, err)
		shows(t, was, "Places and people", "Students who came", "19")
		changes := funders.Changes(was, is)
		text, _ := json.Marshal(changes)
		for _, want := range []string{`"What":"Places and people: Places attended","Was":"20","Is":"21"`, `"What":"Rates: Attendance","Was":"74%","Is":"77%"`} {
			if !strings.Contains(string(text), want) {
				t.Errorf("the changes have no %s: %s", want, text)
			}
		}
		if len(funders.Changes(is, is)) > 0 || !kept.Intact() {
			t.Error("a report differs from itself")
		}
		problems, err := w.f.Check(ctx, w.by.OrgID)
		ok(t, err)
		if len(problems) > 0 {
			t.Errorf("problems: %v", problems)
		}
		_, err = d.Exec(ctx, `UPDATE funders_edition SET content = '{"Title":"Better"}' WHERE org_id = $1 AND id = $2`, w.by.OrgID, first.ID)
		ok(t, err)
		_, err = d.Exec(ctx, `UPDATE funders_cost SET term_id = 't2' WHERE org_id = $1 AND run_id = 'A'`, w.by.OrgID)
		ok(t, err)
		if problems, err = w.f.Check(ctx, w.by.OrgID); err != nil || len(problems) != 2 {
			t.Errorf("of two that were damaged: %v, %v", problems, err)
		}
	})
}

func TestWorkbook(t *testing.T) {
	w := newWorld(t, dbtest.SQLite(t))
	r, err := w.f.YearReport(t.Context(), w.by, "y1")
	ok(t, err)
	var out bytes.Buffer
	ok(t, r.Book().Write(&out))
	f, err := excelize.OpenReader(&out)
	ok(t, err)
	defer f.Close()
	sheets := f.GetSheetList()
	if sheets[0] != "Figures" || sheets[1] != "Borough" || sheets[len(sheets)-1] != "About the columns" {
		t.Errorf("sheets %v", sheets)
	}
	rows, err := f.GetRows("Figures")
	if err != nil || rows[1][1] != "Places offered" || rows[1][2] != "35" {
		t.Errorf("figures: %v, %v", rows[:3], err)
	}
	if typ, err := f.GetCellType("Figures", "C2"); err != nil || typ != excelize.CellTypeUnset && typ != excelize.CellTypeNumber {
		t.Errorf("a figure is of the type %v, %v", typ, err)
	}
	about, err := f.GetRows("About the columns")
	ok(t, err)
	text, _ := json.Marshal(about)
	for _, want := range []string{"hidden", "10.1007/s00127-023-02452-w", "Attendance", "Students who had come before"} {
		if !strings.Contains(string(text), want) {
			t.Errorf("the dictionary does not speak of %q", want)
		}
	}
}
