package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Role is what an argument is for, as the name it has says. An argument can
// have several roles, or none that anybody can tell.
type Role uint16

const (
	PathRole    Role = 1 << iota // names a file or a folder
	URLRole                      // an address to be fetched or opened
	HostRole                     // a host name or an address of one
	SQLRole                      // a statement, or a part of one
	CommandRole                  // a command or its arguments
	CodeRole                     // content that is written or run: a file, a patch, a script
	ProseRole                    // text for people: a message, a description
	QueryRole                    // what is searched for
	NameRole                     // the name of somebody or something, an id

	// What use asks besides.
	runName        // what a tool that runs things calls what it is to run
	expressionName // evaluated by tools of every kind
	identifierName // a name of something: no spaces, no operators
	optionsName    // the arguments of a program
	fileName       // of a file, whatever else the name says: input_file

	allRoles = runName - 1
)

// Purpose is what a tool is for, as its name says.
type Purpose uint16

const (
	Queries   Purpose = 1 << iota // speaks to a database
	Runs                          // runs commands or code
	Fetches                       // fetches or opens addresses
	Files                         // reads or writes files
	Writes                        // changes them
	Sends                         // sends something over the net
	Tells                         // sends text to people
	Renders                       // turns documents into pictures and pages, with all that they refer to
	Remembers                     // stores memories of a model
	Mails                         // sends messages to people
	Pays                          // moves money
	Posts                         // writes where others read and answer

	// What use asks besides.
	runVerb  // it runs something
	speaksOf // it speaks of it
	keeps    // it keeps it
	asksOnly // it asks how things stand

	allPurposes = runVerb - 1
)

// Role returns what the argument is for.
func (a *Argument) Role() Role {
	if !a.known {
		a.known = true
		a.role = a.readRole()
	}
	return a.role & allRoles
}

// readRole reads the role from the name. The elements of an array have one, and
// it is read once for them.
func (a *Argument) readRole() Role {
	q, key := &a.runner.requests, a.Under()
	if whole := a.Carrier() == nil && len(key) > 0; !whole {
		if a.inFile() {
			return CodeRole
		}
		return a.roleUnder(key)
	} else if len(key) != len(q.key) || &key[0] != &q.key[0] {
		q.key, q.role = key, a.roleUnder(key)
	}
	return q.role
}

// inFile reports whether the argument is a value in a document that is written to a
// file: what its name there says is for whoever reads the file, and not for the tool.
func (a *Argument) inFile() bool {
	f := a.Carrier()
	if f == nil || a.Call.Method != "tools/call" || a.Call.Purpose()&(Files|Writes) != Files|Writes {
		return false
	}
	for f.Carrier() != nil {
		f = f.Carrier()
	}
	return a.runner.requests.names.of(f.Under()).role&CodeRole != 0
}

func (a *Argument) roleUnder(key []byte) Role {
	role := a.runner.requests.names.of(key).role
	if role == 0 && a.runner.declared != nil && a.Surface == message.Argument && a.Call.Method == "tools/call" {
		role = a.runner.declared(a.Call.Name, bytesString(key))
	}
	if role&QueryRole != 0 && a.Call.Purpose()&Queries != 0 {
		role |= SQLRole
	}
	return role
}

// calledFields are the names that arguments had lately. Each has two places, and one
// that is too long to be kept a place of its own.
type calledFields struct {
	short [64]calledField
	long  calledField
}

// calledField is what the name of an argument says.
type calledField struct {
	name  [maxWord]byte
	len   int
	role  Role
	words fieldWords
}

// of returns what a name says. It is valid until the next is asked for.
func (n *calledFields) of(name []byte) *calledField {
	if len(name) == 0 || len(name) > maxWord {
		n.long.read(name)
		return &n.long
	}
	h := (uint32(name[0]) | uint32(name[len(name)/2])<<8 | uint32(name[len(name)-1])<<16 | uint32(len(name))<<24) * 0x9e3779b1 >> 26
	e := &n.short[h]
	if string(e.name[:e.len]) == string(name) {
		return e
	}
	other := &n.short[h^1]
	if string(other.name[:other.len]) == string(name) {
		return other
	}
	if e.len > 0 { // it may come again
		*other = *e
	}
	e.read(name)
	e.len = copy(e.name[:], name)
	return e
}

// read takes what the words of a name say.
func (c *calledField) read(name []byte) {
	c.role, c.words = 0, 0
	var buf [maxWord]byte
	for word, i := nextWord(name, 0, &buf); word != ""; word, i = nextWord(name, i, &buf) {
		c.role |= roleOf(word)
		c.words |= fieldSets()[word]
	}
}

// is reports whether one of the words of the argument's name is in a list of
// what use asks.
func (a *Argument) is(list Role) bool {
	a.Role()
	return a.role&list != 0
}

// Purpose returns what the tool is for.
func (c *Call) Purpose() Purpose {
	if !c.known {
		c.known = true
		c.readPurpose()
	}
	return c.plain
}

func (c *Call) readPurpose() {
	var buf [maxWord]byte
	name := stringBytes(c.Name)
	for word, i := nextWord(name, 0, &buf); word != ""; word, i = nextWord(name, i, &buf) {
		c.does |= purposes()[word]
		c.words |= toolSets()[word]
	}
	if c.plain = c.does & allPurposes; c.does&asksOnly != 0 { // get_payment, list_messages
		c.plain &^= Mails | Pays | Posts
	}
}

// calledTool is what the name of a tool says that was called lately.
type calledTool struct {
	name [longestTool]byte
	len  int
	nameSays
}

// longestTool bounds the names that are remembered.
const longestTool = 64

// tool is where what is known of a tool stands, or would.
func (q *requests) tool() *calledTool {
	name := q.call.Name
	h := uint32(name[0]) | uint32(name[len(name)/2])<<8 | uint32(name[len(name)-1])<<16 | uint32(len(name))<<24
	return &q.tools[h*0x9e3779b1>>28]
}

// recallTool takes what is known of the tool at hand, and keepTool keeps it.
func (q *requests) recallTool() {
	c := &q.call
	c.nameSays = nameSays{}
	if n := len(c.Name); n == 0 || n > longestTool {
		return
	}
	if t := q.tool(); string(t.name[:t.len]) == c.Name {
		c.nameSays = t.nameSays
	}
}

func (q *requests) keepTool() {
	c := &q.call
	if n := len(c.Name); n == 0 || n > longestTool || !c.known {
		return
	}
	t := q.tool()
	if string(t.name[:t.len]) != c.Name {
		t.len = copy(t.name[:], c.Name)
	}
	t.nameSays = c.nameSays
}

// only reports whether the tool's name has a word of the list and none that says
// that something is run.
func (c *Call) only(list Purpose) bool {
	c.Purpose()
	return c.does&(list|runVerb) == list
}

// roleOf returns the roles that a word in the name of an argument gives it.
func roleOf(word string) Role {
	r := roles()[word]
	if r&allRoles != 0 {
		return r
	}
	for _, s := range suffixes {
		if strings.HasSuffix(word, s.text) {
			return r | s.role
		}
	}
	return r
}

// suffixes of words that are written as one.
var suffixes = []struct {
	text string
	role Role
}{
	{"url", URLRole}, {"uri", URLRole}, {"path", PathRole}, {"file", PathRole}, {"filename", PathRole}, {"dir", PathRole},
	{"directory", PathRole}, {"folder", PathRole}, {"host", HostRole}, {"hostname", HostRole}, {"sql", SQLRole}, {"command", CommandRole},
}

func named[T any](value T, lists ...string) map[string]T {
	m := map[string]T{}
	for _, l := range lists {
		for _, w := range strings.Fields(l) {
			m[w] = value
		}
	}
	return m
}

func merged[T ~uint16](maps ...map[string]T) map[string]T {
	all := map[string]T{}
	for _, m := range maps {
		for w, v := range m {
			all[w] |= v
		}
	}
	return all
}

// roles of words in the names of arguments, in English and a few more
// languages that programs are written in.
var roles = lazy.Value(func() map[string]Role {
	return merged(
		named(PathRole, `path paths file files filename filenames filepath filepaths dir dirs directory directories folder folders
		cwd workdir root location include archive attachment attachments ruta archivo fichero pfad datei ordner verzeichnis
		chemin fichier dossier caminho arquivo percorso cartella bestand template view layout`),
		named(PathRole|URLRole, `uri uris resource source sources destination dest target src dst input output from to image page document doc`),
		named(URLRole, `url urls href link links endpoint webhook callback redirect website site web address origin feed
		enlace lien adresse indirizzo`),
		named(HostRole, `host hosts hostname hostnames domain domains ip ips addr server servers remote dns fqdn node proxy target address
		endpoint origin upstream peer`),
		named(SQLRole, `sql statement statements where having orderby soql cypher hql ddl dml consulta abfrage requete`),
		named(CommandRole, `command commands cmd cmds shell exec bash argv args program executable powershell comando comandos befehl commande orden komenda polecenie comandi`),
		named(CodeRole, `content contents code patch diff script scripts snippet html markdown css javascript python body data payload
		old new replacement cell notebook template yaml json xml csv blob expression function svg manifest config`),
		named(ProseRole, `text message messages desc details remark remarks memo description comment comments prompt note notes title summary subject question answer
		instructions instruction thought reason explanation caption bio feedback review reply mensaje nachricht texto descripcion
		beschreibung observation observations todo task tasks`),
		named(NameRole, `user username users name names login email mail password passwd pwd id ids uid slug branch tag ref label city country phone
		zip account author owner firstname lastname surname nombre usuario utilisateur benutzer`),
		named(QueryRole, `query queries q search filter filters keyword keywords term terms selector condition criteria sort order`),
		named(runName, `input text line lines statement statements program stdin instruction instructions expr source task job value arg params keys prompt query q`),
		named(expressionName, `expression expr formula equation calculation eval lambda`),
		named(fileName, `file files filename filenames filepath path paths dir directory folder`),
		named(optionsName, `args argv arguments argument options option opts flags flag extra params parameters switches`),
		named(identifierName, `id ids uuid name names user username login branch ref revision rev commit sha tag tags version package packages pkg module repo repository
		owner org project namespace pod container image registry cluster region zone bucket key table column database db index collection email mail recipient
		recipients cc bcc to port protocol format extension ext type kind mode lang language locale encoding charset device interface service unit process pid
		session token account group role slug handle channel model algorithm method size width height quality resolution framerate codec timezone currency`),
	)
})

// purposes of words in the names of tools.
var purposes = lazy.Value(func() map[string]Purpose {
	return merged(
		named(Queries, `cypher neo4j mongo mongodb mongosh migration migrations migrate soql sparql cassandra cockroachdb trino presto athena databricks motherduck turso d1 planetscale sql query queries database db postgres postgresql mysql mariadb sqlite mssql oracle snowflake bigquery duckdb clickhouse
		redshift supabase select`),
		named(Runs, `run exec execute shell bash command cmd terminal powershell script eval python node code ssh process spawn system sh zsh
		console repl ejecutar ausfuehren executer eseguire executar uruchom`),
		named(Fetches, `fetch http https request requests url browser browse navigate open screenshot crawl scrape download webpage web page get post
		curl goto visit load`),
		named(Files, `file files read write edit directory folder path filesystem fs save upload download copy move delete create cat list
		open resource document`),
		named(Remembers, `memory memories remember memorize memorise recall observation observations entities knowledge mem`),
		named(Writes, `write edit create save append put insert modify update replace patch upload store overwrite touch mkdir move copy rename`),
		named(Sends, `webhook http request fetch curl`),
		named(Tells, `send post mail email message slack tweet publish comment upload share notify gist paste issue discord telegram sms reply forward`),
		named(Mails, `send mail email message sms tweet notify reply forward whatsapp telegram`),
		named(Posts, `issue issues comment ticket tickets slack discord tweet reply discussion review delegate delegates handoff subagent`),
		named(Pays, `pay payment payments charge transfer purchase buy withdraw payout refund`),
		named(asksOnly, `get list read search find check show fetch status query count describe preview draft validate verify history estimate`),
		named(Renders, `render pdf convert html svg screenshot preview thumbnail image chart mermaid latex`),
		named(runVerb, "run runs exec execute executes eval evaluate spawn shell bash terminal powershell cmd sh zsh invoke launch start ssh repl interpreter"),
		named(speaksOf, `search find explain describe lookup document docs validate lint check analyze analyse review grep help suggest translate parse classify
		explore ask summarize index count match history log logs audit`),
		named(keeps, "create add save write update edit insert delete remove list get read fetch view show store set generate format upload download import export publish"),
	)
})

// maxWord bounds a word of a name; longer ones say nothing.
const maxWord = 24

// nextWord returns the next word of an identifier behind i, in lower case, and
// where it ends: file_path, filePath, FilePath and file-path have the same two.
// It is "" at the end, and "-" for one that says nothing. The word stands in
// buf.
func nextWord(name []byte, i int, buf *[maxWord]byte) (word string, end int) {
	for i < len(name) && !letter(name[i]) {
		i++
	}
	n := 0
	for ; i < len(name) && letter(name[i]) && (n == 0 || !startsWord(name, i)); i++ {
		if n < maxWord {
			buf[n] = name[i] | 0x20
		}
		n++
	}
	if n > maxWord {
		return "-", i
	}
	return bytesString(buf[:n]), i
}

func letter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// startsWord reports whether a capital letter begins a word inside a name.
func startsWord(name []byte, i int) bool {
	upper := func(c byte) bool { return c >= 'A' && c <= 'Z' }
	if !upper(name[i]) {
		return false
	}
	return !upper(name[i-1]) || i+1 < len(name) && !upper(name[i+1]) && letter(name[i+1])
}
