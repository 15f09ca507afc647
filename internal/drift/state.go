package drift

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
)

// Marshal returns what is known of the server as a whole, and of each tool, by
// name: counts and hashes, no content. "" is the server's.
func (s *Server) Marshal() (map[string][]byte, error) {
	all := map[string][]byte{}
	var err error
	if all[""], err = json.Marshal(&stored{Version: format, Words: s.Words, Sentences: s.Sentences, Calls: s.Calls, Places: s.Places, Recent: s.Recent, RecentPlaces: s.RecentPlaces, Led: s.Led, Offer: s.Offer, Answers: s.Answers, Rang: s.Rang, Warned: s.Warned, Model: s.Model, Used: s.Used, Sessions: s.Sessions, Changed: s.Changed}); err != nil {
		return nil, err
	}
	for name, p := range s.Tools {
		p.KeyList = p.KeyList[:0]
		for _, k := range slices.Sorted(maps.Keys(p.Keys)) {
			p.KeyList = append(p.KeyList, [2]uint64{k, uint64(p.Keys[k])})
		}
		if all[name], err = json.Marshal(p); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// format is the version of what is stored.
const format = 2

type stored struct {
	Version                         int
	Words, Sentences, Calls, Places sketch
	Recent, RecentPlaces, Led       recent
	Offer, Answers                  uint64
	Rang                            [Traits]int64
	Warned                          int64
	Model                           uint64
	Used                            uint32
	Sessions, Changed               uint64
}

// Unmarshal reads what Marshal wrote. What it cannot read, or what another version
// wrote, is an error; then nothing is known.
func Unmarshal(all map[string][]byte) (*Server, error) {
	s := New()
	for name, text := range all {
		if name != "" {
			p := &Profile{Keys: map[uint64]uint32{}}
			if err := json.Unmarshal(text, p); err != nil {
				return nil, fmt.Errorf("what was learnt of a tool cannot be read: %w", err)
			}
			for _, k := range p.KeyList {
				if len(p.Keys) < maxProfileKeys {
					p.Keys[k[0]] = uint32(k[1])
				}
			}
			for _, v := range p.spreads() {
				v.count()
			}
			if len(s.Tools) < maxTools {
				s.Tools[name] = p
			}
			continue
		}
		var st stored
		if err := json.Unmarshal(text, &st); err != nil {
			return nil, fmt.Errorf("what was learnt of the server cannot be read: %w", err)
		}
		if st.Version != format || !st.Words.fits(wordBytes) || !st.Sentences.fits(wordBytes) || !st.Calls.fits(callBytes) || !st.Places.fits(callBytes) || len(st.Recent.Items) > maxRecent || len(st.RecentPlaces.Items) > maxRecent || len(st.Led.Items) > maxRecent {
			return nil, fmt.Errorf("what was learnt of the server has another form (%d)", st.Version)
		}
		s.Words, s.Sentences, s.Calls, s.Places, s.Offer, s.Answers = st.Words, st.Sentences, st.Calls, st.Places, st.Offer, st.Answers
		s.Recent, s.RecentPlaces, s.Led, s.Rang, s.Warned, s.Model = st.Recent, st.RecentPlaces, st.Led, st.Rang, st.Warned, st.Model
		s.Used, s.Sessions, s.Changed = st.Used, st.Sessions, st.Changed
	}
	return s, nil
}

// Merge adds what one process has learnt since it last knew what is stored: own is
// what it knows now, and base what it knew then. s is what is stored now. Two
// processes that learn from one server at a time lose nothing of each other.
func (s *Server) Merge(own, base *Server) {
	for _, m := range []struct{ to, from *sketch }{{&s.Words, &own.Words}, {&s.Sentences, &own.Sentences}, {&s.Calls, &own.Calls}, {&s.Places, &own.Places}} {
		m.to.merge(m.from)
	}
	s.Recent.merge(&own.Recent)
	s.RecentPlaces.merge(&own.RecentPlaces)
	s.Led.merge(&own.Led)
	s.Offer = own.Offer
	s.ReadBy(own.Model)
	s.Used |= own.Used
	s.Sessions += own.Sessions - base.Sessions
	s.Changed = max(s.Changed, own.Changed)
	for t := range s.Rang {
		s.Rang[t] = max(s.Rang[t], own.Rang[t])
	}
	s.Warned = max(s.Warned, own.Warned)
	s.Answers += own.Answers - base.Answers
	for name, p := range own.Tools {
		to := s.profile(name, false)
		if to == nil {
			continue
		}
		was := base.Tools[name]
		if was == nil {
			was = &Profile{}
		}
		to.merge(p, was)
	}
}

func (r *recent) merge(o *recent) {
	for i := range o.Items {
		if r.find(o.Items[i].Hash, o.Items[i].Born) == nil {
			r.put(o.Items[i])
		}
	}
}

// merge adds what own has more than base.
func (p *Profile) merge(own, base *Profile) {
	more := func(to *uint32, own, base uint32) {
		if own > base {
			*to += own - base
		}
	}
	more(&p.Answers, own.Answers, base.Answers)
	if p.First == 0 {
		p.First = own.First
	}
	p.Days = max(p.Days, own.Days)
	p.Last = max(p.Last, own.Last)
	p.Muted = own.Muted
	for t := range Traits {
		more(&p.Seen[t], own.Seen[t], base.Seen[t])
		more(&p.Tried[t], own.Tried[t], base.Tried[t])
	}
	p.Kept, p.KeptOf, p.Sum, p.Told, p.Known = own.Kept, own.KeptOf, own.Sum, own.Told, own.Known
	p.Top, p.OddTop = own.Top, own.OddTop
	to, from, was := p.spreads(), own.spreads(), base.spreads()
	for i := range to {
		to[i].add(from[i])
		to[i].sub(was[i])
		to[i].age()
	}
	for k, n := range own.Keys {
		if n > base.Keys[k] && (p.Keys[k] > 0 || len(p.Keys) < maxProfileKeys) {
			p.Keys[k] += n - base.Keys[k]
		}
	}
	for k, l := range own.Loci {
		if more := l.N - base.Loci[k].N; l.N > base.Loci[k].N {
			p.stands(k, more, l.First)
		}
	}
	p.Form.Merge(&own.Form, &base.Form)
	p.Spaces, p.Signs, p.Bytes = max(p.Spaces, own.Spaces), max(p.Signs, own.Signs), max(p.Bytes, own.Bytes)
	p.Data, p.Suspicious = p.closed(), p.suspect()
}

// Clone returns a copy that shares nothing that changes.
func (s *Server) Clone() *Server {
	c := &Server{
		Tools: map[string]*Profile{}, Words: s.Words.clone(), Sentences: s.Sentences.clone(), Calls: s.Calls.clone(), Places: s.Places.clone(),
		Recent: s.Recent.clone(), RecentPlaces: s.RecentPlaces.clone(), Led: s.Led.clone(), Offer: s.Offer, Answers: s.Answers, Rang: s.Rang, Warned: s.Warned, Model: s.Model,
		Used: s.Used, Sessions: s.Sessions, Changed: s.Changed,
	}
	for name, p := range s.Tools {
		q := *p
		q.Keys, q.Loci, q.KeyList = maps.Clone(p.Keys), maps.Clone(p.Loci), nil
		c.Tools[name] = &q
	}
	return c
}

func (s *sketch) clone() sketch {
	return sketch{Old: slices.Clone(s.Old), New: slices.Clone(s.New), Filled: s.Filled}
}

func (r *recent) clone() recent { return recent{Items: slices.Clone(r.Items), Next: r.Next} }
