package stego

import "strings"

const (
	// fewestReadable is the number of choices from which they can spell a text,
	// shortestPayload the number of characters that make one.
	fewestReadable  = 48
	shortestPayload = 16
	shortest7       = 48 // of characters of seven bits, most of which are printable
)

// spelled returns the text that the choices spell as bits of characters, in one
// of the usual ways, or "".
func spelled(s []slot) string {
	best := ""
	for _, width := range [...]int{8, 7} {
		for start := range width {
			for way := range 4 {
				if t := readBits(s, start, width, way); len(t) > len(best) && (width == 8 || len(t) >= shortest7) && wordy(t) {
					best = t
				}
			}
		}
	}
	return best
}

// maxPayload bounds what is read of it.
const maxPayload = 512

// readBits returns the longest run of printable characters in the bits from
// start on. Bit 0 of way turns the order of the bits, bit 1 their sense.
func readBits(s []slot, start, width, way int) string {
	var run, best []byte
	for i := start; i+width <= len(s) && len(best) < maxPayload; i += width {
		c := 0
		for k := range width {
			b := s[i+k].bit() ^ way>>1
			if way&1 == 0 {
				c = c<<1 | b
			} else {
				c |= b << k
			}
		}
		if c >= ' ' && c < 0x7f || c == '\n' {
			run = append(run, byte(c))
			continue
		}
		if len(run) > len(best) {
			best = append(best[:0], run...)
		}
		run = run[:0]
	}
	if len(run) > len(best) {
		best = run
	}
	if len(best) < shortestPayload {
		return ""
	}
	return string(best)
}

// wordy reports whether a text looks like one that somebody wrote, or like
// something that is encoded in letters and digits: hardly anything else, and no
// single character all over.
func wordy(t string) bool {
	if len(t) < shortestPayload {
		return false
	}
	good := 0
	for i := range len(t) {
		if c := t[i]; c == ' ' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' {
			good++
		}
	}
	if good*5 < len(t)*4 {
		return false
	}
	kinds := 0
	for i := range len(t) {
		if strings.Count(t, t[i:i+1])*3 > len(t) {
			return false
		}
		if strings.IndexByte(t, t[i]) == i {
			kinds++
		}
	}
	return kinds >= 6
}
