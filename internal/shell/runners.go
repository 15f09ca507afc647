package shell

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/manifest"
)

// Programs that run what they are given: on other machines, in containers, again
// and again, for each line that comes in.

// textOf returns the text that a program is given to run in a shell; nil when
// there is none. What else the program does is judged as before.
func (p *parser) textOf(k *call) *word {
	switch k.name {
	case "flock", "vagrant", "npx", "npm", "pnpx", "bunx":
		return after(k.args, "-c", "--command", "--call")
	case "nix-shell", "nix", "guix":
		return after(k.args, "--run", "--command", "-c")
	case "fly", "flyctl", "gcloud":
		return after(k.args, "-C", "--command")
	case "az":
		return after(k.args, "--scripts")
	case "ansible":
		return after(k.args, "-a", "--args")
	case "aws":
		if w := after(k.args, "--parameters"); w != nil && has(k.args, "ssm") {
			text := *w
			if _, list, ok := strings.Cut(w.text, "commands="); ok {
				text.text = strings.Trim(list, `[]'" `)
				return &text
			}
		}
	case "expect":
		if w := after(k.args, "-c"); w != nil {
			if _, spawned, ok := strings.Cut(w.text, "spawn "); ok {
				text := *w
				text.text = spawned
				return &text
			}
		}
	case "salt", "salt-call", "salt-ssh":
		if w := after(k.args, "cmd.run", "cmd.shell"); w != nil {
			return w
		}
	case "git":
		if has(k.args, "rebase") {
			return after(k.args, "-x", "--exec")
		}
		if w := after(k.args, "foreach"); w != nil && has(k.args, "submodule") {
			return w
		}
	}
	return nil
}

// repeats is what runs a command again and again or on several machines.
// ok is false for all else.
func (p *parser) repeats(k *call) (out Stream, ok bool) {
	switch k.name {
	case "watch":
		rest := skipOptions(k.args, "-n --interval")
		if len(rest) > 0 && has(k.args[:len(k.args)-len(rest)], "-x", "--exec") {
			return p.execute(&call{command: k.command, root: k.root}, rest), true
		}
		return p.runText(k, join(rest)), true
	case "entr":
		rest := skipOptions(k.args, "")
		if flag(k.args[:len(k.args)-len(rest)], 's', "") {
			return p.runText(k, join(rest)), true
		}
		return p.execute(&call{command: k.command, root: k.root}, rest), true
	case "pssh", "parallel-ssh", "pdsh", "clush", "dsh", "hyperfine":
		for _, w := range skipOptions(k.args, "-h -H -l -p -o -e -w -x -t -g -m -r -n --hosts --host --runs --warmup -N") {
			if strings.Contains(w.text, " ") {
				out = out.add(p.runText(k, w))
			}
		}
		return out, true
	case "parallel":
		return p.parallel(k), true
	case "make", "gmake":
		if f := after(k.args, "-f", "--file"); f != nil && (f.text == "-" || f.text == "/dev/stdin") && k.in.known {
			return p.linesOf(k, k.in.text, "\t"), true
		}
	}
	return Stream{}, false
}

// linesOf runs the lines of a text that begin with a mark.
func (p *parser) linesOf(k *call, text, mark string) (out Stream) {
	for line := range strings.Lines(text) {
		if cmd, ok := strings.CutPrefix(line, mark); ok && p.spend(len(line)) {
			out = out.add(p.nested(strings.TrimLeft(cmd, "@-"), Stream{}, k.start, k.end))
		}
	}
	return out
}

// maxInputs bounds the inputs that parallel is followed for.
const maxInputs = 16

// parallel runs a command for each input, or each input as a command.
func (p *parser) parallel(k *call) (out Stream) {
	rest := skipOptions(k.args, "-j -n -N -L -P -I -a --jobs --max-args -S --sshlogin --timeout --delay --retries --colsep")
	cut := len(rest)
	for i, w := range rest {
		if strings.HasPrefix(w.text, ":::") {
			cut = i
			break
		}
	}
	template := join(rest[:cut])
	var inputs []word
	for _, w := range rest[min(cut+1, len(rest)):] {
		if !strings.HasPrefix(w.text, ":::") && len(inputs) < maxInputs {
			inputs = append(inputs, w)
		}
	}
	if cut == len(rest) {
		in := word{text: unknown, flow: k.in.flow}
		if k.in.known {
			in.text = strings.TrimSpace(k.in.text)
		}
		inputs = []word{in}
	}
	for _, in := range inputs {
		if template.text == "" {
			out = out.add(p.runText(k, in))
			continue
		}
		w := template
		if w.flow |= in.flow; strings.Contains(w.text, "{}") {
			w.text = strings.ReplaceAll(w.text, "{}", in.text)
		} else if sh := strings.HasSuffix(w.text, " -c"); sh {
			w.text += " " + quoted(in.text)
		} else {
			w.text += " " + in.text
		}
		if p.spend(len(w.text)) {
			out = out.add(p.nested(w.text, Stream{}, k.start, k.end))
		}
	}
	return out
}

// quoted is a word as a shell reads it for one.
func quoted(s string) string { return "'" + strings.ReplaceAll(s, "'", `'\''`) + "'" }

// splitString returns what env splits into words itself, and the words behind it.
func splitString(args []word) (text word, ok bool) {
	for i, a := range args {
		rest := args[i+1:]
		v, long := strings.CutPrefix(a.text, "--split-string=")
		switch {
		case long:
			text = a
			text.text = v
		case a.text == "--split-string" || len(a.text) > 1 && len(a.text) < 6 && a.text[0] == '-' && a.text[1] != '-' && strings.HasSuffix(a.text, "S"):
			if len(rest) == 0 {
				return text, false
			}
			text, rest = rest[0], rest[1:]
		case strings.HasPrefix(a.text, "-S"):
			text = a
			text.text = strings.TrimPrefix(a.text[2:], "=")
		case a.text != "" && a.text[0] != '-':
			return text, false
		default:
			continue
		}
		for _, r := range rest {
			if len(text.text)+len(r.text) > maxWord {
				break
			}
			text.text += " " + quoted(r.text)
			text.flow |= r.flow
		}
		return text, true
	}
	return text, false
}

// inner runs the shell that stands among the arguments of a program that is
// known to nobody, or for other things: poetry run sh -c '...'.
func (p *parser) inner(k *call) (out Stream, ok bool) {
	for i, a := range k.args {
		if name := baseName(a.text); !shells()[name] || name == "cmd" || name == "fish" && i == 0 {
			continue
		}
		rest := k.args[i:]
		switch {
		case len(rest) > 1 && len(rest[1].text) > 1 && len(rest[1].text) < 7 && rest[1].text[0] == '-' && strings.HasSuffix(rest[1].text, "c"),
			len(rest) > 2 && rest[1].text == "--" && rest[2].text == "-c", // start-stop-daemon --exec sh -- -c ...
			len(rest) == 1 && k.fed && i > 0:
			if len(rest) > 2 && rest[1].text == "--" {
				rest = append([]word{rest[0]}, rest[2:]...)
			}
			return p.execute(&call{command: k.command, in: k.in, fed: k.fed, root: k.root}, rest), true
		}
	}
	return Stream{}, false
}

// applies judges the manifest that a command hands to a cluster or an engine.
func (p *parser) applies(k *call) {
	var texts []string
	switch {
	case k.name == "kubectl" || k.name == "oc":
		if !has(k.args, "apply", "create", "replace", "run", "patch", "debug") || has(k.args, "--dry-run=client", "--dry-run") {
			return
		}
		for _, o := range []*word{after(k.args, "--overrides"), after(k.args, "-p", "--patch")} {
			if o != nil {
				texts = append(texts, o.text)
			}
		}
	case has(k.args, "compose", "stack") || k.name == "docker-compose" || k.name == "podman" && has(k.args, "play", "kube"):
	default:
		return
	}
	if f := after(k.args, "-f", "--filename", "--file"); f != nil {
		s := p.read(*f)
		if f.text == "-" || f.text == "/dev/stdin" {
			s = k.in
		}
		if s.known {
			texts = append(texts, s.text)
		}
	}
	for _, t := range texts {
		p.manifest(k, t)
	}
}

// manifest judges a manifest.
func (p *parser) manifest(k *call, text string) {
	if !p.spend(4 * len(text)) {
		return
	}
	r := manifest.Judge(manifest.YAML(text))
	for _, a := range r.Acts {
		l := Watch
		if a.Level == manifest.Bad {
			l = Bad
		}
		p.report(Misuse, l, a.Why, k.start, k.end)
	}
	for _, words := range r.Commands {
		line := ""
		for _, w := range words {
			line += quoted(w) + " "
		}
		p.nested(line, Stream{}, k.start, k.end)
	}
}
