package shell

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Programs of other languages are read for what they have in common: which
// functions they call, in which text. A program that opens a connection and
// hands it to a shell does so in the same few calls in every language.

// codeActs says what a program would do.
func codeActs(text string) []Act {
	if len(text) > maxText {
		text = text[:maxText]
	}
	low := strings.ToLower(text)
	var acts []Act
	add := func(k Kind, l Level, why string) {
		acts = append(acts, Act{Kind: k, Level: l, Why: why, End: len(text)})
	}
	connects := containsAny(low, "socket.socket", "socket(pf_inet", "socket(s,", "io::socket", "tcpsocket", "fsockopen", "pfsockopen", "stream_socket_client", "net.connect", "net.socket", "createconnection(",
		"socket.tcp", "socket.connect", "net.dial", "create_connection(", "'net').connect", "\"net\").connect", "new socket(", "sockaddr_in", "tcpclient", "tcpstream::connect", "/dev/tcp/", "websocket(", "s.connect((", "asyncio.open_connection", "socket import socket") || strings.Contains(low, "socket") && containsAny(low, ".connect((", ".connect_ex((")
	spawns := containsAny(low, "/bin/sh", "/bin/bash", "'sh'", `"sh"`, "'bash'", `"bash"`, "cmd.exe", `"cmd"`, "'cmd'", "powershell", "pty.spawn", `"sh <&`, `'sh <&`, `"sh -i`, `'sh -i`, "/bin/zsh", "bin/ash")
	hands := containsAny(low, "os.dup2", "dup2(", "subprocess", "popen", "exec(", "exec ", "system(", "spawn(", "child_process", "pty.spawn", "open(stdin", "<&3", "execve", "runtime.getruntime", "exec.command", ".pipe(", "open3",
		"command::new", "processbuilder", "os.execute", "`sh", "proc_open", "shell_exec", "passthru", "system$_", "system $_", "qx(")
	switch {
	case connects && hands && (spawns || containsAny(low, "os.dup2", "open(stdin", "stdin->fdopen", "system$_", "system $_", "io.popen(", "while(cmd=", "while (cmd", ".gets", "recv(", "getoutput(")) && (spawns || containsAny(low, "recv(", "gets", "readline", "$_")):
		add(ReverseShell, Worst, "it gives a shell to another machine")
	case fetchesAndRuns(low):
		add(DownloadRun, Worst, "it runs what it has just fetched from the network")
	case decodesAndRuns(low):
		add(Disguise, Bad, "it decodes something and runs it")
	}
	if netCall(low) {
		f := codeFlow(text)
		switch {
		case f&Secret != 0 && f&Mild == 0:
			add(Theft, Worst, "it sends keys or credentials to another machine")
		case f&Environ != 0:
			add(Theft, Worst, "it sends the environment, and the secrets in it, to another machine")
		case f&Secret != 0:
			add(Theft, Watch, "it may send a file that holds secrets or accounts to another machine")
		}
	} else if f := codeFlow(text); f&Secret != 0 && f&Mild == 0 && containsAny(low, "open(", "read_text", "readfile", "file.read", "file_get_contents", "fs.read") {
		add(Theft, Bad, "it reads a key, a password store or a token")
	}
	if containsAny(low, "shutil.rmtree('/')", `shutil.rmtree("/")`, "rmtree(path.home())", "rmtree(os.path.expanduser('~'))", `rmtree(os.path.expanduser("~"))`, "rmsync('/'", `rmsync("/"`, "fileutils.rm_rf('/')", `fileutils.rm_rf("/")`, "rmtree('/etc", "rmtree('/home')", "rmtree('/usr") {
		add(Destruction, Worst, "it deletes everything below a root, home or system folder")
	}
	if containsAny(low, "fork while", "while fork", "while true: os.fork()", "while 1: os.fork()") || strings.Contains(low, "os.fork()") && containsAny(low, "while true:", "while 1:") && !containsAny(low, "os.wait", "_exit") {
		add(Destruction, Bad, "it starts itself without end")
	}
	if strings.Contains(low, "hidden answer") && strings.Contains(low, "display dialog") {
		add(Theft, Bad, "it asks for a password in a window of its own")
	}
	if dynamicImport(low) {
		add(Disguise, Watch, "it reaches for the system by a way that expressions are injected with")
	}
	return acts
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}

// netCall reports whether a program sends something.
func netCall(low string) bool {
	return containsAny(low, "requests.post", "requests.put", "requests.request", "urlopen(", "urlretrieve", "http.client", "httpx.post", "httpx.put", "fetch(", "axios.post", "axios(", ").request({", "http.request", "https.request", ".request('http", ".request(\"http", ".post('http", ".post(\"http",
		".sendall(", ".send(", "net::http", "curl_exec", "file_get_contents('http", `file_get_contents("http`, "smtplib", "ftplib", "paramiko", "http.post", "xmlhttprequest", "navigator.sendbeacon", "gethostbyname(", "dns.lookup", "dns.resolve", "requests.get(f", "requests.get('http", `requests.get("http`, "urllib.request", "lwp::", "webclient", "invoke-webrequest", "invoke-restmethod", "net.dial", "aiohttp")
}

// codeFlow says which secrets a program reads.
func codeFlow(text string) Flow {
	var f Flow
	low := strings.ToLower(text)
	for _, w := range keyPaths {
		if len(w) > 6 && strings.Contains(low, strings.TrimPrefix(w, "/")) && !strings.Contains(low, strings.TrimPrefix(w, "/")+".pub") {
			return Secret
		}
	}
	if containsAny(low, ".ssh/id_", "/.aws/", ".gnupg", "/etc/shadow", "login data", "keychain", "/proc/self/environ") {
		return Secret
	}
	if containsAny(low, "dict(os.environ)", "str(os.environ)", "dumps(os.environ", "dumps(dict(os.environ", "os.environ.items()", "os.environ.copy()", "json=os.environ", "data=os.environ", "stringify(process.env)", "entries(process.env)", "body: process.env", "env.to_h", "env.to_json", "repr(os.environ)", "urlencode(os.environ", "getenv()", "print_r($_env", "json_encode($_env", "json_encode(getenv()", "$_server)", "os.environ()") {
		f |= Environ
	}
	if containsAny(low, "/etc/passwd", "'.env'", `".env"`, "/.env", "_history") {
		f |= Secret | Mild
	}
	return f
}

// fetchesAndRuns reports whether a program runs what it fetches.
func fetchesAndRuns(low string) bool {
	if !containsAny(low, "urlopen(", "requests.get(", "urllib.request", "uri.open(", `get "http`, `get 'http`, "http.get(", "https.get(", "fetch(", "file_get_contents('http", `file_get_contents("http`, "open-uri", "urlretrieve(", "httpx.get(", "lwp::simple", "get(\"http", "get('http", "net::http", "include('http", `include("http`) {
		return false
	}
	if containsAny(low, ".then(eval", ".then(new function", ".then(function(){}.constructor") {
		return true
	}
	for _, f := range [...]string{"exec(", "eval(", "eval get", "eval uri.", "instance_eval", "new function(", "vm.runin", "loadstring(", "assert(", "include('http", `include("http`, "marshal.loads(", "os.system('bash", "os.system(\"bash", "os.system('sh", "os.system(\"sh"} {
		if i := bareCall(low, f); i >= 0 {
			rest := low[i+len(f):]
			if strings.HasPrefix(f, "include") || strings.HasPrefix(f, "os.system") || !strings.HasPrefix(rest, "'") && !strings.HasPrefix(rest, `"`) {
				return true
			}
		}
	}
	return false
}

// bareCall finds a call of a function that is no method of something and no
// part of a longer name.
func bareCall(low, f string) int {
	for at := 0; ; {
		i := strings.Index(low[at:], f)
		if i < 0 {
			return -1
		}
		i += at
		if i == 0 || !letter(low[i-1]) && low[i-1] != '_' && (low[i-1] != '.' || strings.HasPrefix(f, "new ") || strings.HasPrefix(f, "vm.")) {
			return i
		}
		at = i + 1
	}
}

// decodesAndRuns reports whether a program runs what it decodes.
func decodesAndRuns(low string) bool {
	if !containsAny(low, "b64decode", "atob(", "base64_decode", "fromhex(", "'base64')", `"base64")`, "unhexlify", "zlib.decompress", "decode64", "gzinflate", "rot13", "unpack('m", `unpack("m`, "marshal.loads", "codecs.decode", "string.fromcharcode", "pack(\"h*\"", "pack('h*'", "unescape(") {
		return false
	}
	for _, f := range [...]string{"exec(", "eval(", "assert(", "new function(", "loadstring(", "os.system(", "child_process", "__import__(", "shell_exec(", "create_function(", "system("} {
		if bareCall(low, f) >= 0 || strings.HasPrefix(f, "os.") && strings.Contains(low, f) || f == "child_process" && strings.Contains(low, f) {
			return true
		}
	}
	return false
}

// dynamicImport reports whether an expression reaches for the system as
// injected ones do, and programs do not.
func dynamicImport(low string) bool {
	return containsAny(low, "__import__('os').", `__import__("os").`, "__import__('subprocess').", `__import__("subprocess").`, "__subclasses__()", ".__globals__[", "__builtins__[", ".__builtins__.", ".mainmodule.require", "constructor.constructor(", "process.binding(",
		"getattr(__import__(", "t(java.lang.runtime)", "java.lang.runtime.getruntime()", "class.forname(\"java.lang.runtime")
}

// codeCommands returns the commands that a program gives to a shell in so many
// words.
func codeCommands(text string) []string {
	if len(text) > maxText {
		text = text[:maxText]
	}
	var out []string
	for i := 0; i < len(text) && len(out) < 64; i++ {
		if text[i] != '(' && text[i] != ' ' && text[i] != '`' {
			continue
		}
		if text[i] == ' ' && i+1 < len(text) && text[i+1] == '"' && strings.HasSuffix(text[:i], "do shell script") {
			out = append(out, literal(text[i+1:]))
			continue
		}
		if text[i] == '`' {
			if j := strings.IndexByte(text[i+1:], '`'); j > 1 && j < 4096 && i > 0 && text[i-1] != '\\' {
				out = append(out, text[i+1:i+1+j])
				i += j + 1
			}
			continue
		}
		name := callName(text, i)
		if name == "" || !commandCalls()[name] || text[i] == ' ' && name != "system" && name != "exec" {
			continue
		}
		if c := literal(text[i+1:]); c != "" {
			out = append(out, c)
		}
	}
	return out
}

// commandCalls run a command.
var commandCalls = lazy.Words(`system popen exec execsync spawn spawnsync shell_exec passthru run call check_output check_call getoutput getstatusoutput
	execute popen2 popen3 execfile execfilesync proc_open capture2 capture2e capture3 execv execvp execl execlp startfile create_subprocess_shell shell cmd command sh`)

// callName returns the name of the function whose bracket stands at i, in
// lower case.
func callName(text string, i int) string {
	j := i
	for j > 0 && (letter(text[j-1]) || text[j-1] == '_' || text[j-1] >= '0' && text[j-1] <= '9') && i-j < 32 {
		j--
	}
	return strings.ToLower(text[j:i])
}

// callRuns reports whether name(rest is the call of a function that runs
// commands or code.
func callRuns(name, rest string) bool {
	if i := strings.LastIndexByte(name, '.'); i >= 0 {
		name = name[i+1:]
	}
	rest = strings.TrimLeft(rest, " r")
	if rest == "" || rest[0] != '\'' && rest[0] != '"' && !strings.HasPrefix(rest, "compile") && !strings.HasPrefix(rest, "$") && !(name == "phpinfo" && rest[0] == ')') {
		return false
	}
	switch name {
	case "eval", "exec", "system", "popen", "passthru", "shell_exec", "assert", "phpinfo", "execsync", "__import__", "require", "compile", "run", "proc_open":
		return true
	}
	return false
}

// literal returns the first text in quotes of a call's arguments, or the texts
// of a list joined by spaces.
func literal(s string) string {
	s = strings.TrimLeft(s, " \t\n")
	list := strings.HasPrefix(s, "[")
	s = strings.TrimLeft(s, "[ \t\nrfbu")
	var parts []string
	for len(s) > 0 && (s[0] == '\'' || s[0] == '"' || s[0] == '`') && len(parts) < 32 {
		q := s[:1]
		if strings.HasPrefix(s, `"""`) || strings.HasPrefix(s, "'''") {
			q = s[:3]
		}
		s = s[len(q):]
		end := 0
		for end < len(s) && !strings.HasPrefix(s[end:], q) {
			if s[end] == '\\' {
				end++
			}
			end++
		}
		end = min(end, len(s))
		t := strings.NewReplacer(`\'`, "'", `\"`, `"`, `\\`, `\`).Replace(s[:end])
		if list && strings.ContainsAny(t, " \t;|&") {
			t = "'" + strings.ReplaceAll(t, "'", `'\''`) + "'"
		}
		parts = append(parts, t)
		s = strings.TrimLeft(s[min(len(s), end+len(q)):], " \t\n")
		if !strings.HasPrefix(s, ",") {
			break
		}
		if s = strings.TrimLeft(s[1:], " \t\n["); !list && !strings.HasPrefix(s, "'") && !strings.HasPrefix(s, `"`) {
			break
		}
	}
	return strings.Join(parts, " ")
}

// Program returns what a program of another language would do, the worst of
// each kind.
func Program(text string) []Act {
	if !programByte(text) {
		return nil
	}
	var acts []Act
	for _, a := range codeActs(text) {
		acts = worst(acts, a)
	}
	for _, c := range codeCommands(text) {
		for _, a := range Judge(c) {
			a.Start, a.End = 0, len(text)
			acts = worst(acts, a)
		}
	}
	return acts
}

// programByte reports whether a text calls anything.
func programByte(text string) bool {
	return strings.IndexByte(text, '(') >= 0 || strings.IndexByte(text, '`') >= 0 || appleScript(text)
}

// appleScript reports whether a text runs a command, or asks for something
// unseen, in the words of AppleScript.
func appleScript(text string) bool {
	return strings.Contains(text, "do shell script") || strings.Contains(text, "hidden answer")
}

// RunsSystem reports whether an expression calls what starts programs, in the
// languages that expressions are evaluated in. In a program that is no news.
func RunsSystem(text string) bool {
	if len(text) > maxText {
		text = text[:maxText]
	}
	for _, f := range [...]string{"child_process", "Runtime.getRuntime", "ProcessBuilder(", "Process.Start(", "os.system(", "os.popen(", "subprocess.", "execSync(", "shell_exec(", "proc_open(", "passthru(", "Kernel.system(", "Kernel.exec(", "IO.popen(", "Open3."} {
		if strings.Contains(text, f) {
			return true
		}
	}
	return false
}

// Reaches reports whether an expression reaches for the operating system as
// injected ones do.
func Reaches(text string) bool {
	if len(text) > maxText {
		text = text[:maxText]
	}
	return strings.Contains(text, "__") && dynamicImport(strings.ToLower(text)) || dynamicJava(text)
}

func dynamicJava(text string) bool {
	return strings.Contains(text, "java.lang.Runtime") && strings.Contains(text, "exec") || strings.Contains(text, "constructor.constructor(") || strings.Contains(text, "process.mainModule")
}

// IsProgram reports whether a text is a program of a language other than those
// of shells, as far as its looks tell.
func IsProgram(text string) bool {
	n := 0
	for line := range strings.Lines(text) {
		if n++; n > 200 {
			break
		}
		t := strings.TrimLeft(line, " \t(")
		for _, w := range [...]string{"import ", "from ", "def ", "class ", "const ", "let ", "var ", "function ", "async ", "await ", "print", "package ", "using ", "#include", "require", "puts ", "return ", "try:", "with ",
			"lambda", "__import__", "console.", "use ", "fn ", "pub ", "<?php", "System.", "public ", "@"} {
			if strings.HasPrefix(t, w) {
				return true
			}
		}
		i := 0
		for i < len(t) && (letter(t[i]) || t[i] == '_' || t[i] == '.' || t[i] >= '0' && t[i] <= '9') {
			i++
		}
		rest := strings.TrimLeft(t[i:], " ")
		if i > 0 && (strings.HasPrefix(t[i:], "(") && !strings.HasPrefix(t[i:], "()") || strings.HasPrefix(t[i:], " ") && strings.HasPrefix(rest, "= ") || strings.HasPrefix(t[i:], "[")) {
			return true
		}
	}
	return !strings.ContainsAny(text, " ") || strings.HasPrefix(text, "(") || strings.HasPrefix(text, "\"") || strings.HasPrefix(text, "'")
}
