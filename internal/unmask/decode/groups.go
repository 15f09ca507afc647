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
func Groups(raw []byte) (all []Thread) {
	raw = raw[:min(len(raw), maxThreaded)]
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
		first := groupEnd(raw, i)
		size := first - i
		if size < shortestGroup || size > longestGroup || first >= len(raw) {
			i = first + 1
			continue
		}
		starts, end := groupsFrom(raw, i, size)
		if len(starts) < fewestGroups {
			i = first
			continue
		}
		for skip := 0; skip <= wordsBefore; skip++ {
			if t, ok := grouped(raw, starts[skip:], size, end); ok {
				all = append(all, t)
				break
			}
		}
		i = end
	}
	return all
}

func groupEnd(raw []byte, i int) int {
	for i < len(raw) && groupByte[raw[i]] {
		i++
	}
	return i
}

// groupsFrom returns where the groups of that size begin that follow each other from
// i on, and where the last ends, which may be shorter.
func groupsFrom(raw []byte, i, size int) (starts []int, end int) {
	end = i + size
	starts = append(starts, i)
	var gap []byte
	for {
		k := end
		for k < len(raw) && k-end <= longestGap && (!groupByte[raw[k]] || k > end && raw[k-1] == '\\' && raw[k] == 'n') {
			k++
		}
		between := raw[end:k]
		if len(between) == 0 || len(between) > longestGap || gap != nil && !bytes.Equal(gap, between) || bytes.IndexByte(between, '"') >= 0 {
			return starts, end
		}
		gap = between
		to := groupEnd(raw, k)
		if to-k != size {
			if to > k && to-k < size {
				starts, end = append(starts, k), to
			}
			return starts, end
		}
		starts, end = append(starts, k), to
	}
}

// grouped puts groups together, if they are anything.
func grouped(raw []byte, starts []int, size, end int) (t Thread, ok bool) {
	if len(starts) < fewestGroups {
		return t, false
	}
	var b strings.Builder
	lower, upper, digit := false, false, 0
	for _, s := range starts {
		g := raw[s:min(s+size, end)]
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
	t = Thread{Text: text, Start: starts[0], Pieces: len(starts)}
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
