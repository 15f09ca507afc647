package message

import (
	"encoding/binary"
	"math/bits"
)

// longestPlain is how long a string is, in bytes and about, that quick looks
// through by itself.
const longestPlain = 64

// quick reads on from the value at i while what comes is plain: no white space but
// one blank behind a colon, and hardly any escapes. It does what enter, key and
// leave do, in one place, and is for walkers that nobody visits. It returns where
// it stopped, and whether a value ends there; otherwise one begins there. What it
// stops at it has not judged.
func (w *walker) quick(i int) (next int, behind bool) {
	raw, f := w.raw, &w.stack[len(w.stack)-1]
	for i < len(raw) {
		w.begins(i)
		switch c := raw[i]; {
		case c == '"':
			end := w.plainString(i + 1)
			if end < 0 {
				return i, false
			}
			if end-i <= shortString {
				w.short++
			}
			i = end + 1
		case c == '{' || c == '[':
			if i+1 == len(raw) || len(w.stack) >= MaxDepth || c == '{' && raw[i+1] != '"' || c == '[' && (raw[i+1] <= ' ' || raw[i+1] == ']') {
				return i, false
			}
			f = w.push(i, c == '{')
			if i++; c == '{' {
				if i = w.quickKey(f, i); i < 0 {
					return i, false
				}
			}
			continue
		default:
			end := scanNumber(raw, i)
			if end < 0 {
				return i, false
			}
			i = end
		}
		for { // behind a value
			if i == len(raw) {
				return i, true
			}
			c := raw[i]
			if c == ',' {
				w.tell(f, i)
				break
			}
			if len(w.stack) == 1 || c != '}' && c != ']' || f.object != (c == '}') {
				return i, true
			}
			w.hashes = w.hashes[:f.hashes]
			w.stack = w.stack[:len(w.stack)-1]
			f = &w.stack[len(w.stack)-1]
			i++
		}
		if i++; f.object {
			if i = w.quickKey(f, i); i < 0 {
				return i, false
			}
		} else if f.index++; i < len(raw) && raw[i] <= ' ' {
			i = w.spaces(i)
		}
	}
	return i, false
}

// begins notes where a value in the outermost container begins.
func (w *walker) begins(i int) {
	if len(w.stack) == 1 {
		w.valueAt = i
	}
}

// tell tells of a member of the outermost container, whose value ends at i.
func (w *walker) tell(f *frame, i int) {
	if len(w.stack) == 1 && w.top != nil {
		w.top(w, f.keyStart, f.keyEnd, w.valueAt, i)
	}
}

// quickKey is key for where quick reads.
func (w *walker) quickKey(f *frame, i int) int {
	raw := w.raw
	if i >= len(raw)-8 || raw[i] != '"' {
		return w.key(w.space(i))
	}
	var end int
	var h uint64
	v := binary.LittleEndian.Uint64(raw[i+1:])
	if stop := stopsIn(v); stop != 0 && byte(v>>(bits.TrailingZeros64(stop)&^7)) == '"' { // a short key, as most are
		at := bits.TrailingZeros64(stop) &^ 7
		if end = i + 1 + at>>3; end+1 >= len(raw) {
			return w.key(i)
		}
		h = hashShort(w.seed, v&(1<<(at&63)-1), at>>3)
	} else if end = w.plainEnd(i + 1); end >= 0 {
		h = hashKey(w.seed, raw[i+1:end])
	}
	if end < 0 || raw[end+1] != ':' {
		return w.key(i)
	}
	w.note(end)
	if f.keyStart, f.keyEnd = i+1, end; !w.duplicates && !w.uniqueHash(f, h) {
		return w.fail(DuplicateKey, i, "an object has the same key twice")
	}
	if end == i+5 && w.prose == 0 && end+3 <= len(raw) && string(raw[i:end+3]) == textMember {
		w.prose = end + 3
	}
	start := i + 1
	if i = end + 2; i < len(raw) && raw[i] <= ' ' {
		i = w.spaces(i)
	}
	if len(w.stack) == 2 && end-start <= maxParameter {
		w.parameter(start, end, 0, i)
	}
	return i
}

// plainString is string for one that is mostly plain: -1 for what must be looked
// at again.
func (w *walker) plainString(i int) int {
	if i+8 <= len(w.raw) {
		v := binary.LittleEndian.Uint64(w.raw[i:])
		if stop := stopsIn(v); stop != 0 && byte(v>>(bits.TrailingZeros64(stop)&^7)) == '"' {
			end := i + bits.TrailingZeros64(stop)>>3
			w.note(end)
			return end
		}
	}
	if end := w.plainEnd(i); end >= 0 {
		w.note(end)
		return end
	}
	if end, _ := w.string(i); end >= 0 {
		return end
	}
	return -1
}

// note puts a string without traits on the tape.
func (w *walker) note(end int) {
	if n := len(w.tape); n < cap(w.tape) && n < maxTape {
		w.tape = w.tape[:n+1]
		w.tape[n] = token{end, 0}
	} else if n < maxTape {
		w.tape = append(w.tape, token{end, 0})
	}
}

// plainEnd returns where the string ends whose content starts at i, when it is of
// ASCII without escapes and not long; -1 otherwise. At least one byte is behind it,
// and eight from i on.
func (w *walker) plainEnd(i int) int {
	raw := w.raw
	for last := min(len(raw)-9, i+longestPlain); i <= last; i += 8 {
		v := binary.LittleEndian.Uint64(raw[i:])
		stop := stopsIn(v)
		if stop == 0 {
			continue
		}
		if n := bits.TrailingZeros64(stop) >> 3; byte(v>>(n*8&63)) == '"' {
			return i + n
		}
		return -1
	}
	return -1
}

// stopsIn marks the first of eight bytes that does not go on with plain text; those
// behind it may be marked as well.
func stopsIn(v uint64) uint64 {
	return (v | (v ^ lows*'"' - lows) | (v ^ lows*'\\' - lows) | (v - lows*' ')) & highs
}

// push opens a container at i.
func (w *walker) push(i int, object bool) *frame {
	if n := len(w.stack); n < cap(w.stack) {
		w.stack = w.stack[:n+1]
	} else {
		w.stack = append(w.stack, frame{})
	}
	f := &w.stack[len(w.stack)-1]
	f.object, f.start, f.hashes = object, i, len(w.hashes)
	f.index, f.keyStart, f.keyEnd, f.keys = 0, 0, 0, 0
	return f
}
