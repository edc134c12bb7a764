package prospectus

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// brakes slow down whoever sends the public form again and again: by client, and
// by the address that would get the messages.
type brakes struct{ client, address *brake }

func newBrakes() brakes {
	return brakes{client: newBrake(20, time.Minute), address: newBrake(5, 15*time.Minute)}
}

// brake counts by key: so many at once, then one every interval.
type brake struct {
	burst int
	every rate.Limit
	mu    sync.Mutex
	keys  map[string]*rate.Limiter
}

// mostKeys is how many keys a brake remembers before it begins anew.
const mostKeys = 20_000

func newBrake(burst int, interval time.Duration) *brake {
	return &brake{burst: burst, every: rate.Every(interval), keys: map[string]*rate.Limiter{}}
}

// lets reports whether one more is let through.
func (b *brake) lets(key string, now time.Time) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	k := b.keys[key]
	if k == nil {
		if len(b.keys) >= mostKeys {
			clear(b.keys)
		}
		k = rate.NewLimiter(b.every, b.burst)
		b.keys[key] = k
	}
	return k.AllowN(now, 1)
}
