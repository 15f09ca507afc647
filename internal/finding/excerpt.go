package finding

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// ExcerptRunes is the most runes an [Excerpt] shows: one line of a terminal
// beside the rest of an alert, and too little to carry an order of any length.
const ExcerptRunes = 80

// Excerpt is evidence that may be shown to people and written down. It is made
// by [Mask] alone (decoding from JSON goes through Mask too), so by type it is
// short, stands on one line, holds nothing a terminal obeys or a reader cannot
// see, and holds no secret that Mask recognises. The zero value is no evidence.
type Excerpt struct{ masked string }

// Mask makes an Excerpt of any text: control characters, invisible and bidi
// characters become visible escapes (␛, ‹U+200B›, ‹0xFF› for a byte that is no
// UTF-8), what looks like a secret becomes its class and length
// (‹github-token, 40 chars›), and what remains is cut after [ExcerptRunes].
// Only the first few KB of text are read, whatever its length. Masking an
// Excerpt's String again changes nothing.
//
// Limits: a passphrase of several words is recognised only in quotes, a secret
// of plain words only behind a key such as "password:", and a text that itself
// contains "‹U+200B›" shows as if it held that character.
func Mask(text string) Excerpt { return Excerpt{Redact(text, ExcerptRunes)} }

// String returns the masked text.
func (e Excerpt) String() string { return e.masked }

// IsZero is true when there is no evidence (the rule of `omitzero`).
func (e Excerpt) IsZero() bool { return e.masked == "" }

// MarshalJSON writes the masked text as a JSON string. Markup stays as it is
// ("<", not "\u003c"), unless the caller's encoder escapes it.
func (e Excerpt) MarshalJSON() ([]byte, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(e.masked); err != nil {
		return nil, err
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// UnmarshalJSON reads a JSON string and masks it, so that a file somebody
// edited cannot bring a secret or a control character back in.
func (e *Excerpt) UnmarshalJSON(b []byte) error {
	var s string
	if err := json.Unmarshal(b, &s); err != nil {
		return err
	}
	*e = Mask(s)
	return nil
}

// VisibleText shows s as one line of at most max runes: control characters and
// what a reader cannot see become escapes as in [Mask], a text that is too
// long ends in "…". Nothing is masked: it is for names whose owner is not
// trusted but which are no secrets (servers, tools). It reads at most max+1
// runes of s.
func VisibleText(s string, max int) string {
	if max <= 0 || s == "" {
		return ""
	}
	if len(s) <= max && plainASCII(s) {
		return s
	}
	line := lineWriter{max: max}
	for _, u := range unitsOf(s, max+1) {
		line.add(u.show(&line.marks))
	}
	return line.done()
}

// Redact is [VisibleText] that also masks what looks like a secret, as [Mask]
// does: for sentences, JSON pointers (keys can be tokens) and names taken from
// command lines. At most max runes come out; it reads a bounded prefix of s.
func Redact(s string, max int) string {
	if max <= 0 || s == "" {
		return ""
	}
	if len(s) < minRun && len(s) <= max && plainASCII(s) && !strings.ContainsAny(s, ":=-_") {
		return s
	}
	window, cut := s, false
	if limit := redactWindow + 8*max; len(s) > limit {
		window, cut = s[:limit], true
	}
	t := newMasking(unitsOf(window, len(window)), cut)
	t.findSecrets()
	line := lineWriter{max: max, cut: cut}
	t.show(&line)
	return line.done()
}

const (
	// redactWindow is how far Redact reads beyond what it may show: far enough
	// to see a key, its value and most PEM blocks as a whole.
	redactWindow = 2048
	// redactGuard is how much of the end of a cut window is never shown,
	// because a secret cut in two is not recognised.
	redactGuard = 256
)

// plainASCII is true when every byte of s shows as itself.
func plainASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] < 0x20 || s[i] > 0x7e {
			return false
		}
	}
	return true
}

// lineWriter collects pieces that are never split, up to max runes.
type lineWriter struct {
	b     strings.Builder
	max   int
	runes int
	marks int // combining marks in a row, see unit.show
	// safe is the length of b before the last rune that leaves room for "…".
	safe int
	cut  bool // the text goes on after the last piece
	full bool
}

// add appends a piece; false means that no further piece can be shown.
func (w *lineWriter) add(piece string) bool {
	n := utf8.RuneCountInString(piece)
	if w.full || w.runes+n > w.max {
		w.full = true
		return false
	}
	w.b.WriteString(piece)
	w.runes += n
	if w.runes < w.max {
		w.safe = w.b.Len()
	}
	return true
}

func (w *lineWriter) done() string {
	if !w.full && (!w.cut || w.b.Len() == 0) {
		return w.b.String()
	}
	return w.b.String()[:w.safe] + "…"
}
