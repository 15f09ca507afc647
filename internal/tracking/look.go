package tracking

import (
	"slices"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/decode"
)

const (
	// maxHits bounds the stretches of one message that are looked at one by one;
	// maxLooked is how much text is looked up at once.
	maxHits   = 1 << 14
	maxLooked = 1 << 15
	// maxInflated bounds what compressed data is inflated to.
	maxInflated = 4 << 20
	// minPiece is the shortest string that is joined with others to a run.
	minPiece = 6
)

// asIs is how a copy is written that is not encoded.
const asIs = "as it is"

// lookup finds in a message of the client what other servers delivered. It is
// used for one message after the other.
type lookup struct {
	*Tracker
	now int64
	// plain is all strings one behind the other; other is one that was decoded.
	plain, other view
	joined       []byte    // short runs one behind the other
	each         [2][]byte // what they say each by itself, in base64 and in hexadecimal
	pieces       int
	all          []byte // strings one behind the other, as they are
	strings      int    // how many; -1: they are too long
	parted       bool   // what stands in all could be written over several strings
	inflated     int    // bytes that may still be inflated
	decode       [maxLayers]flow.Decoder
	short        [maxLayers]flow.Decoder // of pieces
	loose        flow.Decoder
	readings     []reading
	hits         []hit
	sources      []string
	states       []state
	union        flow.Union
	united       bool    // it has what the tables have
	mayBe        []int32 // places of marks that may be known
	sifted       []int32 // those of one table
	found        []flow.Token
	marks        []flow.Mark // of those
	differs      []byte      // of a reading
	kinds        flow.Kind   // of all that other servers delivered
	trails       trails      // what was sent in the last calls
	steps        []step      // what this one adds
	pointer      []byte
	thorough     bool // every stretch is looked up
	asked        asked
	asking       func(server string, same bool, t *flow.Table) // ofServer
	seeing       func(server string, same bool, t *flow.Table) // sees which kinds there are
	uniting      func(server string, same bool, t *flow.Table) // brings the union up to date
	over         func(normal []byte)                           // is told them, too, where others delivered secrets
	hear         func(text string)                             // is told the forms instead of looking them up
	err          error
}

// view is a text of which parts may have been let go.
type view struct {
	flow.Text
	base   int // bytes let go
	fields []int
}

// reading is one form of a string.
type reading struct {
	field      int // the number of the string; -1: all of them
	how        string
	start, end int    // of the run in the string
	length     int    // in normal form
	raw        string // what it was read from, where that is no part of the string
}

// hit is a stretch that another server delivered.
type hit struct {
	hash        uint64
	reading, at int
	source      int
	delivery    flow.Delivery
	token       flow.TokenKind // one more than that; 0 for a stretch
	length      int            // of a token, in normal form
}

// state is what is known about a stretch while tables are asked.
type state struct {
	source   int // one more than its place in sources
	known    bool
	delivery flow.Delivery
}

// read looks up every string of a message, in every form.
func (k *lookup) read(m *message.Message, asked string) {
	k.steps = k.steps[:0]
	k.hits, k.sources, k.joined, k.pieces, k.kinds, k.err = k.hits[:0], k.sources[:0], k.joined[:0], 0, 0, nil
	k.begin()
	k.err = k.store.Others(true, k.seeing)
	if k.err != nil || k.kinds == 0 {
		return
	}
	if k.united = k.union.Worth(len(m.Raw) / flow.Spread); k.united {
		k.union.Again()
		k.err = k.store.Others(false, k.uniting)
		k.united = k.union.Whole()
	}
	k.visit(m, asked)
}

// begin makes what all tables are asked by, once: made for each call it would be garbage.
func (k *lookup) begin() {
	k.union.Begin()
	if k.seeing != nil {
		return
	}
	k.seeing = func(_ string, _ bool, t *flow.Table) {
		k.kinds |= t.Kinds()
		k.union.Show(t)
	}
	k.uniting = func(_ string, _ bool, t *flow.Table) { k.union.Bring(t) }
	k.asking = k.ofServer
}

// visit is read for every string and form.
func (k *lookup) visit(m *message.Message, asked string) {
	k.readings = append(k.readings[:0], reading{field: -1, how: asIs})
	k.plain.Reset()
	k.plain.base, k.plain.fields = 0, k.plain.fields[:0]
	k.joined, k.pieces = k.joined[:0], 0
	k.all, k.strings, k.parted = k.all[:0], 0, false
	k.each = [2][]byte{k.each[0][:0], k.each[1][:0]}
	k.inflated = 4*maxInflated + len(m.Raw)
	k.loose.All = k.hear != nil
	for i := range k.decode {
		k.decode[i].All = k.hear != nil
	}
	budget := unmask.Budget{Bytes: max(flowBudget, 4*len(m.Raw))}
	sent(m, asked, func(number int, x *message.Field) {
		text := x.Text()
		if k.hear == nil {
			k.asItIs(text)
		}
		k.unwrap(number, text)
		for _, r := range decode.Readings(text, &budget) {
			start, end := r.Source(0, len(r.Text))
			k.resolved(number, r.Disguise.String(), start, end, text[start:end], r.Text)
		}
		if k.hear == nil && k.kinds&(flow.Secret|flow.Code|flow.Private) != 0 {
			k.special(reading{field: number, how: asIs}, text, k.start(number))
			k.brief(number, text)
		}
		k.join(text)
		if k.hear == nil && x.Surface&message.Argument != 0 && !x.Key && len(text) <= maxFollowed {
			k.follow(number, x, text)
		}
		if len(text) >= minPiece && len(text) < 1<<16 && flow.IsRun(text) {
			k.joined = append(k.joined, text...)
			k.each = flow.AppendEach(k.each, text)
			k.pieces++
		}
	})
	flow.Numbered(m.Raw, func(decoded []byte) {
		k.decoded(-1, "numbers", 0, 0, unsafe.String(unsafe.SliceData(decoded), len(decoded)))
	})
	if k.hear == nil {
		k.ask(&k.plain, 0, 0)
		k.readings[0].length = k.plain.base + len(k.plain.Bytes)
	} else if k.strings > 1 {
		k.hear(unsafe.String(unsafe.SliceData(k.all), len(k.all)))
	}
	if k.pieces > 1 {
		k.runs(0, -1, unsafe.String(unsafe.SliceData(k.joined), len(k.joined)), 0, 0)
		for i, how := range []flow.Shape{flow.Base64, flow.Hex} {
			k.decoded(-1, string(how), 0, 0, unsafe.String(unsafe.SliceData(k.each[i]), len(k.each[i])))
		}
	}
	if k.parted && k.strings > 1 {
		k.whole(&budget)
	}
}

// start is where a string begins in all of them, in normal form.
func (k *lookup) start(number int) int {
	if number <= 0 || number > len(k.plain.fields) {
		return 0
	}
	return k.plain.fields[number-1]
}

// asItIs looks up a string behind those before it.
func (k *lookup) asItIs(text string) {
	from := len(k.plain.Bytes)
	k.plain.Add(text)
	k.plain.fields = append(k.plain.fields, k.plain.base+len(k.plain.Bytes))
	if n := len(k.plain.Bytes) - from; n >= flow.Gram && n < flow.Shortest {
		k.plain.From(from)
		k.stretches(&k.plain, 0)
	}
	if len(k.plain.Bytes) > maxLooked {
		k.ask(&k.plain, 0, flow.Shortest-1)
	}
}

// unwrap looks up what the runs and the escapes of a string say.
func (k *lookup) unwrap(number int, text string) {
	k.runs(0, number, text, 0, 0)
	k.loose.Loose(text, func(joined []byte, run bool) {
		if said := unsafe.String(unsafe.SliceData(joined), len(joined)); run {
			k.runsBy(&k.loose, 1, number, said, 0, len(text))
		} else {
			k.decoded(number, "pieces", 0, len(text), said)
		}
	})
	if rest, ok := flow.Alternate(text); ok {
		k.decoded(number, "pieces", 0, len(text), rest)
	}
	if plain, ok := flow.Dumped(text); ok {
		k.said(0, number, string(flow.Hex), 0, len(text), plain)
	}
	if plain, ok := flow.Percent(text); ok {
		k.runs(1, number, k.resolved(number, "percent", 0, len(text), text, plain), 0, len(text))
	}
	if plain, ok := flow.Quoted(text); ok {
		k.resolved(number, "quoted_printable", 0, len(text), text, plain)
	}
	if k.hear == nil {
		k.respelled(number, text, 0, len(text))
	}
}

// respelled looks up the forms of a text that are no encodings.
func (k *lookup) respelled(number int, text string, start, end int) {
	flow.Respelled(text, func(how, form string, runs bool) {
		k.stretched(number, how, start, end, form)
		if runs && flow.HasRun(unsafe.Slice(unsafe.StringData(form), len(form))) {
			k.runs(1, number, form, start, end)
		}
	})
}

// whole looks up what all strings say together that none says by itself.
func (k *lookup) whole(budget *unmask.Budget) {
	text := unsafe.String(unsafe.SliceData(k.all), len(k.all))
	k.runs(0, -1, text, 0, 0)
	k.decoded(-1, "pieces", 0, 0, text)
	if plain, ok := flow.Percent(text); ok {
		k.decoded(-1, "percent", 0, 0, plain)
		k.runs(1, -1, plain, 0, 0)
	}
	for _, r := range decode.Readings(text, budget) {
		k.decoded(-1, r.Disguise.String(), 0, 0, r.Text)
	}
}

// maxLayers is how many encodings inside one another are taken off.
const maxLayers = 3

// runs looks up what runs in a text say, and runs in them. Those of an inner
// layer stand where the outermost does.
func (k *lookup) runs(layer, field int, text string, from, to int) {
	d := &k.decode[layer]
	if k.thorough {
		d = &k.short[layer]
		d.Least = flow.Gram
	}
	k.runsBy(d, layer, field, text, from, to)
}

// runsBy is runs by that decoder.
func (k *lookup) runsBy(d *flow.Decoder, layer, field int, text string, from, to int) {
	d.Runs(text, func(start, end int, how flow.Shape, decoded []byte) {
		if layer > 0 {
			start, end = from, to
		}
		k.said(layer, field, string(how), start, end, decoded)
	})
}

// said looks up what a run says: as it is, compressed, in UTF-16, in escapes and in
// another run.
func (k *lookup) said(layer, field int, how string, start, end int, decoded []byte) {
	k.text(layer, field, how, start, end, decoded)
	u := &k.decode[layer]
	if plain, ok := u.Inflate(decoded, min(maxInflated, k.inflated)); ok {
		k.inflated -= len(plain)
		k.text(layer, field, "gzip", start, end, plain)
	}
	if plain, ok := u.Wide(decoded); ok {
		k.text(layer, field, how, start, end, plain)
	}
}

// text is said for what is neither compressed nor in UTF-16: of data, the text in it.
func (k *lookup) text(layer, field int, how string, start, end int, decoded []byte) {
	each := flow.Islands
	if k.hear != nil { // what is shorter counts, too
		each = func(data []byte, fn func([]byte)) { fn(data) }
	}
	each(decoded, func(part []byte) {
		said := unsafe.String(unsafe.SliceData(part), len(part))
		n := len(k.readings)
		k.decoded(field, how, start, end, said)
		if plain, ok := flow.Percent(said); ok {
			k.decoded(field, "percent", start, end, plain)
		}
		if k.hear == nil {
			if form, ok := flow.Backwards(part); ok {
				k.stretched(field, "backwards", start, end, form)
			}
		}
		if len(part) < len(decoded) { // what is found is a part of all this
			for i := range k.readings[n:] {
				k.readings[n+i].length = max(k.readings[n+i].length, len(decoded))
			}
		}
		if layer+1 < maxLayers && flow.HasRun(part) {
			k.runs(layer+1, field, said, start, end)
		}
	})
}

// sent calls fn for every string that goes to the server, with its number.
func sent(m *message.Message, asked string, fn func(number int, x *message.Field)) {
	want, number := sends, -1
	if asked == "tools/call" {
		want &^= message.Target // the name of the tool
	}
	m.Again(asked, func(x *message.Field) {
		if x.Surface&want == 0 || x.Key && x.End-x.Start < flow.Gram {
			return
		}
		number++
		fn(number, x)
	})
}

// decoded looks up what a part of a string says.
func (k *lookup) decoded(field int, how string, start, end int, text string) {
	if k.hear != nil {
		k.hear(text)
		return
	}
	v := &k.other
	v.Reset()
	v.base = 0
	before := len(k.hits)
	n := len(k.readings)
	k.readings = append(k.readings, reading{field: field, how: how, start: start, end: end})
	for from := 0; from < len(text); from += maxPiece {
		v.Add(text[from:min(from+maxPiece, len(text))])
		if len(v.Bytes) > maxLooked {
			k.ask(v, n, flow.Shortest-1)
		}
	}
	k.ask(v, n, 0)
	k.readings[n].length = v.base + len(v.Bytes)
	if k.kinds&(flow.Secret|flow.Code) != 0 {
		k.tokens(n, text)
	}
	k.standing(n, text, 0)
	if len(k.hits) == before {
		k.readings = k.readings[:n]
	}
}

// stretched is decoded for a short text, and its stretches alone.
func (k *lookup) stretched(field int, how string, start, end int, text string) {
	v := &k.other
	v.Reset()
	v.base = 0
	before, n := len(k.hits), len(k.readings)
	k.readings = append(k.readings, reading{field: field, how: how, start: start, end: end})
	v.Add(text)
	k.ask(v, n, 0)
	if k.readings[n].length = len(v.Bytes); len(k.hits) == before {
		k.readings = k.readings[:n]
	}
}

// ask asks all tables for the stretches of a text, and lets go all but its last
// bytes.
func (k *lookup) ask(v *view, reading, keep int) {
	if k.over != nil && k.kinds&flow.Secret != 0 {
		k.over(v.Bytes)
	}
	v.From(0)
	k.stretches(v, reading)
	keep = min(keep, len(v.Bytes))
	gone := len(v.Bytes) - keep
	if keep > 0 {
		copy(v.Bytes, v.Bytes[gone:])
		v.Bytes = v.Bytes[:keep]
		v.base += gone
	}
}

// stretches asks all tables for those that are left of a text.
func (k *lookup) stretches(v *view, reading int) {
	next := v.Next
	if k.thorough {
		next = v.NextOfAll
	}
	for marks := next(&k.key); marks != nil; marks = next(&k.key) {
		k.look(marks, v.base, reading)
	}
}

// asked is what all tables are asked at once.
type asked struct {
	marks []flow.Mark
	found bool
}

// look asks all tables for some stretches.
func (k *lookup) look(marks []flow.Mark, base, reading int) {
	if len(k.hits) > maxHits || k.err != nil {
		return
	}
	k.asked = asked{marks: marks}
	if k.united {
		if k.mayBe = k.union.Sift(marks, k.mayBe[:0]); len(k.mayBe) == 0 {
			return
		}
	} else {
		k.mayBe = slices.Grow(k.mayBe[:0], len(marks))[:len(marks)]
		for i := range k.mayBe {
			k.mayBe[i] = int32(i)
		}
	}
	k.err = k.store.Others(false, k.asking)
	if !k.asked.found {
		return
	}
	for i := range k.states {
		if s := &k.states[i]; s.source > 0 && !s.known {
			k.hits = append(k.hits, hit{hash: marks[i].Hash, reading: reading, at: base + marks[i].At, source: s.source - 1, delivery: s.delivery})
		}
	}
}

// ofServer asks the table of one server.
func (k *lookup) ofServer(server string, same bool, t *flow.Table) {
	source, marks := 0, k.asked.marks
	var d flow.Delivery
	last, told := uint16(0), false // whose delivery d is: many behind one another are of one
	k.sifted = t.Sift(marks, append(k.sifted[:0], k.mayBe...))
	for _, i := range k.sifted {
		number, kind, ok := t.Find(marks[i].Hash, k.now)
		if !ok {
			continue
		}
		if !k.asked.found {
			k.asked.found = true
			k.states = slices.Grow(k.states[:0], len(marks))[:len(marks)]
			clear(k.states)
		}
		s := &k.states[i]
		switch {
		case same || kind&flow.Typed != 0:
			s.known = true
		default:
			// The first that delivered it is its source: the others may have been
			// given it.
			if !told || last != number {
				d, last, told = t.Delivery(number), number, true
			}
			if s.source > 0 && (d.Time > s.delivery.Time || d.Time == s.delivery.Time && (s.delivery.Kind|^d.Kind)&(flow.Private|flow.Personal) == flow.Private|flow.Personal) {
				continue
			}
			if source == 0 {
				k.sources = append(k.sources, server)
				source = len(k.sources)
			}
			*s = state{source, s.known, d}
		}
	}
}
