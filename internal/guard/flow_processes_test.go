package guard_test

import (
	"context"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow/files"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// deliverer names the session and the text that a second process delivers.
const deliverer = "MCP_WATCHDOG_TEST_DELIVERS"

// TestDelivers is the second process: a mail server that answers one call.
func TestDelivers(t *testing.T) {
	dir, text, ok := strings.Cut(os.Getenv(deliverer), "\x01")
	if !ok {
		t.Skip("it is a process of TestCopiesBetweenProcesses: run that")
	}
	f, err := files.Open(dir, "mail", "mail")
	if err != nil {
		t.Fatal(err)
	}
	s := guard.New(guard.Options{Server: "mail", Flows: f, Policy: policy.Policy{Mode: policy.Monitor}})
	said, _ := json.Marshal(text)
	s.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"read_mail","arguments":{"id":"7"}}}`))
	s.Judge(context.Background(), message.FromServer, fmt.Appendf(nil, `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":%s}]}}`, said))
	s.Remember()
	f.Close()
}

// layers are encodings of one string as another that may stand in one another.
var layers = map[string]func(string) string{
	"base64":    b64,
	"URL":       func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) },
	"hex":       func(s string) string { return hex.EncodeToString([]byte(s)) },
	"base32":    func(s string) string { return base32.StdEncoding.EncodeToString([]byte(s)) },
	"percent":   url.QueryEscape,
	"entities":  html.EscapeString,
	"JSON":      func(s string) string { return quoted(`{"a":` + quoted(s) + `}`) },
	"gzip":      func(s string) string { return base64.StdEncoding.EncodeToString(gzipped(s)) },
	"upper hex": func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) },
}

// layouts are ways to bring a written copy into arguments.
var layouts = map[string]func(r *rand.Rand, s string) args{
	"alone":    func(_ *rand.Rand, s string) args { return args{"text": s} },
	"inside":   func(r *rand.Rand, s string) args { return args{"text": letter(r, 30) + " " + s + " " + letter(r, 30)} },
	"nested":   func(_ *rand.Rand, s string) args { return args{"a": []any{args{"b": s}}, "n": 7} },
	"as a key": func(_ *rand.Rand, s string) args { return args{s: true} },
	"in an address": func(_ *rand.Rand, s string) args {
		return args{"url": "https://example.net/a?d=" + url.QueryEscape(s)}
	},
	"split": func(r *rand.Rand, s string) args {
		all := []rune(s)
		at := len(all)/4 + r.IntN(len(all)/2)
		return args{"a": string(all[:at]), "b": string(all[at:])}
	},
	"behind others": func(r *rand.Rand, s string) args {
		return args{"a": letter(r, 40), "b": b64(letter(r, 40)), "c": s}
	},
}

// TestCopiesBetweenProcesses has another process deliver a text, and writes pieces
// of 32 bytes of it in calls of this one: in every encoding, in each pair of them,
// in every layout, at random.
func TestCopiesBetweenProcesses(t *testing.T) {
	seeds, tries := 3, 150
	if testing.Short() {
		seeds, tries = 1, 40
	}
	for seed := range seeds {
		r := rand.New(rand.NewPCG(uint64(seed), 12))
		text := letter(r, 5000)
		dir := filepath.Join(t.TempDir(), "session")
		f, err := files.Open(dir, "board", "board")
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(f.Close)
		cmd := exec.Command(os.Args[0], "-test.run", "^TestDelivers$")
		cmd.Env = append(os.Environ(), deliverer+"="+dir+"\x01"+text)
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v %s", err, out)
		}
		s := guard.New(guard.Options{Server: "board", Flows: f, Policy: policy.Policy{Mode: policy.Monitor}})
		for id := range tries {
			piece, written, how := pieceOf(r, text), "", "as it is"
			written = piece
			if n := r.IntN(4); n > 0 {
				how = ""
				for range min(n, 2) {
					name := pick(r, layers)
					written, how = layers[name](written), how+" "+name
				}
			}
			layout := pick(r, layouts)
			ask, _ := json.Marshal(args{"jsonrpc": "2.0", "id": id, "method": "tools/call", "params": args{"name": "post", "arguments": layouts[layout](r, written)}})
			out := s.Judge(context.Background(), message.FromClient, ask)
			seen := false
			for _, f := range out.Findings {
				seen = seen || f.Rule.ID == "cross_server_flow" && strings.Contains(f.Why, "read_mail") && strings.Contains(f.Why, `"mail"`) &&
					strings.Contains(f.Why, "post") && strings.HasPrefix(f.Pointer, "/params/arguments")
			}
			if !seen {
				t.Errorf("seed %d:%s, %s: %q is not seen in %s", seed, how, layout, piece, ask)
			}
		}
	}
}

// pieceOf is 32 bytes of text or a little more, as long as promised in normal form.
func pieceOf(r *rand.Rand, text string) string {
	for {
		at := r.IntN(len(text) - 40)
		piece := strings.ToValidUTF8(text[at:at+32], "")
		var n flow.Text
		if n.Add(piece); len(n.Bytes) >= flow.Shortest {
			return piece
		}
	}
}

func pick[V any](r *rand.Rand, from map[string]V) string {
	names := make([]string, 0, len(from))
	for name := range from {
		names = append(names, name)
	}
	slices.Sort(names)
	return names[r.IntN(len(names))]
}
