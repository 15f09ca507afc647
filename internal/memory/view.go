package memory

import "slices"

// View is the past, as far as verdicts depend on it. It does not change while a
// message is judged.
type View interface {
	// Entry returns what is known about one thing that a server offers.
	Entry(server string, item Item, name string) (Entry, bool)
	// Names returns the names of all things of a kind that a server is trusted
	// to offer, in no order.
	Names(server string, item Item) []string
	// Complete reports whether a list of the server has been seen to its end.
	Complete(server string, item Item) bool
	// Count returns how many things of a kind are known of a server, trusted or
	// not.
	Count(server string, item Item) int
	// Text returns the definition with this fingerprint, "" when it is not kept.
	Text(print string) string
	// Alike returns the tools of other servers whose names cannot be told apart
	// from this one, or hardly.
	Alike(server, name string) []Namesake
	// Standing returns the things of a kind of a server that are held, or were
	// when it was last seen, in no order.
	Standing(server string, item Item) []string
	// Entries returns which servers a program is, by the hash of its arguments. It
	// must not be changed.
	Entries(program string) map[string]string
	// Learning returns what people decided about what is learnt of a server.
	Learning(server string) Learning
}

// Entry is what is known about one thing.
type Entry struct {
	// Label is the name that people gave the server.
	Label string
	// Pin is the fingerprint of the trusted definition, "" for none; Since is
	// when it was written, in Unix seconds, and Person whether a person has
	// approved it.
	Pin    string
	Since  int64
	Person bool
	// Held is the fingerprint of a definition that was held, "" for none, and
	// Why the reason.
	Held, Why string
	// Revoked is true when the pin is trusted no longer.
	Revoked bool

	also  [maxAlso]string // prints that were the pin before, and are trusted still
	noted [maxNoted]string
	next  int   // facts that told of it
	holds int   // facts that held it
	since int64 // when it was last held, in Unix seconds
}

// maxNoted bounds the definitions of one thing that people were told about and
// are not told about again.
const maxNoted = 4

// maxAlso bounds the definitions of one thing that are trusted beside the last.
const maxAlso = 7

// Trusts reports whether a definition is a trusted one. What a person approved
// stays trusted when they approve another one: two entries of a client may run
// the same package with other arguments, and offer other definitions.
func (e *Entry) Trusts(print string) bool {
	return print != "" && !e.Revoked && (e.Pin == print || slices.Contains(e.also[:], print))
}

// Trusted returns the prints of all definitions that are trusted, the last first.
func (e *Entry) Trusted() []string {
	var all []string
	for _, print := range append([]string{e.Pin}, e.also[:]...) {
		if e.Trusts(print) {
			all = append(all, print)
		}
	}
	return all
}

// approve makes a definition the pin.
func (e *Entry) approve(print string) {
	switch {
	case e.Revoked:
		e.also = [maxAlso]string{}
	case e.Pin != "" && e.Pin != print:
		keep := slices.DeleteFunc(append([]string{e.Pin}, e.also[:]...), func(p string) bool { return p == print || p == "" })
		e.also = [maxAlso]string{}
		copy(e.also[:], keep)
	}
	e.Pin, e.Person, e.Revoked = print, true, false
}

// Noted reports whether people have been told about a definition.
func (e *Entry) Noted(print string) bool {
	for _, n := range e.noted {
		if n == print && print != "" {
			return true
		}
	}
	return false
}

// Namesake is a tool of another server.
type Namesake struct {
	Server, Label, Name, Print string
}
