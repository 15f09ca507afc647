package shell

import "strings"

// connector is the programs that join a connection to a pipe or a program.
func (p *parser) connector(k *call) Stream {
	switch k.name {
	case "socat":
		remote, program := false, false
		for _, a := range k.args {
			t := strings.ToLower(a.text)
			remote = remote || strings.HasPrefix(t, "tcp") || strings.HasPrefix(t, "udp") || strings.HasPrefix(t, "openssl") || strings.HasPrefix(t, "sctp") || strings.HasPrefix(t, "socks")
			if cmd, ok := cutAny(t, "exec:", "system:", "shell:"); ok {
				program = true
				cmd, _, _ = strings.Cut(strings.Trim(cmd, `'"`), ",")
				if f := strings.Fields(cmd); len(f) > 0 && !shells()[baseName(f[0])] && !interpreters()[baseName(f[0])] && !strings.Contains(cmd, "sh") {
					program = false
				}
			}
		}
		if remote && program {
			p.report(ReverseShell, Worst, "it gives a shell to another machine", k.start, k.end)
			return Stream{}
		}
		if !remote {
			return Stream{}
		}
	case "xterm":
		if has(k.args, "-display") {
			for _, a := range k.args {
				if i := strings.IndexByte(a.text, ':'); i > 0 && !strings.HasPrefix(a.text, "localhost") {
					p.report(ReverseShell, Worst, "it opens a terminal of this machine on another one", k.start, k.end)
				}
			}
		}
		return Stream{}
	case "ztcp":
		p.report(ReverseShell, Bad, "the shell itself opens a connection", k.start, k.end)
	case "telnet":
	default:
		return p.netcat(k)
	}
	return p.connects(k)
}

func cutAny(s string, prefixes ...string) (string, bool) {
	for _, x := range prefixes {
		if rest, ok := strings.CutPrefix(s, x); ok {
			return rest, true
		}
	}
	return "", false
}

// netcat is nc in all its shapes.
func (p *parser) netcat(k *call) Stream {
	for i, a := range k.args {
		t := a.text
		program := t == "--exec" || t == "--sh-exec" || t == "--lua-exec" || strings.HasPrefix(t, "--exec=") || strings.HasPrefix(t, "--sh-exec=") ||
			len(t) > 1 && len(t) < 9 && t[0] == '-' && t[1] != '-' && (strings.IndexByte(t, 'e') > 0 || strings.IndexByte(t, 'c') > 0 && i+1 < len(k.args) && runsShell(k.args[i+1].text))
		if program {
			p.report(ReverseShell, Worst, "it gives a shell to another machine", k.start, k.end)
			return Stream{}
		}
	}
	if flag(k.args, 'z', "") { // looks whether a port is open
		return Stream{}
	}
	if flag(k.args, 'l', "--listen") {
		if k.in.flow&(Secret|Environ) == 0 && k.in.flow&Answers == 0 {
			return Stream{flow: Net | Conn}
		}
	}
	return p.connects(k)
}

// runsShell reports whether a text starts a shell.
func runsShell(s string) bool {
	f := strings.Fields(s)
	return len(f) > 0 && (shells()[baseName(f[0])] || interpreters()[baseName(f[0])] || baseName(f[0]) == "exec")
}

// connects sends standard input away and returns what comes back.
func (p *parser) connects(k *call) Stream {
	if k.in.flow&Answers != 0 {
		p.report(ReverseShell, Worst, "it gives a shell to another machine", k.start, k.end)
	}
	p.sent(k, k.in.flow)
	if k.hasIn && !k.in.known && k.in.flow == Packed {
		p.report(Theft, Watch, "it packs files and sends them to another machine", k.start, k.end)
	}
	return Stream{flow: Net | Conn}
}

// write follows what a command writes into files and connections, and returns
// what still goes to its output.
func (p *parser) write(c *command, out Stream) Stream {
	k := &call{command: c}
	rest := out
	for _, r := range c.redirects {
		switch r.op {
		case ">", ">>", ">|", "&>", "&>>", ">&", "<>":
		default:
			continue
		}
		t := r.target.text
		if t == "" || t == "-" || strings.Trim(t, "0123456789-") == "" {
			continue
		}
		if strings.HasPrefix(t, "/dev/tcp/") || strings.HasPrefix(t, "/dev/udp/") {
			p.toSocket(c, r, out)
			continue
		}
		if r.fd == "2" || r.op == "<>" {
			continue
		}
		if t != "/dev/null" {
			p.wrote(k, t, out, r.op == ">>" || r.op == "&>>")
		}
		if t != "/dev/stdout" && t != "/dev/stderr" {
			rest = Stream{}
		}
	}
	return rest
}

// toSocket is a redirection into a connection that the shell opens.
func (p *parser) toSocket(c *command, r redirect, out Stream) {
	k := &call{command: c}
	shell, exec := false, false
	for _, w := range c.words[:min(len(c.words), 4)] {
		n := baseName(w.text)
		shell = shell || shells()[n] || interpreters()[n]
		exec = exec || n == "exec"
	}
	switch {
	case shell || out.flow&Answers != 0:
		p.report(ReverseShell, Worst, "it gives a shell to another machine", k.start, k.end)
	case exec && r.op == "<>":
		if r.fd != "" {
			p.put("&"+r.fd, Stream{flow: Net | Conn})
		}
		p.report(ReverseShell, Watch, "the shell itself opens a connection", k.start, k.end)
	default:
		if !nearby(strings.TrimPrefix(strings.TrimPrefix(r.target.text, "/dev/tcp/"), "/dev/udp/")) {
			p.sent(k, out.flow)
		}
	}
}

// wrote reports what is written where it starts, counts or hides something.
func (p *parser) wrote(k *call, path string, s Stream, more bool) {
	if s.known || s.flow != 0 {
		if old, ok := p.files[path]; ok && more {
			s = old.add(s)
		}
		p.put(path, s)
	}
	pl := placeOf(path)
	switch {
	case p.local && pl&(keysFile|userStartup) != 0:
		p.report(Persistence, Watch, "it changes who may log in on another machine", k.start, k.end)
	case pl&keysFile != 0:
		p.report(Persistence, Bad, "it changes who may log in without a password", k.start, k.end)
	case pl&startup != 0 && strings.Contains(path, ".git/hooks"):
		p.report(Persistence, Watch, "it writes a hook that git runs", k.start, k.end)
	case pl&startup != 0:
		p.report(Persistence, Bad, "it writes where programs are started from", k.start, k.end)
	case pl&userStartup != 0:
		l := Watch
		if s.known && s.text != "" && p.dangerous(s.text) || s.flow&(Net|Coded) != 0 {
			l = Bad
		}
		p.report(Persistence, l, "it writes into a file that a shell runs at every start", k.start, k.end)
	case pl&accounts != 0:
		p.report(Misuse, Bad, "it changes the accounts of this machine or what they may do", k.start, k.end)
	case pl&device != 0:
		p.report(Destruction, Worst, "it writes over a disk", k.start, k.end)
	case pl&logFile != 0 && more && !s.known && !witness(path): // programs add to their own logs, and lines that are written down here may be forged
	case pl&logFile != 0:
		p.report(Evasion, map[bool]Level{true: Watch, false: Bad}[more], "it writes over a log", k.start, k.end)
	case strings.HasPrefix(path, "/proc/sys/kernel/"), strings.HasPrefix(path, "/proc/sysrq-trigger"), strings.Contains(path, "/release_agent"):
		p.report(Misuse, Bad, "it writes to the kernel's controls", k.start, k.end)
	case strings.HasSuffix(path, "_history") && isAudit(path):
		p.report(Evasion, Bad, "it writes over the shell's history", k.start, k.end)
	case path == "/etc/hosts" || path == "/etc/resolv.conf":
		p.report(Misuse, Watch, "it changes where names lead", k.start, k.end)
	case isAudit(path) && !more:
		p.report(Evasion, Watch, "it writes over a record of what happened", k.start, k.end)
	}
}

// isAudit reports whether the name of a file says that it is a record.
func isAudit(path string) bool {
	base := strings.ToLower(path[strings.LastIndexAny(path, `/\`)+1:])
	return strings.HasSuffix(base, ".audit") || strings.HasPrefix(base, "audit.") || strings.HasSuffix(base, "_history") && base[0] == '.'
}

// dangerous reports whether a text holds commands that nobody wants.
func (p *parser) dangerous(text string) bool {
	if p.depth >= maxDepth || !p.spend(len(text)) {
		return false
	}
	before := len(p.acts)
	p.depth++
	p.nested(text, Stream{}, p.i, p.i)
	p.depth--
	bad := false
	for _, a := range p.acts[before:] {
		bad = bad || a.Level >= Bad
	}
	p.acts = p.acts[:before]
	return bad
}

// writer is the commands that put files in places.
func (p *parser) writer(k *call) Stream {
	paths := k.paths()
	if k.name == "tee" || k.name == "sponge" || k.name == "set-content" || k.name == "add-content" || k.name == "out-file" {
		for _, a := range paths {
			p.wrote(k, a.text, k.in, flag(k.args, 'a', "--append") || k.name == "add-content")
		}
		return k.in
	}
	to := after(k.args, "-t", "--target-directory", "-Destination")
	from := paths
	if to == nil && len(paths) > 1 {
		to, from = &paths[len(paths)-1], paths[:len(paths)-1]
	}
	if to == nil {
		return Stream{}
	}
	var s Stream
	for i, f := range from {
		if k.name == "mv" || !samePlace(f.text, to.text) {
			p.moved(k, f.text)
		}
		r := p.read(f)
		if i == 0 {
			s = r
		}
		s.flow |= r.flow
	}
	target := to.text
	if (k.name == "mv" || k.name == "move") && target == "/dev/null" {
		p.report(Destruction, Bad, "it throws files away", k.start, k.end)
		return Stream{}
	}
	if len(from) > 0 && len(from[0].text) > 0 {
		base := from[0].text[strings.LastIndexByte(from[0].text, '/')+1:]
		if userStart()[strings.ToLower(base)] && (target == "~" || strings.HasSuffix(target, "/")) && strings.HasPrefix(target, "~") {
			target = strings.TrimSuffix(target, "/") + "/" + base
		}
		if samePlace(from[0].text, target) { // a copy kept beside the original
			return Stream{}
		}
	}
	p.wrote(k, target, s, false)
	return Stream{}
}

// moved reports keys and accounts that are put somewhere else.
func (p *parser) moved(k *call, path string) {
	pl := placeOf(path)
	switch {
	case k.name == "mv" && pl&(rootOf|system) != 0 && strings.HasPrefix(path, "/") && strings.Count(strings.Trim(path, "/"), "/") == 0 && path != "~":
		p.report(Destruction, Bad, "it takes away a folder that the system needs", k.start, k.end)
	case (k.name == "mv" || k.name == "move") && pl&accounts != 0:
		p.report(Destruction, Bad, "it takes away the accounts of this machine", k.start, k.end)
	case pl&privateKey != 0 && pl&accounts != 0:
		p.report(Theft, Bad, "it puts password hashes where others read them", k.start, k.end)
	case pl&privateKey != 0 && k.name != "mv":
		p.report(Theft, Watch, "it copies a key, a password store or a token", k.start, k.end)
	}
}

// samePlace reports whether a file is moved or restored beside itself.
func samePlace(from, to string) bool {
	return strings.HasPrefix(to, from) && len(to) > len(from) && (to[len(from)] == '.' || to[len(from)] == '~' || to[len(from)] == '-' || to[len(from)] == '_')
}

// witness reports whether a log is one of those that say who was on a machine.
func witness(path string) bool {
	name := strings.ToLower(path[strings.LastIndexByte(path, '/')+1:])
	for _, w := range [...]string{"auth", "syslog", "messages", "secure", "wtmp", "btmp", "utmp", "lastlog", "faillog", "kern", "audit", "cron", "sudo", "access", "daemon"} {
		if strings.HasPrefix(name, w) {
			return true
		}
	}
	return strings.Contains(path, "/audit/")
}
