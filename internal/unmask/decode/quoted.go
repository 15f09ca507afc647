package decode

// quotedAt decodes quoted-printable (RFC 2045, section 6.7) at text[i], an
// equals sign: =69, several for a character above U+007F, or a soft line break,
// for which r is -1.
func quotedAt(text string, i int) (r rune, n int) {
	if i+1 < len(text) && text[i+1] == '\n' {
		return -1, 2
	}
	if i+2 < len(text) && text[i+1] == '\r' && text[i+2] == '\n' {
		return -1, 3
	}
	return unitsAt(text, i, '=')
}

// goesOn reports whether the escape of n bytes at text[i], which stands for r,
// looks like quoted-printable rather than like a number in a query or an
// assignment: it has another one beside it, or it is for a sign and a letter
// follows.
func goesOn(text string, i int, r rune, n int) bool {
	switch {
	case r < 0 || i+n >= len(text):
		return false
	case text[i+n] == '=' || r == '=' && hexRune(text, i+n, 2) >= 0 || i >= 3 && text[i-3] == '=' && hexRune(text, i-2, 2) >= 0:
		return true
	}
	return isASCIILetter(rune(text[i+n])) && !isASCIILetter(r) && (r < '0' || r > '9')
}
