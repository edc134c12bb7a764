package people_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
)

func TestMerge(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, p := t.Context(), tr.people
		ann := tr.add(t, people.Person{Name: "Ann Lee", Email: "ann@example.org"})
		double := tr.add(t, people.Person{Name: "Annabel Lee", PreferredName: "Annie", Phone: "01234"})
		third := tr.add(t, people.Person{Name: "A Lee"})
		var told [][2]string
		p.OnMerge(func(_ context.Context, _ *db.DB, _, keepID, dropID string) error {
			told = append(told, [2]string{keepID, dropID})
			return nil
		})
		want(t, "with itself", p.Merge(ctx, tr.by, ann.ID, ann.ID), fault.Invalid)
		want(t, "with nobody", p.Merge(ctx, tr.by, ann.ID, "nobody"), fault.NotFound)
		want(t, "without the permission", p.Merge(ctx, who(tr.by.OrgID, "/", people.Edit), ann.ID, double.ID), fault.Forbidden)

		ok(t, p.Merge(ctx, tr.by, double.ID, third.ID)) // third → double → ann
		ok(t, p.Merge(ctx, tr.by, ann.ID, double.ID))
		if diff := cmp.Diff([][2]string{{double.ID, third.ID}, {ann.ID, double.ID}}, told); diff != "" {
			t.Errorf("other modules were told otherwise:\n%s", diff)
		}
		for _, id := range []string{double.ID, third.ID} {
			if gone, err := p.Person(ctx, tr.by.OrgID, id); err != nil || gone.MergedInto != ann.ID {
				t.Errorf("merged into %q, %v, want the kept record", gone.MergedInto, err)
			}
			contact, err := p.Contact(ctx, tr.by.OrgID, id)
			if err != nil || contact.PersonID != ann.ID {
				t.Errorf("Contact = %v, %v, want the kept record's", contact, err)
			}
		}
		kept, err := p.Person(ctx, tr.by.OrgID, ann.ID)
		if err != nil || kept.Name != "Ann Lee" || kept.PreferredName != "Annie" || kept.Phone != "01234" || kept.Email != "ann@example.org" {
			t.Errorf("kept record = %+v, %v", kept, err)
		}
		names, err := p.Names(ctx, d, tr.by.OrgID, []string{ann.ID, double.ID, third.ID})
		if diff := cmp.Diff(map[string]string{ann.ID: "Ann Lee", double.ID: "Ann Lee", third.ID: "Ann Lee"}, names); err != nil || diff != "" {
			t.Errorf("Names: %v\n%s", err, diff)
		}
		found, total, err := p.Search(ctx, tr.by, "lee", 1)
		if err != nil || total != 1 || found[0].ID != ann.ID {
			t.Errorf("Search = %v, %v", found, err)
		}
		_, err = p.Change(ctx, tr.by, double)
		want(t, "change a merged record", err, fault.NotFound)
		want(t, "merge a merged record", p.Merge(ctx, tr.by, third.ID, double.ID), fault.NotFound)
		// What both said before is kept.
		record, err := p.Export(ctx, tr.by, ann.ID)
		if err != nil || len(record.Merged) != 2 {
			t.Errorf("Export = %+v, %v", record, err)
		}
		tr.sound(t)
	})
}

// Nothing of a merge is kept when a module cannot take part.
func TestMergeTogetherOrNotAtAll(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ann, double := tr.add(t, people.Person{Name: "Ann Lee"}), tr.add(t, people.Person{Name: "Anne Lee"})
		tr.people.OnMerge(func(context.Context, *db.DB, string, string, string) error { return errors.New("boom") })
		if err := tr.people.Merge(t.Context(), tr.by, ann.ID, double.ID); err == nil {
			t.Error("no error")
		}
		if _, total, err := tr.people.Search(t.Context(), tr.by, "lee", 1); err != nil || total != 2 {
			t.Errorf("%d people, %v, want both", total, err)
		}
		tr.sound(t)
	})
}

// Chosen values stand; who saved the record meanwhile is not overwritten.
func TestMergeAs(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ann, double := tr.add(t, people.Person{Name: "Ann Lee"}), tr.add(t, people.Person{Name: "Anne Leigh"})
		chosen := ann
		chosen.Name = "Anne Leigh"
		saved := ann
		saved.Language = "Welsh"
		_, err := tr.people.Change(t.Context(), tr.by, saved)
		ok(t, err)
		want(t, "saved meanwhile", tr.people.MergeAs(t.Context(), tr.by, ann.ID, double.ID, chosen), fault.Conflict)
		chosen.Version++
		ok(t, tr.people.MergeAs(t.Context(), tr.by, ann.ID, double.ID, chosen))
		if found, total, err := tr.people.Search(t.Context(), tr.by, "leigh", 1); err != nil || total != 1 || found[0].ID != ann.ID {
			t.Errorf("Search = %v, %v", found, err)
		}
		tr.sound(t)
	})
}

// No need is lost, and of two answers the newer stands.
func TestMergeNeeds(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, p := t.Context(), tr.people
		ann, double, third := tr.add(t, people.Person{Name: "Ann Lee"}), tr.add(t, people.Person{Name: "Ann Lee"}), tr.add(t, people.Person{Name: "Ann Lee"})
		older, newer := asked(), asked()
		older.IdentifiedOn, older.Words, older.ReviewDue = today.AddDays(-100), "Speak slowly.", today.AddDays(10)
		newer.Words, newer.Share, newer.ShareWith = "Sit on the left.", true, "her GP"
		ok(t, p.SetNeeds(ctx, tr.by, ann.ID, older, []people.NeedInput{{Code: "support-bsl"}, {Code: "support-time"}}))
		ok(t, p.SetNeeds(ctx, tr.by, double.ID, newer, []people.NeedInput{{Code: "support-time", Words: "an hour"}, {Code: "format-braille"}}))
		n, err := p.Needs(ctx, tr.by.OrgID, double.ID)
		ok(t, err)
		ok(t, p.RecordMet(ctx, tr.by, double.ID, people.Met{NeedID: n.Items[1].ID, OnDate: today, Met: true, How: "an hour"}))
		ok(t, p.SetEquality(ctx, tr.by, ann.ID, []people.EqualityAnswer{{Characteristic: "age", Answer: "25-34"}}))
		ok(t, p.SetEquality(ctx, tr.by, double.ID, []people.EqualityAnswer{{Characteristic: "age", Answer: "35-44"}, {Characteristic: "sex", Answer: "female"}}))
		ok(t, p.Merge(ctx, tr.by, ann.ID, double.ID))
		ok(t, p.Merge(ctx, tr.by, third.ID, ann.ID)) // nobody had asked the third
		n, err = p.Needs(ctx, tr.by.OrgID, third.ID)
		if err != nil || labels(n.Items) != "format-braille support-bsl support-time" || n.ShareWith != "her GP" || n.ReviewDue != older.ReviewDue ||
			n.Words != "Speak slowly.\nSit on the left." || n.Items[2].Words != "an hour" {
			t.Errorf("needs = %+v, %v", n, err)
		}
		met, err := p.MetHistory(ctx, tr.by.OrgID, third.ID)
		if err != nil || len(met) != 1 {
			t.Errorf("MetHistory = %v, %v", met, err)
		}
		answers, err := p.Equality(ctx, tr.by, third.ID)
		if err != nil || len(answers) != 2 || answers["age"].Answer != "25-34" {
			t.Errorf("Equality = %v, %v", answers, err)
		}
		tr.sound(t)
	})
}

func TestDuplicates(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, p := t.Context(), tr.people
		ann, double := tr.add(t, people.Person{Name: "Ann O'Neil"}), tr.add(t, people.Person{Name: "ann oneil", Email: "ann@example.org"})
		third := tr.add(t, people.Person{Name: "A. Neil", Email: "Ann@Example.org"})
		tr.add(t, people.Person{Name: "Ben Ray"})
		list := func() string {
			t.Helper()
			pairs, more, err := p.Duplicates(ctx, tr.by, 1)
			if err != nil || more {
				t.Errorf("more %v, %v", more, err)
			}
			var out []string
			for _, pair := range pairs {
				out = append(out, min(pair.One.Name, pair.Other.Name)+" = "+max(pair.One.Name, pair.Other.Name)+": "+pair.Why)
			}
			slices.Sort(out)
			return strings.Join(out, "; ")
		}
		if got, want := list(), "A. Neil = ann oneil: Same e-mail address; Ann O'Neil = ann oneil: Same name"; got != want {
			t.Errorf("Duplicates = %q, want %q", got, want)
		}
		ok(t, p.KeepApart(ctx, tr.by, third.ID, double.ID))
		ok(t, p.KeepApart(ctx, tr.by, double.ID, third.ID)) // again
		if got, want := list(), "Ann O'Neil = ann oneil: Same name"; got != want {
			t.Errorf("Duplicates = %q, want %q", got, want)
		}
		ok(t, p.Merge(ctx, tr.by, ann.ID, double.ID))
		if got, want := list(), "A. Neil = Ann O'Neil: Same e-mail address"; got != want { // the kept record took the address
			t.Errorf("Duplicates = %q, want %q", got, want)
		}
		tr.sound(t)
	})
}

func TestErase(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, p := t.Context(), tr.people
		ann := tr.add(t, people.Person{Name: "Zebedee Quux", PreferredName: "Zeb", Email: "zeb@example.org", Phone: "01234", Address: "Quux Lodge", Pronouns: "he/him", Language: "Welsh"})
		double := tr.add(t, people.Person{Name: "Z Quux", Email: "quux@example.org"})
		ok(t, p.SetNeeds(ctx, tr.by, double.ID, asked(), []people.NeedInput{{Code: "support-time", Words: "quux"}}))
		n, err := p.Needs(ctx, tr.by.OrgID, double.ID)
		ok(t, err)
		ok(t, p.RecordMet(ctx, tr.by, double.ID, people.Met{NeedID: n.Items[0].ID, OnDate: today, How: "quux"}))
		ok(t, p.RecordReview(ctx, tr.by, double.ID, people.Review{OnDate: today, Words: "quux", NextDue: today.AddDays(9)}))
		ok(t, p.SetEquality(ctx, tr.by, ann.ID, []people.EqualityAnswer{{Characteristic: "age", Answer: people.OwnWords, Words: "quux"}}))
		ok(t, p.Merge(ctx, tr.by, ann.ID, double.ID))
		var told []string
		p.OnErase(func(_ context.Context, _ *db.DB, _, id string) error { told = append(told, id); return nil })
		want(t, "without a reason", p.Erase(ctx, tr.by, ann.ID, " "), fault.Invalid)
		want(t, "without the permission", p.Erase(ctx, who(tr.by.OrgID, "/", people.Edit), ann.ID, "asked"), fault.Forbidden)
		_, err = p.Export(ctx, who(tr.by.OrgID, "/", people.Edit), ann.ID)
		want(t, "export without the permission", err, fault.Forbidden)
		ok(t, p.Erase(ctx, tr.by, ann.ID, "The person asked"))
		want(t, "twice", p.Erase(ctx, tr.by, ann.ID, "The person asked"), fault.NotFound)
		if diff := cmp.Diff([]string{double.ID, ann.ID}, told); diff != "" {
			t.Errorf("other modules were told otherwise:\n%s", diff)
		}
		for _, table := range []string{"people_person", "people_word", "people_needs", "people_need", "people_need_met", "people_need_review", "people_equality", "people_merge"} {
			if left := dump(t, d, table); strings.Contains(strings.ToLower(left), "quux") {
				t.Errorf("%s still says %s", table, left)
			}
		}
		if names, err := p.Names(ctx, d, tr.by.OrgID, []string{ann.ID}); err != nil || names[ann.ID] != people.ErasedName {
			t.Errorf("Names = %v, %v", names, err)
		}
		if !slices.Contains(tr.history(t, ann.ID), "people.person.erased") {
			t.Errorf("trail = %v", tr.history(t, ann.ID))
		}
		tr.sound(t)
	})
}

// dump is everything in a table that is text.
func dump(t *testing.T, d *db.DB, table string) string {
	t.Helper()
	columns := map[string]string{
		"people_person": "name || preferred_name || email || phone || address || search || fold || email_fold", "people_word": "person_id",
		"people_needs": "words || identified_by", "people_need": "words", "people_need_met": "how", "people_need_review": "words",
		"people_equality": "words", "people_merge": "by_name",
	}
	rows, err := db.All[string](t.Context(), d, `SELECT `+columns[table]+` FROM `+table)
	if err != nil {
		t.Fatal(err)
	}
	if table != "people_person" && len(rows) > 0 {
		return "quux: rows are left"
	}
	return strings.Join(rows, "\n")
}

// Check finds what was changed behind the program's back.
func TestCheckFindsDamage(t *testing.T) {
	for _, test := range []struct{ what, sql, says string }{
		{"a name", `UPDATE people_person SET name = 'Other' WHERE merged_into IS NULL`, "folded name"},
		{"a word", `DELETE FROM people_word WHERE word = (SELECT max(word) FROM people_word)`, "words"},
		{"a chain", `UPDATE people_person SET merged_into = (SELECT max(p.id) FROM people_person p WHERE p.merged_into IS NOT NULL) WHERE merged_into IS NULL`, "does not stand"},
		{"equality data", `INSERT INTO people_equality (org_id, person_id, characteristic, answer, recorded_on) SELECT org_id, id, 'age', 'x', '2027-05-03' FROM people_person WHERE merged_into IS NOT NULL`, "equality"},
		{"an erased name", `UPDATE people_person SET erased_at = '2027-05-03 12:00:00+00:00'`, "still has a name"},
	} {
		t.Run(test.what, func(t *testing.T) {
			tr := newTrust(t, dbtest.SQLite(t))
			ann, double := tr.add(t, people.Person{Name: "Ann"}), tr.add(t, people.Person{Name: "Anne"})
			ok(t, tr.people.Merge(t.Context(), tr.by, ann.ID, double.ID))
			tr.sound(t)
			if _, err := tr.db.Exec(t.Context(), test.sql); err != nil {
				t.Fatal(err)
			}
			problems, err := tr.people.Check(t.Context(), tr.by.OrgID)
			if err != nil || !strings.Contains(strings.Join(problems, "\n"), test.says) {
				t.Errorf("Check = %q, %v, want %q", problems, err, test.says)
			}
		})
	}
}
