package decode

import (
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// escapes reads the escapes of single characters in text.
func (d *decoding) escapes(text string, l layer) {
	for i := 0; i < len(text); {
		at, how, r, n := nextEscape(text, i)
		if at == len(text) {
			return
		}
		start := runeStart(text, max(i, at-windowReach))
		var kinds escapeKinds
		end := at
		for at < len(text) && at <= end+2*windowReach {
			kinds.count(text, at, how, r, n)
			end = at + n
			at, how, r, n = nextEscape(text, end)
		}
		i = end
		end = runeStart(text, min(len(text), end+windowReach, at))
		if kinds.settle() {
			d.window(text, start, end, kinds, l)
			i = end
		}
	}
}

// runeStart moves i back to where a character starts.
func runeStart(text string, i int) int {
	for i > 0 && i < len(text) && !utf8.RuneStart(text[i]) {
		i--
	}
	return i
}

// window resolves the escapes in text[start:end], again and again while that
// brings new ones to light.
func (d *decoding) window(text string, start, end int, kinds escapeKinds, l layer) {
	u := unescaper{text: text[start:end], at: start}
	depth := l.depth
	how := kinds.most()
	done := false
	for {
		if depth >= maxLayers || !d.budget.Take(len(u.text)) {
			break
		}
		u.plus = 0
		u.resolve(kinds)
		done = true
		depth++
		kinds = escapeKinds{}
		for i := 0; i < len(u.text); {
			at, h, r, n := nextEscape(u.text, i)
			if at == len(u.text) {
				break
			}
			kinds.count(u.text, at, h, r, n)
			i = at + n
		}
		if !kinds.settle() {
			break
		}
		how = kinds.most()
	}
	if !done {
		return
	}
	r := unmask.Reading{Disguise: how, Text: u.text, Offsets: u.source}
	r.Start, r.End = l.span(start, end)
	inner := layer{depth: depth, outer: &r}
	switch {
	case l.fixed:
		r.Offsets = nil
		inner = layer{depth: depth, fixed: true, start: l.start, end: l.end}
	case l.outer != nil:
		l.mapBack(r.Offsets)
	}
	d.readings = append(d.readings, r)
	d.runs(r.Text, inner)
}

// most returns the disguise that there is most of.
func (k *escapeKinds) most() (how unmask.Disguise) {
	most := -1
	for _, kind := range [...]unmask.Disguise{unmask.Entity, unmask.Percent, unmask.JSONEscape, unmask.QuotedPrintable} {
		if n := k.of(kind).all; n > most {
			how, most = kind, n
		}
	}
	return how
}

// of returns the count of a kind.
func (k *escapeKinds) of(how unmask.Disguise) *tally {
	switch how {
	case unmask.Entity:
		return &k.entity
	case unmask.Percent:
		return &k.percent
	case unmask.JSONEscape:
		return &k.backslash
	}
	return &k.quoted
}

// unescaper resolves escapes of a text and keeps the way back.
type unescaper struct {
	text   string
	at     int     // where the text stood, while source is nil
	source []int32 // for each byte of text
	out    []byte
	back   []int32
	plus   int  // up to here it is settled whether a plus is a space:
	spaced bool // always
	form   bool // after an escape
}

// resolve does one round.
func (u *unescaper) resolve(kinds escapeKinds) {
	text := u.text
	u.out, u.back = make([]byte, 0, len(text)), make([]int32, 0, len(text))
	for i := 0; i < len(text); {
		c := text[i]
		if !escapeStart[c] && c != '+' {
			u.put(i, c)
			i++
			continue
		}
		how, r, n := escapeAt(text, i)
		switch {
		case n > 0 && kinds.of(how).all > 0:
			u.putRune(i, r)
			i += n
			continue
		case c == '\\' && kinds.backslash.all > 0:
			if plain, n := plainBackslash(text, i); n > 0 {
				u.put(i, plain)
				i += n
				continue
			}
		case c == '+' && kinds.percent.all > 0 && u.isSpace(i):
			c = ' '
		}
		u.put(i, c)
		i++
	}
	u.text, u.source = string(u.out), u.back
}

// put appends a byte that was read from text[i].
func (u *unescaper) put(i int, c byte) {
	u.out = append(u.out, c)
	if u.source == nil {
		u.back = append(u.back, int32(u.at+i))
	} else {
		u.back = append(u.back, u.source[i])
	}
}

// putRune appends a character, if there is one, that was read from text[i].
func (u *unescaper) putRune(i int, r rune) {
	if r < 0 {
		return
	}
	var buf [utf8.UTFMax]byte
	for _, c := range buf[:utf8.EncodeRune(buf[:], r)] {
		u.put(i, c)
	}
}

// isSpace reports whether the plus sign at text[i] stands for a space: between
// words, or after an escape in a value that is escaped like that of a form.
func (u *unescaper) isSpace(i int) bool {
	if i >= u.plus {
		end := i
		for end < len(u.text) && end-i < maxToken && u.text[end] > ' ' {
			end++
		}
		start := i
		for start > u.plus && i-start < maxToken && u.text[start-1] > ' ' {
			start--
		}
		u.plus = end
		u.spaced = arePlusWords(u.text[start:end], 2)
		u.form = isForm(u.text[start+1+strings.LastIndexAny(u.text[start:i], "?&=") : end])
	}
	return u.spaced || u.form && i >= 3 && u.text[i-3] == '%'
}

// isForm reports whether a value has nothing that the encoding of forms would
// have escaped.
func isForm(value string) bool {
	for i := range len(value) {
		switch c := value[i]; {
		case c == '&':
			return true
		case c == '+' || c == '%' || c == '-' || c == '_' || c == '.' || c == '~' || c == '*' || isDecimal(c) || isASCIILetter(rune(c)):
		default:
			return false
		}
	}
	return true
}
