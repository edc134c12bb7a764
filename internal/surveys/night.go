package surveys

import (
	"context"
	"errors"

	"footbridge/internal/jobs"
)

type nightArgs struct{}

// Kind names the job in the queue.
func (nightArgs) Kind() string { return "surveys.night" }

// Schedule adds the module's job: every night it closes the waves whose last day
// is over, forgets what has run out, and lays recent answers out anew.
func (s *Surveys) Schedule(q *jobs.Queue) {
	jobs.Handle(q, func(ctx context.Context, _ nightArgs) error { return s.Night(ctx) })
	q.Every(nightArgs{}, jobs.Daily(0, 20))
}

// Night does what is due at the end of a day, for every organisation.
func (s *Surveys) Night(ctx context.Context) error {
	all, err := s.units.Organisations(ctx)
	failed := []error{err}
	for _, org := range all {
		failed = append(failed, s.closeDue(ctx, org.OrgID), s.tidyUp(ctx, org.OrgID))
	}
	return errors.Join(failed...)
}
