package secret

// Shaped reports whether text, as a whole, has the form of a token of a known
// issuer, even if it looks made up: prefix, alphabet and length. It is for
// places where nobody writes examples.
func Shaped(text string) bool {
	if len(text) < minLiteral || len(text) > maxToken {
		return false
	}
	x := known()
	for n := x.first[hash(text[0], text[1], text[2])]; n != 0; n = x.next[n-1] {
		f := &x.formats[n-1]
		if f.body == nil || f.find != nil || f.encoded != nil || f.spelled || f.least < 12 || !hasPrefix(text, 0, f) {
			continue
		}
		body, end := f.run(text, len(f.prefix), maxToken)
		if end == len(text) && len(body) >= f.least && (f.most == 0 || len(body) <= f.most) && various(body) {
			return true
		}
	}
	return false
}

// various reports whether text is made of many characters, as no filler is.
func various(text string) bool {
	var seen [256]bool
	n := 0
	for i := range len(text) {
		if !seen[text[i]] {
			seen[text[i]] = true
			n++
		}
	}
	return n >= 8
}
