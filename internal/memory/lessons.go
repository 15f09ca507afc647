package memory

// Offer is one thing that a message offered, and what became of it.
type Offer struct {
	Item Item
	Name string
	// Text is its canonical definition, Print the fingerprint of that.
	Text, Print string
	// Fate is what the verdict made of it.
	Fate Fate
	// Why it was held.
	Why string
}

// Fate is what became of an offer.
type Fate uint8

const (
	// Withheld offers are never learnt. It is the zero value.
	Withheld Fate = iota
	// Doubted: delivered, but something was found in it. It is not trusted.
	Doubted
	// Delivered: nothing was found in it.
	Delivered
)

// Taught is what a message taught.
type Taught struct {
	Time          int64
	Server, Label string
	Offers        []Offer
	// Complete are the kinds whose list has now been seen to its end.
	Complete []Item
}

// What is remembered of a server is bounded, so that none can fill the disk.
// What is beyond a bound is judged as if it were seen for the first time, and
// what is held stays held.
const (
	// maxThings bounds the things of each kind, and maxText a definition.
	maxThings = 4096
	maxText   = 128 << 10
	// maxHolds and maxTold bound what is written down about one thing.
	maxHolds = 32
	maxTold  = 256
	// standing is for how long, in seconds, what is held stays open for a person
	// to decide on, though the server offers what is trusted again: another
	// process may run the same server with other arguments.
	standing = 24 * 60 * 60
)

// Lessons returns the facts that a message adds to what is known. A message
// that says what is known already teaches nothing.
func Lessons(past View, t Taught) []Fact {
	var facts []Fact
	room := map[Item]int{} // each kind has its own: resources must not push out tools
	for _, item := range Items {
		room[item] = maxThings - past.Count(t.Server, item)
	}
	for i := range t.Offers {
		o := &t.Offers[i]
		f := Fact{Time: t.Time, Server: t.Server, Label: t.Label, Item: o.Item, Name: o.Name, Print: o.Print, Text: o.Text}
		e, known := past.Entry(t.Server, o.Item, o.Name)
		if o.Fate != Withheld && e.Held != "" && e.Held != o.Print && t.Time-e.since >= standing {
			back := f
			back.What, back.Text = Released, ""
			facts = append(facts, back)
		}
		switch {
		case len(o.Text) > maxText, !known && room[o.Item] <= 0:
			continue
		case o.Fate == Withheld:
			if e.Held == o.Print || e.holds >= maxHolds {
				continue
			}
			f.What, f.Why = Held, o.Why
		case e.Trusts(o.Print), e.Noted(o.Print):
			continue
		case e.Pin != "" || o.Fate == Doubted || e.Revoked:
			if e.next >= maxTold {
				continue
			}
			f.What, f.Text = Noted, "" // told, let through, and not trusted
		default:
			f.What = Pinned
		}
		if !known {
			room[o.Item]--
		}
		facts = append(facts, f)
	}
	for _, item := range t.Complete {
		if !past.Complete(t.Server, item) {
			facts = append(facts, Fact{Time: t.Time, What: Complete, Server: t.Server, Label: t.Label, Item: item})
		}
	}
	return facts
}
