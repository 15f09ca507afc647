package memory_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
)

func TestCanonicalDoesNotDependOnOrder(t *testing.T) {
	a, errA := memory.Canonical([]byte(`{"name":"a","inputSchema":{"required":["x","y"],"properties":{"x":{"type":["null","string"]},"y":{"enum":[2,1]}}}}`))
	b, errB := memory.Canonical([]byte(`{ "inputSchema":{"properties":{"y":{"enum":[1,2]},"\u0078":{"type":["string","null"]}},"required":["y","x"]},"name":"\u0061"}`))
	if errA != nil || errB != nil || a != b {
		t.Errorf("%v %v\n%s\n%s", errA, errB, a, b)
	}
	for _, other := range []string{`{"name":"b"}`, `{"name":"a","n":1.0}`, `{"name":"a","n":1}`, `{"examples":[1,2]}`, `{"examples":[2,1]}`} {
		c, _ := memory.Canonical([]byte(other))
		if c == a {
			t.Errorf("%s is not %s", other, a)
		}
		a = c
	}
}

// past is a log of facts, and its view.
type past struct {
	memory.Index
	seq int64
}

func (p *past) learn(t memory.Taught) []memory.Fact {
	facts := memory.Lessons(&p.Index, t)
	for _, f := range facts {
		p.seq++
		f.Seq = p.seq
		p.Apply(f, true)
	}
	return facts
}

func offer(name, text string, fate memory.Fate) memory.Offer {
	return memory.Offer{Item: memory.Tool, Name: name, Text: text, Print: memory.Print(text), Fate: fate}
}

func taught(offers ...memory.Offer) memory.Taught {
	return memory.Taught{Time: 1, Server: "npm:a", Label: "a", Offers: offers}
}

func TestLessons(t *testing.T) {
	p := &past{}
	first := p.learn(taught(offer("x", "one", memory.Delivered), offer("y", "bad", memory.Doubted), offer("z", "worse", memory.Withheld)))
	if len(first) != 3 || first[0].What != memory.Pinned || first[1].What != memory.Noted || first[2].What != memory.Held || first[1].Text != "" {
		t.Fatalf("learnt %+v", first)
	}
	if again := p.learn(taught(offer("x", "one", memory.Delivered), offer("y", "bad", memory.Doubted), offer("z", "worse", memory.Withheld))); len(again) > 0 {
		t.Errorf("what is known taught %+v", again)
	}
	for range 3 { // listing it twice approves nothing
		p.learn(taught(offer("x", "two", memory.Withheld)))
		e, _ := p.Entry("npm:a", memory.Tool, "x")
		if !e.Trusts(memory.Print("one")) || e.Trusts(memory.Print("two")) || e.Held != memory.Print("two") {
			t.Fatalf("%+v", e)
		}
	}
	p.learn(taught(offer("x", "one", memory.Delivered))) // another process, or a server that went back
	if e, _ := p.Entry("npm:a", memory.Tool, "x"); e.Held != memory.Print("two") {
		t.Errorf("nobody can decide any more: %+v", e)
	}
	later := taught(offer("x", "one again", memory.Delivered)) // a cosmetic change
	later.Time += 24 * 60 * 60
	p.learn(later)
	if e, _ := p.Entry("npm:a", memory.Tool, "x"); !e.Trusts(memory.Print("one")) || !e.Noted(memory.Print("one again")) || e.Held != "" {
		t.Errorf("a change that was let through: %+v", e)
	}
	p.Apply(memory.Fact{Seq: 90, What: memory.Approved, Server: "npm:a", Item: memory.Tool, Name: "x", Print: memory.Print("two")}, true)
	if e, _ := p.Entry("npm:a", memory.Tool, "x"); !e.Trusts(memory.Print("two")) || !e.Trusts(memory.Print("one")) || e.Pin != memory.Print("two") || !e.Person {
		t.Errorf("after the approval: %+v", e)
	}
	p.Apply(memory.Fact{Seq: 91, What: memory.Revoked, Server: "npm:a", Item: memory.Tool, Name: "x"}, true)
	p.learn(taught(offer("x", "two", memory.Delivered)))
	if e, _ := p.Entry("npm:a", memory.Tool, "x"); e.Trusts(memory.Print("two")) || e.Trusts(memory.Print("one")) || !e.Revoked {
		t.Errorf("after it was revoked: %+v", e)
	}
	for i := range 20 { // what was trusted before it was revoked is not trusted again
		p.Apply(memory.Fact{Seq: int64(92 + i), What: memory.Approved, Server: "npm:a", Item: memory.Tool, Name: "x", Print: fmt.Sprint(i)}, true)
	}
	e, _ := p.Entry("npm:a", memory.Tool, "x")
	if got := e.Trusted(); len(got) != 8 || got[0] != "19" || got[7] != "12" || e.Trusts("11") || e.Trusts(memory.Print("one")) {
		t.Errorf("many approvals: %v", got)
	}
}

func TestTheFirstPinCounts(t *testing.T) {
	p := &past{}
	for i, text := range []string{"one", "two"} { // two processes at once
		p.Apply(memory.Fact{Seq: int64(i + 1), What: memory.Pinned, Server: "s", Item: memory.Tool, Name: "x", Print: memory.Print(text)}, true)
	}
	if e, _ := p.Entry("s", memory.Tool, "x"); !e.Trusts(memory.Print("one")) {
		t.Errorf("%+v", e)
	}
}

func TestAlike(t *testing.T) {
	p := &past{}
	p.learn(taught(offer("read_file", "one", memory.Delivered)))
	for name, want := range map[string]int{"read_file": 1, "readFile": 1, "reаd_file": 1, "read-file": 1, "read_files": 0, "write_file": 0} {
		if got := p.Alike("npm:b", name); len(got) != want {
			t.Errorf("%s: %+v", name, got)
		}
	}
	if got := p.Alike("npm:a", "read_file"); len(got) != 0 {
		t.Errorf("a server squats itself: %+v", got)
	}
}

func TestDifferences(t *testing.T) {
	d := memory.Differences(`{"a":{"b":"x","gone":1},"l":[1,2]}`, `{"a":{"b":"y","new":true},"l":[1,3]}`)
	if len(d) != 4 || d[0].Old != "x" || d[0].New != "y" || !d[1].Removed || !d[2].Added || d[3].Path[1] != "1" {
		t.Errorf("%+v", d)
	}
	same := memory.Similarity(`{"name":"a","description":"Reads a file of the project","inputSchema":{"properties":{"path":{}}}}`,
		`{"name":"b","description":"Reads the file of a project","inputSchema":{"properties":{"path":{}}}}`)
	other := memory.Similarity(`{"name":"a","description":"Reads a file of the project"}`, `{"name":"a","description":"Sends mail"}`)
	padded := memory.Similarity(`{"name":"a","description":"Reads a file of the project and returns its lines"}`,
		`{"name":"b","description":"Reads a file of the project and returns its lines. `+strings.Repeat("Much else is said here in other words, one two three four five six seven. ", 3)+`"}`)
	if chance := memory.Similarity(`{"description":"Reads a file"}`, `{"description":"Reads mail and writes a file for each letter with its date"}`); chance > 0.3 || padded < 0.9 {
		t.Errorf("similarities %v %v", chance, padded)
	}
	if same < 0.9 || other > 0.2 {
		t.Errorf("similarities %v %v", same, other)
	}
}

func TestOrigin(t *testing.T) {
	for address, want := range map[string]string{
		"https://Example.org:443/mcp?x=1": "url:https://example.org", "http://[::1]:8080/": "url:http://[::1]:8080", "server.js": "",
	} {
		if got, _ := memory.Origin(address); got != want {
			t.Errorf("%s is %s", address, got)
		}
	}
}

func TestNoServerFillsTheDisk(t *testing.T) {
	p := &past{}
	facts := 0
	for i := range 60 {
		var offers []memory.Offer
		for k := range 200 {
			offers = append(offers, offer(fmt.Sprint("t", i, "-", k), "text", memory.Fate(k%3)))
		}
		offers = append(offers, offer("held", fmt.Sprint(i), memory.Withheld), offer("told", fmt.Sprint(i), memory.Doubted), offer("long", strings.Repeat("x", 1<<20), memory.Delivered))
		facts += len(p.learn(taught(offers...)))
	}
	if n := p.Count("npm:a", memory.Tool); n != 4096 || facts > 5000 {
		t.Errorf("%d things in %d facts", n, facts)
	}
	prompt := offer("review", "text", memory.Delivered)
	prompt.Item = memory.Prompt
	if facts := p.learn(taught(prompt)); len(facts) != 1 {
		t.Error("tools push out prompts")
	}
	if e, _ := p.Entry("npm:a", memory.Tool, "held"); e.Held == "" {
		t.Error("nothing is held any more")
	}
}
