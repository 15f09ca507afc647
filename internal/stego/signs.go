package stego

import (
	"bytes"
	"encoding/binary"
	"math/bits"
)

// signs are counts of odd things in the raw bytes of a message, eight of which
// are looked at at a time. They cost a fraction of what the message's parser does,
// and say whether both of two choices are made often enough to carry something.
type signs struct {
	lines, trailing, returns int    // ends of lines, with white space or \r before them
	blank, blanks            int    // one empty line, and several
	dashes, stars            int    // bullets
	colons, commas           [2]int // gaps behind them in JSON in strings: none, some
	slashes, plain           int    // escaped characters that need no escape
	special, mixed, accents  int    // beyond ASCII
	curly, quotes, strokes   int
	cased, gaps              int    // most of them in two blocks
	tabs                     int    // of the white space at the ends of lines
	scanned                  int    // bytes
	mixes                    int    // letters beside digits, most of them in two blocks
	numbers                  [2]int // of items with a dot and a bracket behind them
	set, unset               int    // lines with one space in front, and with none
	titles                   int    // blocks in which many words begin with a capital, and many do not

	before struct{ cased, gaps, spaces, mixes int } // in the last block
}

const (
	ones64 = 0x0101010101010101
	tops64 = 0x8080808080808080
	// blockSize is the stretch in which the case of letters and the width of gaps
	// are counted, with the one before.
	blockSize = 128
)

// equals marks the bytes of w that are c, in their highest bits.
func equals(w uint64, c byte) uint64 {
	x := w ^ ones64*uint64(c)
	return ^((x&^tops64 + ^uint64(tops64)) | x | ^uint64(tops64))
}

// fewestSpaces is how many two blocks of prose have at least.
const fewestSpaces = 12

// longScan is the length up to which all of a message is scanned; of longer ones
// it is this much and a sixth, two blocks at a time.
const longScan = 8 << 10

// scan counts in raw.
func (g *signs) scan(raw []byte) {
	step := 2 * blockSize
	if n := longScan + len(raw)/6; len(raw) > n {
		step = step * len(raw) / n
	}
	for i := 0; i+2*blockSize+8 <= len(raw); i += step {
		g.scanned += 2 * blockSize
		g.before.cased, g.before.gaps, g.before.spaces, g.before.mixes = 0, 0, 0, 0
		g.block(raw[i : i+blockSize+8])
		g.block(raw[i+blockSize : i+2*blockSize+8])
	}
}

// block counts in one block; the eight bytes behind it are those of the next.
func (g *signs) block(raw []byte) {
	cased, gaps, spaces, titles, mixes := 0, 0, 0, 0, 0
	for i := 0; i < blockSize; i += 8 {
		w := binary.LittleEndian.Uint64(raw[i:])
		// 0x40 to 0x7f, but for those behind Z and z.
		letters := w << 1 &^ w &^ ((w&(ones64*0x1f) + ones64*5) << 2) & tops64
		small := w << 2 & letters
		cased += bits.OnesCount64(small & ((letters &^ small) >> 8))
		mixes += besideDigits(w, letters)
		sp := equals(w, ' ')
		spaces += bits.OnesCount64(sp)
		titles += bits.OnesCount64(sp << 8 & letters &^ small)
		if sp&(sp>>8) != 0 {
			d := sp & (sp >> 8) &^ (sp << 8) &^ (sp >> 16)
			gaps += bits.OnesCount64(d &^ (equals(w, 'n') << 8) & 0x0000808080808000)
		}
		if e := equals(w, '\\'); e != 0 {
			for ; e != 0; e &= e - 1 {
				g.escape(raw, i+bits.TrailingZeros64(e)>>3)
			}
		}
		if h := w & tops64; h != 0 {
			for ; h != 0; h &= h - 1 {
				g.high(raw, i+bits.TrailingZeros64(h)>>3)
			}
		}
	}
	if titles*3 >= spaces && titles*3 <= spaces*2 && spaces >= fewestSpaces {
		g.titles++
	}
	b := &g.before
	if g.gaps = max(g.gaps, gaps+b.gaps); spaces+b.spaces >= fewestSpaces { // no letters of base64
		g.cased = max(g.cased, cased+b.cased)
	}
	g.mixes = max(g.mixes, mixes+b.mixes)
	b.cased, b.gaps, b.spaces, b.mixes = cased, gaps, spaces, mixes
}

// besideDigits counts the digits in w that stand beside one of its letters.
func besideDigits(w, letters uint64) int {
	x := w ^ ones64*'0'
	digits := ^((x&^tops64 + ones64*0x76) | x | w) & tops64
	return bits.OnesCount64(digits & (letters<<8 | letters>>8))
}

// mixes counts them in a short message.
func mixes(raw []byte) (n int) {
	for i := 0; i+8 <= len(raw); i += 8 {
		w := binary.LittleEndian.Uint64(raw[i:])
		n += besideDigits(w, w<<1&^w&^((w&(ones64*0x1f)+ones64*5)<<2)&tops64)
	}
	return n
}

// escape counts a backslash at i.
func (g *signs) escape(raw []byte, i int) {
	var before byte
	if i > 0 {
		before = raw[i-1]
	}
	switch raw[i+1] {
	case 'n':
		g.lines++
		if before == ' ' {
			g.trailing++
		} else if i >= 2 && raw[i-2] == '\\' {
			switch before {
			case 't':
				g.trailing++
				g.tabs++
			case 'r':
				g.returns++
			case 'n':
				if i >= 4 && raw[i-3] == 'n' && raw[i-4] == '\\' {
					g.blanks++
				} else {
					g.blank++
				}
			}
		}
		g.lineStart(raw, i+2)
		if i+4 <= len(raw) && raw[i+3] == ' ' {
			switch raw[i+2] {
			case '-':
				g.dashes++
			case '*':
				g.stars++
			}
		}
	case '"':
		if i+3 < len(raw) && raw[i+2] == ':' {
			if raw[i+3] == ' ' {
				g.colons[1]++
			} else {
				g.colons[0]++
			}
		} else if before == ' ' && i > 1 && raw[i-2] == ',' {
			g.commas[1]++
		} else if before == ',' {
			g.commas[0]++
		}
	case '/':
		g.slashes++
	case 'u':
		if i+4 < len(raw) && raw[i+2] == '0' && raw[i+3] == '0' && raw[i+4] >= '4' && raw[i+4] < '8' {
			g.plain++
		}
	case '\\':
		if i+3 < len(raw) && raw[i+2] == 'u' && raw[i+3] == '0' || raw[i+2] == '/' {
			g.plain++
		}
	}
}

// lineStart counts what a line that begins at i begins with.
func (g *signs) lineStart(raw []byte, i int) {
	if i+3 >= len(raw) {
		return
	}
	switch c := raw[i]; {
	case c == ' ' && raw[i+1] > ' ':
		g.set++
	case isLetter(c):
		g.unset++
	case c >= '0' && c <= '9':
		k := i + 1
		if raw[k] >= '0' && raw[k] <= '9' {
			k++
		}
		if raw[k] == '.' {
			g.numbers[0]++
		} else if raw[k] == ')' {
			g.numbers[1]++
		}
	}
}

// high counts a byte of 0x80 and above at i.
func (g *signs) high(raw []byte, i int) {
	if i == 0 {
		return
	}
	switch c := raw[i]; {
	case c == 0xa0 && raw[i-1] == 0xc2:
		g.special++
	case raw[i-1] == 0x80 && i > 1 && raw[i-2] == 0xe2:
		switch {
		case c <= 0x8a || c == 0xaf:
			g.special++
		case c == 0x99:
			g.curly++
		case c == 0x9c:
			g.quotes++
		case c == 0x93 || c == 0x94:
			g.strokes++
		case c == 0xa6:
			g.quotes++
		}
	case (c == 0xcc || c == 0xcd) && isLetter(raw[i-1]):
		g.accents++
	case c >= 0xce && c <= 0xd3 && isLetter(raw[i-1]) || raw[i-1] >= 0xce && raw[i-1] <= 0xd3 && isLetter(raw[i+1]):
		g.mixed++
	}
}

// balanced reports whether both of two choices were made, often.
func balanced(a, b int) bool {
	return min(a, b) >= fewestSigns && min(a, b)*8 >= a+b
}

// fewestSigns is how often something odd must be there to be worth a closer look.
const fewestSigns = 10

const (
	// fewestCased is how often a capital follows a small letter in two blocks of
	// letters whose case is chosen.
	fewestCased = 22
	// titleBlocks is how many blocks have about as many words with a capital as
	// without where the case of words is.
	titleBlocks = 5
)

// odd reports whether something in raw, which was scanned, is worth a closer look.
func (g *signs) odd(raw []byte) bool {
	return g.cased >= fewestCased || g.titles > titleBlocks && g.titles*8 > len(raw)/blockSize || g.gaps >= 9 || balanced(g.trailing, g.lines-g.trailing) || balanced(g.tabs, g.trailing-g.tabs) || balanced(g.returns, g.lines-g.returns) ||
		g.blanks >= 2*fewestSigns && balanced(g.blank-g.blanks, g.blanks) || balanced(g.dashes, g.stars) || balanced(g.numbers[0], g.numbers[1]) || balanced(g.set, g.unset) || balanced(g.colons[0], g.colons[1]) || balanced(g.commas[0], g.commas[1]) ||
		g.plain >= 3*fewestSigns || g.special >= fewestSigns || g.accents >= fewestSigns || g.mixed >= 8 ||
		g.slashes >= fewestSigns && balanced(g.slashes, g.count(raw, "/")-g.slashes) ||
		g.curly >= fewestSigns && balanced(g.curly, g.count(raw, "'")) ||
		g.quotes >= fewestSigns && balanced(g.quotes, g.count(raw, `\"`)) ||
		g.strokes >= fewestSigns && balanced(g.strokes, g.count(raw, " - "))
}

// count estimates how often what stands in raw was there in the parts scanned.
func (g *signs) count(raw []byte, what string) int {
	return bytes.Count(raw, []byte(what)) * min(g.scanned, len(raw)) / len(raw)
}
