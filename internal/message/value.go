package message

import (
	"bytes"
	"strconv"
	"unsafe"
)

// ValueKind is what a JSON value is.
type ValueKind uint8

const (
	ObjectValue ValueKind = iota
	ArrayValue
	StringValue
	NumberValue
	LiteralValue // true, false, null
)

// Value is one JSON value of an [Object], with what is in it. It is valid as
// long as the object.
type Value struct {
	Kind ValueKind
	// Key is its decoded name in an object; "" for an element of an array.
	Key string
	// Text is a decoded string, or the text of a number or literal.
	Text string
	// Start and End are its place in the message; of a string, its content.
	Start, End int
	// Surface is where it stands, and KeySurface where its key stands.
	Surface, KeySurface Surface
	// Members are the members of an object or the elements of an array.
	Members []*Value
	// Parent is what it stands in; nil for the object itself.
	Parent *Value

	o    *Object
	node *node
	at   int // in Parent
}

// Get returns the member of that name (lower-case ASCII), compared as sloppy
// clients do, without case; nil when there is none. It may be asked of nil.
func (v *Value) Get(name string) *Value {
	if v == nil {
		return nil
	}
	for _, m := range v.Members {
		var buf [64]byte
		if v.Kind == ObjectValue && len(m.Key) <= 2*len(name) && string(appendFolded(buf[:0], stringBytes(m.Key))) == name {
			return m
		}
	}
	return nil
}

// Named returns all members of that name, compared like [Value.Get] does.
func (v *Value) Named(name string) (all []*Value) {
	if v == nil || v.Kind != ObjectValue {
		return nil
	}
	for _, m := range v.Members {
		var buf [64]byte
		if len(m.Key) <= 2*len(name) && string(appendFolded(buf[:0], stringBytes(m.Key))) == name {
			all = append(all, m)
		}
	}
	return all
}

// String is its text when it is a string, and "" otherwise. It may be asked of
// nil.
func (v *Value) String() string {
	if v == nil || v.Kind != StringValue {
		return ""
	}
	return v.Text
}

// All calls fn for the value and everything in it, in the order of the text,
// until fn returns false for a value: what is in that one is passed over.
func (v *Value) All(fn func(*Value) bool) {
	if v == nil || !fn(v) {
		return
	}
	for _, m := range v.Members {
		m.All(fn)
	}
}

// Pointer is its JSON pointer.
func (v *Value) Pointer() string {
	if v.Parent == nil {
		return v.o.Pointer()
	}
	b := append([]byte(v.Parent.Pointer()), '/')
	if len(b) > maxPointer {
		return string(bytes.TrimSuffix(b, []byte("/…/"))) + "…"
	}
	if v.Parent.Kind == ObjectValue {
		return string(appendToken(b, AppendQuoted(nil, v.Key)))
	}
	return string(strconv.AppendInt(b, int64(v.at), 10))
}

// Cuttable is [Field.Cuttable] of a string.
func (v *Value) Cuttable() bool { return v.Kind == StringValue && v.Surface&Identity == 0 }

// Cuts is [Field.Cuts] of a string.
func (v *Value) Cuts(spans []Span, with string) []Cut {
	f := Field{Start: v.Start, End: v.End, Surface: v.Surface, w: v.o.w}
	return f.Cuts(spans, with)
}

// read reads what is in the container that starts at i, and returns the offset
// behind it. The text is known to be valid.
func (v *Value) read(i int) int {
	raw := v.o.w.raw
	i = skipSpace(raw, i+1)
	for ; raw[i] != '}' && raw[i] != ']'; i = skipSpace(raw, i) {
		if raw[i] == ',' {
			i = skipSpace(raw, i+1)
		}
		m := &Value{Parent: v, o: v.o, node: v.node, Surface: v.node.at, at: len(v.Members)}
		if v.Kind == ObjectValue {
			var end int
			m.Key, end = decoded(raw, i+1)
			m.node, m.KeySurface = v.node.member(stringBytes(m.Key))
			m.Surface = m.node.at
			i = skipSpace(raw, skipSpace(raw, end+1)+1)
		}
		if v.o.values++; v.o.values <= MaxValues {
			v.Members = append(v.Members, m)
		}
		i = m.value(i)
	}
	return i + 1
}

// value reads the value at i and returns the offset behind it.
func (v *Value) value(i int) (end int) {
	raw := v.o.w.raw
	v.Start = i
	switch raw[i] {
	case '{':
		end = v.read(i)
	case '[':
		v.Kind = ArrayValue
		end = v.read(i)
	case '"':
		v.Kind, v.Start = StringValue, i+1
		v.Text, v.End = decoded(raw, i+1)
		return v.End + 1
	default:
		v.Kind = LiteralValue
		if raw[i] == '-' || raw[i]-'0' <= 9 {
			v.Kind = NumberValue
		}
		for end = i; end < len(raw) && bytes.IndexByte([]byte(" \t\r\n,]}"), raw[end]) < 0; {
			end++
		}
		v.Text = bytesString(raw[i:end])
	}
	v.End = end
	return end
}

// decoded returns the string whose content starts at i, and where it ends. A
// string without escapes shares the memory of raw.
func decoded(raw []byte, i int) (string, int) {
	end, escaped := i, false
	for ; raw[end] != '"'; end++ {
		if raw[end] == '\\' {
			escaped = true
			end++
		}
	}
	if escaped {
		return string(appendDecoded(nil, raw[i:end])), end
	}
	return bytesString(raw[i:end]), end
}

func skipSpace(raw []byte, i int) int {
	for i < len(raw) && (raw[i] == ' ' || raw[i] == '\n' || raw[i] == '\t' || raw[i] == '\r') {
		i++
	}
	return i
}

// bytesString is b as a string that must not outlive it, and stringBytes is s
// as bytes that must not be written to.
func bytesString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }
func stringBytes(s string) []byte { return unsafe.Slice(unsafe.StringData(s), len(s)) }
