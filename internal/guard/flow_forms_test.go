package guard_test

import (
	"bytes"
	"compress/gzip"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"math/rand/v2"
	"net/url"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

var someWords = strings.Fields(`harbour boats mill price offer million until ninth board meets small room tell nobody weather north stays cold
	end week river sand slow down fall ticket Saturday show Grace keeps two left "quoted" it's über naïve (see 14.2) path/to/file.txt x=7; £40
	notes@example.com 2026-03-09 roof wait May builders prices three`)

// letter is n bytes or a little more of words.
func letter(r *rand.Rand, n int) string {
	var b strings.Builder
	for b.Len() < n {
		b.WriteString(someWords[r.IntN(len(someWords))])
		b.WriteString([]string{" ", " ", " ", "\n", ", "}[r.IntN(5)])
	}
	return b.String()
}

func gzipped(s string) []byte {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return b.Bytes()
}

func quoted(s string) string {
	b, _ := json.Marshal(s)
	return string(b)
}

// forms are ways to write a copy that is no paraphrase.
var forms = map[string]func(r *rand.Rand, s string) args{
	"as it is":   one(func(s string) string { return s }),
	"upper case": one(strings.ToUpper),
	"base64":     one(b64),
	"URL alphabet": one(func(s string) string {
		return base64.RawURLEncoding.EncodeToString([]byte(s))
	}),
	"hex":     one(func(s string) string { return hex.EncodeToString([]byte(s)) }),
	"base32":  one(func(s string) string { return base32.StdEncoding.EncodeToString([]byte(s)) }),
	"percent": one(url.QueryEscape),
	"path":    one(url.PathEscape),
	"all percent": one(func(s string) string {
		return strings.ToUpper(strings.ReplaceAll(fmt.Sprintf("% x", " "+s), " ", "%"))
	}),
	"entities": one(html.EscapeString),
	"numeric entities": one(func(s string) string {
		var b strings.Builder
		for _, c := range s {
			fmt.Fprintf(&b, "&#%d;", c)
		}
		return b.String()
	}),
	"JSON in JSON":         one(func(s string) string { return quoted(`{"a":` + quoted(s) + `}`) }),
	"gzip and base64":      one(func(s string) string { return base64.StdEncoding.EncodeToString(gzipped(s)) }),
	"base64 twice":         one(func(s string) string { return b64(b64(s)) }),
	"base64 of hex":        one(func(s string) string { return b64(hex.EncodeToString([]byte(s))) }),
	"base64 in an address": one(func(s string) string { return "https://example.net/a?x=1&d=" + url.QueryEscape(b64(s)) }),
	"base64 of JSON":       one(func(s string) string { return b64(`{"note":` + quoted(s) + `}`) }),
	"lines of base64": one(func(s string) string {
		e := b64(s)
		return e[:20] + "\n" + e[20:]
	}),
	"no spaces": one(func(s string) string { return strings.Join(strings.Fields(s), "") }),
	"inside":    one(func(s string) string { return "He wrote that " + s + " and I thought of you." }),
	"in two arguments": func(r *rand.Rand, s string) args {
		all := []rune(s)
		at := 1 + r.IntN(len(all)-2)
		return args{"a": string(all[:at]), "b": string(all[at:])}
	},
	"in pieces of base64": func(_ *rand.Rand, s string) args {
		a, e := args{}, b64(s)
		for i := 0; len(e) > 0; i++ {
			n := min(9, len(e))
			a[fmt.Sprintf("p%02d", i)], e = e[:n], e[n:]
		}
		return a
	},
	"numbers of bytes": func(_ *rand.Rand, s string) args {
		var all []any
		for _, c := range []byte(s) {
			all = append(all, c)
		}
		return args{"data": all}
	},
	"dots in base64": one(func(s string) string {
		var b strings.Builder
		for e := b64(s); len(e) > 0; e = e[min(4, len(e)):] {
			b.WriteString(e[:min(4, len(e))] + ".")
		}
		return b.String()
	}),
	"uneven pieces": one(func(s string) string {
		var b strings.Builder
		e := b64(s)
		for i := 0; len(e) > 0; i++ {
			n := min(5+i%3, len(e))
			b.WriteString(e[:n] + " ")
			e = e[n:]
		}
		return b.String()
	}),
	"in a list": func(_ *rand.Rand, s string) args { return args{"a": []any{args{"b": s}}} },
	"turned around": func(r *rand.Rand, s string) args { // both halves are long enough
		return args{"a": b64(letter(r, 40)), "b": letter(r, 50) + s}
	},
}

func one(form func(string) string) func(*rand.Rand, string) args {
	return func(_ *rand.Rand, s string) args { return args{"text": form(s)} }
}

// TestEveryCopyIsSeen cuts pieces of 32 bytes out of what one server delivered,
// anywhere, and writes them in every form in a call of another.
func TestEveryCopyIsSeen(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	text := letter(r, 6000)
	v := newServers(t, policy.Monitor)
	v.call("mail", "read_mail", args{"id": "7"}, text)
	rounds := 12
	if testing.Short() {
		rounds = 2
	}
	for range rounds {
		for name, form := range forms {
			piece := ""
			for normal := 0; normal < flow.Shortest; {
				at := r.IntN(len(text) - 40)
				piece = strings.ToValidUTF8(text[at:at+32], "")
				var n flow.Text
				n.Add(piece)
				normal = len(n.Bytes)
			}
			if f, _ := v.call("board", "do", form(r, piece), "done"); f == nil {
				t.Errorf("%s: %q is not seen", name, piece)
			}
		}
	}
	for range 40 {
		if f, _ := v.call("board", "do", args{"text": letter(r, 40) + fmt.Sprint(r.Uint64())}, "done"); f != nil && strings.Contains(f.Why, "base64") {
			t.Errorf("nothing was copied: %s", f.Why)
		}
	}
}
