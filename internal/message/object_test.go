package message

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// units returns what is judged as a whole in a message, as the walk and the
// tree see it: a line for each string in it.
func units(t *testing.T, side Side, asked, raw string) (seen []string, walked, treed [][]string) {
	t.Helper()
	m, err := NewParser().Parse(side, []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	type place struct {
		start int
		line  string
	}
	var all []place
	line := func(pointer, text string, start, end int, s Surface) string {
		return fmt.Sprintf("%s=%q %d-%d %s", pointer, text, start, end, s)
	}
	m.Visit(asked, func(f *Field) {
		if !f.Key {
			all = append(all, place{f.Start, line(f.Pointer(), f.Text(), f.Start, f.End, f.Surface)})
		}
	}, func(o *Object) {
		seen = append(seen, o.Pointer())
		var w, tr []string
		for _, p := range all {
			if p.start > o.Start {
				w = append(w, p.line)
			}
		}
		root, whole := o.Values()
		if !whole || string(m.Raw[root.Start:root.End]) != string(o.Raw()) {
			t.Errorf("the tree of %s is not whole", o.Pointer())
		}
		root.All(func(v *Value) bool {
			if v.Kind == StringValue {
				tr = append(tr, line(v.Pointer(), v.Text, v.Start, v.End, v.Surface))
			}
			return true
		})
		walked, treed = append(walked, w), append(treed, tr)
	})
	return seen, walked, treed
}

func TestObjects(t *testing.T) {
	const tool = `{"name":"a\u0062","n":-1.5e3,"inputSchema":{"properties":{"a/b~":{"type":"string","default":[[],{},"x",null]}},"required":["a"]} , "annotations": {}}`
	for _, c := range []struct {
		side       Side
		asked, raw string
		want       []string
	}{
		{FromServer, "tools/list", `{"jsonrpc":"2.0","id":1,"result":{"tools":[` + tool + `, {} ,[` + tool + `],7],"nextCursor":"x"}}`,
			[]string{"/result/tools/0", "/result/tools/2/0"}},
		{FromServer, "tools/list", `{"jsonrpc":"2.0","id":1,"result":{"Tools":` + tool + `}}`, []string{"/result/Tools"}},
		{FromServer, "prompts/list", `{"jsonrpc":"2.0","id":1,"result":{"prompts":[{"name":"x","arguments":[{"name":"y"}]}]}}`, []string{"/result/prompts/0"}},
		{FromServer, "resources/list", `{"jsonrpc":"2.0","id":1,"result":{"resources":[{"uri":"x"}]}}`, []string{"/result/resources/0"}},
		{FromServer, "initialize", `{"jsonrpc":"2.0","id":1,"result":{"instructions":"x"}}`, []string{"/result"}},
		{FromServer, "tools/call", `{"jsonrpc":"2.0","id":1,"result":{"inputRequests":{"a":{"method":"elicitation/create","params":{"message":"x"}}}}}`, []string{"/result/inputRequests/a/params"}},
		{FromServer, "tools/call", `{"jsonrpc":"2.0","id":1,"error":{"code":-32042,"message":"x","data":{"elicitations":[{"url":"x"}]}}}`, []string{"/error/data/elicitations/0"}},
		{FromServer, "", `{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"message":"x","requestedSchema":{"properties":{"a":{"title":"b"}}}}}`, []string{"/params"}},
		{FromServer, "", `{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{"messages":[],"tools":[` + tool + `]}}`, []string{"/params/tools/0", "/params"}},
		{FromServer, "tools/call", `{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"{\"tools\":[{\"name\":\"x\"}]}"}]}}`, nil},
	} {
		seen, walked, treed := units(t, c.side, c.asked, c.raw)
		if !slices.Equal(seen, c.want) {
			t.Errorf("%s: %q, want %q", c.raw, seen, c.want)
		}
		for i := range walked {
			if c.want[i] == "/params" {
				continue // its tool closed in front of it
			}
			from := slices.IndexFunc(walked[i], func(l string) bool { return strings.HasPrefix(l, c.want[i]+"/") })
			if from < 0 || !slices.Equal(walked[i][from:], treed[i]) {
				t.Errorf("%s: the walk sees\n%s\nand the tree\n%s", c.want[i], strings.Join(walked[i], "\n"), strings.Join(treed[i], "\n"))
			}
		}
	}
}

func TestValuesGet(t *testing.T) {
	m, err := NewParser().Parse(FromServer, []byte(`{"jsonrpc":"2.0","id":1,"method":"sampling/createMessage","params":{"MaxTokens":5e3,"metadata":{"a":true}}}`))
	if err != nil {
		t.Fatal(err)
	}
	m.Visit("", func(*Field) {}, func(o *Object) {
		root, _ := o.Values()
		if v := root.Get("maxtokens"); v == nil || v.Kind != NumberValue || v.Text != "5e3" {
			t.Errorf("maxTokens is %v", v)
		}
		if v := root.Get("metadata").Get("a"); v == nil || v.Kind != LiteralValue || v.Text != "true" || v.String() != "" {
			t.Errorf("a is %v", v)
		}
		if v := root.Get("none").Get("none"); v != nil || v.String() != "" {
			t.Errorf("there is %v", v)
		}
	})
}

// TestValuesAreBounded: an object with too many values says so.
func TestValuesAreBounded(t *testing.T) {
	raw := `{"jsonrpc":"2.0","id":1,"method":"elicitation/create","params":{"a":[` + strings.Repeat("1,", MaxValues) + `1]}}`
	m, err := NewParser().Parse(FromServer, []byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	m.Visit("", func(*Field) {}, func(o *Object) {
		if root, whole := o.Values(); whole || len(root.Get("a").Members) > MaxValues {
			t.Errorf("whole: %v", whole)
		}
	})
}

// TestElementsCanBeCut cuts every choice of elements out of arrays.
func TestElementsCanBeCut(t *testing.T) {
	elements := []string{`{"a":1}`, `{"b":"x,]"}`, `{"c":[]}`, `{"d":{}}`}
	for n := 1; n <= len(elements); n++ {
		for _, comma := range []string{",", " , ", "\n,\t"} {
			raw := `{"tools":[ ` + strings.Join(elements[:n], comma) + ` ],"x":1}`
			for choice := range 1 << n {
				var cuts []Cut
				want := []string{}
				for i, e := range elements[:n] {
					if choice>>i&1 == 0 {
						want = append(want, e)
						continue
					}
					at := strings.Index(raw, e)
					cuts = append(cuts, Cut{Start: at + 1, End: at + 3, With: "y"}, Cut{Start: at, End: at + len(e), Element: true})
				}
				var got struct{ Tools []json.RawMessage }
				out := Apply([]byte(raw), cuts)
				if err := json.Unmarshal(out, &got); err != nil {
					t.Fatalf("%s becomes %s: %v", raw, out, err)
				}
				texts := []string{}
				for _, e := range got.Tools {
					texts = append(texts, string(e))
				}
				if !slices.Equal(texts, want) {
					t.Errorf("%s becomes %s, want %q", raw, out, want)
				}
			}
		}
	}
}

func TestSiblings(t *testing.T) {
	for raw, want := range map[string]string{
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"x":"HERE","path":"a.md","n":-2.5e3,"ok" : true , "mode":""}},"id":1}`: "path=a.md n= ok= mode= whole",
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"x":"HERE"}},"id":1}`:                                                  "whole",
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"x":"HERE","a":"b","path":"a\u002emd","c":"d"}},"id":1}`:               "a=b",
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"x":"HERE","p\u0061th":"a.md"}},"id":1}`:                               "",
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"x":"HERE","path":"é.md"}},"id":1}`:                                    "",
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"x":"HERE","a":"b","c":{"d":"e"}}},"id":1}`:                            "a=b",
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"x":["HERE"],"path":"a.md"}},"id":1}`:                                  "",
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"x":"{\"y\":\"HERE\"}","path":"a.md"}},"id":1}`:                        "",
	} {
		m, err := NewParser().Parse(FromClient, []byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		got, seen := "", false
		m.Visit("", func(f *Field) {
			if f.Text() == "HERE" {
				seen = true
				whole := f.Siblings(func(key, value []byte) { got += string(key) + "=" + string(value) + " " })
				if whole {
					got += "whole"
				}
			}
		}, nil)
		if got = strings.TrimSpace(got); seen == strings.Contains(raw, `\"y`) || got != want {
			t.Errorf("%s\n%q, want %q", raw, got, want)
		}
	}
}

func TestBeside(t *testing.T) {
	for raw, want := range map[string]string{
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"a":1,"x":"HERE","b":2}},"id":1}`: `"a":1,"x":" | ","b":2`,
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"x":"HERE","b":{"c":2}}},"id":1}`: `"x":" | ","b":{"c":2`,
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"x":["HERE"]}},"id":1}`:           " | ",
		`{"jsonrpc":"2.0","method":"tools/call","params":{"name":"w","arguments":{"HERE":"x"}},"id":1}`:             " | ",
	} {
		m, err := NewParser().Parse(FromClient, []byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		seen := false
		m.Visit("", func(f *Field) {
			if f.Text() != "HERE" {
				return
			}
			seen = true
			before, behind := f.Beside(64)
			if got := string(before) + " | " + string(behind); got != want {
				t.Errorf("%s\n%s, want %s", raw, got, want)
			}
			if before, behind = f.Beside(3); len(before) > 3 || len(behind) > 3 {
				t.Errorf("%s: more than asked for", raw)
			}
		}, nil)
		if !seen {
			t.Errorf("%s: not visited", raw)
		}
	}
}

// TestTextReadAgain: what was decoded last is not taken for another text of its length.
func TestTextReadAgain(t *testing.T) {
	p := NewParser()
	buffer := []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"w","arguments":{"a":"x\ny"}}}`)
	for _, c := range []byte("xyz") {
		buffer[bytes.LastIndexByte(buffer, '\\')-1] = c
		m, err := p.Parse(FromClient, buffer)
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			got := ""
			m.Visit("", func(f *Field) {
				if f.Traits&Escaped != 0 {
					got += strings.Clone(f.Text())
				}
			}, nil)
			if want := string(c) + "\ny"; got != want {
				t.Errorf("%q, want %q", got, want)
			}
		}
	}
	m, err := p.Parse(FromClient, []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"w","arguments":{"a":"{\"k\":\"a\\nb\"}","b":"{\"k\":\"c\\nd\"}"}}}`))
	if err != nil {
		t.Fatal(err)
	}
	got := ""
	m.Visit("", func(f *Field) {
		if !f.Key {
			f.Open(func(g *Field) {
				if !g.Key {
					got += strings.Clone(g.Text())
				}
			})
		}
	}, nil)
	if got != "a\nbc\nd" {
		t.Errorf("%q", got)
	}
}
