package flow

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"
	"unicode/utf8"
)

// Letters that old mail and names of hosts could not carry: UTF-7 (RFC 2152, and as IMAP
// has it) and Punycode (RFC 3492).

// seven returns what a text in UTF-7 says; ok is false where nothing in it is shifted.
func seven(text string) (form string, ok bool) {
	for _, shift := range [...]byte{'+', '&'} {
		for from := 0; ; {
			at := strings.IndexByte(text[from:], shift)
			if at < 0 {
				break
			}
			from += at + 1
			end := from
			for end < len(text) && in64(text[end]) {
				end++
			}
			if end-from >= 3 && end < len(text) && text[end] == '-' {
				return unshifted(text, shift)
			}
			from = end // a shift within the run ends where it does
		}
	}
	return "", false
}

// unshifted decodes what stands between a shift and a hyphen.
func unshifted(text string, shift byte) (form string, ok bool) {
	var out []byte
	moved := 0
	for i := 0; i < len(text); {
		c := text[i]
		if i++; c != shift {
			out = append(out, c)
			continue
		}
		end := i
		for end < len(text) && (in64(text[end]) || text[end] == ',' && shift == '&') {
			end++
		}
		run := text[i:end]
		i = end
		if end < len(text) && text[end] == '-' {
			i++
		}
		if run == "" {
			out = append(out, c)
			continue
		}
		b, err := base64.RawStdEncoding.DecodeString(strings.ReplaceAll(run, ",", "/"))
		if err != nil || len(b) < 2 {
			return "", false
		}
		units := make([]uint16, len(b)/2)
		for k := range units {
			units[k] = uint16(b[2*k])<<8 | uint16(b[2*k+1])
		}
		for _, r := range utf16.Decode(units) {
			if r == utf8.RuneError || r == 0 {
				return "", false
			}
			out = utf8.AppendRune(out, r)
		}
		moved += len(units)
	}
	return string(out), moved > 0 && len(out) >= Gram
}

func in64(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '+' || c == '/'
}

// puny returns what the labels of a text in Punycode say, or all of it where most of it
// says where letters stand that are not of ASCII: the others are seen as they are.
func puny(text string) (form string, ok bool) {
	if strings.Contains(text, "xn--") {
		var out strings.Builder
		for rest := text; ; {
			before, label, found := strings.Cut(rest, "xn--")
			out.WriteString(before)
			if !found {
				return out.String(), true
			}
			end := 0
			for end < len(label) && (label[end] == '-' || in64(label[end]) && label[end] > '/') {
				end++
			}
			if plain, ok := unpuny(label[:end]); ok {
				out.WriteString(plain)
			} else {
				out.WriteString(label[:end])
			}
			rest = label[end:]
		}
	}
	if len(text) > shortRespelled {
		return "", false
	}
	tail := text[strings.LastIndexByte(text, '-')+1:]
	if 2*len(tail) < len(text) || strings.Trim(tail, "abcdefghijklmnopqrstuvwxyz0123456789") != "" || len(tail) == len(text) && speaks(text) {
		return "", false
	}
	return unpuny(text)
}

// unpuny decodes one label.
func unpuny(label string) (plain string, ok bool) {
	const base, least, most, skew, damp = 36, 1, 26, 38, 700
	var out []rune
	if at := strings.LastIndexByte(label, '-'); at >= 0 {
		out, label = []rune(label[:at]), label[at+1:]
	}
	label = strings.ToLower(label)
	n, i, bias := 128, 0, 72
	for first := true; label != ""; first = false {
		before, weight := i, 1
		for k := base; ; k += base {
			if label == "" {
				return "", false
			}
			digit := strings.IndexByte("abcdefghijklmnopqrstuvwxyz0123456789", label[0])
			label = label[1:]
			if digit < 0 {
				return "", false
			}
			i += digit * weight
			t := min(max(k-bias, least), most)
			if digit < t {
				break
			}
			if weight *= base - t; i > utf8.MaxRune*(len(out)+1) || weight > 1<<40 {
				return "", false
			}
		}
		delta, k := i-before, 0
		if first {
			delta /= damp
		} else {
			delta /= 2
		}
		for delta += delta / (len(out) + 1); delta > (base-least)*most/2; k += base {
			delta /= base - least
		}
		bias = k + (base-least+1)*delta/(delta+skew)
		n, i = n+i/(len(out)+1), i%(len(out)+1)
		if n > utf8.MaxRune || n >= 0xD800 && n < 0xE000 {
			return "", false
		}
		out = append(out, 0)
		copy(out[i+1:], out[i:])
		out[i] = rune(n)
		i++
	}
	return string(out), true
}
