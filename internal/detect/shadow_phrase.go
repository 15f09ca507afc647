package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// phrase is a sentence in words, in lower case.
type phrase []spoken

type spoken struct {
	text string
	mark bool // a comma, colon or dash stands behind it
	lit  bool // an address, an account number, a URL
}

// phraseOf splits a sentence at blanks and takes the marks off its words.
// sendEmail becomes send_email.
func phraseOf(s string) phrase {
	var p phrase
	for _, w := range strings.Fields(s) {
		bare := strings.Trim(w, "`'\"*()[]{}<>.,;:!?—–“”‘’")
		if bare == "" {
			if len(p) > 0 {
				p[len(p)-1].mark = true
			}
			continue
		}
		last := w[len(w)-1]
		bare = strings.ToLower(snake(strings.TrimSuffix(strings.TrimSuffix(bare, "'s"), "’s")))
		p = append(p, spoken{text: bare, mark: last == ',' || last == ':' || last == ';', lit: isLiteral(bare)})
	}
	return p
}

// snake writes camelCase with an underscore. Names of products, which begin
// with a capital letter or end with several, stay as they are.
func snake(w string) string {
	for i := 3; i+1 < len(w); i++ {
		upper, low := w[i] >= 'A' && w[i] <= 'Z', func(c byte) bool { return c >= 'a' && c <= 'z' }
		if upper && low(w[0]) && low(w[i-1]) && low(w[i+1]) {
			return w[:i] + "_" + w[i:]
		}
	}
	return w
}

// isLiteral reports whether a word is a fixed value that leads somewhere: a
// mail address, a URL, an account.
func isLiteral(w string) bool {
	at := strings.IndexByte(w, '@')
	switch {
	case at > 0 && strings.IndexByte(w[at:], '.') > 0, strings.Contains(w, "://"), strings.HasPrefix(w, "+") && len(w) > 8:
		return true
	}
	digits, letters := 0, 0
	for _, c := range []byte(w) {
		switch {
		case c >= '0' && c <= '9':
			digits++
		case letter(c):
			letters++
		default:
			return false
		}
	}
	return len(w) >= 8 && digits >= 2 && digits+letters == len(w) && (letters > 0 || digits >= 8)
}

func (p phrase) has(from, to int, set func() map[string]bool) bool { return p.find(from, to, set) >= 0 }

// find returns the first word of the set from from on, or -1.
func (p phrase) find(from, to int, set func() map[string]bool) int {
	for i := max(0, from); i < min(to, len(p)); i++ {
		if set()[p[i].text] {
			return i
		}
	}
	return -1
}

// literal reports whether a fixed value stands among the words.
func (p phrase) literal(from, to int) bool {
	for i := max(0, from); i < min(to, len(p)); i++ {
		if p[i].lit {
			return true
		}
	}
	return false
}

// hooked returns where a sentence hooks itself to the use of r ("whenever r is
// called", "before using r"), or -1.
func (p phrase) hooked(r reference) int {
	start := p.find(max(0, r.start-7), r.start, hooks)
	if start < 0 {
		return -1
	}
	if p.has(start, r.start, invoking) || p.has(r.end, r.end+6, invoked) {
		return start
	}
	return -1
}

// consequence judges what shall follow from the use of r.
func (p phrase) consequence(r reference, next phrase) (finding.Severity, string) {
	// An order may stand in front of the hook, behind it, or in the next sentence.
	rest := append(append(append(phrase{}, p[:r.start]...), p[r.end:]...), next.ordering()...)
	n := len(rest)
	switch {
	case rest.has(0, n, changing) && rest.has(0, n, outcomes):
		return finding.High, "the description changes the results of another tool"
	case rest.has(0, n, settings) && (rest.has(0, n, recipients) || rest.literal(0, n)), rest.has(0, n, exchanging) && rest.has(0, n, places):
		return finding.High, "the description sets arguments of another tool"
	case rest.has(0, n, flowing) && rest.toSelf() && rest.has(0, n, contents):
		return finding.High, "the description wants what another tool handles"
	case rest.has(0, n, callingVerbs) && rest.toSelf() && rest.has(0, n, contents) && rest.has(0, n, withWords):
		return finding.High, "the description wants what another tool handles"
	case !r.plain && rest.has(0, n, negating) && rest.has(0, n, callingVerbs) && (rest.has(0, n, itWords) || next.toSelf()):
		return finding.Medium, "the description wants to be used in place of another tool"
	case !r.plain && rest.has(0, n, callingVerbs) && rest.toSelf() && rest.has(0, n, firstWords):
		return finding.Medium, "the description wants to be called before another tool"
	}
	return finding.Info, ""
}

// ordering returns the sentence when it gives an order, and nothing otherwise.
func (p phrase) ordering() phrase {
	if len(p) > 0 && (settings()[p[0].text] || flowing()[p[0].text] || p.has(0, 3, musts)) {
		return p
	}
	return nil
}

// toSelf reports whether a tool speaks of itself.
func (p phrase) toSelf() bool {
	for i := 0; i+1 < len(p); i++ {
		if p[i].text == "this" && (toolNouns()[p[i+1].text] || p[i+1].text == "one" || i > 0 && callingVerbs()[p[i-1].text]) {
			return true
		}
	}
	return len(p) > 0 && (p[len(p)-1].text == "me" || p[len(p)-1].text == "this" || p[len(p)-1].text == "here")
}

// ordered judges what r must do: "send_email must use the account ...".
func (p phrase) ordered(r reference) (finding.Severity, string) {
	must := p.find(r.end, r.end+3, musts)
	if must < 0 || r.plain && p[r.start].text != "the" {
		return finding.Info, ""
	}
	n := len(p)
	if p.has(must, must+4, flowing) && p.toSelf() {
		return finding.High, "the description wants what another tool handles"
	}
	if (p.has(must, must+4, settings) || p.has(must, must+4, flowing)) && (p.has(must, n, recipients) || p.literal(must, n) || p.has(must, must+5, places) && p.has(must, must+3, useWords)) {
		return finding.High, "the description sets arguments of another tool"
	}
	return finding.Info, ""
}

// replaced reports whether a sentence puts its tool in the place of r.
func (p phrase) replaced(r reference) bool {
	if p.has(0, len(p), cases) { // advice on which of two to take when
		return false
	}
	if be := p.find(r.end, r.end+2, beWords); be >= 0 && p.has(be, be+4, badWords) {
		return true
	}
	for i := max(0, r.start-4); i < r.start; i++ {
		w := p[i].text
		switch {
		case (w == "instead" || w == "place") && i+1 < len(p) && p[i+1].text == "of", w == "rather" && i+1 < len(p) && p[i+1].text == "than":
			return p.toSelf() || p.has(0, i, callingVerbs) || i == 0
		case (w == "don't" || w == "never" || w == "not") && p.has(i, r.start, callingVerbs):
			return r.plain || p.toSelf() || p.has(r.end, len(p), anyMore)
		case w == "replaces" || w == "supersedes" || w == "overrides":
			return p[0].text == w || p.toSelf()
		}
	}
	return false
}

var (
	determiners  = lazy.Words(`the a an any every another`)
	toolNouns    = lazy.Words(`tool tools function functions operation operations command plugin connector endpoint`)
	selfWords    = lazy.Words(`this these that same following other next first second last only new mcp current above below right correct appropriate relevant best own our each all such given default corresponding`)
	hooks        = lazy.Words(`prior whenever when if before after once while upon until time times prior during where`)
	cases        = lazy.Words(`when if unless only where`)
	anyMore      = lazy.Words(`anymore again directly more longer`)
	beWords      = lazy.Words(`is are was`)
	badWords     = lazy.Words(`deprecated insecure unsafe broken unreliable outdated disabled obsolete compromised vulnerable malicious dangerous`)
	invoking     = lazy.Words(`via through using use calling call invoking invoke running run executing execute execution calls usage`)
	invoked      = lazy.Words(`exists used called invoked executed run runs available triggered active present installed enabled executes finishes completes returns`)
	musts        = lazy.Words(`must always should shall needs need required has have never will`)
	settings     = lazy.Words(`set add include use put append insert prepend specify change replace fill supply provide bcc cc redirect route point make`)
	flowing      = lazy.Words(`sent routed redirected passed forwarded copied pass send forward copy include append submit report log mirror duplicate upload share relay give hand post provide transmit`)
	negating     = lazy.Words(`not don't never`)
	itWords      = lazy.Words(`it`)
	useWords     = lazy.Words(`use set`)
	changing     = lazy.Words(`modify change replace overwrite alter rewrite edit override correct adjust substitute manipulate swap`)
	outcomes     = lazy.Words(`result results output outputs value values response responses answer answers content return returned`)
	recipients   = lazy.Words(`bcc cc recipient recipients iban payee beneficiary reply-to`)
	places       = lazy.Words(`account wallet destination recipient address amount proxy webhook endpoint url payee beneficiary`)
	exchanging   = lazy.Words(`replace change modify redirect overwrite override swap reroute substitute`)
	contents     = lazy.Words(`path paths details content contents argument arguments input inputs output outputs result results body data diff message messages text file files parameters payload response query conversation context history code email mail prompt`)
	callingVerbs = lazy.Words(`call use run invoke execute prefer choose select pick using calling`)
	withWords    = lazy.Words(`with passing including containing on`)
	firstWords   = lazy.Words(`first before always must`)
)
