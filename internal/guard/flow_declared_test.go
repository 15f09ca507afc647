package guard_test

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// declares has a server of the session list tools.
func (v *servers) declares(server string, tools ...args) {
	s := guard.New(guard.Options{Server: server, Flows: v.flows.Server(server), Policy: policy.Policy{Mode: v.mode}, Now: func() time.Time { return v.now }})
	v.all[server] = s
	list, _ := json.Marshal(args{"jsonrpc": "2.0", "id": 900, "result": args{"tools": tools}})
	s.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":900,"method":"tools/list"}`))
	if out := s.Judge(context.Background(), message.FromServer, list); out.Forward == nil {
		v.t.Fatalf("the list was refused: %s", out.Reply)
	}
}

// TestDeclaredSinksAndSources: what a tool says of itself counts where its name says
// nothing: that it reaches beyond its server, and that an argument is encoded.
func TestDeclaredSinksAndSources(t *testing.T) {
	tool := func(name string, open any, property args) args {
		d := args{"name": name, "inputSchema": args{"type": "object", "properties": args{"value": property}}}
		if open != nil {
			d["annotations"] = args{"openWorldHint": open}
		}
		return d
	}
	text := args{"type": "string"}
	for name, c := range map[string]struct {
		sink args
		want finding.Severity
	}{
		"says nothing":            {tool("sync", nil, text), finding.Medium},
		"reaches the world":       {tool("sync", true, text), finding.High},
		"stays at home":           {tool("sync", false, text), finding.Medium},
		"encoded by its schema":   {tool("sync", true, args{"type": "string", "contentEncoding": "base64"}), finding.Info},
		"a picture by its schema": {tool("sync", nil, args{"type": "string", "contentEncoding": "base64", "contentMediaType": "image/png"}), finding.Info},
	} {
		v := newServers(t, policy.Balanced)
		v.declares("box", c.sink)
		v.call("mail", "read_mail", nil, mail)
		if f, _ := v.call("box", "sync", args{"value": b64(mail)}, "done"); f == nil || f.Severity != c.want {
			t.Errorf("%s: %+v, want %v", name, f, c.want)
		}
	}
	for name, c := range map[string]struct {
		source args
		want   finding.Severity
	}{
		"says nothing":      {tool("lookup_text", nil, text), finding.Info},
		"reaches the world": {tool("lookup_text", true, text), finding.Medium},
	} {
		v := newServers(t, policy.Balanced)
		v.declares("oracle", c.source)
		v.call("oracle", "lookup_text", nil, somePage)
		if f, _ := v.call("filesystem", "write_file", args{"path": "/work/AGENTS.md", "content": somePage}, "ok"); f == nil || f.Severity != c.want {
			t.Errorf("source that %s: %+v, want %v", name, f, c.want)
		}
	}
}

// TestAnHour: what was delivered is known for an hour, and not much longer.
func TestAnHour(t *testing.T) {
	for after, want := range map[time.Duration]bool{time.Minute: true, 59 * time.Minute: true, time.Hour: true, 62 * time.Minute: false} {
		v := newServers(t, policy.Balanced)
		v.call("mail", "read_mail", nil, mail)
		v.now = v.now.Add(after)
		if f, _ := v.call("board", "post", args{"text": b64(mail)}, "posted"); (f != nil) != want {
			t.Errorf("after %v: %+v", after, f)
		}
	}
}

// TestReorderedCopies: parts of a text in another order, and of several texts behind
// one another, are seen each by itself.
func TestReorderedCopies(t *testing.T) {
	v := newServers(t, policy.Balanced)
	v.call("mail", "read_mail", nil, mail)
	v.call("files", "read_file", args{"path": "a"}, someNotes)
	half := len(mail) / 2
	for name, text := range map[string]string{
		"halves":         mail[half:] + " and " + mail[:half],
		"three":          mail[80:112] + mail[40:72] + mail[:32],
		"with another":   someNotes[:40] + mail[20:60],
		"encoded halves": b64(mail[half:]) + " " + b64(mail[:half]),
	} {
		if f, _ := v.call("board", "post", args{"text": text}, "posted"); f == nil {
			t.Errorf("%s: not seen", name)
		}
	}
}
