package strategy

import (
	"context"
	"testing"

	"footbridge/internal/db"
	"footbridge/internal/db/dbtest"
	"footbridge/internal/fault"
	"footbridge/internal/when"
)

func TestStartingAims(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		all, err := c.Aims(t.Context(), c.by.OrgID, false)
		c.must(err)
		kinds := map[string]int{}
		for _, a := range all {
			kinds[a.Kind]++
		}
		if kinds[KindAim] != 3 || kinds[KindStrand] != 14 || kinds[KindChallenge] != 10 {
			t.Errorf("the aims to begin with are %v", kinds)
		}
		if all[0].Slug != "hope" || all[1].Slug != "hope-welcome" || all[1].ParentID != all[0].ID {
			t.Errorf("they begin with %s, %s", all[0].Slug, all[1].Slug)
		}
		// A second strategy brings no second set.
		_, err = c.AddEdition(t.Context(), c.by, EditionInput{Title: "The next one", FromMonth: when.Month{Year: 2010, Month: 4}, ToMonth: when.Month{Year: 2013, Month: 3}})
		c.must(err)
		if again, err := c.Aims(t.Context(), c.by.OrgID, true); err != nil || len(again) != len(all) {
			t.Errorf("%d aims now, %v", len(again), err)
		}
	})
}

func TestAimsOfOnesOwn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		ctx := t.Context()
		a, err := c.AddAim(ctx, c.by, AimInput{Kind: KindAim, Label: "Belonging"})
		c.must(err)
		twin, err := c.AddAim(ctx, c.by, AimInput{Kind: KindAim, Label: "Belonging!"})
		c.must(err)
		if a.Slug != "belonging" || twin.Slug != "belonging-2" {
			t.Errorf("slugs %q, %q", a.Slug, twin.Slug)
		}
		_, err = c.AddAim(ctx, c.by, AimInput{Kind: KindStrand, Label: "Neighbours"})
		refused(t, err, fault.Invalid, "Choose the aim")
		_, err = c.AddAim(ctx, c.by, AimInput{Kind: KindStrand, Label: "Neighbours", ParentID: c.aims("challenge-culture")[0]})
		refused(t, err, fault.Invalid, "Choose the aim")
		c.must(c.ChangeAim(ctx, c.by, a.ID, 1, "Belonging here", ""))
		refused(t, c.ChangeAim(ctx, c.by, a.ID, 1, "Belonging there", ""), fault.Conflict, "Somebody else")
		c.must(c.RetireAim(ctx, c.by, a.ID))
		open, err := c.Aims(ctx, c.by.OrgID, false)
		c.must(err)
		for _, other := range open {
			if other.ID == a.ID {
				t.Error("a retired aim is still offered")
			}
		}
		c.must(c.RestoreAim(ctx, c.by, a.ID))
	})
}

func TestWhatHangsOnAnAim(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, d *db.DB) {
		c := newCore(t, d)
		c.OnThread(func(ctx context.Context, orgID, aimID string) ([]Thread, error) {
			return []Thread{{Kind: "Courses", Label: "Getting a good night’s sleep", Href: "/college/courses/1"}}, nil
		})
		o := c.objective("Leadership", "hope-welcome")
		c.item(o, "Launch", "March 2008")
		h, err := c.Hanging(t.Context(), c.by.OrgID, c.aims("hope")[0])
		c.must(err)
		if len(h.Strands) != 4 || len(h.Objectives) != 1 || len(h.Actions) != 1 || h.Spread.OffTrack != 1 || len(h.Groups) != 1 || h.Groups[0].Kind != "Courses" {
			t.Errorf("on hope hangs %+v", h)
		}
		if h, err = c.Hanging(t.Context(), c.by.OrgID, c.aims("control")[0]); err != nil || len(h.Objectives)+len(h.Actions) != 0 {
			t.Errorf("on control hangs %+v, %v", h, err)
		}
	})
}
