package stego

import (
	"math"
	"math/bits"
	"slices"
)

// Numbers: the last digits of those that stand under one key or in one column,
// and the time that passes between them. Honest last digits are all ten, or
// always the same; bits that are written into them leave a choice of two, four or
// eight. Honest intervals are one, or many; bits leave two.

const (
	maxSeries = 24
	// maxSeriesLength is how many numbers of one kind are kept.
	maxSeriesLength = 1 << 10
)

// series is the numbers of one key.
type series struct {
	key     uint32
	last    []uint8   // last digits
	upper   uint32    // what stood before the last one
	changes int       // how often that changed
	uppers  [4]uint64 // a bit for the hash of each
	times   []uint64  // of moments, in milliseconds
}

func (s *series) reset() {
	*s = series{last: s.last[:0], times: s.times[:0]}
	if cap(s.last) > maxSeriesLength/4 {
		s.last = nil
	}
	if cap(s.times) > maxSeriesLength/4 {
		s.times = nil
	}
}

// of returns the series of a key, or nil when there are too many.
func (m *Meter) of(key uint32) *series {
	for i := range m.series[:m.columns] {
		if m.series[i].key == key {
			return &m.series[i]
		}
	}
	if m.columns == maxSeries {
		return nil
	}
	s := &m.series[m.columns]
	m.columns++
	s.key = key
	return s
}

// figure takes in a number.
func (m *Meter) figure(digits []byte, key uint32) {
	if len(digits) < 2 || len(digits) > 24 {
		return
	}
	s := m.of(key)
	if s == nil || len(s.last) >= min(m.limit, maxSeriesLength) {
		return
	}
	n := len(digits)
	d := digits[n-1] - '0'
	if d > 9 {
		return
	}
	upper := hashBytes(digits[:n-1])
	if upper != s.upper {
		s.changes++
		s.upper = upper
		s.uppers[upper>>6&3] |= 1 << (upper & 63)
	}
	s.last = append(s.last, d)
	if v, ok := whole(digits); ok && v >= 1e9 {
		if v < 1e11 {
			v *= 1000
		}
		s.times = append(s.times, v)
	}
}

func whole(digits []byte) (v uint64, ok bool) {
	if len(digits) > 13 {
		return 0, false
	}
	for _, c := range digits {
		if c < '0' || c > '9' {
			return 0, false
		}
		v = v*10 + uint64(c-'0')
	}
	return v, true
}

// moment takes in a time in the form of RFC 3339.
func (m *Meter) moment(b []byte, key uint32) {
	if b[4] != '-' || b[7] != '-' || b[13] != ':' || b[16] != ':' {
		return
	}
	num := func(from, to int) (v uint64) {
		for _, c := range b[from:to] {
			v = v*10 + uint64(c&15)
		}
		return v
	}
	y, mo, d := num(0, 4), num(5, 7), num(8, 10)
	if mo <= 2 { // days before the date, in a calendar that begins in March
		y, mo = y-1, mo+12
	}
	days := 365*y + y/4 - y/100 + y/400 + (153*mo-457)/5 + d
	ms := ((days*24+num(11, 13))*60+num(14, 16))*60*1000 + num(17, 19)*1000
	if len(b) > 20 && b[19] == '.' {
		unit := uint64(100)
		for _, c := range b[20:min(len(b), 23)] {
			if classes[c] != digit {
				break
			}
			ms += uint64(c-'0') * unit
			unit /= 10
		}
	}
	if s := m.of(key); s != nil && len(s.times) < min(m.limit, maxSeriesLength) {
		s.times = append(s.times, ms)
	}
}

// digitSlots turns last digits into slots where they are two, four or eight
// that are about equally frequent in numbers that differ otherwise.
func (s *series) digitSlots(fewest int, out []slot) []slot {
	n := len(s.last)
	if n < fewest || s.changes*3 < n {
		return nil
	}
	var count [10]int
	kinds := 0
	for _, d := range s.last {
		if count[d]++; count[d] == 1 {
			kinds++
		}
	}
	width := map[int]int{2: 1, 4: 2, 8: 3}[kinds]
	if width == 0 || !beside(&count, kinds) || s.different() < min(n/8, 24) {
		return nil
	}
	var code [10]int
	next := 0
	for d, c := range count {
		if c == 0 {
			continue
		}
		if c*kinds*2 < n {
			return nil // not equally frequent
		}
		code[d] = next
		next++
	}
	if kinds == 8 && n < fewestOctal {
		return nil
	}
	for _, d := range s.last {
		for k := width - 1; k >= 0; k-- {
			out = append(out, makeSlot(code[d]>>k&1 == 1, uint8(k), 0))
		}
	}
	return out
}

// beside reports whether the digits that occur follow each other, as those do that
// bits were added to. Nought and five are steps of five, nine and five are prices.
func beside(count *[10]int, kinds int) bool {
	first := 0
	for count[first] == 0 {
		first++
	}
	for d := first; d < first+kinds; d++ {
		if d > 9 || count[d] == 0 {
			return false
		}
	}
	return true
}

// different is about how many different numbers there are, up to some 200.
func (s *series) different() (n int) {
	for _, w := range s.uppers {
		n += bits.OnesCount64(w)
	}
	return n
}

// fewestOctal is how many last digits must be without two of the ten to be no
// accident.
const fewestOctal = 72

// intervalSlots turns the time between records into slots where it has two
// lengths.
func (s *series) intervalSlots(fewest int, gaps []uint64, out []slot) []slot {
	if len(s.times) <= fewest {
		return nil
	}
	for i, t := range s.times[1:] {
		if t == 0 || s.times[i] == 0 {
			continue
		}
		d := t - s.times[i]
		if t < s.times[i] {
			d = s.times[i] - t
		}
		gaps = append(gaps, d)
	}
	if len(gaps) <= fewest {
		return nil
	}
	sorted := append(gaps, gaps...)[len(gaps):]
	slices.Sort(sorted)
	split, ratio := 0, 0.0
	for i := len(sorted) / 5; i < min(len(sorted)*4/5, len(sorted)-1); i++ {
		if r := float64(sorted[i+1]+1) / float64(sorted[i]+1); r > ratio {
			split, ratio = i, r
		}
	}
	if ratio < narrowest || !tight(sorted[:split+1], ratio) || !tight(sorted[split+1:], ratio) {
		return nil
	}
	for _, g := range gaps {
		out = append(out, makeSlot(g > sorted[split], 0, 0))
	}
	return out
}

// narrowest is how much two lengths of time differ at least.
const narrowest = 1.02

// tight reports whether all but a few of the lengths are close to each other,
// compared with how far they are from the others.
func tight(sorted []uint64, ratio float64) bool {
	n := len(sorted)
	if n < 3 {
		return false
	}
	low, high := float64(sorted[n/50]+1), float64(sorted[n-1-n/50]+1)
	return math.Log(high/low)*3 <= math.Log(ratio)
}

// fewestDigits is how many numbers make a first look suspicious.
const fewestDigits = 9

func (m *Meter) digitsSuspect() bool {
	for i := range m.series[:m.columns] {
		for interval := range 2 {
			if s := m.slotsOf(&m.series[i], interval == 1, fewestDigits); len(s) > 0 && m.coder.bits(s) > suspectRate*float64(len(s)) {
				return true
			}
		}
	}
	return false
}

// slotsOf returns the slots of a series, valid until the next call.
func (m *Meter) slotsOf(s *series, interval bool, fewest int) []slot {
	if !interval {
		return m.keep(s.digitSlots(fewest, m.numbers[:0]))
	}
	if n := 2 * len(s.times); cap(m.gaps) < n {
		m.gaps = make([]uint64, 0, n)
	}
	return m.keep(s.intervalSlots(fewest, m.gaps[:0], m.numbers[:0]))
}

// keep keeps the room that slots were made in.
func (m *Meter) keep(s []slot) []slot {
	if s != nil {
		m.numbers = s
	}
	return s
}

func (m *Meter) judgeSeries(all []Found, habits *Habits) []Found {
	for i := range m.series[:m.columns] {
		if f, ok := m.judge(LowDigit, m.slotsOf(&m.series[i], false, fewestReadable), habits); ok {
			all = append(all, f)
		}
		if f, ok := m.judge(Interval, m.slotsOf(&m.series[i], true, fewestReadable), habits); ok {
			all = append(all, f)
		}
	}
	return all
}
