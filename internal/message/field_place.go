package message

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// Under is the raw content of the key that the string stands under: the
// nearest one outward, through arrays and through JSON carried in a string.
// For a key it is the key itself. It is nil where there is none, and valid
// until the visitor returns.
func (f *Field) Under() []byte {
	for g := f; g != nil; g = g.parent {
		for i := len(g.w.stack) - 1; i >= 0; i-- {
			if fr := &g.w.stack[i]; fr.object {
				return g.w.raw[fr.keyStart:fr.keyEnd]
			}
		}
	}
	return nil
}

// Carrier is the string that carries the JSON text this string stands in; nil
// for a string of the message itself.
func (f *Field) Carrier() *Field { return f.parent }

// Following returns the string values that stand behind f in its text, decoded,
// at most n of them and as far as limit bytes behind it. What a member "type"
// says is left out, since it is a label. Keys are no values. It allocates.
func (f *Field) Following(n, limit int) (values []string) {
	raw := f.w.raw
	label := false
	for i := f.End + 1; len(values) < n && i < len(raw) && i < f.End+limit; i++ {
		if raw[i] != '"' {
			continue
		}
		end := i + 1
		for end < len(raw) && raw[end] != '"' {
			if raw[end] == '\\' {
				end++
			}
			end++
		}
		if end >= len(raw) {
			break
		}
		content := raw[i+1 : end]
		next := end + 1
		for next < len(raw) && raw[next] <= ' ' {
			next++
		}
		if next < len(raw) && raw[next] == ':' {
			label = string(content) == "type"
		} else {
			if !label {
				values = append(values, string(appendDecoded(nil, content)))
			}
			label = false
		}
		i = end
	}
	return values
}

// Siblings visits the members that stand behind f in its object, as they are written,
// while their values are strings of ASCII without escapes, numbers, true, false or null;
// of those but strings value is empty. It reports whether it came to the end of the
// object. What visit is given must not be kept or changed.
func (f *Field) Siblings(visit func(key, value []byte)) bool {
	w := f.w
	if f.Key || len(w.stack) == 0 || !w.stack[len(w.stack)-1].object {
		return false
	}
	for i := f.End + 1; ; {
		if i = w.space(i); w.raw[i] != ',' {
			return w.raw[i] == '}'
		}
		key, at, plain := plainString(w.raw, w.space(i+1))
		if !plain {
			return false
		}
		at = w.space(w.space(at) + 1)
		var value []byte
		switch w.raw[at] {
		case '{', '[':
			return false
		case '"':
			if value, i, plain = plainString(w.raw, at); !plain {
				return false
			}
		default:
			for i = at; !endsScalar[w.raw[i]]; i++ {
			}
		}
		visit(key, value)
	}
}

// Beside returns what stands around f up to the braces nearest to it, as it is written, at
// most so many bytes to each side. It must not be kept or changed.
func (f *Field) Beside(limit int) (before, behind []byte) {
	w := f.w
	if f.Key || len(w.stack) == 0 || !w.stack[len(w.stack)-1].object {
		return nil, nil
	}
	before, behind = f.Around(limit)
	before = before[bytes.LastIndexByte(before, '{')+1:]
	if k := bytes.IndexByte(behind, '}'); k >= 0 {
		behind = behind[:k]
	}
	return before, behind
}

// Around is Beside, whatever braces there are.
func (f *Field) Around(limit int) (before, behind []byte) {
	w := f.w
	return w.raw[max(0, f.Start-limit):f.Start], w.raw[f.End:min(len(w.raw), f.End+limit)]
}

// plainString returns the content of the string that begins at i, and where it ends, if
// it is ASCII without escapes.
func plainString(raw []byte, i int) (content []byte, end int, plain bool) {
	for end = i + 1; raw[end] != '"'; end++ {
		if raw[end] == '\\' || raw[end] >= utf8.RuneSelf {
			return nil, i, false
		}
	}
	return raw[i+1 : end], end + 1, true
}

// LastName is the last name in a pointer that is not a number.
func LastName(pointer string) string {
	for {
		i := strings.LastIndexByte(pointer, '/')
		if i < 0 {
			return ""
		}
		if name := pointer[i+1:]; strings.Trim(name, "0123456789") != "" {
			return name
		}
		pointer = pointer[:i]
	}
}
