package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"time"
)

// Five servers at once, as on a desktop: their proxies share one memory, which
// each list of tools is compared with, and one audit log.
const (
	together = 5
	// pace is the pause between the requests of one client: models are not
	// faster, and without it the figure is that of a queue.
	pace = 4 * time.Millisecond
	// oneInList of the requests is tools/list. Its answer has a number that
	// changes, so that each one is written to the memory.
	oneInList = 10
)

// Five is what five sessions at once came to, alone and behind proxies.
type Five struct {
	Trips       int     `json:"round_trips"`
	BareP50     float64 `json:"bare_p50_us"`
	BareP99     float64 `json:"bare_p99_us"`
	WatchdogP50 float64 `json:"watchdog_p50_us"`
	WatchdogP99 float64 `json:"watchdog_p99_us"`
	AddedP99Ms  float64 `json:"added_p99_ms"`
}

// group is five sessions with the same target.
type group struct {
	conns []*conn
	trips []time.Duration
	count int
}

func measureFive(bare, watchdog target, p plan) (five Five, err error) {
	groups := []*group{{}, {}}
	defer func() {
		for _, g := range groups {
			for _, c := range g.conns {
				if cerr := c.close(); err == nil {
					err = cerr
				}
			}
		}
	}()
	dir, err := os.MkdirTemp("", "mcp-watchdog-bench-")
	if err != nil {
		return five, err
	}
	defer os.RemoveAll(dir)
	for i, t := range []target{bare, watchdog} {
		for n := range together {
			script := filepath.Join(dir, fmt.Sprint("server", n, ".js")) // what makes each a server of its own
			if err := os.WriteFile(script, nil, 0o600); err != nil {
				return five, err
			}
			one := t
			one.command = append(slices.Clone(t.command), script)
			c, err := dial(one)
			if err != nil {
				return five, err
			}
			groups[i].conns = append(groups[i].conns, c)
		}
	}
	const turns = 8
	for round := range turns + 1 {
		for i := range groups { // in turns, so that both see the same machine
			g := groups[(i+round)%len(groups)]
			if round == 1 {
				g.trips = nil // the first round warms up
			}
			if err := g.run(max(p.cell/turns, 200*time.Millisecond)); err != nil {
				return five, err
			}
		}
	}
	us := func(g *group, q float64) float64 { return micros(quantile(g.trips, q)) }
	five = Five{
		Trips: len(groups[1].trips), BareP50: us(groups[0], 0.5), BareP99: us(groups[0], 0.99),
		WatchdogP50: us(groups[1], 0.5), WatchdogP99: us(groups[1], 0.99),
	}
	five.AddedP99Ms = (five.WatchdogP99 - five.BareP99) / 1000
	return five, nil
}

// run lets all sessions of a group work at once.
func (g *group) run(span time.Duration) error {
	var wait sync.WaitGroup
	trips, errs := make([][]time.Duration, len(g.conns)), make([]error, len(g.conns))
	for i, c := range g.conns {
		wait.Add(1)
		go func() {
			defer wait.Done()
			trips[i], errs[i] = c.work(span, g.count)
		}()
	}
	wait.Wait()
	g.count += 1000
	for i := range trips {
		if errs[i] != nil {
			return errs[i]
		}
		g.trips = append(g.trips, trips[i]...)
	}
	return nil
}

// work makes calls and lists for a while.
func (c *conn) work(span time.Duration, count int) (trips []time.Duration, err error) {
	loads := []*load{newLoad(kinds[0], 1<<10), newLoad(kinds[0], 16<<10)}
	for _, l := range loads {
		if err := c.prepare(l); err != nil {
			return nil, err
		}
	}
	for n, start := 0, time.Now(); time.Since(start) < span; n++ {
		var took time.Duration
		if n%oneInList == 0 {
			took, err = c.list(count + n)
		} else {
			took, err = c.roundTrip(loads[n%len(loads)])
		}
		if err != nil {
			return nil, err
		}
		trips = append(trips, took)
		time.Sleep(pace)
	}
	return trips, nil
}

// list asks for the tools and checks the answer.
func (c *conn) list(count int) (time.Duration, error) {
	id := c.nextID
	c.nextID++
	start := time.Now()
	if _, err := fmt.Fprintf(c.in, `{"jsonrpc":"2.0","id":%d,"method":"tools/list","params":{"count":%d}}`+"\n", id, count); err != nil {
		return 0, c.fail(err)
	}
	if err := c.read(); err != nil {
		return 0, err
	}
	took := time.Since(start)
	if want := fmt.Sprintf("%s%d%s%s}\n", answerHead, id, answerRest, tools(fmt.Sprint(count))); string(c.line) != want {
		return 0, c.fail(fmt.Errorf("tools/list was answered with %.300q", c.line))
	}
	return took, nil
}

// tools is a list with a description in which a number stands.
func tools(count string) string {
	return `{"tools":[{"name":"emit","description":"Returns a text. ` + count + ` were returned until now.","inputSchema":{"type":"object"}}]}`
}

func (f *Five) write(w io.Writer) {
	fmt.Fprintf(w, "%d sessions at once, %d round trips: bare p50 %.0f, p99 %.0f; watchdog p50 %.0f, p99 %.0f (%+.2f ms at p99)\n",
		together, f.Trips, f.BareP50, f.BareP99, f.WatchdogP50, f.WatchdogP99, f.AddedP99Ms)
}
