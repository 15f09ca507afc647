package shell

import "strings"

// wrappers run the command that follows their options; the value lists the
// options that take a word of their own, and how many words come first.
var wrappers = map[string]struct {
	options string
	skip    int
}{
	"sudo": {"-u -g -h -p -C -T -r -t -U -D -R --user --group", 0}, "doas": {"-u -C", 0}, "pkexec": {"--user", 0}, "run0": {"-u", 0},
	"nohup": {}, "setsid": {}, "time": {"-f -o", 0}, "nice": {"-n", 0}, "ionice": {"-c -n -p", 0}, "stdbuf": {"-i -o -e", 0},
	"timeout": {"-s -k", 1}, "gtimeout": {"-s -k", 1}, "chrt": {"", 1}, "taskset": {"", 1}, "unbuffer": {}, "command": {}, "builtin": {},
	"exec": {"-a", 0}, "strace": {"-o -e -p -s", 0}, "ltrace": {"-o -e", 0}, "flock": {"-w -E", 1}, "proxychains": {"-f", 0}, "proxychains4": {"-f", 0},
	"torsocks": {}, "torify": {}, "firejail": {}, "chroot": {"", 1}, "busybox": {}, "toybox": {}, "rlwrap": {}, "fakeroot": {}, "dbus-run-session": {},
	"xvfb-run": {}, "caffeinate": {}, "winpty": {}, "wsl": {"-d -u", 0}, "systemd-run": {"-p --unit -u", 0}, "start": {}, "then": {}, "do": {}, "start-job": {},
	"sshpass": {"-p -f -P", 0}, "gosu": {"", 1}, "su-exec": {"", 1}, "setpriv": {}, "tsocks": {}, "dbus-launch": {}, "catchsegv": {}, "cgexec": {"-g", 0}, "numactl": {}, "sg": {"-c", 1},
}

// unwrap returns the command inside a wrapper. done means that there is nothing
// left to judge.
func (p *parser) unwrap(k *call) (inner []word, out Stream, done bool) {
	switch k.name {
	case "env":
		if text, ok := splitString(k.args); ok {
			return nil, p.runText(k, text), true
		}
		return p.unwrapEnv(k), Stream{}, false
	case "xargs":
		return p.unwrapXargs(k), Stream{}, false
	case "find":
		return nil, p.find(k), true
	case "ssh", "autossh", "mosh":
		return nil, p.ssh(k), true
	case "docker", "podman", "nerdctl", "kubectl", "oc", "crictl", "lxc", "docker-compose", "podman-compose":
		return p.container(k), Stream{}, false
	case "su", "runuser", "script", "ksu":
		if c := after(k.args, "-c", "--command"); c != nil {
			return nil, p.runText(k, *c), true
		}
	case "eval":
		return nil, p.runText(k, join(k.args)), true
	case "source", ".":
		if len(k.args) > 0 {
			return nil, p.runFile(k, k.args[0]), true
		}
	case "cmd":
		if w := afterSlashC(k.args); w != nil {
			p.windowsText(w.text, k)
			return nil, p.runText(k, *w), true
		}
		p.runs(k, k.in.flow)
		if k.in.known {
			p.windowsText(k.in.text, k)
		}
	case "trap":
		if len(k.args) > 1 {
			return nil, p.runText(k, k.args[0]), true
		}
	}
	if out, ok := p.repeats(k); ok {
		return nil, out, true
	}
	return p.wrapped(k)
}

// wrapped returns the command behind the options of a wrapper.
func (p *parser) wrapped(k *call) (inner []word, out Stream, done bool) {
	w, ok := wrappers[k.name]
	if text := p.textOf(k); text != nil {
		out := p.runText(k, *text)
		if ok {
			return nil, out, true
		}
	}
	if !ok {
		return nil, Stream{}, false
	}
	switch k.name {
	case "sudo", "doas", "pkexec", "run0":
		k.root = true
	case "command":
		if len(k.args) > 0 && (k.args[0].text == "-v" || k.args[0].text == "-V") {
			return nil, Stream{}, true
		}
	case "unshare", "chroot":
		p.escape(k)
	}
	rest := skipOptions(k.args, w.options)
	rest = rest[min(w.skip, len(rest)):]
	if len(rest) == 0 {
		return nil, Stream{}, false
	}
	if (k.name == "nohup" || k.name == "setsid") && placeOf(rest[0].text)&tempDir != 0 {
		p.report(Misuse, Watch, "it leaves a program from a folder for temporary files running on its own", k.start, k.end)
	}
	return rest, Stream{}, false
}

// afterSlashC returns what cmd.exe is given to run.
func afterSlashC(args []word) *word {
	for i, a := range args {
		if s := strings.ToLower(a.text); (s == "/c" || s == "/k" || s == "/r") && i+1 < len(args) {
			w := join(args[i+1:])
			return &w
		}
	}
	return nil
}

// skipOptions returns what follows the options of a wrapper. valued are those
// that take a word of their own.
func skipOptions(args []word, valued string) []word {
	for len(args) > 0 {
		t := args[0].text
		switch {
		case t == "--":
			return args[1:]
		case strings.HasPrefix(t, "-") && len(t) > 1:
			if strings.Contains(" "+valued+" ", " "+t+" ") && len(args) > 1 {
				args = args[1:]
			}
		case strings.Contains(t, "=") && nameEnd(t, 0) > 0 && t[nameEnd(t, 0)] == '=':
		default:
			return args
		}
		args = args[1:]
	}
	return nil
}

// after returns the word behind an option, also where the option is the last
// letter of several (-lc).
func after(args []word, options ...string) *word {
	for i, a := range args {
		for _, o := range options {
			short := len(o) == 2 && len(a.text) > 2 && len(a.text) < 7 && a.text[0] == '-' && a.text[1] != '-' && strings.HasSuffix(a.text, o[1:])
			if (a.text == o || short) && i+1 < len(args) {
				return &args[i+1]
			}
			if len(o) == 2 && len(a.text) > 6 && strings.HasPrefix(a.text, o) && strings.ContainsAny(a.text, " ('\"") { // -e'code'
				w := a
				w.text = a.text[2:]
				return &w
			}
			if v, ok := strings.CutPrefix(a.text, o+"="); ok && strings.HasPrefix(o, "--") {
				w := a
				w.text = v
				return &w
			}
		}
	}
	return nil
}

// has reports whether one of the arguments is one of the options.
func has(args []word, options ...string) bool {
	for _, a := range args {
		for _, o := range options {
			if a.text == o {
				return true
			}
		}
	}
	return false
}

// flag reports whether a short option stands among the arguments, also joined
// with others, or its long form.
func flag(args []word, short byte, long string) bool {
	for _, a := range args {
		t := a.text
		if t == "--" {
			return false
		}
		if long != "" && t == long || len(t) > 1 && t[0] == '-' && t[1] != '-' && strings.IndexByte(t, short) > 0 {
			return true
		}
	}
	return false
}

// join joins words to a text, as eval does.
func join(args []word) word {
	var b strings.Builder
	w := word{}
	for i, a := range args {
		if b.Len()+len(a.text) > maxWord {
			break
		}
		if i > 0 {
			b.WriteByte(' ')
		}
		b.WriteString(a.text)
		w.flow |= a.flow
		w.tricks |= a.tricks
	}
	w.text = b.String()
	return w
}

func (p *parser) unwrapEnv(k *call) []word {
	for _, a := range k.args {
		name, v, ok := strings.Cut(a.text, "=")
		if ok && nameEnd(name, 0) == len(name) {
			p.assigned(name, Stream{text: v, known: a.known(), flow: a.flow})
		}
	}
	rest := skipOptions(k.args, "-u -C --unset --chdir")
	if len(rest) == 0 {
		return nil
	}
	return rest
}

func splitFields(w word) []word {
	var out []word
	for _, f := range strings.Fields(w.text) {
		v := w
		v.text = f
		out = append(out, v)
	}
	return out
}

// unwrapXargs gives the command of xargs what is piped into it.
func (p *parser) unwrapXargs(k *call) []word {
	rest := skipOptions(k.args, "-I -n -P -d -a -L -s -E -i --max-args --max-procs -j")
	if len(rest) == 0 {
		return nil
	}
	out := append([]word(nil), rest...)
	extra := word{text: unknown, flow: k.in.flow, start: k.start, end: k.end}
	if k.in.known {
		extra.text = strings.TrimSpace(k.in.text)
	}
	if r := replaced(k.args); r != "" {
		for i := range out {
			if strings.Contains(out[i].text, r) {
				out[i].text = strings.ReplaceAll(out[i].text, r, extra.text)
				out[i].flow |= k.in.flow
			}
		}
	} else if f := splitFields(extra); k.in.known && len(f) < 256 && !flag(k.args[:len(k.args)-len(rest)], '0', "--null") && !flag(k.args[:len(k.args)-len(rest)], 'd', "") {
		out = append(out, f...)
	} else {
		out = append(out, extra)
	}
	k.in, k.fed = Stream{}, false
	return out
}

// replaced is what stands for the input in the command of xargs; "" for nothing.
func replaced(args []word) string {
	for i, a := range args {
		switch {
		case a.text == "-I" && i+1 < len(args):
			return args[i+1].text
		case strings.HasPrefix(a.text, "-I"), a.text == "-i":
			if a.text == "-i" {
				return "{}"
			}
			return a.text[2:]
		case strings.HasPrefix(a.text, "--replace="):
			return a.text[len("--replace="):]
		case a.text == "--replace":
			return "{}"
		case a.text != "" && a.text[0] != '-' && (i == 0 || args[i-1].text == "" || args[i-1].text[0] != '-'):
			return ""
		}
	}
	return ""
}

// find runs what -exec says, and looks at what -delete hits.
func (p *parser) find(k *call) Stream {
	out := p.credentialHunt(k)
	for i := 0; i < len(k.args); i++ {
		switch k.args[i].text {
		case "-exec", "-execdir", "-ok", "-okdir":
			j := i + 1
			for j < len(k.args) && k.args[j].text != ";" && k.args[j].text != "+" {
				j++
			}
			if inner := append([]word(nil), k.args[i+1:j]...); len(inner) > 0 {
				if len(k.args) > 0 {
					for n := range inner {
						switch found := after(k.args[:i], "-name", "-iname", "-path"); {
						case found != nil && strings.Contains(inner[n].text, "{}") && out.flow&Secret != 0:
							inner[n].text = strings.ReplaceAll(inner[n].text, "{}", strings.TrimSuffix(k.args[0].text, "/")+"/"+strings.Trim(found.text, "*"))
						case inner[n].text == "{}":
							inner[n].text = strings.TrimSuffix(k.args[0].text, "/") + "/*"
						}
					}
				}
				sub := &call{command: k.command, root: k.root}
				out = out.add(p.execute(sub, inner))
			}
			i = j
		case "-delete":
			if len(k.args) > 0 && placeOf(k.args[0].text)&rootOf != 0 {
				p.report(Destruction, Worst, "it deletes everything below a root, home or system folder", k.start, k.end)
			}
		}
	}
	return out
}

// ssh judges the command for the other machine.
func (p *parser) ssh(k *call) Stream {
	rest := skipOptions(k.args, "-i -p -l -o -F -J -L -R -D -W -b -c -E -m -Q -S -w -B -I -O")
	if len(rest) > 0 && flag(k.args, 'R', "") && !nearby(rest[0].text) {
		p.report(Misuse, Watch, "it opens this machine to another one", k.start, k.end)
	}
	if len(rest) > 1 && rest[1].text == "--" {
		rest = append(rest[:1:1], rest[2:]...)
	}
	if len(rest) < 2 {
		p.sent(k, k.in.flow)
		return Stream{}
	}
	p.sent(k, k.in.flow)
	was := p.local
	p.local = true
	out := p.nested(join(rest[1:]).text, k.in, k.start, k.end)
	p.local = was
	return out
}

// container judges how much of the machine a container gets, and returns what
// runs in it.
func (p *parser) container(k *call) []word {
	p.escape(k)
	if has(k.args, "delete") && (k.name == "kubectl" || k.name == "oc") && has(k.args, "--all", "namespace", "ns", "namespaces", "--all-namespaces", "-A") {
		p.report(Destruction, Watch, "it deletes all there is of something in a cluster", k.start, k.end)
	}
	p.applies(k)
	for i, a := range k.args {
		switch a.text {
		case "--":
			if i+1 < len(k.args) {
				return k.args[i+1:]
			}
		case "exec", "rsh":
			return behindName(k.args[i+1:], "-u -w -e -n -c -s --user --workdir --env --namespace --container --shell --index")
		case "run":
			if k.name == "kubectl" || k.name == "oc" {
				continue // its command stands behind two hyphens
			}
			rest := behindName(k.args[i+1:], containerOptions)
			if e := after(k.args[i+1:], "--entrypoint"); e != nil {
				return append([]word{*e}, rest...)
			}
			return rest
		case "build":
			if k.in.known && has(k.args, "-") {
				p.linesOf(k, k.in.text, "RUN ")
			}
		}
	}
	return nil
}

// behindName returns the command behind the name of a container or an image.
func behindName(args []word, options string) []word {
	for i, a := range args {
		if a.text == "--" && i > 0 {
			return args[i+1:]
		}
		if shells()[baseName(a.text)] {
			break
		}
	}
	rest := skipOptions(args, options)
	if len(rest) < 2 {
		return nil
	}
	return rest[1:]
}

const containerOptions = `-v -e -p -w -u -l -h -m -c --name --volume --env --publish --workdir --user --network --net --entrypoint --label --mount --env-file
	--restart --memory --cpus --platform --pid --ipc --cap-add --security-opt --device --add-host --hostname --gpus --pull`
