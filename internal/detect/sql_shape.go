package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// The shapes of injected SQL, over the tokens of a value or a statement.

const (
	whyTrue    = "a condition in it is always true"
	whyUnion   = "it adds the rows of another query (UNION SELECT)"
	whyStacked = "a second statement follows the first"
	whyCut     = "it closes a quote and cuts off the rest with a comment"
	whyClosed  = "it closes a quote and goes on as SQL"
	whyWaits   = "it makes the database wait, which answers questions that nobody may ask"
	whyReads   = "it reads or writes files, runs commands or asks other machines through the database"
	whySub     = "it holds a query of its own"
)

// injected looks for the shapes. "" means that there are none.
func (r *sqlReader) injected(mode sqlMode) (why string, severity finding.Severity) {
	if mode == fieldSQL && len(r.tokens) > 0 && r.tokens[0].kind == 'w' && r.tokens[0].word != "select" && r.statement(0) && len(r.tokens) > 3 {
		return "it is a statement where a value belongs", finding.Medium
	}
	if mode == wholeSQL && r.marks&(shapeMark|openMark) == 0 {
		return "", 0
	}
	depth := 0
	for i := range r.tokens {
		t := &r.tokens[i]
		if mode == wholeSQL && t.mark&shapeMark == 0 && t.kind != 'q' { // what else there is to see belongs to other modes
			continue
		}
		switch t.kind {
		case '(':
			depth++
		case ')':
			if depth--; depth < 0 && mode == partSQL && r.goesOn(i+1) {
				return "it closes a bracket that it did not open, and goes on as SQL", finding.High
			}
		}
		switch {
		case t.kind == 'q' && i+1 < len(r.tokens):
			if why = r.closed(i, mode); why != "" {
				return why, finding.High
			}
		case t.kind == ';' && mode != wholeSQL && r.statement(i+1) && !(mode == innerSQL && r.goesOnPlainly(i)):
			return whyStacked, finding.High
		case t.kind == '|' && r.is(i, "|", "|"), t.kind == '&' && r.is(i, "&", "&"):
			if mode == fieldSQL && r.alwaysTrue(i+2) {
				return whyTrue, finding.High
			}
		case t.kind != 'w' || t.word == "":
			if mode == fieldSQL && t.kind == '(' && (r.subquery(i) || i == 0 && r.multiplied()) || mode == partSQL && t.kind == ',' && i == 0 && r.column() {
				return whySub, finding.High
			}
		default:
			if mode != wholeSQL && r.constant(i) {
				return whyAsked, finding.High
			}
			if why, severity = r.word(i, t.word, mode); why != "" {
				return why, severity
			}
		}
	}
	return "", 0
}

// goesOn reports whether a condition goes on at i, or is cut off there.
func (r *sqlReader) goesOn(i int) bool {
	t := r.at(i)
	return t.kind == 'c' || t.kind == ';' || t.kind == 'w' && (t.word == "or" || t.word == "and" || t.word == "union" || t.word == "order" || t.word == "having")
}

// word looks at the shapes that begin with a known word.
func (r *sqlReader) word(i int, word string, mode sqlMode) (why string, severity finding.Severity) {
	switch word {
	case "or", "and", "xor", "having":
		switch {
		case (word != "and" || mode <= innerSQL) && r.alwaysTrue(i+1):
			if mode == innerSQL && word == "and" { // it takes rows away, and programs that build conditions write it
				return whyTrue, finding.Medium
			}
			return whyTrue, finding.High
		case (mode <= innerSQL || mode == partSQL && r.near(i, 6, "version", "database")) && r.probes(i+1):
			return whySub, finding.High
		}
	case "union":
		return r.union(i, mode)
	case "waitfor":
		if r.is(i+1, "delay") || r.is(i+1, "time") {
			return whyWaits, waits(mode)
		}
	case "sleep", "pg_sleep", "benchmark", "randomblob":
		if r.is(i+1, "(") && r.at(i+2).kind != ')' && r.at(i-1).kind != '.' && (mode > innerSQL || r.framed(i)) {
			return whyWaits, waits(mode)
		}
	case "dbms_pipe", "dbms_lock":
		if r.is(i+1, ".") {
			return whyWaits, waits(mode)
		}
	case "extractvalue", "updatexml", "gtid_subset", "name_const":
		if r.is(i+1, "(") && r.near(i, 12, "concat", "select", "version", "concat_ws") {
			return "it makes an error message carry data out", finding.High
		}
	case "procedure":
		if mode <= innerSQL && r.is(i+1, "analyse", "(") {
			return "it has the database analyse the rows of a query, which error messages carry out", finding.High
		}
	case "order", "group":
		if mode <= innerSQL && r.is(i+1, "by", "n") && (r.at(i+3).kind == 'c' || r.at(i+3).kind == 0 && i <= 2) {
			return "it counts the columns of a query", finding.High
		}
	case "select":
		if mode == fieldSQL && (i == 0 || r.at(i-1).kind == 'q' && r.at(i-1).start == 0) && r.selects(i) {
			return whySub, finding.Medium
		}
	case "db":
		if mode == fieldSQL && r.is(i+1, ".", "w", ".", "w", "(") {
			return "it calls the database's own functions", finding.High
		}
	case "information_schema", "pg_shadow", "sysobjects", "syscolumns", "sqlite_master":
		if mode == fieldSQL && r.near(i, -8, "from", "select") {
			return whySub, finding.High
		}
	}
	if mode == fieldSQL && !r.ofPrograms(i, word) {
		return r.reaches(i)
	}
	return "", 0
}

func waits(mode sqlMode) finding.Severity {
	if mode == wholeSQL {
		return finding.Medium
	}
	return finding.High
}

// alwaysTrue reports whether the tokens from i on compare two values that no
// column decides, or something with itself: 1=1, 'a'='a', ”=”, x=x, true.
func (r *sqlReader) alwaysTrue(i int) bool {
	for r.at(i).kind == '(' || r.is(i, "not") || r.at(i).kind == '!' || r.at(i).kind == '+' || r.at(i).kind == '-' || r.at(i).kind == '~' {
		i++
	}
	a := r.at(i)
	if !a.literal() && a.kind != 'w' {
		return false
	}
	j := i + 1
	for r.at(j).kind == ')' {
		j++
	}
	op := r.at(j)
	switch {
	case op.kind == '=' || op.kind == '<' || op.kind == '>' || op.kind == '!':
		for k := r.at(j + 1).kind; k == '=' || k == '>' || k == '('; k = r.at(j + 1).kind {
			j++
		}
	case op.kind == 'w' && (op.word == "like" || op.word == "is" || op.word == "rlike" || op.word == "regexp"):
		if r.is(j+1, "not") {
			j++
		}
	case op.kind == 'w' && (op.word == "in" || op.word == "between") && a.literal():
		return a.kind != 'q' && (r.at(j+1).kind == '(' || r.at(j+1).literal())
	default: // or 1 --, or true, or 'a'
		if i >= 2 && op.kind == 0 && r.at(i-2).kind == 'n' && (a.kind == 'n' || a.word == "true") {
			value, first := r.text[a.start:a.end], r.at(0)
			return i == 2 && (a.word == "true" || value == "1" || value == r.text[first.start:first.end]) // 7 or 7, 0 or true
		}
		return a.literal() && a.kind != 'q' && (op.kind == 'c' || op.kind == 0 && r.opened(i) || a.kind == 's' && r.emptyBefore(i) || a.kind == 's' && op.kind == 'q' && i == 2)
	}
	b := r.at(j + 1)
	for b.kind == '(' {
		j++
		b = r.at(j + 1)
	}
	if a.literal() && b.literal() {
		return a.kind == b.kind || a.kind == 'q' || b.kind == 'q' || a.kind == 'w' || b.kind == 'w' || r.digits(a) && r.digits(b)
	}
	return a.literal() && b.kind == 0 && op.kind == '=' && r.opened(i) || a.kind == 'w' && b.kind == 'w' && a.word == "" && r.text[a.start:a.end] == r.text[b.start:b.end] && op.kind == '='
}

// digits reports whether a value is a number, with or without quotes.
func (r *sqlReader) digits(t sqlToken) bool {
	return strings.Trim(r.text[t.start:t.end], "'\"0123456789") == ""
}

// emptyBefore reports whether an empty string stands in front of the OR that is
// in front of i: a quote that was closed at once.
func (r *sqlReader) emptyBefore(i int) bool {
	t := r.at(i - 2)
	return t.kind == 's' && t.end-t.start == 2
}

// opened reports whether a quote that the value closes stands in front of i.
func (r *sqlReader) opened(i int) bool {
	return i > 1 && r.tokens[0].kind == 'q' || i > 2 && r.tokens[1].kind == 'q' && r.tokens[0].kind != 'w'
}

// closed looks at what follows a quote that nothing closes.
func (r *sqlReader) closed(i int, mode sqlMode) string {
	j := i + 1
	for r.at(j).kind == ')' || r.at(j).kind == '\'' || r.at(j).kind == '"' {
		j++
	}
	t := r.at(j)
	switch {
	case t.kind == 'c' && r.clean(i, j) && !(mode == innerSQL && i == 0 && j == 1): // not "sep = '--'"
		return whyCut
	case mode <= innerSQL && r.is(j, ",", "w", "=") && r.near(j, 40, "where"), mode <= innerSQL && t.kind == 'w' && containsFold(r.text, "detach delete"):
		return whyClosed
	case mode > innerSQL, mode == innerSQL && i > 0:
		return ""
	case i == 0 && r.likened(j), i == 0 && r.tokens[i].start == 0 && (t.kind == '(' && r.is(j+1, "select") || t.kind == 'w' && (t.word == "or" || t.word == "and") && r.is(j+1, "select")):
		return whyClosed
	case t.kind == 'w' && (t.word == "and" || t.word == "or") && r.at(j+1).kind == 'w' && r.at(j+2).kind != 'w' && r.cutOff(),
		t.kind == 'w' && (t.word == "and" || t.word == "or") && r.is(j+1, "w", "is") && r.cutOff():
		return whyClosed
	case t.kind == ';' && (r.at(j+1).kind == 'c' || r.statement(j+1)), t.kind == ';' && r.tokens[i].start == 0 && r.is(j, ";", "w", "="):
		return whyStacked
	case j == i+1 && i == 0 && t.kind == 'w' && r.statement(j) && (mode == innerSQL && !r.argument(i) || r.tokens[i].start == 0 && r.at(len(r.tokens)-1).kind != 'q'):
		return whyClosed
	case (t.kind == '=' || t.kind == 'w' && (t.word == "like" || t.word == "or" || t.word == "and")) && r.at(j+1).kind == 'q' && j+2 >= len(r.tokens) && i == 0:
		return whyClosed
	case i == 0 && r.tokens[i].start == 0 && j == i+1 && isOperator(t.kind) && (r.at(j+1).kind == 'q' || r.at(j+1).kind == 's') && j+2 >= len(r.tokens):
		return whyClosed
	case t.kind == 'w' && (t.word == "group" || t.word == "order") && r.is(j+1, "by") && (r.at(j+2).kind == 'n' || r.tokens[len(r.tokens)-1].kind == 'c'),
		t.kind == 'w' && t.word == "having" && r.at(j+1).literal():
		return whyClosed
	case t.kind == '|' && r.is(j, "|", "|", "("), t.kind == '+' && r.is(j, "+", "w", "("), t.kind == ',' && (r.is(j, ",", "null", ")") || r.is(j, ",", "null", ",", "null")):
		return whyClosed
	}
	return ""
}

func isOperator(c byte) bool {
	switch c {
	case '=', '-', '+', '*', '&', '^', '|', '%', '<', '>':
		return true
	}
	return false
}

// cutOff reports whether a comment that says nothing ends the value.
func (r *sqlReader) cutOff() bool {
	last := r.at(len(r.tokens) - 1)
	return last.kind == 'c' && last.end-last.start <= len("-- - ")
}

// clean reports whether the comment at j says nothing and ends the value, and
// the quote at i, or one in a bracket, is all that was opened. In prose a dash
// or a # behind an apostrophe has words behind it.
func (r *sqlReader) clean(i, j int) bool {
	const longest = len("-- - ")
	c := r.at(j)
	return j+1 >= len(r.tokens) && c.end-c.start <= longest && (i <= 3 || r.at(i-1).kind == ')')
}

// framed reports whether a call stands where a value is, and not in prose:
// behind a quote, a bracket, a sign or an operator, or with a comment behind.
func (r *sqlReader) framed(i int) bool {
	before := r.at(i - 1)
	if i == 0 {
		last := r.tokens[len(r.tokens)-1].kind
		return last == 'c' || last == ')' && len(r.tokens) < 16 && r.at(2).kind == 'n'
	}
	switch before.kind {
	case '=':
		return i < 2 || r.at(i-2).kind != ':' // of Go
	case 'q', '(', '+', '-', ',', ';', '|', '&', '*', '/', '^', '<', '>':
		return true
	case 'w':
		return before.word == "or" || before.word == "and" || before.word == "select" || before.word == "xor" || before.word == "then" || before.word == "rlike" || before.word == "regexp" || before.word == "like" && r.at(i-2).kind == 'n'
	}
	return false
}

// union looks at UNION SELECT: in a statement only one that adds values, not
// rows of a table, is an injection.
func (r *sqlReader) union(i int, mode sqlMode) (string, finding.Severity) {
	j := i + 1
	if r.is(j, "all") || r.is(j, "distinct") {
		j++
	}
	for r.at(j).kind == '(' {
		j++
	}
	if !r.is(j, "select") {
		return "", 0
	}
	if r.bare(i, j) {
		return whyUnion, finding.High
	}
	if r.is(j+1, "all") || r.is(j+1, "distinct") {
		j++
	}
	values, functions, n := 0, 0, 0
	for k := j + 1; k < len(r.tokens) && n < 64; k++ {
		switch t := r.tokens[k]; {
		case t.kind == 'w' && (t.word == "from" || t.word == "and" || t.word == "or"), t.kind == 'c', t.kind == ';', t.kind == 'q' && k > j+1:
			k = len(r.tokens)
		case t.kind == 'w' && t.word == "null", t.kind == 'v', t.kind == 'n' && (mode <= innerSQL || r.near(i, -40, "where")):
			values++
		case t.kind == 'w' && (t.word == "version" || t.word == "user" || t.word == "database" || t.word == "concat" || t.word == "group_concat" || t.word == "load_file"):
			values, functions = values+1, functions+1
		}
		n++
	}
	switch next := r.at(j + 1); {
	case mode != fieldSQL && r.secrets(j):
		return whyUnion, finding.High
	case mode == wholeSQL && functions == 0 && r.sameSource(i, j):
		return "", 0
	case mode != fieldSQL && (values < 2 && r.at(j+1).kind != 'v' || r.is(j+1, "n", "as") || r.is(j+1, "s", "as")):
		return "", 0
	case mode == fieldSQL && !(values > 0 || next.kind == '*' || next.kind == '(' || next.kind == 's' || r.at(j+2).kind == ',' || r.is(j+2, "from") ||
		r.near(j, 24, "from") && (r.tokens[0].kind == 'q' || r.cutOff())):
		return "", 0 // a word of its own
	}
	return whyUnion, finding.High
}

// secrets reports whether a query from i on reads the tables of accounts or of
// the schema.
func (r *sqlReader) secrets(i int) bool {
	for ; i < len(r.tokens); i++ {
		switch r.tokens[i].word {
		case "information_schema", "pg_shadow", "pg_authid", "sysobjects", "syscolumns", "sql_logins", "dba_users", "password":
			return true
		}
	}
	return false
}

// selects reports whether a SELECT at i is one and not the word.
func (r *sqlReader) selects(i int) bool {
	if !r.is(i, "select") || r.at(i-1).kind == '.' {
		return false
	}
	switch next := r.at(i + 1); {
	case next.kind == '*' || next.kind == 'v':
		return true
	case next.kind == '(': // of other languages, select(.name) and select(x => ...)
		inner := r.at(i + 2)
		return inner.kind == 'w' && inner.word != "" || inner.kind == 'n' || inner.kind == '*' || inner.kind == 'v'
	case next.kind == 'n':
		return r.ends(i+2) || r.is(i+2, "from")
	case next.kind == 'w' && (next.word == "case" || r.at(i+2).kind == '(' && (next.word != "" || strings.Contains(r.text[next.start:next.end], "_"))):
		return true
	}
	for k := i + 1; k < i+24 && k < len(r.tokens); k++ {
		if r.tokens[k].word == "from" {
			table := k + 1
			for r.at(table+1).kind == '.' {
				table += 2
			}
			return r.at(table).kind == '(' || r.at(table).kind == 'w' && r.ends(table+1) && (k == i+2 || r.at(i+2).kind == ',' || r.at(i+2).kind == '(' || r.at(i+2).kind == '.')
		}
	}
	return r.at(i+1).kind == 'w' && r.at(i+2).kind == '(' && r.at(i+1).word == "" && (i == 0 || r.at(i-1).kind == '(') && r.at(i+3).kind != '.' && r.near(i, 24, "from")
}

// subquery reports whether a query stands in the bracket at i.
func (r *sqlReader) subquery(i int) bool {
	for r.at(i).kind == '(' {
		i++
	}
	return r.selects(i) || i == 1 && r.is(i, "case", "when") && (r.near(i, 24, "then") || r.is(i+2, "(", "select"))
}

// probes reports whether a condition from i on asks a question bit by bit.
func (r *sqlReader) probes(i int) bool {
	for r.at(i).kind == '(' || r.is(i, "not") {
		i++
	}
	if r.is(i, "if", "(") || r.is(i, "exists", "(", "select") || r.is(i, "case", "when") || r.subquery(i) && i > 0 && r.at(i-1).kind == '(' {
		return true
	}
	switch r.at(i).word {
	case "ascii", "substring", "substr", "mid", "ord", "char", "unhex", "hex", "updatexml", "extractvalue":
		return r.at(i+1).kind == '('
	case "version", "database":
		return r.is(i+1, "(", ")")
	}
	return r.at(i).literal() && r.at(i+1).kind == '=' && (r.subquery(i+2) || r.at(i+2).kind == 'w' && r.at(i+2).word != "" && r.at(i+3).kind == '(')
}

// near reports whether one of the words stands among the n tokens behind i, or
// in front of it when n is negative.
func (r *sqlReader) near(i, n int, words ...string) bool {
	from, to := i+1, i+n
	if n < 0 {
		from, to = i+n, i-1
	}
	for k := max(0, from); k <= to && k < len(r.tokens); k++ {
		for _, w := range words {
			if r.tokens[k].word == w {
				return true
			}
		}
	}
	return false
}

// statement reports whether a statement begins at i, and not a sentence that
// begins with the same word.
func (r *sqlReader) statement(i int) bool {
	for r.at(i).kind == ';' || r.at(i).kind == '(' {
		i++
	}
	t := r.at(i)
	if t.kind != 'w' {
		return false
	}
	next := r.at(i + 1)
	switch t.word {
	case "select":
		return r.selects(i)
	case "drop", "alter", "create", "truncate":
		return r.defines(i)
	case "delete":
		return next.word == "from" && (r.ends(i+3) && r.at(i+3).kind != ',' || r.near(i, 5, "where"))
	case "insert", "replace":
		return next.word == "into" && r.near(i, 24, "values", "select", "set")
	case "update":
		return r.near(i, 4, "set") && r.at(i+4).kind == '=' || r.near(i, 6, "set") && r.near(i, 60, "where")
	case "exec", "execute":
		return next.kind == '(' || next.kind == 's' || next.kind == 'v' || next.word != "" || r.at(i+2).kind == '.'
	case "declare":
		return next.kind == 'v'
	case "if":
		return next.kind == '(' && r.near(i, 24, "select", "drop", "exec", "execute", "waitfor", "shutdown")
	case "shutdown", "reconfigure":
		return r.ends(i + 1)
	case "waitfor":
		return next.word == "delay" || next.word == "time"
	case "grant", "revoke":
		return next.word != "" && r.near(i, 12, "to", "from")
	case "copy":
		return r.near(i, 12, "from", "to", "program") && (r.pathNear(i, 12) || r.near(i, 24, "program"))
	case "load":
		return next.word == "data" && r.near(i, 5, "infile")
	case "attach":
		return next.word == "database" || next.kind == 's'
	}
	return false
}

// ends reports whether a statement can end in front of the token at i.
func (r *sqlReader) ends(i int) bool {
	switch r.at(i).kind {
	case 0, ';', 'c', ')', 'q', ',':
		return true
	}
	switch r.at(i).word {
	case "where", "limit", "order", "group", "union", "cascade", "as", "having", "with":
		return true
	}
	return false
}

// defines looks at DROP, ALTER, CREATE and TRUNCATE at i.
func (r *sqlReader) defines(i int) bool {
	if r.at(i).word == "truncate" && !r.is(i+1, "table") {
		return r.at(i+1).kind == 'w' && r.ends(i+2) && i > 0
	}
	switch r.at(i + 1).word {
	case "table", "database", "schema", "user", "login", "view", "function", "procedure", "index", "role":
	case "or":
		return r.is(i+2, "replace")
	default:
		return false
	}
	name := i + 2
	if r.is(name, "if") {
		name = i + 3
		if r.is(name, "not") {
			name++
		}
		name++
	}
	for r.at(name+1).kind == '.' {
		name += 2
	}
	if t := r.at(name + 1); r.at(i).word != "drop" && t.kind != 0 && t.kind != ';' {
		return t.kind == '(' || t.word == "identified" || t.word == "password" || t.word == "as" || t.word == "with" || t.word == "set" || t.word == "drop"
	}
	return r.ends(name+1) && r.at(name+1).kind != ','
}
