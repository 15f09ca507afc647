// Package drift learns what is normal in the answers of one tool of one server,
// and notices when it is no longer. It is pure: it sees texts, counts and hashes
// what is in them, and keeps no word of them.
//
// An answer either has a trait or has not. Some traits say what an answer does to
// its reader (it asks for a secret, it sends something away), some how it looks
// (much larger than ever, other fields). How often a tool's answers have a trait
// is learnt from what was delivered and in which nothing was found. The test is
// the same for all traits: a cumulative sum of likelihood ratios between "as
// often as ever" and "more often since lately", for three degrees of "more". It
// rings when the sum says that a change is [Certain] times as likely. For answers
// that do not depend on each other, the mean number of answers between two false
// alarms of one sum is at least that (Lorden 1971).
//
// Answers do depend on each other: people turn to something else, and the answers
// follow. So how an answer looks is judged only where the call was like earlier
// ones, and what it says only in sentences that were not there before.
package drift

import "math/bits"

// Trait is something that an answer has or has not.
type Trait uint8

const (
	// What an answer does to its reader.
	AsksSecret Trait = iota // it asks for a password, key or code
	SendsAway               // it has something sent to an address
	Fetches                 // it has something at an address opened or run
	Conceals                // it has something kept from the user
	Drives                  // it has a tool used, or a parameter filled in
	Sensitive               // it sends its reader to places where secrets lie
	Orders                  // it orders a model around
	Collects                // it asks for the habits of the user
	Loaded                  // one sentence does several of these
	Repeats                 // new sentences that turn to the reader return in answers to other calls
	Leads                   // it leads to an address that is new
	Pushes                  // a sentence that orders a model around more than any before
	Elsewhere               // it tells its reader to do something at a place where its tool never did
	Misplaced               // an address stands where none did
	Odd                     // a sentence in which more is unusual at once than in any before
	Strange                 // it does something to its reader at a place where its tool never did
	Insists                 // it does so with an address that others did so with lately
	NewPlace                // it names an address that neither the call nor earlier answers had

	// What it is made of.
	Directs // it tells its reader to do something
	Prose   // it has sentences
	Encoded // it has a long encoded run

	// How it looks.
	Larger    // far larger than ever
	Foreign   // far more words that were never seen
	Reshaped  // fields that were never seen
	Stripped  // the fields that it always had are gone
	Denser    // its characters are spread otherwise than ever
	Linked    // far more addresses than ever
	Slower    // it took far longer than ever
	Lengthier // far more sentences than ever
	Failed    // it is an error

	// Carries is that choices which mean nothing to a reader carry bits, and never did.
	Carries

	// Flagged is that a rule found an order to a model, or what goes with one.
	Flagged
	// Alien is that it tells its reader something in words most of which no answer had.
	Alien

	// Commands is that a model takes a sentence for an order. What a model says goes
	// with its training: it is never learnt, and counts where nothing is compared, in
	// answers that never told anybody anything.
	Commands

	Traits // how many there are
)

// Set is a set of traits.
type Set uint64

// Of makes a set.
func Of(all ...Trait) (s Set) {
	for _, t := range all {
		s |= 1 << t
	}
	return s
}

// Has reports whether a trait is in the set.
func (s Set) Has(t Trait) bool { return s&(1<<t) != 0 }

// Count is how many traits are in the set.
func (s Set) Count() int { return bits.OnesCount64(uint64(s)) }

// All calls fn for each trait in the set, in order.
func (s Set) All(fn func(Trait)) {
	for ; s != 0; s &= s - 1 {
		fn(Trait(bits.TrailingZeros64(uint64(s))))
	}
}

var (
	// Does are the traits of what an answer does to its reader.
	Does = Of(AsksSecret, SendsAway, Fetches, Conceals, Drives, Sensitive, Orders, Collects, Loaded)
	// Looks are the traits of how an answer looks.
	Looks = Of(Larger, Foreign, Reshaped, Stripped, Denser, Linked, Slower, Lengthier, Failed)
	// Returns are those of what comes back in answers to other calls.
	Returns = Of(Repeats, Leads, Pushes, Elsewhere, Misplaced, Odd, Strange, Insists)
	// quiet are learnt and never ring.
	quiet = Of(Directs, Prose)
)

var traitWords = [Traits]string{
	AsksSecret: "asks for a password, a key or a code",
	SendsAway:  "has something sent to an address",
	Fetches:    "has something at an address opened or run",
	Conceals:   "has something kept from the user",
	Drives:     "has a tool used or a parameter filled in",
	Sensitive:  "sends its reader to places where secrets lie",
	Orders:     "orders a model around",
	Collects:   "asks for the habits of the user",
	Loaded:     "combines orders of several kinds in one sentence",
	Repeats:    "repeats a new sentence that stands in answers to other calls",
	Leads:      "leads to an address that is new",
	Pushes:     "has sentences that sound more like orders to a model than any before",
	Elsewhere:  "tells its reader to do something in a place where answers of the tool do not",
	Misplaced:  "has an address in a place where answers of the tool have none",
	Odd:        "has a sentence in which more is unusual at once than in any before",
	Strange:    "asks its reader for something in a place where answers of the tool do not",
	Insists:    "leads to the same new address as other answers did, from places that had none",
	NewPlace:   "names an address that neither the call nor earlier answers had",
	Directs:    "tells its reader to do something",
	Prose:      "has sentences",
	Encoded:    "has a long encoded run",
	Larger:     "is far larger than ever before",
	Foreign:    "has far more words than ever that were never seen",
	Reshaped:   "has fields that were never seen",
	Stripped:   "lacks the fields that all had",
	Denser:     "uses characters otherwise than ever before",
	Linked:     "has far more addresses than ever before",
	Slower:     "took far longer than ever before",
	Lengthier:  "has far more sentences than ever before",
	Failed:     "is an error where errors were rare",
	Alien:      "tells its reader something in words most of which are new",
	Flagged:    "has what rules take for an order to a model",
	Commands:   "sounds like an order to a model",
	Carries:    "has a form that carries data, which it never did",
}

// String says what an answer with the trait does, as in "an answer ...".
func (t Trait) String() string {
	if t < Traits {
		return traitWords[t]
	}
	return "trait"
}
