package drift

// names looks at the addresses.
func (s *Server) names(p *Profile) {
	r := &s.reading
	if r.call == 0 { // the call might name them
		s.at.Judged &^= Of(NewPlace, Leads, Repeats, Misplaced, Insists)
		return
	}
	for _, h := range r.places {
		if contains(r.named, h) {
			continue
		}
		if !s.Places.has(h) && s.lately(h) == nil {
			s.at.Has |= Of(NewPlace)
		}
	}
	for i := range r.spots {
		if x := &r.spots[i]; !contains(r.named, x.place) && p.astray(x.key(ofAddresses)) {
			s.at.Has |= Of(Misplaced)
		}
	}
}

// insistent is how many other answers had a strange sentence with an address.
const insistent = 2

// strange judges a sentence that stands where none like it did.
func (s *Server) strange(one *passage, has Set) {
	if has&Does != 0 {
		s.at.Has |= Of(Strange)
	}
	r := &s.reading
	for i := range r.spots {
		x := &r.spots[i]
		if x.start < one.start || x.start >= one.end || contains(r.named, x.place) || r.call == 0 {
			continue
		}
		it := s.lately(x.place)
		if it != nil && it.Strange >= insistent && it.Call != r.call {
			s.at.Has |= Of(Insists)
		}
		s.odd = add(s.odd, x.place, maxPlaces)
	}
}

// spotted is what is to be said of the addresses in a sentence.
func (s *Server) spotted(one *passage, p *Profile) (has Set) {
	r := &s.reading
	for i := range r.spots {
		x := &r.spots[i]
		if x.start < one.start || x.start >= one.end || contains(r.named, x.place) {
			continue
		}
		if p.astray(x.key(ofAddresses)) {
			has |= Of(Misplaced)
		}
		if s.isNew(x.place) {
			has |= Of(NewPlace)
		}
	}
	return has
}

// leads reports whether a sentence names an address that is new, or was lately, and
// that the call does not name.
func (s *Server) leads(p *passage) (leads bool) {
	r := &s.reading
	for _, x := range r.spots {
		if x.start < p.start || x.start >= p.end || contains(r.named, x.place) {
			continue
		}
		s.led = add(s.led, x.place, maxPlaces)
		leads = leads || s.isNew(x.place)
	}
	return leads
}

// isNew reports whether an address was not there before, or lately for the first time.
func (s *Server) isNew(place uint64) bool { return !s.Places.has(place) || s.lately(place) != nil }

// lately is what is known of an address that was new lately, or nil.
func (s *Server) lately(place uint64) *item {
	if it := s.Led.find(place, s.Answers); it != nil {
		return it
	}
	return s.RecentPlaces.find(place, s.Answers)
}

// learnPlaces takes in the addresses of the answer at hand. Those that it leads to
// are kept apart: some servers name many new ones in each answer.
func (s *Server) learnPlaces() {
	r := &s.reading
	for _, h := range r.places {
		if !s.Places.has(h) && !contains(r.named, h) {
			to := &s.RecentPlaces
			if contains(s.led, h) {
				to = &s.Led
			}
			to.put(item{Hash: h, Call: r.call, Born: s.Answers})
		}
		s.Places.put(h)
	}
	for _, h := range s.odd {
		if it := s.lately(h); it != nil && (it.Call != r.call || it.Strange == 0) {
			it.Strange++
			it.Call = r.call
		}
	}
}

// link notes the host of a URL and returns where the URL ends.
func (r *Reading) link(at int) int {
	r.links++
	end := at
	for end < len(r.text) && hostByte(r.text[end]) {
		end++
	}
	r.place(at, end)
	for end < len(r.text) && r.text[end] > ' ' && r.text[end] != '"' && r.text[end] != '<' && r.text[end] != '>' && r.text[end] != ')' && r.text[end] != '\'' {
		end++
	}
	return end
}

// mail notes the host of a mail address that begins behind the sign.
func (r *Reading) mail(at int) int {
	end, dots := at, 0
	for end < len(r.text) && hostByte(r.text[end]) && r.text[end] != ':' && r.text[end] != '@' {
		if r.text[end] == '.' {
			dots++
		}
		end++
	}
	if dots == 0 || end == at {
		return 0
	}
	r.place(at, end)
	return end
}

func hostByte(c byte) bool { return wordByte(c) || c == '.' || c == '-' || c == ':' || c == '@' }

// place notes a host by what somebody has to own to use it: roughly, its last two
// labels, or three where the second is short.
func (r *Reading) place(start, end int) {
	for i := start; i < end; i++ {
		if r.text[i] == '@' {
			start = i + 1
		}
	}
	for i := start; i < end; i++ {
		if r.text[i] == ':' {
			end = i
		}
	}
	for end > start && r.text[end-1] == '.' {
		end--
	}
	if end-start < 3 || len(r.spots) >= maxSpots {
		return
	}
	from, labels, length := end, 1, 0
	for from > start {
		if r.text[from-1] == '.' {
			if labels == 2 && length > 3 || labels == 3 {
				break
			}
			labels, length = labels+1, -1
		}
		from--
		length++
	}
	h := uint64(hashSeed)
	for _, c := range r.text[from:end] {
		if c-'A' <= 25 {
			c |= 0x20
		}
		h = (h ^ uint64(c)) * hashPrime
	}
	r.places = add(r.places, mix(h), maxPlaces)
	r.spots = append(r.spots, spot{stand{last: -1}, mix(h), start})
}
