package drift

import "math"

// A change that lasts shows in several ways at once: something is asked, it stands
// where nothing of the kind stood, it leads somewhere new, it sounds more like an
// order than anything before, a rule takes it for one, it is said in another language. Each of these kinds of signs
// has sums of its own (see [Profile.observe]).
//
// While nothing changes, the sum of a likelihood ratio is above h in at most exp(-h)
// of answers (Lundberg's inequality, after Lorden 1971 for the floor at zero), and
// that of the largest of n in at most n*exp(-h): so a kind counts as its largest
// sum less log n. One common cause, such as a letter that others quote, can lift one
// kind by any amount: so no kind counts for more than [Likely], and it takes two
// in full, or more in part. A base rate that was learnt from few answers can be
// wrong: so a sum counts for no more than what the rates before and since differ by
// in a test of two samples. And it takes several answers.
var kinds = [...]Set{
	Does,
	Of(Elsewhere, Misplaced, Strange),
	Of(Leads, NewPlace, Insists),
	Of(Pushes),
	Of(Flagged),
	Of(Alien),
}

// Lasting is what speaks for a change that lasts.
type Lasting struct {
	// Odds is the logarithm of how much likelier a change is than none, by Kinds of
	// signs together, seen in Answers.
	Odds           float64
	Kinds, Answers int
	// Again is true when people were told lately.
	Again bool
}

const (
	// Grave is how much likelier than none a change that lasts has to be: as two
	// kinds of signs, each [Likely]. By the inequality above, two kinds that come
	// independently of each other are together above that in at most two of ten million
	// answers; for all six the bound says little. So the rate of false alarms is one
	// that is measured (package horizon): one critical in 128 simulated server-months.
	// Honest changes of what people write cost more.
	Grave = Likely * Likely
	// Grievous is the same where only fewGrave answers had signs.
	Grievous = Grave * 3000
	// manyGrave and fewGrave are how many answers it takes.
	manyGrave, fewGrave = 4, 3
	// graveBaseline is how many answers make a baseline for it.
	graveBaseline = 100
)

// Grave reports whether a change is certain enough to act on.
func (l Lasting) Grave() bool {
	return l.Odds >= math.Log(Grave) && l.Answers >= manyGrave || l.Odds >= math.Log(Grievous) && l.Answers >= fewGrave
}

// Certain reports whether people are to be told of it.
func (l Lasting) Certain() bool { return l.Odds >= math.Log(Certain) && l.Answers > 1 }

// lasting weighs what the sums of a profile say together.
func (p *Profile) lasting() (l Lasting) {
	if p.Answers < graveBaseline {
		return l
	}
	for _, k := range kinds {
		most, answers := 0.0, uint32(0)
		k.All(func(t Trait) {
			h := p.height(t)
			if t != Pushes { // that is by rank: nothing was learnt
				h = min(h, p.apart(t))
			}
			if h > most {
				most, answers = h, p.Kept[t]
			}
		})
		most = min(most-math.Log(float64(k.Count()*len(degrees))), math.Log(Likely))
		if most <= 0 {
			continue
		}
		l.Odds += most
		if most > 3 {
			l.Kinds, l.Answers = l.Kinds+1, max(l.Answers, int(answers))
		}
	}
	return l
}

// apart is the logarithm of the likelihood ratio between two rates and one, of the
// answers before a watch began and those since.
func (p *Profile) apart(t Trait) float64 {
	a, n, b, m := float64(p.Seen[t]), float64(p.Tried[t]), float64(p.Kept[t]), float64(p.KeptOf[t])
	if m == 0 || n == 0 || b*n <= a*m {
		return 0
	}
	return likelihood(a, n) + likelihood(b, m) - likelihood(a+b, n+m)
}

// likelihood is the logarithm of that of k in n, at its best.
func likelihood(k, n float64) float64 {
	if k == 0 || k == n {
		return 0
	}
	return k*math.Log(k/n) + (n-k)*math.Log(1-k/n)
}

// ReadBy says which model reads from now on how much sentences sound like orders.
// What was learnt of that with another one is forgotten: only the order in which one
// model puts sentences is compared, never the odds of two.
func (s *Server) ReadBy(model uint64) {
	if s.Model == model {
		return
	}
	s.Model = model
	for _, p := range s.Tools {
		p.Push, p.Oddness, p.Top, p.OddTop = spread{}, spread{}, 0, 0
		for _, t := range []Trait{Pushes, Odd} {
			p.Seen[t], p.Tried[t], p.Kept[t], p.KeptOf[t] = 0, 0, 0, 0
			p.Sum[t] = [len(degrees)]float64{}
		}
	}
	for i := range s.Recent.Items {
		s.Recent.Items[i].Push = noPush
	}
}
