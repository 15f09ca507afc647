package schema

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Kind is what a value does not keep to.
type Kind uint8

const (
	Type    Kind = iota // it is of another type
	Choice              // it is none of the values, or of the forms, that are declared
	Missing             // a member is not there
	Extra               // a member is there that must not be
	Pattern             // a text is not of the form
	Size                // too long, too short, too many, too few, too large, too small, or twice
)

// Mismatch is one place where a value is not what the schema declares.
type Mismatch struct {
	Kind Kind
	// At is the value.
	At *message.Value
	// Want is what is declared: types, the name of the missing member, or "".
	Want string
	// Prose is true for a text of another form than declared, when the form would
	// have room for a few words.
	Prose bool
}

const (
	// maxWork bounds the steps of one check, some milliseconds, maxDeep how deep
	// schemas lead, and maxMismatches what is told.
	maxWork       = 400_000
	maxDeep       = 256
	maxMismatches = 16
	// room is what a form that allows running text lets through.
	room = "see the notes of today"
)

// Check says where a value is not what the schema declares: at most
// [maxMismatches] places. done is false when it was given up.
func (s *Schema) Check(v *message.Value) (found []Mismatch, done bool) {
	c := checker{work: maxWork}
	c.check(s.nodes[s.root], v, 0)
	if c.work < 0 {
		return nil, false
	}
	return c.found, true
}

// checker holds a value against a schema.
type checker struct {
	found  []Mismatch
	work   int  // that may still be done; negative: given up
	unsure bool // something that was met is not understood
}

func (c *checker) report(m Mismatch) bool {
	if len(c.found) < maxMismatches {
		c.found = append(c.found, m)
	}
	return false
}

// spend reports whether there is work left to be done.
func (c *checker) spend(n int) bool {
	if c.work >= 0 {
		c.work -= n
	}
	return c.work >= 0
}

// check reports whether v is what n declares.
func (c *checker) check(n *node, v *message.Value, depth int) bool {
	if n == nil || !c.spend(4) {
		return true
	}
	if depth > maxDeep {
		c.work = -1
		return true
	}
	if n.never {
		return c.report(Mismatch{Kind: Extra, At: v})
	}
	c.unsure = c.unsure || n.unsure
	ok := c.simple(n, v)
	if n.ref != nil {
		ok = c.check(n.ref, v, depth+1) && ok
	}
	ok = c.combined(n, v, depth) && ok
	switch v.Kind {
	case message.ObjectValue:
		return c.object(n, v, depth) && ok
	case message.ArrayValue:
		return c.array(n, v, depth) && ok
	case message.StringValue:
		return c.text(n, v) && ok
	case message.NumberValue:
		return c.number(n, v) && ok
	}
	return ok
}

// simple checks types and values.
func (c *checker) simple(n *node, v *message.Value) bool {
	if n.types != 0 && kindOf(v)&n.types == 0 {
		return c.report(Mismatch{Kind: Type, At: v, Want: n.names})
	}
	if n.constant != nil && !c.equal(n.constant, v) {
		return c.report(Mismatch{Kind: Choice, At: v})
	}
	if n.choice != nil && !slices.ContainsFunc(n.choice.Members, func(m *message.Value) bool { return c.equal(m, v) }) {
		return c.report(Mismatch{Kind: Choice, At: v})
	}
	return true
}

func kindOf(v *message.Value) kinds {
	switch {
	case v.Kind == message.ObjectValue:
		return object
	case v.Kind == message.ArrayValue:
		return array
	case v.Kind == message.StringValue:
		return text
	case v.Kind == message.LiteralValue && v.Text == "null":
		return null
	case v.Kind == message.LiteralValue:
		return boolean
	}
	if f, err := strconv.ParseFloat(v.Text, 64); err == nil && f == math.Trunc(f) {
		return integer
	}
	return number
}

// equal compares two values.
func (c *checker) equal(a, b *message.Value) bool {
	if !c.spend(1+min(len(a.Text), len(b.Text))/16) || a.Kind != b.Kind || len(a.Members) != len(b.Members) {
		return a.Kind == b.Kind && c.work < 0
	}
	switch a.Kind {
	case message.NumberValue:
		x, err := strconv.ParseFloat(a.Text, 64)
		y, bad := strconv.ParseFloat(b.Text, 64)
		return a.Text == b.Text || err == nil && bad == nil && x == y
	case message.ObjectValue:
		for _, m := range a.Members {
			if c.spend(len(b.Members)); c.work < 0 {
				return true
			}
			if o := b.Member(m.Key); o == nil || !c.equal(m, o) {
				return false
			}
		}
	case message.ArrayValue:
		for i := range a.Members {
			if !c.equal(a.Members[i], b.Members[i]) {
				return false
			}
		}
	}
	return a.Text == b.Text
}

// try checks v and keeps what is found apart.
func (c *checker) try(n *node, v *message.Value, depth int) (ok, unsure bool, found []Mismatch) {
	kept, doubt := c.found, c.unsure
	c.found, c.unsure = nil, false
	ok = c.check(n, v, depth+1)
	found, unsure = c.found, c.unsure
	c.found, c.unsure = kept, doubt || unsure
	return ok, unsure, found
}

// combined checks what is made of other schemas. Where something is not
// understood, none of them says no.
func (c *checker) combined(n *node, v *message.Value, depth int) bool {
	ok := true
	for _, sub := range n.all {
		ok = c.check(sub, v, depth+1) && ok
	}
	if len(n.any) > 0 {
		ok = c.choose(n.any, v, depth, len(n.any)) && ok
	}
	if len(n.one) > 0 {
		ok = c.choose(n.one, v, depth, 1) && ok
	}
	if n.not != nil {
		if is, unsure, _ := c.try(n.not, v, depth); is && !unsure && c.work >= 0 {
			ok = c.report(Mismatch{Kind: Choice, At: v})
		}
	}
	if n.when != nil {
		is, unsure, _ := c.try(n.when, v, depth)
		switch {
		case unsure:
		case is:
			ok = c.check(n.then, v, depth+1) && ok
		default:
			ok = c.check(n.otherwise, v, depth+1) && ok
		}
	}
	return ok
}

// choose checks that between one and most of the schemas fit. When none does,
// what the nearest of them misses is told.
func (c *checker) choose(subs []*node, v *message.Value, depth, most int) bool {
	fit, doubt := 0, false
	var nearest []Mismatch
	for i, sub := range subs {
		is, unsure, found := c.try(sub, v, depth)
		doubt = doubt || unsure
		if is {
			fit++
			for _, m := range found { // what is told of something that fits
				c.report(m)
			}
		} else if i == 0 || nearer(found, nearest, v) {
			nearest = found
		}
		if c.work < 0 || fit > 0 && most > 1 {
			return true
		}
	}
	switch {
	case doubt || fit > 0 && fit <= most:
		return true
	case fit > most:
		return c.report(Mismatch{Kind: Choice, At: v})
	}
	for _, m := range nearest {
		c.report(m)
	}
	return false
}

// nearer reports whether a misses less of v than b: being of another type
// altogether is the most that can be missed.
func nearer(a, b []Mismatch, v *message.Value) bool {
	far := func(found []Mismatch) bool { return len(found) > 0 && found[0].Kind == Type && found[0].At == v }
	if far(a) != far(b) {
		return far(b)
	}
	return len(a) < len(b)
}

func (c *checker) object(n *node, v *message.Value, depth int) bool {
	ok := true
	for _, name := range n.required {
		if !c.spend(1 + len(v.Members)/4) {
			return true
		}
		if v.Member(name) == nil {
			ok = c.report(Mismatch{Kind: Missing, At: v, Want: name})
		}
	}
	if k := float64(len(v.Members)); k < n.minMembers || k > n.maxMembers {
		ok = c.report(Mismatch{Kind: Size, At: v})
	}
	if n.properties == nil && n.patterns == nil && n.extra == nil {
		return ok
	}
	for _, m := range v.Members {
		sub, known := n.properties[m.Key]
		if known {
			ok = c.check(sub, m, depth+1) && ok
		}
		for _, p := range n.patterns {
			if !c.spend(len(m.Key) * p.pattern.cost) {
				return true
			}
			if p.pattern.re.MatchString(m.Key) {
				known = true
				ok = c.check(p.node, m, depth+1) && ok
			}
		}
		if !known && n.extra != nil {
			ok = c.check(n.extra, m, depth+1) && ok
		}
	}
	return ok
}

func (c *checker) array(n *node, v *message.Value, depth int) bool {
	ok := true
	if k := float64(len(v.Members)); k < n.minItems || k > n.maxItems {
		ok = c.report(Mismatch{Kind: Size, At: v})
	}
	for i, m := range v.Members {
		sub := n.items
		if i < len(n.prefix) {
			sub = n.prefix[i]
		}
		ok = c.check(sub, m, depth+1) && ok
		for k := 0; n.unique && k < i && c.work >= 0; k++ {
			if c.equal(v.Members[k], m) {
				ok = c.report(Mismatch{Kind: Size, At: m})
				break
			}
		}
	}
	return ok
}

func (c *checker) text(n *node, v *message.Value) bool {
	ok := true
	if n.minLength > 0 || !math.IsInf(n.maxLength, 1) {
		if k := float64(utf8.RuneCountInString(v.Text)); k < n.minLength || k > n.maxLength {
			ok = c.report(Mismatch{Kind: Size, At: v})
		}
	}
	if closed[n.format] && strings.Count(v.Text, " ") >= 3 { // a format is a note, which refuses nothing
		c.report(Mismatch{Kind: Pattern, At: v})
	}
	if p := n.pattern; p != nil {
		if !c.spend(len(v.Text) * p.cost) {
			return true
		}
		if !p.re.MatchString(v.Text) {
			ok = c.report(Mismatch{Kind: Pattern, At: v, Prose: p.re.MatchString(room)})
		}
	}
	return ok
}

// closed are formats that running text never has.
var closed = map[string]bool{
	"date": true, "time": true, "date-time": true, "duration": true, "email": true, "idn-email": true, "hostname": true, "idn-hostname": true,
	"ipv4": true, "ipv6": true, "uri": true, "iri": true, "uri-reference": true, "uuid": true, "json-pointer": true,
}

func (c *checker) number(n *node, v *message.Value) bool {
	f, err := strconv.ParseFloat(strings.TrimSpace(v.Text), 64)
	if err != nil {
		return true
	}
	if f < n.least || f > n.most || f <= n.above || f >= n.below {
		return c.report(Mismatch{Kind: Size, At: v})
	}
	if n.multiple > 0 {
		if q := f / n.multiple; math.Abs(q-math.Round(q)) > 1e-9*max(1, math.Abs(q)) {
			return c.report(Mismatch{Kind: Size, At: v})
		}
	}
	return true
}
