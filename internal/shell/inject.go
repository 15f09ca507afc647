package shell

import "strings"

// Place says what a text is that should hold no command.
type Place uint8

const (
	Anything Place = iota // nobody can tell
	Name                  // a path, a host, an identifier, a version
	Address               // a URL, in which & and ; have a meaning of their own
	Search                // a query, in which | and & may have one
	Command               // a command, of which this looks like a fragment
	Prose                 // a line of text for people
)

// maxOperators bounds how many operators of one text are looked at, and
// maxTail how much behind one.
const maxOperators, maxTail = 256, 256

// Injected returns the command that a text smuggles in behind an operator or
// in a substitution, if there is one. Nothing is allocated for a text without
// an operator that a command could follow.
func Injected(text string, place Place) (Act, bool) {
	text = LineBreaks(text)
	if i := strings.Index(text, "() {"); i >= 0 && strings.Contains(text[i:min(len(text), i+16)], ":;") {
		return Act{Kind: Misuse, Level: Bad, Why: "it defines a function that old shells run on sight", Start: i, End: len(text)}, true
	}
	if i := strings.Index(text, "do shell script"); i > 0 && place != Search && place != Command && strings.IndexByte(text[:i], '"') >= 0 {
		return Act{Kind: Misuse, Level: map[bool]Level{true: Watch, false: Bad}[place == Prose], Why: "it ends a text of AppleScript and goes on with a command", Start: i, End: len(text)}, true
	}
	if place == Command {
		return fragment(text)
	}
	if place == Name && framed(text) {
		return Act{Kind: Misuse, Level: Bad, Why: "it is a command between separators", End: len(text)}, true
	}
	if place == Name && (calls(text) || indirect(text)) {
		return Act{Kind: Misuse, Level: Bad, Why: "it calls a function that runs commands", End: len(text)}, true
	}
	if a, ok := smuggled(text, place, false); ok {
		return a, true
	}
	if strings.IndexByte(text, '%') >= 0 {
		if t := PercentDecoded(text); t != text {
			if a, ok := smuggled(t, place, true); ok {
				a.Start, a.End = 0, len(text)
				return a, true
			}
		}
	}
	return Act{}, false
}

// calls reports whether a text is the call of a function that runs commands.
func calls(text string) bool {
	t := strings.TrimLeft(text, " \t;'\"")
	n := nameEnd(t, 0)
	return n > 3 && n < 12 && n+1 < len(t) && t[n] == '(' && callRuns(strings.ToLower(t[:n]), t[n+1:])
}

// fragment looks at a command that begins as no command can.
func fragment(text string) (Act, bool) {
	t := strings.TrimLeft(text, " \t")
	rest := strings.TrimLeft(t, `'" `)
	if t == "" || strings.HasPrefix(t, "& ") && len(t) > 2 && strings.IndexByte(`"'$.({`, t[2]) >= 0 || strings.HasPrefix(t, "& ") && strings.Contains(t, ".exe") {
		return Act{}, false
	}
	switch {
	case rest == "":
		return Act{}, false
	case strings.IndexByte(";|&\n", rest[0]) >= 0, strings.HasPrefix(rest, `\n`):
	case t[0] == '%' && len(t) >= 3 && encodedOperator(t[:3]):
		rest = PercentDecoded(t)
	default:
		return Act{}, false
	}
	if a, ok := smuggled(rest, Name, true); ok {
		a.Start, a.End = 0, len(text)
		return a, true
	}
	return Act{}, false
}

// encodedOperator reports whether an escape stands for what parts commands.
func encodedOperator(escape string) bool {
	switch strings.ToLower(escape) {
	case "%0a", "%0d", "%26", "%7c", "%3b":
		return true
	}
	return false
}

// smuggled looks behind each operator.
func smuggled(t string, place Place, decoded bool) (Act, bool) {
	if place == Name && len(t) > aDocument/2 { // no name is that long
		place = Anything
	}
	limit, looked, maybe := limits[place], 0, Act{}
	if place >= Search && place != Command && isTable(t) || place == Anything && isTable(t) {
		return Act{}, false
	}
	if place == Prose && (len(t) > longText || strings.IndexByte(t, '\n') >= 0) {
		return Act{}, false
	}
	if (place == Anything || place == Search) && (len(t) > longText || strings.IndexByte(strings.TrimRight(t, "\r\n"), '\n') >= 0) {
		if limit = believedInText; len(t) > aDocument {
			return Act{}, false
		}
	}
	for i := 0; i < len(t) && looked < maxOperators; i++ {
		op, j := operatorAt(t, i, place)
		if op == "" || op == "`" && quotesCode(t, i) && (place == Anything || place >= Search || strings.Count(t[:i], " ") > 2) {
			continue
		}
		j += leadingJunk(t[j:])
		if !worthParsing(t[j:]) {
			i = max(i, j-1)
			continue
		}
		looked++
		tail := t[j:min(len(t), j+maxTail)]
		if op == "`" || op == "$(" {
			if k := strings.IndexAny(tail, map[string]string{"`": "`", "$(": ")"}[op]); k >= 0 {
				tail = tail[:k]
			}
		}
		n := score(tail, op, place, decoded, limit)
		why := "behind a separator it goes on with a command"
		if op == "`" || op == "$(" {
			why = "it holds a command whose output takes its place"
		}
		switch a := (Act{Kind: Misuse, Level: Bad, Why: why, Start: i, End: j + len(tail)}); {
		case n >= limit:
			if place == Prose {
				a.Level = Watch
			}
			return a, true
		case n == limit-1 && limit > 2 && limit < believedInText:
			a.Level = Watch
			maybe = a
		}
		i = max(i, j-1)
	}
	return maybe, maybe.Level > 0
}

// longText is where text of no known kind begins to be text and no value, and
// believedInText the score that a command in it must have: one that does harm
// has it. From aDocument on nothing is read.
const longText, aDocument, believedInText = 400, 2000, 5

// isTable reports whether a text is a row of a table in Markdown.
func isTable(t string) bool {
	return strings.HasPrefix(t, "| ") && strings.Count(t, "|") > 2
}

// quotesCode reports whether the backtick at i sets off code in prose.
func quotesCode(t string, i int) bool {
	if i == 0 || strings.IndexByte(" \t\n(\"'*_>[`", t[i-1]) >= 0 || t[i-1] >= 0x80 {
		return true
	}
	before := strings.Count(t[:i], "`")
	return before%2 == 1 // it closes
}

// limits are the scores from which on a command is believed.
var limits = [...]int{Anything: 3, Name: 2, Address: 2, Search: 4, Command: 2, Prose: believedInText}

// operatorAt returns the operator at i and where it ends, "" when there is
// none.
func operatorAt(t string, i int, place Place) (op string, end int) {
	next := byte(0)
	if i+1 < len(t) {
		next = t[i+1]
	}
	switch c := t[i]; c {
	case ';', '`':
		return t[i : i+1], i + 1
	case '\n', '\r':
		return "\n", i + 1
	case '|', '&':
		if next == c {
			return t[i : i+2], i + 2
		}
		return t[i : i+1], i + 1
	case '$', '<', '>':
		if next == '(' {
			return "$(", i + 2
		}
	case '\\':
		if next == 'n' && (i+2 >= len(t) || t[i+2] == '/' || letter(t[i+2])) && place != Anything {
			return `\n`, i + 2
		}
	}
	return "", i + 1
}

// leadingJunk counts what may stand between an operator and a command.
func leadingJunk(s string) int {
	i := 0
	for i < len(s) {
		switch {
		case strings.IndexByte(" \t\r\n;|&('\"`{!@", s[i]) >= 0:
			i++
		case strings.HasPrefix(s[i:], `\n`) || strings.HasPrefix(s[i:], `\"`) || strings.HasPrefix(s[i:], `\'`):
			i += 2
		case strings.HasPrefix(s[i:], "${IFS}"):
			i += 6
		default:
			return i
		}
	}
	return i
}

// worthParsing takes a first look at the word behind an operator, without
// allocating.
func worthParsing(s string) bool {
	n, odd := 0, false
	for n < len(s) && n < 64 && strings.IndexByte(" \t\r\n;|&<>()`\"'=,", s[n]) < 0 {
		odd = odd || strings.IndexByte(`$\*?{^`, s[n]) >= 0
		n++
	}
	if n == 0 {
		return false
	}
	if n < len(s) && (s[n] == '"' || s[n] == '\'' || s[n] == '(') {
		return true
	}
	if odd {
		return true
	}
	w := s[:n]
	if strings.IndexByte(w, '/') >= 0 || strings.IndexByte(w, '.') >= 0 {
		return inBinDir(w) || knownFold(w[strings.LastIndexByte(w, '/')+1:])
	}
	return knownFold(w) && !(n < len(s) && s[n] == '=')
}

// knownFold is isName in any case, with or without .exe.
func knownFold(w string) bool {
	var buf [24]byte
	if len(w) > len(buf) {
		return false
	}
	b := buf[:len(w)]
	for i := range w {
		b[i] = w[i]
		if w[i] >= 'A' && w[i] <= 'Z' {
			b[i] |= 0x20
		}
	}
	if n := len(b); n > 4 && string(b[n-4:]) == ".exe" {
		b = b[:n-4]
	}
	return oddNames()[string(b)] || wordNames()[string(b)] || shells()[string(b)] || interpreters()[string(b)]
}

// score says how sure it is that a command follows an operator; from enough on
// it does not look further.
func score(tail, op string, place Place, decoded bool, enough int) int {
	p := &parser{eval: newEval(tail), src: tail}
	p.blanks()
	c, called := p.firstCommand()
	if len(c.words) == 0 {
		return 0
	}
	w := c.words[0]
	name := strings.TrimRight(baseName(w.text), `'")}`)
	if called && callRuns(name, strings.TrimPrefix(tail[min(len(tail), p.i):], "(")) {
		return 4
	}
	if called && (name == "sleep" || name == "print") {
		return 2
	}
	n := nameScore(&w, name)
	if n == 0 {
		return 0
	}
	odd := n
	if w.tricks&hidden != 0 {
		n += 2
	}
	n += p.argumentScore(&c, name, odd, op, place)
	if alone := len(c.words) == 1 && !called; alone {
		switch {
		case place == Name && n >= 2:
			n++
		case place != Name && (n == 1 || n == 2 && len(name) < 5 && op != "`" && op != "$("):
			return 0
		}
	}
	if place == Address && odd == 1 {
		decoded = false // texts of several lines are sent in addresses, and their lines begin with words
	}
	if n += operatorScore(op, place, decoded); n >= enough || n <= 0 {
		return n
	}
	q := newEval(tail)
	q.script(tail, Stream{})
	switch level := highest(q.acts); {
	case level >= Bad:
		n += 3
	case level == Watch:
		n++
	}
	return n
}

// nameScore says how sure it is that a word is the name of a command.
func nameScore(w *word, name string) int {
	switch {
	case inBinDir(w.text), w.glob && unglobbed(w.text) != "":
		return 3
	case strings.HasSuffix(strings.ToLower(w.text), ".exe"):
		return 2
	case oddNames()[name], shells()[name], interpreters()[name]:
		return 2
	case wordNames()[name]:
		return 1
	}
	return 0
}

// argumentScore says how much its arguments are those of a command. odd is the
// score of its name.
func (p *parser) argumentScore(c *command, name string, odd int, op string, place Place) int {
	n, shaped := 0, false
	for _, a := range c.words[1:] {
		raw := p.raw(a)
		if strings.Contains(raw, `:\`) || strings.HasPrefix(raw, "%") {
			n++
		}
		shaped = shaped || shellShaped(a.text) || shellShaped(raw) || name == "sleep" && strings.Trim(a.text, "0123456789.") == ""
	}
	if shaped && op == "&" && place == Name {
		n++
	}
	if shaped || len(c.words) == 2 && (odd == 2 || op != "|" && op != "&") && place == Name || len(c.words) == 2 && odd == 2 && place == Address {
		n++
	}
	if len(c.redirects) > 0 {
		n++
	}
	return n
}

// operatorScore says how much an operator means in a place.
func operatorScore(op string, place Place, decoded bool) int {
	switch {
	case op == "`" || op == "$(", op == "\n" && decoded:
		return 1
	case op == "&" && place == Address:
		return -2
	case op == "&", op == "\n" && place != Name, op == ";" && place == Address:
		return -1
	}
	return 0
}

func highest(acts []Act) Level {
	l := Level(0)
	for _, a := range acts {
		l = max(l, a.Level)
	}
	return l
}

// shellShaped reports whether an argument looks like one of a command.
func shellShaped(s string) bool {
	return s != "" && (s[0] == '-' && len(s) > 1 && len(s) < 24 || strings.ContainsAny(s, "/~$%\\\x00") || isURL(s) || strings.HasPrefix(s, "127.") || strings.HasPrefix(s, ">"))
}

// firstCommand reads the first simple command without running it. called is
// true when a bracket follows its words.
func (p *parser) firstCommand() (c command, called bool) {
	for p.i < len(p.src) && p.spend(1) {
		p.blanks()
		if p.redirection(&c) {
			continue
		}
		if p.i >= len(p.src) || strings.IndexByte("\n;&|)`", p.src[p.i]) >= 0 {
			break
		}
		if p.src[p.i] == '(' {
			return c, len(c.words) > 0
		}
		at := p.i
		if len(c.words) == 0 && p.assignment() {
			return command{}, false
		}
		c.words = append(c.words, p.word()...)
		if p.i == at {
			p.i++
		}
	}
	return c, false
}

// PercentDecoded undoes %XX once.
func PercentDecoded(s string) string {
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) && digitOf(s[i+1]) < 16 && digitOf(s[i+2]) < 16 {
			b.WriteByte(byte(digitOf(s[i+1])<<4 | digitOf(s[i+2])))
			i += 2
			continue
		}
		b.WriteByte(s[i])
	}
	return b.String()
}
