package people

import (
	"context"
	"slices"
	"strings"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/when"
)

// RecordMet says how one of a person's needs was met on a day, or why it could
// not be.
func (p *People) RecordMet(ctx context.Context, by actor.Actor, personID string, m Met) error {
	m.How = strings.TrimSpace(m.How)
	switch {
	case m.OnDate.IsZero() || m.OnDate.After(p.today()):
		return fault.Field("on", "Enter the day, today or before.")
	case m.How == "":
		return fault.Field("how", "Enter how the need was met, or why it could not be.")
	}
	return p.db.Tx(ctx, func(tx *db.DB) error {
		person, err := current(ctx, tx, by.OrgID, personID)
		if err != nil {
			return err
		}
		needs, err := needsOf(ctx, tx, by.OrgID, personID)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(needs.Items, func(n Need) bool { return n.ID == m.NeedID }) {
			return fault.Field("need", "Choose one of the person's needs.")
		}
		m.ID, m.PersonID, m.ByName, m.CreatedAt = id.New(), personID, by.Name, p.now()
		if err := insertMet(ctx, tx, by.OrgID, m); err != nil {
			return err
		}
		to := "met"
		if !m.Met {
			to = "not met"
		}
		return p.record(ctx, tx, by, "people.needs.met", person, []audit.Change{{Field: "access and communication need", To: to}})
	})
}

// MetHistory says how a person's needs were met, newest first.
func (p *People) MetHistory(ctx context.Context, orgID, personID string) ([]Met, error) {
	return metOf(ctx, p.db, orgID, personID)
}

// RecordReview says that a person's needs were looked at again on a day, and
// when they are next.
func (p *People) RecordReview(ctx context.Context, by actor.Actor, personID string, r Review) error {
	r.Words = strings.TrimSpace(r.Words)
	switch {
	case r.OnDate.IsZero() || r.OnDate.After(p.today()):
		return fault.Field("on", "Enter the day, today or before.")
	case !r.NextDue.After(r.OnDate):
		return fault.Field("next_due", "The next review must be after this one.")
	}
	return p.db.Tx(ctx, func(tx *db.DB) error {
		person, err := current(ctx, tx, by.OrgID, personID)
		if err != nil {
			return err
		}
		due, err := setReviewDue(ctx, tx, by.OrgID, personID, r.NextDue)
		if err != nil {
			return err
		}
		if !due {
			return fault.New(fault.Conflict, "Nobody has asked about this person's needs yet. Record them first.")
		}
		r.ID, r.PersonID, r.ByName, r.CreatedAt = id.New(), personID, by.Name, p.now()
		if err := insertReview(ctx, tx, by.OrgID, r); err != nil {
			return err
		}
		return p.record(ctx, tx, by, "people.needs.reviewed", person, []audit.Change{{Field: "next review", To: r.NextDue.String()}})
	})
}

// Reviews lists the times a person's needs were looked at again, newest first.
func (p *People) Reviews(ctx context.Context, orgID, personID string) ([]Review, error) {
	return reviewsOf(ctx, p.db, orgID, personID)
}

// DueReview is a person whose needs are to be looked at again.
type DueReview struct {
	PersonID, Name string
	ReviewDue      when.Date
}

// ReviewsDue lists page (from 1) of the people whose needs are to be looked at
// again by a day, the longest due first, and how many there are.
func (p *People) ReviewsDue(ctx context.Context, orgID string, by when.Date, page int) ([]DueReview, int, error) {
	return dueReviews(ctx, p.db, orgID, by, PerPage, (max(page, 1)-1)*PerPage)
}
