package decode

import (
	"bytes"
	"strings"
)

// Encoded text that is cut into equal groups, as numbers of cards and licences are:
// SWdu b3Jl IGFs bA==. No other rule of this package sees more in it than short words.

const (
	// shortestGroup and longestGroup bound a group, longestGap what stands between two,
	// fewestGroups how many there are at least.
	shortestGroup, longestGroup, longestGap, fewestGroups = 2, 24, 5, 8
	// wordsBefore is how many words of the same length may stand in front of the first.
	wordsBefore = 2
)

// groupByte are the letters of a group; signs that part groups are not.
var groupByte = func() (t [256]bool) {
	for _, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=" {
		t[c] = true
	}
	return t
}()

// Groups returns texts in equal groups with the same between each two in raw (JSON,
// well-formed). It takes time linear in raw up to a bound.
func Groups(raw []byte) []Thread {
	if raw = raw[:min(len(raw), maxThreaded)]; !mayHaveGroups(raw) {
		return nil
	}
	return groupsIn(raw)
}

// groupsIn is Groups without a first look.
func groupsIn(raw []byte) (all []Thread) {
	var next struct{ at, end int } // the word behind the one that was looked at last
	for i := 0; i < len(raw) && len(all) < maxThreads; {
		if !groupByte[raw[i]] {
			if i++; raw[i-1] == '\\' {
				for i < len(raw) && raw[i] == '\\' {
					i++
				}
				i++ // the letter that is escaped
			}
			continue
		}
		first := next.end
		if i != next.at || first == 0 {
			first = groupEnd(raw, i)
		}
		size := first - i
		if size < shortestGroup || size > longestGroup || first >= len(raw) {
			i = first + 1
			continue
		}
		n, end := groupsFrom(raw, i, size, &next.at, &next.end)
		if n < fewestGroups {
			i = first
			continue
		}
		for skip, from := 0, i; skip <= wordsBefore; skip++ {
			if t, ok := grouped(raw[:end], from, n-skip, size); ok {
				all = append(all, t)
				if u, ok := swappedWords(t, size); ok {
					all = append(all, u)
				}
				break
			}
			_, from = gapEnds(raw[:end], min(from+size, end), size)
		}
		i = end
	}
	return all
}

// mayHaveGroups reports whether Groups could find something; false is certain. Of the
// groups, the last may be shorter, and an escaped letter may stand at the first. A quote
// parts no two of them, but where a line ends, too.
func mayHaveGroups(raw []byte) bool {
	const fewestAlike = fewestGroups - 2
	alike, size := 0, 0
	quoted, broken := false, false
	for i := 0; i < len(raw); i++ {
		if !groupByte[raw[i]] {
			quoted = quoted || raw[i] == '"'
			continue
		}
		start := i
		for i++; i < len(raw) && groupByte[raw[i]]; i++ {
		}
		ended := i < len(raw) && raw[i] == '"' // what stands at i is passed over
		if start > 0 && raw[start-1] == '\\' && (raw[start] == 'n' || raw[start] == 'r') {
			if start++; start == i {
				quoted, broken = quoted || ended, true
				continue
			}
			broken = true
		}
		apart := quoted && !broken
		quoted, broken = ended, false
		switch n := i - start; {
		case n != size || apart:
			alike, size = 1, n
		case n < shortestGroup || n > longestGroup:
		default:
			if alike++; alike >= fewestAlike {
				return true
			}
		}
	}
	return false
}

func groupEnd(raw []byte, i int) int {
	for i < len(raw) && groupByte[raw[i]] {
		i++
	}
	return i
}

// gapEnds returns where what parts two groups ends that begins at end, and where the
// next group stands: behind the end of a line an offset, as dumps have it, may come.
func gapEnds(raw []byte, end, size int) (k, next int) {
	for k = end; k < len(raw) && k-end <= 2*longestGap && (!groupByte[raw[k]] || k > end && raw[k-1] == '\\' && (raw[k] == 'n' || raw[k] == 'r')); k++ {
	}
	if next = k; !bytes.Contains(raw[end:k], newLine) {
		return k, next
	}
	offset := groupEnd(raw, k)
	if n := offset - k; n > size && n >= 6 && n <= 10 && allHex(raw[k:offset]) {
		for next = offset; next < len(raw) && next-offset < longestGap && (raw[next] == ' ' || raw[next] == ':'); next++ {
		}
	}
	return k, next
}

var newLine = []byte(`\n`)

func allHex(b []byte) bool {
	for _, c := range b {
		if c|0x20 < 'a' && (c < '0' || c > '9') || c|0x20 > 'f' {
			return false
		}
	}
	return true
}

// groupsFrom returns how many groups of that size follow each other from i on, and where
// the last ends, which may be shorter. Where the word behind the first begins and ends
// goes to at and to. Lines may end between two of them.
func groupsFrom(raw []byte, i, size int, at, to *int) (n, end int) {
	var gap []byte
	for n, end = 1, i+size; ; {
		k, next := gapEnds(raw, end, size)
		between := raw[end:k]
		broken := gap != nil && bytes.Contains(between, newLine)
		if len(between) == 0 || len(between) > longestGap && !broken || gap != nil && !broken && !bytes.Equal(gap, between) {
			return n, end
		}
		last := groupEnd(raw, next)
		if n == 1 {
			*at, *to = k, groupEnd(raw, k)
			if last-next != size { // as nearly always
				return n, end
			}
			if gap = between; bytes.IndexByte(gap, '"') >= 0 {
				return n, end
			}
		}
		if last-next != size {
			if last > next && last-next < size && (!broken || (last-next)%2 == 0 && allHex(raw[next:last])) {
				n, end = n+1, last
			}
			return n, end
		}
		n, end = n+1, last
	}
}

// swappedWords is a thread of hexadecimal words of two bytes, the lower one first, as
// dumps have them.
func swappedWords(t Thread, size int) (Thread, bool) {
	b := []byte(t.Text)
	if size != 4 || !allHex(b) {
		return t, false
	}
	for i := 0; i+4 <= len(b); i += 4 {
		b[i], b[i+1], b[i+2], b[i+3] = b[i+2], b[i+3], b[i], b[i+1]
	}
	t.Text = string(b)
	t.Textual = MayBeText(t.Text)
	return t, t.Textual
}

// grouped puts n groups together, from one on to the end of raw, if they are anything.
func grouped(raw []byte, from, n, size int) (t Thread, ok bool) {
	if n < fewestGroups {
		return t, false
	}
	var b strings.Builder
	lower, upper, digit := false, false, 0
	for s := from; s < len(raw); _, s = gapEnds(raw, min(s+size, len(raw)), size) {
		g := raw[s:min(s+size, len(raw))]
		b.Write(g)
		for _, c := range g {
			lower, upper = lower || c >= 'a' && c <= 'z', upper || c >= 'A' && c <= 'Z'
			if c >= '0' && c <= '9' {
				digit++
			}
		}
		if b.Len() > maxThread {
			break
		}
	}
	text := b.String()
	if len(text) < shortestThread || digit*50 < len(text) {
		return t, false
	}
	t = Thread{Text: text, Start: from, Pieces: n}
	if t.Textual = MayBeText(text); t.Textual {
		return t, true
	}
	if !lower || !upper || size < 3 {
		return t, false
	}
	whole := strings.TrimRight(text, "=")
	data := appendBase64(make([]byte, 0, len(whole)), whole)
	return t, strings.IndexByte(whole, '=') < 0 && random(data) && !knownFormat(data)
}
