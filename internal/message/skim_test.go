package message

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

func skim(pieces ...string) Envelope {
	var s Skimmer
	for _, p := range pieces {
		s.Write([]byte(p))
	}
	return s.Envelope()
}

func TestSkimmer(t *testing.T) {
	long := strings.Repeat("x", MaxIDBytes)
	for _, c := range []struct {
		name, text, id, method string
		answer                 bool
	}{
		{"request", `{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"id":8,"method":"no"}}`, `7`, "tools/call", false},
		{"id last", `{"params":{"a":[{"id":1},"}{\"id\":2"]},"method":"ping","id":"a\"b"}`, `"a\"b"`, "ping", false},
		{"result", `{"id":1,"result":{"error":1}}`, `1`, "", true},
		{"error", ` { "error" : null , "id" : -1.5e3 } `, `-1.5e3`, "", true},
		{"notification", `{"method":"notifications/progress"}`, ``, "notifications/progress", false},
		{"escaped keys", `{"\u0069\u0064":3,"m\u0065thod":"\u0070ing","re\u0073ult":0}`, `3`, "ping", true},
		{"escaped method", `{"method":"a\/b\n\ud83d\ude00\ud83d"}`, ``, "a/b\n\U0001F600\uFFFD", false},
		{"null id", `{"id":null,"result":1}`, ``, "", true},
		{"boolean id", `{"id":true}`, ``, "", false},
		{"array id", `{"id":[1]}`, ``, "", false},
		{"object id", `{"id":{"id":1}}`, ``, "", false},
		{"not a number", `{"id":01}`, ``, "", false},
		{"bare word", `{"id":abc,"method":"m"}`, ``, "m", false},
		{"id with a raw control character", "{\"id\":\"a\x01b\"}", ``, "", false},
		{"id with an unknown escape", `{"id":"\q"}`, ``, "", false},
		{"id not UTF-8", "{\"id\":\"\xff\"}", ``, "", false},
		{"not UTF-8 elsewhere", "{\"x\":\"\xff\",\"id\":5,\"method\":\"a\xffb\"}", `5`, "a\uFFFDb", false},
		{"the same id twice", `{"id":1,"id":1}`, `1`, "", false},
		{"two ids", `{"id":1,"x":{},"id":2}`, ``, "", false},
		{"two spellings of an id", `{"id":1,"id":1.0}`, ``, "", false},
		{"id and ID", `{"id":1,"ID":2}`, ``, "", false},
		{"id, then null", `{"id":1,"id":null}`, ``, "", false},
		{"null, then id", `{"id":null,"id":1}`, ``, "", false},
		{"two objects, two ids", `{"id":1} {"id":2}`, ``, "", false},
		{"two objects, one id", `{"id":1,"method":"a"}{"id":1,"method":"b"}`, `1`, "a", false},
		{"object, then array", `{"id":1}[{"id":2},{"id":3}]{"x":1}`, `1`, "", false},
		{"object, then text", `{"id":1} trailing "id":2}`, `1`, "", false},
		{"array", `[{"id":1,"method":"a"}]`, ``, "a", false},
		{"log line", `sent {"id":1,"method":"a"}`, ``, "", false},
		{"text", `"{\"id\":1}"`, ``, "", false},
		{"number", `12`, ``, "", false},
		{"empty", ``, ``, "", false},
		{"byte order mark", "\xef\xbb\xbf{\"id\":1}", `1`, "", false},
		{"cut inside params", `{"id":4,"method":"m","params":{"a":"b`, `4`, "m", false},
		{"cut inside a number", `{"method":"m","id":41`, ``, "m", false},
		{"cut behind a string id", `{"id":"x"`, `"x"`, "", false},
		{"cut inside a string id", `{"id":"x`, ``, "", false},
		{"missing comma behind the id", `{"id":1 "x":2}`, ``, "", false},
		{"second value behind the id", `{"id":1 2}`, ``, "", false},
		{"nested value behind the id", `{"id":1[2]}`, ``, "", false},
		{"string behind the id", `{"id":"1""2"}`, ``, "", false},
		{"missing comma elsewhere", `{"x":1 "id":2}`, `2`, "", false},
		{"missing colon", `{"id" 1,"method":"m"}`, ``, "m", false},
		{"missing value", `{"id":,"method":"m"}`, ``, "m", false},
		{"brackets that do not match", `{"a":[1,2}},"id":3}`, ``, "", false},
		{"stray bracket", `{"a":[1,2]],"id":3}`, `3`, "", false},
		{"method that is a number", `{"method":1,"id":2}`, `2`, "", false},
		{"two methods", `{"method":"a","method":"b"}`, ``, "a", false},
		{"longest id", `{"id":"` + long[2:] + `"}`, `"` + long[2:] + `"`, "", false},
		{"id too long", `{"id":"` + long[1:] + `","method":"m"}`, ``, "m", false},
		{"number too long", `{"id":` + strings.Repeat("9", 5000) + `,"result":1}`, ``, "", true},
		{"method too long", `{"method":"` + strings.Repeat("é", 5000) + `"}`, ``, strings.Repeat("é", MaxMethodBytes/2), false},
		{"key too long", `{"` + strings.Repeat("id", 500) + `":1}`, ``, "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			want := Envelope{Method: c.method, Answer: c.answer}
			if c.id != "" {
				want.ID = []byte(c.id)
			}
			check := func(how string, got Envelope) {
				t.Helper()
				if !bytes.Equal(got.ID, want.ID) || (got.ID == nil) != (want.ID == nil) || got.Method != want.Method || got.Answer != want.Answer {
					t.Errorf("%s: got id %q, method %q, answer %v; want id %q, method %q, answer %v",
						how, got.ID, got.Method, got.Answer, want.ID, want.Method, want.Answer)
				}
			}
			check("whole", skim(c.text))
			check("byte by byte", skim(strings.Split(c.text, "")...))
			if !utf8.ValidString(c.text) {
				return
			}
			for i := range c.text {
				check("in two pieces", skim(c.text[:i], c.text[i:]))
			}
		})
	}
}

// Whoever waits for an element of a batch that is too long must be found.
func TestSkimmerFindsTheIDsOfABatch(t *testing.T) {
	text := `[{"jsonrpc":"2.0","method":"a","id":1},{"id":"x","method":"b","params":{"id":7}}, {"id":null}, [{"id":8}], {"id":[9]}, 5, {"result":{},"id":-2}]`
	var pieces []string
	for _, cut := range []int{len(text), 1, 7} {
		pieces = pieces[:0]
		for rest := text; rest != ""; rest = rest[min(cut, len(rest)):] {
			pieces = append(pieces, rest[:min(cut, len(rest))])
		}
		env := skim(pieces...)
		if got := string(bytes.Join(env.IDs, []byte(" "))); got != `1 "x" -2` || env.ID != nil {
			t.Errorf("in pieces of %d: ids %s, id %s", cut, got, env.ID)
		}
	}
	many := skim("[" + strings.Repeat(`{"id":3},`, 3*MaxBatchIDs) + "0]")
	if len(many.IDs) != MaxBatchIDs {
		t.Errorf("%d ids are kept, at most %d should be", len(many.IDs), MaxBatchIDs)
	}
}

// A message of any size costs no memory beyond the first one's.
func TestSkimmerAllocatesNothing(t *testing.T) {
	filler := bytes.Repeat([]byte(`{"a":["b\"c",{"d":1}]},`), 1000)
	var s Skimmer
	run := func() {
		s.Reset()
		s.Write([]byte(`{"params":[`))
		for range 10 {
			s.Write(filler)
		}
		s.Write([]byte(`0],"method":"tools/call","id":"abc"}`))
	}
	run()
	if env := s.Envelope(); string(env.ID) != `"abc"` || env.Method != "tools/call" {
		t.Fatalf("got %q %q", env.ID, env.Method)
	}
	if n := testing.AllocsPerRun(10, run); n > 0 {
		t.Errorf("%v allocations per message, want 0", n)
	}
}

func TestEnvelopeSurvivesReset(t *testing.T) {
	var s Skimmer
	s.Write([]byte(`{"id":"one"}`))
	env := s.Envelope()
	s.Reset()
	s.Write([]byte(`{"id":"two"}`))
	if string(env.ID) != `"one"` {
		t.Errorf("the id changed to %s", env.ID)
	}
	s.Reset()
	if env := s.Envelope(); env.ID != nil || env.Method != "" || env.Answer {
		t.Errorf("after Reset: %+v", env)
	}
}

// oracle reads the envelope of one valid JSON text with encoding/json.
func oracle(text []byte) (env Envelope) {
	dec := json.NewDecoder(bytes.NewReader(text))
	if tok, err := dec.Token(); err != nil || tok != json.Delim('{') {
		return env
	}
	var id []byte
	seen, bad, method := false, false, false
	for dec.More() {
		key, err := dec.Token()
		if err != nil {
			panic(err)
		}
		var raw json.RawMessage
		if err := dec.Decode(&raw); err != nil {
			panic(err)
		}
		switch name := key.(string); {
		case name == "id":
			scalar := raw[0] == '"' || raw[0] == '-' || raw[0] >= '0' && raw[0] <= '9'
			bad = bad || !scalar || len(raw) > MaxIDBytes || !utf8.Valid(raw) || seen && !bytes.Equal(id, raw)
			seen, id = true, raw
		case strings.EqualFold(name, "id"):
			bad = true
		case name == "method" && raw[0] == '"' && !method:
			method = true
			if len(raw) <= MaxMethodBytes && utf8.Valid(raw) {
				if err := json.Unmarshal(raw, &env.Method); err != nil {
					panic(err)
				}
			} else {
				env.Method = "?"
			}
		case name == "result" || name == "error":
			env.Answer = true
		}
	}
	if seen && !bad {
		env.ID = id
	}
	return env
}

func FuzzSkimmer(f *testing.F) {
	for _, text := range []string{
		`{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"id":8}}`,
		`{"\u0069d":"\ud83d","result":[{"id":"x"}],"error":{}}`,
		`{"id":1,"id":2,"method":"\ud83d\ude00","method":""}`,
		`{"id":1}[{"id":2}]{"id":1}`, `[[{"id":1}]]`, `{"id":-0.1E+9,"ID":1}`, `{"a":{]}"id:`, "\xef\xbb\xbf{\"id\":\"\\u12",
	} {
		f.Add([]byte(text), uint8(3))
	}
	f.Fuzz(func(t *testing.T, text []byte, step uint8) {
		var whole, pieces Skimmer
		whole.Write(text)
		got := whole.Envelope()
		for rest := text; len(rest) > 0; {
			n := min(int(step)+1, len(rest))
			pieces.Write(rest[:n])
			rest = rest[n:]
		}
		if again := pieces.Envelope(); !bytes.Equal(got.ID, again.ID) || got.Method != again.Method || got.Answer != again.Answer {
			t.Fatalf("in pieces of %d: %+v, whole: %+v", int(step)+1, again, got)
		}
		if len(got.ID) > MaxIDBytes || len(got.Method) > MaxMethodBytes || !utf8.ValidString(got.Method) {
			t.Fatalf("out of bounds: %d bytes of id, %d of method", len(got.ID), len(got.Method))
		}
		if got.ID != nil && (!json.Valid(got.ID) || bytes.ContainsAny(got.ID[:1], "{[ntf \t\r\n")) {
			t.Fatalf("%q is no id", got.ID)
		}
		if !json.Valid(text) {
			return
		}
		want := oracle(text)
		if want.Method == "?" {
			want.Method = got.Method
		}
		if !bytes.Equal(got.ID, want.ID) || got.Method != want.Method || got.Answer != want.Answer {
			t.Fatalf("got id %q, method %q, answer %v; encoding/json has %q, %q, %v",
				got.ID, got.Method, got.Answer, want.ID, want.Method, want.Answer)
		}
	})
}

func BenchmarkSkimmer(b *testing.B) {
	text := bytes.Repeat([]byte(`{"name":"read_file","text":"a \"quoted\" line of some text\nand more of it, as long as lines are"},`), 1<<14)
	var s Skimmer
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		s.Reset()
		s.Write([]byte(`{"result":[`))
		s.Write(text)
	}
}
