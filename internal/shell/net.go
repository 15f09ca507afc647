package shell

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// request is what the options of a fetcher say.
type request struct {
	urls   []word
	out    string // file
	toFile bool
	sent   Flow
}

// sentOptions send what follows them, fileOptions the file that is named,
// outOptions keep what comes, otherOptions have a value that means nothing here.
var (
	sentOptions = lazy.Words(`-d --data --data-binary --data-raw --data-urlencode --data-ascii -F --form --form-string --json --post-data --body-data -Body -body -H --header
		--cookie -b -A --user-agent --referer -e -u`)
	fileOptions  = lazy.Words(`-T --upload-file --post-file --body-file -InFile -infile`)
	outOptions   = lazy.Words(`-o --output --output-document -OutFile -outfile -outf`)
	otherOptions = lazy.Words(`-X --request -Method -method -m --max-time -x --proxy --connect-timeout --retry -w --write-out -K`)
)

// fetcher is curl, wget and their kind: data in, and data out.
func (p *parser) fetcher(k *call) Stream {
	var r request
	if d := after(k.args, "-d", "--data", "--data-raw", "--data-binary", "--json"); d != nil && strings.HasPrefix(strings.TrimSpace(d.text), "{") {
		p.manifest(k, d.text)
	}
	wget, curl := strings.HasPrefix(k.name, "wget"), k.name == "curl"
	for i := 0; i < len(k.args); i++ {
		a := k.args[i]
		t := a.text
		opt, val, eq := strings.Cut(t, "=")
		eq = eq && strings.HasPrefix(opt, "--")
		value := func() word {
			w := a
			w.text = val
			if !eq && i+1 < len(k.args) {
				i++
				w = k.args[i]
			} else if !eq {
				w = word{}
			}
			return w
		}
		short := len(t) > 1 && t[0] == '-' && t[1] != '-'
		if last := len(t) - 1; curl && short && last > 1 && strings.IndexByte("dFTHuoX", t[last]) >= 0 && strings.Trim(t[1:last], "sSkLfvg46Nq#") == "" {
			opt = "-" + t[last:] // the last of several in one word takes the value
		}
		switch {
		case isURL(t) || looksLikeURL(t) && t[0] != '-':
			r.urls = append(r.urls, a)
		case sentOptions()[opt]:
			r.sent |= p.body(value(), strings.ToLower(opt))
		case curl && short && len(t) > 2 && (t[1] == 'd' || t[1] == 'F'):
			a.text = t[2:]
			r.sent |= p.body(a, strings.ToLower(t[:2]))
		case fileOptions()[opt]:
			w := value()
			if r.sent |= p.read(w).flow | fromFile; w.text == "-" || w.text == "." {
				r.sent |= k.in.flow
			}
		case outOptions()[opt], wget && opt == "-O", short && len(t) < 8 && (curl && strings.HasSuffix(t, "o") || wget && strings.HasSuffix(t, "O")):
			r.out, r.toFile = value().text, true
		case wget && glued(k.name, t) != "":
			r.out, r.toFile = glued(k.name, t), true
		case otherOptions()[opt]:
			value()
		case curl && (opt == "--remote-name" || short && len(t) < 6 && strings.Contains(t, "O")):
			r.toFile = true
		}
	}
	return p.fetched(k, r.urls, r.out, r.toFile, r.sent)
}

// fetched says what a request sends, and what it leaves behind.
func (p *parser) fetched(k *call, urls []word, out string, toFile bool, sent Flow) Stream {
	f, away := Net, len(urls) == 0
	for _, u := range urls {
		if len(u.text) > 7 && strings.EqualFold(u.text[:7], "file://") {
			u.text = u.text[7:]
			p.shows(&call{command: k.command, name: "cat", args: []word{u}})
			return p.read(u)
		}
		if !nearby(u.text) {
			away = true
		}
		if u.flow&Secret != 0 && u.flow&Mild == 0 || u.flow&Environ != 0 || u.flow&Secret != 0 && strings.Contains(u.text, unknown) && u.flow&Mild == 0 {
			sent |= u.flow
		}
		if trusted(u.text) {
			f |= Trusted
		}
		if bareAddress(u.text) {
			f |= Nameless
		}
	}
	if len(urls) > 1 {
		f &^= Trusted
	}
	if away {
		p.sent(k, sent)
	}
	if sent&(fromFile|inherit) != 0 && len(urls) > 0 && bareAddress(urls[0].text) {
		p.report(Theft, Watch, "it sends a file to an address without a name", k.start, k.end)
	}
	if (k.name == "wget" || k.name == "wget2") && !toFile && len(urls) > 0 {
		u := strings.TrimRight(urls[0].text, "/")
		out, toFile = u[strings.LastIndexByte(u, '/')+1:], true
	}
	if !toFile || out == "-" || out == "/dev/stdout" {
		return Stream{flow: f}
	}
	if out == "" && len(urls) > 0 {
		out = urls[0].text[strings.LastIndexByte(urls[0].text, '/')+1:]
	}
	out, _, _ = strings.Cut(out, "?")
	p.wrote(k, out, Stream{flow: f}, false)
	p.put(out, Stream{flow: f})
	p.put("./"+out, Stream{flow: f})
	return Stream{}
}

// body returns where what an option sends comes from.
func (p *parser) body(w word, option string) Flow {
	f := w.flow
	if f&Mild != 0 && f&Environ == 0 {
		f &^= Secret | Mild // a token in a header is what tokens are for
		if w.flow&^(Secret|Mild) == 0 && !strings.Contains(w.text, unknown) {
			f = w.flow
		}
	}
	t := w.text
	if option == "-f" || option == "--form" || option == "--data-urlencode" || option == "-d" {
		if i := strings.IndexByte(t, '@'); i > 0 && (t[i-1] == '=' || option == "--data-urlencode") {
			t = t[i:]
		} else if i := strings.Index(t, "=<"); i > 0 {
			t = "@" + t[i+2:]
		}
	}
	if strings.HasPrefix(t, "@") {
		t, _, _ = strings.Cut(t[1:], ";")
		if t == "-" {
			return f | inherit
		}
		w.text = t
		f |= p.read(w).flow | fromFile
	}
	return f
}

// bareAddress reports whether a URL leads to a public address instead of a
// name.
func bareAddress(u string) bool {
	h := hostOf(u)
	return h != "" && strings.Trim(h, "0123456789.") == "" && strings.Count(h, ".") == 3 && !strings.HasPrefix(h, "10.") && !strings.HasPrefix(h, "192.168.") && !strings.HasPrefix(h, "127.") && !strings.HasPrefix(h, "172.") && !strings.HasPrefix(h, "169.254.")
}

// glued returns the file of wget's -O where it stands in one word (-qO-).
func glued(name, t string) string {
	if !strings.HasPrefix(name, "wget") || len(t) < 3 || t[0] != '-' || t[1] == '-' {
		return ""
	}
	i := strings.IndexByte(t, 'O')
	if i < 1 || i > 4 {
		return ""
	}
	return t[i+1:]
}

// inherit says that standard input is sent, fromFile that a file is.
const inherit, fromFile Flow = 1 << 15, 1 << 14

// sent reports data that leaves the machine.
func (p *parser) sent(k *call, f Flow) {
	if f&inherit != 0 {
		f |= k.in.flow
	}
	switch {
	case p.local:
	case f&Secret != 0 && f&Mild == 0:
		p.report(Theft, Worst, "it sends keys or credentials to another machine", k.start, k.end)
	case f&Environ != 0:
		p.report(Theft, Worst, "it sends the environment, and the secrets in it, to another machine", k.start, k.end)
	case f&Secret != 0:
		p.report(Theft, Worst, "it sends a file that holds secrets or accounts to another machine", k.start, k.end)
		p.mark(Act{Mild: true})
	}
}

func isURL(s string) bool {
	i := strings.Index(s, "://")
	return i > 1 && i < 10
}

// looksLikeURL reports whether a word is an address without a scheme.
func looksLikeURL(s string) bool {
	host, _, _ := strings.Cut(s, "/")
	return strings.Contains(host, ".") && len(host) > 3 || strings.HasPrefix(s, "localhost")
}

// hostOf returns the host of an address.
func hostOf(u string) string {
	if i := strings.Index(u, "://"); i >= 0 {
		u = u[i+3:]
	}
	if i := strings.IndexAny(u, "/?#"); i >= 0 {
		u = u[:i]
	}
	u = u[strings.LastIndexByte(u, '@')+1:]
	if i := strings.LastIndexByte(u, ':'); i > 0 && !strings.HasSuffix(u, "]") {
		u = u[:i]
	}
	return strings.ToLower(u)
}

// nearby reports whether an address is this machine.
func nearby(u string) bool {
	switch h := hostOf(u); h {
	case "localhost", "127.0.0.1", "::1", "[::1]", "0.0.0.0", "host.docker.internal":
		return true
	}
	return false
}

// installers are addresses from which everybody installs by running what comes.
var installers = strings.Fields(`sh.rustup.rs get.docker.com raw.githubusercontent.com/homebrew/ raw.githubusercontent.com/nvm-sh/ astral.sh/ install.python-poetry.org
	deb.nodesource.com/ rpm.nodesource.com/ get.helm.sh/ raw.githubusercontent.com/helm/ bun.sh/ deno.land/ get.pnpm.io/ starship.rs/ get.sdkman.io
	install.determinate.systems/ nixos.org/nix/ raw.githubusercontent.com/ohmyzsh/ get.k3s.io ollama.com/install.sh bootstrap.pypa.io/ cli.github.com/
	download.docker.com/ dl.k8s.io/ packages.cloud.google.com/ apt.llvm.org/ dl.google.com/ github.com/ packages.microsoft.com/ tailscale.com/install.sh
	get.scoop.sh community.chocolatey.org/install.ps1 chocolatey.org/install.ps1 dot.net/ getcomposer.org/ sdk.cloud.google.com fly.io/install.sh install.duckdb.org foundry.paradigm.xyz
	get.jetify.com/ raw.githubusercontent.com/anchore/ opencode.ai/install cursor.com/install oh-my-posh.dev/install.ps1 ohmyposh.dev/install.ps1 aka.ms/ get.rvm.io
	claude.ai/install.sh fnm.vercel.app/install mise.run get.volta.sh sh.expo.dev get.scala-lang.org get-ghcup.haskell.org pyenv.run go.dev/dl/ awscli.amazonaws.com/`)

// trusted reports whether an address is one of them, over TLS.
func trusted(u string) bool {
	u, ok := strings.CutPrefix(strings.ToLower(u), "https://")
	if !ok {
		return false
	}
	for _, t := range installers {
		if strings.HasPrefix(u, t) && (strings.HasSuffix(t, "/") || len(u) == len(t) || u[len(t)] == '/') {
			return true
		}
	}
	return false
}

// sender is the other commands that carry files away.
func (p *parser) sender(k *call) Stream {
	var f Flow
	remote := false
	for i, a := range k.args {
		if a.text == "" || a.text[0] == '-' || i > 0 && (usesKey(k, k.args[i-1].text) || leavesOut(k.args[i-1].text)) {
			continue
		}
		f |= p.read(a).flow
		remote = remote || strings.Contains(a.text, "@") || strings.Contains(a.text, ":") && !strings.HasPrefix(a.text, "/")
	}
	switch k.name {
	case "scp", "rsync":
		if paths := k.paths(); k.name == "rsync" && len(paths) > 1 && has(k.args, "--delete", "--delete-after", "--delete-before") && placeOf(strings.TrimSuffix(paths[len(paths)-1].text, "/"))&rootOf != 0 {
			p.report(Destruction, Worst, "it deletes everything below a root, home or system folder", k.start, k.end)
		}
		if !remote {
			return p.writer(k)
		}
		if n := len(k.paths()); n > 0 && !strings.Contains(k.paths()[n-1].text, ":") { // fetched from there
			return Stream{}
		}
	case "aws":
		if has(k.args, "rb", "rm", "delete-bucket") && has(k.args, "--force", "--recursive") {
			p.report(Destruction, Watch, "it deletes what is stored in a cloud", k.start, k.end)
		}
		if has(k.args, "iam") && has(k.args, "create-access-key", "attach-user-policy", "attach-role-policy", "put-user-policy", "create-login-profile", "create-user", "add-user-to-group") {
			p.report(Misuse, Watch, "it makes access to a cloud, or widens it", k.start, k.end)
		}
		if !has(k.args, "s3", "s3api") {
			return Stream{flow: map[bool]Flow{true: Secret}[has(k.args, "get-secret-value", "get-session-token", "get-login-password")]}
		}
	case "gcloud", "az", "gh":
		if has(k.args, "print-access-token", "get-access-token", "token") {
			return Stream{flow: Secret}
		}
		if has(k.args, "delete") && has(k.args, "repo", "projects", "project", "group", "resource-group") {
			p.report(Destruction, Watch, "it deletes a repository or a project", k.start, k.end)
		}
		if k.name == "gh" && !has(k.args, "gist", "issue", "release", "pr") {
			return Stream{}
		}
	case "logger":
		return Stream{}
	}
	p.sent(k, f|k.in.flow)
	return Stream{}
}

// usesKey reports whether the word behind an option of a copying program says how it
// connects, and with which key.
func usesKey(k *call, option string) bool {
	switch k.name {
	case "scp", "sftp":
		return option == "-i" || option == "-o" || option == "-F" || option == "-J" || option == "-P"
	case "rsync":
		return option == "-e" || option == "--rsh" || len(option) > 1 && option[1] != '-' && option[0] == '-' && strings.HasSuffix(option, "e")
	}
	return false
}

// leavesOut reports whether the word behind an option names what a program does not take along.
func leavesOut(option string) bool {
	switch option {
	case "--exclude", "--exclude-dir", "--exclude-path", "--exclude-pattern", "--exclude-file", "--ignore", "--ignore-file", "--skip":
		return true
	}
	return false
}

// resolver is the commands that send names over the network.
func (p *parser) resolver(k *call) Stream {
	var f Flow
	for _, a := range k.args {
		if strings.Contains(a.text, ".") || k.name == "ping" && has(k.args, "-p") {
			f |= a.flow
			if a.tricks&substituted == 0 && a.flow == 0 && strings.Contains(a.text, unknown) && k.c2(a) {
				f |= Secret | Mild
			}
		}
	}
	if f&(Secret|Environ) != 0 {
		p.sent(k, f)
	}
	return Stream{flow: Net & k.in.flow}
}

// c2 reports whether an unknown value stands in front of a host name, in a
// query for a name that somebody made to carry it.
func (k *call) c2(a word) bool {
	i := strings.Index(a.text, unknown)
	return i == 0 && len(a.text) > 4 && a.text[1] == '.' && strings.Count(a.text, ".") >= 2 && k.name != "ping"
}
