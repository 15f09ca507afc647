package e2e

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// session is one conversation that is held twice: directly with the server,
// and with a proxy between.
type session struct {
	server []string        // command line of the server
	env    []string        // extra environment entries
	script func(c *client) // the conversation; the same lines each time
	// deterministic says that the server writes the same bytes each time, so
	// that the two runs can be compared byte for byte as well.
	deterministic bool
}

// run holds the session directly and through proxy (a command line prefix)
// and fails the test on every difference.
func (s session) run(t *testing.T, proxy []string) {
	t.Helper()
	direct := start(t, isolatedEnv(t, s.env...), s.server...)
	s.script(direct)
	direct.finish(500 * time.Millisecond)

	proxied, diffs := s.through(t, proxy)
	for _, d := range diffs {
		t.Error(d)
	}
	compareRuns(t, direct, proxied)
	if s.deterministic && !t.Failed() {
		if d := difference("sent", direct.sent.Bytes(), proxied.sent.Bytes()); d != "" {
			t.Error("without and with the proxy: " + d)
		}
		if d := difference("received", direct.received.Bytes(), proxied.received.Bytes()); d != "" {
			t.Error("without and with the proxy: " + d)
		}
	}
}

// through holds the session through proxy with a tap before the server, and
// returns what differs between the two sides of the proxy, and what the proxy
// had to say: these sessions are harmless, so that would be a false alarm.
func (s session) through(t *testing.T, proxy []string) (*client, []string) {
	t.Helper()
	dir := t.TempDir()
	c := start(t, isolatedEnv(t, s.env...), slices.Concat(proxy, []string{self(t), roleTap, dir}, s.server)...)
	s.script(c)
	var diffs []string
	if !c.finish(patience / 2) {
		diffs = append(diffs, "the proxy did not end by itself after its stdin had ended: it has to end a server that does not")
	}
	if c.sent.Len() == 0 || c.received.Len() == 0 {
		diffs = append(diffs, "the session is empty")
	}
	for _, side := range []struct {
		name, file    string
		before, after []byte
	}{
		{"client to server", toServerFile, c.sent.Bytes(), nil},
		{"server to client", fromServerFile, nil, c.received.Bytes()},
	} {
		tapped, err := os.ReadFile(filepath.Join(dir, side.file))
		if err != nil {
			t.Fatalf("the tap left no record: %v\nstderr: %s", err, c.stderrText())
		}
		if side.before == nil {
			side.before = tapped
		} else {
			side.after = tapped
		}
		if d := difference(side.name, side.before, side.after); d != "" {
			diffs = append(diffs, d)
		}
	}
	for line := range strings.Lines(c.stderrText()) {
		if strings.HasPrefix(line, "mcp-watchdog:") && !strings.HasPrefix(line, "mcp-watchdog: sandbox ") { // which each start says
			diffs = append(diffs, "a false alarm: "+strings.TrimSpace(line))
		}
	}
	return c, diffs
}

// difference describes the first place where two byte streams part, "" when
// they are the same.
func difference(name string, before, after []byte) string {
	if bytes.Equal(before, after) {
		return ""
	}
	at := 0
	for at < len(before) && at < len(after) && before[at] == after[at] {
		at++
	}
	line := bytes.Count(before[:at], []byte("\n")) + 1
	return fmt.Sprintf("%s: %d bytes went in, %d came out; they differ from byte %d (line %d) on\n in: %s\nout: %s",
		name, len(before), len(after), at, line, around(before, at), around(after, at))
}

// around quotes the neighbourhood of an offset.
func around(data []byte, at int) string {
	from, to := max(0, at-80), min(len(data), at+160)
	return fmt.Sprintf("%q", data[from:to])
}

// compareRuns checks that two runs of a script went the same way: the same
// answers in the same order, the same requests of the server in the same
// order, the same kinds of notifications. How often a notification comes and
// where it falls between answers is the server's timing.
func compareRuns(t *testing.T, direct, proxied *client) {
	t.Helper()
	if a, b := summary(direct, "answer"), summary(proxied, "answer"); !slices.Equal(a, b) {
		t.Errorf("answers differ\ndirect:  %s\nproxied: %s", strings.Join(a, ", "), strings.Join(b, ", "))
	}
	if a, b := summary(direct, "request"), summary(proxied, "request"); !slices.Equal(a, b) {
		t.Errorf("requests of the server differ\ndirect:  %s\nproxied: %s", strings.Join(a, ", "), strings.Join(b, ", "))
	}
	kinds := func(c *client) []string {
		list := summary(c, "notification")
		slices.Sort(list)
		return slices.Compact(list)
	}
	if a, b := kinds(direct), kinds(proxied); !slices.Equal(a, b) {
		t.Errorf("kinds of notifications differ\ndirect:  %s\nproxied: %s", strings.Join(a, ", "), strings.Join(b, ", "))
	}
}

func summary(c *client, kind string) []string {
	var list []string
	for _, e := range c.events {
		if e.kind != kind {
			continue
		}
		switch kind {
		case "answer":
			list = append(list, fmt.Sprintf("%s failed=%t", e.id, e.failed))
		case "request":
			list = append(list, e.id+" "+e.method)
		default:
			list = append(list, e.method)
		}
	}
	return list
}
