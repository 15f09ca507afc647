package detect

import (
	"math/bits"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
)

// Orders that a document shows without being about attacks all over: as values in the
// records of a test or a data set, in the speech of a story, in the account of what an
// attack contained.

// verdictKeys are keys of a record that say what is expected of a sample in it.
var verdictKeys = []string{"expect", "expected", "expects", "expectation", "expected_result", "expected_verdict", "verdict", "should_block", "should_refuse", "is_attack", "is_injection", "malicious", "must_refuse", "ground_truth", "refused"}

// verdicts are what a label says that is one of a data set of attacks.
var verdicts = []string{"attack", "benign", "injection", "jailbreak", "malicious", "unsafe", "safe", "harmful", "harmless"}

const (
	// linesOfRecord is how many lines a record has around a sample, and mostRecorded how
	// much of the text is looked at.
	linesOfRecord, mostRecorded = 4, 4 << 10
	// mostBeside is how much of an object is looked at beside a sample that stands in JSON.
	mostBeside = 512
	// fewestRecords is how many records say what is expected: one is soon made up around an order.
	fewestRecords = 3
)

// verdictsIn counts the keys in a text that say what is expected, up to fewestRecords.
func verdictsIn(text string) (n int) {
	lower := strings.ToLower(text)
	for _, key := range append([]string{"label"}, verdictKeys...) {
		for rest := lower; n < fewestRecords; {
			k := strings.Index(rest, key)
			if k < 0 {
				break
			}
			rest = rest[k+len(key):]
			if mark := strings.TrimLeft(rest, `\"' `); mark != "" && mark[0] == ':' {
				n++
			}
		}
	}
	return n
}

// recorded reports whether what stands from start to end are values in records in JSON or
// YAML, each of which has a key that says what is expected.
func (t *Text) recorded(start, end int) bool {
	if t.where() != intent.Document || t.reading != nil || end-start > mostRecorded {
		return false
	}
	if before, behind := t.Beside(mostBeside); len(before) > 0 && (verdictLine(string(before)) || verdictLine(string(behind))) {
		before, behind = t.Around(mostRecorded)
		return t.fewestTold(start, end) == 1 && verdictsIn(string(before))+verdictsIn(string(behind)) >= fewestRecords
	}
	text := t.Text()
	nearest := max(0, start-mostRecorded)
	from := nearest + strings.LastIndexByte(text[nearest:start], '\n') + 1
	if from == nearest && nearest > 0 {
		return false // no record has such a line
	}
	to := end
	if end == 0 || text[end-1] != '\n' {
		k := strings.IndexByte(text[end:min(len(text), end+mostRecorded)], '\n')
		if k < 0 && len(text)-end > mostRecorded {
			return false
		}
		if to = end + k; k < 0 {
			to = len(text)
		}
	}
	lines := strings.Split(strings.TrimRight(text[from:to], "\n"), "\n")
	before := lastLines(text[:from], linesOfRecord)
	behind := firstLines(text[min(to+1, len(text)):], linesOfRecord)
	all := slices.Concat(before, lines, behind)
	found := false
	for n, line := range lines {
		if !recordLine(line) {
			return false
		}
		if !sampleLine(line) {
			continue
		}
		at := len(before) + n
		if !slices.ContainsFunc(all[max(0, at-linesOfRecord):min(len(all), at+linesOfRecord+1)], verdictLine) {
			return false
		}
		found = true
	}
	return found && t.told(start) >= t.fewestTold(start, end)-1 && verdictsIn(text[max(0, start-mostRecorded):min(len(text), end+mostRecorded)]) >= fewestRecords
}

func lastLines(text string, n int) []string {
	text = strings.TrimSuffix(text[max(0, len(text)-mostRecorded):], "\n")
	lines := strings.Split(text, "\n")
	return lines[max(0, len(lines)-n):]
}

func firstLines(text string, n int) []string {
	lines := strings.SplitN(text[:min(len(text), mostRecorded)], "\n", n+1)
	return lines[:min(n, len(lines))]
}

// recordLine reports whether a line is one of JSON or YAML: it is empty, a bracket or a
// comment, or has a key before a value.
func recordLine(line string) bool {
	line = strings.Trim(line, " \t\r,-[]{}")
	if line == "" || strings.HasPrefix(line, "```") || line[0] == '#' {
		return true
	}
	return keyOf(line) != ""
}

// keyOf returns the key that a line begins with, "" for none.
func keyOf(line string) string {
	line = strings.TrimLeft(line, " \t-{[,")
	key, _, found := strings.Cut(line, ":")
	key = strings.Trim(key, "\"' ")
	if !found || key == "" || len(key) > 32 || strings.ContainsAny(key, " \"'.,") {
		return ""
	}
	return strings.ToLower(key)
}

// sampleLine reports whether a line has a value of some words in quotation marks.
func sampleLine(line string) bool {
	_, rest, _ := strings.Cut(line, ":")
	for _, q := range []string{`"`, `'`} {
		for part := range strings.SplitSeq(rest, q) {
			if strings.Count(strings.TrimSpace(part), " ") > 1 {
				return true
			}
		}
	}
	return false
}

// verdictLine reports whether a line has a key that says what is expected.
func verdictLine(line string) bool {
	if slices.Contains(verdictKeys, keyOf(line)) {
		return true
	}
	lower := strings.ToLower(line)
	if _, label, ok := strings.Cut(lower, "label"); ok {
		label = strings.Trim(label, "\"': ,}")
		if word, _, _ := strings.Cut(label, "\""); slices.Contains(verdicts, strings.Trim(word, "' ,}")) {
			return true
		}
	}
	for _, key := range verdictKeys {
		if k := strings.Index(lower, key+`":`); k > 0 && lower[k-1] == '"' {
			return true
		}
	}
	return false
}

// holding are verbs before a quotation of what something had in it.
var holding = []string{"contained", "contains", "containing", "included", "includes", "hid", "planted", "embedded", "inserted", "was", "said", "says", "read", "reads", "saying", "reading", "put", "placed", "wrote", "tried", "sent", "added", "injected", "smuggled", "pasted", "with", ":"}

// recounted reports whether what stands from start to end is a quotation behind a verb that
// says where it was found, in a text that has a word of those who look for attacks.
func (t *Text) recounted(start, end int) bool {
	if t.where() != intent.Document || t.reading != nil {
		return false
	}
	text := t.Text()
	line := strings.LastIndexByte(text[max(0, start-maxQuotedLine):start], '\n') + 1 + max(0, start-maxQuotedLine)
	for i := line; i < end; i++ {
		if !beginsQuote[text[i]] {
			continue
		}
		for _, q := range quoteMarks {
			if !strings.HasPrefix(text[i:], q[0]) {
				continue
			}
			shut := strings.Index(text[i+len(q[0]):min(len(text), i+maxLabelled)], q[1])
			if shut < 0 {
				continue
			}
			before := strings.TrimRight(text[line:i], " ")
			if 2*(min(end, i+shut)-max(start, i)) >= end-max(start, line)-len(before) && endsHolding(before) {
				return t.told(start) >= t.fewestTold(start, end)
			}
			i += len(q[0]) + shut
			break
		}
	}
	return false
}

// endsHolding reports whether a text ends with one of the verbs.
func endsHolding(before string) bool {
	tail := strings.ToLower(before[max(0, len(before)-longestHolding):])
	return slices.ContainsFunc(holding, func(v string) bool { return strings.HasSuffix(tail, v) })
}

// longestHolding is how many letters such a verb has at most.
const longestHolding = 12

// told counts the words of those who write about attacks near a place, each kind once.
func (t *Text) told(at int) int {
	text := t.Text()
	var buf [64]hit
	_, has := tradeWords().scan(stringBytes(text[max(0, at-reachOfTelling):min(len(text), at+reachOfTelling)]), buf[:0])
	return bits.OnesCount64(has & (1<<len(tellingWords) - 1))
}

// fewestTold is how many of them there are where a quotation from start to end is spoken about: more
// where it says where something is to go, since then it harms whoever takes it for an order.
func (t *Text) fewestTold(start, end int) int {
	if passage := t.Text()[start:end]; strings.Contains(passage, "://") || strings.Contains(passage, "@") {
		return 2
	}
	return 1
}

// spokenInStory reports whether a line is speech behind a dash, as novels in many languages
// have it, with a word for saying behind a comma or another dash.
func spokenInStory(line string) bool {
	line = strings.TrimLeft(line, " \t")
	dash := ""
	for _, d := range []string{"\u2014", "\u2013"} {
		if strings.HasPrefix(line, d) {
			dash = d
			break
		}
	}
	if dash == "" {
		return false
	}
	for n, part := range strings.Split(strings.ToLower(line), dash) {
		if n > 1 && n%2 == 0 || strings.Contains(part, ", ") {
			var buf [8]hit
			if _, has := attackOrSpeech().scan(stringBytes(part), buf[:0]); has != 0 {
				return true
			}
		}
	}
	return false
}
