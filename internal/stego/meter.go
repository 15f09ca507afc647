package stego

import "hash/maphash"

// Meter collects the choices of one document. It is reused from one document to
// the next and belongs to one goroutine at a time.
type Meter struct {
	seed   maphash.Seed
	looked uint64 // long messages
	slots  [Channels][]slot
	limit  int
	quick  bool // parts are looked at
	coder  coder
	frames [maxDepth + 1][maxFrames]frame

	seen     tables
	spelling spelling
	chunks   bool
	pieces   bool
	text     textState
	json     jsonState

	series  [maxSeries]series
	columns int // of series in use
	numbers []slot
	gaps    []uint64

	buffers [maxDepth + 1][]byte
}

// Reset makes the meter ready for a document. With quick it keeps little, for a
// first look at parts.
func (m *Meter) Reset(quick bool) {
	m.limit, m.quick = maxSlots, quick
	if quick {
		m.limit = quickSlots
	}
	for i := range m.slots {
		if cap(m.slots[i]) > idleSlots && quick {
			m.slots[i] = nil
		}
		m.slots[i] = m.slots[i][:0]
	}
	m.seen.reset()
	m.spelling.reset()
	m.text, m.json = textState{}, jsonState{}
	for i := range m.series[:m.columns] {
		m.series[i].reset()
	}
	m.columns = 0
}

const (
	// quickSlots is how many choices of a channel a first look keeps, idleSlots
	// how much room for them stays between documents.
	quickSlots = 512
	idleSlots  = 1 << 10
)

func (m *Meter) add(c Channel, chosen bool, beside uint8, content uint32) {
	if len(m.slots[c]) < m.limit {
		m.slots[c] = append(m.slots[c], makeSlot(chosen, beside, content))
	}
}

// Found is what a channel carries.
type Found struct {
	Channel Channel
	// Bits is its capacity, Slots the number of choices that were looked at.
	Bits, Slots int
	// Payload is what the choices spell, where that is text; "" otherwise.
	Payload string
}

// needs are what a channel must come to: so many choices, so many bits in all,
// and per choice.
type needs struct {
	slots int
	bits  float64
	rate  float64
}

var plainNeeds = needs{slots: 160, bits: 150, rate: 0.8}

func needsOf(c Channel) needs {
	n := plainNeeds
	switch c {
	case ListOrder: // rankings of the same few differ as well
		n.slots, n.bits, n.rate = 90, 85, 0.75
	case KeyOrder:
		// Which of two comes first is fixed in honest records, and an order of
		// many needs few records.
		n.slots, n.bits, n.rate = 56, 45, 0.75
	case WordCase:
		// Titles and names begin with capitals, and are hard to foresee.
		n.slots, n.bits, n.rate = 110, 105, 0.95
	case LetterCase:
		n.slots, n.bits, n.rate = 110, 105, 0.85
	case Composition:
		n.slots, n.bits, n.rate = 80, 60, 0.4
	case LookAlike:
		n.slots, n.bits, n.rate = 100, 64, 0.6
	}
	return n
}

// Suspects reports whether something in the parts that were looked at follows
// from nothing, so that the whole is worth a look.
func (m *Meter) Suspects() bool {
	for c := range m.slots {
		fewest, rate := fewestSuspect, suspectRate
		switch Channel(c) {
		case LetterCase, WordChoice, Contraction:
			continue // its signs are seen everywhere
		case WordCase:
			fewest, rate = 3*fewestSuspect, 0.95
		case KeyOrder, ListOrder:
			if turned(m.slots[c]) {
				return true
			}
		case Emphasis:
			fewest = fewestTurned
		}
		if s := m.core(Channel(c)); len(s) >= fewest && m.coder.bits(s) > rate*float64(len(s)) {
			return true
		}
	}
	return m.digitsSuspect()
}

const (
	fewestSuspect = 14
	fewestTurned  = 6 // of pairs that are not as they were
	suspectRate   = 0.6
)

// turned reports whether several pairs are not as they were.
func turned(s []slot) bool {
	ones := 0
	for _, x := range s {
		ones += x.bit()
	}
	return ones >= 2 && ones*10 >= len(s)
}

// core is the slots of a channel from the first to the last choice that is not
// the usual one; nothing when hardly any is unusual.
func (m *Meter) core(c Channel) []slot {
	s := m.slots[c]
	ones := 0
	for _, x := range s {
		ones += x.bit()
	}
	rare := 1
	if ones*2 > len(s) {
		ones, rare = len(s)-ones, 0
	}
	if ones*8 < len(s) && c != KeyOrder {
		s = densest(s, rare)
	}
	if ones < 3 {
		return nil
	}
	from, to := 0, len(s)
	for from < to && s[from].bit() != rare {
		from++
	}
	for to > from && s[to-1].bit() != rare {
		to--
	}
	if c == WordGap && m.text.justified*2 > m.text.gapLines {
		return nil
	}
	if c == LetterCase && m.text.dense*3 < m.text.mixedWords*2 {
		return nil
	}
	return s[from:to]
}

// densest is the stretch in which the rare choice is most at home: what stands
// in front of it and behind it carries nothing.
func densest(s []slot, rare int) []slot {
	best, bestFrom, bestTo := 0, 0, 0
	sum, from := 0, 0
	for i, x := range s {
		if x.bit() == rare {
			sum += 6
		} else {
			sum--
		}
		if sum <= 0 {
			sum, from = 0, i+1
		}
		if sum > best {
			best, bestFrom, bestTo = sum, from, i+1
		}
	}
	return s[bestFrom:bestTo]
}

// Findings returns the channels that carry something, the one with most bits
// first.
func (m *Meter) Findings(habits *Habits) []Found {
	var all []Found
	for c := range Channel(Channels) {
		if c == LowDigit || c == Interval || c.ByWords() {
			continue
		}
		if f, ok := m.judge(c, m.core(c), habits); ok {
			all = append(all, f)
		}
	}
	all = m.wordFindings(all, habits)
	all = m.judgeSeries(all, habits)
	for i := range all {
		if all[i].Bits > all[0].Bits {
			all[0], all[i] = all[i], all[0]
		}
	}
	return all
}

// wordFindings adds the channels of the choice of words that carry something.
func (m *Meter) wordFindings(all []Found, habits *Habits) []Found {
	for _, c := range [...]Channel{WordChoice, Contraction} {
		if f, ok := m.judgeWords(c); ok && (habits == nil || !habits[c].Varies()) {
			all = append(all, f)
		}
	}
	return all
}

// Words is Examine for the choice of words alone, of a message of up to maxWhole
// bytes that nothing is suspected of.
func (m *Meter) Words(raw []byte, habits *Habits) []Found {
	if len(raw) < Shortest || len(raw) > maxWhole {
		return nil
	}
	m.Reset(false)
	m.JSON(raw)
	return m.wordFindings(nil, habits)
}

func (m *Meter) judge(c Channel, s []slot, habits *Habits) (Found, bool) {
	n := needsOf(c)
	f := Found{Channel: c, Slots: len(s)}
	if len(s) < fewestReadable {
		return f, false
	}
	b := m.coder.bits(s)
	f.Bits = int(b)
	if b < 0.5*float64(len(s)) && c != KeyOrder && c != Composition {
		return f, false
	}
	if f.Payload = spelled(s); f.Payload != "" {
		return f, true
	}
	if habits != nil {
		if habits[c].Varies() {
			return f, false
		}
		n = habits[c].needs(n)
	}
	if c == KeyOrder && b >= min(plainNeeds.bits, 2*n.bits) {
		return f, true // some keys change places, the others do not
	}
	return f, len(s) >= n.slots && b >= n.bits && b >= n.rate*float64(len(s))
}
