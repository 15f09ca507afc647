package spelling

import (
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

const (
	// maxPieces is the number of pieces that one word is looked for in.
	maxPieces = 16
	// maxTag is the longest markup looked for inside a word.
	maxTag = 160
	// maxIndent is the white space at the beginning of a line that a word may
	// go on after.
	maxIndent = 8
)

// splitKind says what stands between the pieces of a word.
type splitKind uint8

const (
	noSplit splitKind = iota
	lineSplit
	hyphenSplit
	markupSplit
)

// splitAt returns what splits a word at i and where the word may go on. raw
// says that line ends may be written as in JSON.
func splitAt(s string, i int, raw bool) (next int, kind splitKind) {
	switch s[i] {
	case '<':
		return tagsEnd(s, i), markupSplit
	case '*', '`', '~', '_':
		n := 1
		for n < 3 && i+n < len(s) && s[i+n] == s[i] {
			n++
		}
		if n == 1 && (s[i] == '~' || s[i] == '_') {
			return i, noSplit
		}
		return i + n, markupSplit
	case '-':
		if next = lineBreak(s, i+1, raw); next > i+1 {
			return next, hyphenSplit
		}
		if i+1 < len(s) && s[i+1]-'a' <= 'z'-'a' {
			return i + 1, hyphenSplit // "pre-vious"
		}
	case '\\':
		if next = lineBreak(s, i+1, raw); next > i+1 {
			return next, hyphenSplit
		}
		fallthrough
	case '\n', '\r':
		if next = lineBreak(s, i, raw); next > i {
			return next, lineSplit
		}
	}
	return i, noSplit
}

// lineBreak returns where the text goes on after the line end at i, or i.
func lineBreak(s string, i int, raw bool) int {
	next := i
	for _, c := range [...]byte{'\r', '\n'} {
		switch {
		case next < len(s) && s[next] == c:
			next++
		case raw && next+1 < len(s) && s[next] == '\\' && (c == '\n' && s[next+1] == 'n' || c == '\r' && s[next+1] == 'r'):
			next += 2
		}
	}
	if next == i {
		return i
	}
	for n := 0; n < maxIndent && next < len(s) && (s[next] == ' ' || s[next] == '\t'); n++ {
		next++
	}
	return next
}

// tagsEnd returns where the tags and comments that follow each other at i end,
// or i.
func tagsEnd(s string, i int) int {
	for n := 0; n < 4 && i+2 < len(s) && s[i] == '<'; n++ {
		if c := s[i+1]; !unmask.IsLetter(c) && c != '/' && c != '!' {
			break
		}
		part := s[i:min(len(s), i+maxTag)]
		end := strings.IndexByte(part, '>')
		if strings.HasPrefix(part, "<!--") {
			if end = strings.Index(part, "-->"); end >= 0 {
				end += 2
			}
		}
		if end < 0 {
			break
		}
		i += end + 1
	}
	return i
}

// A joint is a word in pieces: letters and what stands between them.
type joint struct {
	pieces  [maxPieces]piece
	n       int           // pieces of the word
	end     int           // where the word ends
	capital bool          // the word begins with a capital
	buf     [maxWord]byte // the letters of the pieces, as they read, lower case
	size    int           // letters in buf
	digits  bool          // among the letters
}

// A piece is a part of a text whose letters are those of the joint up to there.
type piece struct{ start, end, letters int }

// join looks for a word in pieces of which the first ends at i, and begins at
// from at the earliest. It takes the longest.
func (j *joint) join(s string, i, from int, raw bool) bool {
	next, kind := splitAt(s, i, raw)
	if next >= len(s) || next == i || !wordAt(s, next) && s[next] != '!' ||
		kind != markupSplit && (s[next]-'a' > 'z'-'a' || i == 0 || !unmask.IsLetter(s[i-1]) && s[i-1] < utf8.RuneSelf) {
		return false
	}
	start := pieceStart(s, i, from)
	if j.joinFrom(s, start, i, raw) {
		return true
	}
	return raw && start > 0 && start < i && s[start-1] == '\\' && j.joinFrom(s, start+1, i, raw) // an escape, as in \nig
}

// joinFrom is join with the first piece from start to i.
func (j *joint) joinFrom(s string, start, i int, raw bool) bool {
	j.size, j.digits, j.n = 0, false, 0
	if start == i || j.add(s, 0, start) != i {
		return false
	}
	j.capital = s[start]&0xE0 == 0x40
	for k := 1; k < maxPieces; k++ {
		next, kind := splitAt(s, i, raw)
		if kind == noSplit || next >= len(s) ||
			kind != markupSplit && (s[next]-'a' > 'z'-'a' || start > 0 && s[start-1] == '\'') { // you're
			break
		}
		end := j.add(s, k, next)
		if end == next || end < len(s) && wordAt(s, end) {
			break
		}
		more := kind == markupSplit && end < len(s) && CharClass[s[end]]&markupChar != 0 && k+1 < maxPieces || kind == hyphenSplit && end < len(s) && s[end] == '-' && k+1 < maxPieces
		if j.accepts(kind, !more) && j.strange(k+1) {
			j.n, j.end = k+1, end
		}
		if !more {
			break
		}
		i = end
	}
	return j.n > 0
}

// pieceStart returns where the letters that end at i begin.
func pieceStart(s string, i, from int) int {
	for i > from {
		_, n := utf8.DecodeLastRuneInString(s[:i])
		if c := s[i-n]; c < utf8.RuneSelf && !unmask.IsAlnum(c) && c != '@' && c != '$' && c != '!' || c >= utf8.RuneSelf && scriptAt(s, i-n) == noScript {
			break
		}
		i -= n
	}
	return i
}

// add adds piece k, which starts at i, and returns where it ends: i if it has a
// letter that reads as none.
func (j *joint) add(s string, k, i int) int {
	end := i
	for end < len(s) && j.size < maxWord-4 {
		c, n := s[end], 1
		if c >= utf8.RuneSelf {
			var r rune
			r, n = utf8.DecodeRuneInString(s[end:])
			sc := scriptOf(r)
			if sc == noScript {
				break
			}
			if sc >= joining {
				end += n
				continue
			}
			if c, _ = foldRune(r); c == 1 {
				j.size = len(lowered(j.buf[:j.size], foldedMany(r)))
				end += n
				continue
			} else if c == 0 {
				return i
			}
		}
		if !unmask.IsAlnum(c) && c != '@' && c != '$' && c != '!' {
			break
		}
		j.digits = j.digits || !unmask.IsLetter(c)
		j.buf[j.size] = unmask.Lower(c)
		j.size++
		end += n
	}
	j.pieces[k] = piece{i, end, j.size}
	return end
}

// strange reports whether n pieces are no words of their own, but for endings,
// and no acronym with its first letter set apart.
func (j *joint) strange(n int) bool {
	if n == 2 && j.pieces[0].letters == 1 && j.capital {
		return false
	}
	whole, at := false, 0
	for k, p := range j.pieces[:n] {
		letters := j.buf[at:p.letters]
		at = p.letters
		switch known := words().known(letters) != 0; {
		case known:
			whole = whole || k == 0
		case !whole || !isEnding(letters):
			return true
		}
	}
	return false
}

// isEnding reports whether w is what a word may end with.
func isEnding(w []byte) bool {
	for _, e := range endings {
		if string(w) == e.text {
			return true
		}
	}
	return false
}

// lowered appends the letters of s in lower case.
func lowered(b []byte, s string) []byte {
	for i := range len(s) {
		b = append(b, unmask.Lower(s[i]))
	}
	return b
}

// accepts reports whether the letters are a word that matters. Ends of lines
// fall between short words often. The last piece gets a closer look, for what
// is English backward, rotated or in leet.
func (j *joint) accepts(kind splitKind, last bool) bool {
	n := j.size
	switch {
	case kind == markupSplit && last:
		return n >= 4 && englishWord(j.buf[:n])
	case kind == markupSplit:
		return n >= 4 && words().exact(j.buf[:n]) != 0
	case j.digits || n < 5 || kind == lineSplit && n < 6, kind == hyphenSplit && hyphened[string(j.buf[:n])]:
		return false
	}
	return words().known(j.buf[:n])&orderWord != 0
}

// hyphened are words that people write with a hyphen as well.
var hyphened = map[string]bool{
	"email": true, "emails": true, "emailed": true, "passphrase": true, "passphrases": true, "passcode": true, "password": true, "username": true, "filename": true, "override": true,
	"overwrite": true, "rewrite": true, "resend": true, "login": true, "logout": true, "backup": true, "checkout": true, "download": true, "upload": true,
}

// joined returns readings of text with words that line ends or markup split
// made whole.
func joined(text string, b *unmask.Budget) []unmask.Reading {
	p := patches{room: b.Bytes}
	var j joint
	from := 0
	for i := 1; i < len(text) && !p.off; i++ {
		if CharClass[text[i]]&splitChar == 0 || text[i-1] < utf8.RuneSelf && !unmask.IsAlnum(text[i-1]) || !j.join(text, i, from, false) {
			continue
		}
		p.open(j.pieces[0].start)
		for _, piece := range j.pieces[:j.n] {
			foldPiece(&p, text, piece)
		}
		p.shut(j.end)
		i, from = j.end-1, j.end
	}
	return p.readings(unmask.Spaced, text, b)
}

// foldPiece puts out what a piece reads as.
func foldPiece(p *patches, s string, part piece) {
	for i := part.start; i < part.end; {
		c, n := s[i], 1
		if c >= utf8.RuneSelf {
			var r rune
			r, n = utf8.DecodeRuneInString(s[i:])
			c, _ = foldRune(r)
			if scriptOf(r) >= joining {
				c = 0
			} else if c == 1 {
				p.puts(foldedMany(r), i)
			}
		}
		if c > 1 {
			p.put(c, i)
		}
		i += n
	}
}
