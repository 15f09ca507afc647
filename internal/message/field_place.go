package message

import "strings"

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
