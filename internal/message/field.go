package message

import (
	"bytes"
	"strconv"
	"unsafe"
)

// Field is one string of a message, or one key. It is handed to a visitor and
// valid only until the visitor returns.
type Field struct {
	// Start and End are the byte offsets of the string's content, between its
	// quotes, in the text it stands in: the message, or for a field of JSON
	// carried in a string the decoded text of that string.
	Start, End int
	// Key is true for an object key.
	Key bool
	// Traits of the content.
	Traits Traits
	// Surface is where the string stands.
	Surface Surface

	w      *walker
	parent *Field // the string that carries this field's JSON text; nil: the message
	text   string
	known  bool // text is set
	window bool // it is a Part, and decodes into memory of its own

	// seen is a decoded offset and the raw offset it stands at, from which the
	// next cut in JSON carried by this field is found.
	seenText, seenRaw int
}

// Carried reports whether the field stands in JSON that another string carries.
func (f *Field) Carried() bool { return f.parent != nil }

// Raw is the content as it stands in its text, escapes included. It must not
// be kept or changed.
func (f *Field) Raw() []byte { return f.w.raw[f.Start:f.End] }

// Text is the decoded content. Decoding happens once, into memory that the
// next field reuses: the string is valid until the visitor returns, and what
// is kept of it must be cloned.
func (f *Field) Text() string {
	if !f.known {
		f.read()
	}
	return f.text
}

func (f *Field) read() {
	f.known = true
	b := f.Raw()
	if f.Traits&Escaped != 0 {
		b = f.w.decode(b, f.window)
	}
	f.text = unsafe.String(unsafe.SliceData(b), len(b))
}

// decode returns the text of content with escapes. Who visits a message again reads
// the long strings that it has read before: the last one is kept.
func (w *walker) decode(content []byte, window bool) []byte {
	if window {
		w.windowText = appendDecoded(w.windowText[:0], content) // the text of the whole field may still be in use
		return w.windowText
	}
	if d := w.decoded; len(d) != len(content) || unsafe.SliceData(d) != unsafe.SliceData(content) {
		w.text, w.decoded = appendDecoded(w.text[:0], content), content
	}
	return w.text
}

// maxToken bounds one key in a pointer, and maxPointer the pointer in front of
// its last key: what is longer is left out behind an ellipsis.
const (
	maxToken   = 256
	maxPointer = 1 << 10
)

// Part returns the stretch of the field from about start to about end (offsets
// as those of Start and End), moved so that no character and no escape is
// split. ok is false when no such place is near.
func (f *Field) Part(start, end int) (part Field, ok bool) {
	part = *f
	part.known, part.text, part.window = false, "", true
	ok = true
	if start > f.Start {
		part.Start, ok = f.whole(start)
	}
	if end < f.End && ok {
		part.End, ok = f.whole(end)
	}
	return part, ok
}

// whole finds a place at or behind i that lies between characters of the text:
// before an ASCII character that no escape can reach.
func (f *Field) whole(i int) (int, bool) {
	const near, longestEscape = 256, 12
	raw := f.w.raw
	clear := 0 // characters without a backslash before j
	for j := max(f.Start, i-longestEscape); j < min(f.End, i+near); j++ {
		if raw[j] == '\\' {
			clear = 0
			continue
		}
		if clear++; clear > longestEscape && j >= i && raw[j] < 0x80 {
			return j, true
		}
	}
	return 0, false
}

// Outermost is where the string of the message stands that holds the field.
func (f *Field) Outermost() Span {
	for f.parent != nil {
		f = f.parent
	}
	return Span{f.Start, f.End}
}

// Pointer is the JSON pointer (RFC 6901) of the string, or of the member whose
// key it is. Inside JSON carried in a string the inner pointer follows a '#'.
// Keys are the sender's words: they are shown only with care.
func (f *Field) Pointer() string {
	return string(f.AppendPointer(nil))
}

// AppendPointer appends [Field.Pointer] to b.
func (f *Field) AppendPointer(b []byte) []byte {
	if f.parent != nil {
		b = append(f.parent.AppendPointer(b), '#')
	}
	return f.w.appendPointer(b, f.w.stack)
}

// appendPointer appends the place that the frames lead to.
func (w *walker) appendPointer(b []byte, frames []frame) []byte {
	for i := range frames {
		fr := &frames[i]
		if len(b) > maxPointer && i < len(frames)-1 {
			if !bytes.HasSuffix(b, []byte("/…")) {
				b = append(b, "/…"...)
			}
			continue
		}
		b = append(b, '/')
		if fr.object {
			b = appendToken(b, w.raw[fr.keyStart:fr.keyEnd])
		} else {
			b = strconv.AppendInt(b, int64(fr.index), 10)
		}
	}
	return b
}

func appendToken(dst, rawKey []byte) []byte {
	if len(rawKey) > maxToken {
		end := maxToken
		for end > 0 && (rawKey[end]&0xc0 == 0x80 || bytes.IndexByte(rawKey[max(0, end-12):end], '\\') >= 0) {
			end-- // not inside a character or an escape
		}
		rawKey = append(rawKey[:end:end], "…"...)
	}
	if bytes.IndexByte(rawKey, '\\') >= 0 {
		rawKey = appendDecoded(nil, rawKey)
	}
	for _, c := range rawKey {
		switch c {
		case '~':
			dst = append(dst, '~', '0')
		case '/':
			dst = append(dst, '~', '1')
		default:
			dst = append(dst, c)
		}
	}
	return dst
}

// Cuttable reports whether parts of the string may be removed: it is prose,
// not a name that programs compare.
func (f *Field) Cuttable() bool {
	for g := f; g != nil; g = g.parent {
		if g.Key {
			return false
		}
	}
	return f.Surface&Identity == 0
}

// Span is a half-open range of byte offsets.
type Span struct{ Start, End int }

// Cuts turns spans of Text, ascending and apart, into cuts of the message.
// with stands in the place of each ("" for nothing).
func (f *Field) Cuts(spans []Span, with string) []Cut {
	cuts := make([]Cut, len(spans))
	for i, s := range spans {
		cuts[i] = Cut{Start: s.Start, End: s.End, With: with}
	}
	from := 0
	for g := f; g != nil; g = g.parent {
		g.outward(cuts, from)
		from = g.Start
	}
	return cuts
}

// outward moves cuts of the field's text to the text the field stands in. No
// cut begins before from. Cuts come in the order of the text, so the way there
// is walked once and not for every cut.
func (f *Field) outward(cuts []Cut, from int) {
	offsets := make([]int, 0, 2*len(cuts))
	for _, c := range cuts {
		offsets = append(offsets, c.Start, c.End)
	}
	if from < f.seenText {
		f.seenText, f.seenRaw = 0, 0
	}
	raw := f.Raw()
	if from > f.seenText {
		step := []int{from - f.seenText}
		rawOffsets(raw[f.seenRaw:], step)
		f.seenText, f.seenRaw = from, f.seenRaw+step[0]
	}
	for i := range offsets {
		offsets[i] -= f.seenText
	}
	rawOffsets(raw[f.seenRaw:], offsets)
	for i := range offsets {
		offsets[i] += f.seenRaw
	}
	for i := range cuts {
		c := &cuts[i]
		c.Start, c.End = f.Start+offsets[2*i], f.Start+offsets[2*i+1]
		if c.With != "" {
			c.With = string(AppendQuoted(nil, c.With))
		}
	}
}

// MaxNesting is how deep JSON inside strings inside JSON is opened. Each level
// reads the text once more, so this bounds the work per byte; what lies deeper
// is inspected as the text it is.
const MaxNesting = 5

// Open visits the strings of the JSON text that the field's text carries (an
// array, an object, or a string, as of JSON that was encoded twice), and reports
// whether it carried one. Their surface is the field's.
func (f *Field) Open(visit func(*Field)) bool {
	if f.deep() || f.Key || !carriesJSON(f.Raw()) {
		return false
	}
	text := f.Text()
	raw := unsafe.Slice(unsafe.StringData(text), len(text)) // read only
	_, ok := f.open(raw, visit)
	return ok
}

// OpenLoosely is Open for what programs read that are tolerant: JSON that was
// escaped once more without quotes around it, and several JSON texts one behind
// the other. The places of strings in it say nothing, so that nothing can be cut
// out of them. It allocates for what it opens.
func (f *Field) OpenLoosely(visit func(*Field)) bool {
	if f.deep() || f.Key || !carriesJSON(f.Raw()) {
		return false
	}
	text := stringBytes(f.Text())
	opened := false
	for range maxTexts {
		i := skipSpace(text, 0)
		if i == len(text) || text[i] != '{' && text[i] != '[' {
			break
		}
		if text = text[i:]; len(text) > 2 {
			if k := skipSpace(text, 1); k+1 < len(text) && text[k] == '\\' && (text[k+1] == '"' || text[k+1] == '\\' || text[k+1] == 'n') && !opened {
				text = appendDecoded(nil, text)
			}
		}
		end, ok := f.open(text, visit)
		if !ok && end > 0 { // something follows
			_, ok = f.open(text[:end], visit)
		}
		if !ok {
			break
		}
		opened, text = true, text[end:]
	}
	return opened
}

// maxTexts bounds the JSON texts that one string is read as.
const maxTexts = 256

// deep reports whether the field lies too deep for what it carries to be opened.
func (f *Field) deep() bool {
	level := 0
	for g := f; g != nil; g = g.parent {
		level++
	}
	return level > MaxNesting
}

// open visits the strings of the JSON text raw, which f carries. Where something
// follows the text it visits nothing, and end is where that begins.
func (f *Field) open(raw []byte, visit func(*Field)) (end int, ok bool) {
	if f.w.inner == nil {
		f.w.inner = &walker{duplicates: true}
	}
	inner := f.w.inner
	inner.visit, inner.decoded = nil, nil
	inner.reset(raw)
	if i := inner.space(0); i == len(raw) {
		return 0, false
	}
	if err := inner.run(); err != nil {
		if err.Problem == TrailingData {
			end = err.Offset
		}
		return end, false
	}
	carrier := *f
	tape := inner.tape
	inner.reset(raw)
	inner.known = tape
	inner.ground = node{at: f.Surface, rest: &inner.ground}
	inner.root = &inner.ground
	inner.visit = visit
	inner.field.parent = &carrier
	inner.revisit()
	inner.raw, inner.visit, inner.field = nil, nil, Field{}
	return len(raw), true
}

// carriesJSON is a cheap first look: an opening bracket in front, or a quote and
// one behind, white space and its escapes aside.
func carriesJSON(raw []byte) bool {
	i, j := 0, len(raw)
	for i < j {
		switch c := raw[i]; {
		case c == ' ' || c == '\n':
			i++
			continue
		case c == '\\' && i+1 < j && (raw[i+1] == 'n' || raw[i+1] == 't' || raw[i+1] == 'r'):
			i += 2
			continue
		case c == '\\' && i+1 < j && raw[i+1] == '"':
			return j-i > 4 && raw[j-1] == '"'
		case c == '\\' && i+6 <= j && raw[i+1] == 'u': // an escaped bracket, or not JSON after all
			r, _ := unescape(raw, i)
			return r == '{' || r == '[' || r == '"'
		case c == '{' || c == '[':
			return true
		}
		return false
	}
	return false
}
