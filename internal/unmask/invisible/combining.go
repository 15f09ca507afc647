package invisible

import "unicode"

// maxStacked is the number of combining marks one base may carry. Pointed and
// cantillated Hebrew needs six, no orthography more than eight.
const maxStacked = 8

// IsMark reports whether r, which is not hidden, is drawn over, under or
// through the base before it.
func IsMark(r rune) bool {
	if r < 0x10000 {
		return noted[r>>6]>>(r&63)&1 != 0
	}
	return unicode.In(r, unicode.Mn, unicode.Me)
}

// eachRune calls f with every rune of table.
func eachRune(table *unicode.RangeTable, f func(rune)) {
	for _, span := range table.R16 {
		for r := rune(span.Lo); r <= rune(span.Hi); r += rune(span.Stride) {
			f(r)
		}
	}
	for _, span := range table.R32 {
		for r := rune(span.Lo); r <= rune(span.Hi); r += rune(span.Stride) {
			f(r)
		}
	}
}
