package guard

import (
	"fmt"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// How often a client may call is for the user to say (policy.Budget): programs
// make thousands of calls for good reasons. What is counted without anybody
// saying so is what no honest client does: the same call several times a second
// for a minute, the same message or payment over and over, messages faster than
// people write them. Polls every second, pages, retries and files read side by
// side stay below. Nothing is refused for it, unless the policy says so.
const (
	mostSame     = 100    // times the same call within a minute
	mostSameTold = 20     // the same message, issue or comment
	mostSamePaid = 3      // the same payment
	mostTold     = 90     // messages, whatever they say
	mostCalls    = 12_000 // calls of any kind

	// fewCalls within a minute are not looked at. Beyond, one in sampled is: what
	// a hundred calls have in common shows in every fourth of them.
	fewCalls = 40
	sampled  = 4
	// maxSame bounds what is remembered within a minute, and maxTools the tools of which
	// somebody knows what they deliver.
	maxSame  = 4096
	maxTools = 1024
)

var runawayCalls = &finding.Rule{
	ID: "runaway_calls", Class: "denial_of_wallet", Severity: finding.Medium, Title: "calls without end",
	Catches: fmt.Sprintf("A client that repeats itself or floods: the same call with the same arguments about %d times within a minute, the same message, issue or comment more than %d times, the same payment more than %d times, more than %d messages of any content, or more than %d calls within a minute. An agent that runs in circles, or was sent into them, spends money with each turn. It is told once a minute, and refused when your policy blocks it; budgets say how much each tool may do.",
		mostSame, mostSameTold, mostSamePaid, mostTold, mostCalls),
	Example:   "send_message with the same text, thirty times in a minute",
	Misses:    "Circles slower than a poll, and circles whose arguments differ each time. A budget finds these: servers: {NAME: {budgets: [{tool: TOOL, calls: 20, per: 1h, same: true}]}}",
	Exception: "rules: [{rule: runaway_calls, server: NAME, tool: TOOL, action: pass}]",
}

// callPace counts the calls of a client.
type callPace struct {
	all   window
	told  window
	same  map[uint64]int // calls, by what they call and with what
	round bool           // one of them is beyond: each call is looked at

	spared struct { // whose calls the policy lets go on all the same, in this minute
		policy *policy.Policy
		tool   string
	}
}

// spare notes that the policy lets the call at hand go on, and spares reports
// it.
func (p *callPace) spare(d *direction) {
	p.spared.policy, p.spared.tool = d.policy, strings.Clone(d.runner.Called())
}

func (p *callPace) spares(d *direction) bool {
	return p.spared.policy == d.policy && p.spared.tool == d.runner.Called()
}

// runaway is what is said about a call that is beyond; nothing when it is not
// the first and the policy lets the others go on.
func (p *callPace) runaway(d *direction, first bool, why string, n int) (*finding.Finding, bool) {
	if !first && p.spares(d) {
		return nil, false
	}
	return &finding.Finding{
		Rule: runawayCalls, Severity: runawayCalls.Severity, Pointer: "/params/name", Surface: message.Target, Why: fmt.Sprintf(why, n),
	}, first
}

// calls counts a call.
func (s *Session) calls(d *direction, m *message.Message) (f *finding.Finding, first bool) {
	p, now := &d.pace.calls, s.options.Now().Unix()
	n := p.all.more(now)
	if n == 1 {
		clear(p.same)
		p.round, p.spared.policy = false, nil
	}
	does := d.runner.CalledFor()
	most, one := mostSame, sampled
	switch {
	case does&detect.Pays != 0:
		most, one = mostSamePaid, 1
	case does&detect.Mails != 0:
		most, one = mostSameTold, 1
		if k := p.told.more(now); k > mostTold {
			return p.runaway(d, k == mostTold+1, "the client sends the %d. message within a minute", k)
		}
	case does&detect.Posts != 0:
		most, one = mostSameTold, 1
	case n > mostCalls:
		return p.runaway(d, n == mostCalls+1, "the client makes more than %d calls within a minute", mostCalls)
	case p.round && p.spares(d):
		return nil, false
	case p.round:
		one = 1
	case n <= fewCalls || uint32(n)*2654435769>>16%sampled != 0: // no period of a circle can fall in with it
		return nil, false
	}
	if p.same == nil {
		p.same = map[uint64]int{}
	}
	h := s.callHash(d.runner.Called(), m.Raw)
	k, known := p.same[h]
	if !known && len(p.same) >= maxSame {
		return nil, false
	}
	p.same[h] = k + one
	if k+one <= most {
		return nil, false
	}
	p.round = p.round || most == mostSame
	return p.runaway(d, k <= most, "the client makes the same call for about the %d. time within a minute", k+one)
}
