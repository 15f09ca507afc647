package detect

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// A document about attacks quotes them: a security guide, the manual of this
// program, the test of a detector. An order that such a document shows as a
// quotation or as code is not given by it. Both are asked for, since a poisoned
// page can have either.

// fewestTelling is how many different words make a document one about attacks,
// fewestOfTrade how many of them must be of the trade, and reachOfTelling how far
// from an order they are looked for.
const (
	fewestTelling  = 3
	fewestOfTrade  = 2
	reachOfTelling = 16 << 10
)

// tellingWords are words of those who write about orders to models, and of those
// who test programs. Each line counts once.
var tellingWords = [][]string{
	{"prompt injection", "prompt-injection", "injected", "injection"}, {"tool poisoning", "poisoned", "poisoning"}, {"jailbreak"}, {"attacker", "attacks", "adversar"},
	{"payload"}, {"malicious", "hostile"}, {"exploit", "vulnerab"}, {"exfiltrat"}, {"owasp"}, {"mitigat", "defense", "defence"}, {"red team", "red-team"},
	{"false alarm", "false positive"}, {"detector", "detects", "detection", "classifier"}, {"guardrail", "firewall"}, {"planted"}, {"hidden text", "invisible", "zero-width"},
	{"smuggl"}, {"spoof", "phish"}, {"untrusted"}, {"sanitiz", "sanitis"}, {"benchmark", "dataset"}, {"test case", "test_case", "testcase", "fixture"},
	{"func test", "t.run(", "t.error", "def test_", "assert", "expect(", "describe(", "pytest", "unittest"},
}

// commonTelling are words that stand there, and also elsewhere.
var commonTelling = [][]string{{"want:", "expected"}, {"severity", "critical"}, {"policy"}, {"verdict", "flagged", "blocked"}}

// quotes is what a text shows as a quotation or as code.
type quotes struct {
	fences []int // offsets of the marks of code blocks
}

// reporting remembers what is known of a text while its orders are looked at.
type reporting struct {
	asked bool
	shows *quotes
}

// quotes reports whether t is a document about attacks that shows what stands
// from start to end as a quotation or as code.
func (k *reporting) quotes(t *Text, start, end int) bool {
	return k.tells(t, start) && k.shows.holds(t.Text(), start, end) || t.labelled(start, end) || t.namesAttack(start, end) || t.recorded(start, end) || t.recounted(start, end)
}

// sampleLabels are what stands beside a sample in a test or a data set and says what
// it is a sample of.
var sampleLabels = []string{
	"assert", "refus", "\"label\"", "'label'", "label:", "injection", "expect(", "should_block", "blocked", "is_attack", "malicious", "jailbreak", "expected", "verdict",
}

// labelled reports whether what stands from start to end is a string literal in a
// line that says it is a sample.
func (t *Text) labelled(start, end int) bool {
	if t.where() != intent.Document || t.reading != nil {
		return false
	}
	text := t.Text()
	from, to := max(0, start-maxLabelled), min(len(text), end+maxLabelled)
	if k := strings.LastIndexByte(text[from:start], '\n'); k >= 0 {
		from += k + 1
	}
	if k := strings.IndexByte(text[end:to], '\n'); k >= 0 {
		to = end + k
	}
	open := from + strings.LastIndexAny(text[from:min(start+1, to)], "\"'`")
	if open < from || strings.Count(text[from:open], text[open:open+1])%2 == 1 { // none, or the end of one before
		k := strings.IndexAny(text[start:end], "\"'`")
		if k < 0 {
			return false
		}
		open = start + k
	}
	shut := strings.LastIndex(text[open+1:to], text[open:open+1])
	if open == from || shut < (end-open)/2 || strings.IndexByte("(=[:, {", text[open-1]) < 0 {
		return false
	}
	line := strings.ToLower(text[from:open] + text[open+1+shut:to])
	if k := strings.Index(text[open+1:to], text[open:open+1]); k >= 0 && k < shut {
		line += strings.ToLower(text[open+1+k : open+1+shut])
	}
	return slices.ContainsFunc(sampleLabels, func(l string) bool { return strings.Contains(line, l) })
}

// maxLabelled bounds how far from a sample its label stands.
const maxLabelled = 200

// tells reports whether t is a document about attacks, around start.
func (k *reporting) tells(t *Text, start int) bool {
	if !k.asked {
		k.asked, k.shows = true, t.toldAs(start)
	}
	return k.shows != nil
}

// toldAs returns what t shows as quoted, when it is a document about attacks
// around the given place; nil otherwise.
func (t *Text) toldAs(at int) *quotes {
	if t.where() != intent.Document || t.reading != nil {
		return nil
	}
	text := t.Text()
	from, to := max(0, at-reachOfTelling), min(len(text), at+reachOfTelling)
	if whole := from == 0 && to == len(text); !whole || !t.trade.known {
		var buf [64]hit
		_, has := tradeWords().scan(stringBytes(text[from:to]), buf[:0])
		t.trade = aboutAttacks{whole, has}
	}
	trade := bits.OnesCount64(t.trade.has & (1<<len(tellingWords) - 1))
	if trade < fewestOfTrade || bits.OnesCount64(t.trade.has) < fewestTelling {
		return nil
	}
	q := &quotes{}
	for i := 0; len(q.fences) < maxSpans; {
		k := strings.Index(text[i:], "```")
		if k < 0 {
			break
		}
		i += k + 3
		q.fences = append(q.fences, i)
	}
	return q
}

// aboutAttacks is which lines of words stand in a text, and whether that is known of all
// of it.
type aboutAttacks struct {
	known bool
	has   uint64
}

// tradeWords are the words of all lines, those of the trade first.
var tradeWords = lazy.Value(func() *literals {
	l := newLiterals(fewBits)
	for n, line := range slices.Concat(tellingWords, commonTelling) {
		for _, w := range line {
			l.add(w, 1<<n)
		}
	}
	return l.freeze()
})

// holds reports whether what stands from start to end is shown as a quotation or
// as code, or has a quotation begin in it.
func (q *quotes) holds(text string, start, end int) bool {
	if fenced, _ := slices.BinarySearch(q.fences, start+1); fenced%2 == 1 {
		return true
	}
	line := strings.LastIndexByte(text[max(0, start-maxQuotedLine):start], '\n') + 1 + max(0, start-maxQuotedLine)
	before, within := text[line:start], text[start:end]
	for _, mark := range []string{`"`, "`", "\u201c", "\u00ab", "\u201e"} {
		if strings.Count(before, mark)%2 == 1 || strings.Contains(within, mark) {
			return true
		}
	}
	return strings.HasPrefix(strings.TrimLeft(before+within, " "), ">") || strings.HasPrefix(before+within, "    ") || strings.HasPrefix(before+within, "\t")
}

// maxQuotedLine bounds the search for the beginning of a line.
const maxQuotedLine = 512
