package college

import (
	"context"
	"time"

	"footbridge/internal/db"
)

// RunsEnded lists the runs whose last session ended after from and not after to,
// the newest first; not those that were cancelled.
func (c *College) RunsEnded(ctx context.Context, tx *db.DB, orgID string, from, to time.Time) ([]Run, error) {
	return runsEnded(ctx, tx, orgID, from, to)
}

// RunsOfTerms lists the runs of some terms, the newest first.
func (c *College) RunsOfTerms(ctx context.Context, tx *db.DB, orgID string, termIDs []string) ([]Run, error) {
	return runsOfTerms(ctx, tx, orgID, termIDs)
}

// RunsByID returns runs by their id.
func (c *College) RunsByID(ctx context.Context, tx *db.DB, orgID string, ids []string) (map[string]Run, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	rows, err := runsByID(ctx, tx, orgID, ids)
	out := make(map[string]Run, len(rows))
	for _, r := range rows {
		out[r.ID] = r
	}
	return out, err
}

// WithPlace lists the students who have a place on a run.
func (c *College) WithPlace(ctx context.Context, tx *db.DB, orgID, runID string) ([]Student, error) {
	return studentsWithPlace(ctx, tx, orgID, runID)
}

// StudentNames are the names of students, by the id of the student.
func (c *College) StudentNames(ctx context.Context, tx *db.DB, orgID string, ids []string) (map[string]string, error) {
	rows, err := studentsByID(ctx, tx, orgID, ids)
	if err != nil {
		return nil, err
	}
	people := make([]string, 0, len(rows))
	for _, s := range rows {
		people = append(people, s.PersonID)
	}
	names, err := c.people.Names(ctx, tx, orgID, people)
	out := make(map[string]string, len(rows))
	for _, s := range rows {
		out[s.ID] = names[s.PersonID]
	}
	return out, err
}
