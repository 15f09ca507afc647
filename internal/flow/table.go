package flow

const (
	// Lifetime is for how many seconds what was delivered is known.
	Lifetime = 3600
	// MaxSlots bounds the hashes of one server: 8 MB, which hold those of some
	// three megabytes of text.
	MaxSlots = 1 << 20
	// MinSlots is the smallest table.
	MinSlots = 1 << 9
)

// Kind says what a delivery is, as far as anybody can tell. Kinds form a bit set.
type Kind uint8

const (
	// Typed is what the client sent first: nobody's content.
	Typed Kind = 1 << iota
	// Secret is a secret by its format or name.
	Secret
	// Private is content that not everybody may see: mails, files, rows.
	Private
	// Untrusted is content that anybody can write: web pages, issues, mails.
	Untrusted
	// Personal is private content that is about people or between them: mails,
	// messages, customers, accounts. Files are not, by their name alone.
	Personal
	// Code is a code that opens an account once.
	Code
	// Labelled says that the policy, and not a name, calls it private.
	Labelled
	// Kept is what its owner keeps to himself, as the place of the file says.
	Kept
	// Sealed is what is meant for nobody else, as its place or its own words say.
	Sealed = Labelled | Kept
)

// A Table knows what one server delivered. It lies in a slice of words that may
// be shared with other processes, one of which writes. Its layout: a head, a ring
// of the last deliveries, and buckets of slots, and a filter. A slot holds 48 bits of a hash
// and the low bits of the number of its delivery. Each hash has two buckets to
// be in, so that finding it reads two cache lines. A full table forgets what is
// oldest.
type Table struct {
	words   []uint64
	ring    []uint64
	slots   []uint64
	buckets uint64 // their number less one
	// filter has four bits in one word for each hash that was ever added, so that most
	// of those that were not need no look at the buckets.
	filter []uint64
}

const (
	wordMagic = iota
	wordRing  // deliveries in the ring
	wordSlots
	wordHead   // deliveries so far; the first has the number 1
	wordUsed   // slots in use, or once used
	wordKinds  // of all deliveries so far
	wordAdded  // hashes that were added so far, or added again
	headWords  = 16
	tableMagic = 0x33776f6c66 // "flow3"

	perBucket     = 8
	perWord       = 4 // slots for each word of the filter
	deliveryWords = 8
	maxTool       = 8 * (deliveryWords - 1)
)

// Words is how many words a table of that many slots and deliveries takes.
func Words(ring, slots int) int { return headWords + ring*deliveryWords + slots + slots/perWord }

// NewTable makes an empty table in words, which are zero and as many as Words
// says. Both numbers are powers of two.
func NewTable(words []uint64, ring, slots int) *Table {
	words[wordRing], words[wordSlots], words[wordMagic] = uint64(ring), uint64(slots), tableMagic
	return OpenTable(words)
}

// OpenTable returns the table that lies in words, nil when there is none.
func OpenTable(words []uint64) *Table {
	if len(words) < headWords || words[wordMagic] != tableMagic {
		return nil
	}
	ring, slots := words[wordRing], words[wordSlots]
	if ring == 0 || ring > 1<<15 || ring&(ring-1) != 0 || slots < perBucket || slots > MaxSlots || slots&(slots-1) != 0 || Words(int(ring), int(slots)) > len(words) {
		return nil
	}
	from := headWords + int(ring)*deliveryWords
	return &Table{words: words, ring: words[headWords:from], slots: words[from : from+int(slots)], buckets: slots/perBucket - 1,
		filter: words[from+int(slots) : Words(int(ring), int(slots))]}
}

// Slots is how many hashes it has room for.
func (t *Table) Slots() int { return len(t.slots) }

// Crowded reports whether a larger table is due.
func (t *Table) Crowded() bool { return t.words[wordUsed] > uint64(len(t.slots))*9/16 }

// Kinds are those of all deliveries.
func (t *Table) Kinds() Kind { return Kind(t.words[wordKinds]) }

// Delivery is one thing that a server delivered, or was told.
type Delivery struct {
	Time int64 // seconds of any clock
	Kind Kind
	Tool string // or method; at most maxTool bytes
}

// Begin notes a delivery and returns its number. One that is like the one
// before, in the same minute, is the same.
func (t *Table) Begin(d Delivery) (number uint16) {
	if len(d.Tool) > maxTool {
		d.Tool = d.Tool[:maxTool]
	}
	head := t.words[wordHead]
	if last, ok := t.delivery(uint16(head)); ok && last.Kind == d.Kind && last.Tool == d.Tool && last.Time/60 == d.Time/60 {
		return uint16(head)
	}
	head++
	if head%(1<<13) == 0 {
		t.sweep(head)
	}
	at := t.place(uint16(head))
	clear(at)
	for i := range len(d.Tool) {
		at[1+i/8] |= uint64(d.Tool[i]) << (i % 8 * 8)
	}
	at[0] = uint64(d.Time)<<16 | uint64(d.Kind)<<8 | uint64(len(d.Tool))
	t.words[wordKinds] |= uint64(d.Kind)
	t.words[wordHead] = head
	return uint16(head)
}

func (t *Table) place(number uint16) []uint64 {
	i := int(number) & (len(t.ring)/deliveryWords - 1) * deliveryWords
	return t.ring[i : i+deliveryWords]
}

// delivery returns what is known about a number; ok is false when it is gone.
func (t *Table) delivery(number uint16) (d Delivery, ok bool) {
	if !t.recent(number) {
		return d, false
	}
	at := t.place(number)
	if at[0] == 0 {
		return d, false
	}
	var tool [maxTool]byte
	n := min(int(at[0]&0xFF), maxTool)
	for i := range n {
		tool[i] = byte(at[1+i/8] >> (i % 8 * 8))
	}
	return Delivery{int64(at[0] >> 16), Kind(at[0] >> 8), string(tool[:n])}, true
}

func (t *Table) recent(number uint16) bool {
	return uint16(t.words[wordHead])-number < uint16(len(t.ring)/deliveryWords)
}

// live reports whether a slot still counts, and what its delivery is.
func (t *Table) live(slot uint64, now int64) (kind Kind, ok bool) {
	if slot == 0 || !t.recent(uint16(slot)) {
		return 0, false
	}
	at := t.place(uint16(slot))[0]
	return Kind(at >> 8), now-int64(at>>16) <= Lifetime
}

// sweep frees the slots of deliveries that are gone, before their numbers come
// again.
func (t *Table) sweep(head uint64) {
	used := uint64(0)
	for i, s := range t.slots {
		if s != 0 && uint16(head)-uint16(s) >= uint16(len(t.ring)/deliveryWords) {
			t.slots[i] = 0
		} else if s != 0 {
			used++
		}
	}
	t.words[wordUsed] = used
}

func tag(hash uint64) uint64 {
	if hash>>16 == 0 {
		return 1
	}
	return hash >> 16
}

// bitsOf are those of a hash in a filter.
func bitsOf(filter []uint64, tag uint64) (at, mask uint64) {
	return tag >> 24 & uint64(len(filter)-1), 1<<(tag&63) | 1<<(tag>>6&63) | 1<<(tag>>12&63) | 1<<(tag>>18&63)
}

func (t *Table) both(tag uint64) (a, b []uint64) {
	i := tag & t.buckets * perBucket
	j := tag * 0x9E3779B97F4A7C15 >> 24 & t.buckets * perBucket
	return t.slots[i : i+perBucket : i+perBucket], t.slots[j : j+perBucket : j+perBucket]
}

// Add learns a hash of the delivery with that number. What the client typed
// first stays that.
func (t *Table) Add(hash uint64, number uint16, now int64) {
	tag := tag(hash)
	at, mask := bitsOf(t.filter, tag)
	t.filter[at] |= mask
	t.words[wordAdded]++
	a, b := t.both(tag)
	if slot := held(a, b, tag); slot != nil {
		if kind, ok := t.live(*slot, now); !ok || kind&Typed == 0 && t.kind(number)&Typed == 0 {
			*slot = tag<<16 | uint64(number)
		}
		return
	}
	slot, free := t.room(a, b, number, now)
	if free {
		t.words[wordUsed]++
	}
	*slot = tag<<16 | uint64(number)
}

// AddAll is Add for several. All that they need of the memory is asked for first, so
// that it comes for many at once.
func (t *Table) AddAll(marks []Mark, number uint16, now int64) {
	for len(marks) > 0 {
		n := min(len(marks), maxTouched)
		t.touch(marks[:n])
		for i := range marks[:n] {
			t.Add(marks[i].Hash, number, now)
		}
		marks = marks[n:]
	}
}

// maxTouched is how many hashes are touched at once: their buckets fit into the
// nearest cache.
const maxTouched = 64

// touch reads what Add will. What it returns keeps the reads from being left out.
//
//go:noinline
func (t *Table) touch(marks []Mark) (sum uint64) {
	for i := range marks {
		tag := tag(marks[i].Hash)
		at, _ := bitsOf(t.filter, tag)
		a, b := t.both(tag)
		sum += t.filter[at] + a[0] + b[0]
	}
	return sum
}

func (t *Table) kind(number uint16) Kind { return Kind(t.place(number)[0] >> 8) }

func held(a, b []uint64, tag uint64) *uint64 {
	for i := range perBucket {
		if a[i]>>16 == tag {
			return &a[i]
		}
	}
	for i := range perBucket {
		if b[i]>>16 == tag {
			return &b[i]
		}
	}
	return nil
}

// room returns the slot to write to: an empty one of the emptier bucket, one
// that does not count any more, or the oldest.
func (t *Table) room(a, b []uint64, number uint16, now int64) (slot *uint64, free bool) {
	na, nb := 0, 0
	for i := range perBucket {
		if a[i] != 0 {
			na++
		}
		if b[i] != 0 {
			nb++
		}
	}
	if nb < na {
		a, b = b, a
		na = nb
	}
	if na < perBucket {
		for i := range perBucket {
			if a[i] == 0 {
				return &a[i], true
			}
		}
	}
	oldest, age := &a[0], uint16(0)
	for i := range 2 * perBucket {
		s := &a[i%perBucket]
		if i >= perBucket {
			s = &b[i%perBucket]
		}
		if _, ok := t.live(*s, now); !ok {
			return s, false
		}
		if n := number - uint16(*s); n > age {
			oldest, age = s, n
		}
	}
	return oldest, false
}

// Sift leaves of the places in marks those that may be known, of which Find knows more.
// No step depends on the one before, so that the memory is asked for many at once.
func (t *Table) Sift(marks []Mark, some []int32) []int32 {
	n := 0
	for _, i := range some {
		at, mask := bitsOf(t.filter, tag(marks[i].Hash))
		some[n] = i
		if t.filter[at]&mask == mask {
			n++
		}
	}
	return some[:n]
}

// Find returns the delivery that a hash is of; ok is false when it is not known,
// or not any more.
func (t *Table) Find(hash uint64, now int64) (number uint16, kind Kind, ok bool) {
	tag := tag(hash)
	if at, mask := bitsOf(t.filter, tag); t.filter[at]&mask != mask {
		return 0, 0, false
	}
	a, b := t.both(tag)
	slot := held(a, b, tag)
	if slot == nil {
		return 0, 0, false
	}
	s := *slot
	kind, ok = t.live(s, now)
	return uint16(s), kind, ok
}

// Delivery returns what is known about the delivery of that number.
func (t *Table) Delivery(number uint16) Delivery {
	d, _ := t.delivery(number)
	return d
}

// MoveTo writes all that counts into a larger table with as many deliveries.
func (t *Table) MoveTo(into *Table, now int64) {
	copy(into.ring, t.ring)
	into.words[wordHead], into.words[wordKinds] = t.words[wordHead], t.words[wordKinds]
	for _, s := range t.slots {
		if _, ok := t.live(s, now); ok {
			into.Add(s, uint16(s), now)
		}
	}
}
