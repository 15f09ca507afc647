package secret

import (
	"math"
	"regexp"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// The rules of gitleaks, as data. A rule is a keyword and a regular expression;
// the expression is compiled when the first text is found that is worth it: one
// in which a run of the right characters and of the right length stands where a
// secret of that rule would. What it finds must not look like an example or a
// name, as everything that this package finds.

// rule is one rule of the table that tools/gitleaks writes.
type rule struct {
	id string
	// names, marks and near are keywords, in small letters, between spaces: words
	// of the name that a secret is given to, what a secret begins with (or, behind
	// a star, has in it), and words that stand before it at some distance.
	names, marks, near string
	// body is the alphabet of the secret, which has from least to most characters.
	body string
	// group is the number of the group that is the secret; 0: the first that takes
	// part, -1: all of what is matched.
	group       int
	least, most int
	// entropy is what the secret must have, in bits per character.
	entropy float64
	pattern string
}

// isRule is the class of the formats that are made of rules.
const isRule class = 100

// compiled is a rule at work.
type compiled struct {
	*rule
	kind *Kind
	body *alphabet
	re   func() *regexp.Regexp
}

func ruleFormats() []format {
	all := make([]format, 0, 2*len(gitleaksRules))
	alphabets := map[string]*alphabet{}
	for i := range gitleaksRules {
		r := &gitleaksRules[i]
		if alphabets[r.body] == nil {
			alphabets[r.body] = chars(r.body)
		}
		c := &compiled{rule: r, kind: k(strings.ReplaceAll(r.id, "-", " ")), body: alphabets[r.body]}
		c.re = lazy.Value(func() *regexp.Regexp { return regexp.MustCompile(anchor(r) + "(?:" + r.pattern + ")") })
		for w := range strings.FieldsSeq(r.names) {
			all = append(all, format{kind: c.kind, prefix: w, anyCase: true, class: isRule, find: c.named, maybe: c.maybeNamed})
		}
		for w := range strings.FieldsSeq(r.marks) {
			f := format{kind: c.kind, prefix: w, anyCase: true, class: isRule, maybe: c.maybeMarked}
			f.find = func(text string, at int) (Found, bool) { return c.marked(text, at-len(w), at) }
			if inner, ok := strings.CutPrefix(w, "*"); ok {
				f.prefix, f.maybe = inner, c.maybeInside
				f.find = func(text string, at int) (Found, bool) { return c.inside(text, at-len(inner), at) }
			}
			if len(w) < minLiteral {
				f.body = c.body
			}
			all = append(all, f)
		}
		for w := range strings.FieldsSeq(r.near) {
			all = append(all, format{kind: c.kind, prefix: w, anyCase: true, class: isRule, find: c.behind, maybe: c.maybeBehind})
		}
	}
	return all
}

const (
	// maxRest bounds what stands between a keyword and the end of its name, and
	// maxBefore what stands before it there.
	maxRest, maxBefore = 20, 50
	// maxNear is how far behind a keyword a secret may stand that has none.
	maxNear = 300
	// longestRule bounds a secret that its rule does not.
	longestRule = 2 << 10
)

// given returns where the value of a name begins that a keyword ends in at at,
// and where the name ends; 0: none is given.
func given[T string | []byte](text T, at int) (from, end int) {
	i := at
	for i < len(text) && i-at < maxRest && (nameByte(text[i]) || text[i] == ' ' || text[i] == '\t') {
		i++
	}
	end = i
	for i < len(text) && i-end < 4 && strings.IndexByte(" \t\r\n'\"\\", text[i]) >= 0 {
		i++
	}
	op := i
	for i < len(text) && i-op < 4 && strings.IndexByte("=>:|?,", text[i]) >= 0 {
		i++
	}
	if i == op {
		return 0, end
	}
	for op = i; i < len(text) && i-op < 8 && strings.IndexByte(" \t\r\n`'\"=\\", text[i]) >= 0; i++ {
	}
	return i, end
}

// named finds the secret that is given to a name with a keyword.
func (c *compiled) named(text string, at int) (Found, bool) {
	from, rest := given(text, at)
	if from == 0 {
		return Found{}, false
	}
	end := from
	for end < len(text) && end-from <= c.most && c.body[text[end]] {
		end++
	}
	if end-from < c.least || end-from > c.most || !stops(text, end) {
		return Found{}, false
	}
	start := at
	for start > 0 && at-start < maxBefore && nameByte(text[start-1]) {
		start--
	}
	if !c.promises(text[start:rest], text[from:end]) {
		return Found{}, false
	}
	return c.match(text, start, end, from)
}

// marked finds the secret that begins with the keyword at text[i:at].
func (c *compiled) marked(text string, i, at int) (Found, bool) {
	if !starts(text, i) || i > 0 && (text[i-1] == '+' || text[i-1] == '/') && alnum[text[at-1]] && at-i < 6 { // of something longer in base64
		return Found{}, false
	}
	end := c.end(text, at, i)
	if end-i < c.least || end-i > c.most {
		return Found{}, false
	}
	return c.match(text, i, end, i)
}

// end is where a run of the right characters ends that goes on at at and began
// at from, without the punctuation behind it.
func (c *compiled) end(text string, at, from int) int {
	end, limit := at, min(c.most, longestRule)+4
	for end < len(text) && end-from < limit && c.body[text[end]] {
		end++
	}
	for end > at && end-from > c.least && !alnum[text[end-1]] && text[end-1] != '=' && text[end-1] != '_' && text[end-1] != '-' {
		end--
	}
	return end
}

// inside finds the secret that the keyword at text[i:at] stands in.
func (c *compiled) inside(text string, i, at int) (Found, bool) {
	start := i
	for start > 0 && i-start < 2*maxBefore && text[start-1] != '\n' { // its name may stand there, too
		start--
	}
	end := c.end(text, at, i)
	if end-start < c.least || end-i > c.most {
		return Found{}, false
	}
	return c.match(text, start, end, i)
}

// behind finds a secret in what follows a keyword.
func (c *compiled) behind(text string, at int) (Found, bool) {
	for i := at; i < min(len(text), at+maxNear); i++ {
		if !c.body[text[i]] || i > at && c.body[text[i-1]] {
			continue
		}
		end := c.end(text, i, i)
		if end-i >= c.least && end-i <= c.most {
			if f, ok := c.match(text, i, end, i); ok {
				return f, true
			}
		}
		i = end
	}
	return Found{}, false
}

// match asks the expression about text[start:end]: the secret must end behind at.
func (c *compiled) match(text string, start, end, at int) (Found, bool) {
	m := c.re().FindStringSubmatchIndex(text[start:end])
	if m == nil {
		return Found{}, false
	}
	g := max(c.group, 0)
	for c.group == 0 && g+1 < len(m)/2 {
		if g++; m[2*g] >= 0 {
			break
		}
	}
	f := Found{Start: start + m[2*g], End: start + m[2*g+1], Kind: c.kind}
	if m[2*g] < 0 || f.End <= at || !stops(text, f.End) || !starts(text, f.Start) {
		return Found{}, false
	}
	return f, c.plausible(text[f.Start:f.End])
}

// stops reports whether a secret may end at end: what follows is none of what
// makes it a part of a name, of an address or of something longer.
func stops(text string, end int) bool {
	if end >= len(text) || strings.IndexByte("\"'`;,)]}<>&|\\*#", text[end]) >= 0 || text[end] <= ' ' || text[end] >= 0x80 {
		return true
	}
	return (text[end] == '.' || text[end] == '!' || text[end] == '?' || text[end] == ':') && (end+1 == len(text) || text[end+1] <= ' ')
}

// anchor makes a rule match from the start of what it is asked about, unless it
// is one of those that do not know where their secret begins.
func anchor(r *rule) string {
	if strings.Contains(r.marks, "*") {
		return ""
	}
	return "^"
}

// memberRule is the secret that the value of a member is because its name holds
// a keyword of a rule.
func memberRule(name, low, value string) (Found, bool) {
	if len(value) < shortestRule || strings.ContainsAny(value, " \t\r\n\"") {
		return Found{}, false
	}
	x, text := known(), ""
	for i := 0; i+minLiteral <= len(low); i++ {
		for n := x.first[hash(low[i], low[i+1], low[i+2])]; n != 0; n = x.next[n-1] {
			f := &x.formats[n-1]
			if f.class != isRule || !strings.HasPrefix(low[i:], f.prefix) {
				continue
			}
			if text == "" {
				text = name + `="` + value + `"`
			}
			found, ok := f.find(text, i+len(f.prefix))
			if from := len(name) + 2; ok && found.Start >= from {
				return Found{found.Start - from, found.End - from, f.kind}, !public(value)
			}
		}
	}
	return Found{}, false
}

// shortestRule is the length of the shortest secret of a rule that is given to a
// name.
const shortestRule = 15

// public reports whether a secret is one of those that stand in public examples.
func public(v string) bool {
	h := uint64(14695981039346656037) // FNV-1a
	for i := range len(v) {
		h = (h ^ uint64(v[i])) * 1099511628211
	}
	return publicExamples[h]
}

// promises reports whether a name that a rule looks for can be that of a secret:
// what is a hash, an identifier or a short word as well must be called a secret.
func (c *compiled) promises(name, v string) bool {
	low := lower(name)
	if !callsSecret(low) && (len(v) < 20 || onlyHex(v)) {
		return false
	}
	from := 0
	for i := 0; i <= len(name); i++ {
		cased := i < len(name) && i > from && name[i] >= 'A' && name[i] <= 'Z' && name[i-1] >= 'a' && name[i-1] <= 'z'
		if i < len(name) && alnum[name[i]] && !cased {
			continue
		}
		if w := low[from:i]; aboutWords()[w] || idWords()[w] {
			return false
		}
		if from = i; !cased {
			from++
		}
	}
	return true
}

var (
	secretWords = strings.Fields("token secret key pass auth cred login pwd")
	// idWords are words of names whose values tell things apart, and keep none.
	idWords = lazy.Words(`id ids uid uuid guid sid sha sha1 sha256 sha512 md5 commit rev revision branch build tag digest image org organization project workspace site space team channel
		user username handle account region host hostname domain app asset release debug trace span dist bundle chunk client_id version color hash`)
)

// plausible reports whether v has the entropy that the rule asks for and is not
// made of words.
func (c *compiled) plausible(v string) bool {
	if dummy(v) || documented[v] || ascending(lower(v), 70) || spelledOut(v) || patched(v) || strings.Contains(v, handleMark) || entropy(v) < max(c.entropy, 2.5) {
		return false
	}
	if interleavedOnce(v) {
		return true
	}
	return !wordy(v) && (isMixed(v) || scrambled(v) || strings.ContainsAny(v, "0123456789"))
}

// entropy is Shannon's, in bits per character.
func entropy(v string) float64 {
	var count [256]int
	for i := range len(v) {
		count[v[i]]++
	}
	h := 0.0
	for _, n := range count {
		if n > 0 {
			p := float64(n) / float64(len(v))
			h -= p * math.Log2(p)
		}
	}
	return h
}

// longestProof is how much of a secret is looked at in raw text.
const longestProof = 12

// maybeNamed looks for an operator and a value as long as a secret behind a
// keyword.
func (c *compiled) maybeNamed(content []byte, _, at int) bool {
	from, end := given(content, at)
	if from == 0 {
		if end < len(content) {
			return false
		}
		return callsSecret(lower(string(content[max(0, at-maxBefore):]))) // a key: its value is elsewhere
	}
	return c.run(content, from)
}

// maybeMarked looks for the rest of a secret behind what it begins with.
func (c *compiled) maybeMarked(content []byte, start, _ int) bool { return c.run(content, start) }

// maybeInside takes every keyword of those that stand in secrets alone.
func (c *compiled) maybeInside([]byte, int, int) bool { return true }

// maybeBehind looks for a run as long as a secret near a keyword.
func (c *compiled) maybeBehind(content []byte, _, at int) bool {
	run, need := 0, min(c.least, 40)
	for _, b := range content[at:min(len(content), at+maxNear+need)] {
		if run++; !c.body[b] {
			run = 0
		}
		if run >= need {
			return true
		}
	}
	return false
}

// run reports whether a run as long as a secret begins at content[at:], or as
// long as is looked at, with a digit or letters of both cases in it.
func (c *compiled) run(content []byte, at int) bool {
	n, need := 0, min(c.least, longestProof)
	digit, up, low := false, false, false
	for at+n < len(content) && n < 2*need && c.body[content[at+n]] {
		b := content[at+n]
		digit, up, low = digit || digits[b], up || b >= 'A' && b <= 'Z', low || b >= 'a' && b <= 'z'
		n++
	}
	return n >= need && (digit || up && low)
}
