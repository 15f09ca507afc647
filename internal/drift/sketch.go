package drift

import "math/bits"

// sketch is a set of hashes that forgets: a Bloom filter in two generations. What
// is put in is known until half of its room has been filled twice.
type sketch struct {
	Old, New []byte
	Filled   int // bits set in New
}

const (
	wordBytes = 4 << 10 // some 8000 words in each generation
	callBytes = 1 << 10
	// sketchHashes is how many bits stand for one member.
	sketchHashes = 3
)

func newSketch(n int) sketch { return sketch{Old: make([]byte, n), New: make([]byte, n)} }

// spread gives the places of a member.
func (s *sketch) place(h uint64, i int) (at int, bit byte) {
	n := uint64(len(s.New)) * 8
	p := (h + uint64(i)*(h>>32|1)) % n
	return int(p >> 3), 1 << (p & 7)
}

// has reports whether h was put in. It errs in a few of a hundred cases, and
// then says yes.
func (s *sketch) has(h uint64) bool {
	if len(s.New) == 0 {
		return false
	}
	inOld, inNew := true, true
	for i := range sketchHashes {
		at, bit := s.place(h, i)
		inOld = inOld && s.Old[at]&bit != 0
		inNew = inNew && s.New[at]&bit != 0
	}
	return inOld || inNew
}

func (s *sketch) put(h uint64) {
	if len(s.New) == 0 {
		return
	}
	for i := range sketchHashes {
		if at, bit := s.place(h, i); s.New[at]&bit == 0 {
			s.New[at] |= bit
			s.Filled++
		}
	}
	if s.Filled > len(s.New)*8/2 {
		s.Old, s.New, s.Filled = s.New, s.Old, 0
		clear(s.New)
	}
}

// merge adds what another one knows.
func (s *sketch) merge(o *sketch) {
	if len(o.New) != len(s.New) || len(o.Old) != len(s.Old) {
		return
	}
	s.Filled = 0
	for i := range s.New {
		s.Old[i] |= o.Old[i]
		s.New[i] |= o.New[i]
		s.Filled += bits.OnesCount8(s.New[i])
	}
}

func (s *sketch) fits(n int) bool { return len(s.Old) == n && len(s.New) == n && s.Filled >= 0 }

// spread is how values of one kind were distributed: counts in bins, whose width
// is the caller's matter.
type spread struct {
	Bins  [bins]uint16
	Total uint32
}

const bins = 64

// maxSpread is the number of values beyond which the oldest weigh half: what is
// normal may grow.
const maxSpread = 1 << 11

func bin(x int) int { return min(max(x, 0), bins-1) }

func (s *spread) put(x int) {
	if b := bin(x); s.Bins[b] < 1<<16-1 {
		s.Bins[b]++
		s.Total++
	}
}

// quantile returns the bin below which q of all values lie.
func (s *spread) quantile(q float64) int {
	want, sum := q*float64(s.Total), 0.0
	for b, n := range s.Bins {
		if sum += float64(n); n > 0 && sum >= want {
			return b
		}
	}
	return 0
}

// mad is the median of the distances from the median.
func (s *spread) mad(median int) int {
	var d spread
	for b, n := range s.Bins {
		d.Bins[max(b-median, median-b)] += n
		d.Total += uint32(n)
	}
	return d.quantile(0.5)
}

// above reports whether x lies far above all that was seen: by gap bins above the
// top, and by more than six robust standard deviations above the median.
func (s *spread) above(x, gap int) bool {
	if s.Total < minBaseline {
		return false
	}
	median := s.quantile(0.5)
	top := s.quantile(1)
	return bin(x) >= top+gap && float64(bin(x)-median) > 6*1.4826*float64(s.mad(median))
}

// add adds the values of another one, and sub takes them away.
func (s *spread) add(o *spread) {
	for b := range s.Bins {
		s.Bins[b] += min(o.Bins[b], 1<<16-1-s.Bins[b])
	}
	s.count()
}

func (s *spread) sub(o *spread) {
	for b := range s.Bins {
		s.Bins[b] -= min(o.Bins[b], s.Bins[b])
	}
	s.count()
}

func (s *spread) count() {
	s.Total = 0
	for _, n := range s.Bins {
		s.Total += uint32(n)
	}
}

// age halves the weight of what was seen when there is much of it.
func (s *spread) age() {
	if s.Total <= maxSpread {
		return
	}
	for b, n := range s.Bins {
		s.Bins[b] = (n + 1) / 2 // one sighting stays one
	}
	s.count()
}
