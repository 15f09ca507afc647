package message

import (
	"bytes"
	"slices"
)

// Cut is a change of a message: the bytes from Start to End go, and With,
// already escaped for its place, stands there instead.
type Cut struct {
	Start, End int
	With       string
	// Element is true when it takes a whole element out of an array: the comma
	// that set it apart goes, too.
	Element bool
	// Inside says that With is what the bytes are an encoding of, encoded again, less
	// parts for which something else may stand; nil when it is not.
	Inside *Inside
}

// Inside writes what stands in the place of a cut.
type Inside struct {
	// Write returns it, already escaped for its place, with what keep returns in the
	// place of each part, and a note where that is "".
	Write func(keep func(kind string, plain []byte) string) string
}

// Apply returns raw with the cuts made, in new memory. Overlapping cuts are
// merged; the replacement of the first one stays. raw is not changed.
func Apply(raw []byte, cuts []Cut) []byte {
	cuts = Merge(cuts)
	size := len(raw)
	for _, c := range cuts {
		size += len(c.With)
	}
	out := make([]byte, 0, size)
	at := 0
	for _, c := range cuts {
		out = append(append(out, raw[at:c.Start]...), c.With...)
		if at = c.End; !c.Element {
			continue
		}
		if next := skipSpace(raw, at); next < len(raw) && raw[next] == ',' {
			at = skipSpace(raw, next+1)
			continue
		}
		out = bytes.TrimSuffix(bytes.TrimRight(out, " \t\r\n"), []byte{','})
	}
	return append(out, raw[at:]...)
}

// Merge sorts cuts and joins those that overlap or touch. The result is in
// new memory.
func Merge(cuts []Cut) []Cut {
	sorted := slices.Clone(cuts)
	slices.SortStableFunc(sorted, func(a, b Cut) int { return a.Start - b.Start })
	out := sorted[:0]
	for _, c := range sorted {
		if n := len(out); n > 0 && c.Start < out[n-1].End {
			last := &out[n-1]
			if c.Start != last.Start || c.End != last.End {
				last.Inside = nil
			}
			last.End = max(last.End, c.End)
			if last.With == "" && !last.Element {
				last.With = c.With
			}
			continue
		}
		out = append(out, c)
	}
	return out
}
