package people_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/when"
)

// asked is a good answer to the question about needs.
func asked() people.Needs {
	return people.Needs{IdentifiedOn: today, IdentifiedBy: "Ben Ray", Flag: true, ReviewDue: today.AddDays(365)}
}

func labels(items []people.Need) string {
	var out []string
	for _, n := range items {
		out = append(out, n.Code)
	}
	return strings.Join(out, " ")
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// The six steps: identify, record, flag, share, meet, review.
func TestNeeds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, p, ann := t.Context(), tr.people, tr.add(t, people.Person{Name: "Ann Lee"})
		n, err := p.Needs(ctx, tr.by.OrgID, ann.ID)
		if err != nil || n.Asked() {
			t.Errorf("before anybody asked: %v, %v", n, err)
		}
		ok(t, p.SetNeeds(ctx, tr.by, ann.ID, asked(), []people.NeedInput{{Code: "support-bsl"}, {Code: "format-large-print", Words: "18 point"}}))
		n, err = p.Needs(ctx, tr.by.OrgID, ann.ID)
		ok(t, err)
		if labels(n.Items) != "format-large-print support-bsl" || n.Items[0].Words != "18 point" {
			t.Errorf("needs = %v", n.Items)
		}
		flags, err := p.Flags(ctx, d, tr.by.OrgID, []string{ann.ID, ann.ID, "nobody"})
		if diff := cmp.Diff(map[string][]string{ann.ID: {"Large print", "BSL interpreter"}}, flags); err != nil || diff != "" {
			t.Errorf("Flags: %v\n%s", err, diff)
		}
		hits, err := p.Find(ctx, tr.by, "lee", 5)
		if err != nil || len(hits) != 1 || hits[0].Note != "Large print, BSL interpreter" {
			t.Errorf("Find = %v, %v", hits, err)
		}

		met := people.Met{NeedID: n.Items[1].ID, OnDate: today, Met: true, How: "Interpreter came"}
		ok(t, p.RecordMet(ctx, tr.by, ann.ID, met))
		met.NeedID = "another"
		want(t, "a need of nobody", p.RecordMet(ctx, tr.by, ann.ID, met), fault.Invalid)
		met.NeedID, met.OnDate = n.Items[1].ID, today.AddDays(1)
		want(t, "met tomorrow", p.RecordMet(ctx, tr.by, ann.ID, met), fault.Invalid)
		met.OnDate, met.How = today, " "
		want(t, "met without how", p.RecordMet(ctx, tr.by, ann.ID, met), fault.Invalid)

		// One need goes, one comes; the history of the first stays.
		changed := asked()
		changed.Version, changed.Flag, changed.Share, changed.ShareWith = n.Version, false, true, "her GP"
		ok(t, p.SetNeeds(ctx, tr.by, ann.ID, changed, []people.NeedInput{{Code: "format-large-print", Words: "20 point"}, {Code: "support-time"}}))
		want(t, "the second of two who change at once", p.SetNeeds(ctx, tr.by, ann.ID, changed, nil), fault.Conflict)
		n, err = p.Needs(ctx, tr.by.OrgID, ann.ID)
		if err != nil || labels(n.Items) != "format-large-print support-time" || n.Items[0].Words != "20 point" || n.ShareWith != "her GP" {
			t.Errorf("needs = %v, %v", n, err)
		}
		history, err := p.MetHistory(ctx, tr.by.OrgID, ann.ID)
		if err != nil || len(history) != 1 || history[0].Label() != "British Sign Language interpreter" || history[0].ByName != "a test" {
			t.Errorf("MetHistory = %v, %v", history, err)
		}
		if flags, err := p.Flags(ctx, d, tr.by.OrgID, []string{ann.ID}); err != nil || len(flags) != 0 {
			t.Errorf("Flags of somebody who wants none = %v, %v", flags, err)
		}
		wantHistory := []string{"people.needs.met", "people.needs.recorded", "people.needs.recorded", "people.person.added"}
		if diff := cmp.Diff(wantHistory, tr.history(t, ann.ID)); diff != "" {
			t.Error(diff)
		}
		tr.sound(t)
	})
}

func TestNeedsRefused(t *testing.T) {
	tr := newTrust(t, dbtest.SQLite(t))
	ann := tr.add(t, people.Person{Name: "Ann Lee"})
	for field, change := range map[string]func(n *people.Needs, items *[]people.NeedInput){
		"identified_on": func(n *people.Needs, _ *[]people.NeedInput) { n.IdentifiedOn = today.AddDays(1) },
		"identified_by": func(n *people.Needs, _ *[]people.NeedInput) { n.IdentifiedBy = " " },
		"share_with":    func(n *people.Needs, _ *[]people.NeedInput) { n.Share = true },
		"review_due":    func(n *people.Needs, _ *[]people.NeedInput) { n.ReviewDue = n.IdentifiedOn },
		"needs":         func(_ *people.Needs, items *[]people.NeedInput) { *items = []people.NeedInput{{Code: "unheard of"}} },
	} {
		n, items := asked(), []people.NeedInput{{Code: "support-time"}}
		change(&n, &items)
		err := tr.people.SetNeeds(t.Context(), tr.by, ann.ID, n, items)
		if _, found := fault.Fields(err)[field]; !found {
			t.Errorf("error = %v, want one about %s", err, field)
		}
	}
	err := tr.people.SetNeeds(t.Context(), tr.by, ann.ID, asked(), []people.NeedInput{{Code: "support-time"}, {Code: "support-time"}})
	want(t, "one need twice", err, fault.Invalid)
	want(t, "nobody", tr.people.SetNeeds(t.Context(), tr.by, "nobody", asked(), nil), fault.NotFound)
}

func TestReviews(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, p := t.Context(), tr.people
		for i, name := range []string{"Ann", "Ben", "Cy"} {
			n := asked()
			n.IdentifiedOn, n.ReviewDue = today.AddDays(-400), today.AddDays(20*(i-1)) // twenty days ago, today, in twenty days
			ok(t, p.SetNeeds(ctx, tr.by, tr.add(t, people.Person{Name: name}).ID, n, nil))
		}
		due := func(by when.Date) (names string) {
			t.Helper()
			rows, total, err := p.ReviewsDue(ctx, tr.by.OrgID, by, 1)
			if err != nil || total != len(rows) {
				t.Errorf("ReviewsDue = %d of %d, %v", len(rows), total, err)
			}
			for _, r := range rows {
				names += r.Name + " "
			}
			return names
		}
		if got := due(today); got != "Ann Ben " {
			t.Errorf("due today: %q", got)
		}
		if got := due(today.AddDays(30)); got != "Ann Ben Cy " {
			t.Errorf("due in a month: %q", got)
		}
		rows, _, err := p.ReviewsDue(ctx, tr.by.OrgID, today, 1)
		ok(t, err)
		want(t, "next before this", p.RecordReview(ctx, tr.by, rows[0].PersonID, people.Review{OnDate: today, NextDue: today}), fault.Invalid)
		want(t, "tomorrow", p.RecordReview(ctx, tr.by, rows[0].PersonID, people.Review{OnDate: today.AddDays(1), NextDue: today.AddDays(9)}), fault.Invalid)
		ok(t, p.RecordReview(ctx, tr.by, rows[0].PersonID, people.Review{OnDate: today, Words: "All the same", NextDue: today.AddDays(365)}))
		if got := due(today); got != "Ben " {
			t.Errorf("due after the review: %q", got)
		}
		history, err := p.Reviews(ctx, tr.by.OrgID, rows[0].PersonID)
		if err != nil || len(history) != 1 || history[0].Words != "All the same" {
			t.Errorf("Reviews = %v, %v", history, err)
		}
		never := tr.add(t, people.Person{Name: "Di"})
		want(t, "nobody has asked", p.RecordReview(ctx, tr.by, never.ID, people.Review{OnDate: today, NextDue: today.AddDays(9)}), fault.Conflict)
		tr.sound(t)
	})
}

// Every code has its group, its words and its place.
func TestNeedCodes(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range people.NeedCodes {
		if seen[c.Code] || c.Label == "" || c.Short == "" || len(c.Short) > 25 || !strings.HasPrefix(c.Code, c.Group+"-") {
			t.Errorf("%+v", c)
		}
		seen[c.Code] = true
	}
}

func TestEquality(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, p, ann := t.Context(), tr.people, tr.add(t, people.Person{Name: "Ann Lee"})
		err := p.SetEquality(ctx, tr.by, ann.ID, []people.EqualityAnswer{
			{Characteristic: "belief", Answer: "buddhist"}, {Characteristic: "age", Answer: people.NotSaid}, {Characteristic: "gender", Answer: people.OwnWords, Words: " non-binary "},
		})
		ok(t, err)
		answers, err := p.Equality(ctx, tr.by, ann.ID)
		if err != nil || len(answers) != 3 || answers["gender"].Label() != "In my own words: non-binary" || answers["age"].Label() != "Prefer not to say" {
			t.Errorf("Equality = %v, %v", answers, err)
		}
		ok(t, p.SetEquality(ctx, tr.by, ann.ID, []people.EqualityAnswer{{Characteristic: "belief", Answer: "none"}}))
		if answers, err = p.Equality(ctx, tr.by, ann.ID); err != nil || len(answers) != 1 || answers["belief"].Answer != "none" {
			t.Errorf("after removing two: %v, %v", answers, err)
		}
		for _, a := range []people.EqualityAnswer{{Characteristic: "shoe size", Answer: "9"}, {Characteristic: "belief", Answer: "9"}, {Characteristic: "belief", Answer: people.OwnWords}} {
			want(t, a.Characteristic+" "+a.Answer, p.SetEquality(ctx, tr.by, ann.ID, []people.EqualityAnswer{a}), fault.Invalid)
		}
		reader := who(tr.by.OrgID, "/", people.Read, people.Edit)
		_, err = p.Equality(ctx, reader, ann.ID)
		want(t, "read without the permission", err, fault.Forbidden)
		want(t, "change without the permission", p.SetEquality(ctx, reader, ann.ID, nil), fault.Forbidden)
		// What was said is in no trail and no search.
		trail, err := db.All[string](ctx, d, `SELECT changes FROM audit_entry WHERE org_id = $1`, tr.by.OrgID)
		ok(t, err)
		for _, secret := range []string{"buddhist", "Buddhist", "non-binary"} {
			if strings.Contains(strings.Join(trail, ""), secret) {
				t.Errorf("the trail says %q", secret)
			}
			if _, total, err := p.Search(ctx, tr.by, secret, 1); err != nil || total != 0 {
				t.Errorf("Search(%q) finds %d, %v", secret, total, err)
			}
		}
		tr.sound(t)
	})
}

// There are nine questions, each of which may be left, refused or answered freely.
func TestCharacteristics(t *testing.T) {
	if len(people.Characteristics) != 9 {
		t.Errorf("%d questions, want 9", len(people.Characteristics))
	}
	for _, c := range people.Characteristics {
		for _, code := range []string{people.NotSaid, people.OwnWords} {
			if !slices.ContainsFunc(c.Answers, func(a people.EqualityChoice) bool { return a.Code == code }) {
				t.Errorf("%s has no answer %s", c.Label, code)
			}
		}
	}
}
