// Package memory is what is known from earlier: an append-only log of facts
// about what servers offer, and a view of it. It is pure. The log itself is
// kept by packages below it; all of them have the same facts and the same view.
//
// What a message teaches is decided in one place, [Lessons], after the verdict.
// Nothing that was held back is ever learnt as trusted.
package memory

import (
	"crypto/sha256"
	"encoding/hex"
)

// Item is a kind of thing that a server offers.
type Item string

const (
	Tool         Item = "tool"
	Prompt       Item = "prompt"
	Resource     Item = "resource"
	Template     Item = "template"
	Instructions Item = "instructions"
	Capabilities Item = "capabilities"
)

// Items lists all kinds.
var Items = []Item{Tool, Prompt, Resource, Template, Instructions, Capabilities}

// What a fact says. The words are what is stored.
type What string

const (
	// Pinned: this definition was the first to be seen, nothing was found in it,
	// and it was delivered. The first one counts, whoever writes it.
	Pinned What = "pinned"
	// Approved: a person has approved exactly this definition.
	Approved What = "approved"
	// Held: this definition was held back.
	Held What = "held"
	// Released: the server offers what is trusted again; nothing is held.
	Released What = "released"
	// Noted: people have been told of this definition. It is not trusted.
	Noted What = "noted"
	// Revoked: a person trusts the thing no longer, whatever its definition.
	Revoked What = "revoked"
	// Entered: with the arguments whose hash is Name, what Server runs is the server
	// of the identity in Print.
	Entered What = "entered"
	// Complete: a list has been seen to its end.
	Complete What = "complete"
	// Reset: what was learnt of how the server behaves is forgotten.
	Reset What = "reset"
	// Frozen: nothing more is learnt of it. Thawed: it is again.
	Frozen What = "frozen"
	Thawed What = "thawed"
)

// Fact is one line of the log.
type Fact struct {
	// Seq is its place in the log, from 1; 0 before it is written.
	Seq int64
	// Time is in Unix seconds.
	Time int64
	What What
	// Server is the identity of the server (what it runs, or its URL's origin),
	// Label the name that people gave it.
	Server, Label string
	Item          Item
	// Name of the thing; "" for Complete and for what there is one of.
	Name string
	// Print is the fingerprint of the definition, Text the definition in its
	// canonical form. Only Pinned, Approved and Held have one.
	Print, Text string
	// Why it was held.
	Why string
}

// Print is the fingerprint of a canonical definition.
func Print(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:])
}
