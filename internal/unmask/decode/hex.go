package decode

// hexDigit gives the value of a hexadecimal digit, 255 for any other byte.
var hexDigit = func() [256]uint8 {
	t := digitsOf("0123456789abcdef")
	for i := range 6 {
		t['A'+i] = uint8(10 + i)
	}
	return t
}()

const (
	longHex   = 4 << 10 // a run of hex digits above that length is probed first
	sampleHex = 256
)

// hexSays reports whether a long run of hex digits may hold text: it looks at
// the head, the middle and the tail.
func hexSays(text string, start, end int) bool {
	for k := range 3 {
		from := start + ((end-start-sampleHex)/2*k)&^1
		good := 0
		for i := from; i+1 < from+sampleHex; i += 2 {
			if textASCII(hexDigit[text[i]]<<4|hexDigit[text[i+1]]) || hexDigit[text[i]] >= 0xC {
				good++
			}
		}
		if good*4 >= sampleHex/2*3 {
			return true
		}
	}
	return false
}

// hexText reports whether there could be minNumbers bytes of text in a row in a
// run of hex digits. It looks at every twelfth byte first.
func hexText(text string, start, end int) bool {
	at := func(i int) byte { return hexDigit[text[start+2*i]]<<4 | hexDigit[text[start+2*i+1]] }
	good := func(i, n int) bool {
		c := at(i)
		switch {
		case c < 0x80:
			return textASCII(c)
		case c < 0xC0:
			return i == 0 || at(i-1) >= 0x80
		}
		return i+1 == n || at(i+1)&0xC0 == 0x80
	}
	n := (end - start) / 2
	for i := minNumbers - 1; i < n; {
		back := 0
		for back < minNumbers && good(i-back, n) {
			back++
		}
		if back == minNumbers {
			return true
		}
		i += minNumbers - back
	}
	return false
}

// hexIn returns where a stretch of hex digits begins in a run of base64 letters,
// near its beginning, or -1.
func hexIn(text string, start, end int) int {
	for at := start + 2*minNumbers - 1; at < min(end, start+wholeRun); at += 2 * minNumbers {
		if hexDigit[text[at]] > 15 {
			continue
		}
		from, to := at, at+1
		for from > start && hexDigit[text[from-1]] < 16 {
			from--
		}
		for to < end && hexDigit[text[to]] < 16 {
			to++
		}
		if to-from >= 2*minNumbers {
			if from-2 >= start && text[from-2] == '0' && text[from-1]|0x20 == 'x' {
				from -= 2
			}
			return from
		}
		at = max(at, to-1)
	}
	return -1
}

// appendHex appends the bytes that pairs of hex digits stand for. Prefixes and
// whatever stands between the pairs are passed over.
func appendHex(dst []byte, text string) []byte {
	for i := 0; i+1 < len(text); {
		hi, lo := hexDigit[text[i]], hexDigit[text[i+1]]
		switch {
		case hi == 0 && text[i+1]|0x20 == 'x':
			i += 2
		case text[i] == '\\':
			i += max(1, escapeLength(text, i))
		case hi > 15:
			i++
		case lo > 15: // a single digit: 0x9 or 9
			dst = append(dst, hi)
			i++
		default:
			dst = append(dst, hi<<4|lo)
			i += 2
		}
	}
	return dst
}
