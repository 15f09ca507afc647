package guard

import (
	"context"
	"fmt"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/drift"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// TestExpectedIsWhatIsKnown: what was read before it was needed is what is read when it is,
// unless it turns out to be another server, or was forgotten meanwhile.
func TestExpectedIsWhatIsKnown(t *testing.T) {
	past := &Recent{}
	begin := func(entry string) *Session {
		return New(Options{Memory: past, Server: "files", Identity: "program:/srv/tools.py", Entry: entry, Now: func() time.Time { return time.Unix(1_800_000_000, 0) }})
	}
	talk := func(s *Session, tool string, answers int) {
		ask := func(id int, method, params, result string) {
			s.Judge(context.Background(), message.FromClient, fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%d,"method":%q,"params":%s}`, id, method, params))
			s.Judge(context.Background(), message.FromServer, fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%d,"result":%s}`, id, result))
		}
		ask(1, "initialize", `{}`, `{"protocolVersion":"2025-11-25","capabilities":{"tools":{}},"serverInfo":{"name":"x","version":"1"}}`)
		ask(2, "tools/list", `{}`, `{"tools":[{"name":"`+tool+`","description":"Does things.","inputSchema":{"type":"object"}}]}`)
		for i := range answers {
			ask(3+i, "tools/call", `{"name":"`+tool+`","arguments":{}}`, `{"content":[{"type":"text","text":"All 12 rows were read."}]}`)
		}
	}
	calls := func(s *Session, tool string) int {
		s.behaviour.mu.Lock()
		defer s.behaviour.mu.Unlock()
		s.knows()
		if p := s.behaviour.server.Profile(tool); p != nil {
			return int(p.Answers)
		}
		return 0
	}
	for entry, tool := range map[string]string{"aaaa": "read", "bbbb": "send"} { // two servers of one program
		s := begin(entry)
		talk(s, tool, 20)
		s.Remember()
	}
	for entry, tool := range map[string]string{"aaaa": "read", "bbbb": "send"} {
		late, soon := begin(entry), begin(entry)
		soon.Expect()
		if soon.behaviour.kept.expected == nil {
			t.Fatal("nothing was read")
		}
		talk(late, tool, 0)
		talk(soon, tool, 0)
		if a, b := calls(late, tool), calls(soon, tool); a != b || a != 20 {
			t.Errorf("%s: %d and %d answers are known", entry, a, b)
		}
		if soon.behaviour.kept.expected != nil || soon.behaviour.kept.base == nil {
			t.Error("what was expected was not taken")
		}
	}
	s := begin("aaaa")
	s.behaviour.kept.expected = &expected{"another", 0, drift.New()}
	if n := calls(s, "read"); s.behaviour.kept.expected != nil || n != 20 {
		t.Errorf("what is known of another server was taken: %d answers", n)
	}
	s = begin("aaaa")
	s.Expect()
	if err := past.Learn(func(memory.View) []memory.Fact {
		return []memory.Fact{{Time: 1, What: memory.Reset, Server: s.identity()}}
	}); err != nil {
		t.Fatal(err)
	}
	if n := calls(s, "read"); n != 0 {
		t.Errorf("what was forgotten is known (%d calls)", n)
	}
}
