package detect

import "encoding/binary"

// scanBlock is how many bytes are looked at before their windows are compared.
// Windows that are entered stand too close together, and too irregularly, to
// branch on each: they are gathered first.
const scanBlock = 1 << 10

// scan appends every literal in text to hits, ascending by position of the
// window that found it, and returns them with all their wake bits together.
func (l *literals) scan(text []byte, hits []hit) ([]hit, uint64) {
	return l.scanFrom(text, 0, len(text), hits)
}

// scanFrom is scan for the windows that start in text[from:to]; from is even.
func (l *literals) scanFrom(text []byte, from, to int, hits []hit) ([]hit, uint64) {
	var wake uint64
	var at [scanBlock / 2]uint16
	for i := from; i < to; i += scanBlock {
		end := min(i+scanBlock, to)
		n := l.entered(text, i, end, &at)
		n = l.likely(text, i, at[:n])
		for _, k := range at[:n] {
			hits, wake = l.verify(text, i+int(k), hits, wake)
		}
	}
	return hits, wake
}

const fold = 0x2020202020202020

// entered notes the offsets from start of the windows in text[start:end] that
// are in the bitmap, and returns how many there are.
func (l *literals) entered(text []byte, start, end int, at *[scanBlock / 2]uint16) int {
	n, bits, shift, i := 0, l.grams.bits, l.grams.shift&31, start
	for ; i+8 <= end && i+10 <= len(text); i += 8 {
		v := binary.LittleEndian.Uint64(text[i:]) | fold
		d := binary.LittleEndian.Uint32(text[i+6:]) | fold&0xffffffff
		ha, hb, hc, hd := gramHash(uint32(v))>>shift, gramHash(uint32(v>>16))>>shift, gramHash(uint32(v>>32))>>shift, gramHash(d)>>shift
		k := uint16(i - start)
		at[n&(len(at)-1)] = k
		n += int(bits[ha>>6] >> (ha & 63) & 1)
		at[n&(len(at)-1)] = k + 2
		n += int(bits[hb>>6] >> (hb & 63) & 1)
		at[n&(len(at)-1)] = k + 4
		n += int(bits[hc>>6] >> (hc & 63) & 1)
		at[n&(len(at)-1)] = k + 6
		n += int(bits[hd>>6] >> (hd & 63) & 1)
	}
	for ; i < end; i += 2 {
		h := gramHash(fold4(text, i)) >> shift
		at[n&(len(at)-1)] = uint16(i - start)
		n += int(bits[h>>6] >> (h & 63) & 1)
	}
	return n
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

// likely looks at what stands beside the windows at the offsets at from start,
// keeps those that are worth comparing, and returns how many they are.
func (l *literals) likely(text []byte, start int, at []uint16) int {
	n, near := 0, &l.near
	for _, k := range at {
		var ok uint64
		if i := start + int(k); i >= 2 && i+6 <= len(text) {
			v := binary.LittleEndian.Uint64(text[i-2:]) | fold
			g := uint32(v >> 16)
			// The literal of four bytes stands at an odd position.
			ok = near.has(beside(g, uint32(v>>48), behind)) | near.has(beside(g, uint32(v)&0xffff, before)) |
				near.has(beside(g, 0, alone)) | near.has(beside(uint32(v>>24), 0, four))
		} else {
			ok = 1
		}
		at[n] = k
		n += int(ok)
	}
	return n
}

// verify compares the literals entered for the window at i in full.
func (l *literals) verify(text []byte, i int, hits []hit, wake uint64) ([]hit, uint64) {
	g := fold4(text, i)
	for _, w := range l.bucket(g) {
		if w.gram != g {
			continue
		}
		if k := i + int(w.next); w.beside != 0 && (k < 0 || k+2 > len(text) || pair(text[k:]) != w.beside) {
			continue
		}
		if at := i - int(w.delta); at >= 0 && equalFold(text, at, l.of(&l.words[w.word])) {
			hits = append(hits, hit{at, l.words[w.word].wake})
			wake |= l.words[w.word].wake
		}
	}
	if g = fold4(text, i+1); !l.short || l.near.has(beside(g, 0, four)) == 0 {
		return hits, wake
	}
	for _, w := range l.bucket(g) {
		if lit := &l.words[w.word]; w.gram == g && lit.len == minLiteral && equalFold(text, i+1, l.of(lit)) {
			hits = append(hits, hit{i + 1, lit.wake})
			wake |= lit.wake
		}
	}
	return hits, wake
}

func (l *literals) bucket(g uint32) []window {
	b := gramHash(g) >> (32 - bucketBits)
	return l.windows[l.buckets[b]:l.buckets[b+1]]
}

// equalFold reports whether lower stands in text at i, in any ASCII case.
func equalFold[T string | []byte](text []byte, i int, lower T) bool {
	if i+len(lower) > len(text) {
		return false
	}
	for j := range len(lower) {
		c := text[i+j]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if c != lower[j] {
			return false
		}
	}
	return true
}
