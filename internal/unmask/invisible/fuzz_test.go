package invisible

import (
	"math/rand/v2"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

func seed(f *testing.F) {
	for _, piece := range hostilePieces {
		f.Add(piece+"x"+piece+"\n"+piece, false)
		f.Add(strings.Repeat(piece, 9)+" שלום ", true)
	}
	for _, p := range prose {
		f.Add(p.text, true)
	}
	f.Add("a\x1b[8mhide\x1b[0m \x1b]8;;http://x\atext\x1b]8;;\a", false)
	f.Add("👩\u200d💻 ❤\ufe0f 🏴"+tags("gbeng")+"\U000E007F می\u200cخواهم \u2067a\u2066b\u2069\u2069", false)
}

// checkMarks checks what holds for the marks of every scanner.
func checkMarks(t *testing.T, text string, marks []unmask.Mark) {
	t.Helper()
	at := 0
	for _, m := range marks {
		if m.Start < at || m.End <= m.Start || m.End > len(text) {
			t.Fatalf("%+q: %+v is out of order after %d", text, m, at)
		}
		if utf8.ValidString(text) && !(utf8.ValidString(text[:m.Start]) && utf8.ValidString(text[m.Start:m.End])) {
			t.Fatalf("%+q: %+v cuts a character", text, m)
		}
		if len(m.Hidden) > unmask.MaxHidden || utf8.ValidString(text) && !utf8.ValidString(m.Hidden) {
			t.Fatalf("%+q: %d bytes hidden, %+q", text, len(m.Hidden), m.Hidden)
		}
		at = m.End
	}
}

func FuzzCharacters(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string, strict bool) {
		if len(text) > 1<<14 {
			t.Skip("longer texts only make the fuzzer slow")
		}
		checkMarks(t, text, Characters(text, strict))
		checkInvisible(t, strings.ToValidUTF8(text, "\ufffd"), strict)
	})
}

// checkInvisible checks what Characters promises about a valid text.
func checkInvisible(t *testing.T, text string, strict bool) {
	t.Helper()
	marks := Characters(text, strict)
	checkMarks(t, text, marks)
	if len(marks) > 0 && !MayHide([]byte(text)) {
		t.Fatalf("%+q: MayHide says no, Characters %s", text, show(marks))
	}
	for _, m := range marks {
		for _, r := range text[m.Start:m.End] {
			if _, hidden := KindOf(r); !hidden && !IsMark(r) {
				t.Fatalf("%+q: %v takes %U away", text, m.Kind, r)
			}
		}
	}
	left := unmask.Strip(text, marks)
	if seen(left) != seen(text) {
		t.Fatalf("%+q: letters are gone: %+q", text, left)
	}
	if again := Characters(left, strict); len(again) > 0 && !strings.ContainsAny(text, reordering) {
		t.Fatalf("%+q: left %+q, and a second pass finds %s", text, left, show(again))
	}
}

// TestMixtures checks random mixtures of what hides and of what it hides in.
func TestMixtures(t *testing.T) {
	pieces := append([]string{"a", "bc", "1", "#", " ", "\n", "(", "ש", "م", "क", "ก", "中", "ᠠ", "❤", "👩", "🏴", "⠓", "ᄀ", "ㅏ", "\u20e3", "\u094d", "é", "ÿ",
		"\u200c", "\u200d", "\u2060", "\u200f", "\u061c", "\ufe00", "\u3164", "\u1160", "\uffa0", "\u180e", "\u0301\u0301\u0301", "\U0001D159", "\U00013430", "\U00013000",
		"\U000E0100", "\U000E007F", "\ue001\ue002", "\a", "\x1b\\", "\u009c"}, hostilePieces...)
	random := rand.New(rand.NewPCG(1, 2))
	for range 10000 {
		var b strings.Builder
		for range 1 + random.IntN(12) {
			b.WriteString(strings.Repeat(pieces[random.IntN(len(pieces))], 1+random.IntN(3)*random.IntN(3)))
		}
		text := strings.ToValidUTF8(b.String(), "\ufffd")
		checkInvisible(t, text, random.IntN(4) == 0)
		checkMarks(t, text, ANSI(text))
	}
}

// reordering lists the characters that change what others mean when something
// between them goes: direction controls and escapes. There a second pass may find
// more.
const reordering = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\x1b\u0090\u0098\u009b\u009d\u009e\u009f"

// seen returns the characters of s that take room on the screen.
func seen(s string) string {
	return strings.Map(func(r rune) rune {
		if _, hidden := KindOf(r); hidden || IsMark(r) {
			return -1
		}
		return r
	}, s)
}

func FuzzANSI(f *testing.F) {
	seed(f)
	f.Fuzz(func(t *testing.T, text string, _ bool) {
		if len(text) > 1<<14 {
			t.Skip("longer texts only make the fuzzer slow")
		}
		checkMarks(t, text, ANSI(text))
		text = strings.ToValidUTF8(text, "\ufffd")
		marks := ANSI(text)
		checkMarks(t, text, marks)
		for _, m := range marks {
			r, _ := utf8.DecodeRuneInString(text[m.Start:])
			if r != 0x1B && (r < 0x90 || r > 0x9F) {
				t.Fatalf("%+q: %+v begins with %U", text, m, r)
			}
			if m.Kind == unmask.ANSIConceal && strings.IndexFunc(m.Hidden, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
				t.Fatalf("%+q: nothing concealed in %+v", text, m)
			}
		}
		if !strings.ContainsAny(text, "\x1b\u0090\u0098\u009b\u009d\u009e\u009f") && len(marks) > 0 {
			t.Fatalf("%+q: %s", text, show(marks))
		}
		// What ANSI takes, Characters leaves alone, the introducer at least.
		taken := map[int]bool{}
		for _, m := range marks {
			taken[m.Start] = m.Kind != unmask.ANSIConceal
		}
		for _, m := range Characters(text, true) {
			if taken[m.Start] {
				t.Fatalf("%+q: %+v is the beginning of a sequence", text, m)
			}
		}
	})
}
