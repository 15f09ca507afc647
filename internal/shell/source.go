package shell

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Programs that run when a project is built or tested (setup.py, conftest.py,
// build.rs, *.config.js) are read statement by statement: which values come from a
// secret, the network or a decoder, which names carry them on, and whether they
// end in a call that sends or runs something. Commands count where they are given
// to a call that runs them, and not as data.

// taint says what the value of a name is made of.
type taint uint8

const (
	fromSecret taint = 1 << iota
	fromNet
	fromCode  // decoded
	isCommand // a text, which the name stands for
)

// carried is what a name stands for.
type carried struct {
	of   taint
	text string
}

// source is the state of a program as it is read.
type source struct {
	commands
	names map[string]carried
	keys  bool  // settings are written as name = "command"
	peer  bool  // it connects
	may   taint // what its words can give
	reads bool  // it may read files
}

// maxStatement bounds one statement, maxNames the names that are followed.
const maxStatement, maxNames = 8 << 10, 512

// Source returns what a program does to the machine that builds or tests a project.
// With keys, values of names that say so are commands, too, as in build files that
// are programs.
func Source(text string, keys bool) []Found {
	if len(text) > maxText {
		text = text[:maxText]
	}
	s := source{commands: commands{left: maxCommands, inCode: true}, names: map[string]carried{}, keys: keys}
	s.marked(text)
	low := strings.ToLower(text)
	s.reads = containsAny(low, readers...)
	for of, words := range map[taint][]string{fromSecret: environments, fromNet: networks, fromCode: decoders} {
		if containsAny(low, words...) {
			s.may |= of
		}
	}
	for at := 0; at < len(text) && s.left > 0; {
		end := statementEnd(text, at)
		s.statement(text[at:end])
		at = end
	}
	return s.found
}

// statementEnd returns where the statement that begins at i ends: at the end of a
// line, unless a bracket, a string or a chain of calls is open there.
func statementEnd(text string, i int) int {
	depth, from := 0, i
	for ; i < len(text) && i-from < maxStatement; i++ {
		switch c := text[i]; c {
		case '(', '[':
			depth++
		case ')', ']':
			depth = max(0, depth-1)
		case '"', '\'', '`':
			quote := text[i : i+1]
			if long := text[i:min(len(text), i+3)]; long == `"""` || long == "'''" {
				quote = long
			}
			if end, ok := closing(text[:min(len(text), from+maxStatement)], i+len(quote), quote); ok {
				i = end + len(quote) - 1
			}
		case ';':
			if depth == 0 {
				return i + 1
			}
		case '\n':
			if skip := strings.TrimLeft(text[i:min(len(text), i+80)], " \t\r\n"); depth == 0 && !strings.HasPrefix(skip, ".") && (i == 0 || text[i-1] != '\\') {
				return i + 1
			}
		case '#', '/':
			if skip := comment(text, i); skip > i {
				i = skip - 1
			}
		}
	}
	return i
}

// Words of calls. They are compared in lower case.
var (
	environments = strings.Fields(`os.environ process.env env.to_h env.to_json env.inspect $_env system.getenv() getenv() env::vars os.environ() deno.env.toobject env.to_a`)
	networks     = strings.Fields(`urlopen( requests.get( httpx.get( urllib.request .recv( fetch( https.get( http.get( axios.get( net::http.get uri.open( open-uri file_get_contents('http file_get_contents("http urlretrieve( .readbytes()`)
	decoders     = strings.Fields(`b64decode( atob( base64_decode( fromhex( unhexlify( 'base64') "base64") decode64( decompress( codecs.decode( gzinflate( fromcharcode( unpack('m unpack("m b32decode( b85decode( marshal.loads( a85decode(`)
	readers      = strings.Fields(`open( read_text read_bytes readfile file.read io.read file_get_contents read_to_string fs::read slurp readall getcontent .text readtext readstring createreadstream`)
	codeRunners  = strings.Fields(`exec( eval( function( runinthiscontext( runincontext( runinnewcontext( instance_eval( class_eval( loadstring( __import__( marshal.loads(`)
	// senders send what they are given, enders only in company of a request.
	senders  = lazy.Words(`post put patch request urlopen send sendall sendto sendbeacon fetch axios got ky post_form uploadfile uploaddata uploadstring uploadstringasync getaddrinfo gethostbyname lookup resolve create_connection storbinary sendmail`)
	enders   = lazy.Words(`write end`)
	launches = lazy.Words(`local execa execacommand commandline commandlineargs execute_process run_command external_command exec_command launch executable args arg processbuilder
		open3 qx command_line callproc shell_command shell-command jobstart host_shell repository_ctx genrule cmd2 execcommand local_resource dagger start shell_out run_in_shell sudo bash zsh pwsh powershell`)
	settingKeys = lazy.Words(`cmd command commands script inline run shell exec program actions hook preinstall postinstall entrypoint args arguments commandline tools`)
)

// statement follows what one statement does.
func (s *source) statement(text string) {
	if len(text) < 4 || !strings.ContainsAny(text, "(=`'\"") {
		return
	}
	low := strings.ToLower(text)
	of, known := s.carriedBy(text, low)
	s.peer = s.peer || containsAny(low, ".connect(", "tcpsocket", "net.socket(", "createconnection(", "fsockopen(", "tcpclient", "tcpstream::connect")
	sends, runs := s.calls(text, low)
	whole := Found{Act{End: len(text)}, text}
	switch {
	case sends:
		whole.Act = Act{Kind: Theft, Level: Worst, Why: "it sends keys or the environment, and the secrets in it, to another machine", End: len(text)}
		s.found = append(s.found, whole)
	case s.peer && containsAny(low, "dup2(", "pty.spawn(", "stdin.reopen", "$stdin.fdopen") || s.peer && strings.Contains(low, ".pipe(") && strings.Contains(low, ".stdin"):
		whole.Act = Act{Kind: ReverseShell, Level: Worst, Why: "it gives a shell to another machine", End: len(text)}
		s.found = append(s.found, whole)
	case of&fromNet != 0 && s.runsFirst(low, fromNet, networks):
		whole.Act = Act{Kind: ReverseShell, Level: Worst, Why: "it runs what comes from the network", End: len(text)}
		s.found = append(s.found, whole)
	case of&fromCode != 0 && s.runsFirst(low, fromCode, decoders):
		whole.Act = Act{Kind: Disguise, Level: Bad, Encoded: true, Why: "it decodes something and runs it", End: len(text)}
		s.found = append(s.found, whole)
	}
	if runs {
		s.quoted(text)
		for _, t := range known {
			s.judge(t)
		}
	}
	s.assign(text, of)
}

// carriedBy returns what the values in a statement come from, and the commands that
// names in it stand for.
func (s *source) carriedBy(text, low string) (of taint, known []string) {
	if s.may&fromSecret != 0 && wholeEnvironment(low) {
		of |= fromSecret
	}
	if s.may&fromNet != 0 && containsAny(low, networks...) {
		of |= fromNet
	}
	if s.may&fromCode != 0 && containsAny(low, decoders...) {
		of |= fromCode
	}
	reads := s.reads && containsAny(low, readers...)
	if reads {
		for t := range literals(text) {
			if placeOf(t.text)&privateKey != 0 || secretTail(t.text) {
				of |= fromSecret
			}
		}
	}
	if len(s.names) == 0 {
		return of, nil
	}
	for i := 0; i < len(text); {
		n := identEnd(text, i)
		if n == i {
			i++
			continue
		}
		if c, ok := s.names[text[i:n]]; ok && !assignedAt(text, n) {
			of |= c.of &^ isCommand
			if c.of&isCommand != 0 {
				known = append(known, c.text)
				if reads && placeOf(c.text)&privateKey != 0 {
					of |= fromSecret
				}
			}
		}
		i = n
	}
	return of, known
}

// secretTail reports whether a text ends a path to a file of keys, the beginning of
// which was put before it by other means.
func secretTail(text string) bool {
	t := strings.TrimLeft(text, "/\\")
	return strings.HasPrefix(t, ".ssh/id_") || strings.HasPrefix(t, ".aws/credentials") || t == ".netrc" || t == ".git-credentials" || t == ".kube/config"
}

// wholeEnvironment reports whether a statement takes all variables at once.
func wholeEnvironment(low string) bool {
	for _, w := range environments {
		for at := 0; ; {
			i := strings.Index(low[at:], w)
			if i < 0 {
				break
			}
			at += i + len(w)
			rest := strings.TrimLeft(low[at:], "?")
			if rest == "" || rest[0] != '[' && rest[0] != '.' && !letter(rest[0]) && rest[0] != '_' && rest[0] != '(' || containsAny(rest[:min(len(rest), 8)], ".items(", ".copy(", ".to_h", ".to_json") || strings.HasSuffix(w, "()") {
				return true
			}
		}
	}
	return false
}

// calls reports whether a statement calls what sends a secret, and what runs commands.
func (s *source) calls(text, low string) (sends, runs bool) {
	give := func(i int) {
		end := bracketEnd(text, i)
		of, _ := s.carriedBy(text[i:end], low[i:end])
		sends = sends || of&fromSecret != 0
	}
	same := len(low) == len(text) // it is not where letters change their length
	for i := 1; i < len(text); i++ {
		switch text[i] {
		case '(', ' ', '`', '\'', '"', '=', ':', '[':
		default:
			continue
		}
		name := lastWord(text[:i])
		switch {
		case name == "":
		case !same && text[i] == '(':
		case text[i] == '(' && senders()[name]:
			give(i)
		case text[i] == '(' && enders()[name] && containsAny(low, "req", "sock", "conn", "http"):
			give(i)
		case commandCalls()[name] || launches()[name]:
			next := strings.TrimLeft(text[i:min(len(text), i+16)], " ")
			runs = runs || text[i] == '(' || next != "" && strings.IndexByte("'\"`[", next[0]) >= 0
		case s.keys && (text[i] == ':' || text[i] == '=' || text[i] == ' ') && settingKeys()[name]:
			next := strings.TrimLeft(text[i:min(len(text), i+16)], " =:>")
			runs = runs || next != "" && strings.IndexByte("'\"`[", next[0]) >= 0
		}
	}
	rest := strings.TrimSpace(text)
	runs = runs || strings.HasPrefix(rest, "`") || strings.Contains(text, ".execute()") || strings.Contains(text, `".!`) || strings.Contains(text, ").!") || strings.Contains(text, "Command::new(") || strings.Contains(text, "= `") || strings.Contains(text, "$`")
	return sends, runs
}

// bracketEnd returns where the bracket that opens at i is closed.
func bracketEnd(text string, i int) int {
	depth := 0
	for ; i < len(text); i++ {
		switch text[i] {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return len(text)
}

// lastWord returns the name that a text ends with, in lower case and without what
// it is a member of; a quoted key counts, too.
func lastWord(text string) string {
	text = strings.TrimRight(text, "'\"")
	j := len(text)
	for j > 0 && len(text)-j < 32 && (letter(text[j-1]) || text[j-1] == '_' || text[j-1] >= '0' && text[j-1] <= '9') {
		j--
	}
	return strings.ToLower(text[j:])
}

// runsFirst reports whether a statement runs, as code or as a command, a value of
// that kind: what stands right behind the bracket.
func (s *source) runsFirst(low string, of taint, marks []string) bool {
	for _, list := range [...][]string{codeRunners, {"system(", "popen(", "execsync(", "shell_exec(", "passthru(", "spawn(", "iex ", "invoke-expression ", "eval "}} {
		for _, f := range list {
			i := bareCall(low, f)
			if i < 0 && list[0] != codeRunners[0] {
				if i = strings.Index(low, "."+f); i >= 0 {
					i++
				}
			}
			if i < 0 {
				continue
			}
			rest := strings.TrimLeft(low[i+len(f):], "(&' \"")
			rest = rest[:min(len(rest), 160)]
			if containsAny(rest, marks...) {
				return true
			}
			rest = strings.TrimPrefix(rest, "compile(")
			if n := identEnd(rest, 0); n > 0 && s.lowered(rest[:n])&of != 0 {
				return true
			}
		}
	}
	return false
}

// lowered returns what a name carries, in any case.
func (s *source) lowered(name string) (of taint) {
	for n, c := range s.names {
		if len(n) == len(name) && strings.EqualFold(n, name) {
			of |= c.of
		}
	}
	return of
}

// assign lets the name on the left of a statement carry what is on its right.
func (s *source) assign(text string, of taint) {
	if len(s.names) >= maxNames {
		return
	}
	if i := strings.LastIndex(text, " as "); i > 0 && of != 0 && strings.Contains(text[:i], "open(") {
		rest := text[i+4:]
		if n := identEnd(rest, 0); n > 0 {
			s.names[rest[:n]] = carried{of: of}
		}
		return
	}
	i := strings.IndexByte(text, '=')
	if i <= 0 || i > 80 || i+1 < len(text) && (text[i+1] == '=' || text[i+1] == '>') {
		return
	}
	head := strings.TrimRight(text[:i], " +:\t")
	name := head[strings.LastIndexAny(head, " \t*&")+1:]
	if name == "" || identEnd(name, 0) != len(name) {
		return
	}
	c := carried{of: of}
	if c.text = firstLiteral(text[i:]); c.text != "" && len(c.text) <= maxQuoted {
		c.of |= isCommand
	}
	if c.of != 0 {
		s.names[name] = c
	}
}

func firstLiteral(text string) string {
	for t := range literals(text) {
		return t.text
	}
	return ""
}

// identEnd returns where the name of a variable that begins at i ends.
func identEnd(s string, i int) int {
	j := i
	for j < len(s) && (letter(s[j]) || s[j] == '_' || s[j] == '$' || j > i && s[j] >= '0' && s[j] <= '9') {
		j++
	}
	return j
}

// assignedAt reports whether what ends at i is given a value there.
func assignedAt(text string, i int) bool {
	rest := strings.TrimLeft(text[i:], " ")
	return strings.HasPrefix(rest, "=") && !strings.HasPrefix(rest, "==") && !strings.HasPrefix(rest, "=>")
}
