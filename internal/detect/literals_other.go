//go:build !amd64 || purego

package detect

// entered is that of literals for what can be looked at in one go: nothing.
func (b *bitmap) entered(_ []byte, start, _ int, _ *offsets) (n, i int) { return 0, start }

// likelyAmong is likelyOf for windows that have two bytes on both sides.
func (l *literals) likelyAmong(text []byte, start int, at []uint16, from, to, n int) int {
	return l.likelyOf(text, start, at, from, to, n)
}
