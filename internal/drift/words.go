package drift

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"
)

// Summary is what is normal for one tool.
type Summary struct {
	// Tool is its name; Fails is true for its errors, which are known apart.
	Tool  string `json:"-"`
	Fails bool   `json:"errors,omitempty"`
	// Answers that taught it, on how many Days, the first and the last of them
	// in days since 1970.
	Answers uint32 `json:"answers"`
	Days    uint32 `json:"days"`
	First   int64  `json:"first_day"`
	Last    int64  `json:"last_day"`
	// Typical and Largest size in bytes, roughly.
	Typical int `json:"typical_bytes"`
	Largest int `json:"largest_bytes"`
	// Typical and longest time, in milliseconds, roughly.
	Time    int `json:"typical_ms"`
	Longest int `json:"longest_ms"`
	Fields  int `json:"fields"`
	// Data is true when its answers speak to nobody.
	Data bool `json:"data"`
	// Per1000 is how many of 1000 answers have a trait.
	Per1000 map[string]int `json:"per_1000"`
	// Form says how its answers are written, in words.
	Form []string `json:"form,omitempty"`
	// Watched are changes that have begun.
	Watched []string `json:"watched,omitempty"`
}

// Summaries says what is normal, tool by tool.
func (s *Server) Summaries() (all []Summary) {
	for _, name := range slices.Sorted(maps.Keys(s.Tools)) {
		if name == together {
			continue
		}
		p := s.Tools[name]
		tool, fails := strings.CutSuffix(name, failures)
		one := Summary{
			Tool: tool, Fails: fails, Answers: p.Answers, Days: p.Days, First: p.First, Last: p.Last,
			Typical: sizeOf(p.Size.quantile(0.5)), Largest: sizeOf(p.Size.quantile(1)), Time: sizeOf(p.Time.quantile(0.5)), Longest: sizeOf(p.Time.quantile(1)),
			Fields: len(p.Keys), Data: p.closed(), Per1000: map[string]int{}, Form: p.Form.Words(),
		}
		for t := range Traits {
			if n := p.Seen[t] + p.Kept[t]; n > 0 {
				one.Per1000[names[t]] = int(1000 * n / max(p.Tried[t]+p.KeptOf[t], 1))
			}
			if p.height(t) > math.Log(10) && !quiet.Has(t) {
				one.Watched = append(one.Watched, names[t])
			}
		}
		all = append(all, one)
	}
	return all
}

// sizeOf is the middle of a bin of sizeBin.
func sizeOf(bin int) int { return int(math.Pow(1.26, float64(bin))) }

// names of traits, for programs.
var names = [Traits]string{
	AsksSecret: "asks_secret", SendsAway: "sends_away", Fetches: "fetches", Conceals: "conceals", Drives: "drives", Sensitive: "sensitive",
	Orders: "orders", Collects: "collects", Loaded: "loaded", Repeats: "repeats", Leads: "leads", Pushes: "pushes", Elsewhere: "elsewhere", Misplaced: "misplaced", Odd: "odd", Strange: "strange", Insists: "insists", NewPlace: "new_place",
	Directs: "directs", Prose: "prose", Encoded: "encoded", Larger: "larger", Foreign: "foreign", Reshaped: "reshaped", Stripped: "stripped",
	Denser: "denser", Linked: "linked", Slower: "slower", Lengthier: "lengthier", Failed: "failed", Carries: "carries", Flagged: "flagged", Alien: "alien", Commands: "commands",
}

// Words says it to people.
func (s Summary) Words() []string {
	what := "answers"
	if s.Fails {
		what = "errors"
	}
	all := []string{
		fmt.Sprintf("%d %s on %d days", s.Answers, what, s.Days),
		fmt.Sprintf("typically %d bytes, %d at most; %d ms, %d at most; %d different fields", s.Typical, s.Largest, s.Time, s.Longest, s.Fields),
	}
	if s.Answers < minBaseline {
		all = append(all, fmt.Sprintf("%d more answers are needed for a judgement", minBaseline-s.Answers))
	}
	if s.Data {
		all = append(all, "its answers are data: nothing in them asks its reader for anything")
	}
	for t := range Traits {
		if n, ok := s.Per1000[names[t]]; ok && !Looks.Has(t) {
			all = append(all, fmt.Sprintf("%d of 1000: the answer %s", n, t))
		}
	}
	all = append(all, s.Form...)
	for _, w := range s.Watched {
		all = append(all, "a change may have begun: "+strings.ReplaceAll(w, "_", " "))
	}
	return all
}
