package shell

import (
	"strings"
	"unicode"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// call is a simple command with its wrappers taken off.
type call struct {
	*command
	name string // without folder, in lower case
	args []word
	in   Stream
	fed  bool // something is piped or redirected into it
	root bool // through sudo or the like
}

// run runs a command in the mind and returns what it writes to its output.
func (p *parser) run(c *command) Stream {
	in := p.input(c)
	if len(c.words) == 0 {
		if len(c.redirects) > 0 {
			return p.write(c, in)
		}
		return Stream{}
	}
	k := &call{command: c, in: in, fed: c.hasIn}
	return p.write(c, p.execute(k, c.words))
}

// input follows what is redirected into a command.
func (p *parser) input(c *command) Stream {
	in := c.in
	for _, r := range c.redirects {
		switch r.op {
		case "<<", "<<-", "<<<":
			in, c.hasIn = r.body, true
		case "<":
			in, c.hasIn = p.read(r.target), true
		case "<>", "<&":
			if strings.HasPrefix(r.target.text, "/dev/tcp/") || strings.HasPrefix(r.target.text, "/dev/udp/") {
				in, c.hasIn = Stream{flow: Net | Conn}, true
			} else if f, ok := p.files["&"+strings.TrimSuffix(r.target.text, "-")]; ok {
				in, c.hasIn = f, true
			}
		}
	}
	return in
}

// read returns what is in a file.
func (p *parser) read(w word) Stream {
	if strings.HasPrefix(w.text, "/dev/tcp/") || strings.HasPrefix(w.text, "/dev/udp/") {
		return Stream{flow: Net | Conn}
	}
	if f, ok := p.files[w.text]; ok {
		f.flow |= w.flow
		return f
	}
	s := Stream{flow: w.flow | flowOf(w.text)}
	if w.glob {
		s.flow |= flowOf(unglobbedPath(w.text))
	}
	return s
}

// execute takes wrappers off and judges what remains.
func (p *parser) execute(k *call, words []word) Stream {
	if p.depth >= maxDepth+2 {
		return Stream{}
	}
	p.depth++
	defer func() { p.depth-- }()
	for depth := 0; len(words) > 0 && depth < maxDepth && p.spend(8*len(words)); depth++ {
		words = p.named1(k, words)
		if len(words) == 0 {
			return Stream{}
		}
		k.args = words[1:]
		p.given(k)
		inner, out, done := p.unwrap(k)
		if done {
			return out
		}
		if inner == nil {
			return p.judge(k)
		}
		words = inner
	}
	return Stream{}
}

// named1 finds the name of a command and says so when it is hidden.
func (p *parser) named1(k *call, words []word) []word {
	w := words[0]
	if w.tricks&escapedCode != 0 && strings.ContainsAny(w.text, " \t") {
		var split []word
		for _, f := range strings.Fields(w.text) {
			v := w
			v.text = f
			split = append(split, v)
		}
		if len(split) == 0 {
			return nil
		}
		words = append(split, words[1:]...)
		w = words[0]
	}
	if k.name = baseName(w.text); p.heard != nil {
		p.heard(k.name)
	}
	switch {
	case w.glob:
		if n := unglobbed(w.text); n != "" {
			k.name = n
			p.disguised(k, "it names a command by a pattern", Bad)
		}
		return words
	case w.text == "":
		return words[1:]
	}
	words = p.odd(k, words)
	if !isName(k.name) {
		p.coded(k, w)
		return words
	}
	switch {
	case w.tricks&hidden != 0:
		p.disguised(k, "the name of a command is broken up so that it is not read", Bad)
	case w.tricks&substituted != 0 && !strings.Contains(p.raw(w), "which") && !strings.Contains(p.raw(w), "command -v"):
		p.disguised(k, "the name of a command is made by another command", Bad)
	case w.tricks&assembled != 0:
		p.disguised(k, "the name of a command is put together from pieces", Bad)
	case w.flow == 0 && strings.HasPrefix(p.raw(w), "$") && sharp()[k.name]:
		p.disguised(k, "the name of a command is hidden in a variable", Watch)
	}
	for _, a := range words[1:] {
		if a.tricks&fieldSeparator != 0 {
			p.disguised(k, "$IFS stands for the spaces in a command", Bad)
		}
	}
	return words
}

// sharp are commands that do damage or reach out.
var sharp = lazy.Words("rm curl wget nc ncat netcat socat dd mkfs shred chmod chown bash sh sudo kill scp ssh cat base64 python python3 perl git eval exec")

func (p *parser) disguised(k *call, why string, l Level) { p.report(Disguise, l, why, k.start, k.end) }

// raw is a word as it is written, when that is at hand.
func (p *parser) raw(w word) string {
	if w.start < 0 || w.end > len(p.src) || w.start >= w.end {
		return ""
	}
	return p.src[w.start:w.end]
}

// odd deals with characters that are not ASCII in a command.
func (p *parser) odd(k *call, words []word) []word {
	foreign, plain := false, false
	for _, r := range words[0].text {
		switch {
		case r < 0x80:
			plain = plain || letter(byte(r))
		case r >= 0xff21 && r <= 0xff3a, r >= 0xff41 && r <= 0xff5a, unicode.In(r, unicode.Cyrillic, unicode.Greek, unicode.Armenian, unicode.Cherokee, unicode.Coptic), r >= 0x1d400 && r <= 0x1d7ff:
			foreign = true
		}
	}
	if foreign && plain {
		p.disguised(k, "the name of a command mixes alphabets that look alike", Bad)
	}
	for i, w := range words {
		at := strings.IndexFunc(w.text, unseen)
		if at < 0 || at == 0 || !asciiBeside(w.text, at) {
			continue
		}
		p.disguised(k, "there are characters in a command that nobody sees", map[bool]Level{true: Bad, false: Watch}[i == 0])
		if i == 0 {
			fields := strings.FieldsFunc(w.text, unseen)
			if name := baseName(strings.Join(fields, "")); isName(name) {
				k.name = name
			} else if len(fields) > 1 {
				k.name = baseName(fields[0])
				rest := w
				rest.text = strings.Join(fields[1:], " ")
				words = append([]word{w, rest}, words[1:]...)
			}
		}
		break
	}
	return words
}

// unseen are characters without a picture. Spaces that shells do not know come
// with every second copy from a web page and are none.
func unseen(r rune) bool { return r == 0x85 || r == 0xad || r > 0x7f && unicode.Is(unicode.Cf, r) }

func asciiBeside(s string, at int) bool {
	rest := strings.TrimLeftFunc(s[at:], unseen)
	return s[at-1] < 0x80 && (rest == "" || rest[0] < 0x80)
}

// coded looks at names written in the codes of other languages (\x63\x61\x74),
// which some tools decode before they run them.
func (p *parser) coded(k *call, w word) {
	raw := p.raw(w)
	if strings.IndexByte(raw, '\\') < 0 || len(raw) > 256 {
		return
	}
	text, letters := unescape(strings.NewReplacer("'", "", `"`, "").Replace(raw))
	f := strings.Fields(text)
	if letters && len(f) > 0 && isName(baseName(f[0])) {
		k.name = baseName(f[0])
		p.disguised(k, "the name of a command is written in codes", Bad)
	}
}
