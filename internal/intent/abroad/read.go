package abroad

import (
	"math/bits"
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// script is a set of letters.
type script uint8

const (
	latin script = iota
	cyrillic
	arabic
	devanagari
	thai
	hangul
	kana
	han
	scriptCount
)

// The marks of a folded text.
const (
	space    = ' '
	clause   = ','
	sentence = '|'
)

// scriptOf returns the script of a letter, or scriptCount.
func scriptOf(r rune) script {
	switch {
	case r < 0x80 && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_'), r >= 0xc0 && r < 0x250 && r != 0xd7 && r != 0xf7, r >= 0x1e00 && r < 0x1f00:
		return latin
	case r >= 0x400 && r < 0x530:
		return cyrillic
	case r >= 0x620 && r < 0x6d4 && r != 0x66a && r != 0x66b && r != 0x66c && r != 0x66d:
		return arabic
	case r >= 0x900 && r < 0x980 && r != 0x964 && r != 0x965:
		return devanagari
	case r >= 0xe01 && r < 0xe5a && r != 0xe3f && r != 0xe4f:
		return thai
	case r >= 0xac00 && r < 0xd7a4:
		return hangul
	case r >= 0x3041 && r < 0x3100 && r != 0x30fb:
		return kana
	case r >= 0x3400 && r < 0xa000 || r >= 0xf900 && r < 0xfb00:
		return han
	}
	return scriptCount
}

// dense reports whether words in the script of r may stand without blanks around them.
func dense(r rune) bool {
	return r >= 0xe01 && (r < 0xe5a || r >= 0x3041)
}

// normalise folds a text, and reports whether there is anything to read.
func (r *Reader) normalise(text string) bool {
	r.source, r.text, r.at, r.quotes, r.scripts = text, r.text[:0], r.at[:0], r.quotes[:0], [scriptCount]int{}
	if len(text) > mostOffered {
		return false
	}
	gap, gapAt := rune(0), 0
	last := func() rune {
		if n := len(r.text); n > 0 {
			return r.text[n-1]
		}
		return 0
	}
	for i := 0; i < len(text); {
		c, size := rune(text[i]), 1
		if small := c | 0x20; gap == 0 && small >= 'a' && small <= 'z' { // most of what is read
			r.scripts[latin]++
			r.text, r.at = append(r.text, small), append(r.at, int32(i))
			i++
			continue
		}
		if c >= utf8.RuneSelf {
			c, size = utf8.DecodeRuneInString(text[i:])
		}
		c = fold(c)
		s := scriptOf(c)
		if c == '.' && i+1 < len(text) && isASCIIWord(text[i+1]) {
			s = latin // in names of files and hosts
		}
		switch {
		case s != scriptCount:
			if gap != 0 && !(gap == space && dense(c) && dense(last())) && len(r.text) > 0 {
				r.text, r.at = append(r.text, gap), append(r.at, int32(gapAt))
			}
			gap = 0
			r.scripts[s]++
			r.text, r.at = append(r.text, c), append(r.at, int32(i))
		case c == drop || c == '\'' && gap == 0 && joins(last()) && letterAt(text, i+size):
		default:
			if gap == 0 {
				gapAt = i
			}
			if kind := quoteOf(c); kind > apostrophe || kind == apostrophe && !(gap == 0 && scriptOf(last()) == latin && letterAt(text, i+size)) {
				r.quotes = append(r.quotes, quote{len(r.text), kind})
			}
			gap = max(gap, markOf(c))
		}
		i += size
	}
	return len(r.text) > 0
}

// joins reports whether an apostrophe behind c stands within a word, as in Uzbek.
func joins(c rune) bool { return c == 'o' || c == 'g' || c == 'a' || c == 'e' || c == 'i' || c == 'u' }

// letterAt reports whether a letter of the Latin script stands at i.
func letterAt(text string, i int) bool {
	if i >= len(text) {
		return false
	}
	c, _ := utf8.DecodeRuneInString(text[i:])
	return scriptOf(fold(c)) == latin
}

func isASCIIWord(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
}

// quote is a quotation mark, before which rune it stands, and its kind.
type quote struct{ at, kind int }

// The kinds of quotation marks.
const (
	noQuote = iota
	apostrophe
	straight
	tick
	curved
	quoteKinds
)

func quoteOf(c rune) int {
	switch c {
	case '\'':
		return apostrophe
	case '"':
		return straight
	case '`':
		return tick
	case '«', '»', '“', '”', '„', '「', '」', '『', '』':
		return curved
	}
	return noQuote
}

// markOf says what a character between words counts as.
func markOf(c rune) rune {
	switch c {
	case '.', '!', '?', '\n', '。', '！', '？', '।', '؟', '…', '|':
		return sentence
	case ',', ';', ':', '、', '，', '；', '：', '،', '؛', '(', ')', '[', ']', '"', '«', '»', '“', '”', '„', '「', '」', '『', '』', '–', '—':
		return clause
	}
	return space
}

// drop is a character that is no part of a word's spelling.
const drop = -1

// folds are letters of the Latin script without their marks, in small letters.
var folds = lazy.Value(func() *[0x350]rune {
	table := new([0x350]rune)
	for i := range table {
		r := rune(i)
		if i >= 0x250 {
			r = rune(i) - 0x250 + 0x1e00
		}
		table[i] = intent.Letter(r)
	}
	return table
})

// fold returns the form in which letters are compared.
func fold(r rune) rune {
	switch {
	case r < 0x80:
		if r >= 'A' && r <= 'Z' {
			r |= 0x20
		}
		return r
	case r < 0x250:
		return folds()[r]
	case r >= 0x1e00 && r < 0x1f00:
		return folds()[r-0x1e00+0x250]
	case r >= 0x300 && r < 0x370, r >= 0x64b && r < 0x653, r >= 0x200b && r < 0x2010, r == 0x640, r == 0x93c, r == 0xfeff, r == 0xad:
		return drop
	case r >= 0x400 && r < 0x530:
		if r = unicode.ToLower(r); r == 'ё' {
			return 'е'
		}
		return r
	case r >= 0xff01 && r < 0xff5f:
		return fold(r - 0xfee0)
	}
	return foldOther(r)
}

func foldOther(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ی':
		return 'ي'
	case 'ة':
		return 'ه'
	case 'ک':
		return 'ك'
	case 'ँ':
		return 'ं'
	case '\u2018', '\u2019', '\u02bb', '\u02bc', '\u02b9', '`', '´':
		return '\''
	}
	return r
}

// eachWord visits the words in Latin letters.
func (r *Reader) eachWord(visit func([]byte)) {
	word, n := &r.word, 0
	for i := 0; i <= len(r.text); i++ {
		if i < len(r.text) && r.text[i] < 0x80 && r.text[i] != space && r.text[i] != clause && r.text[i] != sentence {
			if n < len(word) {
				word[n] = byte(r.text[i])
			}
			n++
			continue
		}
		if n > 0 && n <= len(word) {
			visit(word[:n])
		}
		n = 0
	}
}

// longestWord is how many letters a word has at most.
const longestWord = 24

func lowest(set uint64) int { return bits.TrailingZeros64(set) }
