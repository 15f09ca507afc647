package decode

import "strings"

// lettersIn returns the length of a run without backslashes.
func lettersIn(run string) int { return len(run) - strings.Count(run, `\`) }

// wrapped64 returns the end of a run together with the lines or chunks that go
// on with it: as long as the first, with or without what stands in front of the
// letters in it, and the last one may be shorter.
func wrapped64(text string, start, end, run int, binary bool) int {
	first := lettersIn(text[start:end])
	letters := first
	for more := 0; ; more++ {
		from := pieceAfter(text, end)
		to, n := pieceEnd(text, from, run)
		last := n != first && n != run
		if n == 0 || n > run || lineEnds(text[end:from]) > 1 {
			return end
		}
		if last && (text[end-1] == '=' || more == 0 && (lineEnds(text[end:from]) == 0 || !mixedCase(text[from:to]))) {
			return end
		}
		if text[end-1] == '=' {
			letters = 0
		}
		if !binary && !tail64(text[from:min(to, from+2*headRun)], -letters&3) {
			return end
		}
		if end = to; last {
			return end
		}
		letters += n
	}
}

// pieceEnd returns the end of the piece of base64 at text[i] and its letters,
// up to more than so many.
func pieceEnd(text string, i, limit int) (end, letters int) {
	for i < len(text) && letters <= limit {
		switch c := text[i]; {
		case base64Digit[c] < 64 || c == '=':
			letters++
			i++
		case c == '\\':
			at := afterBackslashes(text, i)
			if at >= len(text) || text[at] != '/' {
				return i, letters
			}
			i = at
		default:
			return i, letters
		}
	}
	return i, letters
}

// lineEnds counts the line ends in a gap, escaped ones included.
func lineEnds(gap string) int { return strings.Count(gap, "\n") + strings.Count(gap, `\n`) }

// mixedCase reports whether a piece looks less like a word than like base64.
func mixedCase(piece string) bool {
	for i := range len(piece) {
		if c := piece[i]; c <= '9' || c == '=' || i > 0 && c <= 'Z' && piece[i-1] >= 'a' {
			return true
		}
	}
	return false
}

// tail64 reports whether letters, of which the first few belong to what went
// before, decode to text, but for the rest of a character at the beginning.
func tail64(letters string, skip int) bool {
	var buf [headRun / 4 * 3]byte
	for i := range len(letters) {
		if skip == 0 {
			letters = letters[i:]
			break
		}
		if letters[i] != '\\' {
			skip--
		}
	}
	if skip > 0 {
		return true
	}
	var m textMeter
	for _, c := range buf[:fill64(buf[:], letters)] {
		if m.n > 3 || c&0xC0 != 0x80 {
			m.add(c)
		}
	}
	return m.bad*16 <= m.n
}
