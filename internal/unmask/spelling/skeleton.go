package spelling

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/invisible"
)

// Skeleton returns what s looks like, so that names that look the same have the
// same skeleton: that of UTS #39 as far as it leads to ASCII, in lower case.
// Accents and invisible characters are left out, letters of other alphabets and
// styles become the ASCII letters they look like, I, 1 and | become l, 0
// becomes o and m becomes rn. Letters that pass for Latin ones only beside Latin
// ones become so in names that are mostly Latin. Characters that look like no ASCII one stay, in
// lower case. The result is for comparing, not for reading. A name that is its
// own skeleton is returned without allocating.
func Skeleton(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || skeletonOf(c) != c || c == 'm' {
			return skeleton(s, i)
		}
	}
	return s
}

// skeleton is Skeleton of s, the first i bytes of which stay as they are.
func skeleton(s string, i int) string {
	var b strings.Builder
	b.Grow(len(s) + 8)
	b.WriteString(s[:i])
	latin := mostlyLatin(s)
	for _, r := range s[i:] {
		if r < utf8.RuneSelf {
			writeSkeleton(&b, byte(r))
			continue
		}
		c, loose := foldRune(r)
		if loose && !latin {
			if c, loose = foldRune(unicode.ToLower(r)); loose {
				c = 0
			}
		}
		switch {
		case c == 1:
			for _, c := range []byte(foldedMany(r)) {
				writeSkeleton(&b, c)
			}
		case c != 0:
			writeSkeleton(&b, c)
		case invisible.IsMark(r) || takesNoRoom(r):
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// mostlyLatin reports whether at least half of the letters of s are ASCII.
func mostlyLatin(s string) bool {
	ascii, all := 0, 0
	for _, r := range s {
		if r < utf8.RuneSelf && unmask.IsLetter(byte(r)) {
			ascii++
			all++
		} else if unicode.IsLetter(r) {
			all++
		}
	}
	return ascii*2 >= all
}

func takesNoRoom(r rune) bool {
	kind, hides := invisible.KindOf(r)
	return hides && kind != unmask.PrivateUse
}

func writeSkeleton(b *strings.Builder, c byte) {
	if c = skeletonOf(c); c == 'm' {
		b.WriteString("rn")
		return
	}
	b.WriteByte(c)
}

// skeletonOf returns what an ASCII character looks like, but for m.
func skeletonOf(c byte) byte {
	switch c {
	case 'I', '1', '|':
		return 'l'
	case '0':
		return 'o'
	}
	return unmask.Lower(c)
}
