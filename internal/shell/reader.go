package shell

import "strings"

// reader is the commands that read files and pass on what is in them.
func (p *parser) reader(k *call) Stream {
	switch k.name {
	case "dd":
		return p.dd(k)
	case "awk", "gawk", "mawk", "nawk":
		p.awk(k)
	case "sed":
		p.sed(k)
	case "tar", "zip", "7z", "rar", "gtar", "bsdtar", "cpio", "ar":
		return p.archive(k)
	case "gpg":
		if !flag(k.args, 'c', "--symmetric") && !flag(k.args, 'e', "--encrypt") && !has(k.args, "-d", "--decrypt") {
			return Stream{flow: k.in.flow}
		}
	}
	p.shows(k)
	paths := k.paths()
	out := Stream{flow: k.in.flow}
	for i, a := range paths {
		if i == 0 && (k.name == "grep" || k.name == "egrep" || k.name == "rg" || k.name == "sed" || strings.HasSuffix(k.name, "awk") || k.name == "jq") {
			continue
		}
		out.flow |= p.read(a).flow
	}
	if k.name == "cat" || k.name == "tac" || k.name == "head" || k.name == "tail" {
		if len(paths) == 0 || len(paths) == 1 && paths[0].text == "-" {
			return k.in
		}
		if len(paths) == 1 {
			if s := p.read(paths[0]); s.known {
				return s
			}
		}
	}
	if k.name == "wc" {
		out.flow &^= Secret | Environ
	}
	if flag(k.args, 'd', "--decompress") || strings.HasPrefix(k.name, "gun") || k.name == "zcat" {
		out.flow |= Coded
	}
	return out
}

// shows reports secrets whose content a command puts out.
func (p *parser) shows(k *call) {
	for i, a := range k.paths() {
		if i == 0 && (k.name == "grep" || k.name == "egrep" || k.name == "fgrep" || k.name == "rg" || k.name == "sed" || strings.HasSuffix(k.name, "awk") || k.name == "jq") {
			continue
		}
		path := a.text
		if a.glob {
			if path = unglobbedPath(path); path != a.text {
				p.report(Disguise, Bad, "it names a file by a pattern that hides it", k.start, k.end)
			}
		}
		if a.tricks&assembled != 0 && strings.HasPrefix(path, "/") && !strings.Contains(path, "/home/user") && placeOf(path)&(privateKey|someSecret) != 0 {
			p.report(Disguise, Bad, "the path of a file is put together from pieces", k.start, k.end)
		}
		switch pl := placeOf(path); {
		case pl&privateKey != 0:
			p.report(Theft, Bad, "it reads a key, a password store or a token", k.start, k.end)
		case pl&someSecret != 0 && (path == "/etc/passwd" || strings.HasSuffix(path, "_history") || strings.Contains(path, "boot.ini")):
			p.report(Theft, Watch, "it reads a list of accounts or of what somebody typed", k.start, k.end)
		case flowOf(path)&Secret != 0 && flowOf(path)&Mild == 0:
			p.report(Theft, Bad, "it reads what a browser keeps about its user", k.start, k.end)
		}
	}
}

func (p *parser) dd(k *call) Stream {
	in, image := k.in, false
	for _, a := range k.args {
		if v, ok := strings.CutPrefix(a.text, "if="); ok {
			in = in.add(p.read(word{text: v, flow: a.flow}))
			low := strings.ToLower(v)
			image = strings.HasSuffix(low, ".iso") || strings.HasSuffix(low, ".img") || strings.HasSuffix(low, ".raw") || strings.Contains(low, "path/to")
			if placeOf(v)&privateKey != 0 {
				p.report(Theft, Bad, "it reads a key, a password store or a token", k.start, k.end)
			}
		}
	}
	for _, a := range k.args {
		if v, ok := strings.CutPrefix(a.text, "of="); ok {
			switch pl := placeOf(v); {
			case pl&device != 0 && image:
				p.report(Destruction, Watch, "it writes an image over a disk", k.start, k.end)
			case pl&device != 0:
				p.report(Destruction, Worst, "it writes over a disk", k.start, k.end)
			default:
				p.wrote(k, v, in, false)
			}
			return Stream{}
		}
	}
	return in
}

// awk programs can open connections and run commands.
func (p *parser) awk(k *call) {
	for _, a := range k.args {
		t := a.text
		if strings.Contains(t, "/inet/tcp/") || strings.Contains(t, "/inet/udp/") || strings.Contains(t, "/inet4/tcp") {
			p.report(ReverseShell, Worst, "it gives a shell to another machine", k.start, k.end)
		}
		for _, c := range codeCommands(t) {
			p.nested(c, Stream{}, k.start, k.end)
		}
		for _, bar := range [...]string{`| "`, `|& "`, `|"`} {
			if _, cmd, ok := strings.Cut(t, bar); ok {
				p.nested(literal(`"`+cmd), Stream{}, k.start, k.end)
			}
		}
		if i := strings.Index(t, `| getline`); i > 0 {
			if j := strings.LastIndexByte(strings.TrimRight(t[:i], `" `), '"'); j >= 0 {
				p.nested(strings.Trim(t[j:i], `" `), Stream{}, k.start, k.end)
			}
		}
	}
}

// sed changes files in place, and one of its commands runs others.
func (p *parser) sed(k *call) {
	if flag(k.args, 'i', "--in-place") || strings.Contains(join(k.args).text, "--in-place") {
		paths := k.paths()
		for _, a := range paths[min(len(paths), 1):] {
			p.wrote(k, a.text, Stream{}, true)
		}
	}
	for i, a := range k.args {
		if i == 0 || a.text != "" && a.text[0] != '-' || k.args[i-1].text == "-e" {
			p.sedScript(k, a.text)
		}
	}
}

// sedScript runs what the commands e of a script of sed run.
func (p *parser) sedScript(k *call, t string) {
	if len(t) > 4 && t[0] == 's' && t[1] < 0x80 && !letter(t[1]) && t[1] != ' ' {
		if parts := strings.Split(t[2:], t[1:2]); len(parts) == 3 && strings.IndexByte(parts[2], 'e') >= 0 && len(parts[2]) < 8 {
			p.nested(parts[1], Stream{}, k.start, k.end)
		}
	}
	for at := 0; ; {
		i := strings.Index(t[at:], "e ")
		if i < 0 {
			return
		}
		at += i
		if at == 0 || strings.IndexByte(";\n{0123456789$", t[at-1]) >= 0 || t[0] == '/' && t[at-1] == '/' {
			cmd, _, _ := strings.Cut(t[at+2:], "\n")
			if !p.spend(len(cmd)) {
				return
			}
			p.nested(cmd, Stream{}, k.start, k.end)
		}
		at += 2
	}
}

// archive packs files, and tar can run commands.
func (p *parser) archive(k *call) Stream {
	var f Flow
	out, without := "", false // the names of what zip leaves out go on up to the next option
	for i, a := range k.args {
		if without = k.name == "zip" && (a.text == "-x" || without && !strings.HasPrefix(a.text, "-")); without || i > 0 && leavesOut(k.args[i-1].text) {
			continue
		}
		if v, ok := strings.CutPrefix(a.text, "--checkpoint-action=exec="); ok {
			p.nested(v, Stream{}, k.start, k.end)
			p.report(Misuse, Watch, "it has tar run a command", k.start, k.end)
			continue
		}
		if strings.HasPrefix(a.text, "-") && strings.HasSuffix(a.text, "f") && len(a.text) < 8 || i == 0 && k.name == "tar" && strings.HasSuffix(a.text, "f") && len(a.text) < 7 {
			if i+1 < len(k.args) {
				out = k.args[i+1].text
			}
			continue
		}
		if a.text != out {
			f |= p.read(a).flow | flowOf(strings.TrimSuffix(strings.TrimSuffix(a.text, "/*"), "/"))
		}
	}
	first := ""
	if ps := k.paths(); len(ps) > 0 {
		first = ps[0].text
	}
	if out == "" && (k.name == "zip" || k.name == "7z") {
		if k.name == "7z" && len(k.paths()) > 1 {
			first = k.paths()[1].text
		}
		out = first
	}
	extracts := k.name == "tar" && (flag(k.args, 'x', "--extract") || flag(k.args, 't', "--list") || strings.HasPrefix(first, "x") || strings.HasPrefix(first, "t"))
	if extracts {
		return Stream{flow: k.in.flow}
	}
	if f&Secret != 0 && f&Mild == 0 {
		p.report(Theft, Watch, "it packs keys or credentials into an archive", k.start, k.end)
	}
	if out != "" && out != "-" && f != 0 {
		p.put(out, Stream{flow: f})
		if k.name == "zip" && !strings.Contains(out, ".zip") {
			p.put(out+".zip", Stream{flow: f})
		}
	}
	return Stream{flow: f | k.in.flow | Packed}
}

// credentialHunt looks at searches for keys.
func (p *parser) credentialHunt(k *call) Stream {
	ps := k.paths()
	wide := len(ps) > 0 && placeOf(ps[0].text)&rootOf != 0
	if n := after(k.args, "-name", "-iname"); n != nil && wide {
		base := strings.Trim(strings.ToLower(n.text), "*")
		for _, w := range [...]string{"id_rsa", "id_ed25519", "id_dsa", "id_ecdsa", "credentials", ".pem", ".kdbx", "wallet.dat", ".netrc", ".git-credentials", "shadow", "_history", ".p12"} {
			if base == w || base != "" && w != ".pem" && strings.Contains(base, w) {
				p.report(Theft, Watch, "it searches the machine for keys", k.start, k.end)
				return Stream{flow: Secret}
			}
		}
	}
	if k.has("-perm") && wide {
		if v := after(k.args, "-perm"); v != nil && strings.Contains(v.text, "4000") || v != nil && strings.Contains(v.text, "u=s") {
			p.report(Misuse, Watch, "it searches the machine for programs that run with more rights", k.start, k.end)
		}
	}
	return Stream{}
}

func (k *call) has(option string) bool { return has(k.args, option) }
