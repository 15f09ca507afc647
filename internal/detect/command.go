package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/shell"
)

// What rows about commands share: which arguments are commands, which are code
// that is run, and which should never hold either.

// use is what a tool does with an argument, as far as names say.
type use uint8

const (
	told     use = iota // nobody can tell
	written             // text or code that is kept, sent or shown
	runShell            // a command or part of one
	runCode             // a program, or a command
	searched            // a query
	linked              // a URL
	plain               // a path, a host, an identifier
)

// Use returns what the tool does with the argument.
func (a *Argument) Use() use {
	if !a.used {
		a.used = true
		a.use = a.readUse()
	}
	return a.use
}

func (a *Argument) readUse() use {
	if a.Surface == message.Target {
		return linked
	}
	role, does := a.Role(), a.Call.Purpose()
	switch {
	case a.handed() != "":
		return runShell
	case role&CommandRole != 0 && a.Call.only(speaksOf):
		return written
	case role&CommandRole != 0:
		return runShell
	case role&SQLRole != 0:
		return written
	case does&Runs != 0 && does&Queries == 0 && (role&CodeRole != 0 || a.is(runName)) && !a.Call.only(keeps) && !a.Call.only(speaksOf):
		return runCode
	case a.is(expressionName) && role&(ProseRole|PathRole) == 0:
		return runCode
	case role&(ProseRole|CodeRole) != 0:
		return written
	case role&HostRole != 0, role == PathRole, a.is(identifierName), a.is(fileName) && !strings.Contains(a.Text(), "://"):
		return plain
	case role&URLRole != 0 && role&PathRole == 0:
		return linked
	case role&QueryRole != 0, a.Call.only(speaksOf) && a.under(sought):
		return searched
	}
	return told
}

// severityOf says how bad an act is.
func severityOf(l shell.Level) finding.Severity {
	switch l {
	case shell.Worst:
		return finding.Critical
	case shell.Bad:
		return finding.High
	}
	return finding.Medium
}

// around returns a stretch of text for an excerpt.
func around(text string, start, end int) string {
	start, end = max(0, min(start, len(text))), max(0, min(end, len(text)))
	return text[start:max(start, end)]
}

// handed returns the program that the tool is named after, when the argument is
// what is put behind the name of that program; "" otherwise.
func (a *Argument) handed() string {
	script := false
	if a.role&optionsName == 0 {
		if script = a.role&expressionName != 0 || a.role&CodeRole != 0 && string(a.Under()) == "script"; !script {
			return ""
		}
	}
	if a.Surface != message.Argument {
		return ""
	}
	program := a.Call.program()
	if script && !scripted()[program] {
		return ""
	}
	return program
}

// program returns the word of the tool's name that is a program which runs
// commands when an option says so; "" for none.
func (c *Call) program() string {
	var buf [maxWord]byte
	name := stringBytes(c.Name)
	for word, i := nextWord(name, 0, &buf); word != ""; word, i = nextWord(name, i, &buf) {
		if program := obliging()[word]; program != "" {
			return program
		}
	}
	return ""
}

// scripted are programs whose scripts run commands.
var scripted = lazy.Words("sed awk find")

// obliging are words of tools, and the programs they are named after.
var obliging = lazy.Value(func() map[string]string {
	m := map[string]string{"ripgrep": "rg", "fdfind": "fd", "gawk": "awk", "gnutar": "tar", "gsed": "sed", "psql": "psql", "neovim": "nvim", "golang": "go", "mariadb": "mysql", "sqlite": "sqlite3"}
	for w := range strings.FieldsSeq(`find fd rg git tar zip rsync ssh scp sftp awk sed vim vi nvim emacs man less xargs env go gdb tcpdump sort split mysql sqlite3 nmap docker
		podman kubectl npm npx make rpm dpkg wget curl openvpn java gcc socat nc netcat hg
		perl ruby bat delta journalctl apt pip gh dc mail ghc puppet octave tclsh cargo systemctl pandoc fzf restic borg rclone ansible`) {
		m[w] = w
	}
	return m
})
