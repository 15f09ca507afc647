//go:build !purego

package flow

import "unsafe"

// charsOf is appendChars for whole blocks. It is written in the language of the
// processor, which looks at 16 bytes at once.
//
//go:noescape
func charsOf(text *byte, blocks int, into *chars)

func charsOfBlocks(text string, into []chars) {
	if len(into) > 0 {
		charsOf(unsafe.StringData(text), len(into), &into[0])
	}
}
