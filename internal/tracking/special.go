package tracking

import (
	"slices"

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
	}
	if k.kinds&flow.Code != 0 && len(text) < 1<<16 {
		flow.Numbers(text, func(start, end int) { marks = append(marks, flow.Mark{Hash: k.key.Token(text[start:end])}) })
	}
	for some := range slices.Chunk(marks, maxTokens) {
		k.look(some, 0, reading)
	}
}

// special looks up the secrets and codes of a string as it is.
func (k *lookup) special(r reading, text string) {
	before := len(k.hits)
	k.readings = append(k.readings, r)
	k.tokens(len(k.readings)-1, text)
	if len(k.hits) == before {
		k.readings = k.readings[:len(k.readings)-1]
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
