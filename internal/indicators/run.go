package indicators

import (
	"time"

	"footbridge/internal/when"
)

// Run is one working out of every indicator from one snapshot.
type Run struct {
	OrgID, ID   string
	State       string // running, done, broken
	Hash        string // of the snapshot
	First, Last when.Month
	Why         string // it broke, or what began it
	BeganAt     time.Time
	EndedAt     time.Time
}
