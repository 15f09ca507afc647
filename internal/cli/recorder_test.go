package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
)

func judged(rule string, severity finding.Severity, action policy.Action) guard.Judged {
	j := guard.Judged{
		Finding: finding.Finding{
			Rule: &finding.Rule{ID: rule, Class: "c"}, Severity: severity, Pointer: "/result", Surface: message.ResultText,
			Why: "because", Seen: finding.Mask("seen"),
		},
		Action: action,
	}
	if action == policy.Clean {
		j.Removed, j.SHA256 = 7, [32]byte{1}
	}
	return j
}

func TestRecords(t *testing.T) {
	r := newRecorder(nil, nil, "mail")
	for name, c := range map[string]struct {
		event guard.Event
		want  []string // event/action/rule of each record
	}{
		"removal beside an alert": {
			guard.Event{Action: policy.Clean, Findings: []guard.Judged{judged("a", finding.High, policy.Clean), judged("b", finding.Low, policy.Alert)}},
			[]string{"removal/clean/a", "finding/alert/b"},
		},
		"a stray character in a message that is cleaned": {
			guard.Event{Action: policy.Clean, Findings: []guard.Judged{judged("a", finding.Info, policy.Clean), judged("b", finding.Info, policy.Pass)}},
			[]string{"removal/clean/a", "finding/pass/b"},
		},
		"nothing but a stray character": {
			guard.Event{Action: policy.Pass, Findings: []guard.Judged{judged("a", finding.Info, policy.Pass)}}, nil,
		},
		"all of a refused message is refused": {
			guard.Event{Action: policy.Block, Findings: []guard.Judged{judged("a", finding.High, policy.Clean), judged("b", finding.High, policy.Block)}},
			[]string{"refusal/block/a", "refusal/block/b"},
		},
		"held": {
			guard.Event{Action: policy.Hold, Findings: []guard.Judged{judged("a", finding.High, policy.Hold)}}, []string{"refusal/hold/a"},
		},
		"junk": {
			guard.Event{Action: policy.Block, Findings: []guard.Judged{judged("not_json", finding.Low, policy.Block)}}, []string{"dropped/block/not_json"},
		},
		"an answer to nothing that goes on in monitor mode": {
			guard.Event{Action: policy.Alert, Findings: []guard.Judged{judged("unsolicited_answer", finding.Medium, policy.Alert)}},
			[]string{"finding/alert/unsolicited_answer"},
		},
		"failure": {
			guard.Event{Action: policy.Pass, Failure: "f", Findings: []guard.Judged{judged("inspection_failed", finding.High, policy.Pass)}},
			[]string{"failure/pass/inspection_failed"},
		},
		"failure without a finding": {guard.Event{Action: policy.Block, Failure: "f"}, []string{"failure/block/"}},
		"oversize": {
			guard.Event{Action: policy.Block, Findings: []guard.Judged{judged("oversize_message", finding.Medium, policy.Block)}},
			[]string{"failure/block/oversize_message"},
		},
		"more than is listed": {
			guard.Event{Action: policy.Clean, More: 3, Findings: []guard.Judged{judged("a", finding.High, policy.Clean)}},
			[]string{"removal/clean/a", "finding/clean/"},
		},
	} {
		var got []string
		for _, rec := range r.records(&c.event) {
			got = append(got, rec.Event+"/"+rec.Action+"/"+rec.Rule)
			if rec.Server != "mail" || rec.Session == "" || rec.Side != "server" {
				t.Errorf("%s: %+v", name, rec)
			}
			if removal := rec.Event == audit.EventRemoval; removal != (rec.Bytes == 7) || removal != (len(rec.SHA256) == 64) {
				t.Errorf("%s: %d bytes with hash %q in a record of %s", name, rec.Bytes, rec.SHA256, rec.Event)
			}
		}
		if strings.Join(got, " ") != strings.Join(c.want, " ") {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// Every rule that recordEvent names exists.
func TestRecordedRulesExist(t *testing.T) {
	known := map[string]bool{}
	for _, r := range allRules() {
		if known[r.ID] {
			t.Errorf("two rules are called %s", r.ID)
		}
		known[r.ID] = true
	}
	for _, id := range append(append([]string{serverGone}, droppedRules...), failureRules...) {
		if !known[id] {
			t.Errorf("no rule is called %s", id)
		}
	}
}

// countingScreen passes everything.
type countingScreen struct{}

func (countingScreen) Screen(_ context.Context, _ message.Side, raw []byte) (forward, reply []byte) {
	return raw, nil
}

func (countingScreen) Oversize(context.Context, message.Side, message.Envelope, int64, int64) (forward, reply []byte) {
	return nil, nil
}

func (countingScreen) Gone(context.Context, message.Side, bool, string) [][]byte {
	return [][]byte{[]byte("{}")}
}

// A server that ends in the middle of a session is recorded; one that ends
// after its client is not, whatever was still open.
func TestLostServer(t *testing.T) {
	for _, clientFirst := range []bool{false, true} {
		path := filepath.Join(t.TempDir(), "audit.jsonl")
		s := files(t, t.TempDir())
		log := audit.Open(path, 0)
		a := &alerts{server: "mail"}
		a.terminal.W = s.Err
		r := newRecorder(log, a, "mail")
		screen := newSessionScreen(r, func() {}, func() relay.Screen { return countingScreen{} })
		if clientFirst {
			screen.Gone(context.Background(), message.FromClient, true, "client left")
		}
		if owed := screen.Gone(context.Background(), message.FromServer, false, "server exited with status 3"); len(owed) != 1 {
			t.Errorf("the client gets %d answers", len(owed))
		}
		a.close()
		log.Close()
		rules := ""
		if err := audit.Read(path, 0, func(r audit.Record, _ []byte) error {
			rules += " " + r.Event + "/" + r.Rule
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		want, said := " start/ failure/server_gone", "ERROR  low  server_gone  mail: server exited with status 3; 1 open request got an answer"
		if clientFirst {
			want, said = "", ""
		}
		text, err := os.ReadFile(s.Err.Name())
		if err != nil || rules != want || !strings.Contains(string(text), said) || said == "" && len(text) > 0 {
			t.Errorf("client first %v: recorded %q, said %q, %v", clientFirst, rules, text, err)
		}
	}
}

func TestSessionIsFramedInTheLog(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	s := files(t, t.TempDir())
	log := audit.Open(path, 0)
	defer log.Close()
	a := &alerts{server: "mail"}
	a.terminal.W = s.Err
	r := newRecorder(log, a, "mail")
	screen := newSessionScreen(r, func() {}, func() relay.Screen { return countingScreen{} })
	var wg sync.WaitGroup
	for _, side := range []message.Side{message.FromServer, message.FromClient} {
		wg.Add(1)
		go func() {
			defer wg.Done()
			for range 50 {
				screen.Screen(context.Background(), side, []byte("{}"))
			}
			screen.Oversize(context.Background(), side, message.Envelope{}, 2, 1)
		}()
	}
	wg.Wait()
	for _, e := range []guard.Event{
		{Time: time.Now(), Action: policy.Clean, Findings: []guard.Judged{judged("a", finding.High, policy.Clean)}},
		{Time: time.Now(), Action: policy.Block, Findings: []guard.Judged{judged("a", finding.High, policy.Block)}},
		{Time: time.Now(), Action: policy.Pass, Findings: []guard.Judged{judged("a", finding.Info, policy.Pass)}},
	} {
		if err := r.Record(e); err != nil {
			t.Fatal(err)
		}
	}
	r.end(screen.messages.Load())
	a.close()
	var got []audit.Record
	if err := audit.Read(path, 0, func(r audit.Record, _ []byte) error {
		got = append(got, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if len(got) != 4 || got[0].Event != audit.EventStart || got[3].Event != audit.EventStop {
		t.Fatalf("records: %+v", got)
	}
	if stop := got[3]; stop.Passed != 100 || stop.Cleaned != 1 || stop.Blocked != 1 || stop.Session != got[0].Session {
		t.Errorf("the session ended with %+v", stop)
	}
	if report, err := audit.Verify(path); err != nil || report.Break != nil {
		t.Errorf("the chain: %+v, %v", report, err)
	}
}

// A session in which nothing was said leaves nothing.
func TestSilentSessionLeavesNoRecord(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	log := audit.Open(path, 0)
	defer log.Close()
	r := newRecorder(log, &alerts{}, "mail")
	r.end(0)
	if err := audit.Read(path, 0, func(r audit.Record, _ []byte) error {
		t.Errorf("recorded %+v", r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
}

func TestWhatCannotBeRecordedIsAnError(t *testing.T) {
	dir := t.TempDir()
	log := audit.Open(filepath.Join(dir, "file", "audit.jsonl"), 0)
	defer log.Close()
	blockFolder(t, filepath.Join(dir, "file"))
	r := newRecorder(log, nil, "mail")
	err := r.Record(guard.Event{Time: time.Now(), Action: policy.Alert, Findings: []guard.Judged{judged("a", finding.High, policy.Alert)}})
	if err == nil {
		t.Error("the record has no place and yet it counts as written")
	}
}
