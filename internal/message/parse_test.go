package message

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"slices"
	"strconv"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/go-json-experiment/json/jsontext"
)

// jsontextStrings reads one JSON text with jsontext: its strings in order, or an error.
func jsontextStrings(raw []byte) ([]string, error) {
	d := jsontext.NewDecoder(bytes.NewReader(raw))
	var all []string
	values := 0
	for {
		tok, err := d.ReadToken()
		if err == io.EOF && values > 0 {
			return all, nil
		}
		if err != nil {
			return nil, err
		}
		if tok.Kind() == '"' {
			all = append(all, tok.String())
		}
		if d.StackDepth() == 0 {
			if values++; values > 1 {
				return nil, errors.New("two values")
			}
		}
	}
}

var texts = []string{
	`{}`, `[]`, `{"a":1}`, `{"a":[1,2,{"b":"c"}]}`, ` {"a" : "x\u0041\n" } `, `{"a":1,"a":2}`, `{"a":1,"\u0061":2}`,
	`[1,2`, `{"a"}`, `{"a":}`, `{,}`, `[,]`, `[1,]`, `{"a":1,}`, `nul`, `nulll`, `true`, `tru`, `-`, `-0`, `-0.0`, `01`, `1.`, `1e`,
	`1e400`, `1E+5`, `.5`, `+1`, `"\ud800"`, `"\ud83d\ude00"`, `"\x"`, `"\u12g4"`, `"a` + "\n" + `b"`, `"tab	"`, `"unterminated`,
	"\"\xff\"", "\xef\xbb\xbf{}", `{} {}`, `{}x`, `"\/"`, `{"k":{"k":{"k":[]}}}`, `[[[[[[]]]]]]`, `[1 2]`, `{"a":1 "b":2}`, `[}`, `{]`,
	strings.Repeat("9", 5000), `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"héllo \\u0041 \"q\""}]}}`,
	`[{"a":"b","c":"d","e":"f","g":"h","i":"j","k":"l","m":"n","o":"p","q":"r","s":"t","u":"v","w":"x","y":"z","a":"again"}]`,
}

// visitAll returns every string that a visit shows, in order.
func visitAll(raw []byte) []string {
	p := NewParser()
	w := &p.visitor
	w.reset(raw)
	w.root = unknown
	var all []string
	w.visit = func(f *Field) { all = append(all, strings.Clone(f.Text())) }
	if w.run() == nil {
		w.reset(raw)
		w.revisit()
	}
	return all
}

func checkAgainstOracle(t *testing.T, raw []byte) {
	t.Helper()
	p := NewParser()
	w := &p.walk
	w.reset(raw)
	var mine error
	if validUTF8(raw) >= 0 {
		mine = errors.New("not UTF-8")
	} else if err := w.run(); err != nil {
		mine = err
	}
	want, err := jsontextStrings(raw)
	var syntax *SyntaxError
	if errors.As(mine, &syntax) && syntax.Problem == TooDeep {
		return
	}
	if err != nil && strings.Contains(err.Error(), "surrogate") {
		return // the walker lets lone surrogates through: their reader decides
	}
	if bytes.Contains(raw, []byte(`\u`)) && (mine == nil) != (err == nil) && bytes.Contains(bytes.ToLower(raw), []byte(`\ud`)) {
		return // the same, where the oracle's message does not say so
	}
	if (mine == nil) != (err == nil) {
		t.Fatalf("%.200q: walker says %v, oracle says %v", raw, mine, err)
	}
	if mine != nil {
		return
	}
	got := visitAll(raw)
	if len(got) != len(want) {
		t.Fatalf("%.200q: %d strings, oracle has %d", raw, len(got), len(want))
	}
	for i := range got {
		if got[i] != want[i] {
			t.Fatalf("%.200q: string %d is %q, oracle has %q", raw, i, got[i], want[i])
		}
	}
}

func TestWalkerAgreesWithOracle(t *testing.T) {
	for _, s := range texts {
		checkAgainstOracle(t, []byte(s))
	}
}

func FuzzWalker(f *testing.F) {
	for _, s := range texts {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, raw []byte) { checkAgainstOracle(t, raw) })
}

// FuzzCuts cuts random parts out of every string and checks that exactly they
// are gone and nothing else changed.
func FuzzCuts(f *testing.F) {
	f.Add([]byte(`{"a":"x\u0041\ud83d\ude00y","b":["{\"c\":\"d\\n<e>\"}"]}`), uint16(1), uint16(3), "")
	f.Add([]byte(`"abc"`), uint16(0), uint16(2), "\"\n\u2028")
	f.Fuzz(func(t *testing.T, raw []byte, a, b uint16, with string) {
		if !json.Valid(raw) || !utf8.Valid(raw) || !utf8.ValidString(with) {
			return
		}
		p := NewParser()
		w := &p.visitor
		w.reset(raw)
		w.root = everything(ResultText)
		var cuts []Cut
		var want []string
		w.visit = func(f *Field) {
			text := strings.Clone(f.Text())
			from, to := int(a)%(len(text)+1), int(b)%(len(text)+1)
			if f.Key || from >= to || !runeBoundary(text, from) || !runeBoundary(text, to) {
				want = append(want, text)
				return
			}
			cuts = append(cuts, f.Cuts([]Span{{from, to}}, with)...)
			want = append(want, text[:from]+with+text[to:])
		}
		if w.run() != nil {
			return
		}
		w.reset(raw)
		w.revisit()
		out := Apply(raw, cuts)
		if len(cuts) == 0 && !bytes.Equal(out, raw) {
			t.Fatalf("no cuts, but %q became %q", raw, out)
		}
		if !json.Valid(out) {
			t.Fatalf("%q cut to %q, which is not JSON", raw, out)
		}
		got := visitAll(out)
		for i := range want {
			if got[i] != want[i] {
				t.Fatalf("%q: string %d is %q, want %q", raw, i, got[i], want[i])
			}
		}
	})
}

func runeBoundary(s string, i int) bool { return i == len(s) || utf8.RuneStart(s[i]) }

func TestProblems(t *testing.T) {
	for _, c := range []struct {
		raw  string
		want Problem
	}{
		{`npm WARN something`, NotJSON},
		{"{\"a\":\"\xe9\"}", InvalidUTF8},
		{`{"id":1,"result":{"a":1,"a":2}}`, DuplicateKey},
		{`{"id":1,"result":{},"result":{}}`, DuplicateKey},
		{`{"id":1,"result":{},"res\u0075lt":{}}`, DuplicateKey},
		{`{"id":1,"result":{},"Result":{}}`, BadEnvelope},
		{`{"id":1,"re` + "ſ" + `ult":{}}`, BadEnvelope},
		{`{"id":1,"Method":"x","result":{}}`, BadEnvelope},
		{`{"id":1,"method":"x","result":{}}`, BadEnvelope},
		{`{"id":1,"method":null,"result":{}}`, BadEnvelope},
		{`{"id":[1],"method":"x"}`, BadEnvelope},
		{`{"id":{},"result":1}`, BadEnvelope},
		{`{"id":true,"result":1}`, BadEnvelope},
		{`{"id":1,"method":7}`, BadEnvelope},
		{`{"id":"` + strings.Repeat("x", MaxIDBytes) + `","method":"ping"}`, BadEnvelope},
		{`{"id":1,"result":` + strings.Repeat("[", MaxDepth) + strings.Repeat("]", MaxDepth) + `}`, TooDeep},
		{`{"id":1,"result":{}} {"id":2,"result":{}}`, TrailingData},
		{`{"id":1,"result":{}}` + "\x00", TrailingData},
	} {
		_, err := NewParser().Parse(FromServer, []byte(c.raw))
		var syntax *SyntaxError
		if !errors.As(err, &syntax) || syntax.Problem != c.want {
			t.Errorf("%.80q: got %v, want %v", c.raw, err, c.want)
		}
	}
}

func TestKinds(t *testing.T) {
	for _, c := range []struct {
		raw    string
		kind   Kind
		id     string
		method string
	}{
		{`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`, Request, `1`, "tools/list"},
		{`{"params":{},"method":"tools\/call","id":"a\u0062"}`, Request, `"a\u0062"`, "tools/call"},
		{`{"method":"x","id":null}`, Notification, ``, "x"},
		{`{"method":"notifications/initialized","params":null}`, Notification, ``, "notifications/initialized"},
		{`{"id":123456789012345678901234567890,"result":null}`, Answer, `123456789012345678901234567890`, ""},
		{`{"id":1,"result":{},"error":null}`, Answer, `1`, ""},
		{`{"error":{"code":-32700,"message":"m"},"id":null}`, Answer, ``, ""},
		{`{"error":{"code":-32700,"message":"m"}}`, Answer, ``, ""},
		{` [ {"id":1,"method":"a"} , {"id":2,"method":"b"} ] `, Batch, ``, ""},
		{`{"level":"info","msg":"x"}`, Junk, ``, ""},
		{`42`, Junk, ``, ""},
	} {
		m, err := NewParser().Parse(FromServer, []byte(c.raw))
		if err != nil {
			t.Errorf("%s: %v", c.raw, err)
			continue
		}
		if m.Kind != c.kind || string(m.ID) != c.id || m.Method != c.method {
			t.Errorf("%s: kind %d id %q method %q", c.raw, m.Kind, m.ID, m.Method)
		}
	}
}

func TestIDsThatAreTheSame(t *testing.T) {
	key := func(s string) string { return string(AppendIDKey(nil, []byte(s))) }
	for _, same := range [][]string{
		{`1`, `1.0`, `1e0`, `10e-1`, `0.1e1`, `1.000`}, {`0`, `-0`, `0.0`, `0e99999999999`}, {`"a"`, `"\u0061"`}, {`-12`, `-1.2e1`},
		{`100`, `1e2`, `1E+2`},
	} {
		for _, s := range same[1:] {
			if key(s) != key(same[0]) {
				t.Errorf("%s and %s should be one id: %q, %q", same[0], s, key(same[0]), key(s))
			}
		}
	}
	seen := map[string]string{}
	for _, s := range []string{`1`, `"1"`, `-1`, `10`, `0.1`, `9007199254740992`, `9007199254740993`, `"n1"`, `1e400`, `"+1e1"`, `101`, `1.01`} {
		if other, ok := seen[key(s)]; ok {
			t.Errorf("%s and %s should be two ids", s, other)
		}
		seen[key(s)] = s
	}
}

func TestPointersAndNesting(t *testing.T) {
	raw := []byte(`{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"x"},{"type":"text","text":" {\"a/b\":[0,{\"~\":\"deep \\u003c!\"}]}"}]}}`)
	m, err := NewParser().Parse(FromServer, raw)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	var cut []Cut
	m.Visit("tools/call", func(f *Field) {
		opened := f.Open(func(in *Field) {
			got = append(got, in.Pointer()+"="+in.Text())
			if !in.Key {
				cut = append(cut, in.Cuts([]Span{{5, 7}}, "«\"»")...)
			}
		})
		if !f.Key && !opened {
			got = append(got, f.Pointer())
		}
	}, nil)
	want := []string{
		"/jsonrpc", "/result/content/0/type", "/result/content/0/text", "/result/content/1/type",
		"/result/content/1/text#/a~1b=a/b", "/result/content/1/text#/a~1b/1/~0=~", "/result/content/1/text#/a~1b/1/~0=deep <!",
	}
	if strings.Join(got, "\n") != strings.Join(want, "\n") {
		t.Errorf("got\n%s", strings.Join(got, "\n"))
	}
	const after = `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"x"},{"type":"text","text":" {\"a/b\":[0,{\"~\":\"deep «\\\"»\"}]}"}]}}`
	if out := Apply(raw, cut); string(out) != after {
		t.Errorf("cut to %s", out)
	}
}

func TestParseAllocatesNothing(t *testing.T) {
	raw := []byte(`{"jsonrpc":"2.0","id":17,"method":"tools/call","params":{"name":"a","arguments":{"q":"some text","n":[1,2,3]}}}`)
	p := NewParser()
	if n := testing.AllocsPerRun(100, func() {
		if _, err := p.Parse(FromClient, raw); err != nil {
			t.Fatal(err)
		}
	}); n != 0 {
		t.Errorf("%v allocations per message", n)
	}
}

// TestVisitBeyondTheTape: strings behind those that Parse remembers are read
// anew, and are the same.
func TestVisitBeyondTheTape(t *testing.T) {
	var want []string
	for i := range 3 * maxTape {
		want = append(want, strings.Repeat("a\"\\\n\té ", i%5)+strconv.Itoa(i))
	}
	raw, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": 1, "method": "m", "params": map[string]any{"list": want}})
	if err != nil {
		t.Fatal(err)
	}
	m, err := NewParser().Parse(FromClient, raw)
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		var got []string
		m.Visit("m", func(f *Field) {
			if !f.Key && f.Surface == Unknown {
				got = append(got, strings.Clone(f.Text()))
			}
		}, nil)
		if !slices.Equal(got, want) {
			t.Fatalf("%d strings were seen, not %d", len(got), len(want))
		}
	}
}
