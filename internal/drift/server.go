package drift

import "slices"

// Server is what is normal for one server. The zero value is not ready: see New.
type Server struct {
	Tools map[string]*Profile
	// What its answers and its calls were made of.
	Words, Sentences, Calls, Places sketch
	// Recent are sentences and addresses that were new lately.
	Recent, RecentPlaces recent
	// Answers that taught it something.
	Answers uint64
	// Seed says where long answers are read; nobody should know it.
	Seed uint64
	// Offer is a hash of what the server says it is and offers.
	Offer uint64

	reading Reading
	at      Observation
	judged  *Profile
	fresh   []fresh // sentences that were not there before
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
	Size   int
	Failed bool
	Call   Call
	Day    int64 // since 1970
	Read   Reader
}

const (
	// noPush is that of an answer without sentences that ask for anything.
	noPush = -10
	// leadWeight is what a new address adds to it.
	leadWeight = 3
)

// maxRead bounds the sentences of one answer that are read closely.
const maxRead = 24

// Observe reads an answer, and returns what rings. It teaches nothing yet.
func (s *Server) Observe(a *Answer) []Ring {
	s.reading.Read(a.Sample, a.Size, a.Failed, a.Call)
	p := s.profile(a.Tool, a.Failed)
	s.judged = p
	if p == nil {
		s.at = Observation{}
		return nil
	}
	s.at = Observation{Day: a.Day, Judged: 1<<Traits - 1}
	s.says(a.Read)
	s.names()
	s.looks(p)
	rings := p.observe(s.at, 1<<Traits-1)
	if all := s.profile(together, false); all != nil {
		set(&s.at.Has, Pushes, all.pushes(s.at.Push)) // another top
		for _, r := range all.observe(s.at, pooled) {
			if !slices.ContainsFunc(rings, func(x Ring) bool { return x.Trait == r.Trait && (x.Certain || !r.Certain) }) {
				r.Together = true
				rings = append(rings, r)
			}
		}
		p.Suspicious = p.suspect() || all.suspect()
		set(&s.at.Has, Pushes, p.pushes(s.at.Push))
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
	if was == 0 || was == h {
		return was == 0
	}
	for _, p := range s.Tools {
		p.Muted = settling
	}
	return true
}

// together is the profile of all tools of a server: an attacker may use several.
const together = "\x00together"

// pooled are the traits that are watched in all tools together.
var pooled = Does | Returns

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
func (s *Server) says(read Reader) {
	r := &s.reading
	s.fresh, s.at.Push = s.fresh[:0], noPush
	for i, p := range r.passages {
		if it := s.Recent.find(p.hash, s.Answers); it != nil {
			if it.Call != r.call && r.call != 0 {
				s.at.Has |= it.Has
				s.at.Push = max(s.at.Push, it.Push)
				if it.Has&(Does|Of(Directs)) != 0 {
					s.at.Has |= Of(Repeats)
				}
			}
			continue
		}
		if !s.Sentences.has(p.hash) {
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
		p := r.passages[s.fresh[k].passage]
		has, push := read(string(r.text[p.start:p.end]))
		if (has & Does).Count() > 1 {
			has |= Of(Loaded)
		}
		if has&Of(SendsAway, Fetches) != 0 && r.call != 0 && s.leads(p) {
			has |= Of(Leads)
			push += leadWeight
		}
		s.fresh[k].has, s.fresh[k].push = has, push
		s.at.Push = max(s.at.Push, push)
		s.at.Has |= has
	}
}

// names looks at the addresses.
func (s *Server) names() {
	r := &s.reading
	if r.call == 0 { // the call might name them
		s.at.Judged &^= Of(NewPlace, Leads, Repeats)
		return
	}
	for _, h := range r.places {
		if contains(r.named, h) {
			continue
		}
		if s.RecentPlaces.find(h, s.Answers) == nil && !s.Places.has(h) {
			s.at.Has |= Of(NewPlace)
		}
	}
}

// leads reports whether a sentence names an address that is new, or was lately, and
// that the call does not name.
func (s *Server) leads(p passage) bool {
	r := &s.reading
	for i, at := range r.placeAt {
		if at < p.start || at >= p.end || contains(r.named, r.places[i]) {
			continue
		}
		if !s.Places.has(r.places[i]) || s.RecentPlaces.find(r.places[i], s.Answers) != nil {
			return true
		}
	}
	return false
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
	set(Encoded, r.encoded)
	set(Pushes, p.pushes(s.at.Push))
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
		if n >= p.Answers && p.Answers >= minBaseline && !contains(r.keys, k) {
			gone++
		}
	}
	set(Reshaped, fresh > 0)
	set(Stripped, gone > 0 && len(r.keys) > 0)
	if !s.familiar() {
		s.at.Judged &^= Looks
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

// Learn takes in the answer that was observed last, once it was delivered and
// nothing was found in it.
func (s *Server) Learn(a *Answer) {
	p := s.profile(a.Tool, a.Failed)
	if p == nil {
		return
	}
	r := &s.reading
	p.learn(s.at)
	s.Answers++
	unknown := 0
	for _, w := range r.words {
		if !s.Words.has(w) {
			unknown++
			s.Words.put(w)
		}
	}
	p.Push.put(pushBin(s.at.Push))
	if all := s.profile(together, false); all != nil {
		at := s.at
		at.Judged &= pooled | Of(Directs, Prose)
		set(&at.Has, Pushes, all.pushes(s.at.Push))
		all.learn(at)
		all.Push.put(pushBin(s.at.Push))
	}
	s.usual(p, &p.Size, sizeBin(r.size), Larger)
	s.usual(p, &p.Words, shareBin(unknown, len(r.words)), Foreign)
	s.usual(p, &p.Entropy, r.entropy, Denser)
	s.usual(p, &p.Links, r.links, Linked)
	s.usual(p, &p.Time, sizeBin(int(min(r.took, 1<<30))), Slower)
	s.usual(p, &p.Sentences, sizeBin(len(r.passages)), Lengthier)
	for _, k := range r.keys {
		if p.Keys[k] > 0 || len(p.Keys) < maxProfileKeys {
			p.Keys[k]++
		}
	}
	for _, w := range r.asked {
		s.Calls.put(w)
	}
	s.learnSentences()
	for _, h := range r.places {
		if !s.Places.has(h) && !contains(r.named, h) {
			s.RecentPlaces.put(item{Hash: h, Call: r.call, Born: s.Answers})
		}
		s.Places.put(h)
	}
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

func (s *Server) learnSentences() {
	r := &s.reading
	for _, f := range s.fresh {
		h := r.passages[f.passage].hash
		if f.has != 0 {
			s.Recent.put(item{Hash: h, Call: r.call, Has: f.has, Push: f.push, Born: s.Answers})
		}
		s.Sentences.put(h)
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
