package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Past is what a listing is compared with.
type Past struct {
	memory.View
	// Server is the identity of the server.
	Server string
	// Careful is true when nothing is trusted on first sight.
	Careful bool
	// Seen are the names in the pages before this one, by kind; Whole is true
	// when they and this page are the whole list.
	Seen  map[memory.Item]map[string]bool
	Whole bool
}

// Listing is what one message offers, under inspection: all tools of a page,
// say, or what initialize returns.
type Listing struct {
	Past
	Offers []Offered
	// Gone are trusted things that are told to be missing.
	Gone []memory.Offer

	runner *Runner
	at     int // the offer at hand
	of     []int
}

// Offered is one offer and where it stands.
type Offered struct {
	memory.Offer
	// Element is its cut out of the list; nil when it cannot be cut.
	Cuts    []message.Cut
	Pointer string
	Surface message.Surface
	Value   message.Span
	// Named is how many names it has: readers differ in which they take.
	Named int
}

// listedAs says what the units of a list are, by the method that asked.
var listedAs = map[string]struct {
	unit    message.Unit
	item    memory.Item
	name    string
	surface message.Surface
}{
	"tools/list":               {message.ToolUnit, memory.Tool, "name", message.ToolName},
	"prompts/list":             {message.PromptUnit, memory.Prompt, "name", message.PromptName},
	"resources/list":           {message.ResourceUnit, memory.Resource, "uri", message.ResourceURI},
	"resources/templates/list": {message.ResourceUnit, memory.Template, "uritemplate", message.ResourceURI},
	"initialize":               {message.ServerUnit, memory.Capabilities, "", message.Capability},
	"server/discover":          {message.ServerUnit, memory.Capabilities, "", message.Capability},
}

// Lists reports whether answers to a method are listings, and of what.
func Lists(asked string) (memory.Item, bool) {
	l, ok := listedAs[asked]
	return l.item, ok
}

// Compare runs the rows that judge listings over an answer from which
// everything else has been taken out. The findings are valid until the next run.
func (r *Runner) Compare(m *message.Message, asked string, past Past) ([]finding.Finding, *Listing) {
	l := &Listing{Past: past, runner: r}
	kind := listedAs[asked]
	m.Visit(asked, func(*message.Field) {}, func(o *message.Object) {
		if o.Unit != kind.unit || strings.Count(strings.TrimRight(o.Pointer(), "0123456789/"), "/") > 2 {
			return // a tool in a request to the model is not offered; lists in lists are lists
		}
		root, _ := o.Values()
		if kind.unit == message.ServerUnit {
			l.server(root, m.Raw)
			return
		}
		text, err := memory.Canonical(o.Raw())
		if err != nil {
			return // it has been parsed: this cannot be
		}
		off := Offered{Pointer: o.Pointer(), Surface: kind.surface, Value: message.Span{Start: o.Start, End: o.End}}
		off.Offer = memory.Offer{Item: kind.item, Name: strings.Clone(root.Get(kind.name).String()), Text: text, Print: memory.Print(text)}
		off.Named = len(root.Named(kind.name))
		if o.Element {
			off.Cuts = []message.Cut{o.Cut()}
		}
		l.Offers = append(l.Offers, off)
	})
	r.found = r.found[:0]
	for _, e := range r.listings {
		l.at = -1
		e.Listing(l)
	}
	return r.found, l
}

// server takes what initialize and server/discover offer.
func (l *Listing) server(root *message.Value, raw []byte) {
	if v := root.Get("instructions"); v != nil && v.String() != "" {
		off := Offered{Pointer: v.Pointer(), Surface: v.Surface, Value: message.Span{Start: v.Start, End: v.End}}
		text, _ := memory.Canonical(raw[v.Start-1 : v.End+1]) // a string with its quotes
		off.Offer = memory.Offer{Item: memory.Instructions, Text: text, Print: memory.Print(text)}
		off.Cuts = v.Cuts([]message.Span{{Start: 0, End: len(v.Text)}}, "")
		l.Offers = append(l.Offers, off)
	}
	if v := root.Get("capabilities"); v != nil && v.Kind == message.ObjectValue {
		off := Offered{Pointer: v.Pointer(), Surface: message.Capability, Value: message.Span{Start: v.Start, End: v.End}}
		text, _ := memory.Canonical(raw[v.Start:v.End]) // it has been parsed
		off.Offer = memory.Offer{Item: memory.Capabilities, Text: text, Print: memory.Print(text)}
		l.Offers = append(l.Offers, off)
	}
}

// Of is the offer that the i-th finding is about, -1 for none.
func (l *Listing) Of(i int) int { return l.of[i] }

// Report records a finding about the offer at hand. hold takes the offer out
// until a person has approved it.
func (l *Listing) Report(f finding.Finding, hold bool) {
	if l.at >= 0 {
		o := &l.Offers[l.at]
		f.Pointer, f.Surface, f.Value = o.Pointer, o.Surface, o.Value
		if hold {
			f.Cuts = o.Cuts
		}
	}
	l.of = append(l.of, l.at)
	l.runner.found = append(l.runner.found, f)
}

// Has reports whether the message offers a thing, or a page before it did.
func (l *Listing) Has(item memory.Item, name string) bool {
	if l.Seen[item][name] {
		return true
	}
	for i := range l.Offers {
		if o := &l.Offers[i]; o.Item == item && o.Name == name {
			return true
		}
	}
	return false
}
