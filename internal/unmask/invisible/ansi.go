package invisible

import (
	"encoding/base64"
	"strings"
	"unicode"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// ANSI returns, ascending and apart, the terminal escape sequences of text,
// always whole:
//   - ANSIStyle: colours and typefaces (SGR), ordinary terminal output;
//   - ANSIConceal: from a sequence that makes text invisible (SGR 8, or text in
//     the colour of its ground) up to the one that ends it. Hidden is the text
//     in between, which is inside the mark;
//   - ANSIControl: everything else, such as cursor movement, erasure, titles,
//     links (the text of a link stays), the clipboard. Hidden is the content of
//     a string, such as the address of a link.
//
// Sources: ECMA-48 5th edition, xterm's ctlseqs.
func ANSI(text string) []unmask.Mark {
	places := introducers{text: text, esc: -1, c1: -1}
	i := places.next(0)
	if i == len(text) {
		return nil
	}
	t := terminal{text: text, veiled: -1}
	for i < len(text) {
		s, ok := parseSequence(text, i)
		if !ok {
			i = places.next(i + 1)
			continue
		}
		t.take(s)
		i = places.next(s.end)
	}
	if t.veiled >= 0 {
		t.collect(len(text))
		t.unveil(len(text))
	}
	return t.marks
}

// A terminal follows what the sequences of a text do to what comes after them.
type terminal struct {
	text  string
	marks []unmask.Mark
	style style
	// While text is concealed: where that began, how many marks there were, the
	// end of the last sequence, and the words so far.
	veiled, veiledMarks, textFrom int
	words                         strings.Builder
}

// take marks s and notes what it does.
func (t *terminal) take(s sequence) {
	kind := s.kind()
	switch {
	case kind == unmask.ANSIStyle && s.form == '[' && s.final == 'm':
		t.style.apply(s.body)
	case s.form == 'c' && s.body == "", s.form == '[' && s.final == 'p' && s.body == "!": // resets
		t.style = style{}
	case s.form == '[' && s.final == 'K' && strings.Trim(s.body, "0") == "" && t.follows(s.start):
		kind = unmask.ANSIStyle // a colour that ends with the line, as grep and gcc write it
	}
	if t.veiled >= 0 {
		t.collect(s.start)
		t.textFrom = s.end
		if !t.style.invisible() {
			end := s.start
			if s.plainReset() {
				end = s.end
			}
			if t.unveil(end) && end == s.end {
				return
			}
		}
	} else if t.style.invisible() {
		t.veiled, t.veiledMarks, t.textFrom = s.start, len(t.marks), s.end
		t.words.Reset()
	}
	m := unmask.Mark{Start: s.start, End: s.end, Kind: kind}
	s.content(&m)
	t.marks = append(t.marks, m)
}

// follows reports whether a style sequence ends at i.
func (t *terminal) follows(i int) bool {
	k := len(t.marks) - 1
	return k >= 0 && t.marks[k].End == i && t.marks[k].Kind == unmask.ANSIStyle
}

// collect takes the concealed text up to end.
func (t *terminal) collect(end int) {
	room := unmask.MaxHidden - t.words.Len()
	for _, r := range t.text[t.textFrom:end] {
		if room -= len(string(r)); room < 0 {
			return
		}
		t.words.WriteRune(r)
	}
}

// unveil ends the concealed text at end and reports whether it had words. If
// so, it becomes one mark in place of the sequences in it; if not, it was
// blanks or blocks of colour.
func (t *terminal) unveil(end int) bool {
	start := t.veiled
	t.veiled = -1
	words := t.words.String()
	if strings.IndexFunc(words, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }) < 0 {
		return false
	}
	t.marks = append(t.marks[:t.veiledMarks], unmask.Mark{Start: start, End: end, Kind: unmask.ANSIConceal, Weight: unmask.Words, Hidden: words})
	return true
}

// kind says what a sequence does.
func (s *sequence) kind() unmask.Kind {
	switch {
	case s.form == '[' && s.final == 'm' && strings.Trim(s.body, "0123456789;:") == "":
		return unmask.ANSIStyle
	case s.form == 'B' && s.body == "(": // ASCII letters: tput sgr0 writes it before its reset
		return unmask.ANSIStyle
	}
	return unmask.ANSIControl
}

// plainReset reports whether s does nothing but end a style.
func (s *sequence) plainReset() bool {
	return s.form == '[' && s.final == 'm' && (strings.Trim(s.body, "0;") == "" || s.body == "28")
}

// content puts the content of a string into m.
func (s *sequence) content(m *unmask.Mark) {
	body := s.body
	switch s.form {
	case ']':
		number, rest, _ := strings.Cut(body, ";")
		switch number {
		case "8": // link: parameters; address
			_, rest, _ = strings.Cut(rest, ";")
		case "52": // clipboard: which; base64
			m.Weight = unmask.Carrier
			_, rest, _ = strings.Cut(rest, ";")
			rest = decoded(rest)
		}
		body = rest
	case 'P', 'X', '^', '_', 'k':
	default:
		return
	}
	body = unmask.Bounded(body)
	if strings.IndexFunc(body, unicode.IsLetter) >= 0 {
		m.Hidden = body
		m.Weight = max(m.Weight, unmask.Words)
	}
}

// decoded returns the text of a base64 string, or the string.
func decoded(s string) string {
	s = s[:min(len(s), unmask.MaxHidden/3*4)]
	if b, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "=")); err == nil {
		if text := readable(b, 1); text != "" {
			return text
		}
	}
	return s
}
