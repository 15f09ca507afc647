package detect

import (
	"math/bits"
	"slices"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Call is what a client asks for: the view of a request that argument rows
// share.
type Call struct {
	// Method of the message, or for an answer the method it answers.
	Method string
	// Name of the tool, prompt or template it is about; "" when there is none.
	// It is the sender's word, and valid until the row returns.
	Name string

	named bool
	nameSays
}

// nameSays is what the name of a tool says, as far as somebody has asked.
type nameSays struct {
	does   Purpose
	plain  Purpose   // does, without what use asks besides
	words  toolWords // that single rules ask for
	known  bool      // these are set
	writes bool      // files
	asked  bool      // writes is set
}

// Argument is one string that a client sends, under inspection.
type Argument struct {
	*message.Field
	Settings *Settings
	// Call is what it is sent with.
	Call *Call
	// Has is the kinds of bytes in its text.
	Has Bytes

	runner *Runner
	read   *address.Path
	looked
}

// looked is what the rows have found out about an argument so far.
type looked struct {
	role  Role
	known bool // role is set
	use   use
	used  bool // use is set

	kind      textKind
	pathKnown bool                      // read and kind are set
	bent      struct{ known, not bool } // straight

	worst   finding.Severity // of the files that the path names
	secret  bool             // it names one
	weighed bool             // worst and secret are set
}

// Report records a finding about the argument. Nothing is cut out of what a
// client sends: another value is another order to the server, so the policy
// decides about the whole message. Of what a host says of itself with every call
// (_meta) only what is high counts: it has addresses of its own machine.
func (a *Argument) Report(f finding.Finding) {
	if a.Surface == message.Meta && f.Severity <= finding.Medium {
		return
	}
	f.Pointer, f.Surface, f.Value = a.Pointer(), a.Surface, a.Outermost()
	a.runner.found = append(a.runner.found, f)
}

// Called is the tool, prompt or template that the last message of a client was
// about; "" when it was about none. It is valid until the next Run.
func (r *Runner) Called() string { return r.requests.call.Name }

// CalledFor is what the tool of [Runner.Called] is for.
func (r *Runner) CalledFor() Purpose {
	defer r.requests.keepTool()
	return r.requests.call.Purpose()
}

// bytesString is b as a string that must not outlive it.
func bytesString(b []byte) string { return unsafe.String(unsafe.SliceData(b), len(b)) }

// requests is what a Runner needs for messages of a client.
type requests struct {
	call      Call
	name      []byte // memory for Call.Name
	again     bool   // strings were passed over because the name was not known
	second    bool   // and are visited now
	argument  Argument
	key       []byte // under which the last string of the message itself stood
	role      Role   // and what it says
	paths     address.PathReader
	full      []byte // memory for a path from a root
	line      line
	sql       sqlReader
	planting  planting
	joining   joining
	message   *message.Message // at hand
	inventory inventory
	sent      wordsSent
	names     calledFields
	tools     [16]calledTool
	needs     []need
	last      struct { // a value of the message itself, and what was woken for it; surface 0: none
		key     []byte // it stands under
		role    Role
		has     Bytes
		surface message.Surface
		rows    uint64
	}
	rows  [64]func(*Argument) // what the rows do, side by side
	wakes [256]struct {       // what was woken lately, by a hash of what it was woken for
		circumstances
		rows uint64
	}
	kinds [8]struct { // of bytes in strings of the message at hand
		start, end int
		has        Bytes
	}
	onField func(*message.Field)
}

// need is kinds of bytes that together wake rows over arguments, a bit for each.
type need struct {
	bytes Bytes
	rows  uint64
}

// circumstances are all that wakes rows over an argument, and all that Idle may ask
// for: its kinds of bytes and role, and what its call is for, with what use asks
// besides; its surface, whether it is a key, and whether a tool is called, one that
// writes files.
type circumstances struct{ what, where uint64 }

func (a *Argument) circumstances() circumstances {
	a.Role()
	where := uint64(a.Surface) << 3
	if a.Key {
		where |= 1
	}
	if a.Call.Method == "tools/call" {
		where |= 2
	}
	if a.Call.writesFiles() { // and asks for its purpose
		where |= 4
	}
	return circumstances{uint64(a.Has) | uint64(a.role)<<32 | uint64(a.Call.does)<<48, where}
}

// woken returns the rows that an argument wakes. The elements of an array share their
// circumstances, and so do most strings under one name.
func (r *Runner) woken(a *Argument) uint64 {
	l := &r.requests.last
	if l.has != a.Has || l.surface != a.Surface || a.Key || a.Carrier() != nil {
		return r.wakenAnew(a)
	}
	if key := a.Under(); len(key) != len(l.key) || len(key) == 0 || &key[0] != &l.key[0] {
		return r.wakenAnew(a)
	}
	a.role, a.known = l.role, true
	return l.rows
}

// wakenAnew is woken for an argument that is not like the last, and remembers it.
func (r *Runner) wakenAnew(a *Argument) uint64 {
	l := &r.requests.last
	l.rows, l.surface = r.wakened(a), 0
	if !a.Key && a.Carrier() == nil {
		l.has, l.surface, l.key, l.role = a.Has, a.Surface, a.Under(), a.role
	}
	return l.rows
}

func (r *Runner) wakened(a *Argument) uint64 {
	q, c := &r.requests, a.circumstances()
	w := &q.wakes[(c.what*0x9e3779b97f4a7c15^c.where*0xc2b2ae3d27d4eb4f)>>56]
	if w.circumstances == c { // of none are none
		return w.rows
	}
	w.circumstances, w.rows = c, 0
	for _, n := range q.needs {
		if a.Has&n.bytes == n.bytes {
			w.rows |= n.rows
		}
	}
	if a.Key {
		w.rows &= r.argumentKeys
	}
	for all := w.rows; all != 0; all &= all - 1 {
		i := bits.TrailingZeros64(all)
		if e := &r.argumentRows[i]; e.Reads&a.Surface == 0 || e.Idle != nil && e.Idle(a) {
			w.rows &^= 1 << i
		}
	}
	return w.rows
}

// needsOf returns what wakes the rows.
func needsOf(rows []Entry) (all []need) {
	if len(rows) > 64 {
		panic("detect: more rows over arguments than there are bits")
	}
	for i := range rows {
		for _, b := range rows[i].Needs {
			k := slices.IndexFunc(all, func(n need) bool { return n.bytes == b })
			if k < 0 {
				k, all = len(all), append(all, need{bytes: b})
			}
			all[k].rows |= 1 << i
		}
	}
	return all
}

// arguments runs the argument rows over a client's message. Where the name
// stands in a place of its own, one visit is enough.
func (r *Runner) arguments(m *message.Message, asked string) {
	q := &r.requests
	q.call, q.again, q.second, q.key = Call{Method: asked}, false, false, nil
	q.last.surface, q.last.key = 0, nil
	q.line.text, q.line.pieces = q.line.text[:0], 0
	q.planting.reset()
	clear(q.kinds[:])
	q.message, q.inventory = m, inventory{}
	q.joining = joining{folder: q.joining.folder[:0]}
	q.call.named = asked != "tools/call" && asked != "prompts/get"
	if !q.call.named {
		if q.name, q.call.named = m.Name(q.name[:0]); q.call.named {
			q.call.Name = bytesString(q.name)
			q.recallTool()
		}
	}
	defer q.keepTool()
	m.Visit(asked, q.onField, nil)
	if q.again {
		q.call.named, q.second = true, true
		m.Visit(asked, q.onField, nil)
	}
	if p := &q.planting; p.early && (len(p.places) > 0 || p.named && p.script) && !p.told {
		p.only = true
		m.Visit(asked, q.onField, nil)
	}
	if len(q.joining.folder) > 0 {
		q.planting.only, q.joining.only = false, true
		m.Visit(asked, q.onField, nil)
	}
}

// visitArgument takes one string of a client's message.
func (r *Runner) visitArgument(f *message.Field) {
	q := &r.requests
	if !f.Key && f.Surface == message.Target && f.Carrier() == nil && isName(f.Under()) && q.call.Name == "" {
		q.name = append(q.name[:0], f.Text()...)
		q.call.Name, q.call.named, q.last.surface = bytesString(q.name), true, 0
		q.recallTool()
	}
	if r.argumentReads&f.Surface == 0 || q.second && f.Surface != message.Argument {
		return
	}
	if !q.call.named && f.Surface == message.Argument {
		q.again = true
		return
	}
	if q.planting.only && f.End-f.Start < shortestCommand { // what is as short was read before
		return
	}
	a := &q.argument
	a.Field, a.Has, a.looked = f, q.bytesIn(f), looked{} // the rest is as it was
	q.sent.text = ""
	opened := f.End-f.Start > 2 && // find's {} is a word, and nothing is in an empty list
		(a.Has&(Curly|Square|Quote) != 0 && f.Open(q.onField) || a.Has&(Curly|Square) != 0 && a.Has&Quote != 0 && f.OpenLoosely(q.onField))
	if opened {
		return
	}
	if q.planting.only {
		detectPlantedFile(a)
		return
	}
	if q.joining.only {
		joinPath(a)
		return
	}
	q.sql.whole = false
	rows, woken := &q.rows, r.woken(a)
	if f.End-f.Start <= maxCounted { // the clock costs as much as a short string
		for ; woken != 0 && !r.late; woken &= woken - 1 {
			rows[bits.TrailingZeros64(woken)&(len(rows)-1)](a)
		}
		return
	}
	for ; woken != 0; woken &= woken - 1 {
		if r.late = r.late || r.expired != nil && r.expired(); r.late {
			return
		}
		rows[bits.TrailingZeros64(woken)&(len(rows)-1)](a)
	}
}

// bytesIn is bytesInField, remembered for strings that may be visited again.
func (q *requests) bytesIn(f *message.Field) Bytes {
	if f.End-f.Start < fewLetters || f.Carrier() != nil {
		return bytesInField(f)
	}
	k := &q.kinds[f.Start>>3%len(q.kinds)]
	if k.end != f.End || k.start != f.Start || !q.planting.only && !q.joining.only {
		k.start, k.end, k.has = f.Start, f.End, bytesInField(f)
	}
	return k.has
}

// isName reports whether key is the member that names what a request is about,
// in any case, as servers with lenient decoders read it.
func isName(key []byte) bool {
	return len(key) == 4 && key[0]|0x20 == 'n' && key[1]|0x20 == 'a' && key[2]|0x20 == 'm' && key[3]|0x20 == 'e'
}
