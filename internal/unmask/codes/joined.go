package codes

import (
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Pieces that are put together: characters in quotation marks, strings of programs, words
// that something else than a blank parts.

// singles joins single characters in quotation marks, as lists have them.
func (c *coded) singles() {
	if !c.has(`"e"`, `'e'`) {
		return
	}
	var d decoded
	start, end := 0, 0
	tell := func() {
		if len(d.text) >= fewestLetters {
			c.add(unmask.Spaced, d.text, d.at, start, end)
		}
		d = decoded{}
	}
	for i := 0; i+2 < len(c.text); {
		q := c.text[i]
		if q != '"' && q != '\'' || c.text[i+2] != q || c.text[i+1] == q {
			i++
			continue
		}
		if len(d.text) > 0 && !parts(c.text[end:i]) {
			tell()
		}
		if len(d.text) == 0 {
			start = i
		}
		d.put(c.text[i+1], i)
		i += 3
		end = i
	}
	tell()
}

// fewestApart is how many characters of data stand apart at least.
const fewestApart = 40

// apart joins characters of data with one blank between each two. It looks at one place
// in so many as stand apart at least.
func (c *coded) apart() {
	for i := fewestApart; i+4 <= len(c.text); i += fewestApart {
		at := i
		if isBlank(c.text[at]) {
			at++
		}
		if !isData(c.text[at]) || !isBlank(c.text[at-1]) || !isBlank(c.text[at+1]) {
			continue
		}
		start, end := at, at+1
		for start >= 2 && isBlank(c.text[start-1]) && isData(c.text[start-2]) && (start == 2 || isBlank(c.text[start-3])) {
			start -= 2
		}
		for end+1 < len(c.text) && isBlank(c.text[end]) && isData(c.text[end+1]) && (end+2 == len(c.text) || isBlank(c.text[end+2])) {
			end += 2
		}
		if end-start >= 2*fewestApart-1 && strings.ContainsAny(c.text[start:end], "0123456789") {
			var d decoded
			for k := start; k < end; k += 2 {
				d.put(c.text[k], k)
			}
			c.add(unmask.Spaced, d.text, d.at, start, end)
		}
		i = max(i, end)
	}
}

func isData(c byte) bool {
	return isLetter(c) || isDigit(c) || c == '+' || c == '/' || c == '=' || c == '-' || c == '_'
}

// parts reports whether s is what stands between two elements of a list or a sum.
func parts(s string) bool {
	return len(s) <= 16 && strings.Trim(s, " ,;+&.|\t\r\n") == ""
}

// fewestJoints is how many strings that are put together follow each other, most of them
// within a word, and farthestJoint how far it is from one joint to the next.
const fewestJoints, farthestJoint = 4, 80

// concatenated takes out what puts strings of programs together within words.
func (c *coded) concatenated() {
	if !c.has(`" +`, `"+`, `' +`, `'+`, "` +", "`+", `" &`, `"&`, `' &`, `" .`, `' .`, `'.`, `" |`, `' |`, `"|`, `'|`, "\"\n", "'\n", "\" \\\n") {
		return
	}
	first, last, n, within := 0, 0, 0, 0
	tell := func() {
		if n >= fewestJoints && 2*within >= n {
			c.put(first, last)
		}
		n, within = 0, 0
	}
	for i := 1; i < len(c.text); i++ {
		for i < len(c.text) && !quotes[c.text[i]] {
			i++
		}
		if i == len(c.text) {
			break
		}
		end := jointEnd(c.text, i)
		if end == 0 {
			continue
		}
		if n > 0 && i-last > farthestJoint {
			tell()
		}
		if n == 0 {
			first = max(0, i-farthestJoint, strings.LastIndexByte(c.text[:i], c.text[i])+1)
		}
		if n++; end < len(c.text) && isLetter(c.text[i-1]) && isLetter(c.text[end]) {
			within++
		}
		last = end
		i = end - 1
	}
	tell()
}

// put adds a chain of joints, the first string and the last one with it.
func (c *coded) put(first, last int) {
	end := min(len(c.text), last+farthestJoint)
	if k := strings.IndexAny(c.text[last:end], "\"'`\n"); k >= 0 {
		end = last + k
	}
	var d decoded
	for i := first; i < end; i++ {
		if k := jointEnd(c.text, i); k > 0 {
			i = k - 1
			continue
		}
		d.put(c.text[i], i)
	}
	c.add(unmask.Spaced, d.text, d.at, first, end)
}

// quotes are what strings of programs stand in.
var quotes = [256]bool{'"': true, '\'': true, '`': true}

// jointEnd returns where the sign ends that puts the string that ends at i together with
// the next one; 0 for none.
func jointEnd(text string, i int) int {
	q := text[i]
	if !quotes[q] {
		return 0
	}
	k := pastBlanks(text, i+1)
	sign := k
	for k < len(text) && k < sign+2 && (text[k] == '+' || text[k] == '&' || text[k] == '.' || text[k] == '|') {
		k++
	}
	if k == sign {
		return 0
	}
	if k = pastBlanks(text, k); k < len(text) && text[k] == q {
		return k + 1
	}
	return 0
}

// pastBlanks passes white space, of which there is not much, and a backslash before the
// end of a line.
func pastBlanks(text string, i int) int {
	for n := 0; n < 64 && i < len(text) && (isBlank(text[i]) || text[i] == '\\' && i+1 < len(text) && text[i+1] == '\n'); n++ {
		i++
	}
	return i
}

const (
	// shortestUnparted and fewestWords are what words without blanks between them come to at
	// least: most names are shorter. averageWord is how long they are.
	shortestUnparted, fewestWords, averageWord = 60, 10, 9
	// fewestSmall is how many different small words are among them, as in no name.
	fewestSmall = 3
	// longestSmall is the length of the longest of them.
	longestSmall = 6
)

// smallWords are those of sentences that names do without.
var smallWords = lazy.Words("the your you all user users this that their then and from before into must them it its every of")

// unparted reads words that capitals begin, or that one sign parts, without blanks. It looks
// at one place in so many as they are long at least.
func (c *coded) unparted() {
	for i, before := shortestUnparted-1, 0; i < len(c.text); i += shortestUnparted {
		start, end := i, i
		for start > before && unpartedByte[c.text[start-1]] {
			start--
		}
		for end < len(c.text) && unpartedByte[c.text[end]] {
			end++
		}
		if end-start >= shortestUnparted && (start == 0 || isBlank(c.text[start-1])) && (end == len(c.text) || isBlank(c.text[end])) {
			c.unpartedWords(start, end)
		}
		i, before = max(i, end), max(before, end)
	}
}

// unpartedByte are letters, digits and signs of sentences: what has others is no sentence.
var unpartedByte = func() (t [256]bool) {
	for i := range t {
		c := byte(i)
		t[i] = isLetter(c) || isDigit(c) || strings.IndexByte("_-.,:/~'@!?*+", c) >= 0
	}
	return t
}()

func (c *coded) unpartedWords(start, end int) {
	run := c.text[start:end]
	if k := strings.Index(run, "://"); k >= 0 && k < len(run)/3 {
		return // an address
	}
	sign, words := parter(run)
	if words < fewestWords || !hasSmall(run, sign) {
		return
	}
	var d decoded
	for i := range len(run) {
		switch {
		case sign != 0 && run[i] == sign:
			d.put(' ', start+i)
			continue
		case begins(run, i, sign):
			d.put(' ', start+i)
		}
		d.put(run[i], start+i)
	}
	c.add(unmask.Spaced, d.text, d.at, start, end)
}

// begins reports whether a capital begins a word at i, where no sign parts them.
func begins(run string, i int, sign byte) bool { return sign == 0 && i > 0 && isHump(run, i) }

// hasSmall reports whether enough different small words are in run. It comes before what
// costs memory: most runs of many capitals are encoded.
func hasSmall(run string, sign byte) bool {
	var found [fewestSmall][longestSmall]byte
	n := 0
	for i := 0; i < len(run); {
		var word [longestSmall]byte
		k := i
		for k < len(run) && run[k] != sign && (k == i || !begins(run, k, sign)) {
			if k-i < longestSmall {
				if word[k-i] = run[k]; isLetter(run[k]) {
					word[k-i] |= 'a' - 'A'
				}
			}
			k++
		}
		if k-i <= longestSmall && smallWords()[string(word[:k-i])] && !slices.Contains(found[:n], word) {
			if found[n], n = word, n+1; n == fewestSmall {
				return true
			}
		}
		i = k
		if i < len(run) && run[i] == sign {
			i++
		}
	}
	return false
}

// parter returns the sign that parts the words of run, 0 where capitals do, and how many
// words that makes.
func parter(run string) (sign byte, words int) {
	var count [256]int
	humps, letters := 0, 0
	for i := range len(run) {
		switch {
		case isLetter(run[i]):
			if letters++; i > 0 && isHump(run, i) {
				humps++
			}
		case i > 0 && i+1 < len(run) && isLetter(run[i-1]):
			count[run[i]]++
		}
	}
	for _, ch := range []byte("_-.+~*") {
		if count[ch] > max(humps, count[sign]) {
			sign = ch
		}
	}
	words = humps + 1
	if sign != 0 {
		words = count[sign] + 1
	}
	if letters > words*averageWord || letters < 2*words || letters*4 < len(run)*3 {
		return 0, 0
	}
	return sign, words
}

// isHump reports whether a capital stands behind a small letter.
func isHump(s string, i int) bool {
	return s[i] >= 'A' && s[i] <= 'Z' && s[i-1] >= 'a' && s[i-1] <= 'z'
}
