package opinion

import (
	"crypto/sha256"
	"fmt"
	"sync"
	"time"
)

// cache remembers answers. When it is full it begins anew.
type cache struct {
	mu      sync.Mutex
	answers map[[sha256.Size]byte]Answer
}

// maxKnown bounds the cache: some 400 KB.
const maxKnown = 1000

func (c *cache) get(key [sha256.Size]byte) (Answer, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	a, ok := c.answers[key]
	return a, ok
}

func (c *cache) put(key [sha256.Size]byte, a Answer) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.answers == nil || len(c.answers) >= maxKnown {
		c.answers = map[[sha256.Size]byte]Answer{}
	}
	c.answers[key] = a
}

// budget is a bucket that holds the questions of an hour and fills evenly.
type budget struct {
	perHour int
	mu      sync.Mutex
	left    float64
	since   time.Time
}

func (b *budget) take(now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.since.IsZero() {
		b.left = float64(b.perHour)
	} else if d := now.Sub(b.since); d > 0 {
		b.left = min(float64(b.perHour), b.left+d.Hours()*float64(b.perHour))
	}
	b.since = now
	if b.left < 1 {
		return fmt.Errorf("%w (opinions.per_hour: %d)", ErrBudget, b.perHour)
	}
	b.left--
	return nil
}

// breaker leaves a service alone that fails: after fewFailures for firstRest,
// and twice as long each time the one question that is asked then fails, too.
type breaker struct {
	mu       sync.Mutex
	failures int
	rest     time.Duration
	until    time.Time
	trying   bool // the one question is on its way
}

const (
	fewFailures = 3
	firstRest   = 30 * time.Second
	maxRest     = 10 * time.Minute
)

func (b *breaker) ready(now time.Time) error {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now.Before(b.until) || b.trying {
		return ErrBroken
	}
	b.trying = b.failures >= fewFailures
	return nil
}

// unused takes back that a question is on its way.
func (b *breaker) unused() {
	b.mu.Lock()
	b.trying = false
	b.mu.Unlock()
}

func (b *breaker) worked() {
	b.mu.Lock()
	b.failures, b.rest, b.trying, b.until = 0, 0, false, time.Time{}
	b.mu.Unlock()
}

// failed counts a failure; wait is how long the service wants to be left alone.
func (b *breaker) failed(now time.Time, wait time.Duration) {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.failures++
	b.trying = false
	if b.failures >= fewFailures {
		b.rest = min(max(firstRest, 2*b.rest), maxRest)
		b.until = now.Add(b.rest)
	}
	if w := now.Add(wait); w.After(b.until) {
		b.until = w
	}
}
