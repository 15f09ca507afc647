package detect

import (
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/decode"
)

const (
	// aheadFrom is the length from which a message is worth a second goroutine:
	// half a millisecond of scanning.
	aheadFrom = 128 << 10
	// aheadPart is what one goroutine takes at a time.
	aheadPart = 64 << 10
)

// ahead is the scan of a long message that runs while the message is parsed.
// Parts are taken from todo by a goroutine and, once the message is parsed, by
// Run as well. Everything is reused.
type ahead struct {
	raw     []byte
	parts   []part
	todo    chan int
	done    chan struct{} // takes one: the goroutine has left
	running bool
	work    func() // Runner.workAhead, bound once
	near    nearby
	// Whether raw may carry something encoded or split, once looked is true.
	encoded, looked bool
}

// part is what a scan found in one stretch of the message.
type part struct {
	hits    []hit
	places  []int
	scanned bool
}

// Ahead begins to look at a message of the given side before it is parsed. It
// does nothing for messages that are scanned quickly. Settle must be called
// before raw is changed.
func (r *Runner) Ahead(side message.Side, raw []byte) {
	if len(raw) < aheadFrom || raw[0] != '{' || side == message.FromClient && r.reads&clientText == 0 {
		return
	}
	a := &r.ahead
	n := (len(raw) + aheadPart - 1) / aheadPart
	for len(a.parts) < n {
		a.parts = append(a.parts, part{})
	}
	if cap(a.todo) < n+1 {
		a.todo, a.done = make(chan int, n+1), make(chan struct{}, 1)
	}
	a.raw, a.parts, a.looked = raw, a.parts[:n], false
	for i := range a.parts {
		a.parts[i].scanned = false
		a.todo <- i
	}
	a.todo <- n // mayCarry
	a.running = true
	go a.work()
}

// workAhead is the goroutine. A part it panics at stays unscanned, and panics
// again where that is answered.
func (r *Runner) workAhead() {
	defer func() {
		_ = recover()
		r.ahead.done <- struct{}{}
	}()
	r.scanParts(&r.ahead.near)
}

// scanParts scans what nobody has taken yet.
func (r *Runner) scanParts(near *nearby) {
	for {
		select {
		case i := <-r.ahead.todo:
			if i == len(r.ahead.parts) {
				r.ahead.encoded, r.ahead.looked = mayCarry(r.ahead.raw), true
				continue
			}
			r.scanPart(r.ahead.raw, near, &r.ahead.parts[i], i)
		default:
			return
		}
	}
}

func (s *Set) scanPart(raw []byte, near *nearby, p *part, i int) {
	var wake uint64
	p.hits, wake = s.literals.scanFrom(raw, i*aheadPart, min((i+1)*aheadPart, len(raw)), p.hits[:0])
	if wake&s.confirms != 0 {
		p.hits, _ = s.confirm(near.begin(raw), p.hits)
	}
	p.hits, p.places = s.sense(raw, i*aheadPart, min((i+1)*aheadPart, len(raw)), p.places, p.hits)
	p.scanned = true
}

// begun reports whether the scan of raw has begun.
func (a *ahead) begun(raw []byte) bool {
	return a.running && len(a.raw) == len(raw) && &a.raw[0] == &raw[0]
}

// gather ends the scan that was begun with Ahead and returns what scanning the
// whole would have.
func (r *Runner) gather(hits []hit) ([]hit, uint64) {
	a := &r.ahead
	r.scanParts(&r.near)
	<-a.done
	a.running = false
	var wake uint64
	for i := range a.parts {
		p := &a.parts[i]
		if !p.scanned {
			r.scanPart(a.raw, &r.near, p, i)
		}
		for _, h := range p.hits {
			wake |= h.wake
		}
		hits = append(hits, p.hits...)
	}
	if !a.looked {
		a.encoded = mayCarry(a.raw)
	}
	r.tidyAhead()
	return hits, wake
}

// mayCarry reports whether raw may hold something encoded or split.
func mayCarry(raw []byte) bool {
	return hasLongRun(raw) || mayBeSplit(raw) || mayBePieced(raw) || decode.May85Word(raw)
}

// Settle waits until nothing looks at a message ahead of Run.
func (r *Runner) Settle() {
	a := &r.ahead
	if !a.running {
		return
	}
	for range len(a.parts) + 1 { // what nobody needs any more
		select {
		case <-a.todo:
		default:
		}
	}
	<-a.done
	a.running = false
	r.tidyAhead()
}

// tidyAhead lets go of what an idle session should not hold.
func (r *Runner) tidyAhead() {
	a := &r.ahead
	kept := 0
	for i := range a.parts {
		kept += cap(a.parts[i].hits)
	}
	if kept > maxIdleHits || len(a.parts) > maxIdleParts {
		a.parts, a.todo = nil, nil
	}
	a.raw = nil
}

// maxIdleParts is the number of parts of a message of 16 MB.
const maxIdleParts = 256
