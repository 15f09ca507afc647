package main

import (
	"slices"
	"time"
)

// plan says how much is measured.
type plan struct {
	sizes    []int
	cell     time.Duration // how long one cell is measured, at least
	starts   int           // process starts per target
	large    int           // bytes of the one large line
	onlyFive bool
	scope    *scopePlan    // nothing but that, when not nil
	settle   time.Duration // idle time before memory is read again after the large line
}

var (
	allSizes  = []int{1 << 10, 16 << 10, 256 << 10, 4 << 20}
	fullPlan  = plan{sizes: allSizes, cell: 6 * time.Second, starts: 31, large: 100 << 20, settle: 10 * time.Second}
	quickPlan = plan{sizes: allSizes, cell: 400 * time.Millisecond, starts: 15, large: 100 << 20, settle: 2 * time.Second}
)

// A turn is short, so that a cell has many rounds: where the system places
// three processes on its processors changes round trips by a factor of two,
// and lasts for a while.
const (
	turn      = 3 * time.Millisecond // of round trips, then of a burst, at least
	minRounds = 5
	minBurst  = 2
	maxBurst  = 4096
)

// Figures are what one target did in one cell.
type Figures struct {
	Trips      int     `json:"round_trips"`
	P50Micros  float64 `json:"p50_us"`
	P99Micros  float64 `json:"p99_us"`
	MBPerSec   float64 `json:"mb_per_s"` // 10^6 bytes of large messages per second, requests sent without waiting
	MsgsPerSec float64 `json:"messages_per_s"`
}

// Cell is one kind and size of traffic. Ratio is the median over the rounds of
// watchdog's p50 divided by the relay's p50 of the same round, so that noise
// that lasts longer than a round touches both.
type Cell struct {
	Kind     string  `json:"kind"`
	Bytes    int     `json:"bytes"`
	Bare     Figures `json:"bare"`
	Relay    Figures `json:"relay"`
	Watchdog Figures `json:"watchdog"`
	Ratio    float64 `json:"p50_watchdog_over_relay"`
}

// series collects one target's samples in a cell.
type series struct {
	trips   []time.Duration
	medians []time.Duration // of each round
	rates   []float64       // messages per second of each burst
}

// measureCell gives each connection its turn in each round. The order is
// reversed every other round.
func measureCell(conns []*conn, kind string, size int, p plan) (Cell, error) {
	l := newLoad(kind, size)
	all := make([]series, len(conns))
	for _, c := range conns { // warm up: caches, buffers
		if err := c.prepare(l); err != nil {
			return Cell{}, err
		}
		if _, err := c.roundTrip(l); err != nil {
			return Cell{}, err
		}
	}
	rounds := 0
	for start := time.Now(); rounds < minRounds || time.Since(start) < p.cell; rounds++ {
		for i := range conns {
			if rounds%2 == 1 {
				i = len(conns) - 1 - i
			}
			if err := takeTurn(conns[i], l, &all[i]); err != nil {
				return Cell{}, err
			}
		}
	}
	cell := Cell{Kind: kind, Bytes: size, Bare: all[0].figures(size), Relay: all[1].figures(size), Watchdog: all[2].figures(size)}
	ratios := make([]float64, rounds)
	for i := range ratios {
		ratios[i] = float64(all[2].medians[i]) / float64(all[1].medians[i])
	}
	cell.Ratio = median(ratios)
	return cell, nil
}

func takeTurn(c *conn, l *load, s *series) error {
	first := len(s.trips)
	for start := time.Now(); len(s.trips) == first || time.Since(start) < turn; {
		took, err := c.roundTrip(l)
		if err != nil {
			return err
		}
		s.trips = append(s.trips, took)
	}
	mid := median(s.trips[first:])
	s.medians = append(s.medians, mid)
	n := min(max(int(turn/mid), minBurst), maxBurst)
	took, err := c.burst(l, n)
	if err != nil {
		return err
	}
	s.rates = append(s.rates, float64(n)/took.Seconds())
	return nil
}

func (s *series) figures(size int) Figures {
	rate := median(s.rates)
	return Figures{
		Trips:      len(s.trips),
		P50Micros:  micros(median(s.trips)),
		P99Micros:  micros(quantile(s.trips, 0.99)),
		MBPerSec:   rate * float64(size) / 1e6,
		MsgsPerSec: rate,
	}
}

func micros(d time.Duration) float64 { return float64(d) / float64(time.Microsecond) }

func median[T int64 | float64 | time.Duration](list []T) T { return quantile(list, 0.5) }

// quantile returns the value below which the share q of the list lies. It
// leaves the list as it is.
func quantile[T int64 | float64 | time.Duration](list []T, q float64) T {
	sorted := slices.Sorted(slices.Values(list))
	return sorted[min(int(q*float64(len(sorted))), len(sorted)-1)]
}

// Start is the median time from starting the process to having read its
// answer to initialize.
type Start struct {
	Starts     int     `json:"starts"`
	BareMs     float64 `json:"bare_ms"`
	RelayMs    float64 `json:"relay_ms"`
	WatchdogMs float64 `json:"watchdog_ms"`
	AddedMs    float64 `json:"watchdog_minus_bare_ms"`
}

func measureStart(list []target, starts int) (Start, error) {
	times := make([][]time.Duration, len(list))
	for range starts + 1 { // the first round reads the binaries from disk and does not count
		for i, t := range list {
			begin := time.Now()
			c, err := dial(t)
			if err != nil {
				return Start{}, err
			}
			times[i] = append(times[i], time.Since(begin))
			if err := c.close(); err != nil {
				return Start{}, err
			}
		}
	}
	ms := func(i int) float64 { return micros(median(times[i][1:])) / 1000 }
	return Start{Starts: starts, BareMs: ms(0), RelayMs: ms(1), WatchdogMs: ms(2), AddedMs: ms(2) - ms(0)}, nil
}
