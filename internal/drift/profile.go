package drift

import (
	"math"

	"github.com/mcp-watchdog/mcp-watchdog/internal/stego"
)

const (
	// minBaseline is how many answers make a baseline.
	minBaseline = 30
	// Certain is how much likelier a change has to be than none, and the least
	// mean number of answers between two false alarms of one sum.
	Certain = 1e5
	// Likely is that from which people are told.
	Likely = 1e4
	// fewOf is the share of answers up to which something is foreign to a tool.
	fewOf = 0.04
	// adopt is after how many answers what was kept apart is taken for normal.
	adopt = 400
)

// degrees are the rates that a change is looked for: now and then, often, always.
var degrees = [...]float64{0.08, 0.35, 0.9}

// Profile is what is normal for one tool. The zero value knows nothing.
type Profile struct {
	Answers uint32 // that taught it something
	Days    uint32 // on which they came
	First   int64  // day of the first, since 1970
	Last    int64  // day of the last
	// Seen is how many of Tried answers had a trait.
	Seen, Tried [Traits]uint32
	// Kept are those since a sum left its floor: they are not normal yet.
	Kept, KeptOf [Traits]uint32
	// Sum of the logarithms of likelihood ratios, by degree.
	Sum [Traits][len(degrees)]float64
	// Told are traits whose change people were told of, while it lasts.
	Told Set
	// Known are those that were told as certain.
	Known Set
	// Muted answers are left in which only what is said counts: the server was
	// updated.
	Muted                                                       uint32
	Size, Words, Entropy, Links, Time, Sentences, Push, Oddness spread
	// Top of Push when the watch over it began, and of Oddness.
	Top, OddTop int
	Keys        map[uint64]uint32 `json:"-"`
	// Loci are where sentences stood that told their reader something.
	Loci map[uint64]Locus `json:",omitempty"`
	// Form is how choices are made that mean nothing to a reader.
	Form stego.Habits
	// KeyList is Keys as it is stored.
	KeyList [][2]uint64
	// What is usual for the quick look, see Unusual.
	Spaces, Signs, Bytes int
	Data, Suspicious     bool
}

// maxProfileKeys bounds the fields that are remembered of a tool.
const maxProfileKeys = 256

// rate is the share of answers that have a trait, so that there is always some.
func (p *Profile) rate(t Trait) float64 {
	return (float64(p.Seen[t]) + 1) / (float64(p.Tried[t]) + 2)
}

// bound is a share that the true one hardly exceeds: few answers do not say much.
// What a tool never did, and tools hardly ever do, counts as that.
func (p *Profile) bound(t Trait) float64 {
	if p.Seen[t] == 0 && rare[t] > 0 {
		n := priorWeight * rare[t]
		return (n + 2*math.Sqrt(n)) / (float64(p.Tried[t]) + priorWeight)
	}
	n := float64(p.Seen[t]) + 1
	return (n + 2*math.Sqrt(n)) / (float64(p.Tried[t]) + 2)
}

// priorWeight is for how many answers of the tool itself it counts what is usual.
const priorWeight = 50

// rare is how often answers of tools in general have a trait, where that is rare.
var rare = [Traits]float64{
	AsksSecret: 0.01, Conceals: 0.001, Drives: 0.01, Sensitive: 0.003, Orders: 0.01, Collects: 0.001, Loaded: 0.005, Leads: 0.005, Strange: 0.003, Insists: 0.001, Carries: 0.002, Alien: 0.005,
}

// top is the bin of the strongest sentence before the watch over Pushes began.
func (p *Profile) top() int {
	if p.KeptOf[Pushes] == 0 {
		p.Top = p.Push.quantile(1)
	}
	return p.Top
}

// pushes reports whether a sentence is stronger than any before.
func (p *Profile) pushes(push float32) bool {
	return push > noPush && p.Push.Total >= minBaseline && pushBin(push) > p.top()
}

// odd reports whether a sentence is odder than any before.
func (p *Profile) odd(odd float32) bool {
	if p.KeptOf[Odd] == 0 {
		p.OddTop = p.Oddness.quantile(1)
	}
	return odd > 0 && p.Oddness.Total >= minBaseline && oddBin(odd) > p.OddTop
}

// leastRate bounds how much one trait can add to how odd a sentence is.
const leastRate = 0.01

// oddness is how little the traits of a sentence are to be expected of the tool, and
// how much it sounds like an order.
func (p *Profile) oddness(has Set, push float32) float32 {
	sum := p.surprise(push)
	(has & (Does | Of(Leads, Elsewhere, Misplaced, NewPlace))).All(func(t Trait) {
		sum -= float32(math.Log(max(p.rate(t), leastRate)))
	})
	return sum
}

// surprise is minus the logarithm of the share of answers with a sentence that sounds
// as much like an order: of the model that says so only the order counts in which it
// puts sentences, not the scale.
func (p *Profile) surprise(push float32) float32 {
	n := 0
	for b := pushBin(push); b < bins; b++ {
		n += int(p.Push.Bins[b])
	}
	return float32(-math.Log(max(float64(n+1)/float64(p.Push.Total+2), leastRate)))
}

// closed reports whether the answers of the tool say nothing to their reader:
// they are data. What does is foreign to it at once.
func (p *Profile) closed() bool {
	return p.Tried[Directs] >= minBaseline && p.rate(Directs) <= fewOf && p.rate(Prose) <= 4*fewOf
}

// Ring is a change that is certain.
type Ring struct {
	Trait Trait
	// Before had the trait in Seen of Of answers, lately in Now of Lately.
	Seen, Of, Now, Lately int
	// Certain is false when a change is likely, but not yet certain.
	Certain bool
	// Together is true when it is so in all tools of the server together.
	Together bool
	// Again is true when people were told of the trait lately.
	Again bool
	// Outright is true when it rang at its first sight, because it is foreign to
	// the tool.
	Outright bool
}

// Observation is what an answer was seen to be.
type Observation struct {
	Has Set
	// Judged are the traits that could be judged.
	Judged Set
	// Push is how much its strongest sentence sounds like an order to a model.
	Push float32
	// Odd is how odd its oddest sentence is.
	Odd float32
	// Day since 1970.
	Day int64
}

// observe moves the sums of those traits in which that could be judged, and returns
// those that ring at this answer.
func (p *Profile) observe(o Observation, which Set) (rings []Ring) {
	for t := Trait(0); t < Traits; t++ {
		if !(o.Judged & which).Has(t) || quiet.Has(t) {
			continue
		}
		hit := o.Has.Has(t)
		if t == Commands {
			if hit && p.closed() {
				rings = append(rings, Ring{Trait: t, Of: int(p.Answers), Now: 1, Lately: 1, Outright: true, Certain: true})
			}
			continue
		}
		if !p.move(t, hit) && !hit {
			continue
		}
		p.KeptOf[t]++
		if !hit {
			continue
		}
		p.Kept[t]++
		r := Ring{Trait: t, Seen: int(p.Seen[t]), Of: int(p.Tried[t]), Now: int(p.Kept[t]), Lately: int(p.KeptOf[t])}
		switch {
		case Looks.Has(t) && p.Muted > 0:
		case Does.Has(t) && p.closed() && p.Seen[t] == 0:
			r.Outright, r.Certain = true, true
			rings = append(rings, r)
		case t == Insists && p.Seen[t] == 0 && r.Of >= placed:
			r.Outright, r.Certain = true, true
			rings = append(rings, r)
		case r.Of < 2*minBaseline || r.Now < 2:
		case p.height(t) >= math.Log(Certain):
			if r.Certain = true; !p.Known.Has(t) {
				rings = append(rings, r)
			}
			if !Does.Has(t) && t != Pushes && t != Odd { // told once
				p.Known |= Of(t)
			}
		case p.height(t) >= math.Log(likely(t)) && !p.Told.Has(t) && !Looks.Has(t): // told once
			p.Told |= Of(t)
			rings = append(rings, r)
		}
	}
	return rings
}

// likely is from where people are told of a trait. What people ask each other for
// comes in bursts.
func likely(t Trait) float64 {
	if Does.Has(t) || t == Repeats {
		return 10 * Likely
	}
	return Likely
}

// move adds one answer to the sums of a trait and reports whether one of them has
// left its floor.
func (p *Profile) move(t Trait, hit bool) (up bool) {
	if p.Tried[t] < minBaseline {
		return false
	}
	before := p.bound(t)
	if t == Pushes || t == Odd { // by rank: nothing is estimated
		of := p.Push.Total
		if t == Odd {
			of = p.Oddness.Total
		}
		n := float64(of - min(p.KeptOf[t], of))
		before = float64(p.Kept[t]+1) / (n + float64(p.KeptOf[t]) + 1)
	}
	for i, now := range degrees {
		if now < 2*before {
			p.Sum[t][i] = 0
			continue
		}
		step := math.Log((1 - now) / (1 - before))
		if hit {
			step = math.Log(now / before)
		}
		p.Sum[t][i] = min(max(p.Sum[t][i]+step, 0), highest)
		up = up || p.Sum[t][i] > 0
	}
	return up
}

// highest bounds a sum, so that what is over ends in time.
const highest = 30

// height is the largest sum of a trait.
func (p *Profile) height(t Trait) (most float64) {
	for _, s := range p.Sum[t] {
		most = max(most, s)
	}
	return most
}

// suspect reports whether something about what the answers say has begun to
// change.
func (p *Profile) suspect() bool {
	for t := Trait(0); t < Traits; t++ {
		if quiet.Has(t) || Looks.Has(t) {
			continue
		}
		for _, s := range p.Sum[t] {
			if s > 0 {
				return true
			}
		}
	}
	return false
}

// learn takes in an answer that was delivered, and in which nothing was found.
func (p *Profile) learn(o Observation) {
	p.Answers++
	if p.First == 0 {
		p.First = o.Day
	}
	if o.Day > p.Last {
		p.Days++
		p.Last = o.Day
	}
	if p.Muted > 0 {
		p.Muted--
	}
	for t := Trait(0); t < Traits; t++ {
		if o.Judged.Has(t) && t != Commands {
			p.takes(t, o.Has.Has(t))
		}
	}
}

// takes counts an answer for one trait.
func (p *Profile) takes(t Trait, has bool) {
	switch {
	case p.KeptOf[t] > 0 && p.floor(t) || p.KeptOf[t] >= adopt:
		p.settle(t)
	case p.KeptOf[t] > 0: // counted there
	default:
		p.Tried[t]++
		if has {
			p.Seen[t]++
		}
	}
}

// changed are the looks that are certain to be new, and still are.
func (p *Profile) changed() (looks Set) {
	(p.Known & Looks).All(func(t Trait) {
		if p.height(t) >= math.Log(Certain) {
			looks |= Of(t)
		}
	})
	return looks
}

func (p *Profile) floor(t Trait) bool {
	for _, s := range p.Sum[t] {
		if s > 0 {
			return false
		}
	}
	return true
}

// settle takes what was kept apart for normal, and ends the watch over the trait.
func (p *Profile) settle(t Trait) {
	p.Seen[t] += p.Kept[t]
	p.Tried[t] += p.KeptOf[t]
	p.Kept[t], p.KeptOf[t], p.Told = 0, 0, p.Told&^Of(t)
	p.Known &^= Of(t)
	p.Sum[t] = [len(degrees)]float64{}
}

func (p *Profile) spreads() [8]*spread {
	return [...]*spread{&p.Size, &p.Words, &p.Entropy, &p.Links, &p.Time, &p.Sentences, &p.Push, &p.Oddness}
}
