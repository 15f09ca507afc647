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
		n, stride, end := groupsFrom(raw, i, size, &next.at, &next.end)
		if n < fewestGroups {
			i = first
			continue
		}
		for skip := 0; skip <= wordsBefore; skip++ {
			if t, ok := grouped(raw[:end], i+skip*stride, n-skip, size, stride); ok {
				all = append(all, t)
				break
			}
		}
		i = end
	}
	return all
}

// mayHaveGroups reports whether Groups could find something; false is certain. Of the
// groups, the last may be shorter, and an escaped letter may stand at the first.
func mayHaveGroups(raw []byte) bool {
	const fewestAlike = fewestGroups - 2
	alike, size := 0, 0
	for i := 0; i < len(raw); i++ {
		if !groupByte[raw[i]] {
			continue
		}
		start := i
		for i++; i < len(raw) && groupByte[raw[i]]; i++ {
		}
		if start > 0 && raw[start-1] == '\\' && raw[start] == 'n' {
			if start++; start == i {
				continue
			}
		}
		switch n := i - start; {
		case n != size:
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

// groupsFrom returns how many groups of that size follow each other from i on, how far
// it is from one to the next, and where the last ends, which may be shorter. Where the
// word behind the first begins and ends goes to at and to.
func groupsFrom(raw []byte, i, size int, at, to *int) (n, stride, end int) {
	var gap []byte
	for n, end = 1, i+size; ; {
		k := end
		for k < len(raw) && k-end <= longestGap && (!groupByte[raw[k]] || k > end && raw[k-1] == '\\' && raw[k] == 'n') {
			k++
		}
		between := raw[end:k]
		if len(between) == 0 || len(between) > longestGap || gap != nil && !bytes.Equal(gap, between) {
			return n, stride, end
		}
		last := groupEnd(raw, k)
		if n == 1 {
			*at, *to = k, last
			if last-k != size { // as nearly always
				return n, stride, end
			}
			if gap, stride = between, size+len(between); bytes.IndexByte(gap, '"') >= 0 {
				return n, stride, end
			}
		}
		if last-k != size {
			if last > k && last-k < size {
				n, end = n+1, last
			}
			return n, stride, end
		}
		n, end = n+1, last
	}
}

// grouped puts n groups together, from one on to the end of raw, if they are anything.
func grouped(raw []byte, from, n, size, stride int) (t Thread, ok bool) {
	if n < fewestGroups {
		return t, false
	}
	var b strings.Builder
	lower, upper, digit := false, false, 0
	for s := from; s < from+n*stride; s += stride {
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
