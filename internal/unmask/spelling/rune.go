package spelling

import (
	"unicode"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/invisible"
)

// foldRune returns what r reads as: 0 if only as itself, 1 if as several
// characters (see foldedMany), else an ASCII character. Loose look-alikes pass
// for it only in a word whose other letters are Latin.
func foldRune(r rune) (c byte, loose bool) {
	if uint32(r) >= foldLimit {
		return 0, false
	}
	c = foldPages[int(foldIndex[r>>6])<<6|int(r&63)]
	return c & 0x7F, c >= 0x80
}

// foldedMany returns what r, for which foldRune is 1, reads as.
func foldedMany(r rune) string {
	lo, hi := 0, len(foldMany)
	for lo < hi {
		mid := (lo + hi) / 2
		if foldMany[mid].char < r {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(foldMany) && foldMany[lo].char == r {
		return foldMany[lo].text
	}
	return ""
}

// A script is the kind of letter that a character is, as far as it matters for
// look-alikes.
type script uint8

const (
	noScript script = iota // not part of a word
	latin
	greek
	cyrillic
	otherScript // with words between spaces
	styled      // letters as symbols: mathematical, circled, raised, small capitals
	fullWidth
	flagLetter // regional indicators
	joining    // combining marks
	foldUnseen // takes no room on the screen
)

// scriptOf returns the script of r, which is not ASCII. Scripts written without
// spaces are no script: a Latin word may stand right beside them.
func scriptOf(r rune) script {
	switch {
	case r < 0x370:
		return scriptLow(r)
	case r < 0x400:
		return letterOf(r, greek)
	case r < 0x530:
		return letterOf(r, cyrillic)
	case r < 0x1D00:
		return scriptOther(r)
	case r < 0x1DC0:
		return styled
	case r < 0x2E80:
		return scriptSymbols(r)
	case r < 0xA4D0: // CJK
		return noScript
	case r < 0x10000:
		return scriptForms(r)
	}
	return scriptAbove(r)
}

// letterOf returns s if r is a letter or stands for one.
func letterOf(r rune, s script) script {
	if c, _ := foldRune(r); c != 0 {
		if c == 1 || unmask.IsAlnum(c) {
			return s
		}
		return noScript
	}
	if unicode.IsLetter(r) {
		return s
	}
	return hiddenOr(r)
}

func hiddenOr(r rune) script {
	if _, hides := invisible.KindOf(r); hides {
		return foldUnseen
	}
	if invisible.IsMark(r) {
		return joining
	}
	return noScript
}

// scriptLow covers U+0080 to U+036F.
func scriptLow(r rune) script {
	switch {
	case r < 0xC0:
		switch r {
		case 0xB2, 0xB3, 0xB9:
			return styled
		case 0xB5:
			return greek
		}
		return hiddenOr(r)
	case r == 0xD7, r == 0xF7:
		return noScript
	case r < 0x250:
		return latin
	case r < 0x2B0:
		switch r {
		case 0x262, 0x26A, 0x274, 0x280, 0x28F, 0x299, 0x29C, 0x29F: // small capitals
			return styled
		}
		return latin
	case r < 0x300:
		return letterOf(r, styled)
	}
	return hiddenOr(r)
}

// scriptOther covers U+0530 to U+1CFF.
func scriptOther(r rune) script {
	switch {
	case r >= 0x0E00 && r < 0x10A0, r >= 0x1780 && r < 0x1800: // unspaced; Hangul below
		return noScript
	case r >= 0x1100 && r < 0x1200:
		return hiddenOr(r)
	case r >= 0x1C80 && r < 0x1C90:
		return letterOf(r, cyrillic)
	}
	return letterOf(r, otherScript)
}

// scriptSymbols covers U+1DC0 to U+2E7F.
func scriptSymbols(r rune) script {
	switch {
	case r >= 0x1E00 && r < 0x1F00:
		return latin
	case r >= 0x1F00 && r < 0x2000:
		return letterOf(r, greek)
	case r == 0x2126:
		return greek
	case r >= 0x2070 && r < 0x20A0, r >= 0x2100 && r < 0x2190, r >= 0x2460 && r < 0x2500:
		return letterOf(r, styled)
	case r >= 0x2C60 && r < 0x2C80:
		return latin
	case r >= 0x2C80 && r < 0x2DE0:
		return letterOf(r, otherScript)
	}
	return hiddenOr(r)
}

// scriptForms covers U+A4D0 to U+FFFF.
func scriptForms(r rune) script {
	switch {
	case r < 0xA640, r >= 0xA800 && r < 0xA960, r >= 0xAB70 && r < 0xABC0, r >= 0xFB00 && r < 0xFB07,
		r >= 0xFB13 && r < 0xFE00, r >= 0xFE70 && r < 0xFEFF:
		if r >= 0xFB00 && r < 0xFB07 {
			return latin
		}
		return letterOf(r, otherScript)
	case r < 0xA6A0:
		return letterOf(r, cyrillic)
	case r >= 0xA720 && r < 0xA800, r >= 0xAB30 && r < 0xAB70:
		switch r {
		case 0xA730, 0xA731, 0xA7AF:
			return styled
		}
		return letterOf(r, latin)
	case r >= 0xAC00 && r < 0xD7A4:
		return noScript
	case r >= 0xFF01 && r < 0xFF5F:
		return letterOf(r, fullWidth)
	}
	return hiddenOr(r)
}

// scriptAbove covers the supplementary planes.
func scriptAbove(r rune) script {
	switch {
	case r >= 0x1D400 && r < 0x1D800, r >= 0x1F110 && r < 0x1F190, r >= 0x1CCD6 && r < 0x1CCFA, r >= 0x10780 && r < 0x107C0,
		r >= 0x1DF00 && r < 0x1E000, r >= 0x1E030 && r < 0x1E090:
		return letterOf(r, styled)
	case r >= 0x1F1E6 && r < 0x1F200:
		return flagLetter
	case r < 0x11000, r >= 0x118A0 && r < 0x11900, r >= 0x16F00 && r < 0x16FA0, r >= 0x1EE00 && r < 0x1EF00:
		return letterOf(r, otherScript)
	}
	return hiddenOr(r)
}
