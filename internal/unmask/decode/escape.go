package decode

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

const (
	windowReach = 2 << 10 // bytes of surroundings that a reading of escapes takes along on each side
	minPercent  = 3       // percent escapes in addresses
	minQuoted   = 3       // escapes of quoted-printable that go on
	minOctal    = 3
	maxToken    = 4 << 10 // how far the end of a word with escapes is looked for
	maxAddress  = 256     // how far back the scheme of an address is looked for
)

// escapeKinds counts what in a window could be resolved.
type escapeKinds struct {
	entity, percent, backslash, quoted tally
	octal                              int
	outside                            bool // a percent escape that is worth a look alone
}

// tally counts escapes of one kind, and those of more than punctuation.
type tally struct{ all, telling int }

func (t *tally) add(told bool) {
	t.all++
	if told {
		t.telling++
	}
}

// escapeStart marks the bytes that escapes begin with.
var escapeStart = func() (t [256]bool) {
	t['&'], t['%'], t['\\'], t['='] = true, true, true, true
	return t
}()

// escapeAt decodes the escape at text[i]: the character, the bytes it takes
// (0: none) and what it is. A soft line break is the character -1.
func escapeAt(text string, i int) (how unmask.Disguise, r rune, n int) {
	switch text[i] {
	case '&':
		r, n = entityAt(text, i)
		return unmask.Entity, r, n
	case '%':
		r, n = percentAt(text, i)
		return unmask.Percent, r, n
	case '\\':
		r, n = backslashAt(text, i)
		return unmask.JSONEscape, r, n
	case '=':
		r, n = quotedAt(text, i)
		return unmask.QuotedPrintable, r, n
	}
	return 0, 0, 0
}

// nextEscape returns the next escape at or after i.
func nextEscape(text string, i int) (at int, how unmask.Disguise, r rune, n int) {
	for ; i < len(text); i++ {
		if !escapeStart[text[i]] {
			continue
		}
		if how, r, n = escapeAt(text, i); n > 0 {
			return i, how, r, n
		}
	}
	return len(text), 0, 0, 0
}

// tells reports whether resolving the escape of n bytes at text[i] to r shows
// anything: not so for quotes, or for an ampersand that begins nothing.
func tells(text string, i, n int, r rune) bool {
	switch r {
	case '&':
		_, body := entityBody(text, i+n)
		return body > 0
	case '%':
		return hexRune(text, i+n, 2) >= 0 || i+n < len(text) && text[i+n]|0x20 == 'u'
	case '"', '`', -1:
		return false
	case '\'':
		return amidst(text, i, n)
	}
	return true
}

// amidst reports whether the escape of n bytes at text[i] has letters on both
// sides.
func amidst(text string, i, n int) bool {
	return i > 0 && i+n < len(text) && isASCIILetter(rune(text[i-1])) && isASCIILetter(rune(text[i+n]))
}

// count adds the escape of n bytes at text[i].
func (k *escapeKinds) count(text string, i int, how unmask.Disguise, r rune, n int) {
	told := tells(text, i, n, r)
	switch how {
	case unmask.Entity:
		k.entity.add(told)
	case unmask.Percent:
		if k.percent.add(told); told && k.percent.all < minPercent && !k.outside {
			k.outside = outside(text, i, n, r)
		}
	case unmask.JSONEscape:
		if k.backslash.add(told); isOctal(text, i) {
			k.octal++
		}
	case unmask.QuotedPrintable:
		if goesOn(text, i, r, n) {
			k.quoted.add(true)
		}
	}
}

// settle keeps what there is enough of. It reports whether resolving that would
// show anything.
func (k *escapeKinds) settle() bool {
	if k.percent.all < minPercent && !k.outside {
		k.percent = tally{}
	}
	if k.octal == k.backslash.all && k.octal < minOctal {
		k.backslash = tally{}
	}
	if k.quoted.all < minQuoted {
		k.quoted = tally{}
	}
	return k.entity.telling+k.percent.telling+k.backslash.telling+k.quoted.telling > 0
}

// outside reports whether a single percent escape is worth a look: outside an
// address, and not a space that parts nothing.
func outside(text string, i, n int, r rune) bool {
	return (r != ' ' || amidst(text, i, n)) && !inAddress(text, i)
}

// inAddress reports whether text[i] is in a word with "://" in front.
func inAddress(text string, i int) bool {
	for k := i - 1; k >= max(0, i-maxAddress); k-- {
		switch text[k] {
		case ' ', '\n', '\t', '"', '\'', '<', '>', '(', '\\':
			return false
		case ':':
			if strings.HasPrefix(text[k:], "://") {
				return true
			}
		}
	}
	return false
}
