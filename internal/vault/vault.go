// Package vault keeps what was taken out of a document for the model, and puts
// it back for its owner. In its place stands a handle that a model can carry:
//
//	watchdog-kept-4f7k2m9x8qrt-github-token
//
// Twelve characters of chance make it unguessable and the matter of one vault,
// which is that of one session with one server; the words behind them say what
// it stands for. A handle is letters, digits and hyphens: it needs no escape in
// JSON, in markdown or in a URL, and it is found in any case.
//
// The package is pure: chance comes from outside, and the caller locks. What is
// kept is in memory alone, and [Vault.Wipe] overwrites it. Copies that were put
// into a message are garbage of the program until their memory is used again.
package vault

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"slices"
	"strings"
)

// mark begins every handle.
const mark = "watchdog-kept-"

// idLength is how many characters of chance a handle has: 60 bits.
const idLength = 12

// alphabet of the chance: no letters that are taken for others.
const alphabet = "0123456789abcdefghjkmnpqrstvwxyz"

const (
	// maxEntries and maxBytes bound what is kept in one session. Beyond them
	// things are taken out for good, as without a vault.
	maxEntries = 4096
	maxBytes   = 16 << 20
	// maxKind bounds the words of a handle.
	maxKind = 32
	// maxPlaces bounds the places that one thing is known to come from.
	maxPlaces = 16
)

// Kinds of what is hidden rather than secret.
const (
	Comment = "comment"
	Hidden  = "hidden-text"
	Link    = "link-definition"
)

// Secret reports whether a kind is one of secrets.
func Secret(kind string) bool { return kind != Comment && kind != Hidden && kind != Link }

// Kept is one thing in a vault.
type Kept struct {
	// Handle stands for it.
	Handle string
	// Kind is the words of the handle.
	Kind string
	// From are the resources that it was read from.
	From []Place

	plain  []byte // as it is
	inJSON []byte // as it was written inside a JSON document; nil: it was not seen there
	seen   bool   // outside of one, too
}

// Place names a resource by the arguments of the request for it.
type Place map[string]string

// Vault holds what was taken out in one session. It is not safe for concurrent
// use.
type Vault struct {
	random  func([]byte)
	salt    [16]byte
	byID    map[string]*Kept
	byPlain map[[sha256.Size]byte]*Kept
	theirs  map[string]bool // ids that the server delivered and that are not of this vault
	size    int
}

// New returns an empty vault. random fills a slice with bytes that nobody can
// guess; it never fails.
func New(random func([]byte)) *Vault {
	v := &Vault{random: random, byID: map[string]*Kept{}, byPlain: map[[sha256.Size]byte]*Kept{}, theirs: map[string]bool{}}
	random(v.salt[:])
	return v
}

// Len is how many things are kept.
func (v *Vault) Len() int { return len(v.byID) }

// Keep puts something in and returns what stands for it: the same handle for
// the same thing. plain is the thing itself; written, when not nil, how it
// stands inside a JSON document. ok is false when the vault is full.
func (v *Vault) Keep(kind string, plain, written []byte, from Place) (handle string, ok bool) {
	kind = slug(kind)
	sum := v.sum(kind, plain)
	k := v.byPlain[sum]
	if k == nil {
		if len(v.byID) >= maxEntries || v.size+len(plain)+len(written) > maxBytes || len(plain) == 0 {
			return "", false
		}
		k = &Kept{Kind: kind, plain: bytes.Clone(plain)}
		id := v.id()
		k.Handle = mark + id + "-" + kind
		v.byID[id], v.byPlain[sum] = k, k
		v.size += len(plain)
	}
	if written == nil {
		k.seen = true
	} else if k.inJSON == nil && v.size+len(written) <= maxBytes {
		k.inJSON = bytes.Clone(written)
		v.size += len(written)
	}
	known := slices.ContainsFunc(k.From, func(p Place) bool { return maps.Equal(p, from) })
	if len(from) > 0 && !known && len(k.From) < maxPlaces {
		k.From = append(k.From, from)
	}
	return k.Handle, true
}

// Text is what to put in the place of the handle in a text; inJSON says that
// the text is a JSON document, so that what is put there must be escaped.
// written is false when the caller has to do that.
func (k *Kept) Text(inJSON bool) (text []byte, written bool) {
	if k.inJSON != nil && (inJSON || !k.seen) {
		return k.inJSON, true
	}
	return k.plain, !inJSON
}

func (v *Vault) sum(kind string, plain []byte) (sum [sha256.Size]byte) {
	h := sha256.New()
	h.Write(v.salt[:])
	h.Write([]byte(kind))
	h.Write([]byte{0})
	h.Write(plain)
	h.Sum(sum[:0])
	return sum
}

// id returns a new one. It has a digit, as no word has.
func (v *Vault) id() string {
	var b [idLength]byte
	for {
		v.random(b[:])
		digit := false
		for i := range b {
			b[i] = alphabet[b[i]&31]
			digit = digit || b[i] <= '9'
		}
		if digit && v.byID[string(b[:])] == nil {
			return string(b[:])
		}
	}
}

// slug makes words of a handle of the name of a kind.
func slug(kind string) string {
	var b []byte
	for _, c := range []byte(strings.ToLower(kind)) {
		if c >= 'a' && c <= 'z' || c >= '0' && c <= '9' {
			b = append(b, c)
		} else if len(b) > 0 && b[len(b)-1] != '-' {
			b = append(b, '-')
		}
	}
	b = bytes.Trim(b[:min(len(b), maxKind)], "-")
	if len(b) == 0 {
		return "secret"
	}
	return string(b)
}

// Wipe overwrites everything that is kept and forgets it.
func (v *Vault) Wipe() {
	for _, k := range v.byID {
		k.Wipe()
	}
	clear(v.byID)
	clear(v.byPlain)
	v.size = 0
}
