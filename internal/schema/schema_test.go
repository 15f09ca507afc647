package schema

import (
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

func check(t testing.TB, schema, value string) ([]Mismatch, bool) {
	t.Helper()
	for _, text := range []string{schema, value} {
		if !json.Valid([]byte(text)) {
			t.Fatalf("no JSON: %s", text)
		}
	}
	v, _ := message.Tree([]byte(value))
	return Compile([]byte(schema)).Check(v)
}

func TestCheck(t *testing.T) {
	for _, c := range []struct{ schema, value, want string }{
		{`{"type":"object","properties":{"a":{"type":"number"}}}`, `{"a":"x"}`, "0 /a number"},
		{`{"type":"object","properties":{"a":{"type":"number"}}}`, `{"a":1,"b":2}`, ""},
		{`{"properties":{"a":{}},"additionalProperties":false}`, `{"a":1,"b":2}`, "3 /b "},
		{`{"required":["a"]}`, `{}`, "2  a"},
		{`{"enum":["on",1,null,{"a":[1]}]}`, `{"a":[1.0]}`, ""},
		{`{"enum":["on",1]}`, `"off"`, "1  "},
		{`{"const":{"a":1,"b":2}}`, `{"b":2,"a":1}`, ""},
		{`{"type":["string","null"]}`, `3`, "0  string or null"},
		{`{"type":"integer"}`, `3.0`, ""},
		{`{"type":"integer"}`, `3.5`, "0  integer"},
		{`{"anyOf":[{"type":"null"},{"type":"object","properties":{"a":{"type":"integer"}}}]}`, `{"a":"x"}`, "0 /a integer"},
		{`{"oneOf":[{"type":"integer"},{"minimum":3}]}`, `4`, "1  "},
		{`{"oneOf":[{"type":"integer"},{"minimum":3}]}`, `2`, ""},
		{`{"not":{"type":"string"}}`, `"x"`, "1  "},
		{`{"if":{"type":"string"},"then":{"maxLength":2},"else":{"minimum":3}}`, `"abc"`, "5  "},
		{`{"if":{"type":"string"},"then":{"maxLength":2},"else":{"minimum":3}}`, `2`, "5  "},
		{`{"$defs":{"n":{"type":"object","properties":{"next":{"$ref":"#/$defs/n"},"v":{"type":"integer"}}}},"$ref":"#/$defs/n"}`, `{"next":{"next":{"v":"x"}}}`, "0 /next/next/v integer"},
		{`{"type":"array","prefixItems":[{"type":"string"}],"items":{"type":"integer"}}`, `["a",1,"b"]`, "0 /2 integer"},
		{`{"$schema":"http://json-schema.org/draft-07/schema#","items":[{"type":"string"}],"additionalItems":{"type":"integer"}}`, `["a",1,"b"]`, "0 /2 integer"},
		{`{"uniqueItems":true}`, `[1,2,1]`, "5 /2 "},
		{`{"patternProperties":{"^n_":{"type":"integer"}},"additionalProperties":{"type":"string"}}`, `{"n_a":"x","b":1}`, "0 /n_a integer, 0 /b string"},
		{`{"pattern":"^[a-z]+$"}`, `"A b"`, "4  "},
		{`{"format":"date-time"}`, `"the day after the one before"`, "4  "},
		{`{"anyOf":[{"type":"string","format":"uri"},{"type":"null"}]}`, `"go and look for it yourself"`, "4  "},
		{`{"format":"date-time"}`, `"2026-01-02 03:04"`, ""},
		{`{"maximum":3,"exclusiveMinimum":1}`, `1`, "5  "},
		{`{"multipleOf":0.1}`, `0.3`, ""},
		{`{"type":"string","nullable":true}`, `null`, ""},
		// Not understood: it constrains nothing, negated or not.
		{`{"$ref":"https://example.org/other.json"}`, `1`, ""},
		{`{"not":{"$ref":"other.json"}}`, `1`, ""},
		{`{"oneOf":[{"pattern":"(?=a)b"},{"pattern":"(?!a)b"}]}`, `"b"`, ""},
		{`{"if":{"contains":{"type":"string"}},"then":false}`, `[1]`, ""},
		{`true`, `1`, ""}, {`false`, `1`, "3  "}, {`3`, `1`, ""}, {`{"type":"thing"}`, `1`, ""},
	} {
		found, done := check(t, c.schema, c.value)
		var got []string
		for _, m := range found {
			got = append(got, fmt.Sprintf("%d %s %s", m.Kind, m.At.Pointer(), m.Want))
		}
		if s := strings.Join(got, ", "); s != c.want || !done {
			t.Errorf("%s of %s: %q, want %q", c.schema, c.value, s, c.want)
		}
	}
}

// TestHostileSchemas: what would run for ever, or end the process, is given up.
func TestHostileSchemas(t *testing.T) {
	var branches, chain strings.Builder
	branches.WriteString(`{"$defs":{"a0":{"type":"string"}`)
	for i := 1; i < 64; i++ {
		fmt.Fprintf(&branches, `,"a%d":{"anyOf":[{"$ref":"#/$defs/a%d"},{"$ref":"#/$defs/a%d"}]}`, i, i-1, i-1)
	}
	branches.WriteString(`},"$ref":"#/$defs/a63"}`)
	chain.WriteString(`{"$defs":{"a0":{"type":"string"}`)
	for i := 1; i < 6000; i++ {
		fmt.Fprintf(&chain, `,"a%d":{"$ref":"#/$defs/a%d"}`, i, i-1)
	}
	chain.WriteString(`},"$ref":"#/$defs/a5999"}`)
	numbers := strings.Repeat(`12345678,`, 16000) + `1`
	for name, c := range map[string][2]string{
		"a circle":             {`{"allOf":[{"$ref":"#"}]}`, `1`},
		"a circle of not":      {`{"not":{"$ref":"#"}}`, `1`},
		"two circles":          {`{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}`, `1`},
		"branches":             {branches.String(), `1`},
		"a chain":              {chain.String(), `1`},
		"branches on the way":  {`{"properties":{"a":{"anyOf":[{"$ref":"#"},{"$ref":"#"}]}},"required":["b"]}`, strings.Repeat(`{"a":`, 400) + `1` + strings.Repeat(`}`, 400)},
		"many values":          {`{"items":{"enum":[` + numbers + `]}}`, `[` + strings.Repeat(`0,`, 16000) + `0]`},
		"all different":        {`{"uniqueItems":true}`, `[` + numbers + `]`},
		"repetitions":          {`{"pattern":"(a{1,30}){1,30}"}`, `"` + strings.Repeat("b", 900_000) + `"`},
		"patterns for members": {`{"patternProperties":{"^(a|b|c|d|e){1,200}$":{"type":"string"}}}`, `{"` + strings.Repeat("a", 900_000) + `":1}`},
		"a nest of groups":     {`{"pattern":"` + strings.Repeat("(", 500) + `"}`, `"a"`},
	} {
		start := time.Now()
		check(t, c[0], c[1])
		if took := time.Since(start); took > 2*time.Second {
			t.Errorf("%s: took %v", name, took)
		}
	}
}

// TestAgainstALibrary compares verdicts on schemas and values by chance.
func TestAgainstALibrary(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 11))
	compared, refused := 0, 0
	for range 6_000 {
		text := makeSchema(r, 3)
		var theirs jsonschema.Schema
		if json.Unmarshal([]byte(text), &theirs) != nil {
			continue
		}
		resolved, err := theirs.Resolve(nil)
		if err != nil {
			continue
		}
		value := makeValue(r, 3)
		var decoded any
		if err := json.Unmarshal([]byte(value), &decoded); err != nil {
			t.Fatal(err)
		}
		found, done := check(t, text, value)
		ok := resolved.Validate(decoded) == nil
		compared++
		if !ok {
			refused++
		}
		if !done || ok != (len(found) == 0) {
			t.Fatalf("%s\nof %s: the library says %v, we say %v", text, value, ok, found)
		}
	}
	if compared < 3_000 || refused < compared/10 || refused > compared*9/10 {
		t.Errorf("%d compared, %d refused: that says nothing", compared, refused)
	}
}

func pick(r *rand.Rand, of ...string) string { return of[r.IntN(len(of))] }

func makeSchema(r *rand.Rand, depth int) string {
	if depth == 0 {
		return pick(r, `{"type":"string"}`, `{"type":"integer"}`, `{"type":["number","null"]}`, `true`, `false`, `{}`, `{"enum":["a",1,null]}`, `{"const":2}`,
			`{"maxLength":1}`, `{"pattern":"^a"}`, `{"minimum":1,"type":"number"}`, `{"type":"boolean"}`, `{"multipleOf":2}`, `{"$ref":"#/$defs/x"}`)
	}
	sub := func() string { return makeSchema(r, depth-1-r.IntN(depth)) }
	var parts []string
	for range 1 + r.IntN(3) {
		switch r.IntN(12) {
		case 0, 1, 2:
			parts = append(parts, `"type":`+pick(r, `"object"`, `"object"`, `"array"`, `["object","array"]`), `"properties":{"a":`+sub()+`,"b":`+sub()+`}`)
		case 3:
			parts = append(parts, `"required":[`+pick(r, `"a"`, `"a","b"`, `"c"`)+`]`)
		case 4:
			parts = append(parts, `"additionalProperties":`+sub())
		case 5:
			parts = append(parts, `"items":`+sub(), pick(r, `"minItems":1`, `"maxItems":1`, `"uniqueItems":true`))
		case 6:
			parts = append(parts, `"anyOf":[`+sub()+`,`+sub()+`]`)
		case 7:
			parts = append(parts, `"oneOf":[`+sub()+`,`+sub()+`]`)
		case 8:
			parts = append(parts, `"not":`+sub())
		case 9:
			parts = append(parts, `"if":`+sub(), `"then":`+sub(), `"else":`+sub())
		case 10:
			parts = append(parts, `"patternProperties":{"^[ab]$":`+sub()+`}`)
		case 11:
			parts = append(parts, `"prefixItems":[`+sub()+`]`)
		}
	}
	seen, once := map[string]bool{}, []string{}
	for _, p := range parts {
		if key, _, _ := strings.Cut(p, ":"); !seen[key] {
			seen[key] = true
			once = append(once, p)
		}
	}
	return `{"$defs":{"x":{"type":["integer","object"]}},` + strings.Join(once, ",") + `}`
}

func makeValue(r *rand.Rand, depth int) string {
	if depth == 0 || r.IntN(5) == 0 {
		return pick(r, `"a"`, `"b"`, `""`, `"abc"`, `0`, `1`, `2`, `2.0`, `1.5`, `-3`, `null`, `true`, `false`)
	}
	if r.IntN(3) == 0 {
		return `[` + pick(r, ``, makeValue(r, depth-1), makeValue(r, depth-1)+`,`+makeValue(r, depth-1)) + `]`
	}
	return `{` + pick(r, ``, `"a":`+makeValue(r, depth-1), `"a":`+makeValue(r, depth-1)+`,"b":`+makeValue(r, depth-1), `"c":`+makeValue(r, depth-1)) + `}`
}
