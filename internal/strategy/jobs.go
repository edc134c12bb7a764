package strategy

import (
	"context"

	"footbridge/internal/jobs"
)

// tellArgs is the daily job that sends digests and reminders on their days.
type tellArgs struct {
	BaseURL string `json:"base_url"`
}

// Kind names the job.
func (tellArgs) Kind() string { return "strategy_tell" }

// Schedule adds the module's daily job. Links in its messages begin with baseURL.
func (s *Strategy) Schedule(q *jobs.Queue, baseURL string) {
	jobs.Handle(q, func(ctx context.Context, args tellArgs) error { return s.Tell(ctx, args.BaseURL) })
	q.Every(tellArgs{BaseURL: baseURL}, jobs.Daily(8, 0))
}
