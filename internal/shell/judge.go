package shell

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// handlerOf returns who knows what a command does, nil when nobody does. A
// handler returns what the command writes to its output.
func handlerOf(name string) func(*parser, *call) Stream {
	switch {
	case shells()[name] && name != "cmd" && name != "busybox":
		return (*parser).shell
	case interpreters()[name]:
		return (*parser).interpreter
	}
	switch name {
	case "echo", "printf", "print", "write-output":
		return (*parser).echo
	case "base64", "base32", "xxd", "rev", "tr", "openssl", "uudecode", "gbase64", "basenc":
		return (*parser).decoder
	case "cat", "tac", "less", "more", "head", "tail", "strings", "od", "hexdump", "nl", "bat", "batcat", "grep", "egrep", "fgrep", "rg", "awk", "gawk", "mawk", "nawk",
		"sed", "cut", "sort", "uniq", "paste", "fold", "column", "jq", "gzip", "gunzip", "zcat", "bzip2", "xz", "zstd", "gpg", "pv", "iconv", "dd", "type",
		"get-content", "gc", "view", "vi", "vim", "nano", "split", "wc", "zip", "7z", "tar", "cpio", "ar", "rar", "cpio-", "gtar", "bsdtar", "select-string":
		return (*parser).reader
	case "cd", "pushd", "chdir", "set-location":
		return (*parser).changeFolder
	case "security":
		return (*parser).keychain
	case "pbpaste", "xclip", "xsel", "wl-paste", "get-clipboard":
		return (*parser).clipboard
	case "env", "printenv", "set", "export", "declare", "typeset", "local", "readonly", "read", "unset", "history", "fc", "getent", "compgen":
		return (*parser).variables
	case "curl", "wget", "fetch", "http", "https", "xh", "aria2c", "axel", "lwp-request", "lwp-download", "lynx", "w3m", "links", "iwr", "irm",
		"invoke-webrequest", "invoke-restmethod", "start-bitstransfer", "httpie", "curlie", "wget2":
		return (*parser).fetcher
	case "nc", "ncat", "netcat", "nc.traditional", "nc.openbsd", "nc64", "socat", "telnet", "ztcp", "xterm", "cryptcat", "pwncat", "rlwrap", "chisel":
		return (*parser).connector
	case "scp", "rsync", "sftp", "ftp", "tftp", "mail", "mailx", "sendmail", "mutt", "msmtp", "aws", "gsutil", "gcloud", "az", "rclone", "s3cmd",
		"logger", "gh", "croc", "wormhole", "transfer", "ffsend", "smbclient", "lftp", "ncftpput":
		return (*parser).sender
	case "dig", "nslookup", "host", "ping", "drill", "kdig", "resolvectl", "resolve-dnsname", "ping6":
		return (*parser).resolver
	case "tee", "cp", "mv", "ln", "install", "sponge", "copy", "move", "xcopy", "robocopy", "copy-item", "cpi", "move-item", "set-content", "add-content", "out-file":
		return (*parser).writer
	}
	if h := destroyerOf(name); h != nil {
		return h
	}
	return hostHandlerOf(name)
}

// judge judges a command with its wrappers taken off.
func (p *parser) judge(k *call) Stream {
	if w := k.words[0]; k.name != "" && len(k.args) == 0 && strings.ContainsAny(w.text, `/\.`) {
		p.namesPlace(k, w.text)
	}
	if f, ok := p.files[k.words[0].text]; ok {
		return p.ranFile(k, f)
	}
	h := handlerOf(k.name)
	if h == nil || runsOthers()[k.name] {
		if out, ok := p.inner(k); ok && h == nil {
			return out
		}
	}
	if h == nil {
		if miners()[k.name] || minerArgs(k.args) {
			p.report(Misuse, Worst, "it mines coins", k.start, k.end)
		}
		return p.unnamed(k)
	}
	return h(p, k)
}

// runsOthers are programs that are known for other things and run commands, too.
var runsOthers = lazy.Words("npx npm yarn pnpm go gh gcloud az aws git tmux screen uvx pipx")

// ranFile runs a file that the script made.
func (p *parser) ranFile(k *call, f Stream) Stream {
	p.runs(k, f.flow&^(Secret|Mild))
	if f.known {
		return p.nested(f.text, k.in, k.start, k.end)
	}
	return Stream{}
}

// unnamed is what remains of a command that nobody knows: a name that came
// from elsewhere, a downloaded file, a program in a folder for temporary files.
func (p *parser) unnamed(k *call) Stream {
	w := k.words[0]
	if f := w.flow & (Net | Conn | Coded | Trusted); f&(Net|Conn|Coded) != 0 {
		p.runs(k, f)
	}
	if k.fed && w.text == unknown {
		p.runs(k, k.in.flow) // what it is fed goes into whatever stands there: curl ... | $(which sh)
	}
	if raw := p.raw(w); w.text == unknown && len(k.args) == 0 && (strings.HasPrefix(raw, "$(") || strings.HasPrefix(raw, "`")) {
		p.report(Misuse, Watch, "it runs what another command prints", k.start, k.end)
	}
	if strings.HasPrefix(w.text, "./") {
		if f, ok := p.files[strings.TrimPrefix(w.text, "./")]; ok {
			return p.ranFile(k, f)
		}
	}
	if k.background && placeOf(w.text)&tempDir != 0 {
		p.report(Misuse, Watch, "it leaves a program from a folder for temporary files running on its own", k.start, k.end)
	}
	return Stream{flow: k.in.flow}
}

// namesPlace looks at a command that is nothing but the path of a file: that
// is no command, and what it names is what somebody is after.
func (p *parser) namesPlace(k *call, path string) {
	switch pl := placeOf(path); {
	case pl&privateKey != 0:
		p.report(Theft, Bad, "it is the place of a key or password store", k.start, k.end)
	case pl&(startup|keysFile) != 0 && !strings.HasPrefix(path, "/etc/init.d/") || pl&userStartup != 0 || strings.HasPrefix(path, "/etc/init.d/") && k.root:
		p.report(Persistence, Watch, "it is the place of a file that is run at start or login", k.start, k.end)
	case pl&startup != 0:
		p.report(Persistence, Watch, "it is the place of a file that is run at start or login", k.start, k.end)
	}
}

// paths are the arguments that are no options.
func (k *call) paths() []word {
	var out []word
	for i, a := range k.args {
		if a.text == "" || a.text[0] == '-' && len(a.text) > 1 && (i == 0 || k.args[i-1].text != "--") {
			continue
		}
		out = append(out, a)
	}
	return out
}

// assigned gives a variable a value, and looks at those that change how
// programs run.
func (p *parser) assigned(name string, v Stream) {
	p.set(name, v)
	p.givenVariable(name, v)
	switch name {
	case "HISTFILE", "HISTSIZE", "HISTFILESIZE":
		if v.text == "" || v.text == "/dev/null" || v.text == "0" {
			p.report(Evasion, Bad, "it keeps the shell from writing its history", max(0, p.i-len(v.text)-len(name)-1), p.i)
		}
	case "LD_PRELOAD", "DYLD_INSERT_LIBRARIES", "LD_AUDIT":
		if v.text != "" && !strings.Contains(v.text, "jemalloc") && !strings.Contains(v.text, "tcmalloc") && !strings.Contains(v.text, "libfaketime") && !strings.Contains(v.text, "asan") {
			p.report(Evasion, map[bool]Level{true: Bad, false: Watch}[placeOf(v.text)&tempDir != 0], "it loads a library into every program", max(0, p.i-len(v.text)-len(name)-1), p.i)
		}
	case "PATH":
		if strings.HasPrefix(v.text, "/tmp:") || strings.HasPrefix(v.text, "/dev/shm:") {
			p.report(Evasion, Watch, "it puts a folder for temporary files in front of all programs", max(0, p.i-len(v.text)), p.i)
		}
	}
}

// changeFolder remembers where a script is.
func (p *parser) changeFolder(k *call) Stream {
	to := "~"
	if ps := k.paths(); len(ps) > 0 {
		to = ps[0].text
	}
	if !strings.HasPrefix(to, "/") && !strings.HasPrefix(to, "~") {
		to = ""
	}
	p.set(" cwd", Stream{text: to, known: true})
	return Stream{}
}

// clipboard is what somebody has copied, passwords among it.
func (p *parser) clipboard(k *call) Stream {
	if k.fed {
		return Stream{}
	}
	return Stream{flow: Secret | Mild}
}

// keychain is the command of macOS for stored passwords.
func (p *parser) keychain(k *call) Stream {
	if has(k.args, "dump-keychain") || has(k.args, "find-generic-password", "find-internet-password") && (flag(k.args, 'w', "") || flag(k.args, 'g', "")) {
		p.report(Theft, Bad, "it reads a key, a password store or a token", k.start, k.end)
		return Stream{flow: Secret}
	}
	return Stream{}
}

// variables are the commands that deal with variables and histories.
func (p *parser) variables(k *call) Stream {
	switch k.name {
	case "env", "printenv", "set", "compgen":
		if len(k.args) == 0 || k.name == "printenv" {
			return Stream{flow: Environ}
		}
	case "export", "declare", "typeset", "local", "readonly":
		if len(k.args) == 0 || has(k.args, "-p", "-x") && len(k.args) == 1 {
			return Stream{flow: Environ}
		}
		for _, a := range k.args {
			if name, v, ok := strings.Cut(a.text, "="); ok && nameEnd(name, 0) == len(name) {
				p.assigned(name, Stream{text: v, known: a.known(), flow: a.flow})
			}
		}
	case "read":
		for _, a := range k.paths() {
			p.set(a.text, Stream{text: strings.TrimRight(k.in.text, "\n"), known: k.in.known, flow: k.in.flow})
		}
		if !k.in.known && len(k.paths()) > 0 {
			p.set(k.paths()[0].text, Stream{text: unknown, flow: k.in.flow})
		}
	case "unset":
		if has(k.args, "HISTFILE", "HISTSIZE", "PROMPT_COMMAND") {
			p.report(Evasion, Bad, "it keeps the shell from writing its history", k.start, k.end)
		}
	case "history", "fc":
		if flag(k.args, 'c', "") || flag(k.args, 'd', "") {
			p.report(Evasion, Bad, "it deletes the shell's history", k.start, k.end)
		}
		return Stream{flow: Secret | Mild}
	case "getent":
		if has(k.args, "shadow") {
			return Stream{flow: Secret}
		}
		if has(k.args, "passwd") {
			return Stream{flow: Secret | Mild}
		}
	}
	return Stream{}
}

var miners = lazy.Words(`xmrig minerd cpuminer ethminer nbminer t-rex phoenixminer lolminer cgminer bfgminer xmr-stak ccminer nanominer teamredminer
	xmrig-notls srbminer-multi kdevtmpfsi kinsing`)

// minerArgs reports whether arguments are those of a miner.
func minerArgs(args []word) bool {
	for _, a := range args {
		if strings.Contains(a.text, "stratum+tcp://") || strings.Contains(a.text, "stratum+ssl://") || strings.HasPrefix(a.text, "--donate-level") {
			return true
		}
	}
	return false
}
