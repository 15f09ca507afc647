package detect

import "encoding/hex"

// minProse is the shortest part of a query that is looked into for sentences.
const minProse = 120

// encodedProse reports whether a part of an address is sentences in base64 or
// hexadecimal, packed or not. Programs encode objects, diagrams and code so;
// nobody encodes what people say to each other, but to hide it.
func encodedProse(part string) bool {
	if len(part) > maxCarried {
		part = part[:maxCarried&^3]
	}
	b, ok := carried(part)
	if !ok {
		return false
	}
	words, plain := 0, 0
	for i, c := range b {
		switch {
		case c == ' ' || c == '\n':
			plain++
			if i > 0 && (letter(b[i-1]) || b[i-1] == ',' || b[i-1] == '.' || b[i-1] >= 0x80) {
				words++
			}
		case letter(c) || c == ',' || c == '.' || c >= 0x80:
			plain++
		case c < ' ' && c != '\r' && c != '\t':
			return false
		}
	}
	return words >= 10 && words > len(b)/12 && plain > len(b)*85/100 && b[0] != '{' && b[0] != '<' && b[0] != '['
}

// carried returns what a part of an address holds in hexadecimal or base64, unpacked
// where it is compressed.
func carried(part string) (b []byte, ok bool) {
	var err error
	switch {
	case hexText(part):
		b, err = hex.DecodeString(part)
	case base64Text(part):
		b, err = decode64(part)
	default:
		return nil, false
	}
	if err != nil {
		return nil, false
	}
	if text := unpacked(b); text != "" {
		b = []byte(text)
	}
	return b, true
}
