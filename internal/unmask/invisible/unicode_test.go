package invisible

import (
	"strings"
	"testing"
	"time"
	"unicode"
	"unicode/utf8"
)

// TestNothingGoesUnnoticed puts every character of Unicode into a text and
// compares the byte tables with KindOf.
func TestNothingGoesUnnoticed(t *testing.T) {
	listed := map[rune]bool{}
	for _, span := range hiddenRanges {
		for r := span[0]; r <= span[1]; r++ {
			listed[r] = true
		}
	}
	buf := make([]byte, 0, 64)
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if r >= 0xD800 && r < 0xE000 {
			continue // surrogates are no characters
		}
		_, hidden := KindOf(r)
		if hidden != listed[r] && r >= utf8.RuneSelf {
			t.Fatalf("%U: KindOf says %v, hiddenRanges %v", r, hidden, listed[r])
		}
		mark := unicode.In(r, unicode.Mn, unicode.Me)
		if !hidden && IsMark(r) != mark {
			t.Fatalf("%U: isMark says %v", r, !mark)
		}
		at := int(r) % 11
		buf = append(buf[:0], "plain text."[:at]...)
		buf = utf8.AppendRune(buf, r)
		buf = append(buf, "й plain text"[:int(r)/11%13]...)
		got := suspect(buf, 0)
		if (hidden || mark) && got != at {
			t.Fatalf("%U at %d in %+q: suspect says %d", r, at, buf, got)
		}
		if hidden && !MayHide(buf) {
			t.Fatalf("%U in %+q: MayHide says no", r, buf)
		}
		if !hidden && MayHide(buf) {
			t.Fatalf("%U in %+q: MayHide says yes", r, buf)
		}
	}
}

func TestMayHideCountsMarks(t *testing.T) {
	for _, c := range []struct {
		text string
		want bool
	}{
		{"a" + strings.Repeat("\u0301", maxStacked), false},
		{"a" + strings.Repeat("\u0301", maxStacked+1), true},
		{"ก" + strings.Repeat("\u0e47", maxStacked+1) + " and more", true},
		{strings.Repeat("e\u0301", 50), false},
		{"a\u0301\u05b0\u064b\u0903\u0e47\u1ab0\u1dc0\u20d0\ufe20\u0301", false}, // U+0903 is a base of its own
		{"a\u0301\u05b0\u064b\u0901\u0e47\u1ab0\u1dc0\u20d0\ufe20\u0301", true},
		{"\xff\xfe\x80\x82\x99\xbf\xbe", false},
		{`\u200b`, false},
		{"", false},
	} {
		if got := MayHide([]byte(c.text)); got != c.want {
			t.Errorf("%+q: %v", c.text, got)
		}
		if got := len(Characters(c.text, false)) > 0; got != c.want {
			t.Errorf("Characters(%+q): %v", c.text, got)
		}
	}
}

// hostilePieces, repeated, invite quadratic time. Those up to "" look far around
// or pile up state.
var hostilePieces = []string{
	"\u200b", "a\u200e", "\u2067", "\u2066a\u202a", "\u202ea", "\u2800 ", "\u2800\u00ad", "\u0301\u00ad", "\U000E0041", "🏴\U000E0067",
	"\ufe00\ufe01\ufe02", "(#-\ufe0f", "\x1b]", "\x1b]0;\n", "\x1b[8ma", "\u009d0", "\u009d0;x\n", "",
	"\u200b", "a\u200b", "ab\u200c\u200d", "\u200e", "a\u200e", "שa\u200f", "\u2067", "\u2067\u2069", "\u2066a\u202a", "\u202ea", "\u202e\n", "\u2800", "\u2800 ", "\u2800\u00ad",
	"a\u00ad", "abc\u00ad", "a\u0301", "\u0301", "\u0301\u00ad", "\u0301\u200b", "\U000E0041", "🏴\U000E0067", "\U000E0067\U000E007F", "\ufe0f", "❤\ufe0f", "#\ufe0f",
	"(#-\ufe0f", "a\U000E0141", "\ufe00\ufe01\ufe02", "\x1b", "\x1b[", "\x1b]", "\x1b]0;\n", "\x1bP", "\x1bk", "\x1b[8m", "\x1b[8ma\x1b[0m", "\x1b[;", "\x1b[38;2;",
	"\u009d0", "\u009b", "\u0090\u009b1", "\u009d0;x\n", "Â\u009d0", "\u0085", "\ue000", "\ue000a", "\u115f", "\x00", "\x80", "\xe2\x80", "\xf0\x9f\xbf", "é ", "\u180b", "ᠠ\u180b",
	"\u034f\u0301", "क\u094d\u200d", "中\u200b", "\U0001D173",
}

// TestLinearTime gives every scanner 64 KB and 1 MB of each. A scan takes some
// milliseconds; quadratic time would take minutes.
func TestLinearTime(t *testing.T) {
	scan := func(text string, strict bool) {
		start := time.Now()
		found := len(Characters(text, strict)) + len(ANSI(text))
		MayHide([]byte(text))
		if took := time.Since(start); took > 8*time.Second {
			t.Errorf("%d bytes of %+q...: %v, %d marks", len(text), text[:min(len(text), 16)], took, found)
		}
	}
	far := true
	for _, piece := range hostilePieces {
		if piece == "" {
			far = false
			continue
		}
		if far {
			scan(strings.Repeat(piece, (1<<20)/len(piece)), false)
		}
		for _, before := range []string{"\x1b[8m", "\x1b]", "\u2067"} {
			scan(before+strings.Repeat(piece, (64<<10)/len(piece)), true)
		}
	}
}
