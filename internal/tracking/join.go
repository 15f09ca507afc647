package tracking

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
)

const (
	// maxJoined bounds the strings that are looked at as one.
	maxJoined = 1 << 16
	// edge is how much of a long string is read together with its neighbours: what a
	// copy of the promised length takes when each of its bytes is escaped twice.
	edge = 1 << 10
)

// apart stands for the middle of a long string: longer than what may part the pieces
// of a run.
var apart = strings.Repeat("\x00", flow.MaxBetween+1)

// join puts a string behind those before it. What a long one says by itself is found
// without its neighbours, so that only its ends are joined to them.
func (k *lookup) join(text string) {
	if k.strings < 0 {
		return
	}
	head, tail := len(text), len(text)
	if k.hear == nil && len(text) > 2*edge {
		head, tail = ends(text)
	}
	if len(k.all)+head+len(text)-tail > maxJoined {
		k.strings, k.parted = -1, false
		return
	}
	k.strings++
	before := len(k.all)
	if k.all = append(k.all, text[:head]...); head < tail {
		k.all = append(append(k.all, apart...), text[tail:]...)
	}
	if !k.parted {
		added := k.all[before:]
		k.parted = escaped(added) || before > 0 && flow.RunAt(k.all, before)
	}
}

func escaped(text []byte) bool {
	for _, c := range text {
		if c == '%' || c == '&' || c == '\\' {
			return true
		}
	}
	return false
}

// ends returns where the beginning of a long string ends and where its end begins,
// with the whole of a run that could go on in the string before or behind.
func ends(text string) (head, tail int) {
	head, tail = edge, len(text)-edge
	for head < tail && flow.InRun(text[head]) {
		head++
	}
	for tail > head && flow.InRun(text[tail-1]) {
		tail--
	}
	if head == tail {
		return len(text), len(text)
	}
	return head, tail
}
