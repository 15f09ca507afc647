package tracking

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"strings"
)

const (
	// maxTrails is how many arguments are followed from call to call.
	maxTrails = 16
	// maxTrail bounds what is kept of one, in bytes: a secret in base64.
	maxTrail = 256
	// maxPieceFollowed is the length of pieces that are put together: longer ones show
	// by themselves what they are. maxFollowed is that with what stands around them.
	maxPieceFollowed = 96
	maxFollowed      = 512
)

// severalCalls is how a copy is written that one call does not show.
const severalCalls = "pieces of several calls"

// trail is what short strings of one argument said in the last calls, one behind the
// other. It is kept for no longer than what servers delivered.
type trail struct {
	pointer string
	last    string // the string before, as it was
	text    []byte
	calls   int
	seen    map[uint64]int // the call in which a hash was found first
	at      int64
}

// trails are those of one server, the last one used first.
type trails []*trail

// follow puts a string behind those that stood in the same place in calls before,
// and looks up what they say together. What a string begins and ends with like the
// one before, such as an address, is left out.
func (k *lookup) follow(number int, pointer, text string) {
	if text == "" || len(text) > maxFollowed {
		return
	}
	t := k.trails.of(pointer, k.now)
	if before := t.last; before != text {
		t.last, t.at = strings.Clone(text), k.now
		if t.calls++; t.calls == 1 {
			return // what is like in both is known with the second
		}
		piece := differs(before, text)
		if len(piece) > maxPieceFollowed {
			return
		}
		if t.calls == 2 {
			t.text = append(t.text, differs(text, before)...)
		}
		t.text = append(t.text, piece...)
		t.keep(maxTrail)
	} else if t.calls < 2 {
		return
	}
	all := string(t.text) // readings may stay for longer
	hits, readings := len(k.hits), len(k.readings)
	k.decoded(number, severalCalls, 0, 0, all)
	k.runs(0, number, all, 0, 0)
	for i := range k.readings[readings:] {
		k.readings[readings+i].raw = all
	}
	k.hits = append(k.hits[:hits], t.fresh(k.hits[hits:])...)
}

// fresh leaves the hits that no other string before had already.
func (t *trail) fresh(hits []hit) []hit {
	rest := hits[:0]
	for _, h := range hits {
		call, known := t.seen[h.hash]
		if !known && len(t.seen) < maxTrail {
			if t.seen == nil {
				t.seen = map[uint64]int{}
			}
			t.seen[h.hash], call = t.calls, t.calls
		}
		if call == t.calls {
			rest = append(rest, h)
		}
	}
	return rest
}

// keep leaves so many bytes at the end.
func (t *trail) keep(most int) {
	if over := len(t.text) - most; over > 0 {
		t.text = append(t.text[:0], t.text[over:]...)
	}
}

// of returns the trail of an argument.
func (all *trails) of(pointer string, now int64) *trail {
	for i, t := range *all {
		if t.pointer == pointer {
			copy((*all)[1:i+1], (*all)[:i])
			(*all)[0] = t
			if now-t.at > flow.Lifetime {
				*t = trail{pointer: t.pointer, at: now}
			}
			return t
		}
	}
	t := &trail{pointer: strings.Clone(pointer), at: now}
	if len(*all) < maxTrails {
		*all = append(*all, nil)
	}
	copy((*all)[1:], *all)
	(*all)[0] = t
	return t
}

// differs is the part of text between what it begins and ends with like before. Of
// letters and digits at the edges nobody knows whose they are.
func differs(before, text string) string {
	n := 0
	for n < len(before) && n < len(text) && before[n] == text[n] {
		n++
	}
	for n > 0 && letter(text[n-1]) {
		n--
	}
	before, text = before[n:], text[n:]
	n = 0
	for n < len(before) && n < len(text) && before[len(before)-1-n] == text[len(text)-1-n] {
		n++
	}
	for n > 0 && letter(text[len(text)-n]) {
		n--
	}
	return text[:len(text)-n]
}

func letter(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c >= 0x80 || c == '+'
}
