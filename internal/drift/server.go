package drift

import "slices"

// Server is what is normal for one server. The zero value is not ready: see New.
type Server struct {
	Tools map[string]*Profile
	// What its answers and its calls were made of.
	Words, Sentences, Calls, Places sketch
	// Recent are sentences and addresses that were new lately.
	Recent, RecentPlaces, Led recent
	// Answers that taught it something.
	Answers uint64
	// Rang is the day on which people were told of a trait.
	Rang [Traits]int64
	// Warned is that on which they were told of a change that lasts.
	Warned int64
	// Used are the powers that it uses, as bits; Sessions in which it was seen to
	// begin; Changed is after how many answers it was updated last.
	Used              uint32
	Sessions, Changed uint64
	// Seed says where long answers are read; nobody should know it.
	Seed uint64
	// Model is by which model sentences were read.
	Model uint64
	// Offer is a hash of what the server says it is and offers.
	Offer uint64

	reading Reading
	forms   forms
	at      Observation
	judged  *Profile
	lasting Lasting
	fresh   []fresh // sentences that were not there before
	stood   []uint64
	odd     []uint64 // addresses in strange sentences
	led     []uint64 // addresses that sentences lead to
}

type fresh struct {
	passage int
	has     Set
	push    float32
}

// maxTools bounds the tools of a server that are learnt.
const maxTools = 256

// New returns a server of which nothing is known.
func New() *Server {
	return &Server{
		Tools: map[string]*Profile{}, Words: newSketch(wordBytes), Sentences: newSketch(wordBytes), Calls: newSketch(callBytes), Places: newSketch(callBytes),
	}
}

// recent is what was seen for the first time lately.
type recent struct {
	Items []item
	Next  int
}

type item struct {
	Hash, Call uint64
	Has        Set
	Push       float32
	Born       uint64 // the number of the answer that it was first in
	Strange    int    `json:",omitempty"` // answers that led to it from where nothing did
}

const (
	maxRecent = 128
	// lately is for how many answers of the server something is new.
	lately = 150
)

// find returns what is new at the answer of the given number.
func (r *recent) find(h uint64, now uint64) *item {
	for i := range r.Items {
		if r.Items[i].Hash == h && now-r.Items[i].Born <= lately {
			return &r.Items[i]
		}
	}
	return nil
}

func (r *recent) put(it item) {
	if len(r.Items) < maxRecent {
		r.Items = append(r.Items, it)
		return
	}
	r.Items[r.Next%maxRecent] = it
	r.Next++
}

// Reader says what a sentence does to its reader: traits of Does, and Directs. push
// grows with how much it sounds like an order to a model.
type Reader func(sentence string) (has Set, push float32)

// Profile returns that of a tool, nil when nothing is known of it.
func (s *Server) Profile(tool string) *Profile { return s.Tools[tool] }

// Answer is one answer under judgement.
type Answer struct {
	Tool   string
	Sample []byte
	// Form is a sample of the answer as it came, where what went on was changed; nil
	// when it is Sample.
	Form   []byte
	Size   int
	Failed bool
	Call   Call
	Day    int64 // since 1970
	// Flagged is that a rule found an order to a model in it, or what goes with one.
	Flagged bool
	Read    Reader
}

const (
	// noPush is that of an answer without sentences that ask for anything.
	noPush = -10
	// leadWeight is what a new address adds to it.
	leadWeight = 3
	// astrayWeight is what it adds that orders never stood where it stands.
	astrayWeight = 2
)

// maxRead bounds the sentences of one answer that are read closely.
const maxRead = 24

// Observe reads an answer, and returns what rings. It teaches nothing yet.
func (s *Server) Observe(a *Answer) []Ring {
	s.reading.Read(a.Sample, a.Size, a.Failed, a.Call)
	p := s.profile(a.Tool, a.Failed)
	s.judged = p
	if p == nil {
		s.at, s.lasting = Observation{}, Lasting{}
		return nil
	}
	s.at = Observation{Day: a.Day, Judged: 1<<Traits - 1}
	s.says(a.Read, p)
	s.names(p)
	s.looks(p)
	s.writes(a, p)
	set(&s.at.Has, Flagged, a.Flagged)
	rings := append(p.observe(s.at, 1<<Traits-1), s.fails(a)...)
	if all := s.profile(together, false); all != nil {
		set(&s.at.Has, Pushes, all.pushes(s.at.Push)) // another top
		set(&s.at.Has, Odd, all.odd(s.at.Odd))
		for _, r := range all.observe(s.at, pooled) {
			if !slices.ContainsFunc(rings, func(x Ring) bool { return x.Trait == r.Trait && (x.Certain || !r.Certain) }) {
				r.Together = true
				rings = append(rings, r)
			}
		}
		p.Suspicious = p.suspect() || all.suspect()
		set(&s.at.Has, Pushes, p.pushes(s.at.Push))
		set(&s.at.Has, Odd, p.odd(s.at.Odd))
	}
	rings = s.again(s.spelt(rings, p), a.Day)
	s.weigh(p, a.Day)
	return rings
}

// weigh looks at what speaks for a change that lasts, where the answer at hand asks
// for something.
func (s *Server) weigh(p *Profile, day int64) {
	s.lasting = Lasting{}
	if s.at.Has&(Does|Of(Flagged)) == 0 {
		return
	}
	s.lasting = p.lasting()
	if all := s.profile(together, false); all != nil {
		if l := all.lasting(); l.Odds > s.lasting.Odds {
			s.lasting = l
		}
	}
	if s.lasting.Certain() {
		if s.lasting.Again = s.Warned > 0 && day-s.Warned < calm; !s.lasting.Again {
			s.Warned = day
		}
	}
}

// Lasting is what speaks for a change that lasts, and that the answer which was
// observed last is part of.
func (s *Server) Lasting() Lasting { return s.lasting }

// calm is for how many days people are not told again of the same trait alone.
const calm = 5

// again marks the rings whose trait people were told of lately, or of all together.
func (s *Server) again(rings []Ring, day int64) []Ring {
	for i := range rings {
		last := &s.Rang[rings[i].Trait]
		if rings[i].Again = *last > 0 && day-*last < calm || s.Warned > 0 && day-s.Warned < calm; !rings[i].Again {
			*last = day
		}
	}
	return rings
}

// settling is for how many answers of a tool, after an update of its server, their
// looks are learnt and not judged.
const settling = 50

// Updated notes what the server says it is, and reports whether that is new. What
// its answers do to their reader is judged as before.
func (s *Server) Updated(info []byte) bool {
	h, was := hashBytes(info), s.Offer
	s.Offer = h
	s.Sessions++
	if was == 0 || was == h {
		return was == 0
	}
	s.Changed = s.Answers
	for _, p := range s.Tools {
		p.Muted = settling
	}
	return true
}

// together is the profile of all tools of a server: an attacker may use several.
const together = "\x00together"

// pooled are the traits that are watched in all tools together.
var pooled = Does | Returns | Of(Flagged, Alien)

func set(s *Set, t Trait, has bool) {
	*s &^= Of(t)
	if has {
		*s |= Of(t)
	}
}

// failures are profiles of their own: how a tool fails says nothing about how it
// works.
const failures = "\x00failed"

func (s *Server) profile(tool string, failed bool) *Profile {
	if failed {
		tool += failures
	}
	p := s.Tools[tool]
	if p == nil && len(s.Tools) < maxTools {
		p = &Profile{Keys: map[uint64]uint32{}}
		s.Tools[tool] = p
	}
	return p
}

// says looks at what the answer says in sentences that are new.
func (s *Server) says(read Reader, p *Profile) {
	r := &s.reading
	s.fresh, s.odd, s.led, s.at.Push, s.at.Odd = s.fresh[:0], s.odd[:0], s.led[:0], noPush, 0
	for i, one := range r.passages {
		if it := s.Recent.find(one.hash, s.Answers); it != nil {
			if it.Call != r.call && r.call != 0 {
				s.at.Has |= it.Has
				s.at.Push = max(s.at.Push, it.Push)
				if it.Has&(Does|Of(Directs)) != 0 {
					s.at.Has |= Of(Repeats)
				}
			}
			continue
		}
		if !s.Sentences.has(one.hash) {
			s.fresh = append(s.fresh, fresh{passage: i})
		}
	}
	if len(r.passages) > 0 {
		s.at.Has |= Of(Prose)
	}
	n := len(s.fresh)
	for k := range s.fresh {
		if n > maxRead && k >= maxRead/2 && k < n-maxRead/2 {
			continue // the ends: something is put in front or behind
		}
		one := &r.passages[s.fresh[k].passage]
		has, push := read(string(r.text[one.start:one.end]))
		if (has & Does).Count() > 1 {
			has |= Of(Loaded)
		}
		if has&Of(SendsAway, Fetches) != 0 && r.call != 0 && s.leads(one) {
			has |= Of(Leads)
			push += leadWeight
		}
		if has&(Does|Of(Directs)) != 0 && p.astray(one.key(ofSentences)) {
			has |= Of(Elsewhere)
			push += astrayWeight
		}
		if has != 0 && s.alien(one) {
			has |= Of(Alien)
		}
		s.fresh[k].has, s.fresh[k].push = has, push
		if has != 0 {
			spotted := s.spotted(one, p)
			s.at.Odd = max(s.at.Odd, p.oddness(has|spotted, push))
			if (has|spotted)&Of(Elsewhere, Misplaced) != 0 {
				s.strange(one, has)
			}
		}
		s.at.Push = max(s.at.Push, push)
		s.at.Has |= has
	}
}

// looks compares the form of the answer with what is normal.
func (s *Server) looks(p *Profile) {
	r := &s.reading
	set := func(t Trait, has bool) { set(&s.at.Has, t, has) }
	unknown := 0
	for _, w := range r.words {
		if !s.Words.has(w) {
			unknown++
		}
	}
	if p.Answers < placed {
		s.at.Judged &^= Of(Elsewhere, Misplaced, Odd, Strange, Insists, Alien)
	}
	set(Encoded, r.encoded)
	set(Pushes, p.pushes(s.at.Push))
	set(Odd, p.odd(s.at.Odd))
	set(Failed, r.failed)
	set(Larger, p.Size.above(sizeBin(r.size), 5))
	set(Foreign, len(r.words) >= 8 && p.Words.above(shareBin(unknown, len(r.words)), 12))
	set(Denser, r.size > 200 && p.Entropy.above(r.entropy, 5))
	set(Linked, p.Links.above(r.links, 6))
	set(Slower, p.Time.above(sizeBin(int(min(r.took, 1<<30))), 9))
	set(Lengthier, p.Sentences.above(sizeBin(len(r.passages)), 6))
	fresh, gone := 0, 0
	for _, k := range r.keys {
		if p.Keys[k] == 0 {
			fresh++
		}
	}
	for k, n := range p.Keys {
		if n+p.KeptOf[Stripped] >= p.Answers && p.Answers >= minBaseline && !contains(r.keys, k) {
			gone++
		}
	}
	set(Reshaped, fresh > 0)
	set(Stripped, gone > 0 && len(r.keys) > 0)
	if !s.familiar() {
		s.at.Judged &^= Looks
	}
	if r.failed { // counted beside the answers that are none: see fails
		s.at.Judged &^= Of(Failed)
	}
}

// familiar reports whether the call is like earlier ones: all its words are known.
func (s *Server) familiar() bool {
	if s.reading.call == 0 {
		return false
	}
	for _, w := range s.reading.asked {
		if !s.Calls.has(w) {
			return false
		}
	}
	return true
}

// Judged is the profile that the answer observed last was compared with.
func (s *Server) Judged() *Profile { return s.judged }

// Saw is what the answer that was observed last has.
func (s *Server) Saw() Set { return s.at.Has }

// Noted takes in of the answer that was observed last no more than that a rule found
// something in it.
func (s *Server) Noted(a *Answer) {
	for _, p := range []*Profile{s.profile(a.Tool, a.Failed), s.profile(together, false)} {
		if p != nil && p.KeptOf[Flagged] == 0 {
			p.Tried[Flagged]++
			p.Seen[Flagged]++
		}
	}
}

// Learn takes in the answer that was observed last, once it was delivered and
// nothing was found in it.
func (s *Server) Learn(a *Answer) {
	p := s.profile(a.Tool, a.Failed)
	if p == nil {
		return
	}
	r := &s.reading
	p.learn(s.at)
	s.failed(a)
	if s.forms.counted {
		p.Form.Learn(&s.forms.tally, s.at.Has.Has(Carries))
	}
	s.Answers++
	unknown := 0
	for _, w := range r.words {
		if !s.Words.has(w) {
			unknown++
			s.Words.put(w)
		}
	}
	p.Push.put(pushBin(s.at.Push))
	if s.at.Judged.Has(Odd) {
		p.Oddness.put(oddBin(s.at.Odd))
	}
	if all := s.profile(together, false); all != nil {
		at := s.at
		at.Judged &= pooled | Of(Directs, Prose)
		set(&at.Has, Pushes, all.pushes(s.at.Push))
		set(&at.Has, Odd, all.odd(s.at.Odd))
		all.learn(at)
		all.Push.put(pushBin(s.at.Push))
		if s.at.Judged.Has(Odd) {
			all.Oddness.put(oddBin(s.at.Odd))
		}
	}
	s.usual(p, &p.Size, sizeBin(r.size), Larger)
	s.usual(p, &p.Words, shareBin(unknown, len(r.words)), Foreign)
	s.usual(p, &p.Entropy, r.entropy, Denser)
	s.usual(p, &p.Links, r.links, Linked)
	s.usual(p, &p.Time, sizeBin(int(min(r.took, 1<<30))), Slower)
	s.usual(p, &p.Sentences, sizeBin(len(r.passages)), Lengthier)
	watched := s.at.Judged.Has(Reshaped) && s.at.Has.Has(Reshaped) && p.rate(Reshaped) <= often && p.Muted == 0 && p.Answers > minBaseline
	for _, k := range r.keys {
		if p.Keys[k] > 0 || len(p.Keys) < maxProfileKeys && !watched {
			p.Keys[k]++
		}
	}
	for _, w := range r.asked {
		s.Calls.put(w)
	}
	s.learnSentences(p)
	s.learnPlaces()
	p.glanced(a.Sample, a.Size)
}

// usual takes in how an answer looks, unless that is watched: what is far off is not
// normal at its first sight.
func (s *Server) usual(p *Profile, v *spread, x int, t Trait) {
	if !s.at.Has.Has(t) || p.rate(t) > often {
		v.put(x)
	}
}

// often is the share of answers from which on a look is one of those a tool has.
const often = 0.05

func (s *Server) learnSentences(p *Profile) {
	r := &s.reading
	s.stood = s.stood[:0]
	for i := range r.spots {
		s.stood = append(s.stood, r.spots[i].key(ofAddresses))
	}
	for _, f := range s.fresh {
		h := r.passages[f.passage].hash
		if f.has&(Does|Of(Directs)) != 0 {
			s.stood = append(s.stood, r.passages[f.passage].key(ofSentences))
		}
		if f.has != 0 {
			s.Recent.put(item{Hash: h, Call: r.call, Has: f.has &^ Of(Elsewhere, Alien, Commands), Push: f.push, Born: s.Answers})
		}
		s.Sentences.put(h)
	}
	s.stood = distinct(s.stood)
	for _, k := range s.stood {
		p.stands(k, 1, p.Answers)
	}
}

func contains(all []uint64, h uint64) bool {
	for _, x := range all {
		if x == h {
			return true
		}
	}
	return false
}

// sizeBin has three bins for each doubling.
func sizeBin(n int) int {
	b := 0
	for f := 1.0; f < float64(n) && b < bins-1; f *= 1.26 {
		b++
	}
	return b
}

// shareBin has a bin for each fiftieth.
func shareBin(n, of int) int {
	if of == 0 {
		return 0
	}
	return n * 50 / of
}

// pushBin has four bins for each unit of log odds.
func pushBin(push float32) int { return bin(int((push + 7) * 4)) }

// oddBin has four bins for each factor of e.
func oddBin(odd float32) int { return bin(int(odd * 3)) }
