package codes

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Letters by their names, and by their numbers in the alphabet.

// fewestLetters is how many letters of this kind follow each other at least.
const fewestLetters = 14

var names = lazy.Value(func() map[string]byte {
	all := map[string]byte{"alpha": 'a', "juliet": 'j', "xray": 'x', "whisky": 'w', "quebeck": 'q'}
	for i, w := range strings.Fields("alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu") {
		all[w] = 'a' + byte(i)
	}
	return all
})

// longestName is that of the longest name of a letter.
const longestName = len("november")

// named reads names of letters, that of the commonest among them.
func (c *coded) named() {
	if !c.has("cho", "CHO") {
		return
	}
	known := names()
	var d decoded
	var low [longestName]byte
	start, end, gap := 0, 0, 0
	tell := func() {
		if len(d.text) >= fewestLetters {
			c.add(unmask.Cipher, spellOut(d.text), nil, start, end)
		}
		d.reset()
		gap = 0
	}
	for i := 0; i < len(c.text); {
		if !isLetter(c.text[i]) {
			i++
			continue
		}
		from := i
		for i < len(c.text) && (isLetter(c.text[i]) || c.text[i] == '-' && i == from+1) {
			i++
		}
		letter := byte(0)
		if n := i - from; n <= longestName {
			for k := from; k < i; k++ {
				low[k-from] = c.text[k] | 0x20
				if c.text[k] == '-' {
					low[k-from] = '-'
				}
			}
			letter = known[string(low[:n])]
		}
		if letter == 0 {
			tell()
			continue
		}
		switch between := from - end; {
		case len(d.text) == 0:
			start = from
		case gap == 0:
			gap = between
		case between > gap:
			d.put(' ', end)
		}
		d.put(letter, from)
		end = i
	}
	tell()
}

// spellOut is what letters say: as they are where blanks part them, and set apart, for who
// knows words, where none do.
func spellOut(letters []byte) []byte {
	for _, c := range letters {
		if c == ' ' {
			return letters
		}
	}
	apart := make([]byte, 0, 2*len(letters))
	for _, c := range letters {
		apart = append(apart, c, ' ')
	}
	return apart[:max(0, len(apart)-1)]
}

// numbered reads numbers from 1 to 26, set apart by one sign, and words of them by another;
// those of t, o, s and n among them.
func (c *coded) numbered() {
	if !c.has("20") || !c.has("15") || !c.has("19") || !c.has("14") {
		return
	}
	var d decoded
	start, end := 0, 0
	sign, parted := "", false
	tell := func() {
		if len(d.text) >= fewestLetters && parted {
			c.add(unmask.Cipher, spellOut(d.text), nil, start, end)
		}
		d.reset()
		sign, parted = "", false
	}
	for i := 0; i < len(c.text); {
		if !isDigit(c.text[i]) {
			if isLetter(c.text[i]) || c.text[i] >= 0x80 {
				tell()
			}
			i++
			continue
		}
		from, n := i, 0
		for i < len(c.text) && isDigit(c.text[i]) {
			n = min(n*10+int(c.text[i]-'0'), 100)
			i++
		}
		if n < 1 || n > 26 {
			tell()
			continue
		}
		between := ""
		if len(d.text) > 0 {
			if between = c.text[end:from]; len(between) > 3 {
				tell()
			}
		}
		switch {
		case len(d.text) == 0:
			start = from
		case sign == "":
			sign = between
		case between != sign:
			parted = true
			d.put(' ', end)
		}
		d.put('a'+byte(n-1), from)
		end = i
	}
	tell()
}
