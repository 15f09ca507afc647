package message

import (
	"bytes"
	"unicode/utf8"
)

// MaxMethodBytes bounds [Envelope.Method] as found by a [Skimmer]: the longest
// method name of any MCP version has 36 bytes. What is longer is cut.
const MaxMethodBytes = 256

// Skimmer finds the [Envelope] of one JSON text that arrives in pieces and is
// not kept: a message over the transport's limit, or one that failed to parse.
// It holds no more than one id (of a batch: MaxBatchIDs) and one method name,
// whatever it is fed, and takes any bytes without complaint. The zero value is ready for use.
//
// It reads the top level of an object only, where the members may come in any
// order and the keys may be written with escapes. A text that starts with
// anything else (a log line) has an empty Envelope; of an array, a batch, the ids
// of its elements are collected apart. So that a refusal
// never answers the wrong request, an id counts only if it is a valid JSON
// number or string and the only one: two different top-level ids, or two
// objects with different ids on one line, leave ID nil, and so does an "ID" that
// some readers take for one. Ids are compared as written: 1 and 1.0 are
// different. Of two methods the first counts.
type Skimmer struct {
	state  skimState
	depth  int64
	floor  int64 // the depth at which a nested value has ended
	str    bool  // inside a string
	esc    bool  // the last byte was a backslash inside a string
	keep   bool  // the string or number being read goes to buf
	over   bool  // it did not fit
	limit  int
	wanted skimKey // the key whose value is being read

	buf     []byte // raw key, id or method being read
	id      []byte // raw id, once complete
	batch   bool
	ids     [][]byte // of the elements of a batch
	idSeen  bool
	idBad   bool // no valid id, or more than one
	idOpen  bool // the id's value has been read, but not what follows it
	method  []byte
	hasMeth bool
	answer  bool
}

type skimState uint8

const (
	skimStart   skimState = iota // before the first value
	skimKeyPos                   // at depth 1, a key may start
	skimColon                    // at depth 1, behind a key
	skimValue                    // at depth 1, behind the colon
	skimScalar                   // at depth 1, in a number, true, false or null
	skimAfter                    // at depth 1, behind a value
	skimInside                   // deeper, or in an array at the top
	skimBetween                  // behind the first object
	skimNothing                  // not an object: nothing more to learn
)

type skimKey uint8

const (
	skimOther skimKey = iota
	skimID
	skimMethod
	skimAnswer
	skimFoldedID // "ID" and the like, an id to some readers
)

const (
	// A key that matters is "result" at most, each of its letters \u00XX.
	skimKeyLimit    = 6*6 + 2
	skimMethodLimit = 6*MaxMethodBytes + 2
)

// Reset makes the Skimmer ready for another text. Memory is kept.
func (s *Skimmer) Reset() {
	*s = Skimmer{buf: s.buf[:0], id: s.id[:0], method: s.method[:0]}
}

// Envelope returns what has been learnt from the text so far. The text may be
// cut off anywhere: a number at its very end does not count as an id, because
// more digits could follow. The result shares no memory with the Skimmer.
func (s *Skimmer) Envelope() Envelope {
	env := Envelope{Method: string(s.method), Answer: s.answer, IDs: s.ids}
	if s.idSeen && !s.idBad {
		env.ID = bytes.Clone(s.id)
	}
	return env
}

// Write takes the next piece of the text. It never fails and always takes all
// of p; its cost is linear in len(p).
func (s *Skimmer) Write(p []byte) (int, error) {
	for i := 0; i < len(p); {
		switch {
		case s.state == skimNothing:
			i = len(p)
		case s.str:
			i = s.inString(p, i)
		case s.state == skimInside || s.state == skimBetween:
			i = s.skip(p, i)
		case s.state == skimScalar:
			i = s.inScalar(p, i)
		default:
			s.top(p[i])
			i++
		}
	}
	return len(p), nil
}

// top handles one byte between the tokens of the top level.
func (s *Skimmer) top(c byte) {
	if c == ' ' || c == '\t' || c == '\r' || c == '\n' {
		return
	}
	switch s.state {
	case skimStart:
		switch c {
		case '{':
			s.depth, s.state = 1, skimKeyPos
		case '[':
			s.batch, s.state = true, skimBetween
		case 0xEF, 0xBB, 0xBF: // byte order mark
		default:
			s.state = skimNothing
		}
		return
	case skimColon:
		if c == ':' {
			s.state = skimValue
			s.answer = s.answer || s.wanted == skimAnswer
			if s.wanted == skimFoldedID {
				s.idSeen, s.idBad = true, true
			}
			return
		}
	case skimValue:
		switch c {
		case '"':
			s.startString(s.wanted == skimID || s.wanted == skimMethod)
			return
		case '{', '[':
			s.valueIsNoID()
			s.dive()
			return
		case ',', '}', ']', ':':
			s.valueIsNoID()
		default:
			s.startToken(c)
			return
		}
	}
	s.between(c)
}

// between handles the bytes that separate members, and those that should not
// be there at all: after an id they make it doubtful.
func (s *Skimmer) between(c byte) {
	switch c {
	case ',':
		s.idOpen, s.state = false, skimKeyPos
	case '}':
		s.idOpen, s.state = false, skimBetween
		s.depth = 0
	case '"':
		s.spoil()
		s.state = skimKeyPos
		s.startString(true)
	case '{', '[':
		s.spoil()
		s.dive()
	default:
		s.spoil()
	}
}

// dive goes into a nested value of the top-level object.
func (s *Skimmer) dive() {
	s.floor, s.depth, s.state = s.depth, s.depth+1, skimInside
}

// spoil drops an id that is followed by something else than its end.
func (s *Skimmer) spoil() {
	if s.idOpen {
		s.idBad = true
	}
}

func (s *Skimmer) valueIsNoID() {
	if s.wanted == skimID {
		s.idSeen, s.idBad = true, true
	}
}

func (s *Skimmer) startString(keep bool) {
	s.str, s.esc, s.keep, s.over = true, false, keep, false
	s.buf = s.buf[:0]
	switch {
	case s.state == skimKeyPos:
		s.limit = skimKeyLimit
	case s.wanted == skimID:
		s.limit = MaxIDBytes
	default:
		s.limit = skimMethodLimit
	}
	if keep {
		s.collect([]byte{'"'})
	}
}

func (s *Skimmer) startToken(c byte) {
	s.state = skimScalar
	s.keep, s.over = s.wanted == skimID, false
	s.limit, s.buf = MaxIDBytes, s.buf[:0]
	if s.keep {
		s.collect([]byte{c})
	}
}

func (s *Skimmer) collect(p []byte) {
	if room := s.limit - len(s.buf); len(p) > room {
		p, s.over = p[:room], true
	}
	s.buf = append(s.buf, p...)
}

// inString consumes up to the end of the string or of p.
func (s *Skimmer) inString(p []byte, from int) int {
	i := from
	for i < len(p) {
		c := p[i]
		i++
		if s.esc {
			s.esc = false
		} else if c == '\\' {
			s.esc = true
		} else if c == '"' {
			if s.keep {
				s.collect(p[from:i])
			}
			s.str = false
			s.endString()
			return i
		}
	}
	if s.keep {
		s.collect(p[from:i])
	}
	return i
}

func (s *Skimmer) endString() {
	switch s.state {
	case skimKeyPos:
		s.wanted = skimOther
		if !s.over {
			s.wanted = knownKey(s.buf)
		}
		s.state = skimColon
	case skimValue:
		s.state = skimAfter
		switch {
		case s.wanted == skimID:
			s.foundID(!s.over && validString(s.buf))
		case s.wanted == skimMethod && !s.hasMeth:
			s.hasMeth = true
			s.method = appendMethod(s.method[:0], s.buf)
		}
	}
}

// inScalar consumes up to the end of a number or literal at the top level.
func (s *Skimmer) inScalar(p []byte, from int) int {
	for i := from; i < len(p); i++ {
		switch p[i] {
		case ',', '}', ']', '{', '[', '"', ':', ' ', '\t', '\r', '\n':
			if s.keep {
				s.collect(p[from:i])
				s.foundID(!s.over && len(s.buf) > 0 && scanNumber(s.buf, 0) == len(s.buf))
			}
			s.state = skimAfter
			return i
		}
	}
	if s.keep {
		s.collect(p[from:])
	}
	return len(p)
}

func (s *Skimmer) foundID(valid bool) {
	switch {
	case s.batch:
		if valid && len(s.ids) < MaxBatchIDs {
			s.ids = append(s.ids, bytes.Clone(s.buf))
		}
		return
	case !valid, s.idSeen && !bytes.Equal(s.id, s.buf):
		s.idBad = true
	default:
		s.id = append(s.id[:0], s.buf...)
	}
	s.idSeen, s.idOpen = true, true
}

// skip consumes nested values, and what follows the first object, up to the
// next byte that matters.
func (s *Skimmer) skip(p []byte, i int) int {
	for ; i < len(p); i++ {
		switch p[i] {
		case '"':
			s.str, s.esc, s.keep = true, false, false
			return i + 1
		case '{', '[':
			s.depth++
			if s.state == skimInside {
				continue
			}
			s.floor, s.state = 0, skimInside
			if p[i] == '{' {
				s.state = skimKeyPos
				return i + 1
			}
		case '}', ']':
			if s.state == skimBetween {
				continue
			}
			if s.depth--; s.depth == s.floor {
				s.state = skimAfter
				if s.floor == 0 {
					s.state = skimBetween
				}
				return i + 1
			}
		}
	}
	return i
}

// knownKey tells which member the raw string quoted names.
func knownKey(quoted []byte) skimKey {
	key := quoted[1 : len(quoted)-1]
	var room [skimKeyLimit]byte
	if bytes.IndexByte(key, '\\') >= 0 {
		if !validString(quoted) {
			return skimOther
		}
		key = appendDecoded(room[:0], key)
	}
	switch string(key) {
	case "id":
		return skimID
	case "method":
		return skimMethod
	case "result", "error":
		return skimAnswer
	}
	if bytes.EqualFold(key, []byte("id")) {
		return skimFoldedID
	}
	return skimOther
}

// validString reports whether raw, which starts and ends with a quote, is a
// JSON string (RFC 8259 section 7) in UTF-8.
func validString(raw []byte) bool {
	end, _, _, _ := scanString(raw, 1)
	return end == len(raw)-1 && utf8.Valid(raw)
}

// appendMethod appends the decoded text of the raw string quoted, whose end
// may be missing, cut to MaxMethodBytes. What cannot be decoded stays as it
// was written.
func appendMethod(dst, quoted []byte) []byte {
	if validString(quoted) {
		dst = appendDecoded(dst, quoted[1:len(quoted)-1])
	} else {
		text := bytes.TrimSuffix(quoted[1:], []byte{'"'})
		dst = append(dst, bytes.ToValidUTF8(text, []byte("\uFFFD"))...)
	}
	if len(dst) <= MaxMethodBytes {
		return dst
	}
	end := MaxMethodBytes
	for !utf8.RuneStart(dst[end]) {
		end--
	}
	return dst[:end]
}
