package finding

import (
	"bytes"
	"slices"
	"unicode"

	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// class names what a masked text looked like.
type class string

const (
	classPrivateKey  class = "private-key"
	classPEM         class = "pem-block"
	classCredentials class = "credentials" // user and password of a URL
	classSecret      class = "secret"      // the value of a key such as password
	classOpaque      class = "opaque"      // letters and digits that are no words
)

func knownClass(c class) bool {
	switch c {
	case classPrivateKey, classPEM, classCredentials, classSecret, classOpaque:
		return true
	}
	for i := range tokenPrefixes {
		if tokenPrefixes[i].class == c {
			return true
		}
	}
	return slices.ContainsFunc(secret.Kinds(), func(k *secret.Kind) bool { return kindClass(k) == c })
}

// What the plain text of a masking holds in place of what is not ASCII.
const (
	masked  = 0 // part of a secret that was found, or a marker
	foreign = 1 // a visible character outside ASCII
)

// masking looks for secrets in a text. plain is the text with one byte per
// character and without what cannot be seen, so that an invisible character
// inside a token does not hide the token.
type masking struct {
	units []unit
	plain []byte
	back  []int32 // plain[i] is units[back[i]]
	cut   bool    // the text goes on behind units
	spans []span  // what was found, in no order, never overlapping
}

// span is plain[from:to].
type span struct {
	from, to int
	class    class
}

func newMasking(units []unit, cut bool) *masking {
	t := &masking{units: units, cut: cut,
		plain: make([]byte, 0, len(units)), back: make([]int32, 0, len(units))}
	for i, u := range units {
		b := byte(foreign)
		switch {
		case u.kind == unitMarker:
			b = masked
		case u.kind == unitByte:
		case u.r == '\n' || u.r == '\r':
			b = '\n'
		case u.r == '…' || u.r == '\t' || unicode.IsSpace(u.r):
			b = ' '
		case u.r < 0x80 && !Hidden(u.r):
			b = byte(u.r)
		case Hidden(u.r):
			continue
		}
		t.plain = append(t.plain, b)
		t.back = append(t.back, int32(i))
	}
	return t
}

// mark notes plain[from:to] as a secret. What was found before stays found: a
// span that is nothing but markers is left alone.
func (t *masking) mark(from, to int, c class) {
	if len(bytes.Trim(t.plain[from:to], "\x00 \n")) == 0 {
		return
	}
	kept := t.spans[:0]
	for _, s := range t.spans {
		if s.to <= from || s.from >= to {
			kept = append(kept, s)
			continue
		}
		from, to = min(from, s.from), max(to, s.to)
	}
	t.spans = append(kept, span{from, to, c})
	clear(t.plain[from:to])
}

// show writes the text with a marker in place of every span.
func (t *masking) show(line *lineWriter) {
	at := make(map[int]span, len(t.spans))
	for _, s := range t.spans {
		at[int(t.back[s.from])] = s
	}
	end := len(t.units)
	if t.cut {
		end = max(0, end-redactGuard)
	}
	for i := 0; i < end; i++ {
		s, found := at[i]
		if !found {
			if !line.add(t.units[i].show(&line.marks)) {
				return
			}
			continue
		}
		line.marks = 0
		more := t.cut && s.to == len(t.plain)
		if !line.add(marker(s.class, s.to-s.from, more)) {
			return
		}
		i = int(t.back[s.to-1])
	}
}
