package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Further shapes of injected SQL: what asks a database a question without any
// column, and what a value begins with that was made to follow something.

const whyAsked = "it asks the database what depends on no column, to see how the answer changes"

// constant reports whether a function or CASE at i decides between two numbers
// that are written there: IIF(4=4,1,0), CASE WHEN (4=5) THEN. Programs decide
// nothing so, and a spreadsheet's formula begins with its sign.
func (r *sqlReader) constant(i int) bool {
	switch r.tokens[i].word {
	case "iif", "if", "make_set", "elt":
		return r.is(i+1, "(") && r.numbers(i+2) && !strings.HasPrefix(r.text, "=")
	case "case":
		if !r.is(i+1, "when") {
			return false
		}
		for i += 2; r.is(i, "("); {
			i++
		}
		return r.numbers(i) && r.near(i, 6, "then")
	case "user", "version", "database", "current_user", "session_user", "system_user": // user() = user()
		if before := r.at(i - 1).word; before != "and" && before != "or" && before != "where" && before != "having" {
			return false
		}
		j := i + 1
		if r.is(j, "(", ")") {
			j += 2
		}
		return r.is(j, "=") && r.at(j+1).word == r.tokens[i].word
	case "concat", "concat_ws", "group_concat": // of marks in hexadecimal and what is asked between them
		for k := i + 2; r.is(i+1, "(") && k < i+6; k++ {
			if t := r.at(k); t.kind == 'n' && hasFold(r.text[t.start:t.end], "0x") {
				return r.near(k, 12, "version", "database", "user", "current_user", "select")
			}
		}
	}
	return false
}

// numbers reports whether two numbers are compared at i.
func (r *sqlReader) numbers(i int) bool { return r.is(i, "n", "=", "n") }

// multiplied reports whether the value is a comparison of two numbers that is
// multiplied with something: (4=5)*6.
func (r *sqlReader) multiplied() bool {
	return r.is(0, "(") && r.numbers(1) && r.is(4, ")", "*", "n") && r.ends(7)
}

// column reports whether a condition begins with a comma and a query, or a
// decision, as a further column that was never asked for.
func (r *sqlReader) column() bool {
	return r.is(1, "(", "select") || r.is(1, "(", "case", "when") || r.is(1, "w", "(") && r.near(1, 24, "select", "case", "iif")
}

// bare reports whether UNION at i and SELECT at j are all that stands behind a
// quote that the value closes: the start of what others send in pieces.
func (r *sqlReader) bare(i, j int) bool {
	return i == 1 && r.tokens[0].kind == 'q' && r.tokens[0].start == 0 && r.ends(j+1) && r.at(j+1).kind != ','
}

// likened reports whether a condition at i compares a column with a string that
// the value leaves open: or name like '%
func (r *sqlReader) likened(i int) bool {
	if !r.is(i, "or") && !r.is(i, "and") || r.at(i+1).kind != 'w' || r.tokens[0].start > 0 {
		return false
	}
	op := r.at(i + 2)
	if op.word != "like" && op.word != "rlike" && op.word != "regexp" && op.kind != '=' {
		return false
	}
	return r.at(i+3).kind == 'q' && len(r.tokens) <= i+6
}

// argument reports whether the quote at i opens an argument of a function, which
// takes statements as texts: dblink('SELECT 1').
func (r *sqlReader) argument(i int) bool {
	before := strings.TrimRight(r.text[:r.tokens[i].start], " \t\r\n")
	return strings.HasSuffix(before, "(") || strings.HasSuffix(before, ",")
}

// sameSource reports whether the query that SELECT at j begins, behind UNION at i, reads only
// what the statement before it reads or names, as the row of totals below a report.
func (r *sqlReader) sameSource(i, j int) bool {
	for k := j; k < len(r.tokens); k++ {
		t := &r.tokens[k]
		if t.kind == ';' || t.kind == 'c' || t.word == "union" {
			return false
		}
		if t.word != "from" {
			continue
		}
		name := r.at(k + 1)
		if name.kind != 'w' || name.word != "" || r.is(k+2, ".") || r.is(k+2, ",") || r.is(k+2, "(") {
			return false
		}
		source := r.text[name.start:name.end]
		for b := range i {
			if before := &r.tokens[b]; before.kind == 'w' && strings.EqualFold(r.text[before.start:before.end], source) && (r.at(b-1).word == "from" || r.at(b-1).word == "join" || r.is(b+1, "as", "(")) {
				return r.near(k, 3, "order", "where", "group", "limit") || r.at(k+2).kind == 0 || r.at(k+2).kind == ';'
			}
		}
		return false
	}
	return false
}

// goesOnPlainly reports whether the statements behind the semicolon at i are those of a script:
// they read, or change rows that they name, and nothing is left open or cut off behind them.
func (r *sqlReader) goesOnPlainly(i int) bool {
	if strings.Count(r.text, "'")%2 != 0 || strings.Count(r.text, `"`)%2 != 0 {
		return false
	}
	for k := range r.tokens {
		if t := &r.tokens[k]; t.kind == 'c' && strings.ContainsAny(r.text[t.start:t.end], "'\";") {
			return false
		}
	}
	for ; i < len(r.tokens); i++ {
		if r.tokens[i].kind != ';' || i+1 == len(r.tokens) {
			continue
		}
		switch word := r.at(i + 1).word; {
		case word == "select" && !r.near(i+1, 40, "into", "pg_sleep", "sleep", "load_file"), word == "insert", word == "update" && r.near(i+1, 60, "where"), word == "delete" && r.near(i+1, 12, "where"):
		case word == "drop" && r.passing(i+2):
		case r.at(i+1).kind == 'c', r.at(i+1).kind == 'w' && word == "": // vacuum, analyze
		default:
			return false
		}
	}
	return true
}

// passing reports whether all tables that the statement goes on with at i are named as
// such that nobody keeps: tmp_import, staging_orders.
func (r *sqlReader) passing(i int) (all bool) {
	for ; i < len(r.tokens) && r.tokens[i].kind != ';' && r.tokens[i].kind != 'c'; i++ {
		switch t := &r.tokens[i]; {
		case r.is(i, ",") || r.is(i, "."):
		case t.kind != 'w':
			return false
		case r.is(i+1, "."): // a schema
		default:
			word := strings.ToLower(r.text[t.start:t.end])
			name, _, ok := strings.Cut(word, "_")
			switch {
			case clauseOfDrop()[word]:
			case !ok || !keptByNobody()[name]:
				return false
			default:
				all = true
			}
		}
	}
	return all
}

var (
	clauseOfDrop = lazy.Words("table if exists only cascade restrict restart continue identity")
	keptByNobody = lazy.Words("tmp temp staging stg scratch")
)
