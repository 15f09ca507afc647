package decode

import "unsafe"

// stride85 is how far apart May85Word looks.
const stride85 = 32

// inWord85 are bytes of JSON source that a word in base85 can have.
var inWord85 = func() (t [256]bool) {
	for c := '!'; c <= '~'; c++ {
		t[c] = c != '"'
	}
	return t
}()

// May85Word reports whether raw (JSON) has a word of at least two strides that begins as
// text in one of the alphabets of base85. Words are parted by blanks and quotes.
func May85Word(raw []byte) bool {
	text := unsafe.String(unsafe.SliceData(raw), len(raw))
	for i := stride85 - 1; i < len(text); i += stride85 {
		w := text[i-stride85+1 : i+1]
		if !(inWord85[w[31]] && inWord85[w[15]] && inWord85[w[23]] && inWord85[w[7]]) {
			continue
		}
		start, end := i, i
		for start > 0 && i-start < longestWord85 && inWord85[text[start-1]] {
			start--
		}
		for end < len(text) && end-i < longestWord85 && inWord85[text[end]] {
			end++
		}
		if end-start >= 2*stride85-8 {
			if _, digit := dense85(text, start, end, true); digit != nil {
				return true
			}
		}
		i = max(i, end-1)
	}
	return false
}

// longestWord85 bounds what is read of a word on each side.
const longestWord85 = 256
