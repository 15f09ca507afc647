package detect

import (
	"bytes"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	secrets "github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// sibling is the name that one member of an object gives to another, as lists of
// variables, headers and parameters have it: {"name": "DB_PASSWORD", "value":
// "..."}.
type sibling struct {
	rows uint64 // that the name woke; 0: there is none
	name []byte // as it is written
	left int    // how many keys away the value may be
	here bool   // the string at hand is the value
}

const (
	maxNamed = 100
	// maxBetween bounds the members between a name and its value.
	maxBetween = 4
)

// called returns the rows that a string is for because of the key that it
// stands under, or of the name that a member before it gives.
func (r *Runner) called(f *message.Field, wake uint64) uint64 {
	n := &r.sibling
	if !f.Key {
		if w := wake & r.keys; w != 0 && f.End-f.Start <= maxNamed && endsWith(f.Under(), "name", "key") {
			n.rows, n.left, n.name = w, maxBetween, append(n.name[:0], f.Raw()...)
		}
		return r.under
	}
	r.under, n.here = wake&r.keys, false
	if secrets.Member(f.Raw()) {
		r.under |= r.keys
	}
	switch {
	case n.rows == 0:
	case endsWith(f.Raw(), "value"):
		r.under |= n.rows
		n.rows, n.here = 0, true
	default:
		if n.left--; n.left == 0 {
			n.rows = 0
		}
	}
	return r.under
}

// endsWith reports whether a key ends with one of some words, in any case.
func endsWith(key []byte, words ...string) bool {
	for _, w := range words {
		if k := len(key) - len(w); k >= 0 && bytes.EqualFold(key[k:], []byte(w)) {
			return true
		}
	}
	return false
}
