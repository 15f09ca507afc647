package intent

import (
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// folder maps characters to the form in which words are compared: lower case,
// Latin, Greek and Cyrillic letters without their marks, Arabic and Hebrew
// without points, full-width forms as ASCII.
type folder struct {
	latin [0x600]rune // 0: not yet known
	more  map[rune]rune
	// pages are the letters among 256 characters each; nil: not yet known.
	pages [256]*[4]uint64
}

// word reports whether r is a part of words, as wordRune does.
func (f *folder) word(r rune) bool {
	switch {
	case r < 0x80:
		return r >= 0 && plainASCII[r]
	case r >= 0x4e00 && r < 0x9ff0 || r >= 0xac00 && r < 0xd7a4:
		return true
	case r > 0xffff:
		return wordRune(r)
	}
	page := f.pages[r>>8]
	if page == nil {
		page = new([4]uint64)
		for i := range rune(256) {
			if wordRune(r&^0xff | i) {
				page[i>>6] |= 1 << (i & 63)
			}
		}
		f.pages[r>>8] = page
	}
	return page[r>>6&3]>>(r&63)&1 != 0
}

// drop stands for a character that is not part of a word's spelling.
const drop = -1

func (f *folder) fold(r rune) rune {
	switch {
	case r < 0x80:
		if r >= 'A' && r <= 'Z' {
			r |= 0x20
		}
		return r
	case int(r) < len(f.latin):
		if f.latin[r] == 0 {
			f.latin[r] = foldSlow(r)
		}
		return f.latin[r]
	case r >= 0x4e00 && r < 0xa000 || r >= 0xac00 && r < 0xd7a4 || r >= 0x3040 && r < 0x3100:
		return r
	}
	if f.more == nil {
		f.more = map[rune]rune{}
	}
	folded, ok := f.more[r]
	if !ok {
		if folded = foldSlow(r); len(f.more) < 4096 {
			f.more[r] = folded
		}
	}
	return folded
}

// slowly is foldSlow, remembered where there is room for it.
func (f *folder) slowly(r rune) rune {
	switch {
	case r >= 0x80 && int(r) < len(f.latin):
		return f.fold(r)
	case r >= 0x4e00 && r < 0xa000, r >= 0xac00 && r < 0xd7a4, r >= 0x3040 && r < 0x3099, r >= 0x30a1 && r < 0x3100:
		return r
	}
	return foldSlow(r)
}

// Letter returns a Latin or Greek letter without its marks, in small letters, and what is
// written as two by the first of them; any other character only in small letters.
func Letter(r rune) rune {
	switch r {
	case 'ı', 'İ':
		return 'i'
	case 'ł', 'Ł':
		return 'l'
	case 'đ', 'Đ', 'ð':
		return 'd'
	case 'ø', 'Ø':
		return 'o'
	case 'ß':
		return 's'
	case 'æ', 'Æ':
		return 'a'
	case 'œ', 'Œ':
		return 'o'
	}
	r = unicode.ToLower(r)
	if r < 0x250 || r >= 0x370 && r < 0x3e2 || r >= 0x1e00 && r < 0x2000 {
		for _, base := range norm.NFD.String(string(r)) {
			return unicode.ToLower(base)
		}
	}
	return r
}

func foldSlow(r rune) rune {
	switch r {
	case 'أ', 'إ', 'آ', 'ٱ':
		return 'ا'
	case 'ى', 'ی', 'ې':
		return 'ي'
	case 'ة':
		return 'ه'
	case 'ک':
		return 'ك'
	case 'ς':
		return 'σ'
	case 'ё':
		return 'е'
	case 0x055b, 0x055c, 0x055e: // Armenian stress, exclamation and question stand within words
		return drop
	case 'ـ', 0x200c, 0x200d, 0x00ad, 0x200b, 0x2060, 0xfeff, '\'', '’':
		return drop
	}
	if unicode.In(r, unicode.Mn) && (r < 0x0900 || r > 0x0fff) {
		return drop // points and accents; the vowel signs of Indic and Thai script belong to the word
	}
	if r >= 0xff01 && r <= 0xff5e {
		return foldSlow(r - 0xfee0)
	}
	return Letter(r)
}

// unspaced reports whether a script writes words without spaces.
func unspaced(r rune) bool {
	return r >= 0x0e00 && r < 0x0f00 || r >= 0x1000 && r < 0x10a0 || r >= 0x1780 && r < 0x1800 || r >= 0x2e80 && r < 0xa000 ||
		r >= 0xf900 && r < 0xfb00 || r >= 0x20000 && r < 0x40000
}

func wordRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '_' ||
		r >= 0x80 && (unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r))
}
