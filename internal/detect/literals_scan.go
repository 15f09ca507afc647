package detect

import (
	"encoding/binary"
	"math/bits"
	"unsafe"
)

// scanBlock is how many bytes are looked at before their windows are compared.
// Windows that are entered stand too close together, and too irregularly, to
// branch on each: they are gathered first.
const scanBlock = 1 << 10

// offsets are those of windows from the beginning of their block, and room for as
// many as are written at once.
type offsets [scanBlock/2 + 8]uint16

// scan appends every literal in text to hits, ascending by position of the
// window that found it, and returns them with all their wake bits together.
func (l *literals) scan(text []byte, hits []hit) ([]hit, uint64) {
	return l.scanFrom(text, 0, len(text), hits)
}

// scanFrom is scan for the windows that start in text[from:to]; from is even.
func (l *literals) scanFrom(text []byte, from, to int, hits []hit) ([]hit, uint64) {
	var wake uint64
	var at offsets
	for i := from; i < to; i += scanBlock {
		end := min(i+scanBlock, to)
		n := l.entered(text, i, end, &at)
		n = l.likely(text, i, at[:n])
		for _, k := range at[:n] {
			hits, wake = l.verify(text, i+int(k&(scanBlock-1)), k&^(scanBlock-1), hits, wake)
		}
	}
	return hits, wake
}

const fold = 0x2020202020202020

// entered notes the offsets from start of the windows in text[start:end] that
// are in the bitmap, and returns how many there are.
func (l *literals) entered(text []byte, start, end int, at *offsets) int {
	n, i := l.grams.entered(text, start, end, at)
	switch b := &l.grams; {
	case b.many != nil:
		n, i = enteredIn(b.many, text, start, end, at, n, i)
	case b.some != nil:
		n, i = enteredIn(b.some, text, start, end, at, n, i)
	default:
		n, i = enteredIn(b.few, text, start, end, at, n, i)
	}
	for ; i < end; i += 2 {
		at[n&(scanBlock/2-1)] = uint16(i - start)
		n += int(l.grams.has(gramHash(fold4(text, i))))
	}
	return n
}

// enteredIn is entered for a bitmap of one size, but for the last bytes of the
// text, from the window at i on, before which there are n; i is how far it came. It
// is a good part of what a clean message costs: its shifts are constant, and a bit
// is tested without one.
func enteredIn[B manyBitmap | someBitmap | fewBitmap](words *B, text []byte, start, end int, at *offsets, n, i int) (int, int) {
	shift := 32 - bits.TrailingZeros64(8*uint64(unsafe.Sizeof(*words)))
	k, rest := i-start, text[i:]
	for ; len(rest) >= 10 && k+8 <= end-start; k += 8 {
		v := binary.LittleEndian.Uint64(rest) | fold
		d := binary.LittleEndian.Uint32(rest[6:]) | fold&0xffffffff
		rest = rest[8:]
		ha, hb, hc, hd := gramHash(uint32(v))>>shift, gramHash(uint32(v>>16))>>shift, gramHash(uint32(v>>32))>>shift, gramHash(d)>>shift
		m := one((*words)[ha>>6]&(1<<(ha&63)) != 0) | one((*words)[hb>>6]&(1<<(hb&63)) != 0)<<1 |
			one((*words)[hc>>6]&(1<<(hc&63)) != 0)<<2 | one((*words)[hd>>6]&(1<<(hd&63)) != 0)<<3
		for ; m != 0; m &= m - 1 { // seldom
			at[n&(scanBlock/2-1)] = uint16(k + 2*bits.TrailingZeros32(m))
			n++
		}
	}
	return n, start + k
}

// fold4 returns the window at i, zeros (folded) behind the end of text.
func fold4(text []byte, i int) uint32 {
	if i+4 <= len(text) {
		return binary.LittleEndian.Uint32(text[i:]) | fold&0xffffffff
	}
	var tail [4]byte
	if i < len(text) {
		copy(tail[:], text[i:])
	}
	return binary.LittleEndian.Uint32(tail[:]) | fold&0xffffffff
}

// What an offset that likely leaves says above it: which of the bytes beside the
// window are those of a literal.
const (
	someBehind = scanBlock << iota
	someBefore
	someAlone
	someFour // with the window one byte further

	sides = someBehind | someBefore | someAlone
)

// likely looks at what stands beside the windows at the offsets at from start,
// keeps those that are worth comparing, with what is, and returns how many they
// are.
func (l *literals) likely(text []byte, start int, at []uint16) int {
	from, to := 0, len(at) // of those that have two bytes on both sides
	for from < to && start+int(at[from]) < 2 {
		from++
	}
	for to > from && start+int(at[to-1])+6 > len(text) {
		to--
	}
	n := l.likelyOf(text, start, at, 0, from, 0)
	if n = l.likelyAmong(text, start, at, from, to, n); to < len(at) {
		n = l.likelyOf(text, start, at, to, len(at), n)
	}
	return n
}

// likelyOf is likely for at[from:to]; before them n were kept.
func (l *literals) likelyOf(text []byte, start int, at []uint16, from, to, n int) int {
	switch b := &l.near; {
	case b.many != nil:
		return likelyIn(b.many, &l.fours, text, start, at, from, to, n)
	case b.some != nil:
		return likelyIn(b.some, &l.fours, text, start, at, from, to, n)
	}
	return likelyIn(l.near.few, &l.fours, text, start, at, from, to, n)
}

// likelyIn is likelyOf for lines of one number.
func likelyIn[L manyLines | someLines | fewLines](near *L, fours *fourBitmap, text []byte, start int, at []uint16, from, to, n int) int {
	shift := 32 + lineBits - bits.TrailingZeros64(8*uint64(unsafe.Sizeof(*near)))
	for _, k := range at[from:to] {
		i := start + int(k)
		if i < 2 || i+6 > len(text) {
			at[n] = k | atEdge(i, len(text))
			n++
			continue
		}
		v := binary.LittleEndian.Uint64(text[i-2:i+6]) | fold
		g := uint32(v >> 16)
		line := &(*near)[gramHash(g)>>shift]
		hb, hf := beside(g, uint32(v>>48), behind)>>(32-lineBits), beside(g, uint32(v)&0xffff, before)>>(32-lineBits)
		ha, ho := beside(g, 0, alone)>>(32-lineBits), gramHash(uint32(v>>24))>>(32-fourBits)
		found := one(line[hb>>6]&(1<<(hb&63)) != 0)*someBehind | one(line[hf>>6]&(1<<(hf&63)) != 0)*someBefore |
			one(line[ha>>6]&(1<<(ha&63)) != 0)*someAlone | one(fours[ho>>6]&(1<<(ho&63)) != 0)*someFour
		at[n] = k | uint16(found)
		n += int(one(found != 0))
	}
	return n
}

// atEdge is what may be found where bytes beside the window are none of the text's.
func atEdge(i, n int) uint16 {
	found := uint16(someAlone | someFour)
	if i >= 2 {
		found |= someBefore
	}
	if i+6 <= n {
		found |= someBehind
	}
	return found
}

// one is 1 for true: it counts without a branch that nobody can predict.
func one(b bool) uint32 {
	if b {
		return 1
	}
	return 0
}

// verify compares in full the literals entered for the window at i and for what
// stands beside it, of which found tells.
func (l *literals) verify(text []byte, i int, found uint16, hits []hit, wake uint64) ([]hit, uint64) {
	g := fold4(text, i)
	switch found & sides {
	case 0:
	case someBehind:
		hits, wake = l.compare(text, i, g, l.behind(g, text[i+4:]), hits, wake)
	case someBefore:
		hits, wake = l.compare(text, i, g, l.before(g, text[i-2:]), hits, wake)
	case someAlone:
		hits, wake = l.compare(text, i, g, l.alone(g), hits, wake)
	default:
		hits, wake = l.merge(text, i, g, found, hits, wake)
	}
	if found&someFour == 0 || !l.short {
		return hits, wake
	}
	g = fold4(text, i+1)
	for _, w := range l.alone(g) {
		if lit := &l.words[w.word]; w.gram == g && lit.len == minLiteral && equalFold(text, i+1, l.of(lit)) {
			hits = append(hits, hit{i + 1, lit.wake})
			wake |= lit.wake
		}
	}
	return hits, wake
}

// The windows that may be g, by what is beside them.
func (l *literals) behind(g uint32, next []byte) []window {
	return l.bucket(beside(g, uint32(pair(next)), behind))
}
func (l *literals) before(g uint32, last []byte) []window {
	return l.bucket(beside(g, uint32(pair(last)), before))
}
func (l *literals) alone(g uint32) []window { return l.bucket(beside(g, 0, alone)) }

func (l *literals) bucket(h uint32) []window {
	b := h >> (32 - bucketBits)
	return l.windows[l.buckets[b]:l.buckets[b+1]]
}

// compare compares the literals of some windows with the text at i.
func (l *literals) compare(text []byte, i int, g uint32, some []window, hits []hit, wake uint64) ([]hit, uint64) {
	for k := range some {
		w := &some[k]
		// What begins like many words ends like few.
		if end := i + int(w.tail); end >= len(text) || lower(text[end]) != w.last || w.gram != g || w.next != 0 && !w.besideIn(text, i) {
			continue
		}
		word, at := &l.words[w.word], i-int(w.delta)
		if at >= 0 && equalFold(text, at, l.of(word)) {
			hits = append(hits, hit{at, word.wake})
			wake |= word.wake
		}
	}
	return hits, wake
}

// besideIn reports whether the bytes beside the window stand beside i in text, which
// may end before. Windows that have none beside them can share their bucket.
func (w *window) besideIn(text []byte, i int) bool {
	at := i + int(w.next)
	return at >= 0 && at+2 <= len(text) && pair(text[at:]) == w.beside
}

// merge is compare for all the windows of which found tells, in the order of
// their words.
func (l *literals) merge(text []byte, i int, g uint32, found uint16, hits []hit, wake uint64) ([]hit, uint64) {
	var all [3][]window
	if found&someBehind != 0 {
		all[0] = l.behind(g, text[i+4:])
	}
	if found&someBefore != 0 {
		all[1] = l.before(g, text[i-2:])
	}
	if found&someAlone != 0 {
		all[2] = l.alone(g)
	}
	for {
		first := &all[0]
		for k := 1; k < len(all); k++ {
			if len(all[k]) > 0 && (len(*first) == 0 || all[k][0].word < (*first)[0].word) {
				first = &all[k]
			}
		}
		if len(*first) == 0 {
			return hits, wake
		}
		hits, wake = l.compare(text, i, g, (*first)[:1], hits, wake)
		*first = (*first)[1:]
	}
}

// equalFold reports whether lower stands in text at i, in any ASCII case.
func equalFold[T string | []byte](text []byte, i int, lower T) bool {
	n := len(lower)
	if i+n > len(text) {
		return false
	}
	text = text[i : i+n]
	for j := 0; j+8 <= n; j += 8 {
		if !sameFold(binary.LittleEndian.Uint64(text[j:j+8]), eightOf(lower, j)) {
			return false
		}
	}
	if n >= 8 { // the last eight once more cost less than each by itself
		return sameFold(binary.LittleEndian.Uint64(text[n-8:]), eightOf(lower, n-8))
	}
	for j, c := range text {
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[j] {
			return false
		}
	}
	return true
}

// eightOf returns the bytes of s from i on as a number, the first one lowest.
func eightOf[T string | []byte](s T, i int) uint64 {
	s = s[i : i+8]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// sameFold reports whether eight bytes are those of lower, in any ASCII case: they
// may lack 0x20 where lower has a small letter.
func sameFold(v, lower uint64) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	ascii := lower &^ high
	letters := (ascii + (0x80-'a')*each) &^ (ascii + (0x80-'z'-1)*each) &^ lower & high
	return (v^lower)&^(letters>>2) == 0
}
