package tracking

import (
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// maxTokens is how many secrets and codes are looked up at once.
const maxTokens = 1 << 10

// tokens looks up the secrets and codes of a text.
func (k *lookup) tokens(reading int, text string) {
	var marks []flow.Mark
	if k.kinds&flow.Secret != 0 {
		for _, s := range secret.Find(text) {
			marks = append(marks, flow.Mark{Hash: k.key.Token(text[s.Start:s.End])})
		}
		if len(text) <= maxFollowed {
			bare(text, func(word string) { marks = append(marks, flow.Mark{Hash: k.key.Token(word)}) })
		}
	}
	if k.kinds&flow.Code != 0 && len(text) < 1<<16 {
		flow.Numbers(text, func(start, end int) { marks = append(marks, flow.Mark{Hash: k.key.Token(text[start:end])}) })
	}
	for some := range slices.Chunk(marks, maxTokens) {
		k.look(some, 0, reading)
	}
}

// special looks up the secrets, codes and tokens of a string as it is, or of what a
// part of it says. base is where it begins in normal form.
func (k *lookup) special(r reading, text string, base int) {
	before := len(k.hits)
	k.readings = append(k.readings, r)
	k.tokens(len(k.readings)-1, text)
	k.standing(len(k.readings)-1, text, base)
	if len(k.hits) == before {
		k.readings = k.readings[:len(k.readings)-1]
	}
}

// brief looks up the same in what short runs of a string say.
func (k *lookup) brief(field int, text string) {
	flow.Brief(text, func(start, end int, how flow.Shape, said string) {
		k.special(reading{field: field, how: string(how), start: start, end: end}, said, 0)
	})
}

// bare calls fn for words of a text that could be a password without its name: of
// three kinds of characters.
func bare(text string, fn func(word string)) {
	for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return r <= ' ' || r == '"' || r == '\'' || r == '`' }) {
		likely(word, fn)
		for _, before := range "=:/" {
			if i := strings.LastIndexByte(word, byte(before)); i >= 0 {
				likely(word[i+1:], fn)
			}
		}
		if i := strings.IndexByte(word, '='); i >= 0 {
			likely(word[i+1:], fn)
		}
	}
}

const (
	minBare = 10
	maxBare = 64
)

func likely(word string, fn func(word string)) {
	for end := len(word); ; end-- {
		if end < minBare || end > maxBare {
			return
		}
		if kinds := secret.Classes(word[:end]); kinds < 3 {
			return
		}
		fn(word[:end])
		if c := word[end-1]; c != '.' && c != ',' && c != ';' && c != ')' {
			return
		}
	}
}

// standing looks up the tokens of a text: short pieces that mean the same wherever
// they stand.
func (k *lookup) standing(reading int, text string, base int) {
	if k.kinds&flow.Private == 0 {
		return
	}
	k.found, k.marks = k.found[:0], k.marks[:0]
	flow.Tokens(text, true, func(t flow.Token) {
		if len(k.found) < maxTokens {
			k.found, k.marks = append(k.found, t), append(k.marks, flow.Mark{Hash: t.Hash(&k.key), At: len(k.found)})
		}
	})
	if len(k.marks) == 0 {
		return
	}
	before := len(k.hits)
	k.look(k.marks, 0, reading)
	for i := before; i < len(k.hits); i++ {
		h := &k.hits[i]
		t := k.found[h.at]
		var n flow.Text
		n.Add(text[:t.Start])
		h.at = base + len(n.Bytes)
		n.Reset()
		n.Add(text[t.Start:t.End])
		h.token, h.length = t.Kind+1, len(n.Bytes)
	}
}

// foreign leaves the hits that the server itself has not delivered, and that
// nobody told it before. What it delivered must be learnt first.
func (k *lookup) foreign() {
	if len(k.hits) == 0 {
		return
	}
	k.Idle()
	k.store.Own(func(own *flow.Table) {
		rest := k.hits[:0]
		for _, h := range k.hits {
			if _, _, ok := own.Find(h.hash, k.now); !ok {
				rest = append(rest, h)
			}
		}
		k.hits = rest
	})
}

// Reader reads what a client sends in every form that a copy could be written in. It is
// reused, for one message after the other.
type Reader struct{ k lookup }

// Read calls fn with every form of the strings of a message but the strings
// themselves, and with all strings one behind the other. What fn gets is valid until
// it returns.
func (r *Reader) Read(m *message.Message, asked string, fn func(text string)) {
	r.k.hear = fn
	r.k.visit(m, asked)
	r.k.hear = nil
}
