package guard

import (
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/vault"
)

// failing records nothing once it is told to.
type failing struct {
	mu     sync.Mutex
	broken bool
	events int
}

func (r *failing) Record(Event) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.events++; r.broken {
		return errors.New("the disk is full")
	}
	return nil
}

// pair is two servers whose proxies can ask each other.
func pair(lines ...policy.Line) (files, deploy *Session, records *failing) {
	records = &failing{}
	all := map[string]*Session{}
	for _, name := range []string{"files", "deploy"} {
		other := map[string]string{"files": "deploy", "deploy": "files"}[name]
		all[name] = New(Options{Server: name, Chance: func(b []byte) { rand.Read(b) }, Policy: policy.Policy{Lines: lines}, Recorder: records,
			Elsewhere: func(b Borrow) (vault.Loan, bool) { return all[other].Lend(b) }})
	}
	return all["files"], all["deploy"], records
}

func sinkLine(server, tool string, action policy.Action) policy.Line {
	return policy.Line{Rules: []string{SharedRestore}, Server: server, Tool: tool, Action: action}
}

const envFile = `{"content":[{"type":"text","text":"GITHUB_TOKEN=` + testToken + `\n"}]}`

func TestNamedSinksGetSecretsOfOthers(t *testing.T) {
	files, deploy, records := pair(sinkLine("deploy", "set_*", policy.Pass))
	handle := aHandle.FindString(reads(t, files, `{"path":"/w/.env"}`, envFile))
	if handle == "" {
		t.Fatal("nothing was taken out")
	}
	for name, spelled := range map[string]string{"as it is": handle, "upper case": strings.ToUpper(handle), "with a tail": handle + "-2"} {
		out := asks(deploy, "set_variable", `{"value":"x `+spelled+`"}`)
		if want := strings.Replace(`"value":"x `+spelled+`"`, spelled[:len(handle)], testToken, 1); !strings.Contains(string(out.Forward), want) {
			t.Errorf("%s: the server gets %s, not %s", name, out.Forward, want)
		}
	}
	out := asks(deploy, "set_json", `{"body":`+quote(`{"a":"`+handle+`"}`)+`}`)
	if !strings.Contains(string(out.Forward), quote(`{"a":"`+testToken+`"}`)) {
		t.Errorf("in a document: %s", out.Forward)
	}
	for name, call := range map[string][2]string{
		"another tool": {"post", `{"text":"` + handle + `"}`}, "a made-up one": {"set_variable", `{"value":"watchdog-kept-4f7k2m9x8qrt-github-token"}`}, "a key": {"set_variable", `{"` + handle + `":1}`},
	} {
		if out := asks(deploy, call[0], call[1]); out.Forward != nil || !strings.Contains(string(out.Reply), "foreign_handle") {
			t.Errorf("%s: %s %s", name, out.Forward, out.Reply)
		}
	}
	records.broken = true
	if out := asks(deploy, "set_variable", `{"value":"`+handle+`"}`); strings.Contains(string(out.Forward), testToken) {
		t.Error("what could not be written down goes on")
	}
	if _, ok := files.Lend(Borrow{Handle: handle, Server: "deploy", Tool: "set_variable"}); ok {
		t.Error("a loan that could not be written down is given")
	}
	records.broken = false
	files.Close()
	if out := asks(deploy, "set_variable", `{"value":"`+handle+`"}`); out.Forward != nil {
		t.Errorf("what was wiped is put back: %s", out.Forward)
	}
}

// TestOnlyNamedSinks: lines about everything, or that refuse, name nothing.
func TestOnlyNamedSinks(t *testing.T) {
	for name, lines := range map[string][]policy.Line{
		"none":            nil,
		"everything":      {{Action: policy.Pass}},
		"the rule alone":  {sinkLine("", "", policy.Pass)},
		"every server":    {sinkLine("*", "", policy.Pass)},
		"another server":  {sinkLine("chat", "", policy.Pass)},
		"refused":         {sinkLine("deploy", "", policy.Block)},
		"narrower":        {sinkLine("deploy", "", policy.Pass), sinkLine("deploy", "set_variable", policy.Hold)},
		"public restores": {{Rules: []string{"public_restore"}, Server: "deploy", Action: policy.Pass}},
	} {
		files, deploy, _ := pair(lines...)
		handle := aHandle.FindString(reads(t, files, `{"path":"/w/.env"}`, envFile))
		if out := asks(deploy, "set_variable", `{"value":"`+handle+`"}`); strings.Contains(string(out.Forward), testToken) {
			t.Errorf("%s: put back", name)
		}
		if _, ok := files.Lend(Borrow{Handle: handle, Server: "deploy", Tool: "set_variable"}); ok {
			t.Errorf("%s: lent", name)
		}
	}
}

// TestBothMayAskAtOnce: each waits for the other, and neither for ever.
func TestBothMayAskAtOnce(t *testing.T) {
	files, deploy, _ := pair(sinkLine("deploy", "", policy.Pass), sinkLine("files", "", policy.Pass))
	one := aHandle.FindString(reads(t, files, `{"path":"/w/.env"}`, envFile))
	two := aHandle.FindString(reads(t, deploy, `{"path":"/d/.env"}`, strings.Replace(envFile, testToken, strings.Replace(testToken, "Zk4", "Yj5", 1), 1)))
	done := make(chan bool)
	for range 2 {
		go func() {
			for range 200 {
				asks(files, "set", `{"value":"`+two+`"}`)
			}
			done <- true
		}()
		go func() {
			for range 200 {
				asks(deploy, "set", `{"value":"`+one+`"}`)
			}
			done <- true
		}()
	}
	for range 4 {
		select {
		case <-done:
		case <-time.After(time.Minute):
			t.Fatal("they wait for each other")
		}
	}
}
