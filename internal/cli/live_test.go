package cli

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// liveTest is a session whose configuration is edited under way.
type liveTest struct {
	*live
	file string
	mu   sync.Mutex
	told []string
}

func newLiveTest(t *testing.T, text string) *liveTest {
	t.Helper()
	dir := t.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_STATE_HOME", "XDG_CONFIG_HOME"} {
		t.Setenv(name, dir)
	}
	l := &liveTest{file: filepath.Join(dir, "c.yaml")}
	l.edit(t, text)
	read := func() (config.Config, error) { return config.Load(l.file, allRules()) }
	c, err := read()
	if err != nil {
		t.Fatal(err)
	}
	l.live = newLive(c, l.file, read, func(what string, failed bool) {
		l.mu.Lock()
		defer l.mu.Unlock()
		if failed {
			what = "failed: " + what
		}
		l.told = append(l.told, what)
	})
	return l
}

func (l *liveTest) edit(t *testing.T, text string) {
	t.Helper()
	if err := os.WriteFile(l.file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func (l *liveTest) last() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.told) == 0 {
		return ""
	}
	return l.told[len(l.told)-1]
}

func TestPolicyIsLoadedAnew(t *testing.T) {
	l := newLiveTest(t, "mode: strict")
	l.step()
	if l.now.Load().Mode != policy.Strict || l.last() != "" {
		t.Fatal("nothing was changed")
	}
	l.edit(t, "mode: monitor")
	l.step() // it is seen, and may still be written to
	if l.now.Load().Mode != policy.Strict {
		t.Error("a file was read that has not come to rest")
	}
	l.step()
	if l.now.Load().Mode != policy.Monitor || l.last() != "the policy was loaded anew" {
		t.Errorf("%v, %q", l.now.Load().Mode, l.last())
	}
	l.edit(t, "mode: monitor\nlimits:\n  grace: 3s\n")
	l.step()
	l.step()
	if !strings.Contains(l.last(), "count from the next start") {
		t.Errorf("%q", l.last())
	}
	l.edit(t, "mode: monitro")
	l.step()
	l.step()
	if l.now.Load().Mode != policy.Monitor || !strings.Contains(l.last(), "failed: ") || !strings.Contains(l.last(), "c.yaml:1:7: mode: ") || !strings.Contains(l.last(), "the old policy stays") {
		t.Errorf("%v, %q", l.now.Load().Mode, l.last())
	}
	n := len(l.told)
	l.step()
	l.step()
	if len(l.told) != n {
		t.Error("a mistake is told more than once")
	}
	if err := os.Remove(l.file); err != nil {
		t.Fatal(err)
	}
	l.step()
	l.step()
	if l.now.Load().Mode != policy.Monitor || !strings.Contains(l.last(), "is gone") {
		t.Errorf("%v, %q", l.now.Load().Mode, l.last())
	}
	l.edit(t, "mode: balanced")
	l.step()
	l.step()
	if l.now.Load().Mode != policy.Balanced {
		t.Errorf("%v, %q", l.now.Load().Mode, l.last())
	}
	if err := os.WriteFile(config.ExceptionsPath(l.file), []byte(`- {rule: ssrf, server: s, print: "0a", until: 2099-01-01}`), 0o600); err != nil {
		t.Fatal(err)
	}
	l.step()
	l.step()
	if len(l.now.Load().Lines) != 1 {
		t.Error("an exception was not seen")
	}
}

// Within a second everything is refused, and nothing is lost on the way: each
// request is either answered as usual or refused, in whatever order.
func TestStopWithinASecond(t *testing.T) {
	l := newLiveTest(t, "mode: balanced")
	done := make(chan struct{})
	defer close(done)
	go l.run(done)
	s := guard.New(guard.Options{Live: &l.now})
	ctx := context.Background()
	ask := func() bool {
		raw := []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`)
		forward, reply := s.Screen(ctx, message.FromClient, raw)
		if (forward == nil) == (reply == nil) {
			t.Fatalf("forward %s, reply %s", forward, reply)
		}
		if forward != nil {
			back, _ := s.Screen(ctx, message.FromServer, []byte(`{"jsonrpc":"2.0","id":1,"result":{"tools":[]}}`))
			if back == nil {
				t.Fatal("an answer was lost")
			}
		}
		return forward != nil
	}
	if !ask() {
		t.Fatal("refused too early")
	}
	if err := os.MkdirAll(filepath.Dir(l.stop), 0o700); err != nil {
		t.Fatal(err)
	}
	if err := replaceFile(l.stop, "on a Monday: a test"); err != nil {
		t.Fatal(err)
	}
	until := func(want bool) {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); ask() != want; time.Sleep(time.Millisecond) {
			if time.Now().After(end) {
				t.Fatal("nothing happened")
			}
		}
	}
	until(false)
	if why := l.now.Load().Stopped; why != "on a Monday: a test" {
		t.Errorf("%q", why)
	}
	if livePause >= 500*time.Millisecond {
		t.Error("files are not looked at often enough to stop within a second")
	}
	if err := os.Remove(l.stop); err != nil {
		t.Fatal(err)
	}
	until(true)
	for end := time.Now().Add(20 * time.Second); l.last() != "everything goes on again" && time.Now().Before(end); {
		time.Sleep(time.Millisecond)
	}
	if l.last() != "everything goes on again" {
		t.Errorf("%q", l.last())
	}
}

func TestTheKeyIsMadeOnce(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE", "LOCALAPPDATA", "XDG_STATE_HOME"} {
		t.Setenv(name, dir)
	}
	if printKey(false)() != nil {
		t.Error("there is a key that nobody made")
	}
	keys := make(chan string, 8)
	for range cap(keys) {
		go func() { keys <- string(printKey(true)()) }()
	}
	first := <-keys
	if len(first) != keyBytes {
		t.Fatalf("a key of %d bytes", len(first))
	}
	for range cap(keys) - 1 {
		if <-keys != first {
			t.Error("two processes have two keys")
		}
	}
	if string(printKey(false)()) != first {
		t.Error("another key the next time")
	}
}
