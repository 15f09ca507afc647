package demo

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

const (
	// shownRunes is the most of a text that a Result shows.
	shownRunes = 200
	// far is how far from the start of a text, in bytes, the harm may stand to
	// be shown from there; of what is farther on, lead bytes before it are shown.
	far, lead = 110, 30
)

// sent is the part of what the server writes that matters, as it stands on the
// wire.
func (s *Scenario) sent() string {
	if s.Call != "" {
		return finding.VisibleText(s.Call, shownRunes)
	}
	for _, step := range s.Send {
		if step == crash {
			return "nothing; it exits"
		}
		line := strings.ReplaceAll(step, "$ID", "1")
		switch {
		case s.Whole && s.harms(readable([]byte(line))):
			return finding.VisibleText(brief(line), shownRunes)
		case s.Attack() && s.harms(readable([]byte(line))):
			at := s.place(line)
			return s.part(line, max(0, 1+strings.LastIndex(line[:max(0, at)], `:"`)))
		}
	}
	return s.part(s.Send[0], 0)
}

// brief leaves out of a line what is the same in all of them.
func brief(line string) string {
	return strings.NewReplacer(`"jsonrpc":"2.0",`, "", `{"type":"text","text":`, "{…").Replace(line)
}

// shown is what the model got in a session.
func (s *Scenario) shown(t *transcript) string {
	text := s.part(reveal(strings.Join(t.texts, " | ")), 0)
	switch {
	case t.answered && text == "":
		return "nothing"
	case t.answered:
		return text
	case text != "":
		text += " | "
	}
	// What counts stands last in what Go programs say.
	reason := strings.TrimSpace(t.problem[strings.LastIndex(t.problem, ": ")+1:])
	if t.problem == noAnswer {
		return text + noAnswer
	}
	return text + "the session dies: " + finding.VisibleText(reason, shownRunes)
}

// place is where the harm begins in text, or -1.
func (s *Scenario) place(text string) int {
	if s.Harm != "" {
		if at := strings.Index(text, s.Harm); at >= 0 {
			return at
		}
	}
	if s.Signs != "" {
		if at := strings.IndexAny(text, s.Signs); at >= 0 {
			return at
		}
	}
	return strings.Index(text, `\u00`) // it may begin with a character that JSON escapes
}

// part shows text from start on, or from shortly before the harm.
func (s *Scenario) part(text string, start int) string {
	if at := s.place(text); s.Attack() && at > start+far {
		for start = at - lead; !utf8.RuneStart(text[start]); {
			start--
		}
	}
	shown := finding.VisibleText(text[start:], shownRunes)
	if start > 0 && shown[0] != '"' {
		shown = "…" + shown
	}
	return shown
}

// reveal spells out what tag characters and variation selectors carry, as a
// model reads it.
func reveal(text string) string {
	var b strings.Builder
	inside := false
	for len(text) > 0 {
		r, n := utf8.DecodeRuneInString(text)
		char := rune(0)
		switch {
		case r >= 0xe0020 && r < 0xe007f:
			char = r - 0xe0000
		case r >= 0xe0100+' '-16 && r < 0xe0100+0x7f-16:
			char = r - 0xe0100 + 16
		}
		if (char != 0) != inside {
			inside = !inside
			b.WriteString(map[bool]string{true: "«", false: "»"}[inside])
		}
		if char != 0 {
			b.WriteRune(char)
		} else {
			b.WriteString(text[:n])
		}
		text = text[n:]
	}
	if inside {
		b.WriteString("»")
	}
	return b.String()
}

// fit cuts a text that is safe to show to that many columns.
func fit(s string, columns int) string {
	if utf8.RuneCountInString(s) <= columns {
		return s
	}
	cut := bytes.Runes([]byte(s))[:columns-1]
	// An escape that is cut in two would look like something else.
	if open, shut := lastRune(cut, '‹'), lastRune(cut, '›'); open > shut {
		cut = cut[:open]
	}
	return string(cut) + "…"
}

func lastRune(s []rune, r rune) int {
	for i := len(s) - 1; i >= 0; i-- {
		if s[i] == r {
			return i
		}
	}
	return -1
}

func pad(s string, columns int) string {
	return s + strings.Repeat(" ", max(0, columns-utf8.RuneCountInString(s)))
}
