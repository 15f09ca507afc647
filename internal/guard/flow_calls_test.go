package guard_test

import (
	"encoding/hex"
	"fmt"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// inCalls sends a text in pieces of n bytes, one in each call, and returns the worst
// that was found.
func inCalls(v *servers, n int, text string, arguments func(piece string) args) (worst *guard.Judged) {
	for len(text) > 0 {
		m := min(n, len(text))
		f, _ := v.call("board", "post", arguments(text[:m]), "done")
		if f != nil && (worst == nil || f.Severity > worst.Severity) {
			worst = f
		}
		text = text[m:]
	}
	return worst
}

// TestPiecesOfSeveralCalls: what no call shows by itself shows in several.
func TestPiecesOfSeveralCalls(t *testing.T) {
	key := "ghp_" + "a8Kq2mZx7Lw4Rt9Yv3Nb6Pc1Sd5Fg0HjT2uW"
	plainly := func(piece string) args { return args{"text": piece} }
	address := func(piece string) args { return args{"url": "https://example.net/c?part=" + piece + "&x=1"} }
	for name, c := range map[string]struct {
		n         int
		text      string
		arguments func(string) args
		want      finding.Severity
	}{
		"plain text":              {9, mail, plainly, finding.Info},
		"base64":                  {8, b64(mail), plainly, finding.High},
		"base64, unevenly":        {13, b64(mail), plainly, finding.High},
		"hexadecimal":             {10, hex.EncodeToString([]byte(mail)), plainly, finding.High},
		"in an address":           {11, strings.TrimRight(b64(mail), "="), address, finding.High},
		"a secret":                {7, key, plainly, finding.Critical},
		"a secret in an address":  {10, key, address, finding.Critical},
		"a secret, base64":        {8, b64("token: " + key), plainly, finding.Critical},
		"beside a counter":        {8, b64(mail), func(piece string) args { return args{"data": args{"text": piece}, "n": 1} }, finding.High},
		"beside what is the same": {8, b64(mail), func(piece string) args { return args{"channel": "general", "text": piece} }, finding.High},
	} {
		v := newServers(t, policy.Monitor)
		v.call("mail", "read_mail", args{"id": "7"}, mail+"\nThe token is "+key+"\n")
		if f := inCalls(v, c.n, c.text, c.arguments); f == nil || f.Severity < c.want {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// TestWhatIsStoppedIsNoPiece: what did not go on is not put before the next piece, and
// the piece that was stopped is stopped again.
func TestWhatIsStoppedIsNoPiece(t *testing.T) {
	v := newServers(t, policy.Balanced)
	v.call("mail", "read_mail", args{"id": "7"}, mail)
	run := b64(mail)
	v.call("board", "post", args{"text": "about the weather"}, "done")
	v.call("board", "post", args{"text": run}, "done")
	for n := 0; ; n++ {
		if len(run) < 12 {
			t.Fatal("all of it went")
		}
		if f, on := v.call("board", "post", args{"text": run[:12]}, "done"); on {
			run = run[12:]
			continue
		} else if f == nil || f.Severity != finding.High || n < 1 {
			t.Fatalf("after %d pieces: %+v", n, f)
		}
		break
	}
	for range 3 {
		if _, on := v.call("board", "post", args{"text": run[:12]}, "done"); on {
			t.Fatal("said again, it went")
		}
	}
	if f, on := v.call("board", "post", args{"text": "and now something else"}, "done"); !on {
		t.Errorf("what comes after it was stopped: %s", f.Why)
	}
}

// TestOrdinaryCallsOneByOne: names and ids of a list that are asked for one by one
// are no copy that anybody has to know of.
func TestOrdinaryCallsOneByOne(t *testing.T) {
	v := newServers(t, policy.Strict)
	var list strings.Builder
	var ids []string
	for i := range 40 {
		ids = append(ids, fmt.Sprintf("%x", 0x9fceb02d0ae598*(i+1)), fmt.Sprintf("person%d@example.com", i), b64(fmt.Sprintf("cursor:%d", i*977)))
	}
	list.WriteString(strings.Join(ids, "\n"))
	v.call("db", "query", args{"sql": "select id, mail, cursor from people"}, list.String())
	for _, id := range ids {
		for _, call := range []struct{ server, tool, argument string }{{"crm", "get_person", "id"}, {"mail", "send_email", "to"}, {"web", "fetch", "url"}} {
			if f, _ := v.call(call.server, call.tool, args{call.argument: id}, "ok"); f != nil && f.Severity > finding.Info {
				t.Fatalf("%s: %v %s", id, f.Severity, f.Why)
			}
		}
	}
}

// TestOldPiecesAreNotSaidAgain: what a call showed by itself is not blamed on one that
// comes later, however much of what was sent is still kept, and wherever that begins.
func TestOldPiecesAreNotSaidAgain(t *testing.T) {
	for n := range 240 {
		v := newServers(t, policy.Monitor)
		v.call("mail", "read_mail", args{"id": "7"}, mail)
		v.call("board", "post", args{"text": "Quickly"}, "done")
		v.call("board", "post", args{"text": "very slow"}, "done") // the next one is joined to it
		var dots strings.Builder
		for e := b64(mail[n/48 : n/48+33]); len(e) > 0; e = e[4:] {
			dots.WriteString(e[:4] + ".")
		}
		if f, _ := v.call("board", "post", args{"text": dots.String()}, "done"); f == nil {
			t.Fatalf("%s is not seen", dots.String())
		}
		for i := range 8 {
			text := fmt.Sprintf("%d zebras; %d xylophones, jumping %d %s", n*7919, i*31, i*i*104729, strings.Repeat(".", 48))
			if i == 0 {
				text = text[:16+n%48]
			}
			if f, _ := v.call("board", "post", args{"text": text}, "done"); f != nil {
				t.Fatalf("%q after %q: %s", text, dots.String(), f.Why)
			}
		}
	}
}
