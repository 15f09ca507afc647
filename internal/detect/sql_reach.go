package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/address"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// What statements reach through their strings. Engines have ever new functions
// that read files and ask other machines (read_csv, url, s3, apoc.load.json), so
// it is the string that counts, and that it stands where a source or a target
// does: as an argument of a function, or behind FROM, TO and their like.

const (
	whyFile    = "it has the database read or write a file that opens doors"
	whyAsks    = "it has the database ask an internal address"
	whyExports = "it has the database send rows to an address of the web"
	whyAccount = "it makes or changes an account"
)

// strings looks at the strings of a statement that are sources or targets.
func (r *sqlReader) strings(paths *address.PathReader) (why string, severity finding.Severity) {
	for i := range r.tokens {
		t := &r.tokens[i]
		if t.kind != 's' || t.end-t.start < len("'/a/b'") || !r.reached(i) {
			continue
		}
		text := r.text[t.start+1 : t.end-1]
		if u, ok := address.Read(text); ok && u.Slashes && u.Scheme != "" {
			if u.HasScheme("file") {
				text = "/" + strings.TrimLeft(u.Whole, "/")
			} else if w, s := r.asks(i, &u); w != "" {
				if s > severity {
					why, severity = w, s
				}
				continue
			}
		}
		if strings.IndexByte(text, '/') < 0 && strings.IndexByte(text, '\\') < 0 {
			continue
		}
		if s, found := sensitive(paths.Read(text), sensitiveFiles); found && s > finding.Medium {
			return whyFile, finding.High
		}
	}
	return why, severity
}

// reached reports whether the string at i is a source or a target, and no value.
func (r *sqlReader) reached(i int) bool {
	switch before := r.at(i - 1); {
	case before.kind == 'w':
		return before.word == "from" || before.word == "to" || before.word == "infile" || before.word == "into" || before.word == "database" || before.word == "location"
	case before.kind == '(':
		name := r.at(i - 2)
		return name.kind == 'w' && (name.word == "" && !textFunctions()[strings.ToLower(r.text[name.start:name.end])] || strings.HasPrefix(name.word, "load"))
	case before.kind == '=': // options(uri='gs://...')
		return r.is(i-3, "(", "w", "=")
	}
	return false
}

// textFunctions take a text for what it is.
var textFunctions = lazy.Words("lower upper trim ltrim rtrim length char_length position locate instr strpos md5 sha1 sha256 quote_literal initcap reverse repeat format printf contains startswith")

// dropsCollections reports whether a line for the shell of a document database
// drops a collection or all of them, or empties one.
func dropsCollections(text string) bool {
	if !hasFold(strings.TrimLeft(text, " \t\n"), "db.") {
		return false
	}
	text = strings.Join(strings.Fields(text[:min(len(text), 1024)]), "")
	return strings.Contains(text, ".dropDatabase(") || strings.Contains(text, ".drop()") || strings.Contains(text, ".deleteMany({})") || strings.Contains(text, ".remove({})")
}

// asks looks at an address that the string at i is.
func (r *sqlReader) asks(i int, u *address.URL) (string, finding.Severity) {
	switch place, how := inner(u.Authority); {
	case place == address.Metadata:
		return whyAsks, finding.Critical
	case place >= address.Private && how&^address.Rebinding != 0:
		return whyAsks, finding.High
	}
	if u.HasScheme("http", "https") && (r.is(i-1, "to") && r.near(i, -64, "copy", "export", "unload") || r.at(i-1).kind == '(' && r.near(i, -6, "function")) {
		return whyExports, finding.Medium
	}
	return "", 0
}

// maxDynamic bounds the strings of a statement that are read as statements.
const maxDynamic = 8

// dynamic returns the strings that the statement puts together and runs.
func (r *sqlReader) dynamic(has Bytes) (inner []string) {
	if has&Quote == 0 || r.marks&runMark == 0 {
		return nil
	}
	for i := range r.tokens {
		if t := &r.tokens[i]; t.kind == 's' && t.end-t.start > len("'DROP x'") && len(inner) < maxDynamic {
			inner = append(inner, r.text[t.start+1:t.end-1])
		}
	}
	return inner
}

// toPublic reports whether rights granted at i go to everybody, and are not those
// on the schema of that name.
func (r *sqlReader) toPublic(i int) bool {
	for ; i < len(r.tokens) && r.tokens[i].kind != ';'; i++ {
		if r.is(i, "to", "public") {
			return true
		}
	}
	return false
}

// opensShell reports whether the string at i is a setting of SQL Server that lets
// statements run commands.
func (r *sqlReader) opensShell(i int) bool {
	t := r.at(i)
	return t.kind == 's' && (containsFold(r.text[t.start:t.end], "xp_cmdshell") || containsFold(r.text[t.start:t.end], "ole automation"))
}

// account reports whether CREATE or ALTER at i gives an account all rights.
func (r *sqlReader) account(i int) bool {
	return (r.is(i+1, "role") || r.is(i+1, "user") || r.is(i+1, "login")) && r.near(i, 10, "superuser", "createrole", "bypassrls", "replication")
}

// deletesInside reports whether a DELETE at i, in the bracket of a query that is
// named (WITH x AS (DELETE ...)), has no condition.
func (r *sqlReader) deletesInside(i int) bool {
	if r.at(i-1).kind != '(' || !r.is(i+1, "from") {
		return false
	}
	for depth := 0; i < len(r.tokens); i++ {
		switch t := &r.tokens[i]; {
		case t.kind == '(':
			depth++
		case t.kind == ')':
			if depth--; depth < 0 {
				return true
			}
		case t.word == "where" || t.word == "limit":
			return false
		}
	}
	return false
}

// everything reports whether the condition of the statement at i is one that
// all rows meet.
func (r *sqlReader) everything(i int) bool {
	for ; i < len(r.tokens) && r.tokens[i].kind != ';'; i++ {
		if r.tokens[i].word == "where" {
			end := r.at(i + 2)
			return r.is(i+1, "true") && (end.kind == 0 || end.kind == ';' || end.word == "or") || r.alwaysTrue(i+1) && (r.at(i+4).kind == 0 || r.at(i+4).kind == ';' || r.at(i+4).word == "or")
		}
	}
	return false
}

// detaches reports whether a statement of a graph database deletes nodes of
// every kind: MATCH (n) DETACH DELETE n.
func detaches(text string) bool {
	low := strings.ToLower(text[:min(len(text), 4096)])
	_, rest, ok := strings.Cut(low, "match")
	before, _, found := strings.Cut(rest, "delete")
	return ok && found && !strings.ContainsAny(before, ":{") && !strings.Contains(before, "where") && strings.Contains(before, "(")
}

// talk reports whether what was read last begins and ends with words of
// language, as somebody writes who asks about SQL.
func (r *sqlReader) talk() bool {
	n := len(r.tokens)
	return n > 4 && r.tokens[0].kind == 'w' && r.tokens[0].word == "" && r.tokens[1].kind == 'w' && r.tokens[n-1].kind == 'w'
}

// phrases reports whether what was read last is what search engines take:
// phrases in quotes, joined by OR and the like.
func (r *sqlReader) phrases() bool {
	some := false
	for i := range r.tokens {
		switch t := &r.tokens[i]; t.kind {
		case 's':
			in := strings.Trim(r.text[t.start:t.end], "'\"")
			if in == "" || in[0] == ' ' || in[len(in)-1] == ' ' || strings.ContainsAny(in, "='\"") {
				return false
			}
			some = true
		case 'w':
			if t.word != "" && t.word != "or" && t.word != "and" && t.word != "not" && t.word != "in" && t.word != "is" && t.word != "to" {
				return false
			}
		case ':', '(', ')', '-', '+', '.', '/':
		default:
			return false
		}
	}
	return some
}
