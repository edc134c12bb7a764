package access

import (
	"sync"
	"time"

	"golang.org/x/time/rate"

	"footbridge/internal/fault"
)

// errTooMany is the same words whether or not there is such an account.
var errTooMany = fault.New(fault.Unavailable, "There have been too many tries. Please wait 15 minutes and try again.")

// limits are the brakes on guessing. Each is a bucket of tries by key that fills
// again with time. A stranger who guesses somebody's password is stopped by the
// bucket of their own address long before the account's own bucket, so that they
// can hardly keep its owner out.
type limits struct {
	client   *limiter // tries that fail, by client: a hospital may share one address
	pair     *limiter // passwords, by client and e-mail address
	account  *limiter // passwords, by e-mail address
	reset    *limiter // links asked for, by e-mail address
	second   *limiter // second factors and repeated passwords, by account
	setup    *limiter // first-run codes, by client
	newcomer *limiter // enrolments, by client
}

func newLimits() limits {
	return limits{
		client:   newLimiter(100, 5*time.Second),
		pair:     newLimiter(8, 2*time.Minute),
		account:  newLimiter(50, time.Minute),
		reset:    newLimiter(4, 15*time.Minute),
		second:   newLimiter(6, 3*time.Minute),
		setup:    newLimiter(6, 3*time.Minute),
		newcomer: newLimiter(30, time.Minute),
	}
}

// limiter counts tries by key: burst at once, then one every interval.
type limiter struct {
	burst int
	every rate.Limit
	mu    sync.Mutex
	keys  map[string]*rate.Limiter
}

// mostKeys is how many keys a limiter remembers before it forgets those that
// have not tried for long, and at worst any.
const mostKeys = 50_000

func newLimiter(burst int, interval time.Duration) *limiter {
	return &limiter{burst: burst, every: rate.Every(interval), keys: map[string]*rate.Limiter{}}
}

// allow reports whether one more try is let through.
func (l *limiter) allow(key string, now time.Time) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	k := l.keys[key]
	if k == nil {
		if len(l.keys) >= mostKeys {
			l.prune(now)
		}
		k = rate.NewLimiter(l.every, l.burst)
		l.keys[key] = k
	}
	return k.AllowN(now, 1)
}

// giveBack returns one try to the key: it was a good one.
func (l *limiter) giveBack(key string, now time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if k := l.keys[key]; k != nil {
		k.AllowN(now, -1)
	}
}

// forget lets the key begin anew, after a success.
func (l *limiter) forget(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	delete(l.keys, key)
}

func (l *limiter) prune(now time.Time) {
	for key, k := range l.keys {
		if k.TokensAt(now) >= float64(l.burst) {
			delete(l.keys, key)
		}
	}
	for key := range l.keys {
		if len(l.keys) < mostKeys/2 {
			return
		}
		delete(l.keys, key)
	}
}
