package college

import (
	"context"
	"errors"
	"time"

	"footbridge/internal/actor"
	"footbridge/internal/audit"
	"footbridge/internal/db"
	"footbridge/internal/fault"
	"footbridge/internal/id"
	"footbridge/internal/jobs"
	"footbridge/internal/people"
	"footbridge/internal/when"
)

// Keeping is one group of what is written down about students, and how many
// months it is kept after the moment that Since names.
type Keeping struct {
	Fields, Label, Since string
	Months               int
	ByName               string // who set it, or "" for the usual
	SetAt                time.Time
}

// keepings are the groups, with how long each is usually kept.
var keepings = []Keeping{
	{Fields: "emergency", Label: "Whom to ring, the postcode and the reminders", Since: "leaving the college", Months: 3},
	{Fields: "contact", Label: "How to reach the student", Since: "leaving the college", Months: 24},
	{Fields: "needs", Label: "What helps to read, hear and take part", Since: "leaving the college", Months: 12},
	{Fields: "equality", Label: "Answers about equality", Since: "leaving the college", Months: 36},
	{Fields: "calls", Label: "What was said on calls after a session", Since: "the call", Months: 12},
	{Fields: "waiting", Label: "Reasons on waiting lists and of bookings that ended", Since: "the end of the booking", Months: 12},
	{Fields: "booking", Label: "The steps of bookings, and what the student was told", Since: "the end of the course", Months: 36},
}

// Keepings lists how long each group is kept.
func (c *College) Keepings(ctx context.Context, orgID string) ([]Keeping, error) {
	set, err := retentionOf(ctx, c.db, orgID)
	out := make([]Keeping, len(keepings))
	for i, k := range keepings {
		if s, ok := set[k.Fields]; ok {
			k.Months, k.ByName, k.SetAt = s.Months, s.ByName, s.SetAt
		}
		out[i] = k
	}
	return out, err
}

// SetKeepings says how many months each group is kept, by its code.
func (c *College) SetKeepings(ctx context.Context, by actor.Actor, months map[string]int) error {
	if !by.Can(Manage) {
		return fault.New(fault.Forbidden, "Your role does not include the college's settings.")
	}
	old, err := c.Keepings(ctx, by.OrgID)
	if err != nil {
		return err
	}
	return c.db.Tx(ctx, func(tx *db.DB) error {
		var changes []audit.Change
		for _, k := range old {
			n := months[k.Fields]
			if n < 1 || n > 600 {
				return fault.Field("months_"+k.Fields, "Enter a number of months from 1 to 600.")
			}
			if n == k.Months {
				continue
			}
			if err := setRetention(ctx, tx, by.OrgID, k.Fields, n, by.Name, c.now()); err != nil {
				return err
			}
			changes = append(changes, audit.Change{Field: k.Label, From: itoa(k.Months) + " months", To: itoa(n) + " months"})
		}
		if len(changes) == 0 {
			return nil
		}
		return audit.Record(ctx, tx, audit.Entry{At: c.now(), By: by, Action: "college.retention.changed", Changes: changes,
			Target: audit.Target{Kind: "retention", ID: by.OrgID, Words: "How long records are kept"}})
	})
}

// Purge is one night's work on one group.
type Purge struct {
	ID, Fields string
	BeforeOn   when.Date
	Records    int
	At         time.Time
}

// Label is the group that was purged.
func (p Purge) Label() string {
	for _, k := range keepings {
		if k.Fields == p.Fields {
			return k.Label
		}
	}
	return p.Fields
}

// Purges lists what was purged, the newest first.
func (c *College) Purges(ctx context.Context, orgID string, limit int) ([]Purge, error) {
	return purgesOf(ctx, c.db, orgID, limit)
}

// purgeJob takes away every night what is past its time.
type purgeJob struct{}

// Kind implements river.JobArgs.
func (purgeJob) Kind() string { return "college.purge" }

func (c *College) schedulePurge(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ purgeJob) error { return c.PurgeAll(ctx) })
	q.Every(purgeJob{}, jobs.Daily(3, 20))
}

// PurgeAll takes away what is past its time, in every organisation. Nobody who
// still has a course before them loses anything.
func (c *College) PurgeAll(ctx context.Context) error {
	all, err := c.units.Organisations(ctx)
	if err != nil {
		return err
	}
	var failed []error
	for _, org := range all {
		kept, err := c.Keepings(ctx, org.OrgID)
		if err != nil {
			return err
		}
		for _, k := range kept {
			failed = append(failed, c.purge(ctx, org.OrgID, k))
		}
	}
	return errors.Join(failed...)
}

// purge takes away what is past the time of one group.
func (c *College) purge(ctx context.Context, orgID string, k Keeping) error {
	now := c.now().UTC().Truncate(time.Microsecond)
	before := now.AddDate(0, -k.Months, 0)
	return c.db.Tx(ctx, func(tx *db.DB) error {
		n, err := 0, error(nil)
		switch k.Fields {
		case people.PartContact, people.PartNeeds, people.PartEquality:
			n, err = c.forget(ctx, tx, orgID, k.Fields, when.DateOf(before), now)
		default:
			n, err = purgeRows(ctx, tx, orgID, k.Fields, before, now)
		}
		if err != nil || n == 0 {
			return err
		}
		return insertPurge(ctx, tx, orgID, Purge{ID: id.New(), Fields: k.Fields, BeforeOn: when.DateOf(before), Records: n, At: now})
	})
}

// forget takes one part of the record away from people who have left and are
// nothing else here: who holds a post, teaches or signs in keeps theirs.
func (c *College) forget(ctx context.Context, tx *db.DB, orgID, part string, before when.Date, now time.Time) (int, error) {
	left, err := leftBefore(ctx, tx, orgID, before, now)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, s := range left {
		known, err := c.knownElsewhere(ctx, tx, s)
		if err != nil {
			return n, err
		}
		if known {
			continue
		}
		gone, err := c.people.In(tx).Forget(ctx, actor.System(orgID, "keeping times"), s.PersonID, part)
		if err != nil {
			return n, err
		}
		if gone {
			n++
		}
	}
	return n, nil
}

// knownElsewhere reports whether the student's person is more than a student.
func (c *College) knownElsewhere(ctx context.Context, tx *db.DB, s Student) (bool, error) {
	posts, err := c.units.In(tx).PostsOf(ctx, s.OrgID, s.PersonID)
	if err != nil || len(posts) > 0 {
		return true, err
	}
	teaches, err := c.trainers.OfPerson(ctx, tx, s.OrgID, s.PersonID)
	if err != nil || len(teaches) > 0 || c.accounts == nil {
		return len(teaches) > 0, err
	}
	state, err := c.accounts.AccountState(ctx, tx, s.OrgID, s.PersonID)
	return state == "active", err
}
