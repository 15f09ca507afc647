package decode

import "unicode/utf8"

const maxEntityName = 31

// entityAt decodes the HTML character reference at text[i], an ampersand. The
// semicolon may be missing after a number, and after the names that HTML
// itself knows without one.
func entityAt(text string, i int) (r rune, n int) {
	if r, n = entityBody(text, i+1); n > 0 {
		n++
	}
	return r, n
}

// entityBody decodes what follows an ampersand, however that is written.
func entityBody(text string, i int) (r rune, n int) {
	if i+1 >= len(text) {
		return 0, 0
	}
	if text[i] == '#' {
		return entityNumber(text, i)
	}
	end := i
	for end < len(text) && end-i <= maxEntityName && (isASCIILetter(rune(text[end])) || text[end] >= '0' && text[end] <= '9') {
		end++
	}
	if end < len(text) && text[end] == ';' {
		if r = namedEntity(text[i:end]); r != 0 {
			return r, end + 1 - i
		}
		return 0, 0
	}
	if end < len(text) && text[end] == '=' { // a parameter of an address
		return 0, 0
	}
	for n = 4; n >= 2; n-- {
		if i+n <= end {
			switch text[i : i+n] {
			case "lt", "LT", "gt", "GT", "amp", "AMP", "quot", "QUOT", "nbsp":
				return namedEntity(text[i : i+n]), n
			}
		}
	}
	return 0, 0
}

// entityNumber decodes #105; or #x69;
func entityNumber(text string, i int) (r rune, n int) {
	at := i + 1
	base, digits := rune(10), 0
	if at < len(text) && text[at]|0x20 == 'x' {
		base = 16
		at++
	}
	for ; at < len(text) && digits < 10; at++ {
		x := rune(hexDigit[text[at]])
		if x >= base {
			break
		}
		if r = r*base + x; r > utf8.MaxRune {
			return 0, 0
		}
		digits++
	}
	if digits == 0 || !shown(r) {
		return 0, 0
	}
	if at < len(text) && text[at] == ';' {
		at++
	}
	return r, at - i
}

// shown reports whether r may be written by an escape: printable ASCII, tabs,
// line ends, and whatever there is above U+009F.
func shown(r rune) bool {
	if r < 0xA0 {
		return r < 0x80 && textASCII(byte(r))
	}
	return utf8.ValidRune(r) && r != utf8.RuneError
}

// namedEntity returns the character that a name stands for, or 0. Spaces of
// any width count as a space, and letters of mathematical alphabets as plain.
func namedEntity(name string) rune {
	switch name {
	case "lt", "LT":
		return '<'
	case "gt", "GT":
		return '>'
	case "amp", "AMP":
		return '&'
	case "quot", "QUOT":
		return '"'
	case "apos":
		return '\''
	case "nbsp":
		return ' '
	}
	if len(name) >= 3 {
		switch name[1:] {
		case "fr", "opf", "scr":
			return rune(name[0])
		}
	}
	return entityNames()[name]
}
