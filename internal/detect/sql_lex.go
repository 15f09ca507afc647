package detect

import (
	"slices"
	"strings"
	"unicode/utf8"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// A small reader of SQL, good enough for what attackers of all dialects write
// and for what they break out of. It is linear and never fails: whatever it
// cannot read is a token of its own.

// sqlToken is one token. kind is 'w' for a word, 'n' a number, 's' a string,
// 'q' a quote that nothing closes, 'v' a variable, 'c' a comment to the end of
// its line, or the character itself.
type sqlToken struct {
	kind       byte
	mark       sqlMark // of the word
	word       string  // a known word in lower case; "" for others
	start, end int
}

const (
	maxSQLTokens = 4096
	// maxSQL bounds what is read of a statement at its front, and maxSQLTail at
	// its end: scripts of megabytes are imports.
	maxSQL     = 64 << 10
	maxSQLTail = 4 << 10
	maxSQLWord = 32
)

// sqlReader reads statements. It is reused and belongs to one goroutine.
type sqlReader struct {
	tokens []sqlToken
	marks  sqlMark // of all tokens
	known  *sqlKnown
	buf    []byte
	text   string
	whole  bool // text was read from its start, for the argument at hand
}

// read lexes text, of which inside says that it begins inside a string with
// that quote (0: it does not).
func (r *sqlReader) read(text string, inside byte) {
	if r.whole && inside == 0 && len(text) == len(r.text) && unsafe.StringData(text) == unsafe.StringData(r.text) {
		return // by another row
	}
	r.text, r.tokens, r.marks, r.whole = text, r.tokens[:0], 0, inside == 0
	r.known = sqlTable()
	i := 0
	if inside != 0 {
		i = strings.IndexByte(text, inside)
		if i < 0 {
			return
		}
		r.add('q', i, i+1)
		i++
	}
	r.lex(text, i, len(text))
}

func (r *sqlReader) add(kind byte, start, end int) {
	if kind == 'q' {
		r.marks |= openMark
	}
	t := r.another()
	t.kind, t.mark, t.word, t.start, t.end = kind, 0, "", start, end
}

func (r *sqlReader) addWord(w *sqlWord, start, end int) {
	t := r.another()
	t.kind, t.mark, t.word, t.start, t.end = 'w', w.mark, w.text, start, end
	r.marks |= w.mark
}

// another returns memory for one more token.
func (r *sqlReader) another() *sqlToken {
	n := len(r.tokens)
	if n == cap(r.tokens) {
		r.tokens = slices.Grow(r.tokens, 1)
	}
	r.tokens = r.tokens[:n+1]
	return &r.tokens[n]
}

func (r *sqlReader) lex(text string, i, end int) {
	for i < end && len(r.tokens) < maxSQLTokens {
		c := text[i]
		switch sqlStarts[c] {
		case sqlBlank:
			i++
			continue
		case sqlLetter:
			i = r.lexWord(text, i, end)
			continue
		case sqlSign:
			r.add(c, i, i+1)
			i++
			continue
		}
		switch {
		case c >= '0' && c <= '9':
			j := i + 1
			for j < end && (letter(text[j]) || text[j] >= '0' && text[j] <= '9' || text[j] == '.') {
				j++
			}
			r.add('n', i, j)
			i = j
		case c == '\'' || c == '"' || c == '`':
			i = r.lexString(text, i, end)
		case c == '-' && i+1 < end && text[i+1] == '-', c == '#':
			i = r.lexComment(text, i, end)
		case c == '*' && i+1 < end && text[i+1] == '/': // of a comment that is read
			i += 2
		case c == '/' && i+1 < end && text[i+1] == '*':
			next := r.lexBlock(text, i, end)
			i = r.rejoin(text, i, next, end)
		case c == '@':
			j := i + 1
			for j < end && (letter(text[j]) || text[j] == '@' || text[j] == '_' || text[j] >= '0' && text[j] <= '9') {
				j++
			}
			r.add('v', i, j)
			i = j
		default:
			r.add(c, i, i+1)
			i++
		}
	}
}

// How tokens start.
const (
	sqlOther  = iota
	sqlBlank  // none
	sqlLetter // a word
	sqlSign   // a token of its own
)

var sqlStarts = func() (t [256]uint8) {
	for c := range t {
		switch b := byte(c); {
		case b <= ' ' || b == 0xa0:
			t[c] = sqlBlank
		case letter(b) || b == '_' || b == '$' || b >= utf8.RuneSelf:
			t[c] = sqlLetter
		case b >= '0' && b <= '9' || strings.IndexByte("'\"`-#*/@", b) >= 0:
		default:
			t[c] = sqlSign
		}
	}
	return t
}()

func (r *sqlReader) lexWord(text string, i, end int) int {
	rest := text[i:end]
	n := 0
	for n < len(rest) && inSQLWord[rest[n]] {
		n++
	}
	var w *sqlWord
	if len(rest) >= 8 {
		w = r.known.of(rest[:n], (eightOf(rest, 0)|fold)&(^uint64(0)>>(64-8*min(n, 8))))
	} else {
		w = r.known.find(rest[:n])
	}
	t := r.another()
	t.kind, t.mark, t.word, t.start, t.end = 'w', w.mark, w.text, i, i+n
	r.marks |= w.mark
	return i + n
}

// inSQLWord are the bytes that go on with a word.
var inSQLWord = func() (t [256]bool) {
	for c := range t {
		b := byte(c)
		t[c] = letter(b) || b >= '0' && b <= '9' || b == '_' || b == '$' || b >= utf8.RuneSelf
	}
	return t
}()

// sqlKnown finds the words of sqlWords sooner than a map does. It has a place for
// each value of the upper bits of their hash, and the next where that is taken.
type sqlKnown struct {
	at    [1 << sqlBits]uint16 // in words; 0: nothing is there
	words []sqlWord            // the first is none
}

type sqlWord struct {
	text string
	key  uint64
	mark sqlMark
}

// sqlMark says who asks for a word.
type sqlMark uint8

const (
	effectMark sqlMark = 1 << iota // effects, which says nothing about statements without one
	shapeMark                      // injected, of whole statements
	runMark                        // dynamic
	openMark                       // no word, but a quote that nothing closes
)

const sqlBits = 11

var sqlTable = lazy.Value(func() *sqlKnown {
	t := &sqlKnown{words: make([]sqlWord, 1, len(sqlWords())+1)}
	for w := range sqlWords() {
		e := sqlWord{text: w, key: sqlKey(w)}
		if effectWords()[w] {
			e.mark |= effectMark
		}
		if shapeWords()[w] {
			e.mark |= shapeMark
		}
		if runWords()[w] {
			e.mark |= runMark
		}
		i := sqlPlace(e.key, len(w))
		for t.at[i] != 0 {
			i = (i + 1) % uint32(len(t.at))
		}
		t.at[i] = uint16(len(t.words))
		t.words = append(t.words, e)
	}
	return t
})

// effectWords are those that destroys and reaches begin with, and shapeWords
// those that word and innerSQL does not need.
var (
	effectWords = lazy.Words(`drop truncate delete update grant create alter shutdown xp_cmdshell sp_oacreate sp_oamethod sp_execute_external_script sys_exec sys_eval
		lib_mysqludf_sys dbms_java xp_regwrite xp_servicecontrol xp_dirtree xp_fileexist xp_regread xp_subdirs xp_availablemedia sp_makewebtask openrowset
		opendatasource load_file pg_read_file pg_read_binary_file pg_ls_dir lo_import lo_export dblink_connect dblink load_extension readfile writefile
		httpuritype dbms_xmlgen utl_http utl_inaddr utl_file utl_smtp dbms_ldap dbms_scheduler exec execute sp_addsrvrolemember sp_addlogin sp_password
		sp_configure into copy load language attach pg_shadow pg_authid sql_logins dba_users user`)
	runWords   = lazy.Words(`exec execute prepare immediate`)
	shapeWords = lazy.Words(`or xor having union waitfor sleep pg_sleep benchmark randomblob dbms_pipe dbms_lock extractvalue updatexml gtid_subset name_const`)
)

// sqlKey is the first eight bytes of a word, or all of it, with capitals as small
// letters.
func sqlKey(w string) (key uint64) {
	n := min(len(w), 8)
	for i := n - 1; i >= 0; i-- {
		key = key<<8 | uint64(w[i])
	}
	return (key | fold) & (^uint64(0) >> (64 - 8*n))
}

func sqlPlace(key uint64, n int) uint32 {
	return uint32((key + uint64(n)) * 0x9e3779b97f4a7c15 >> (64 - sqlBits))
}

// find returns the word that text is, in any case; an empty one for none.
func (t *sqlKnown) find(text string) *sqlWord { return t.of(text, sqlKey(text)) }

// of is find for a text of that key.
func (t *sqlKnown) of(text string, key uint64) *sqlWord {
	for i := sqlPlace(key, len(text)); ; i++ {
		e := &t.words[t.at[i%uint32(len(t.at))]]
		if e.text == "" || e.key == key && len(e.text) == len(text) && (len(text) <= 8 || equalFold(stringBytes(text), 8, e.text[8:])) {
			return e
		}
	}
}

// lexString reads a string, with doubled and escaped quotes in it.
func (r *sqlReader) lexString(text string, i, end int) int {
	q := text[i]
	for j := i + 1; j < end; j++ {
		switch {
		case text[j] == '\\' && q != '`':
			j++
		case text[j] == q && j+1 < end && text[j+1] == q && j+2 < end:
			j++
		case text[j] == q:
			kind := byte('s')
			if q == '`' { // the name of a column
				kind = 'w'
			}
			r.add(kind, i, j+1)
			return j + 1
		}
	}
	r.add('q', i, i+1) // nothing closes it: what follows is code
	return i + 1
}

func (r *sqlReader) lexComment(text string, i, end int) int {
	j := i
	for j < end && text[j] != '\n' && text[j] != '\r' {
		j++
	}
	r.add('c', i, j)
	return j
}

// lexBlock passes over a comment; what MySQL executes in one is read.
func (r *sqlReader) lexBlock(text string, i, end int) int {
	if i+2 < end && (text[i+2] == '!' || text[i+2] == '+') {
		j := i + 3
		for j < end && text[j] >= '0' && text[j] <= '9' {
			j++
		}
		return j
	}
	if k := strings.Index(text[i:end], "*/"); k >= 0 {
		return i + k + 2
	}
	r.add('c', i, end)
	return end
}

// rejoin puts a known word together again that a comment was put into, so that a
// filter which takes comments out makes it: UN/**/ION. comment is where the
// comment starts, and next what is behind it.
func (r *sqlReader) rejoin(text string, comment, next, end int) int {
	t := r.at(len(r.tokens) - 1)
	if t.kind != 'w' || t.word != "" || t.end != comment {
		return next
	}
	var buf [maxSQLWord]byte
	n := 0
	for i := t.start; i < t.end; i++ {
		if n == maxSQLWord {
			return next
		}
		buf[n] = lower(text[i])
		n++
	}
	for i := next; ; {
		from := i
		for i < end && n < maxSQLWord && (letter(text[i]) || text[i] == '_') {
			buf[n] = lower(text[i])
			n, i = n+1, i+1
		}
		if i == from || n == maxSQLWord {
			return next
		}
		if word := sqlWords()[string(buf[:n])]; word != "" {
			r.tokens = r.tokens[:len(r.tokens)-1]
			r.addWord(sqlTable().find(word), t.start, i)
			return i
		}
		if !strings.HasPrefix(text[i:end], "/*") {
			return next
		}
		k := strings.Index(text[i:end], "*/")
		if k < 0 {
			return next
		}
		i += k + 2
	}
}

// is reports whether the tokens from i on are those of the pattern: known words,
// or single characters as kinds. "*" stands for any one token.
func (r *sqlReader) is(i int, pattern ...string) bool {
	for k, p := range pattern {
		if i+k < 0 || i+k >= len(r.tokens) {
			return false
		}
		t := &r.tokens[i+k]
		switch {
		case p == "*":
		case len(p) == 1 && t.kind == p[0]:
		case t.kind == 'w' && t.word != "" && t.word == p:
		default:
			return false
		}
	}
	return true
}

// at returns the token at i, or an empty one.
func (r *sqlReader) at(i int) sqlToken {
	if i < 0 || i >= len(r.tokens) {
		return sqlToken{}
	}
	return r.tokens[i]
}

// literal reports whether a token is a value that no column decides.
func (t sqlToken) literal() bool {
	return t.kind == 'n' || t.kind == 's' || t.kind == 'q' || t.kind == 'w' && (t.word == "null" || t.word == "true" || t.word == "false")
}

// sqlWords are the words that rules look for.
var sqlWords = lazy.Value(func() map[string]string {
	m := map[string]string{}
	for _, w := range strings.Fields(`select union all distinct from where or and xor not like rlike regexp is in between having order group by limit into
		values insert update delete drop truncate alter create replace exec execute call declare set waitfor delay time shutdown grant revoke to
		copy program table database schema user login view function procedure index column if exists case when then else end null true false
		outfile dumpfile load data infile local language c attach as begin commit cascade identified with option role public use merge
		information_schema pg_shadow pg_authid pg_user sysobjects syscolumns sqlite_master sys mysql master password
		sleep benchmark pg_sleep load_file extractvalue updatexml load_extension pg_read_file pg_read_binary_file pg_ls_dir lo_import lo_export
		dblink dblink_connect xp_cmdshell xp_dirtree xp_fileexist xp_regread xp_regwrite xp_subdirs xp_servicecontrol xp_availablemedia sp_oacreate
		sp_oamethod sp_configure sp_addsrvrolemember sp_addlogin sp_password sp_execute_external_script sp_makewebtask openrowset opendatasource openquery bulk
		utl_http utl_inaddr utl_file utl_smtp dbms_pipe dbms_lock dbms_ldap dbms_java dbms_scheduler dbms_xmlgen httpuritype ctxsys randomblob writefile readfile edit
		sys_exec sys_eval sys_get lib_mysqludf_sys char chr ascii substring substr mid ord concat concat_ws group_concat version user_name current_user
		system_user session_user hex unhex cast convert count exp floor rand plpythonu plperlu plpython3u reconfigure procedure analyse dual connect resource
		mapreduce this return function var db sql_logins dba_users all_users privileges truncate rename backup restore disk
		gtid_subset name_const multipoint polygon linestring json_keys make_set elt row if iif nvl decode generate_series pragma db
		prepare immediate superuser createrole bypassrls replication unload export location detach match`) {
		m[w] = w
	}
	return m
})
