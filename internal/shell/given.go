package shell

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Programs that are known for other things run commands, too, when an option, a
// setting or a script of theirs says so: archivers, pagers, editors, debuggers,
// clients of databases. Whoever may only run one of them gets a shell that way.

// given are the options whose value a program runs.
var given = lazy.Value(func() map[string]string {
	m := map[string]string{
		"zip":     "-TT --unzip-command",
		"tar":     "--to-command --rsh-command -I --use-compress-program -F --info-script --new-volume-script --rmt-command",
		"cpio":    "--rsh-command",
		"rsync":   "-e --rsh --rsync-path",
		"scp":     "-S -D",
		"man":     "-P --pager -H --html",
		"split":   "--filter",
		"sort":    "--compress-program",
		"tcpdump": "-z",
		"wget":    "--use-askpass",
		"rpm":     "--pipe",
		"dpkg":    "--pager",
		"bat":     "--pager",
		"go":      "-exec -toolexec -vettool",
		"rg":      "--pre --hostname-bin",
		"fzf":     "--preview --with-shell",
		"openvpn": "--up --down --route-up --route-pre-down --ipchange --tls-verify --client-connect --client-disconnect --learn-address --auth-user-pass-verify",
		"git": `-u --upload-pack --receive-pack --exec -x --extcmd -O --open-files-in-pager --tree-filter --index-filter --msg-filter --env-filter
			--commit-filter --parent-filter --tag-name-filter`,
		"nano":   "-s --speller",
		"sg":     "-c",
		"capsh":  "-c",
		"mail":   "--exec",
		"dc":     "-e --expression",
		"hg":     "--ssh --remotecmd",
		"borg":   "--rsh --remote-path",
		"restic": "--password-command",
	}
	for name, as := range map[string]string{"gtar": "tar", "bsdtar": "tar", "sftp": "scp", "batcat": "bat", "delta": "bat", "mailx": "mail"} {
		m[name] = m[as]
	}
	for name, options := range m {
		m[name] = " " + strings.Join(strings.Fields(options), " ") + " "
	}
	return m
})

// runNames are words of options that say of their value that it is run, in any program.
var runNames = lazy.Words(`command cmd exec pager editor hook rsh askpass helper wrapper preview preprocessor`)

// given follows what a command hands to its program to run.
func (p *parser) given(k *call) {
	options := given()[k.name]
	for i, a := range k.args {
		if len(a.text) < 2 || a.text[0] != '-' || options == "" && a.text[1] != '-' {
			continue
		}
		name, value, joined := strings.Cut(a.text, "=")
		names := listed(options, name)
		switch {
		case !joined && i+1 < len(k.args) && (names || strings.HasPrefix(name, "--") && saysRun(name) && strings.Contains(k.args[i+1].text, " ")):
			w := k.args[i+1]
			p.handed(k, w)
		case joined && (names || strings.HasPrefix(name, "--") && saysRun(name) && strings.Contains(value, " ")):
			w := a
			w.text = value
			p.handed(k, w)
		case !names && len(a.text) > 3 && a.text[1] != '-' && listed(options, a.text[:2]):
			w := a
			w.text = a.text[2:]
			if strings.Contains(w.text, " ") || strings.HasPrefix(w.text, "/") {
				p.handed(k, w)
			}
		}
	}
	if h := givenOf(k.name); h != nil {
		h(p, k)
	}
}

// listed reports whether a word is one of a list with blanks around each.
func listed(list, word string) bool {
	for at := 0; list != ""; {
		i := strings.Index(list[at:], word)
		if i < 0 {
			return false
		}
		if at += i; at > 0 && list[at-1] == ' ' && list[at+len(word)] == ' ' {
			return true
		}
		at++
	}
	return false
}

// saysRun reports whether one of the words of a long option is one of runNames.
func saysRun(option string) bool {
	for w := range strings.SplitSeq(strings.TrimLeft(option, "-"), "-") {
		if runNames()[w] {
			return true
		}
	}
	return false
}

// handed runs a text that a program was handed, and looks at a program that is
// named instead.
func (p *parser) handed(k *call, w word) {
	text := strings.TrimLeft(w.text, "!| ")
	if strings.Contains(text, " ") || w.flow != 0 {
		w.text = text
		p.runText(&call{command: k.command, root: k.root}, w)
	}
	first, _, _ := strings.Cut(text, " ")
	switch name := baseName(first); {
	case placeOf(first)&tempDir != 0:
		p.report(Misuse, Watch, "it has another program run one from a folder for temporary files", k.start, k.end)
	case first == text && (shells()[name] && name != "cmd" || interpreters()[name]) && k.name != "fzf" && k.name != "xterm":
		p.report(Misuse, Watch, "it has another program start a shell or an interpreter", k.start, k.end)
	}
}

// givenOf returns who knows the other ways of a program to run commands.
func givenOf(name string) func(*parser, *call) {
	switch name {
	case "ssh", "scp", "sftp", "autossh", "mosh", "sshfs":
		return (*parser).sshOptions
	case "vim", "vi", "view", "ex", "nvim", "gvim", "rvim", "vimdiff":
		return (*parser).editor
	case "less", "more", "most":
		return (*parser).pagerStart
	case "gdb", "lldb":
		return (*parser).debugger
	case "mysql", "mariadb", "psql", "sqlite3", "sqlite", "ed", "ftp", "sftp-", "crash", "tclsh", "wish", "expect", "bconsole":
		return (*parser).client
	case "emacs", "emacsclient":
		return (*parser).lisp
	case "octave", "octave-cli", "matlab", "maxima", "rscript", "r", "ghc", "runghc", "jrunscript", "jjs", "puppet", "scilab":
		return (*parser).evaluated
	case "make", "gmake", "rpm", "rpmbuild":
		return (*parser).macros
	case "apt", "apt-get", "aptitude", "yum", "dnf":
		return (*parser).packagerSettings
	case "gcc", "g++", "cc", "clang", "java", "fzf", "socat", "mutt", "gh", "git", "fd", "fdfind":
		return (*parser).oneOff
	}
	return nil
}

// sshOptions are the settings of ssh that run a command.
func (p *parser) sshOptions(k *call) {
	for i, a := range k.args {
		v, ok := strings.CutPrefix(a.text, "-o")
		if ok && v == "" && i+1 < len(k.args) {
			v = k.args[i+1].text
		}
		if !ok || v == "" {
			continue
		}
		name, cmd := v, ""
		if n := strings.IndexAny(v, "= \t"); n > 0 {
			name, cmd = v[:n], strings.TrimLeft(v[n:], "= \t")
		}
		switch strings.ToLower(name) {
		case "proxycommand", "localcommand", "knownhostscommand":
			if !strings.EqualFold(cmd, "none") {
				p.handed(k, word{text: strings.TrimLeft(cmd, "; "), flow: a.flow})
			}
		case "match":
			if _, cmd, ok = strings.Cut(cmd, "exec "); ok {
				p.handed(k, word{text: strings.Trim(cmd, `'"`), flow: a.flow})
			}
		}
	}
}

// editor runs commands from the arguments of vi and its kin.
func (p *parser) editor(k *call) {
	for i, a := range k.args {
		t := ""
		switch {
		case (a.text == "-c" || a.text == "--cmd") && i+1 < len(k.args):
			t = k.args[i+1].text
		case strings.HasPrefix(a.text, "+"):
			t = a.text[1:]
		case strings.HasPrefix(a.text, "-c") && len(a.text) > 4:
			t = a.text[2:]
		}
		p.exCommand(k, t)
	}
}

// exCommand judges a command line of vi.
func (p *parser) exCommand(k *call, t string) {
	if t == "" {
		return
	}
	if i := strings.IndexByte(t, '!'); i >= 0 && strings.Trim(t[:i], ":% rwsilent") == "" {
		p.nested(t[i+1:], Stream{}, k.start, k.end)
		return
	}
	for _, word := range [...]string{"terminal ", "term ", "te "} {
		if _, cmd, ok := strings.Cut(t, word); ok {
			p.nested(strings.TrimPrefix(cmd, "++close "), Stream{}, k.start, k.end)
			return
		}
	}
	if strings.IndexByte(t, '(') >= 0 {
		p.codeIn(k, t)
	}
}

// pagerStart is the command that a pager begins with.
func (p *parser) pagerStart(k *call) {
	for _, a := range k.args {
		if cmd, ok := strings.CutPrefix(strings.TrimLeft(a.text, "+"), "!"); ok && a.text[0] == '+' {
			p.nested(cmd, Stream{}, k.start, k.end)
		}
	}
}

// debugger runs what a debugger is told to.
func (p *parser) debugger(k *call) {
	for i, a := range k.args {
		switch a.text {
		case "-ex", "-iex", "--eval-command", "-eval-command", "-o", "--one-line":
			if i+1 >= len(k.args) {
				continue
			}
			t := strings.TrimSpace(k.args[i+1].text)
			if cmd, ok := cutAny(t, "!", "shell ", "platform shell ", "make "); ok {
				p.nested(cmd, Stream{}, k.start, k.end)
			} else if code, ok := cutAny(t, "python ", "py ", "script ", "guile "); ok {
				p.codeIn(k, code)
			}
		}
	}
}

// clientMarks begin a command in the languages of such programs.
var clientMarks = [...]string{`\!`, ".shell ", ".system ", ".sh ", "system ", "!", "exec ", "eval exec ", "spawn ", "@exec "}

// client is what databases' clients and other talkative programs run.
func (p *parser) client(k *call) {
	texts := make([]string, 0, len(k.args)+1)
	for _, a := range k.args {
		texts = append(texts, a.text)
	}
	if k.in.known {
		texts = append(texts, k.in.text)
	}
	for _, t := range texts {
		if len(t) < 4 || !p.spend(len(t)) {
			continue
		}
		for line := range strings.Lines(t) {
			line = strings.TrimSpace(line)
			if i := strings.Index(line, `\!`); i > 0 {
				line = line[i:]
			}
			if cmd, ok := cutAny(line, clientMarks[:]...); ok {
				p.nested(strings.Trim(strings.TrimSpace(cmd), `"`), Stream{}, k.start, k.end)
			}
		}
		if k.name == "psql" {
			if i := strings.Index(strings.ToLower(t), " program '"); i >= 0 {
				p.nested(literal(t[i+len(" program "):]), Stream{}, k.start, k.end)
			}
		}
	}
}

// lisp runs the texts that a program of Emacs gives to a shell.
func (p *parser) lisp(k *call) {
	for _, a := range k.args {
		if !strings.Contains(a.text, "shell-command") && !strings.Contains(a.text, "process") && !strings.Contains(a.text, "compile") {
			continue
		}
		for s := range literals(a.text) {
			if strings.Contains(s.text, " ") {
				p.nested(s.text, Stream{}, k.start, k.end)
			}
		}
	}
}

// evaluated runs the expression that a program is given.
func (p *parser) evaluated(k *call) {
	for _, a := range k.args {
		if len(a.text) > 8 {
			p.codeIn(k, a.text)
			for s := range literals(a.text) {
				if strings.Contains(s.text, " ") {
					p.nested(s.text, Stream{}, k.start, k.end)
				}
			}
		}
	}
	if k.in.known {
		p.codeIn(k, k.in.text)
	}
}

// macros runs the commands in macros and recipes.
func (p *parser) macros(k *call) {
	for i, a := range k.args {
		v, ok := cutAny(a.text, "--eval=", "-E")
		if (a.text == "--eval" || a.text == "-E") && i+1 < len(k.args) {
			v, ok = k.args[i+1].text, true
		}
		if !ok {
			continue
		}
		p.linesOf(k, v, "\t")
		for _, mark := range [...]string{"$(shell ", "%("} {
			if _, cmd, ok := strings.Cut(v, mark); ok {
				if n := strings.LastIndexByte(cmd, ')'); n > 0 {
					p.nested(cmd[:n], Stream{}, k.start, k.end)
				}
			}
		}
		if _, cmd, ok := strings.Cut(v, ":;"); ok {
			p.nested(cmd, Stream{}, k.start, k.end)
		}
	}
}

// packagerSettings are settings of package managers that run a command.
func (p *parser) packagerSettings(k *call) {
	for i, a := range k.args {
		v, ok := strings.CutPrefix(a.text, "-o")
		if v == "" && i+1 < len(k.args) {
			v = k.args[i+1].text
		}
		if name, cmd, set := strings.Cut(v, "="); ok && set && (strings.Contains(strings.ToLower(name), "invoke") || strings.Contains(strings.ToLower(name), "pager") || strings.Contains(strings.ToLower(name), "install-pkgs")) {
			p.handed(k, word{text: cmd, flow: a.flow})
		}
	}
}

// oneOff are ways that one program has.
func (p *parser) oneOff(k *call) {
	for i, a := range k.args {
		next := ""
		if i+1 < len(k.args) {
			next = k.args[i+1].text
		}
		switch k.name {
		case "gcc", "g++", "cc", "clang":
			if a.text == "-wrapper" && next != "" {
				p.nested(joinWords(strings.Split(next, ",")), Stream{}, k.start, k.end)
			}
		case "java":
			if v, ok := cutAny(a.text, "-XX:OnOutOfMemoryError=", "-XX:OnError="); ok {
				p.handed(k, word{text: v, flow: a.flow})
			}
		case "fzf":
			if _, cmd, ok := strings.Cut(a.text, "execute"); ok {
				p.nested(strings.Trim(strings.TrimPrefix(cmd, "-silent"), "(){}[]:"), Stream{}, k.start, k.end)
			}
		case "socat":
			if _, cmd, ok := strings.Cut(a.text, ":"); ok && (hasFoldPrefix(a.text, "exec:") || hasFoldPrefix(a.text, "system:") || hasFoldPrefix(a.text, "shell:")) {
				p.handed(k, word{text: strings.Trim(cmd, `'"`), flow: a.flow})
			}
		case "fd", "fdfind":
			switch cmd, ok := cutAny(a.text, "-x=", "-X=", "--exec=", "--exec-batch="); {
			case ok:
				p.handed(k, word{text: cmd, flow: a.flow})
			case (a.text == "-x" || a.text == "-X" || a.text == "--exec" || a.text == "--exec-batch") && next != "":
				p.execute(&call{command: k.command, root: k.root}, append([]word(nil), k.args[i+1:]...))
				return
			}
		case "mutt":
			if _, cmd, ok := strings.Cut(a.text, "`"); ok {
				p.nested(strings.TrimSuffix(cmd, "`"), Stream{}, k.start, k.end)
			}
		case "gh":
			if has(k.args, "alias") && (strings.HasPrefix(a.text, "!") || has(k.args, "--shell", "-s")) {
				p.handed(k, a)
			}
		case "git":
			p.gitGiven(k, a, next)
		}
	}
}

func hasFoldPrefix(s, prefix string) bool {
	return len(s) >= len(prefix) && strings.EqualFold(s[:len(prefix)], prefix)
}

// givenVariable follows a variable of which a program runs what is in it.
func (p *parser) givenVariable(name string, v value) {
	if v.text == "" || !v.known && v.flow == 0 {
		return
	}
	k := &call{command: &command{start: max(0, p.i-len(v.text)), end: p.i}}
	switch w := (word{text: v.text, flow: v.flow}); {
	case runVariables()[name], strings.HasPrefix(name, "GIT_CONFIG_VALUE_"):
		p.handed(k, w)
	case name == "PROMPT_COMMAND":
		p.nested(v.text, Stream{}, k.start, k.end)
	case name == "BASH_ENV" || name == "ENV" || name == "PYTHONSTARTUP" || name == "ZDOTDIR":
		if cmd, ok := strings.CutPrefix(v.text, "$("); ok {
			p.nested(strings.TrimSuffix(cmd, ")"), Stream{}, k.start, k.end)
		}
		p.startsWith(k, v.text)
	case name == "PERL5OPT" || name == "RUBYOPT" || name == "NODE_OPTIONS":
		p.codeIn(k, v.text)
		for f := range strings.FieldsSeq(strings.ReplaceAll(v.text, "=", " ")) {
			p.startsWith(k, f)
		}
	}
}

// startsWith looks at a file that every program of a kind runs first.
func (p *parser) startsWith(k *call, path string) {
	if placeOf(path)&tempDir != 0 {
		p.report(Evasion, Watch, "it has a file from a folder for temporary files run in other programs", k.start, k.end)
	}
}

// runVariables hold a command.
var runVariables = lazy.Words(`PAGER MANPAGER GIT_PAGER SYSTEMD_PAGER BAT_PAGER DELTA_PAGER GH_PAGER AWS_PAGER PSQL_PAGER EDITOR VISUAL GIT_EDITOR GIT_SEQUENCE_EDITOR SYSTEMD_EDITOR
	KUBE_EDITOR SUDO_EDITOR BROWSER GIT_SSH GIT_SSH_COMMAND GIT_EXTERNAL_DIFF GIT_PROXY_COMMAND GIT_ASKPASS SSH_ASKPASS SUDO_ASKPASS LESSOPEN LESSCLOSE RSYNC_RSH CVS_RSH
	RUSTC_WRAPPER FZF_DEFAULT_COMMAND`)
