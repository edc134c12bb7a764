package actions_test

import (
	"errors"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"footbridge/internal/actions"
	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

const plan = "strategy"

// world is an organisation with two posts and a clock that a test can move.
type world struct {
	*actions.Actions
	d     *db.DB
	by    actor.Actor
	posts []string
	mu    sync.Mutex
	at    time.Time
}

func (w *world) now() time.Time { w.mu.Lock(); defer w.mu.Unlock(); return w.at }

func (w *world) set(y int, m time.Month, d int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.at = time.Date(y, m, d, 12, 0, 0, 0, time.UTC)
}

func newWorld(t testing.TB, d *db.DB) *world {
	t.Helper()
	w := &world{d: d}
	w.set(2008, 4, 15)
	u := units.New(d, w.now, people.New(d, w.now))
	org, root, err := u.Found(t.Context(), "Bridgewater and Vale Mental Health Trust", "bridgewater")
	if err != nil {
		t.Fatal(err)
	}
	w.by = actor.System(org.OrgID, "a test")
	for _, title := range []string{"Chief Executive", "Service Director"} {
		p, err := u.AddPost(t.Context(), w.by, root.ID, title)
		if err != nil {
			t.Fatal(err)
		}
		w.posts = append(w.posts, p.ID)
	}
	w.Actions = actions.New(d, w.now)
	return w
}

func (w *world) add(t testing.TB, title, due string, owners ...string) actions.Action {
	t.Helper()
	d, err := actions.ParseDue(due)
	if err != nil {
		t.Fatal(err)
	}
	a, err := w.Create(t.Context(), w.d, w.by, plan, actions.Input{Title: title, Due: d, Owners: owners})
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (w *world) get(t testing.TB, id string) actions.Action {
	t.Helper()
	a, err := w.Action(t.Context(), w.d, w.by.OrgID, plan, id)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func (w *world) update(t testing.TB, id string, o actions.Outlook) {
	t.Helper()
	if _, err := w.AddUpdate(t.Context(), w.d, w.by, plan, id, w.Today(), o, "How it goes"); err != nil {
		t.Fatal(err)
	}
}

func (w *world) note(t testing.TB, id string) actions.Evidence {
	t.Helper()
	e, err := w.AddEvidence(t.Context(), w.d, w.by, plan, id, actions.EvidenceInput{Kind: "note", Words: "Seen by the steering group"})
	if err != nil {
		t.Fatal(err)
	}
	return e
}

func wantKind(t testing.TB, err error, kind fault.Kind, text string) {
	t.Helper()
	if fault.KindOf(err) != kind || err == nil || !strings.Contains(fault.Text(err), text) {
		t.Errorf("error %v, want %s: …%s…", err, kind, text)
	}
}

func TestCreateAndChange(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a := w.add(t, "Hold seminars for teams", "Ongoing, from July 2008", w.posts...)
		got := w.get(t, a.ID)
		if got.Due().String() != "Ongoing from July 2008" || got.DueWords != "Ongoing, from July 2008" || got.ReviewMonths != actions.UsualReview || got.StartsOn.String() != "1 July 2008" || len(got.Owners) != 2 {
			t.Errorf("kept as %+v", got)
		}
		in := actions.Input{Title: "Hold seminars for every team", Due: actions.DueMonth(when.Month{Year: 2008, Month: 9}), Owners: w.posts[:1]}
		if _, err := w.Change(t.Context(), d, w.by, plan, a.ID, 1, in); err != nil {
			t.Fatal(err)
		}
		_, err := w.Change(t.Context(), d, w.by, plan, a.ID, 1, in)
		wantKind(t, err, fault.Conflict, "Somebody else changed this")
		if got := w.get(t, a.ID); got.Title != in.Title || got.Due().String() != "September 2008" || got.Version != 2 || len(got.Owners) != 1 {
			t.Errorf("changed to %+v", got)
		}
		rows, err := audit.New(d, w.now).Of(t.Context(), w.by.OrgID, "action", a.ID, 10)
		if err != nil || len(rows) != 2 || rows[0].Action != "strategy.action.changed" {
			t.Errorf("the trail has %+v, %v", rows, err)
		}
		for _, bad := range []actions.Input{{}, {Title: strings.Repeat("x", 501)}, {Title: "x", ReviewMonths: 61}, {Title: "x", Owners: []string{"nobody"}}} {
			if _, err := w.Create(t.Context(), d, w.by, plan, bad); fault.KindOf(err) != fault.Invalid {
				t.Errorf("%.20q…: %v, want a message", bad.Title, err)
			}
		}
	})
}

func TestOfAnotherOrganisationOrModule(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a := w.add(t, "Open the college", "June 2008")
		for _, c := range []struct{ org, module string }{{"elsewhere", plan}, {w.by.OrgID, "college"}} {
			_, err := w.Action(t.Context(), d, c.org, c.module, a.ID)
			wantKind(t, err, fault.NotFound, "")
			by := w.by
			by.OrgID = c.org
			wantKind(t, w.Withdraw(t.Context(), d, by, c.module, a.ID, "why"), fault.NotFound, "")
		}
	})
}

func TestUpdatesGiveTheStatus(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a := w.add(t, "Open the college", "June 2008")
		want := func(st actions.Status) {
			t.Helper()
			if got := w.get(t, a.ID).Standing(w.Today()); got.Status != st {
				t.Errorf("shown as %s, want %s", got.Status, st)
			}
		}
		want(actions.NotStarted)
		w.update(t, a.ID, actions.ToPlan)
		want(actions.OnTrack)
		// An update about an earlier day does not change how it stands today.
		if _, err := w.AddUpdate(t.Context(), d, w.by, plan, a.ID, w.Today().AddDays(-20), actions.Stuck, "It was stuck then"); err != nil {
			t.Fatal(err)
		}
		want(actions.OnTrack)
		w.set(2008, 7, 1)
		want(actions.OffTrack)
		_, err := w.AddUpdate(t.Context(), d, w.by, plan, a.ID, w.Today().AddDays(1), actions.ToPlan, "Tomorrow")
		wantKind(t, err, fault.Invalid, "future")
		us, err := w.Updates(t.Context(), d, w.by.OrgID, a.ID, 10)
		if err != nil || len(us) != 2 || us[0].Outlook != actions.ToPlan {
			t.Errorf("updates %+v, %v", us, err)
		}
	})
}

func TestCloseNeedsEvidence(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx := t.Context()
		a := w.add(t, "Open the college", "June 2008")
		wantKind(t, w.Close(ctx, d, w.by, plan, a.ID), fault.Invalid, "only with evidence")
		e := w.note(t, a.ID)
		if err := w.RemoveEvidence(ctx, d, w.by, plan, e.ID); err != nil {
			t.Fatal(err)
		}
		wantKind(t, w.RemoveEvidence(ctx, d, w.by, plan, e.ID), fault.Conflict, "already")
		wantKind(t, w.Close(ctx, d, w.by, plan, a.ID), fault.Invalid, "only with evidence")
		e = w.note(t, a.ID)
		if err := w.Close(ctx, d, w.by, plan, a.ID); err != nil {
			t.Fatal(err)
		}
		wantKind(t, w.Close(ctx, d, w.by, plan, a.ID), fault.Conflict, "complete already")
		wantKind(t, w.RemoveEvidence(ctx, d, w.by, plan, e.ID), fault.Conflict, "only evidence")
		_, err := w.AddUpdate(ctx, d, w.by, plan, a.ID, w.Today(), actions.ToPlan, "More")
		wantKind(t, err, fault.Conflict, "Reopen it first")
		wantKind(t, w.Reopen(ctx, d, w.by, plan, a.ID, " "), fault.Invalid, "why")
		if err := w.Reopen(ctx, d, w.by, plan, a.ID, "The building is late"); err != nil {
			t.Fatal(err)
		}
		wantKind(t, w.Reopen(ctx, d, w.by, plan, a.ID, "again"), fault.Conflict, "not complete")
		all, err := w.EvidenceOf(ctx, d, w.by.OrgID, a.ID)
		if err != nil || len(all) != 2 || all[0].RemovedAt.IsZero() || !all[1].RemovedAt.IsZero() {
			t.Errorf("evidence %+v, %v: what was removed is kept as removed", all, err)
		}
	})
}

// Closing and removing the only evidence at the same time never leaves a
// complete action without evidence.
func TestCloseAgainstRemoval(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for range 20 {
			a := w.add(t, "Open the college", "June 2008")
			e := w.note(t, a.ID)
			var g sync.WaitGroup
			var closed, removed error
			g.Go(func() { closed = w.Close(t.Context(), d, w.by, plan, a.ID) })
			g.Go(func() { removed = w.RemoveEvidence(t.Context(), d, w.by, plan, e.ID) })
			g.Wait()
			if (closed == nil) == (removed == nil) {
				t.Fatalf("close: %v, remove: %v; exactly one must win", closed, removed)
			}
		}
		if found, err := w.Check(t.Context(), w.by.OrgID); err != nil || len(found) > 0 {
			t.Errorf("check: %v, %v", found, err)
		}
	})
}

func TestEvidenceKinds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		a := w.add(t, "Open the college", "June 2008")
		for _, c := range []struct {
			name string
			in   actions.EvidenceInput
			want string // a message, or "" for accepted
		}{
			{"link", actions.EvidenceInput{Kind: "link", URL: "https://example.org/minutes"}, ""},
			{"script as link", actions.EvidenceInput{Kind: "link", URL: "javascript:alert(1)"}, "begins with https"},
			{"link without a site", actions.EvidenceInput{Kind: "link", URL: "https:///x"}, "begins with https"},
			{"link with a password", actions.EvidenceInput{Kind: "link", URL: "https://a:b@example.org"}, "begins with https"},
			{"empty note", actions.EvidenceInput{Kind: "note"}, "Write the note"},
			{"PDF", actions.EvidenceInput{Kind: "file", FileName: "minutes.pdf", Content: []byte("%PDF-1.7 …")}, ""},
			{"text", actions.EvidenceInput{Kind: "file", FileName: "notes.txt", Content: []byte("We met.")}, ""},
			{"a program", actions.EvidenceInput{Kind: "file", FileName: "minutes.pdf", Content: []byte("MZ\x00\x01")}, "must be a PDF"},
			{"empty file", actions.EvidenceInput{Kind: "file", FileName: "minutes.pdf"}, "not empty"},
			{"too large", actions.EvidenceInput{Kind: "file", FileName: "a.txt", Content: make([]byte, actions.MaxFile+1)}, "10 MB"},
			{"nothing", actions.EvidenceInput{}, "Choose a link"},
		} {
			_, err := w.AddEvidence(t.Context(), d, w.by, plan, a.ID, c.in)
			if c.want == "" && err != nil || c.want != "" && !strings.Contains(fault.Text(err), c.want) {
				t.Errorf("%s: %v, want %q", c.name, err, c.want)
			}
		}
		// A page dressed up as a spreadsheet is served as what it is: plain text.
		e, err := w.AddEvidence(t.Context(), d, w.by, plan, a.ID, actions.EvidenceInput{Kind: "file", FileName: `C:\minutes.html`, Content: []byte("<script>")})
		if err != nil || e.FileName != "minutes.html.txt" || e.FileKind != "text/plain" {
			t.Errorf("kept as %q, %q, %v", e.FileName, e.FileKind, err)
		}
		got, content, err := w.File(t.Context(), d, w.by.OrgID, e.ID)
		if err != nil || string(content) != "<script>" || got.FileSize != 8 {
			t.Errorf("file %+v %q, %v", got, content, err)
		}
		if err := w.RemoveEvidence(t.Context(), d, w.by, plan, e.ID); err != nil {
			t.Fatal(err)
		}
		_, _, err = w.File(t.Context(), d, w.by.OrgID, e.ID)
		wantKind(t, err, fault.NotFound, "file")
	})
}

func TestWithdrawAndOverride(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx := t.Context()
		a := w.add(t, "Open the college", "March 2008")
		wantKind(t, w.Override(ctx, d, w.by, plan, a.ID, actions.OnTrack, ""), fault.Invalid, "printed")
		wantKind(t, w.Override(ctx, d, w.by, plan, a.ID, actions.Complete, "because"), fault.Invalid, "Choose")
		if err := w.Override(ctx, d, w.by, plan, a.ID, actions.OnTrack, "It opens on Monday"); err != nil {
			t.Fatal(err)
		}
		if st := w.get(t, a.ID).Standing(w.Today()); st.Status != actions.AtRisk || !st.Overdue || !st.Overridden {
			t.Errorf("an override of an overdue action is shown as %+v", st)
		}
		if err := w.ClearOverride(ctx, d, w.by, plan, a.ID); err != nil {
			t.Fatal(err)
		}
		wantKind(t, w.Withdraw(ctx, d, w.by, plan, a.ID, ""), fault.Invalid, "Say why")
		if err := w.Withdraw(ctx, d, w.by, plan, a.ID, "Merged with another"); err != nil {
			t.Fatal(err)
		}
		wantKind(t, w.Override(ctx, d, w.by, plan, a.ID, actions.OnTrack, "x"), fault.Conflict, "withdrawn")
		wantKind(t, w.Withdraw(ctx, d, w.by, plan, a.ID, "again"), fault.Conflict, "already")
		if err := w.Restore(ctx, d, w.by, plan, a.ID, "It is wanted after all"); err != nil {
			t.Fatal(err)
		}
		if got := w.get(t, a.ID); !got.Open() {
			t.Errorf("restored to %+v", got)
		}
	})
}

func TestDependencies(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		ctx := t.Context()
		late, mid, last := w.add(t, "Find the rooms", "March 2008"), w.add(t, "Train the trainers", "June 2008"), w.add(t, "Open the college", "December 2008")
		for _, pair := range [][2]string{{mid.ID, late.ID}, {last.ID, mid.ID}, {last.ID, mid.ID}} {
			if err := w.AddDependency(ctx, d, w.by, plan, pair[0], pair[1]); err != nil {
				t.Fatal(err)
			}
		}
		wantKind(t, w.AddDependency(ctx, d, w.by, plan, late.ID, late.ID), fault.Invalid, "itself")
		wantKind(t, w.AddDependency(ctx, d, w.by, plan, late.ID, last.ID), fault.Invalid, "already waits")
		if st := w.get(t, mid.ID).Standing(w.Today()); !st.Blocked || st.Status != actions.AtRisk {
			t.Errorf("waiting for an overdue action: %+v", st)
		}
		if st := w.get(t, last.ID).Standing(w.Today()); st.Blocked {
			t.Errorf("waiting for an action that is itself in time: %+v", st)
		}
		needs, neededBy, err := w.Needs(ctx, d, w.by.OrgID, plan, mid.ID)
		if err != nil || len(needs) != 1 || needs[0].ID != late.ID || len(neededBy) != 1 || neededBy[0].ID != last.ID {
			t.Errorf("needs %v, needed by %v, %v", needs, neededBy, err)
		}
		if err := w.RemoveDependency(ctx, d, w.by, plan, mid.ID, late.ID); err != nil {
			t.Fatal(err)
		}
		if st := w.get(t, mid.ID).Standing(w.Today()); st.Blocked {
			t.Error("still blocked")
		}
	})
}

// People who add dependencies at the same time cannot close a circle between
// them, however long it is.
func TestNoCircleFromBothEnds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		w := newWorld(t, d)
		for range 10 {
			const n = 4
			var ids []string
			for i := range n {
				ids = append(ids, w.add(t, "Step "+strconv.Itoa(i), "June 2008").ID)
			}
			var g sync.WaitGroup
			errs := make([]error, n)
			for i := range n {
				g.Go(func() { errs[i] = w.AddDependency(t.Context(), d, w.by, plan, ids[i], ids[(i+1)%n]) })
			}
			g.Wait()
			refused := 0
			for _, err := range errs {
				if fault.KindOf(err) == fault.Invalid && err != nil {
					refused++
				} else if err != nil {
					t.Fatal(err)
				}
			}
			if refused != 1 {
				t.Fatalf("%d refused, want exactly one: %v", refused, errors.Join(errs...))
			}
		}
		if found, err := w.Check(t.Context(), w.by.OrgID); err != nil || len(found) > 0 {
			t.Errorf("check: %v, %v", found, err)
		}
	})
}
