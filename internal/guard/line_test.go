package guard

import (
	"context"
	"errors"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// What was stopped, failed or is too long names what decided, too.
func TestEveryVerdictNamesItsLine(t *testing.T) {
	raw := []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"fetch","arguments":{"url":"http://169.254.169.254/latest/meta-data/"}}}`)
	at := policy.Source{File: "c.yaml", Line: 4}
	for _, c := range []struct {
		policy policy.Policy
		broken bool
		want   string
	}{
		{policy.Policy{Stopped: "today", StoppedBy: policy.Source{File: "/state/stopped"}}, false, "/state/stopped"},
		{policy.Policy{OnErrorBy: at}, true, "c.yaml:4"},
		{policy.Policy{Mode: policy.Strict}, true, "strict:on_error"},
	} {
		o := Options{Policy: c.policy}
		if c.broken {
			o.Recorder = &notes{fail: errors.New("the disk is full")} // and something is to be recorded
		}
		s := New(o)
		out := s.Judge(context.Background(), message.FromClient, raw)
		if out.Action != policy.Block || len(out.Findings) != 1 || out.Findings[0].Verdict.By.String() != c.want {
			t.Errorf("%s: %v %+v", c.want, out.Action, out.Findings)
		}
	}
	n := &notes{}
	New(Options{Recorder: n}).Oversize(context.Background(), message.FromClient, message.Envelope{}, 9, 8)
	if len(n.events) != 1 || n.events[0].Findings[0].Verdict.By.String() != "limits.max_message_bytes" {
		t.Errorf("%+v", n.events)
	}
}
