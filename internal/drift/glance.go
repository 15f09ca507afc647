package drift

import "bytes"

// glance is what a first, quick look at an answer counts.
type glance struct{ bytes, spaces, signs int }

func look(raw []byte, seed uint64) (g glance) {
	g.bytes = len(raw)
	for _, p := range parts(raw, seed) {
		g.spaces += bytes.Count(p, space)
		g.signs += bytes.Count(p, at) + bytes.Count(p, slashes)
	}
	return g
}

// parts are the stretches of an answer that are read: all of it when it is short;
// its ends, where something is put in front or behind, and two places between that
// nobody can foresee, when it is long.
func parts(raw []byte, seed uint64) (p [4][]byte) {
	if len(raw) <= MaxSample+3 { // a sample is one of itself
		p[0] = raw
		return p
	}
	const edge, inner = 3 * MaxSample / 8, MaxSample / 8
	p[0], p[3] = raw[:edge], raw[len(raw)-edge:]
	between := raw[edge : len(raw)-edge]
	for i := range 2 {
		if room := len(between) - inner; room > 0 {
			at := int(mix(seed+uint64(len(raw))*2+uint64(i)) % uint64(room))
			p[1+i] = between[at : at+inner]
		}
	}
	return p
}

// Sample appends what is read of an answer to dst: at most MaxSample bytes and
// three.
func (s *Server) Sample(dst, raw []byte) []byte {
	for i, p := range parts(raw, s.Seed) {
		if i > 0 && len(p) > 0 {
			dst = append(dst, '\n')
		}
		dst = append(dst, p...)
	}
	return dst
}

var space, at, slashes = []byte{' '}, []byte{'@'}, []byte("//")

// Some room above the most that was seen.
const (
	moreSpaces = 4
	moreBytes  = 256
)

// Unusual reports at a glance whether an answer has to be read before it goes on:
// its tool has begun to change, or there is more in it than there ever was in data.
// It allocates nothing.
func (s *Server) Unusual(tool []byte, raw []byte) bool {
	p := s.Tools[string(tool)]
	if p == nil || p.Answers < minBaseline {
		return false
	}
	if p.Suspicious {
		return true
	}
	if !p.Data {
		return false
	}
	g := look(raw, s.Seed)
	return g.spaces > p.Spaces+moreSpaces || g.signs > p.Signs || g.bytes > p.Bytes+p.Bytes/2+moreBytes
}

// glanced learns what is usual at a glance.
func (p *Profile) glanced(sample []byte, size int) {
	g := look(sample, 0)
	g.bytes = size
	p.Spaces, p.Signs, p.Bytes = max(p.Spaces, g.spaces), max(p.Signs, g.signs), max(p.Bytes, g.bytes)
	p.Data, p.Suspicious = p.closed(), p.suspect()
}
