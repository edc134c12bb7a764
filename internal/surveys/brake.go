package surveys

import (
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// brake slows down whoever tries codes: so many at once, then one every
// interval. It is kept in memory, and forgotten with it.
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
