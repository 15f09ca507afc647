package sandbox

import (
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

func macProfile(t *testing.T, limited bool) string {
	t.Helper()
	p := scope.Default(scope.Machine{System: scope.Darwin, Home: "/Users/ada", Dir: "/Users/ada/shop", Temp: []string{"/private/tmp"}, Own: []string{"/Users/ada/Library/Application Support/mcp-watchdog"}})
	p.Declare("the test", []string{`/Users/ada/odd "name"`, "/Users/ada/shop/.git/hooks"}, []string{"/Users/ada/.aws"}, nil)
	if limited {
		h, err := scope.ParseHostPort("127.0.0.1:4711")
		if err != nil {
			t.Fatal(err)
		}
		p.Net = scope.Net{Limited: true, Hosts: []scope.HostPort{h, {Host: "api.example.com", Port: 443}}}
	}
	return Seatbelt(p.Compile(), "tag-1")
}

// last returns where a line stands; the later of two rules wins.
func last(t *testing.T, profile, line string) int {
	t.Helper()
	i := strings.LastIndex(profile, line)
	if i < 0 {
		t.Errorf("the profile has no %s", line)
	}
	return i
}

func TestSeatbelt(t *testing.T) {
	p := macProfile(t, false)
	everything := last(t, p, `(deny file-write* (with message "tag-1"))`)
	project := last(t, p, `(allow file-write* (subpath "/Users/ada/shop"))`)
	git := last(t, p, `(deny file-write* (regex #"/\.[gG][iI][tT]/[hH][oO][oO][kK][sS](/|$)") (with message "tag-1"))`)
	hooks := last(t, p, `(allow file-write* (subpath "/Users/ada/shop/.git/hooks"))`)
	own := last(t, p, `(deny file-write* (subpath "/Users/ada/Library/Application Support/mcp-watchdog") (with message "tag-1"))`)
	if !(everything < project && project < git && git < hooks && hooks < own) {
		t.Errorf("the order is %d %d %d %d %d", everything, project, git, hooks, own)
	}
	keys := last(t, p, `(deny file-read-data (subpath "/Users/ada/.ssh") (with message "tag-1"))`)
	if aws := last(t, p, `(allow file-read-data (subpath "/Users/ada/.aws"))`); aws < last(t, p, `(deny file-read-data (subpath "/Users/ada/.aws") (with message "tag-1"))`) || keys < everything {
		t.Error("what was declared does not come after what is built in")
	}
	last(t, p, `(allow file-write* (subpath "/Users/ada/odd \"name\""))`)
	last(t, p, `(deny appleevent-send (with message "tag-1"))`)
	if strings.Contains(p, "(remote ip") {
		t.Error("an open network was closed")
	}
	if depth := strings.Count(p, "(") - strings.Count(p, ")"); depth < -200 || depth > 200 { // those in expressions are uneven
		t.Errorf("%d parentheses are open", depth)
	}
	for line := range strings.Lines(p) {
		if !strings.HasPrefix(line, "(") || !strings.HasSuffix(line, ")\n") {
			t.Errorf("a rule goes on in the next line: %q", line)
		}
	}
}

func TestSeatbeltNetwork(t *testing.T) {
	p := macProfile(t, true)
	closed := last(t, p, `(deny network-outbound (remote ip) (with message "tag-1"))`)
	if own := last(t, p, `(allow network-outbound (remote ip "localhost:4711"))`); own < closed {
		t.Error("the proxy is closed")
	}
	if strings.Contains(p, "api.example.com") || strings.Contains(p, `"*:443"`) {
		t.Error("a name was opened beside the proxy")
	}
}

func TestSeatbeltDenial(t *testing.T) {
	line := `2026-11-29 04:00:00.000 Df kernel[0:1a2b] (Sandbox) Sandbox: node (vm)(4242) deny(1) file-write-create /Users/ada/.bashrc new tag-1`
	exe, pid, operation, path, ok := seatbeltDenial(line, "tag-1")
	if !ok || exe != "node (vm)" || pid != 4242 || operation != "file-write-create" || path != "/Users/ada/.bashrc new" {
		t.Errorf("%q %d %q %q %v", exe, pid, operation, path, ok)
	}
	for _, bad := range []string{"", "tag-1", "Sandbox: tag-1", "Sandbox: node(x) deny(1) a b tag-1", "Sandbox: node(1) allow(1) a b tag-1", strings.Replace(line, "tag-1", "tag-2", 1)} {
		if _, _, _, _, ok := seatbeltDenial(bad, "tag-1"); ok {
			t.Errorf("%q was read", bad)
		}
	}
	if op, ok := operationOf("file-read-data"); !ok || op != scope.Read {
		t.Error(op)
	}
}
