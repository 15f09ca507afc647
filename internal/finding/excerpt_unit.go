package finding

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// unit is one thing a reader sees: a character, a byte that is no UTF-8, or a
// marker that an earlier masking left.
type unit struct {
	r    rune
	kind unitKind
	// marker is the text of a marker.
	marker string
}

type unitKind uint8

const (
	unitRune   unitKind = iota // r is a character
	unitByte                   // r is a byte that is no UTF-8
	unitMarker                 // marker stands for a secret
)

// Hidden is true when r must not be shown as it is: it moves the cursor or the
// writing direction, or a reader cannot see it. Spaces other than U+0020 count,
// because they look like it and are not.
func Hidden(r rune) bool {
	if r < 0x7f {
		return r < 0x20
	}
	if !unicode.IsPrint(r) {
		return true // Cc, Cf, Co, Cs, unassigned, Zl, Zp, Zs
	}
	switch r {
	case 0x2800, 0x16fe4, 0x1d159, 0x13441, 0x13442: // blank glyphs
		return true
	}
	return r > 0xff && unicode.In(r, unicode.Other_Default_Ignorable_Code_Point, unicode.Variation_Selector)
}

// maxMarks is how many combining marks in a row are shown: real scripts need
// two or three, a pile of them paints over the lines above and below.
const maxMarks = 3

// printable is the visible part of ASCII, so that showing it allocates nothing.
const printable = " !\"#$%&'()*+,-./0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`abcdefghijklmnopqrstuvwxyz{|}~"

// show returns the piece of a line that stands for u. marks counts combining
// marks in a row and is kept by the caller.
func (u unit) show(marks *int) string {
	if u.kind == unitRune && u.r > 0x7f && unicode.Is(unicode.M, u.r) {
		*marks++
	} else {
		*marks = 0
	}
	switch {
	case u.kind == unitMarker:
		return u.marker
	case u.kind == unitByte:
		return fmt.Sprintf("‹0x%02X›", u.r)
	case u.r >= 0x20 && u.r < 0x7f:
		return printable[u.r-0x20 : u.r-0x1f]
	case u.r < 0x20:
		return string(rune(0x2400) + u.r)
	case u.r == 0x7f:
		return "␡"
	case Hidden(u.r) || *marks > maxMarks:
		return fmt.Sprintf("‹U+%04X›", u.r)
	}
	return string(u.r)
}

// unitsOf cuts at most max units from the front of s. What show writes for a
// unit is read back as that unit, so that showing twice changes nothing.
func unitsOf(s string, max int) []unit {
	units := make([]unit, 0, min(len(s), max))
	for len(s) > 0 && len(units) < max {
		r, n := utf8.DecodeRuneInString(s)
		u := unit{r: r}
		switch {
		case r == utf8.RuneError && n == 1:
			u = unit{r: rune(s[0]), kind: unitByte}
		case r >= 0x2400 && r < 0x2420:
			u.r = r - 0x2400
		case r == '␡':
			u.r = 0x7f
		case r == '‹':
			if e, size, ok := readEscape(s); ok {
				u, n = e, size
			}
		}
		units = append(units, u)
		s = s[n:]
	}
	return units
}

// maxMarker bounds a marker in bytes.
const maxMarker = 48

// readEscape reads what show writes between angle quotes at the front of s.
func readEscape(s string) (u unit, size int, ok bool) {
	const open, shut = len("‹"), "›"
	end := strings.Index(s[:min(len(s), maxMarker)], shut)
	if end < 0 {
		return u, 0, false
	}
	body, size := s[open:end], end+len(shut)
	if hex, found := strings.CutPrefix(body, "U+"); found {
		v, err := strconv.ParseUint(hex, 16, 21)
		u.r = rune(v)
		ok = err == nil && fmt.Sprintf("%04X", v) == hex &&
			(Hidden(u.r) || unicode.Is(unicode.M, u.r)) && u.r >= 0x80 && u.r <= unicode.MaxRune
		return u, size, ok
	}
	if hex, found := strings.CutPrefix(body, "0x"); found {
		v, err := strconv.ParseUint(hex, 16, 8)
		ok = err == nil && v >= 0x80 && fmt.Sprintf("%02X", v) == hex
		return unit{r: rune(v), kind: unitByte}, size, ok
	}
	if isMarkerBody(body) {
		return unit{kind: unitMarker, marker: s[:size]}, size, true
	}
	return u, 0, false
}

// marker is what stands for a secret of n characters; more says that there may
// have been more of them.
func marker(c class, n int, more bool) string {
	plus := ""
	if more {
		plus = "+"
	}
	return "‹" + string(c) + ", " + strconv.Itoa(n) + plus + " chars›"
}

func isMarkerBody(body string) bool {
	name, rest, ok := strings.Cut(body, ", ")
	if !ok || !knownClass(class(name)) {
		return false
	}
	num, ok := strings.CutSuffix(rest, " chars")
	if !ok {
		return false
	}
	num = strings.TrimSuffix(num, "+")
	if num == "" || len(num) > 7 {
		return false
	}
	return strings.Trim(num, "0123456789") == ""
}
