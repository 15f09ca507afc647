package flow

import "strings"

// Dumped returns the bytes of lines as hexdump, xxd and od write them: an offset, the
// bytes in hexadecimal, and what they are in ASCII. ok is false where there are fewer
// than Shortest.
func Dumped(text string) (plain []byte, ok bool) {
	if len(text) < minRun {
		return nil, false
	}
	if i := strings.Index(text, "00000000"); i > 0 { // something may stand before it
		text = text[i:]
	}
	for line := range strings.Lines(text) {
		line = strings.TrimSpace(line)
		n := 0
		for n < len(line) && isHex(line[n]) {
			n++
		}
		if n < 4 || n > 16 || n == len(line) {
			if len(plain) == 0 {
				return nil, false // a dump begins with one
			}
			continue
		}
		plain = dumpedLine(strings.TrimPrefix(line[n:], ":"), plain)
	}
	return plain, len(plain) >= Shortest
}

// maxDumped is how many bytes a line shows.
const maxDumped = 32

// dumpedLine appends the bytes of a line without its offset. Behind two spaces that
// no byte follows stands what they are in ASCII.
func dumpedLine(line string, plain []byte) []byte {
	for n := 0; n < maxDumped; {
		rest := strings.TrimLeft(line, " ")
		end := 0
		for end < len(rest) && isHex(rest[end]) {
			end++
		}
		if rest == line || end == 0 || end%2 != 0 || end > 16 || end < len(rest) && rest[end] != ' ' || len(line)-len(rest) > 1 && n > 0 && n%8 != 0 {
			break
		}
		for i := 0; i < end; i += 2 {
			plain = append(plain, nibble(rest[i])<<4|nibble(rest[i+1]))
			n++
		}
		line = rest[end:]
	}
	return plain
}
