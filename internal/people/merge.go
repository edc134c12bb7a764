package people

import (
	"context"

	"footbridge/internal/actor"
	"footbridge/internal/fault"
)

// Merge makes the record dropID part of keepID, whose values stand; what it
// lacks is taken from the dropped one.
func (p *People) Merge(ctx context.Context, by actor.Actor, keepID, dropID string) error {
	return fault.New(fault.Unavailable, "Merging is not possible yet.")
}
