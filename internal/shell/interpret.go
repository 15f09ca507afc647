package shell

import "strings"

// runText runs a text that a command was given to run.
func (p *parser) runText(k *call, w word) Stream {
	p.runs(k, w.flow)
	if w.text == unknown || w.text == "" {
		return Stream{flow: w.flow}
	}
	return p.nested(w.text, k.in, k.start, k.end)
}

// runs says what it means to run something that came from elsewhere.
func (p *parser) runs(k *call, f Flow) {
	switch {
	case f&Conn != 0:
		p.report(ReverseShell, Worst, "it runs what comes in over a connection", k.start, k.end)
	case f&Net != 0 && f&Trusted != 0:
		p.report(DownloadRun, Watch, "it runs an installer straight from the network", k.start, k.end)
	case f&Net != 0:
		p.report(DownloadRun, Worst, "it runs what it has just fetched from the network", k.start, k.end)
		p.mark(Act{Nameless: f&Nameless != 0})
	case f&Coded != 0:
		p.report(Disguise, Bad, "it decodes something and runs it", k.start, k.end)
		p.mark(Act{Encoded: f&Opaque != 0})
	}
}

// runFile runs a file that is named.
func (p *parser) runFile(k *call, w word) Stream {
	s := p.read(w)
	if w.text == "/dev/stdin" || w.text == "/proc/self/fd/0" {
		s = k.in
	}
	if s.flow&Secret != 0 {
		s.flow &^= Secret | Mild
	}
	p.runs(k, s.flow|w.flow)
	if s.known && s.text != "" {
		return p.nested(s.text, k.in, k.start, k.end)
	}
	return Stream{}
}

// shell runs a shell: a text after -c, a file, or its standard input.
func (p *parser) shell(k *call) Stream {
	if c := after(k.args, "-c", "-C", "--command"); c != nil && k.name != "pwsh" && k.name != "powershell" {
		return p.runText(k, *c)
	}
	if k.name == "pwsh" || k.name == "powershell" {
		return p.powershell(k)
	}
	for _, a := range k.args {
		if a.text == "-s" || a.text == "-" || a.text == "--" {
			break
		}
		if a.text != "" && a.text[0] != '-' && a.text[0] != '+' {
			if a.text == "/dev/stdin" {
				break
			}
			return p.runFile(k, a)
		}
	}
	if !k.fed {
		return Stream{}
	}
	p.runs(k, k.in.flow)
	if k.in.known {
		return p.nested(k.in.text, Stream{}, k.start, k.end)
	}
	return Stream{flow: Answers}
}

// interpreter runs a program of another language.
func (p *parser) interpreter(k *call) Stream {
	options := []string{"-c", "-e", "-E", "-r", "--eval", "-p", "--print", "--run"}
	if strings.HasPrefix(k.name, "python") || strings.HasPrefix(k.name, "pypy") {
		options = options[:1]
		if has(k.args, "-m") {
			return p.pythonModule(k)
		}
	}
	if k.name == "perl" || k.name == "ruby" {
		options = []string{"-e", "-E", "-ne", "-pe", "-lne", "-nle"}
	}
	if k.name == "deno" {
		options = append(options, "eval")
	}
	if c := after(k.args, options...); c != nil {
		p.runs(k, c.flow&^Coded|c.flow&Coded)
		p.codeIn(k, c.text)
		if k.in.flow&Secret != 0 && netCall(strings.ToLower(c.text)) {
			p.sent(k, k.in.flow)
		}
		return Stream{flow: k.in.flow | codeFlow(c.text)}
	}
	for _, a := range k.args {
		if a.text == "-" {
			break
		}
		if a.text != "" && a.text[0] != '-' {
			if k.name == "php" && strings.HasPrefix(a.text, "artisan") || k.name == "deno" || k.name == "bun" || k.name == "swift" {
				return p.remoteModule(k)
			}
			s := p.read(a)
			p.runs(k, (s.flow|a.flow)&^(Secret|Mild))
			if s.known {
				p.codeIn(k, s.text)
			}
			return Stream{}
		}
	}
	if !k.fed {
		return Stream{}
	}
	p.runs(k, k.in.flow)
	if k.in.known {
		p.codeIn(k, "\n"+k.in.text)
		return Stream{flow: codeFlow(k.in.text)}
	}
	return Stream{}
}

// pythonModule knows the modules that matter.
func (p *parser) pythonModule(k *call) Stream {
	m := after(k.args, "-m")
	if m == nil {
		return Stream{}
	}
	switch m.text {
	case "base64":
		return Stream{flow: k.in.flow | Coded}
	case "pip", "pip3":
		p.packages(k)
	}
	return Stream{flow: k.in.flow}
}

// remoteModule looks at runtimes that take a program's address.
func (p *parser) remoteModule(k *call) Stream {
	for _, a := range k.args {
		if strings.HasPrefix(a.text, "http://") || strings.HasPrefix(a.text, "https://") {
			f := Net
			if trusted(a.text) {
				f |= Trusted
			}
			p.runs(k, f)
			break
		}
	}
	return Stream{}
}

// codeIn judges a program of another language, and the commands in it.
func (p *parser) codeIn(k *call, text string) {
	if !p.spend(len(text)) || p.depth >= maxDepth {
		return
	}
	for _, a := range codeActs(text) {
		p.report(a.Kind, a.Level, a.Why, k.start, k.end)
	}
	p.depth++
	for _, c := range codeCommands(text) {
		p.nested(c, Stream{}, k.start, k.end)
	}
	p.depth--
}

// call looks at name(...) in a command: a function of another language.
func (p *parser) call(c *command) {
	end := min(len(p.src), p.i+2048)
	text := p.src[c.start:end]
	if !p.spend(8 * len(text)) {
		return
	}
	k := &call{command: c}
	c.end = min(end, lineEnd(p.src, p.i))
	if first := baseName(c.words[0].text); first == "powershell" || first == "pwsh" {
		p.windowsText(p.src[c.start:c.end], k)
		return
	}
	name := baseName(c.words[len(c.words)-1].text)
	if callRuns(name, p.src[p.i:end]) {
		p.report(Misuse, Watch, "it calls a function of a programming language that runs commands", c.start, c.end)
	}
	p.codeIn(k, text)
}
