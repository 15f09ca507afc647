package detect

import (
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// sql_injection: a value that stops being one and goes on as SQL (or as the
// code of a document database). It is recognised by structure, not by words:
// a quote that is closed by the value, a condition that is always true, a
// UNION, a second statement, functions that wait or read files. A tool whose
// job is SQL gets statements; those are judged by what they contain of this,
// and by destructive_sql.

var sqlInjection = &finding.Rule{
	ID: "sql_injection", Class: "sql_injection", Severity: finding.High,
	Title:     "a value that goes on as SQL",
	Catches:   "Quotes that the value closes itself with a condition, comment or statement behind them, conditions that are always true, UNION SELECT, stacked statements, functions that wait, read files or ask other machines, also in escapes and comments; code and operators for document databases. In statements for a SQL tool: the same signs of a value that was put in unchecked.",
	Example:   `{"username":"admin' OR '1'='1' --"}`,
	Misses:    "Injections that look like ordinary values, and statements that are harmful only to one database.",
	Exception: "Content of files, patches and longer prose is not judged.",
}

func detectSQLInjection(a *Argument) {
	if a.Key {
		if op := a.Text(); len(op) > 2 && op[0] == '$' && a.sqlMode() != noSQL {
			if why, severity := misplacedOperator(op, a); why != "" {
				a.Report(finding.Finding{Rule: sqlInjection, Severity: severity, Why: why, Seen: finding.Mask(op)})
			}
		}
		return
	}
	mode := a.sqlMode()
	if mode == noSQL {
		return
	}
	text := a.Text()
	r := &a.runner.requests.sql
	code := r.plain(a, text)
	why, severity := "", finding.Info
	r.read(code, 0)
	why, severity = r.injected(mode)
	talk := mode == fieldSQL && a.Role()&QueryRole != 0 && r.talk()
	if q := firstQuote(code); why == "" && q != 0 && !(mode == fieldSQL && a.Role()&(QueryRole|ProseRole) != 0 && r.phrases()) && (mode != wholeSQL || len(code) <= longestInner && queries(code)) {
		r.read(code, q)
		inner := fieldSQL
		if mode != fieldSQL {
			inner = innerSQL
		}
		why, severity = r.injected(inner)
	}
	if why == "" && mode == wholeSQL && cutOffAtEnd(text) {
		why, severity = whyCut, finding.High
	}
	if why == "" && mode == fieldSQL && a.Has&(Quote|Dollar|Percent) != 0 && a.Has&(Curly|Round|Dollar|Dot|Pipe|Percent) != 0 {
		why, severity = documentCode(code)
	}
	if role := a.Role(); why != "" && mode == fieldSQL && role&(QueryRole|ProseRole|CodeRole) != 0 && why != whyWaits && why != whyReads && !r.broken() &&
		(role&(ProseRole|CodeRole) != 0 || r.words(2)) {
		return // a sentence that says nothing to a database
	}
	if why != "" {
		if role := a.Role(); mode == fieldSQL && role&(QueryRole|ProseRole) != 0 {
			words := 0
			talk = talk && why == whyTrue || r.words(4)
			if why != whyWaits && why != whyReads {
				words = r.language(code)
			}
			if words >= 8 && role&ProseRole != 0 {
				return
			}
			if (talk || words >= 3) && !(why == whySub && strings.HasPrefix(code, "(")) {
				severity = min(severity, finding.Medium) // somebody writes about it
			}
		}
		a.Report(finding.Finding{Rule: sqlInjection, Severity: severity, Why: why, Seen: finding.Mask(text)})
	}
}

// cutOffAtEnd reports whether the quote that was meant to end a value is the last thing in a comment:
// "... WHERE name = 'root'--'", "... WHERE id = '1'; DELETE FROM t --'".
func cutOffAtEnd(text string) bool {
	text = strings.TrimRight(text, " \t\r\n;")
	if !strings.HasSuffix(text, "'") && !strings.HasSuffix(text, `"`) {
		return false
	}
	mark := text[len(text)-1:]
	rest := strings.TrimRight(text[:len(text)-1], " ")
	return (strings.HasSuffix(rest, "--") || strings.HasSuffix(rest, "#")) && strings.Contains(rest, mark) && strings.Count(rest, mark)%2 == 0
}

// ofPrograms reports whether a call that databases and programs know by one name, as
// fs.readFile(path), stands where only programs and people write it: behind a dot or a
// word, or with the name of a variable in it.
func (r *sqlReader) ofPrograms(i int, word string) bool {
	switch word {
	case "readfile", "writefile", "load_file", "load_extension", "dblink":
	default:
		return false
	}
	before, value := r.at(i-1), r.at(i+2)
	switch {
	case i > 0 && before.kind == '.':
		return true
	case r.near(i, -8, "select"), i > 0 && (before.kind == 'q' || before.kind == '|'):
		return false
	case value.kind == 'w' && value.word == "", value.kind == 'v', value.kind == '$':
		return true
	case word != "readfile" && word != "writefile":
		return !r.framed(i) && !r.pathNear(i, 2)
	}
	first := r.at(i - 2).kind
	return i < 2 || before.word != "or" && before.word != "and" || first != 'n' && first != 's' && first != 'q'
}

// broken reports whether what was read last leaves a quote or begins a comment.
func (r *sqlReader) broken() bool {
	for i := range r.tokens {
		if k := r.tokens[i].kind; k == 'q' || k == 'c' {
			return true
		}
	}
	return false
}

// words reports whether what was read last is language: so many words in a row
// that SQL does not know.
func (r *sqlReader) words(most int) bool {
	n := 0
	for i := range r.tokens {
		switch t := &r.tokens[i]; {
		case t.kind == 'w' && t.word == "":
			if n++; n >= most {
				return true
			}
		case t.word == "and" || t.word == "or" || t.word == "in" || t.word == "is" || t.word == "to" || t.word == "as" || t.word == "if" || t.word == "this":
			if n > 0 {
				n++
			}
			if n >= most {
				return true
			}
		default:
			n = 0
		}
	}
	return false
}

// language is how many words of a text SQL does not know, read from its start or
// from its first quote, up to a comment.
func (r *sqlReader) language(text string) (most int) {
	for _, q := range [...]byte{0, firstQuote(text)} {
		r.read(text, q)
		n := 0
		for i := range r.tokens {
			if t := &r.tokens[i]; t.kind == 'c' {
				break
			} else if t.kind == 'w' && t.word == "" && t.end-t.start > 2 {
				n++
			}
		}
		most = max(most, n)
	}
	return most
}

// sqlMode says how an argument is read.
type sqlMode uint8

const (
	noSQL    sqlMode = iota
	fieldSQL         // a value that should hold no SQL
	innerSQL         // what stands behind the first quote of a statement
	partSQL          // a part of a statement: a condition, an order
	wholeSQL         // a statement
)

// longest values that are judged, by what they are.
const (
	longestField = 4 << 10
	longestProse = 300
	longestInner = 600 // of a statement whose first string is looked into
)

func (a *Argument) sqlMode() sqlMode {
	role, n := a.Role(), a.End-a.Start
	switch {
	case role&SQLRole != 0 && a.isPart():
		return partSQL
	case role&SQLRole != 0, role&(CommandRole|CodeRole|PathRole|URLRole|NameRole) == 0 && a.Call.Purpose()&Queries != 0 && n < maxSQL && a.beginsSQL():
		return wholeSQL
	case role&(CommandRole|CodeRole|PathRole|URLRole|NameRole|QueryRole) == 0 && a.Has&Semicolon != 0 && n < maxSQL && transaction(a.Text()):
		return wholeSQL
	case role&(URLRole|PathRole) != 0 && a.Has&(Quote|Percent|Semicolon) == 0:
		return noSQL
	case role&CommandRole != 0, a.Call.Purpose()&Queries != 0 && role&QueryRole != 0:
		return noSQL
	case role&(CodeRole|ProseRole) != 0 && (n > longestProse || a.Has&Break != 0), n > longestField, a.written():
		return noSQL
	case a.Has&(Quote|Semicolon|Round|Hash|Equals|Pipe|Percent|Backtick|Dollar|Star) == 0 && !a.spells():
		return noSQL
	}
	return fieldSQL
}

// spells reports whether a text has letters, digits and something between words.
func (a *Argument) spells() bool {
	return a.Has&(Letter|Digit) == Letter|Digit && a.Has&(Space|Break|Control) != 0
}

// written reports whether the argument is content that a tool puts into a file.
func (a *Argument) written() bool {
	return a.Role()&(CodeRole|ProseRole) != 0 && a.Call.Purpose()&(Writes|Files) != 0
}

// isPart reports whether the name of the argument says that it is part of a
// statement.
func (a *Argument) isPart() bool {
	var buf [maxWord]byte
	key := a.Under()
	for word, i := nextWord(key, 0, &buf); word != ""; word, i = nextWord(key, i, &buf) {
		switch word {
		case "where", "having", "orderby":
			return true
		}
	}
	return false
}

// beginsSQL reports whether the text begins as a statement does.
func (a *Argument) beginsSQL() bool {
	text := a.Text()
	if queries(text) {
		return true
	}
	return beginsWith(text, "drop ", "create ", "alter ", "truncate ", "insert ", "with ", "exec", "copy ", "grant ", "explain ", "call ", "merge into ", "comment on ") || beginsWith(text, "set ") && strings.IndexByte(text, ';') > 0
}

// transaction reports whether a text is a script for a database, from the statement that opens
// a transaction to the one that ends it.
func transaction(text string) bool {
	if !beginsWith(text, "begin;", "begin ;", "begin transaction", "begin work", "start transaction") {
		return false
	}
	text = strings.TrimRight(text, " \t\r\n;")
	last := strings.ToLower(strings.TrimSpace(text[strings.LastIndexByte(text, ';')+1:]))
	return strings.HasPrefix(last, "commit") || strings.HasPrefix(last, "rollback") || last == "end"
}

// queries reports whether the text begins as a query or a change of rows does.
func queries(text string) bool {
	return beginsWith(text, "select ", "update ", "delete ", "select\n", "select\t")
}

func beginsWith(text string, verbs ...string) bool {
	text = strings.TrimLeft(text, " \t\r\n(;")
	for _, v := range verbs {
		if len(text) > len(v) && equalFold(stringBytes(text), 0, v) {
			return true
		}
	}
	return false
}

// plain takes percent escapes and full-width characters off a value; the text
// itself when there are none.
func (r *sqlReader) plain(a *Argument, text string) string {
	if len(text) > maxSQL {
		text = text[:maxSQL]
	}
	form := a.Has&(Space|Break) == 0 && strings.IndexByte(text, '+') >= 0 // blanks as forms write them
	if a.Has&(Percent|High) == 0 && !form {
		return text
	}
	b := append(r.buf[:0], text...)
	for i := range b {
		if form && b[i] == '+' {
			b[i] = ' '
		}
	}
	for range 2 {
		n, changed := 0, false
		for i := 0; i < len(b); {
			if b[i] == '%' && i+2 < len(b) {
				if v, ok := hexPair(b[i+1], b[i+2]); ok {
					b[n], changed = v, true
					n, i = n+1, i+3
					continue
				}
			}
			if b[i] >= utf8.RuneSelf {
				c, size := utf8.DecodeRune(b[i:])
				if w := narrow(c); w != 0 {
					b[n], changed = w, true
					n, i = n+1, i+size
					continue
				}
			}
			b[n] = b[i]
			n, i = n+1, i+1
		}
		if b = b[:n]; !changed {
			break
		}
	}
	r.buf = b
	return unsafe.String(unsafe.SliceData(b), len(b))
}

func hexPair(a, b byte) (byte, bool) {
	x, y := hexValue(a), hexValue(b)
	return x<<4 | y, x < 16 && y < 16
}

func hexValue(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return c | 0x20 - 'a' + 10
	}
	return 16
}

// narrow returns the ASCII character that databases make of a full-width one or
// of a quote or blank of another kind; 0 for others.
func narrow(c rune) byte {
	switch {
	case c >= 0xff01 && c <= 0xff5e:
		return byte(c - 0xfee0)
	case c == 0x2bc || c == 0x2b9 || c == 0x2c8 || c == 0x2032:
		return '\''
	case c == 0xa0 || c == 0x3000 || c == 0x1680 || c >= 0x2000 && c <= 0x200a || c == 0x202f || c == 0x205f:
		return ' '
	case c == 0x85 || c == 0x2028 || c == 0x2029:
		return '\n'
	}
	return 0
}

func firstQuote(text string) byte {
	single, double := strings.IndexByte(text, '\''), strings.IndexByte(text, '"')
	switch {
	case single < 0 && double < 0:
		return 0
	case double < 0 || single >= 0 && single < double:
		return '\''
	}
	return '"'
}

// misplacedOperator says what is wrong with a key that is an operator: one that
// runs code, one under a name that holds what a person types to log in, or one
// that stands alone in a text, where a value was asked for.
func misplacedOperator(op string, a *Argument) (why string, severity finding.Severity) {
	const misplaced = "an operator of a document database stands where a value belongs"
	switch op {
	case "$where", "$function", "$accumulator":
		if atHome(strings.ToLower(a.Pointer())) {
			return "an operator runs code in the database", finding.Medium
		}
		return misplaced, finding.High
	case "$ne", "$gt", "$gte", "$lt", "$lte", "$regex", "$nin", "$exists", "$or", "$not":
		where := strings.ToLower(a.Pointer())
		if atHome(where) {
			return "", 0
		}
		if strings.HasSuffix(where, "#/"+op) && op != "$or" {
			return misplaced, finding.High
		}
		for _, w := range [...]string{"/user", "/login", "/pass", "/pwd", "/email", "/token", "/otp", "/pin", "/secret"} {
			if strings.Contains(where, w) {
				return misplaced, finding.High
			}
		}
	}
	return "", 0
}

// atHome reports whether operators belong where the pointer leads to.
func atHome(where string) bool {
	for _, w := range [...]string{"/filter", "/query", "/pipeline", "/selector", "/aggregation"} {
		if i := strings.Index(where, w); i >= 0 && len(where) > i+len(w) && (where[i+len(w)] == '/' || where[i+len(w)] == '#') {
			return true
		}
	}
	return false
}

// documentCode looks for code that breaks out of a query of a document
// database.
func documentCode(text string) (why string, severity finding.Severity) {
	const broken = "it goes on as code for a document database"
	if rest := strings.TrimLeft(text, " \t{"); len(rest) < len(text) && beginsWith(rest, "$gt:", "$ne:", "$regex:", "$nin:", "$exists:") {
		return broken, finding.High
	}
	for _, s := range [...]string{"$where:", "$where :", "'$where'", "this.password", "', $or:", "\", $or:", "], $comment", "';return", "\";return", "'; return",
		"';sleep(", "' && this.", "' || this.", ".mapreduce(function", "';while(", "'||'1'=='1", "' || '1'=='1"} {
		if containsFold(text, s) {
			return broken, finding.High
		}
	}
	return "", 0
}

// containsFold reports whether text holds lower, in any case.
func containsFold(text, lower string) bool {
	for i := 0; i+len(lower) <= len(text); i++ {
		if c := text[i]; (c == lower[0] || c|0x20 == lower[0]) && equalFold(stringBytes(text), i, lower) {
			return true
		}
	}
	return false
}
