package tracking

import (
	"slices"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

const (
	// maxTrails is how many arguments are followed from call to call, and in one call.
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
	last    []byte // the string before, as it was
	text    []byte
	calls   int
	seen    map[uint64]bool // hashes that were found
	at      int64
}

// step is what a call adds to a trail if it goes on.
type step struct {
	of         *trail
	last, text []byte
	found      []hit
}

// trails are those of one server, the last one used first.
type trails []*trail

// follow puts a string behind those that stood in the same place in calls before,
// and looks up what they say together. What a string begins and ends with like the
// one before, such as an address, is left out.
func (k *lookup) follow(number int, x *message.Field, text string) {
	if text == "" || len(text) > maxFollowed || len(k.steps) == maxTrails {
		return
	}
	k.pointer = x.AppendPointer(k.pointer[:0])
	t := k.trails.of(k.pointer, k.now)
	if string(t.last) == text {
		return
	}
	n := len(k.steps)
	k.steps = slices.Grow(k.steps, 1)[:n+1]
	s := &k.steps[n] // its memory is used again
	s.of, s.found = t, s.found[:0]
	s.last, s.text = append(s.last[:0], text...), append(s.text[:0], t.text...)
	if t.calls > 0 { // what is like in both is known with the second
		last := unsafe.String(unsafe.SliceData(t.last), len(t.last))
		piece := differs(last, text)
		if len(piece) > maxPieceFollowed {
			k.steps = k.steps[:n]
			return
		}
		if t.calls == 1 {
			if first := differs(text, last); len(first) <= maxPieceFollowed {
				s.text = append(s.text[:0], first...)
			} else {
				s.text = s.text[:0]
			}
		}
		s.text = append(s.text, piece...)
		s.text = append(s.text[:0], s.text[max(0, len(s.text)-maxTrail):]...)
		s.found = k.together(number, unsafe.String(unsafe.SliceData(s.text), len(s.text)), max(0, len(s.text)-len(piece)), t.seen, s.found)
	}
}

// together looks up what the strings of a trail say, of which so many bytes were sent
// before, leaves what neither those nor this call's alone showed, and returns what
// nobody has to hear of again.
func (k *lookup) together(number int, text string, before int, seen map[uint64]bool, found []hit) []hit {
	hits, readings := len(k.hits), len(k.readings)
	// With every stretch looked up, what is found now and was not before reaches into
	// the string of this call.
	k.every(number, text)
	for i := range k.readings[readings:] {
		k.readings[readings+i].raw = text
	}
	found = append(found, k.hits[hits:]...)
	rest := k.hits[:hits]
	for _, h := range found {
		if !seen[h.hash] && !slices.ContainsFunc(rest[:min(hits, maxTrail)], func(o hit) bool { return o.hash == h.hash }) {
			rest = append(rest, h)
		}
	}
	if k.hits = rest; len(rest) > hits {
		k.leave(hits, number, text[:before])
	}
	return found
}

// every looks up every stretch of a text and of what runs in it say.
func (k *lookup) every(number int, text string) {
	k.thorough = true
	k.decoded(number, severalCalls, 0, 0, text)
	k.runs(0, number, text, 0, 0)
	k.thorough = false
}

// leave drops of the hits behind the first so many those that what was sent before
// shows by itself. Where a trail was cut off, it can say what it did not say before:
// what begins with another piece is joined in another way.
func (k *lookup) leave(hits, number int, before string) {
	end, readings, sources := len(k.hits), len(k.readings), len(k.sources)
	k.every(number, before)
	shown := k.hits[end:]
	rest := k.hits[:hits]
	for _, h := range k.hits[hits:end] {
		if !slices.ContainsFunc(shown, func(o hit) bool { return o.hash == h.hash }) {
			rest = append(rest, h)
		}
	}
	k.hits, k.readings, k.sources = rest, k.readings[:readings], k.sources[:sources]
}

// walk notes that the call that was looked up last goes on.
func (k *lookup) walk() {
	for i := range k.steps {
		s := &k.steps[i]
		t := s.of
		t.last, s.last = s.last, t.last
		t.text, s.text = s.text, t.text
		t.at = k.now
		t.calls++
		for _, h := range s.found {
			if t.seen == nil || len(t.seen) == maxTrail {
				t.seen = map[uint64]bool{}
			}
			t.seen[h.hash] = true
		}
	}
	k.steps = k.steps[:0]
}

// of returns the trail of an argument.
func (all *trails) of(pointer []byte, now int64) *trail {
	for i, t := range *all {
		if t.pointer == string(pointer) {
			copy((*all)[1:i+1], (*all)[:i])
			(*all)[0] = t
			if now-t.at > flow.Lifetime {
				*t = trail{pointer: t.pointer, at: now}
			}
			return t
		}
	}
	t := &trail{pointer: string(pointer), at: now}
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
