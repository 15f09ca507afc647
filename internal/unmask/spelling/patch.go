package spelling

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// patches are words of a text that read otherwise, ascending and apart.
type patches struct {
	list []patch
	out  []byte  // what they read as, one after the other
	from []int32 // for each byte of out the offset in the text
	off  bool    // nothing more fits into the budget
	room int     // bytes that out may still grow
}

type patch struct{ start, end, out int }

// open begins a patch at start; put fills it, shut ends it at end.
func (p *patches) open(start int) {
	p.list = append(p.list, patch{start: start, out: len(p.out)})
}

func (p *patches) put(c byte, from int) {
	p.out = append(p.out, c)
	p.from = append(p.from, int32(from))
}

func (p *patches) puts(s string, from int) {
	for i := range len(s) {
		p.put(s[i], from)
	}
}

func (p *patches) shut(end int) {
	last := &p.list[len(p.list)-1]
	last.end = end
	p.room -= len(p.out) - last.out
	p.off = p.room < 0
}

const (
	// wholeText is the length up to which a reading takes in all of a text.
	wholeText = 4 << 10
	// margin is how much text a reading takes in around what reads otherwise.
	margin = 600
)

// readings puts the patches into the text around them. A reading is a stretch
// of the text, all of it when that is short; stretches that might touch are
// one. Offsets are int32, so a text has less than 2 GB.
func (p *patches) readings(d unmask.Disguise, text string, b *unmask.Budget) []unmask.Reading {
	if p.off {
		b.Exhausted = true
	}
	var all []unmask.Reading
	for i := 0; i < len(p.list); {
		j := i + 1
		for j < len(p.list) && p.list[j].start <= p.list[j-1].end+2*margin {
			j++
		}
		start, end := before(text, p.list[i].start), after(text, p.list[j-1].end)
		if len(text) <= wholeText {
			start, end, j = 0, len(text), len(p.list)
		}
		if !b.Take(p.size(i, j, end-start)) {
			return all
		}
		all = append(all, p.reading(d, text, start, end, i, j))
		i = j
	}
	return all
}

// size is the length of the reading of n bytes of text with the patches from i
// to j.
func (p *patches) size(i, j, n int) int {
	for ; i < j; i++ {
		n += p.outEnd(i) - p.list[i].out - (p.list[i].end - p.list[i].start)
	}
	return n
}

func (p *patches) outEnd(i int) int {
	if i+1 < len(p.list) {
		return p.list[i+1].out
	}
	return len(p.out)
}

func (p *patches) reading(d unmask.Disguise, text string, start, end, i, j int) unmask.Reading {
	size := p.size(i, j, end-start)
	var out strings.Builder
	out.Grow(size)
	source := make([]int32, 0, size)
	plain := func(from, to int) {
		out.WriteString(text[from:to])
		for ; from < to; from++ {
			source = append(source, int32(from))
		}
	}
	at := start
	for ; i < j; i++ {
		w := p.list[i]
		plain(at, w.start)
		out.Write(p.out[w.out:p.outEnd(i)])
		source = append(source, p.from[w.out:p.outEnd(i)]...)
		at = w.end
	}
	plain(at, end)
	return unmask.Reading{Disguise: d, Text: out.String(), Offsets: source, Start: start, End: end}
}

// before returns where the surroundings of i begin: at a line that starts
// within the margin, or at a space.
func before(text string, i int) int {
	if i <= margin {
		return 0
	}
	part := text[i-margin : i]
	if k := strings.IndexByte(part, '\n'); k >= 0 {
		return i - margin + k + 1
	}
	if k := strings.IndexByte(part, ' '); k >= 0 {
		return i - margin + k + 1
	}
	return i - len(part) + characterStart(text[i-len(part):])
}

// after returns where the surroundings of i end.
func after(text string, i int) int {
	if len(text)-i <= margin {
		return len(text)
	}
	part := text[i : i+margin]
	if k := strings.LastIndexByte(part, '\n'); k >= 0 {
		return i + k
	}
	if k := strings.LastIndexByte(part, ' '); k >= 0 {
		return i + k
	}
	return i + margin + characterStart(text[i+margin:])
}

// characterStart returns the offset of the first byte that begins a character.
func characterStart(s string) int {
	for k := 0; k < min(len(s), 4); k++ {
		if s[k]&0xC0 != 0x80 {
			return k
		}
	}
	return 0
}

// within returns what reading r of a reading in stands for in the text that in
// is a reading of.
func within(in *unmask.Reading, r unmask.Reading) unmask.Reading {
	if in.Offsets == nil {
		r.Offsets, r.Start, r.End = nil, in.Start, in.End
		return r
	}
	for i, at := range r.Offsets {
		r.Offsets[i] = in.Offsets[min(int(at), len(in.Offsets)-1)]
	}
	// Of a word that stands for one place, all belongs to the reading.
	end := r.End
	for end < len(in.Offsets) && in.Offsets[end] == in.Offsets[end-1] {
		end++
	}
	r.Start, r.End = in.Source(r.Start, end)
	return r
}
