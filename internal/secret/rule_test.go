package secret

import (
	"regexp/syntax"
	"strings"
	"testing"
)

// write makes a text that an expression matches.
func write(b *strings.Builder, re *syntax.Regexp) {
	times := func(low, high int) {
		for range low + rng.IntN(max(1, high-low+1)) {
			write(b, re.Sub[0])
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		b.WriteString(string(re.Rune))
	case syntax.OpCharClass:
		var from []rune
		for i := 0; i < len(re.Rune); i += 2 {
			for c := max(re.Rune[i], '!'); c <= min(re.Rune[i+1], '~'); c++ {
				from = append(from, c)
			}
		}
		b.WriteRune(from[rng.IntN(len(from))])
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL:
		b.WriteByte('.')
	case syntax.OpCapture, syntax.OpConcat:
		for _, s := range re.Sub {
			write(b, s)
		}
	case syntax.OpAlternate:
		write(b, re.Sub[rng.IntN(len(re.Sub))])
	case syntax.OpPlus:
		times(1, 12)
	case syntax.OpStar:
		times(0, 12)
	case syntax.OpRepeat:
		if re.Max < 0 || re.Max > re.Min+12 {
			times(re.Min, re.Min+12)
		} else {
			times(re.Min, re.Max)
		}
	}
}

// groups are the captures that are in no other.
func groups(re *syntax.Regexp) (all []*syntax.Regexp) {
	if re.Op == syntax.OpCapture {
		return []*syntax.Regexp{re}
	}
	for _, s := range re.Sub {
		all = append(all, groups(s)...)
	}
	return all
}

// TestEveryRuleIsReached makes secrets of each rule and finds them in what
// carries them: raw text, JSON, and the value of a member.
func TestEveryRuleIsReached(t *testing.T) {
	found := map[string]int{}
	for i := range gitleaksRules {
		r := &gitleaksRules[i]
		re, err := syntax.Parse(r.pattern, syntax.Perl)
		if err != nil {
			t.Fatal(err)
		}
		parts := groups(re)
		if len(parts) == 0 || r.group < 0 {
			parts = []*syntax.Regexp{re}
		}
		if r.group > 0 {
			parts = parts[r.group-1 : r.group]
		}
		for range draws {
			var b strings.Builder
			write(&b, parts[0])
			secret := strings.TrimRight(b.String(), "!\"#$%&'()*,.:;<>?@[]^`{|}") // what a rule wants behind it
			name := "value"
			if words := strings.Fields(r.names + " " + r.near); len(words) > 0 {
				name = words[rng.IntN(len(words))]
			} else if strings.HasPrefix(r.id, "new-relic") {
				name = "new_relic"
			} else if strings.HasPrefix(r.id, "typeform") {
				name = "typeform"
			}
			carriers := []string{name + "_token = \"" + secret + "\"\n", `{"` + name + `-token":"` + secret + `"}`, "var " + name + "Token string = '" + secret + "';", name + "_TOKEN ?= " + secret + "\nB=1"}
			text := carriers[rng.IntN(len(carriers))]
			from := strings.Index(text, secret)
			for i := range text {
				if f, ok := At(text, i); Maybe([]byte(text), i) && ok && f.Start <= from && f.End >= from+len(secret) {
					found[r.id]++
					break
				}
			}
		}
		if n := found[r.id]; n < draws*7/10 {
			t.Errorf("%s: %d of %d are found", r.id, n, draws)
		}
	}
	if len(gitleaksRules) < 180 {
		t.Errorf("the table has %d rules", len(gitleaksRules))
	}
}

// TestRulesAreCompiledWhenNeeded shows that clean text compiles no rule, and one
// secret a few.
func TestRulesAreCompiledWhenNeeded(t *testing.T) {
	compiledRules := func(text string) (n int) {
		x := known()
		for i := range x.formats {
			if f := &x.formats[i]; f.class == isRule && f.worth(text) {
				n++
			}
		}
		return n
	}
	clean := strings.Repeat("The discord bot of the twitter team posts to sentry: see https://sentry.example/issues/4711 and fastly.com, facebook or jira PROJ-12 = done.\n", 20)
	if n := compiledRules(clean); n > 0 {
		t.Errorf("clean text is worth the expressions of %d rules", n)
	}
	if n := compiledRules("netlify_token = \"" + pick(wordish, 44) + "\""); n < 1 || n > 2 {
		t.Errorf("a secret of one rule is worth the expressions of %d", n)
	}
}

// worth reports whether Maybe takes a place in text for a rule.
func (f *format) worth(text string) bool {
	for i := range text {
		if len(text)-i >= len(f.prefix) && equalFoldBytes([]byte(text[i:]), f.prefix) && f.maybe([]byte(text), i, i+len(f.prefix)) {
			return true
		}
	}
	return false
}

// TestPublicExamples are keys that stand in everybody's demonstrations: the hash
// of one that is made up is put in their place.
func TestPublicExamples(t *testing.T) {
	if len(publicExamples) < 10 {
		t.Errorf("%d keys are excepted by their text", len(publicExamples))
	}
	key := "AIza" + "Sy" + pick(wordish, 33)
	if fs := Find("key: " + key); len(fs) != 1 {
		t.Fatalf("%d secrets are found in a key", len(fs))
	}
	h := uint64(14695981039346656037)
	for i := range len(key) {
		h = (h ^ uint64(key[i])) * 1099511628211
	}
	publicExamples[h] = true
	defer delete(publicExamples, h)
	if fs := Find("key: " + key); len(fs) != 0 {
		t.Error("an excepted key is found")
	}
}
