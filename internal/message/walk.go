package message

import (
	"bytes"
	"fmt"
	"unicode/utf8"
)

// MaxDepth is the deepest nesting of arrays and objects that is accepted. It
// is what common MCP libraries accept; real schemas stay under 40.
const MaxDepth = 1000

// Problem names what makes a text unfit to be judged.
type Problem uint8

const (
	NotJSON Problem = iota + 1
	InvalidUTF8
	DuplicateKey
	TooDeep
	TrailingData
	BadEnvelope
)

// String returns the rule name under which the problem is reported.
func (p Problem) String() string {
	switch p {
	case InvalidUTF8:
		return "invalid_utf8"
	case DuplicateKey:
		return "duplicate_key"
	case TooDeep:
		return "too_deep"
	case TrailingData:
		return "trailing_data"
	case BadEnvelope:
		return "invalid_envelope"
	}
	return "not_json"
}

// SyntaxError reports a text that was refused, with the byte offset at which
// it stopped making sense. It never quotes the text.
type SyntaxError struct {
	Problem Problem
	Offset  int
	What    string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("%s at byte %d", e.What, e.Offset)
}

// frame is one open array or object.
type frame struct {
	object   bool
	node     *node // surface of what is in it; nil while nobody visits
	at       *node // in an object, surface of the member at hand
	keyAt    Surface
	start    int // offset of the bracket
	index    int // of the current element
	keyStart int // content of the current key
	keyEnd   int
	hashes   int // where this object's key hashes begin
	keys     int // how many keys it has had
}

// walker validates one JSON text in one pass (RFC 8259, with unique keys). Another
// pass tells visit about every string in it. It is reused from text to text and
// allocates only to grow.
type walker struct {
	raw        []byte
	stack      []frame
	hashes     []uint64
	seen       keySet
	seed       uint64
	scratch    []byte  // decoded keys
	text       []byte  // decoded text of the field at hand
	decoded    []byte  // what text was decoded from; nil: nothing that still stands
	windowText []byte  // decoded text of a part of it
	inner      *walker // for JSON carried in a field
	ground     node    // where all of such JSON stands
	traits     Traits
	escapes    escapes
	tape       tape // ends of the strings read, for whom reads the text again
	known      tape // and those that another walker read
	next       int  // of known, to be read
	short      int  // strings that are values of at most shortString bytes
	prose      int  // content of the first string that is the value of a key text; 0: none yet
	err        *SyntaxError
	duplicates bool // accept keys that occur twice (text inside text)

	top     func(w *walker, keyStart, keyEnd, start, end int) // members of a top-level object, elements of a top-level array
	visit   func(f *Field)
	whole   func(o *Object) // objects that are judged as a whole, when they close
	root    *node
	valueAt int  // start of the value being read, at depth 1
	name    int  // start of a text under the key name in params; 0: none yet
	meta    bool // there is a key _meta in params
	field   Field
	object  Object
}

// maxIdleText bounds the memory for decoded text that is kept between messages.
const maxIdleText = 1 << 20

func (w *walker) reset(raw []byte) {
	if cap(w.text) > maxIdleText && len(raw) < cap(w.text)/4 {
		w.text, w.decoded = nil, nil
	}
	w.raw = raw
	w.stack = w.stack[:0]
	w.hashes = w.hashes[:0]
	w.seen.reset()
	w.traits, w.escapes, w.short, w.prose, w.name, w.meta = 0, 0, 0, 0, 0, false
	w.tape, w.known, w.next = w.tape[:0], nil, 0
	w.err = nil
}

func (w *walker) fail(p Problem, at int, what string) int {
	w.err = &SyntaxError{Problem: p, Offset: at, What: what}
	return -1
}

// shortString is the length up to which strings are counted.
const shortString = 512

// run walks the whole text. Of a text that is not UTF-8 the strings may be cut
// between characters.
func (w *walker) run() *SyntaxError {
	i := w.space(0)
	for i >= 0 {
		if len(w.stack) == 1 {
			w.valueAt = i
		}
		var over bool // a value ends at i
		if len(w.stack) > 0 && w.visit == nil {
			i, over = w.quick(i)
		}
		if !over && i >= 0 {
			var opened bool
			if i, opened = w.enter(i); opened {
				continue
			}
		}
		if i < 0 {
			break
		}
		if i = w.leave(i); i == len(w.raw) && len(w.stack) == 0 {
			return nil
		}
	}
	return w.err
}

func (w *walker) space(i int) int {
	if i < len(w.raw) && w.raw[i] > ' ' {
		return i
	}
	return w.spaces(i)
}

func (w *walker) spaces(i int) int {
	for i < len(w.raw) {
		switch w.raw[i] {
		case ' ', '\n', '\t', '\r':
			i++
		default:
			return i
		}
	}
	return i
}

// enter reads the value at i. For a container with something in it, it returns
// the offset of its first value and opened; otherwise the offset behind it.
func (w *walker) enter(i int) (next int, opened bool) {
	if i >= len(w.raw) {
		return w.fail(NotJSON, i, "the JSON text ends too early"), false
	}
	switch c := w.raw[i]; c {
	case '"':
		end, _ := w.string(i + 1)
		if end < 0 {
			return w.fail(NotJSON, ^end, "a JSON string is malformed or unterminated"), false
		}
		if end-i <= shortString {
			w.short++
		}
		return end + 1, false
	case '{', '[':
		return w.open(i, c == '{')
	case 't':
		return w.literal(i, "true"), false
	case 'f':
		return w.literal(i, "false"), false
	case 'n':
		return w.literal(i, "null"), false
	}
	if end := scanNumber(w.raw, i); end > 0 {
		return end, false
	}
	return w.fail(NotJSON, i, "there is no JSON value"), false
}

// token is a string that was read: where it ends and its traits.
type token struct {
	end    int
	traits Traits
}

// tape is the strings of a text in its order, keys included, the first maxTape of
// them. It spares those who walk the text again most of the way.
type tape []token

const maxTape = 1 << 10

// string reads the string whose content starts at i: the offset of the quote
// behind it, or the complement of where the fault is.
func (w *walker) string(i int) (end int, traits Traits) {
	end, traits, escapes, fault := scanString(w.raw, i)
	if end < 0 {
		return ^fault, traits
	}
	w.traits |= traits
	w.escapes += escapes
	if w.visit == nil && len(w.tape) < maxTape {
		w.tape = append(w.tape, token{end, traits})
	}
	return end, traits
}

func (w *walker) literal(i int, want string) int {
	if i+len(want) <= len(w.raw) && string(w.raw[i:i+len(want)]) == want {
		return i + len(want)
	}
	return w.fail(NotJSON, i, "there is no JSON value")
}

// open pushes a container. An empty one is popped at once.
func (w *walker) open(i int, object bool) (next int, opened bool) {
	if len(w.stack) >= MaxDepth {
		return w.fail(TooDeep, i, fmt.Sprintf("arrays and objects are nested more than %d deep", MaxDepth)), false
	}
	w.push(i, object)
	j := w.space(i + 1)
	if j < len(w.raw) && (object && w.raw[j] == '}' || !object && w.raw[j] == ']') {
		w.stack = w.stack[:len(w.stack)-1]
		return j + 1, false
	}
	if object {
		return w.key(j), true
	}
	return j, true
}

// leave goes on behind a finished value: to the next value, or to the end of
// the text, closing what closes on the way.
func (w *walker) leave(i int) int {
	for {
		end := i
		i = w.space(i)
		if len(w.stack) == 0 {
			if i < len(w.raw) {
				return w.fail(TrailingData, i, "something follows the JSON value")
			}
			return i
		}
		f := &w.stack[len(w.stack)-1]
		if len(w.stack) == 1 && w.top != nil {
			w.top(w, f.keyStart, f.keyEnd, w.valueAt, end)
		}
		if i >= len(w.raw) {
			return w.fail(NotJSON, i, "the JSON text ends too early")
		}
		switch c := w.raw[i]; {
		case c == ',' && f.object:
			return w.key(w.space(i + 1))
		case c == ',':
			f.index++
			return w.space(i + 1)
		case c == '}' && f.object, c == ']' && !f.object:
			w.hashes = w.hashes[:f.hashes]
			w.stack = w.stack[:len(w.stack)-1]
			i++
		default:
			return w.fail(NotJSON, i, "a comma or a closing bracket is missing")
		}
	}
}

// key reads a member's key and colon and returns the offset of its value.
func (w *walker) key(i int) int {
	if i >= len(w.raw) || w.raw[i] != '"' {
		return w.fail(NotJSON, i, "an object key is missing")
	}
	end, traits := w.string(i + 1)
	if end < 0 {
		return w.fail(NotJSON, ^end, "an object key is malformed or unterminated")
	}
	if end == i+5 && w.prose == 0 && end+3 <= len(w.raw) && string(w.raw[i:end+3]) == textMember {
		w.prose = end + 3
	}
	f := &w.stack[len(w.stack)-1]
	f.keyStart, f.keyEnd = i+1, end
	if !w.duplicates && !w.unique(f, w.raw[i+1:end], traits) {
		return w.fail(DuplicateKey, i, "an object has the same key twice")
	}
	j := w.space(end + 1)
	if j >= len(w.raw) || w.raw[j] != ':' {
		return w.fail(NotJSON, j, "a colon is missing after an object key")
	}
	j = w.space(j + 1)
	if len(w.stack) == 2 && end-i-1 <= maxParameter {
		w.parameter(i+1, end, traits, j)
	}
	return j
}

const textMember = `"text":"`

// maxParameter is the longest key that reads _meta: each letter an escape.
const maxParameter = 5 * len(`\u006e`)

// parameter notes the name (in any case) and the _meta in the parameters of a
// request, when the key at hand is one of them. Its value is at j.
func (w *walker) parameter(start, end int, traits Traits, j int) {
	key := w.plain(w.raw[start:end], traits)
	name := len(key) == 4 && key[0]|0x20 == 'n' && key[1]|0x20 == 'a' && key[2]|0x20 == 'm' && key[3]|0x20 == 'e' &&
		w.name == 0 && j < len(w.raw) && w.raw[j] == '"'
	meta := !name && string(key) == "_meta"
	outer := &w.stack[0]
	if !name && !meta || !outer.object || string(w.plain(w.raw[outer.keyStart:outer.keyEnd], Escaped)) != "params" {
		return
	}
	if w.meta = w.meta || meta; name {
		w.name = j
	}
}

// plain is a key as it reads. It is valid until the next.
func (w *walker) plain(key []byte, traits Traits) []byte {
	if traits&Escaped != 0 && bytes.IndexByte(key, '\\') >= 0 {
		w.scratch = appendDecoded(w.scratch[:0], key)
		key = w.scratch
	}
	return key
}

// fewKeys is how many keys of an object are compared one by one before a hash
// set pays off.
const fewKeys = 12

// unique reports whether key is new in the object f, by a seeded 64-bit hash
// of the decoded key. Two keys that collide are taken for one and the message
// is refused: whoever wrote them gains nothing.
func (w *walker) unique(f *frame, key []byte, traits Traits) bool {
	return w.uniqueHash(f, hashKey(w.seed, w.plain(key, traits)))
}

// uniqueHash is unique for a key of that hash.
func (w *walker) uniqueHash(f *frame, h uint64) bool {
	f.keys++
	if f.keys <= fewKeys {
		for _, other := range w.hashes[f.hashes:] {
			if other == h {
				return false
			}
		}
		w.hashes = append(w.hashes, h)
		return true
	}
	if f.keys == fewKeys+1 {
		for _, other := range w.hashes[f.hashes:] {
			w.seen.add(other, uint64(f.start))
		}
	}
	return w.seen.add(h, uint64(f.start))
}

// scanNumber returns the offset behind the number at i, or -1 (RFC 8259 §6).
func scanNumber(raw []byte, i int) int {
	digits := func(j int) int {
		for j < len(raw) && raw[j]-'0' <= 9 {
			j++
		}
		return j
	}
	if i < len(raw) && raw[i] == '-' {
		i++
	}
	switch {
	case i >= len(raw) || raw[i]-'0' > 9:
		return -1
	case raw[i] == '0':
		i++
	default:
		i = digits(i)
	}
	if i < len(raw) && raw[i] == '.' {
		j := digits(i + 1)
		if j == i+1 {
			return -1
		}
		i = j
	}
	if i < len(raw) && raw[i]|0x20 == 'e' {
		j := i + 1
		if j < len(raw) && (raw[j] == '+' || raw[j] == '-') {
			j++
		}
		k := digits(j)
		if k == j {
			return -1
		}
		i = k
	}
	return i
}

// validUTF8 returns the offset of the first byte that is not UTF-8, or -1.
func validUTF8(raw []byte) int {
	if utf8.Valid(raw) {
		return -1
	}
	i := 0
	for i < len(raw) {
		r, n := utf8.DecodeRune(raw[i:])
		if r == utf8.RuneError && n == 1 {
			break
		}
		i += n
	}
	return i
}
