package main

import (
	"fmt"
	"io"
	"math"
	"sort"

	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// sureRate is the share of ordinary texts, of sources that had no part in the training, that
// may lie above the odds from which a model acts, likelyRate above those from which it
// tells; abroadRate is sureRate of those in other languages than English, of which there are
// few sources, books of sayings among them.
const (
	sureRate   = 0.001
	likelyRate = 0.0015
	abroadRate = 0.002
	// briefRate is sureRate for brief documents: it is found with what servers return and what
	// programs say to people, which is tamer than what people write.
	briefRate = 0.00014
)

// limits are the odds from which a model is sure, or finds it likely, at each kind of place,
// and what odds are less in other languages than English.
type limits struct {
	sure, likely [places]float64
	abroad       float64
}

func (l *limits) calibrate(m *semantic.Model) {
	for at := range l.sure {
		m.Calibrate(semantic.Place(at), l.sure[at], l.likely[at])
	}
	m.Discount(l.abroad)
}

// add adds a share of other limits.
func (l *limits) add(o limits, share float64) {
	for at := range l.sure {
		l.sure[at] += o.sure[at] * share
		l.likely[at] += o.likely[at] * share
	}
	l.abroad += o.abroad * share
}

// acts and tells report whether the program does, of what was heard.
func (l *limits) acts(h heard) bool { return h.over(l.sure, l.abroad) }
func (l *limits) tells(h heard) bool {
	likely := l.likely
	likely[semantic.Unaddressed] = l.sure[semantic.Unaddressed] // it tells of nothing there
	return h.over(likely, l.abroad)
}

// briefClass is the class of what servers and programs say.
const briefClass = "brief_result"

const places = semantic.Brief + 1

var placeNames = [places]string{"documents that turn to a model", "other documents", "descriptions", "requests and prompts", "brief documents"}

// limitsOf chooses limits by some of the ordinary texts that were judged, and tells w how.
func limitsOf(w io.Writer, rows []row, all []heard, some func(row) bool) (l limits) {
	count := map[string]float64{}
	for _, r := range rows {
		if !r.order {
			count[r.source]++
		}
	}
	odds := func(of func(h heard) float64, at func(i int) bool) (plain []scored) {
		for i, r := range rows {
			if !r.own() && !r.order && some(r) && at(i) {
				plain = append(plain, scored{of(all[i]), 1 / math.Sqrt(count[r.source])})
			}
		}
		return plain
	}
	brief := func(i int) bool { return rows[i].class == briefClass } // too many to tell of documents
	documents := func(i int) bool { return rows[i].where == semantic.Document && !brief(i) }
	english := limitOf(w, "documents in English", odds(func(h heard) float64 { return h.odds[semantic.Unaddressed][0] }, documents), sureRate)
	abroad := limitOf(w, "documents in other languages", odds(func(h heard) float64 { return h.odds[semantic.Unaddressed][1] },
		func(i int) bool { return documents(i) && all[i].foreign }), abroadRate)
	l.abroad = max(0, abroad-english)
	for at := range semantic.Place(places) {
		plain := odds(func(h heard) float64 { return h.at(at, l.abroad) }, func(i int) bool {
			if at == semantic.Brief {
				return rows[i].where == semantic.Document && !math.IsInf(all[i].odds[at][0], -1)
			}
			return !brief(i) && at == semantic.PlaceOf(rows[i].where) || at == semantic.Unaddressed && documents(i)
		})
		if at == semantic.Brief { // it is acted on, or nothing is said
			l.sure[at] = limitOf(w, placeNames[at], plain, briefRate)
			l.likely[at] = l.sure[at]
			continue
		}
		l.sure[at], l.likely[at] = limitOf(w, placeNames[at], plain, sureRate), limitOf(io.Discard, "", plain, likelyRate)
	}
	return l
}

// scored are the odds of an ordinary text and how much it counts: sources with many texts
// count by the square root of how many, so that no book of jokes decides for all.
type scored struct{ odds, weight float64 }

// limitOf is told by the highest hundredth of the odds as a whole, whose excess falls
// off exponentially (peaks over threshold, Pickands 1975): the few highest ones alone
// would make it jump.
func limitOf(w io.Writer, name string, plain []scored, rate float64) float64 {
	sort.Slice(plain, func(i, j int) bool { return plain[i].odds > plain[j].odds })
	all := 0.0
	for _, p := range plain {
		all += p.weight
	}
	const tail = 0.01
	n, over := 0, 0.0
	for n < len(plain)-1 && over < tail*all && !math.IsInf(plain[n+1].odds, -1) {
		over += plain[n].weight
		n++
	}
	if n == 0 {
		return math.Inf(1)
	}
	from, excess := plain[n].odds, 0.0
	for _, p := range plain[:n] {
		excess += (p.odds - from) * p.weight / over
	}
	limit, above := from+excess*math.Log(over/all/rate), 0
	for above < len(plain) && plain[above].odds > limit {
		above++
	}
	fmt.Fprintf(w, "%d ordinary %s: %.2f %% above %.2f, by %.2f, limit %.2f; above it %d\n", len(plain), name, 100*over/all, from, excess, limit, above)
	return limit
}
