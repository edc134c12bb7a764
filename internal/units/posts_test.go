package units_test

import (
	"fmt"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/people"
	"footbridge/internal/units"
	"footbridge/internal/when"
)

func TestEnsurePost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		lead := tr.post(t, "Head of Recovery & Inclusion")
		for title, created := range map[string]bool{
			"Head of Recovery & Inclusion": false, "HEAD OF RECOVERY AND INCLUSION ": false, "Head  of recovery, and inclusion": false, "Head of Inclusion": true,
		} {
			err := d.Tx(t.Context(), func(tx *db.DB) error {
				post, made, err := tr.units.EnsurePost(t.Context(), tx, tr.by, tr.root.ID, title)
				if err == nil && (made != created || !made && post.ID != lead.ID) {
					t.Errorf("EnsurePost(%q) = %s, %v, want made %v", title, post.Title, made, created)
				}
				return err
			})
			ok(t, err)
		}
		_, err := tr.units.AddPost(t.Context(), tr.by, tr.root.ID, "head of inclusion")
		want(t, "the same title", err, fault.Invalid)
		_, err = tr.units.AddPost(t.Context(), tr.by, tr.root.ID, " ")
		want(t, "no title", err, fault.Invalid)
		all, err := tr.units.AllPosts(t.Context(), tr.by.OrgID)
		if err != nil || len(all) != 2 || all[0].Words() != "Head of Inclusion (unfilled)" {
			t.Errorf("AllPosts = %v, %v", all, err)
		}
		want(t, "rename to a taken title", tr.units.RenamePost(t.Context(), tr.by, lead.ID, "Head of inclusion"), fault.Invalid)
		ok(t, tr.units.RenamePost(t.Context(), tr.by, lead.ID, "Head of recovery"))
		tr.sound(t)
	})
}

func TestHolders(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, u, post := t.Context(), tr.units, tr.post(t, "Lead")
		ann, ben := tr.person(t, "Ann Lee"), tr.person(t, "Ben Ray")
		holder := func() string {
			t.Helper()
			p, err := u.Post(ctx, tr.by.OrgID, post.ID)
			ok(t, err)
			return p.HolderName
		}
		april := when.Date{Year: 2027, Month: 4, Day: 1}
		want(t, "nobody to leave", u.Vacate(ctx, tr.by, post.ID, today), fault.Conflict)
		want(t, "nobody", u.Appoint(ctx, tr.by, post.ID, "", april), fault.Invalid)
		want(t, "unknown person", u.Appoint(ctx, tr.by, post.ID, "unknown", april), fault.Invalid)
		want(t, "no day", u.Appoint(ctx, tr.by, post.ID, ann.ID, when.Date{}), fault.Invalid)
		ok(t, u.Appoint(ctx, tr.by, post.ID, ann.ID, april))
		if holder() != "Ann Lee" {
			t.Errorf("holder = %q", holder())
		}
		want(t, "again", u.Appoint(ctx, tr.by, post.ID, ann.ID, today), fault.Invalid)
		want(t, "before the present holder", u.Appoint(ctx, tr.by, post.ID, ben.ID, april), fault.Invalid)
		want(t, "leave before coming", u.Vacate(ctx, tr.by, post.ID, april.AddDays(-1)), fault.Invalid)
		want(t, "close while held", u.ClosePost(ctx, tr.by, post.ID, today), fault.Conflict)
		ok(t, u.Appoint(ctx, tr.by, post.ID, ben.ID, today.AddDays(2))) // from the day after tomorrow
		if holder() != "Ann Lee" {
			t.Errorf("holder before the successor begins = %q", holder())
		}
		history, err := u.Holders(ctx, tr.by.OrgID, post.ID)
		ok(t, err)
		var got []string
		for _, h := range history {
			got = append(got, fmt.Sprintf("%s %s–%s", h.PersonName, h.FromOn, h.UntilOn))
		}
		if diff := cmp.Diff([]string{"Ben Ray 5 May 2027–", "Ann Lee 1 April 2027–4 May 2027"}, got); diff != "" {
			t.Error(diff)
		}
		ok(t, u.Vacate(ctx, tr.by, post.ID, today.AddDays(9)))
		want(t, "leave twice", u.Vacate(ctx, tr.by, post.ID, today.AddDays(9)), fault.Conflict)
		held, err := u.PostsOf(ctx, tr.by.OrgID, ann.ID)
		if err != nil || len(held) != 1 || held[0].Title != "Lead" {
			t.Errorf("PostsOf = %v, %v", held, err)
		}
		tr.sound(t)
	})
}

func TestClosePost(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, u, post, ann := t.Context(), tr.units, tr.post(t, "Lead"), tr.person(t, "Ann")
		ok(t, u.Appoint(ctx, tr.by, post.ID, ann.ID, today.AddDays(-9)))
		ok(t, u.Vacate(ctx, tr.by, post.ID, today.AddDays(-2)))
		want(t, "while it was held", u.ClosePost(ctx, tr.by, post.ID, today.AddDays(-2)), fault.Conflict)
		want(t, "in the future", u.ClosePost(ctx, tr.by, post.ID, today.AddDays(1)), fault.Invalid)
		want(t, "reopen an open post", u.ReopenPost(ctx, tr.by, post.ID), fault.Conflict)
		ok(t, u.ClosePost(ctx, tr.by, post.ID, today))
		want(t, "twice", u.ClosePost(ctx, tr.by, post.ID, today), fault.Conflict)
		want(t, "appoint to a closed post", u.Appoint(ctx, tr.by, post.ID, ann.ID, today), fault.Conflict)
		if all, err := u.AllPosts(ctx, tr.by.OrgID); err != nil || len(all) != 0 {
			t.Errorf("AllPosts = %v, %v, want none", all, err)
		}
		posts, err := u.Posts(ctx, d, tr.by.OrgID, []string{post.ID, post.ID, "nothing"})
		if err != nil || len(posts) != 1 || posts[post.ID].Open() {
			t.Errorf("Posts = %v, %v", posts, err)
		}
		ok(t, u.ReopenPost(ctx, tr.by, post.ID))
		tr.sound(t)
	})
}

// Of many who appoint at once, no two are ever holders on the same day.
func TestAppointAtOnce(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		post := tr.post(t, "Lead")
		var wg sync.WaitGroup
		for i := range 12 {
			person := tr.person(t, fmt.Sprint("Person ", i))
			wg.Go(func() {
				err := tr.units.Appoint(t.Context(), tr.by, post.ID, person.ID, today.AddDays(i%4))
				if err != nil && fault.KindOf(err) == fault.Internal {
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if history, err := tr.units.Holders(t.Context(), tr.by.OrgID, post.ID); err != nil || len(history) == 0 {
			t.Errorf("Holders = %v, %v", history, err)
		}
		tr.sound(t)
	})
}

// A post follows its holder's record into another, and is vacated when the
// record is erased.
func TestHolderMergedAndErased(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, post := t.Context(), tr.post(t, "Lead")
		ann, double := tr.person(t, "Ann Lee"), tr.person(t, "Anne Lee")
		ok(t, tr.units.Appoint(ctx, tr.by, post.ID, double.ID, today.AddDays(-1)))
		ok(t, tr.people.Merge(ctx, tr.by, ann.ID, double.ID))
		held, err := tr.units.PostsOf(ctx, tr.by.OrgID, ann.ID)
		if err != nil || len(held) != 1 || held[0].HolderName != "Ann Lee" {
			t.Errorf("PostsOf the kept record = %v, %v", held, err)
		}
		record, err := tr.people.Export(ctx, tr.by, ann.ID)
		want := []units.HeldRecord{{Post: "Lead", Unit: tr.root.Name, From: "2027-05-02"}}
		if diff := cmp.Diff(want, record.Elsewhere["posts"]); err != nil || diff != "" {
			t.Errorf("export: %v\n%s", err, diff)
		}
		ok(t, tr.people.Erase(ctx, tr.by, ann.ID, "asked"))
		history, err := tr.units.Holders(ctx, tr.by.OrgID, post.ID)
		if err != nil || len(history) != 1 || history[0].PersonName != people.ErasedName || history[0].UntilOn != today {
			t.Errorf("Holders = %v, %v", history, err)
		}
		tr.sound(t)
	})
}

func TestPartners(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		tr := newTrust(t, d)
		ctx, u := t.Context(), tr.units
		vale := tr.add(t, "borough", "Vale", tr.root)
		housing, err := u.AddPartner(ctx, tr.by, units.Partner{Name: "Vale Homes", Kind: "housing", ContactName: "Cy Wu", ContactEmail: "cy@example.org"})
		ok(t, err)
		_, err = u.AddPartner(ctx, tr.by, units.Partner{Name: "Vale Homes", Kind: "housing", UnitID: vale.ID})
		ok(t, err) // of another part of the organisation
		for name, p := range map[string]units.Partner{
			"no name": {Kind: "housing"}, "no kind": {Name: "X"}, "taken": {Name: "vale homes", Kind: "other"}, "nowhere": {Name: "X", Kind: "other", UnitID: "x"},
			"no address": {Name: "X", Kind: "other", ContactEmail: "x"},
		} {
			_, err := u.AddPartner(ctx, tr.by, p)
			want(t, name, err, fault.Invalid)
		}
		got, err := u.Partner(ctx, tr.by.OrgID, housing.ID)
		if diff := cmp.Diff(housing, got); err != nil || diff != "" {
			t.Errorf("kept otherwise: %v\n%s", err, diff)
		}
		housing.Name = "Vale Housing"
		ok(t, u.ChangePartner(ctx, tr.by, housing))
		want(t, "the second of two who change at once", u.ChangePartner(ctx, tr.by, housing), fault.Conflict)
		ok(t, u.ClosePartner(ctx, tr.by, housing.ID, today))
		want(t, "twice", u.ClosePartner(ctx, tr.by, housing.ID, today), fault.Conflict)
		open, err := u.Partners(ctx, tr.by.OrgID)
		if err != nil || len(open) != 1 {
			t.Errorf("Partners = %v, %v, want the open one", open, err)
		}
		ok(t, u.ReopenPartner(ctx, tr.by, housing.ID))
		hits, err := u.Find(ctx, tr.by, "vale", 10)
		var labels []string
		for _, h := range hits {
			labels = append(labels, h.Kind+" "+h.Label)
		}
		if diff := cmp.Diff([]string{"Organisation Bridgewater and Vale Mental Health Trust", "Borough Vale", "Partner Vale Homes", "Partner Vale Housing"}, labels); err != nil || diff != "" {
			t.Errorf("Find: %v\n%s", err, diff)
		}
		tr.sound(t)
	})
}
