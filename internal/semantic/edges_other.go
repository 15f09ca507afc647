//go:build !amd64 || purego

package semantic

// some is next for as many blocks as there are words room for.
func (e *edges) some(s *stretch, begun, ended int) (b, n int) {
	return e.next((*[edgeBlock / 2]uint32)(s.begins[GateWords+begun:]), (*[edgeBlock / 2]uint32)(s.ends[ended:]))
}

// untilLimit is untilLimitOf.
func (g *Gate) untilLimit(text []byte, s *stretch, i, n int) int {
	return g.untilLimitOf(text, s, i, n)
}
