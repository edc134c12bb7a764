package people

import (
	"context"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/fold"
	"footbridge/internal/id"
)

// Merge makes the record dropID part of keepID, whose values stand; what it
// lacks is taken from the dropped one.
func (p *People) Merge(ctx context.Context, by actor.Actor, keepID, dropID string) error {
	return p.db.Tx(ctx, func(tx *db.DB) error {
		keep, drop, err := mergeable(ctx, tx, by, keepID, dropID)
		if err != nil {
			return err
		}
		return p.merge(ctx, tx, by, keep, drop, combined(keep, drop))
	})
}

// MergeAs merges dropID into keepID with the values somebody chose. It is a
// conflict when the kept record was saved since chosen.Version was read.
func (p *People) MergeAs(ctx context.Context, by actor.Actor, keepID, dropID string, chosen Person) error {
	return p.db.Tx(ctx, func(tx *db.DB) error {
		keep, drop, err := mergeable(ctx, tx, by, keepID, dropID)
		if err != nil {
			return err
		}
		if chosen.Version != keep.Version {
			return errChanged
		}
		return p.merge(ctx, tx, by, keep, drop, chosen)
	})
}

// mergeable returns both records when by may make them one.
func mergeable(ctx context.Context, tx *db.DB, by actor.Actor, keepID, dropID string) (keep, drop Person, err error) {
	if !by.CanEverywhere(Merging) {
		return keep, drop, fault.New(fault.Forbidden, "Your role does not include merging records.")
	}
	if keepID == dropID {
		return keep, drop, fault.New(fault.Invalid, "A record cannot be merged with itself.")
	}
	if keep, err = current(ctx, tx, by.OrgID, keepID); err != nil {
		return keep, drop, err
	}
	drop, err = current(ctx, tx, by.OrgID, dropID)
	return keep, drop, err
}

// combined is keep with what it lacks taken from drop.
func combined(keep, drop Person) Person {
	out := keep
	for _, f := range []struct{ to, from *string }{
		{&out.PreferredName, &drop.PreferredName}, {&out.Pronouns, &drop.Pronouns}, {&out.Email, &drop.Email},
		{&out.Phone, &drop.Phone}, {&out.Address, &drop.Address}, {&out.Language, &drop.Language},
	} {
		if *f.to == "" {
			*f.to = *f.from
		}
	}
	if !out.Quiet() {
		out.QuietFrom, out.QuietTo = drop.QuietFrom, drop.QuietTo
	}
	return out
}

// merge keeps both records as they were, leads the dropped one to the kept one,
// and lets every module move what refers to it.
func (p *People) merge(ctx context.Context, tx *db.DB, by actor.Actor, keep, drop, chosen Person) error {
	if err := markMerged(ctx, tx, by.OrgID, keep.ID, drop.ID); err != nil {
		return err
	}
	if _, err := p.change(ctx, tx, keep, chosen); err != nil {
		return err
	}
	err := insertMerge(ctx, tx, mergeRow{
		OrgID: by.OrgID, ID: id.New(), KeepID: keep.ID, DropID: drop.ID, ByName: by.Name, MergedAt: p.now(),
		Kept: db.JSON[Person]{V: keep}, Dropped: db.JSON[Person]{V: drop},
	})
	if err != nil {
		return err
	}
	if err := p.mergeNeeds(ctx, tx, by.OrgID, keep.ID, drop.ID); err != nil {
		return err
	}
	if err := moveEquality(ctx, tx, by.OrgID, keep.ID, drop.ID); err != nil {
		return err
	}
	for _, fn := range p.onMerge {
		if err := fn(ctx, tx, by.OrgID, keep.ID, drop.ID); err != nil {
			return err
		}
	}
	changes := append([]audit.Change{{Field: "merged with", From: drop.Name + " (" + drop.ID + ")", To: keep.Name + " (" + keep.ID + ")"}}, differences(keep, chosen)...)
	if err := p.record(ctx, tx, by, "people.person.merged", keep, changes); err != nil {
		return err
	}
	return p.record(ctx, tx, by, "people.person.merged", drop, changes[:1])
}

// mergeNeeds makes the needs of the dropped record those of the kept one. Of two
// answers the newer stands; no need is lost, and no history.
func (p *People) mergeNeeds(ctx context.Context, tx *db.DB, orgID, keepID, dropID string) error {
	dropped, err := needsOf(ctx, tx, orgID, dropID)
	if err != nil || !dropped.Asked() {
		return err
	}
	kept, err := needsOf(ctx, tx, orgID, keepID)
	if err != nil {
		return err
	}
	if err := saveNeeds(ctx, tx, orgID, newerNeeds(kept, dropped, keepID, p.now())); err != nil {
		return err
	}
	for _, n := range dropped.Items {
		for _, k := range kept.Items {
			if n.Code != k.Code {
				continue
			}
			if err := endNeed(ctx, tx, orgID, n.ID, p.today()); err != nil {
				return err
			}
			if k.Words == "" && n.Words != "" {
				if err := rewordNeed(ctx, tx, orgID, k.ID, n.Words); err != nil {
					return err
				}
			}
		}
	}
	return moveNeeds(ctx, tx, orgID, keepID, dropID)
}

// newerNeeds is the newer of two answers, with the words of both.
func newerNeeds(kept, dropped Needs, keepID string, now time.Time) Needs {
	out := kept
	if dropped.IdentifiedOn.After(kept.IdentifiedOn) {
		out = dropped
	}
	out.PersonID, out.Version, out.UpdatedAt = keepID, kept.Version, now
	if kept.Asked() && kept.Words != "" && dropped.Words != "" && kept.Words != dropped.Words {
		out.Words = kept.Words + "\n" + dropped.Words
	} else if out.Words == "" {
		out.Words = kept.Words + dropped.Words
	}
	if kept.Asked() && kept.ReviewDue.Before(out.ReviewDue) {
		out.ReviewDue = kept.ReviewDue
	}
	return out
}

// Pair is two records that may be of one person, and why one may think so.
type Pair struct {
	One, Other Person
	Why        string
}

// Duplicates lists pairs of records with the same folded name or e-mail address,
// page by page from 1, and whether there are more.
func (p *People) Duplicates(ctx context.Context, by actor.Actor, page int) ([]Pair, bool, error) {
	rows, err := duplicatePairs(ctx, p.db, by.OrgID, PerPage+1, (max(page, 1)-1)*PerPage)
	if err != nil || len(rows) == 0 {
		return nil, false, err
	}
	more := len(rows) > PerPage
	rows = rows[:min(len(rows), PerPage)]
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.OneID, r.OtherID)
	}
	found, err := peopleByID(ctx, p.db, by.OrgID, distinct(ids))
	if err != nil {
		return nil, false, err
	}
	var out []Pair
	for _, r := range rows {
		pair := Pair{One: found[r.OneID], Other: found[r.OtherID], Why: "Same e-mail address"}
		if fold.Text(pair.One.Name) == fold.Text(pair.Other.Name) {
			pair.Why = "Same name"
		}
		out = append(out, pair)
	}
	return out, more, nil
}

// KeepApart says that two records are of different people, so that they are not
// shown as possible duplicates again.
func (p *People) KeepApart(ctx context.Context, by actor.Actor, oneID, otherID string) error {
	return p.db.Tx(ctx, func(tx *db.DB) error {
		one, other, err := mergeable(ctx, tx, by, oneID, otherID)
		if err != nil {
			return err
		}
		if err := insertDistinct(ctx, tx, by.OrgID, min(oneID, otherID), max(oneID, otherID), p.now()); err != nil {
			return err
		}
		return p.record(ctx, tx, by, "people.person.kept-apart", one, []audit.Change{{Field: "not the same as", To: other.Name + " (" + other.ID + ")"}})
	})
}
