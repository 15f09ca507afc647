package message

import (
	"bytes"
	"hash/maphash"
)

// Kind says what a JSON-RPC message is.
type Kind uint8

const (
	Junk         Kind = iota // JSON, but no JSON-RPC message
	Request                  // a method and an id
	Notification             // a method without an id
	Answer                   // a result or an error
	Batch                    // an array of messages (legal in 2025-03-26, opened in every version)
)

// Message is one JSON-RPC message, or one batch, over the bytes it came in. It
// and what it points to are valid until the next Parse of the same Parser.
type Message struct {
	Side Side
	Kind Kind
	// Raw is the whole text, as it came.
	Raw []byte
	// ID is the raw JSON of a request's or answer's id; nil when it has none
	// or it is null.
	ID []byte
	// Method of a request or notification.
	Method string
	// Error is true for an answer with an error that is not null.
	Error bool
	// Traits of all strings together.
	Traits Traits
	// Lines and Escapes count the escapes in all strings: line ends, and others.
	Lines, Escapes int
	// Short counts the strings of at most 512 bytes that are values.
	Short int
	// Prose is where the content of the first string stands that is the value of a
	// member text, without white space between; 0: there is none.
	Prose int
	// Elements are the spans of a batch's messages.
	Elements []Span

	p    *Parser
	name int // where the text of params.name starts; 0: there is none
	meta bool
}

// Meta reports whether the parameters of a request have a member _meta.
func (m *Message) Meta() bool { return m.meta }

// Name appends to b the text of the member name of the parameters of a request:
// of a call, which tool is called. The key is read in any case, as lenient
// servers do; of several, the first that is a text counts. ok is false when
// there is none.
func (m *Message) Name(b []byte) (name []byte, ok bool) {
	if m.name == 0 {
		return b, false
	}
	end, _, _, _ := scanString(m.Raw, m.name+1)
	return appendDecoded(b, m.Raw[m.name+1:end]), true
}

// Parser turns texts into messages. It is reused from one message to the next
// and must not be used by two goroutines at once.
type Parser struct {
	walk, visitor, again walker
	msg                  Message
	method               []byte
	got                  members
	// bound once, so that handing them to the walker allocates nothing
	onMember, onElement func(w *walker, keyStart, keyEnd, start, end int)
}

// members are the top-level members of the message being read.
type members struct {
	rpc, id, method, result, err span
	folded                       bool // a name that differs from a known one in case only
}

type span struct {
	Span
	set bool
}

// NewParser returns a parser with a fresh hash seed.
func NewParser() *Parser {
	seed := maphash.Bytes(maphash.MakeSeed(), nil)
	p := &Parser{walk: walker{seed: seed}, visitor: walker{seed: seed, duplicates: true}, again: walker{seed: seed, duplicates: true}}
	p.onMember, p.onElement = p.member, p.element
	return p
}

// Parse validates one text and finds out what message it is. The error is a
// [*SyntaxError] with [NotJSON], [InvalidUTF8], [DuplicateKey] (exact
// duplicates anywhere; case variants of envelope members), [TooDeep],
// [TrailingData] or [BadEnvelope]. Nothing is changed or copied: numbers and
// ids stay the bytes they are.
func (p *Parser) Parse(side Side, raw []byte) (*Message, error) {
	p.msg = Message{Side: side, Raw: raw, Elements: p.msg.Elements[:0], p: p}
	p.got, p.visitor.decoded, p.again.decoded = members{}, nil, nil
	w := &p.walk
	w.reset(raw)
	start := w.space(0)
	w.top = p.onMember
	if start < len(raw) && raw[start] == '[' {
		w.top = p.onElement
		p.msg.Kind = Batch
	}
	if err := p.fit(raw, w.run()); err != nil {
		return nil, err
	}
	p.msg.Traits, p.msg.name, p.msg.meta = w.traits, w.name, w.meta
	p.msg.Lines, p.msg.Escapes, p.msg.Short, p.msg.Prose = w.escapes.lines(), w.escapes.others(), w.short, w.prose
	if p.msg.Kind == Batch {
		return &p.msg, nil
	}
	if err := p.classify(); err != nil {
		return nil, err
	}
	return &p.msg, nil
}

// fit returns what is wrong with raw, of which the walker says malformed. What
// other readers could see in it comes first.
func (p *Parser) fit(raw []byte, malformed *SyntaxError) error {
	if malformed != nil || p.walk.traits&NonASCII != 0 { // in JSON the rest is ASCII
		if at := validUTF8(raw); at >= 0 {
			return &SyntaxError{Problem: InvalidUTF8, Offset: at, What: "the text is not valid UTF-8"}
		}
	}
	if at := secondLine(raw); at >= 0 {
		return p.bad(at, "a carriage return inside the line begins what some readers take for a message of its own")
	}
	if malformed != nil {
		return malformed
	}
	return nil
}

// secondLine returns the offset of a carriage return behind which an object or
// array begins, or -1. JSON takes it for white space; readers that end lines at
// it (those of Java and .NET) would see another message there.
func secondLine(raw []byte) int {
	for from := 0; ; {
		k := bytes.IndexByte(raw[from:], '\r')
		if k < 0 {
			return -1
		}
		from += k + 1
		if rest := bytes.TrimLeft(raw[from:min(len(raw), from+64)], " \t\r\n"); len(rest) == 0 && from+64 < len(raw) || len(rest) > 0 && (rest[0] == '{' || rest[0] == '[') {
			return from - 1
		}
	}
}

// Reparse reads raw, a changed form of the message, in its place. The message
// itself is gone afterwards.
func (m *Message) Reparse(raw []byte) (*Message, error) { return m.p.Parse(m.Side, raw) }

func (p *Parser) element(_ *walker, _, _, start, end int) {
	p.msg.Elements = append(p.msg.Elements, Span{start, end})
}

// member notes one top-level member.
func (p *Parser) member(w *walker, keyStart, keyEnd, start, end int) {
	key := w.raw[keyStart:keyEnd]
	if len(key) > 64 {
		return
	}
	if bytes.IndexByte(key, '\\') >= 0 {
		w.scratch = appendDecoded(w.scratch[:0], key)
		key = w.scratch
	}
	s := span{Span{start, end}, true}
	switch string(key) {
	case "jsonrpc":
		p.got.rpc = s
	case "id":
		p.got.id = s
	case "method":
		p.got.method = s
	case "params":
	case "result":
		p.got.result = s
	case "error":
		p.got.err = s
	default:
		var buf [64]byte
		switch string(appendFolded(buf[:0], key)) {
		case "jsonrpc", "id", "method", "params", "result", "error":
			p.got.folded = true
		}
	}
}

func (p *Parser) bad(at int, what string) error {
	return &SyntaxError{Problem: BadEnvelope, Offset: at, What: what}
}

// classify decides what the members amount to (JSON-RPC 2.0 §4, §5). It is
// strict where two readers could see two different messages, and lenient
// where real peers are sloppy and nobody can be deceived.
func (p *Parser) classify() error {
	m, got, raw := &p.msg, &p.got, p.msg.Raw
	answer := got.result.set || got.err.set
	switch {
	case got.folded:
		return p.bad(0, "an envelope member differs from a known one in upper and lower case only")
	case got.method.set && answer:
		return p.bad(got.method.Start, "a message has both a method and a result or error")
	case !got.method.set && !answer:
		return nil // Junk
	}
	if got.id.set {
		id := raw[got.id.Start:got.id.End]
		switch c := id[0]; {
		case len(id) > MaxIDBytes:
			return p.bad(got.id.Start, "the id is too long")
		case c == '"' || c == '-' || c-'0' <= 9:
			m.ID = id
		case c != 'n':
			return p.bad(got.id.Start, "the id is neither a string nor a number")
		}
	}
	if answer {
		m.Kind = Answer
		m.Error = got.err.set && raw[got.err.Start] != 'n'
		return nil
	}
	if raw[got.method.Start] != '"' {
		return p.bad(got.method.Start, "the method is not a string")
	}
	p.method = appendDecoded(p.method[:0], raw[got.method.Start+1:got.method.End-1])
	m.Method = methodName(p.method)
	m.Kind = Notification
	if m.ID != nil {
		m.Kind = Request
	}
	return nil
}

// Visit calls fn for every string of the message, keys included, in the order
// of the text. asked is the method of the request that an answer answers (""
// when nobody knows); it decides the surfaces of the result. whole, when not
// nil, is called for every object that is judged as a whole, behind its
// strings.
func (m *Message) Visit(asked string, fn func(*Field), whole func(*Object)) {
	m.visit(&m.p.visitor, asked, fn, whole)
}

// Again is Visit for use while Visit runs.
func (m *Message) Again(asked string, fn func(*Field)) { m.visit(&m.p.again, asked, fn, nil) }

func (m *Message) visit(w *walker, asked string, fn func(*Field), whole func(*Object)) {
	method := m.Method
	if m.Kind == Answer {
		method = asked
	}
	w.reset(m.Raw)
	w.known = m.p.walk.tape // of the same text
	w.root = tree(m.Side, method)
	w.visit, w.whole = fn, whole
	w.field.parent = nil
	w.revisit()
}

// methodName returns name as a string, without allocating for the methods of
// the spec.
func methodName(name []byte) string {
	if s, ok := methodNames[string(name)]; ok {
		return s
	}
	return string(name)
}

var methodNames = func() map[string]string {
	names := map[string]string{}
	for _, set := range []map[string]*node{results, serverParams, clientParams, clientResults} {
		for m := range set {
			names[m] = m
		}
	}
	for _, m := range []string{
		"ping", "roots/list", "notifications/initialized", "notifications/roots/list_changed",
		"notifications/tools/list_changed", "notifications/prompts/list_changed", "notifications/resources/list_changed",
		"notifications/subscriptions/acknowledged",
	} {
		names[m] = m
	}
	return names
}()
