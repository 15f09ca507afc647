package decode

import (
	"bytes"
	"strings"
	"unsafe"
)

// Strings under one name are seldom base85 in pieces, and that is seen without keeping
// them.

// Pieces85 is what is known of strings that Joined85 could be given, one behind the
// other, without memory for them.
type Pieces85 struct {
	pieces, letters, marks int
	short                  int // letters that Ascii85 has for four
	broken                 bool
	head                   [headPieces]byte
	n                      int // of head
}

// unreadPieces bounds how many letters at the end Joined85 does without, and headPieces
// is how many are decoded to see whether all of them may be text.
const unreadPieces, headPieces = 8, 512

// Reset forgets them.
func (p *Pieces85) Reset() {
	p.pieces, p.letters, p.marks, p.short, p.n, p.broken = 0, 0, 0, 0, 0, false
}

// Count is how many there are.
func (p *Pieces85) Count() int { return p.pieces }

// Add takes in one more.
func (p *Pieces85) Add(piece string) {
	p.pieces++
	if p.broken = p.broken || len(piece) > maxCell || piece == "" || strings.IndexByte(piece, ' ') >= 0 || strings.IndexByte(piece, '\t') >= 0; p.broken {
		return
	}
	p.letters, p.marks = p.letters+len(piece), p.marks+marksIn(piece)
	for i := range len(piece) {
		if piece[i] == 'z' || piece[i] == 'y' {
			p.short++
		}
	}
	p.n += copy(p.head[p.n:], piece)
}

// May reports whether Joined85 could say something about them; false is certain.
func (p *Pieces85) May() bool {
	if p.broken || p.pieces < fewestCells || p.letters < shortest85 || p.letters > maxThread || p.marks*16 < p.letters {
		return false
	}
	head := unsafe.String(&p.head[0], p.n) // read here alone
	if strings.HasPrefix(head, "<~") {
		return true
	}
	for i := range base85Digits {
		if p.mayBe(head, i) {
			return true
		}
	}
	return false
}

// mayBe is May for one alphabet: what the head decodes to has no more bytes that stand
// in no text than all of it may have.
func (p *Pieces85) mayBe(head string, alphabet int) bool {
	digit, most := &base85Digits[alphabet], p.letters*4/5+4
	if alphabet == 0 {
		most += 4 * p.short
	}
	left := int(0.03 * float64(most))
	for i := 0; i+5 <= len(head); i += 5 {
		if alphabet == 0 && (head[i] == 'z' || head[i] == 'y') {
			return true // stands for four
		}
		v, ok := group85([5]byte{head[i], head[i+1], head[i+2], head[i+3], head[i+4]}, digit)
		if !ok {
			return i+5 >= p.letters-unreadPieces || blankIn(head[i:i+5])
		}
		if i == 0 && compressedHead([]byte{byte(v >> 24), byte(v >> 16)}) {
			return true
		}
		if left -= int(offText[byte(v>>24)] + offText[byte(v>>16)] + offText[byte(v>>8)] + offText[byte(v)]); left < 0 {
			return false
		}
	}
	return true
}

// blankIn reports whether there is white space, which is passed over.
func blankIn(s string) bool {
	for i := range len(s) {
		if s[i] <= ' ' {
			return true
		}
	}
	return false
}

// offText is 1 for what likeText counts as no part of a text.
var offText = func() (t [256]uint8) {
	for c := range 0x80 {
		if b := byte(c); (b < ' ' || b == 0x7f) && b != '\n' && b != '\t' {
			t[c] = 1
		}
	}
	return t
}()

// MayHaveColumns85 reports whether Columns85 could say something about a text; false is
// certain.
func MayHaveColumns85(text string) bool {
	if text = text[:min(len(text), maxTable)]; len(text) < shortest85/2 {
		return false
	}
	return mayHaveCells(text) || len(text) >= shortest85 && mayHaveColumn(text)
}

// mayHaveCells reports whether a text may have the cells of a page.
func mayHaveCells(text string) bool {
	return strings.Contains(text, "<td") || strings.Contains(text, "<TD")
}

// May85 reports whether raw (JSON) may hold base85 of a text in pieces. What it passes
// over has no mark that neither JSON nor an address is full of: of 40 letters of base85,
// about one in six is one.
func May85(raw []byte) bool {
	for i := range len(rareMarks) {
		if bytes.IndexByte(raw, rareMarks[i]) >= 0 {
			return true
		}
	}
	return bytes.Contains(raw, escapedMark)
}

// rareMarks are the marks of the alphabets of base85 that are rare in JSON, those first that
// other texts have most of; any of them may be escaped.
const rareMarks = "()*<#!?%&';$@^`~>"

var escapedMark = []byte(`\u`)
