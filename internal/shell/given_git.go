package shell

import "strings"

// gitGiven follows a setting that git is given for one command (-c name=value), or
// one that it keeps (config name value).
func (p *parser) gitGiven(k *call, a word, next string) {
	v := a.text
	if path, ok := strings.CutPrefix(v, "--output="); ok {
		p.wrote(k, path, Stream{}, false)
	}
	if rest, ok := cutAny(v, "--config=", "-c"); ok && rest != "" {
		v = rest
	}
	name, value, ok := strings.Cut(v, "=")
	if !ok && has(k.args, "config") {
		name, value = v, next
	}
	if value == "" || !gitRunsSetting(name) {
		return
	}
	value = strings.TrimLeft(value, "! ")
	switch name = strings.ToLower(name); {
	case strings.HasSuffix(name, ".hookspath"), strings.HasSuffix(name, ".templatedir"):
		if placeOf(value)&tempDir != 0 && !has(k.args, "config") { // that one is kept, and judged so
			p.report(Misuse, Watch, "it has git run what lies in a folder for temporary files", k.start, k.end)
		}
	case strings.HasPrefix(name, "alias.") && !strings.Contains(v, "!") && !strings.HasPrefix(next, "!"):
		// another name for a command of git itself
	default:
		known := len(p.acts)
		p.handed(k, word{text: value, flow: a.flow})
		own := strings.HasPrefix(name, "alias.") && !strings.HasPrefix(value, "git ")
		if len(p.acts) == known && !has(k.args, "config") && (own || shellCommand(value)) && !strings.HasPrefix(name, "credential.") {
			p.report(Misuse, Bad, "it has git run a shell for one command", k.start, k.end)
		}
	}
}

// shellCommand reports whether a command is one that a shell is given: "sh -c id".
func shellCommand(value string) bool {
	program, rest, _ := strings.Cut(value, " ")
	switch program[strings.LastIndexAny(program, `/\`)+1:] {
	case "sh", "bash", "dash", "zsh", "ash", "ksh", "cmd", "cmd.exe", "powershell", "pwsh", "python", "python3", "perl", "node", "ruby":
		return strings.HasPrefix(strings.TrimLeft(rest, " "), "-") || strings.HasPrefix(rest, "/c")
	}
	return false
}

// gitRunsSetting reports whether git runs the value of a setting.
func gitRunsSetting(name string) bool {
	section, _, ok := strings.Cut(strings.ToLower(name), ".")
	if !ok {
		return false
	}
	last := strings.ToLower(name[strings.LastIndexByte(name, '.')+1:])
	switch section {
	case "core":
		switch last {
		case "sshcommand", "fsmonitor", "pager", "editor", "gitproxy", "askpass", "hookspath", "alternaterefscommand":
			return true
		}
	case "sequence":
		return last == "editor"
	case "diff", "filter", "merge", "mergetool", "difftool", "browser", "man", "gpg", "trailer", "interactive", "sendemail", "guitool":
		switch last {
		case "external", "textconv", "command", "clean", "smudge", "process", "driver", "cmd", "path", "program", "difffilter", "tocmd", "cccmd", "sendmailcmd", "defaultkeycommand":
			return true
		}
	case "pager", "alias", "credential":
		return section != "credential" || last == "helper"
	case "remote":
		return last == "uploadpack" || last == "receivepack" || last == "vcs"
	case "uploadpack":
		return last == "packobjectshook"
	case "submodule":
		return last == "update"
	case "init":
		return last == "templatedir"
	}
	return false
}
