package flow

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

const start = 1_000_000

var letters = []rune("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.,:;é\"'")

// prose returns random text of n bytes with words, line ends and accents.
func prose(r *rand.Rand, n int) string {
	var b strings.Builder
	for b.Len() < n {
		for range 2 + r.IntN(8) {
			b.WriteRune(letters[r.IntN(len(letters))])
		}
		b.WriteString([]string{" ", " ", " ", "\n", ", "}[r.IntN(5)])
	}
	return b.String()
}

func newTable(slots int) *Table { return NewTable(make([]uint64, Words(64, slots)), 64, slots) }

// learn enters a text, as servers deliver it.
func learn(t *Table, k *Key, text string, now int64, d Delivery) {
	d.Time = now
	n := t.Begin(d)
	var x Text
	x.Add(text)
	for _, m := range x.Marks(k) {
		t.Add(m.Hash, n, now)
	}
}

func seen(t *Table, k *Key, text string, now int64) bool {
	var x Text
	x.Add(text)
	for _, m := range x.Marks(k) {
		if _, _, ok := t.Find(m.Hash, now); ok {
			return true
		}
	}
	return false
}

// TestEveryCopyIsSeen cuts out pieces everywhere and writes them in every form
// that is no other text.
func TestEveryCopyIsSeen(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	k := NewKey(r.Uint64(), r.Uint64(), r.Uint64())
	text := prose(r, 20000)
	table := newTable(1 << 14)
	learn(table, &k, text, start, Delivery{Tool: "read"})
	forms := map[string]func(string) string{
		"as it is":     func(s string) string { return s },
		"upper case":   strings.ToUpper,
		"reflowed":     func(s string) string { return strings.ReplaceAll(s, " ", "\n\t") },
		"spaced":       func(s string) string { return strings.Join(strings.Split(s, ""), " ") },
		"without":      func(s string) string { return strings.ReplaceAll(s, " ", "") },
		"JSON":         func(s string) string { return strings.NewReplacer(`"`, `\"`, "\n", `\n`).Replace(s) },
		"JSON in JSON": func(s string) string { return strings.NewReplacer(`"`, `\\\"`, "\n", `\\n`).Replace(s) },
		"decomposed":   norm.NFD.String,
		"full width": func(s string) string {
			return strings.Map(func(c rune) rune {
				if c > ' ' && c < 0x7F {
					return c + 0xFEE0
				}
				return c
			}, s)
		},
		"typographic": func(s string) string { return strings.NewReplacer("'", "’", `"`, "“").Replace(s) },
		"inside":      func(s string) string { return prose(r, 100) + s + prose(r, 100) },
	}
	runes, pieces := []rune(text), 0
	for from := 0; from+32 <= len(runes); from += 1 + r.IntN(3) {
		piece := string(runes[from : from+32])
		if solid := strings.Map(func(c rune) rune {
			if unicode.IsSpace(c) {
				return -1
			}
			return c
		}, piece); len([]rune(solid)) < Shortest {
			continue
		}
		pieces++
		for name, form := range forms {
			if !seen(table, &k, form(piece), start+60) {
				t.Fatalf("%s: %q is not seen", name, piece)
			}
		}
	}
	if pieces < 1000 {
		t.Errorf("only %d pieces were tried", pieces)
	}
	for range 2000 {
		if other := prose(r, 60); seen(table, &k, other, start) {
			t.Errorf("%q was never there", other)
		}
	}
	if seen(table, &k, text, start+Lifetime+1) {
		t.Error("what was delivered more than an hour ago counts")
	}
}

func TestRunsAreDecodedAtEveryPhase(t *testing.T) {
	const text = "The offer for the mill stands at four million until the ninth."
	b := []byte(text)
	for name, run := range map[string]string{
		"base64":   base64.StdEncoding.EncodeToString(b),
		"URL":      base64.RawURLEncoding.EncodeToString([]byte("\xff\xfe\xfd" + text)),
		"hex":      hex.EncodeToString(b),
		"upper":    strings.ToUpper(hex.EncodeToString(b)),
		"shifted":  "x" + base64.StdEncoding.EncodeToString(b),
		"shifted2": "xyz" + base64.StdEncoding.EncodeToString(b),
		"in words": "see " + base64.StdEncoding.EncodeToString(b) + " there",
		"wrapped":  base64.StdEncoding.EncodeToString(b)[:40] + "\n" + base64.StdEncoding.EncodeToString(b)[40:],
		"pairs":    strings.TrimSpace(strings.Join(pairs(hex.EncodeToString(b)), " ")),
		"colons":   strings.Join(pairs(hex.EncodeToString(b)), ":"),
		"fours":    base64.StdEncoding.EncodeToString(b)[:4] + " " + base64.StdEncoding.EncodeToString(b)[4:8] + " " + base64.StdEncoding.EncodeToString(b)[8:],
	} {
		found := false
		var d Decoder
		d.Runs(run, func(_, _ int, _ Shape, decoded []byte) {
			found = found || strings.Contains(string(decoded), text[8:len(text)-2])
		})
		if !found {
			t.Errorf("%s: %s is not decoded", name, run)
		}
	}
}

func pairs(s string) (all []string) {
	for ; len(s) > 1; s = s[2:] {
		all = append(all, s[:2])
	}
	return all
}

// TestTyped: what the client sent first is nobody's content, and what a server
// delivered first stays that.
func TestTyped(t *testing.T) {
	k := NewKey(1, 2, 3)
	table := newTable(MinSlots)
	const first, second = "the user wrote this one before anybody", "a server delivered this one before that"
	learn(table, &k, first, start, Delivery{Kind: Typed, Tool: "ask"})
	learn(table, &k, second, start, Delivery{Tool: "read"})
	learn(table, &k, first, start+1, Delivery{Tool: "read"})
	learn(table, &k, second, start+1, Delivery{Kind: Typed, Tool: "ask"})
	var x Text
	for text, typed := range map[string]bool{first: true, second: false} {
		x.Reset()
		x.Add(text)
		for _, m := range x.Marks(&k) {
			if _, kind, ok := table.Find(m.Hash, start+2); !ok || kind&Typed != 0 != typed {
				t.Errorf("%q: %v %v", text, kind, ok)
			}
		}
	}
}

// TestFullTablesForgetTheOldest: a flood costs what came before it, and no more
// than the table.
func TestFullTablesForgetTheOldest(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	k := NewKey(r.Uint64(), r.Uint64(), r.Uint64())
	table := newTable(1 << 12)
	var last string
	for i := range 40 {
		last = prose(r, 4000)
		learn(table, &k, last, start+int64(i)*60, Delivery{Tool: "flood"})
	}
	for from := 0; from+40 < len(last); from += 20 {
		if !seen(table, &k, last[from:from+40], start+40*60) {
			t.Fatalf("%q is not seen", last[from:from+40])
		}
	}
}

func TestDeliveriesAreToldApart(t *testing.T) {
	k := NewKey(5, 6, 7)
	table, larger := newTable(MinSlots), newTable(4*MinSlots)
	text := map[string]string{"read_mail": "a mail about the price of the old mill", "get_page": "a page about the boats in the harbour"}
	learn(table, &k, text["read_mail"], start, Delivery{Kind: Private, Tool: "read_mail"})
	learn(table, &k, text["get_page"], start+100, Delivery{Kind: Untrusted, Tool: "get_page"})
	table.MoveTo(larger, start+100)
	for _, in := range []*Table{table, larger} {
		for tool, text := range text {
			var x Text
			x.Add(text)
			number, _, ok := in.Find(x.Marks(&k)[0].Hash, start+200)
			if d := in.Delivery(number); !ok || d.Tool != tool {
				t.Errorf("%s: %+v %v", tool, d, ok)
			}
		}
	}
	if OpenTable(make([]uint64, 100)) != nil {
		t.Error("nothing is a table")
	}
}

func TestCodes(t *testing.T) {
	for text, want := range map[string]string{
		"Your login code is 558213":              "558213",
		"Use 4821 as your PIN. Never share it.":  "4821",
		"558213 is your verification code":       "558213",
		"Ваш код: 77120":                         "77120",
		"您的验证码是 839201":                          "839201",
		"Invoice 558213 of March":                "",
		"error code 40312 in the pager":          "",
		"zip code 90210":                         "",
		"postal code NL-20245":                   "",
		"code review in 2024":                    "",
		"error code 0x558213":                    "",
		"the code costs $5582 and runs on :8080": "",
	} {
		got := ""
		Codes(text, func(code string) { got = code })
		if got != want {
			t.Errorf("%q: %q, not %q", text, got, want)
		}
	}
}

// TestBeyondASCII: characters beyond ASCII are taken apart by themselves, with the
// outcome that the whole text would have had.
func TestBeyondASCII(t *testing.T) {
	r := rand.New(rand.NewPCG(5, 6))
	pieces := []string{"a", "B", " ", "é", "e\u0301", "\u0327", "ﬁ", "„", "’", "я", "Й", "ß", "漢", "カ\u3099", "\\n", "\\u00e9", "\\ud83d\\ude00", "&#233;", "&quot;", "&amp;#233;", "\u200b", "…",
		"😀", "❤\ufe0f", "\U000E0041", "＆", "＼", "amp;", "lt;", "n", "Ａ", "ﷺ", "\\", "&", "\xff", "\xc3", "한", "\u1161", "x", "\u0345", "ς", "Σ", "ı", "İ", "\u034f", "ǆ", "\ufeff"}
	for range 50000 {
		text := "é"
		for range r.IntN(14) {
			text += pieces[r.IntN(len(pieces))]
		}
		var parts, whole Text
		parts.Add(text)
		whole.addWide(text)
		if string(parts.Bytes) != string(whole.Bytes) {
			t.Fatalf("%q: %q, not %q", text, parts.Bytes, whole.Bytes)
		}
	}
}

// TestLoose: a run in base64url that is taken apart is put together with all its signs,
// and letters that are set apart are without what also stands between words.
func TestLoose(t *testing.T) {
	var d Decoder
	say := func(text string) (all []string) {
		d.Loose(text, func(joined []byte, run bool) { all = append(all, fmt.Sprintf("%s %v", joined, run)) })
		return all
	}
	const code = "Q29-cHktX1_A-QzVkMDAyNWE4YjY_0ZDM4-ZmZlMTEyMzQ1"
	apart := code[:7] + "\"\n\"" + code[7:20] + "\"\n\"" + code[20:31] + "\", \"" + code[31:]
	if got := say(apart); !slices.Equal(got, []string{code + " true"}) {
		t.Errorf("%q", got)
	}
	if got := say(strings.Join(strings.Split("thekeyisunderthematbythedoorofthehouse", ""), "-")); !slices.Contains(got, "thekeyisunderthematbythedoorofthehouse false") {
		t.Errorf("%q", got)
	}
	if got := say("An ordinary line of a text, with a few words and nothing else in it."); got != nil {
		t.Errorf("%q", got)
	}
}
