// Package horizon plays weeks of ordinary use, and patient attackers, through
// the guard, with a clock of its own.
package horizon_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// driftRules are what the test is about; other rules are counted apart.
var driftRules = map[string]bool{"phase_transition": true, "scope_creep": true, "user_fingerprinting": true}

// play is one server and its client over many days.
type judged = guard.Judged

type play struct {
	t        *testing.T
	kind     kind
	state    *state
	clock    time.Time
	nanos    atomic.Int64 // of clock
	memory   *guard.Recent
	session  *guard.Session
	id       int
	raised   []guard.Judged // by the call at hand
	version  string
	extra    map[string]any // members that every result has
	spoil    func(c call, r *reply) (malicious bool)
	honest   string // result of the call at hand, before it was spoiled
	messages int
}

func (p *play) Record(e guard.Event) error {
	p.raised = append(p.raised, e.Findings...)
	return nil
}

func newPlay(t *testing.T, k kind, seed uint64) *play {
	w := newWorld(rand.New(rand.NewPCG(seed, 7)))
	p := &play{t: t, kind: k, state: &state{world: w}, clock: time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC), memory: &guard.Recent{}, version: "1.0.0"}
	p.tick(p.clock)
	return p
}

// now is the clock as the session reads it, also behind the message path.
func (p *play) now() time.Time { return time.Unix(0, p.nanos.Load()).UTC() }

// tick sets it.
func (p *play) tick(t time.Time) {
	p.clock = t
	p.nanos.Store(t.UnixNano())
}

// connect begins a session.
func (p *play) connect() {
	if p.session != nil {
		p.session.Remember()
	}
	p.session = guard.New(guard.Options{Memory: p.memory, Server: p.kind.name, Identity: "npm:" + p.kind.name, Recorder: p, Now: p.now})
	p.exchange(`"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}`,
		fmt.Sprintf(`{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":%q,"version":%q}}`, p.kind.name, p.version), 5)
}

// exchange plays a request and its answer and returns what was raised.
func (p *play) exchange(request, result string, millis int) []guard.Judged {
	p.id++
	p.messages++
	p.raised = p.raised[:0]
	p.session.Judge(context.Background(), message.FromClient, []byte(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%s}`, p.id, request)))
	p.tick(p.clock.Add(time.Duration(millis) * time.Millisecond))
	p.session.Judge(context.Background(), message.FromServer, []byte(fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"result":%s}`, p.id, result)))
	p.session.Settle()
	return p.raised
}

// call plays one call and returns what was raised, and whether its answer was
// malicious.
func (p *play) call() (raised []judged, malicious bool) {
	s := p.state
	s.now = p.clock
	s.n++
	c, r := p.kind.next(s)
	if s.outage && !r.failed {
		r = reply{text: "Error: 503 Service Unavailable: the upstream did not answer in time", failed: true, millis: 10000}
	}
	honest := p.result(r)
	if p.spoil != nil {
		malicious = p.spoil(c, &r)
	}
	p.honest = honest
	result := p.result(r)
	millis := int(float64(r.millis) * (0.7 + s.r.ExpFloat64()*0.4))
	return p.exchange(`"tools/call","params":{"name":`+js(c.tool)+`,"arguments":`+js(c.args)+`}`, result, millis), malicious
}

func (p *play) result(r reply) string {
	result := map[string]any{"content": []any{map[string]any{"type": "text", "text": r.text}}}
	if r.failed {
		result["isError"] = true
	}
	for k, v := range p.extra {
		result[k] = v
	}
	return js(result)
}

// anyway are the rules that find something in the honest form of the answer at hand,
// too: an attacker who is found by these is found by chance.
func (p *play) anyway() map[string]bool {
	q := &play{t: p.t}
	s := guard.New(guard.Options{Server: p.kind.name, Identity: "npm:" + p.kind.name, Recorder: q, Now: p.now})
	s.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"t","arguments":{}}}`))
	s.Judge(context.Background(), message.FromServer, []byte(`{"jsonrpc":"2.0","id":1,"result":`+p.honest+`}`))
	rules := map[string]bool{}
	for _, j := range q.raised {
		rules[j.Rule.ID] = true
	}
	return rules
}

// today plays a day: a session in the morning, one in the afternoon, and calls at
// night now and then.
func (p *play) today(each func(raised []judged, malicious bool) (goOn bool)) bool {
	s := p.state
	s.turn()
	p.tick(time.Date(2026, 3, 1+s.day, 0, 0, 0, 0, time.UTC))
	calls := p.kind.perDay
	if wd := p.clock.Weekday(); wd == time.Saturday || wd == time.Sunday {
		calls = p.kind.perDay / 6
	}
	calls = calls/2 + s.r.IntN(calls+1)
	s.outage = false
	for i := range calls {
		hour := 8 + 11*float64(i)/float64(calls)
		if s.r.Float64() < 0.12 {
			hour = 22 + 4*s.r.Float64()
		}
		p.tick(time.Date(2026, 3, 1+s.day, 0, 0, 0, 0, time.UTC).Add(time.Duration(hour * float64(time.Hour))))
		if i == 0 || i == calls/2 {
			p.connect()
		}
		if s.r.Float64() < 0.002 {
			s.outage = true
		} else if s.r.Float64() < 0.1 {
			s.outage = false
		}
		if !each(p.call()) {
			return false
		}
	}
	return true
}

// number reads a number from the environment.
func number(name string, otherwise int) int {
	if n, err := strconv.Atoi(os.Getenv(name)); err == nil {
		return n
	}
	return otherwise
}

// months is how many seeds are played. They are hours of computing for the race
// detector and start no goroutine of their own.
func months(t *testing.T) int {
	t.Helper()
	if testing.Short() {
		t.Skip("months take minutes: run it without -short")
	}
	return number("MCP_WATCHDOG_HORIZON_SEEDS", 2)
}

func ours(raised []judged) (found []guard.Judged) {
	for _, j := range raised {
		if driftRules[j.Rule.ID] {
			found = append(found, j)
		}
	}
	return found
}

const month = 30

// TestOrdinaryMonthsAreQuiet: at most one false alarm in a server-month of each kind on
// average, and none that would cost an answer.
func TestOrdinaryMonthsAreQuiet(t *testing.T) {
	seeds := months(t)
	for _, k := range kinds {
		t.Run(k.name, func(t *testing.T) {
			t.Parallel()
			alarms, critical, worst, messages, others := 0, 0, 0, 0, map[string]int{}
			for seed := range seeds {
				p := newPlay(t, k, uint64(seed))
				here := 0
				for range month {
					day := p.state.day
					if day == 17 { // an update
						p.version = "1.1.0"
						p.extra = map[string]any{"_meta": map[string]any{"generator": "v1.1.0", "cached": false}}
					}
					p.today(func(raised []judged, _ bool) bool {
						for _, j := range ours(raised) {
							here++
							if j.Severity == finding.Critical {
								critical++
							}
							if testing.Verbose() {
								t.Logf("seed %d day %d call %d: %s %s: %s", seed, p.state.day, p.state.n, j.Severity, j.Rule.ID, j.Why)
							}
						}
						for _, j := range raised {
							if !driftRules[j.Rule.ID] {
								others[j.Rule.ID+" "+j.Severity.String()]++
							}
						}
						return true
					})
				}
				alarms, worst, messages = alarms+here, max(worst, here), messages+p.messages
			}
			t.Logf("%s: %d false alarms (%d critical, at most %d in a month) in %d server-months and %d calls; of other rules %v", k.name, alarms, critical, worst, seeds, messages, others)
			if alarms > seeds || critical > 0 {
				t.Errorf("more than one false alarm in a server-month, or a critical one")
			}
		})
	}
}
