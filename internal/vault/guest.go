package vault

import "bytes"

// Loan is what one vault tells another about a thing that it keeps.
type Loan struct {
	Handle, Kind string
	// Plain is the thing; InJSON how it stood in a JSON document, nil where it did
	// not; Seen is true when it stood outside of one.
	Plain, InJSON []byte
	Seen          bool
}

// Lend returns a copy of what is kept.
func (k *Kept) Lend() Loan {
	return Loan{Handle: k.Handle, Kind: k.Kind, Plain: bytes.Clone(k.plain), InJSON: bytes.Clone(k.inJSON), Seen: k.seen}
}

// Guest returns what another vault lent, for one call: no vault keeps it.
func Guest(l Loan) *Kept {
	return &Kept{Handle: l.Handle, Kind: l.Kind, plain: l.Plain, inJSON: l.InJSON, seen: l.Seen}
}

// Wipe overwrites a loan.
func (l *Loan) Wipe() {
	clear(l.Plain)
	clear(l.InJSON)
}

// Wipe overwrites what is kept: it stands for nothing from then on.
func (k *Kept) Wipe() {
	clear(k.plain[:cap(k.plain)])
	clear(k.inJSON[:cap(k.inJSON)])
	k.plain, k.inJSON, k.From = nil, nil, nil
}
