// Package codes reads texts whose letters are written as something else that a model
// reads without effort: names of letters (NATO), their numbers in the alphabet, the
// alphabet shifted or turned round, single characters in quotation marks, pieces of
// strings that are put together, escapes of style sheets, words without blanks. It is
// pure and linear in the length of the text.
package codes

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// maxText is how much of a text is read, maxReadings how many readings of it there are.
const maxText, maxReadings = 256 << 10, 32

// Readings returns what text, valid UTF-8, says in such codes. Each is known by many signs
// of it that follow each other: words in a shifted alphabet that are common, a dozen names
// of letters. What is decoded is paid from b; when that is spent, or there are 32 readings,
// the rest is left out, as is what stands behind the first 256 KB. Offsets are in bytes of
// text. nil: there are none; without such signs nothing is allocated.
//
// Not undone: keys that change from letter to letter, alphabets of somebody's own, letters
// that are left out.
func Readings(text string, b *unmask.Budget) []unmask.Reading {
	if len(text) > maxText {
		text = text[:maxText]
	}
	c := coded{text: text, budget: b}
	c.shifted()
	c.shifted47()
	c.named()
	c.numbered()
	c.singles()
	c.apart()
	c.concatenated()
	c.escaped()
	c.unparted()
	return c.all
}

// coded is one call of Readings.
type coded struct {
	text   string
	budget *unmask.Budget
	all    []unmask.Reading
}

// add adds a reading of text[start:end]. at says where each of its bytes comes from; nil
// where no part of it can be taken out.
func (c *coded) add(how unmask.Disguise, said []byte, at []int32, start, end int) {
	if len(c.all) < maxReadings && c.budget.Take(len(said)) {
		c.all = append(c.all, unmask.Reading{Disguise: how, Text: string(said), Offsets: at, Start: start, End: end})
	}
}

// decoded is a text that grows, with where each byte of it comes from.
type decoded struct {
	text []byte
	at   []int32
}

func (d *decoded) put(c byte, at int) {
	d.text, d.at = append(d.text, c), append(d.at, int32(at))
}

func (d *decoded) reset() { d.text, d.at = d.text[:0], d.at[:0] }

// has reports whether one of some strings stands in the text.
func (c *coded) has(some ...string) bool {
	for _, s := range some {
		if strings.Contains(c.text, s) {
			return true
		}
	}
	return false
}

// letter is isLetter, for where every byte is asked about.
var letter = func() (t [256]bool) {
	for c := range t {
		t[c] = isLetter(byte(c))
	}
	return t
}()

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isBlank(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }
