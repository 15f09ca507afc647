package cli

import (
	"crypto/rand"
	"encoding/hex"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// recorder writes down what a session found: first to the audit log, one
// record per finding, then to people. What cannot be written down is an error,
// and the guard does not let it go on.
type recorder struct {
	log     *audit.Log
	alerts  *alerts // nil: people are not told
	server  string
	session string
	held    atomic.Pointer[string] // what holds the server, for the record of the start

	// framed sessions have records of their start and end.
	framed  bool
	start   sync.Once
	mu      sync.Mutex
	count   [policy.Pass + 1]uint64 // messages by action
	dropped uint64                  // lines that were no JSON-RPC
}

// newRecorder returns the recorder of one session with server. Sessions that
// people are told about are framed in the log.
func newRecorder(log *audit.Log, a *alerts, server string) *recorder {
	var id [4]byte
	rand.Read(id[:]) // never fails
	return &recorder{log: log, alerts: a, server: server, session: hex.EncodeToString(id[:]), framed: a != nil}
}

// Record implements guard.Recorder.
func (r *recorder) Record(e guard.Event) error {
	r.begin()
	if r.floods(&e) {
		return nil
	}
	records := r.records(&e)
	err := r.log.Append(records...)
	if err == nil || e.Failure != "" { // otherwise the guard comes again, with the failure
		r.mu.Lock()
		r.count[min(e.Action, policy.Pass)]++
		r.mu.Unlock()
	}
	if err != nil {
		r.alerts.failure(err)
		return err
	}
	r.alerts.records(records)
	return nil
}

// A server that prints its log on standard output would fill the disk: beyond
// the first fewDropped lines of a session, one in oneInDropped is recorded. The
// record of the session's end has the count of all.
const (
	fewDropped   = 200
	oneInDropped = 1000
)

// floods reports whether the event is one dropped line too many to be written
// down, and counts it.
func (r *recorder) floods(e *guard.Event) bool {
	if len(e.Findings) == 0 || e.Action > policy.Hold {
		return false
	}
	for i := range e.Findings {
		if rule := e.Findings[i].Rule.ID; rule != "not_json" && rule != "not_json_rpc" {
			return false
		}
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.dropped++; r.dropped <= fewDropped || r.dropped%oneInDropped == 0 {
		return false
	}
	r.count[min(e.Action, policy.Pass)]++
	return true
}

// records makes the lines of an event: one per finding that says more than
// that a stray character was met, and one for those that were not listed.
func (r *recorder) records(e *guard.Event) []audit.Record {
	var out []audit.Record
	for i := range e.Findings {
		j := &e.Findings[i]
		if j.Action == policy.Pass && e.Action == policy.Pass && j.Severity == finding.Info {
			continue
		}
		rec := r.record(e, recordEvent(e, j), j.Action)
		rec.Severity, rec.Rule, rec.Class = j.Severity.String(), j.Rule.ID, j.Rule.Class
		rec.Pointer, rec.Why, rec.Excerpt, rec.Ref = j.Pointer, j.Why, j.Seen, j.Ref
		rec.Opinions = j.Opinions
		rec.Tool, rec.Line, rec.Print = j.Tool, j.Verdict.By.String(), j.Print
		rec.Removable, rec.Hygiene, rec.Excepted = len(j.Cuts) > 0, j.Hygiene, j.Verdict.Exception
		if j.Verdict.Preset != j.Verdict.Action {
			rec.Preset = j.Verdict.Preset.String()
		}
		if j.Verdict.Action.String() != rec.Action {
			rec.Decided = j.Verdict.Action.String()
		}
		if j.Surface != 0 {
			rec.Surface = j.Surface.String()
		}
		if rec.Event == audit.EventRemoval {
			rec.SHA256, rec.Bytes = hex.EncodeToString(j.SHA256[:]), int64(j.Removed)
		}
		out = append(out, rec)
	}
	if e.More > 0 {
		rec := r.record(e, audit.EventFinding, e.Action)
		rec.Why = fmt.Sprintf("the message had %d more findings, which are not listed one by one", e.More)
		out = append(out, rec)
	}
	if len(out) == 0 && e.Failure != "" {
		rec := r.record(e, audit.EventFailure, e.Action)
		rec.Why = e.Failure
		out = append(out, rec)
	}
	return out
}

// record is a line about e. In a message that does not go on, every finding
// shares the message's fate.
func (r *recorder) record(e *guard.Event, event string, action policy.Action) audit.Record {
	if e.Action <= policy.Hold {
		action = e.Action
	}
	return audit.Record{
		Time: e.Time, Event: event, Action: action.String(), Server: r.server, Session: r.session,
		Side: e.From.String(), Method: e.Method,
	}
}

// serverGone is the rule of the answers that a lost server owes.
const serverGone = "server_gone"

// droppedRules are about what is no message of the session, failureRules about
// what could not be judged.
var (
	droppedRules = []string{"not_json", "not_json_rpc", "unsolicited_answer"}
	failureRules = []string{"inspection_failed", "oversize_message"}
)

// recordEvent says what became of a finding.
func recordEvent(e *guard.Event, j *guard.Judged) string {
	switch {
	case e.Failure != "", slices.Contains(failureRules, j.Rule.ID):
		return audit.EventFailure
	case e.Action <= policy.Hold && slices.Contains(droppedRules, j.Rule.ID):
		return audit.EventDropped
	case e.Action <= policy.Hold:
		return audit.EventRefusal
	case j.Action == policy.Clean:
		return audit.EventRemoval
	}
	return audit.EventFinding
}

// gone writes that the server left requests unanswered, and how many.
func (r *recorder) gone(why string, open int) {
	r.begin()
	rec := []audit.Record{{
		Time: time.Now(), Event: audit.EventFailure, Severity: finding.Low.String(), Rule: serverGone, Class: policy.ProtocolClass,
		Server: r.server, Session: r.session, Side: message.FromServer.String(),
		Why: fmt.Sprintf("%s; %s got an answer that says so", why, counted(uint64(open), "open request")),
	}}
	if err := r.log.Append(rec...); err != nil {
		r.alerts.failure(err)
	}
	r.alerts.records(rec)
}

// begin writes that a framed session has begun, once.
func (r *recorder) begin() {
	r.start.Do(func() {
		if !r.framed {
			return
		}
		if err := r.log.Append(audit.Record{Time: time.Now(), Event: audit.EventStart, Server: r.server, Session: r.session, Why: r.startWhy()}); err != nil {
			r.alerts.failure(err)
		}
	})
}

// keptBy notes what holds the server; the proxy for its connections may already
// be telling of it.
func (r *recorder) keptBy(how string) { r.held.Store(&how) }

// startWhy says what holds the server.
func (r *recorder) startWhy() string {
	if how := r.held.Load(); how != nil {
		return "sandbox " + *how
	}
	return ""
}

// end writes that the session is over, after messages messages in all. A
// session without a message leaves no trace: the server did not even start.
func (r *recorder) end(messages uint64) {
	if messages == 0 {
		return
	}
	r.begin()
	r.mu.Lock()
	n := r.count
	r.mu.Unlock()
	events := n[policy.Block] + n[policy.Hold] + n[policy.Clean] + n[policy.Alert]
	rec := audit.Record{
		Time: time.Now(), Event: audit.EventStop, Server: r.server, Session: r.session,
		Alerted: n[policy.Alert], Cleaned: n[policy.Clean], Held: n[policy.Hold], Blocked: n[policy.Block],
	}
	if messages > events { // the messages of a batch are events of their own
		rec.Passed = messages - events
	}
	if err := r.log.Append(rec); err != nil {
		r.alerts.failure(err)
	}
}

// decided writes down what a person at the client approved.
func (r *recorder) decided(f memory.Fact) error {
	r.begin()
	rec := pinRecord(&f)
	rec.Session, rec.Server, rec.Time = r.session, r.server, time.Now()
	rec.Why += " at the client"
	err := r.log.Append(rec)
	if err != nil {
		r.alerts.failure(err)
	}
	return err
}
