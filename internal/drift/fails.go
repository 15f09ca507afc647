package drift

// How often a tool fails is counted in the profile of its answers. How its errors look
// and what they say is a profile of their own.

// fails counts an error beside the answers of the tool, whose profile is another.
func (s *Server) fails(a *Answer) []Ring {
	p := s.Tools[a.Tool]
	if !a.Failed || p == nil || !s.familiar() {
		return nil
	}
	return p.observe(Observation{Has: Of(Failed), Judged: Of(Failed)}, Of(Failed))
}

// Turned are the looks of the tool that are certain to be new, and still are.
func (s *Server) Turned(a *Answer) (looks Set) {
	for _, name := range []string{a.Tool, a.Tool + failures} {
		if p := s.Tools[name]; p != nil {
			looks |= p.changed()
		}
	}
	return looks
}

// failed takes an error in.
func (s *Server) failed(a *Answer) {
	if p := s.Tools[a.Tool]; a.Failed && p != nil && s.familiar() {
		p.takes(Failed, true)
	}
}
