package shell

import "strings"

// Flow is where data comes from.
type Flow uint16

const (
	Net      Flow = 1 << iota // fetched
	Trusted                   // with Net: from an installer that everybody knows
	Conn                      // from a connection that somebody holds at the other end
	Coded                     // decoded
	Secret                    // credentials
	Mild                      // with Secret: only worth something in bulk or elsewhere (.env, history)
	Environ                   // the environment
	Answers                   // what a shell answers to its standard input
	Packed                    // an archive
	Opaque                    // with Coded: what was decoded stands in the script
	Nameless                  // with Net: from a public address without a name
)

// Stream is what flows through a pipe or a substitution.
type Stream struct {
	text  string // when known
	known bool
	flow  Flow
}

// value is what a variable or a file holds.
type value = Stream

// tricks are ways of writing a word that hide it from readers.
type tricks uint16

const (
	splitQuotes tricks = 1 << iota
	escapedLetter
	escapedCode
	fieldSeparator
	emptyParameter
	braces
	globbed
	substituted
	assembled
	lookAlike
)

// hidden are those that nobody uses in the name of a command but to hide it.
const hidden = splitQuotes | escapedLetter | escapedCode | fieldSeparator | emptyParameter | braces | globbed | lookAlike

// eval is the state of a script as it is read.
type eval struct {
	acts  []Act
	work  int // bytes that may still be read or made
	depth int
	vars  map[string]value
	files map[string]value // what this script put into files
	heard func(string)     // is told the name of every command, when not nil
	local bool             // what runs here runs on another machine that the user chose
}

func newEval(text string) *eval {
	return &eval{work: workPerByte*len(text) + workAtLeast, vars: map[string]value{}, files: map[string]value{}}
}

// spend takes n bytes off the budget and reports whether they were there.
func (e *eval) spend(n int) bool {
	e.work -= n
	return e.work >= 0
}

// report records an act.
func (p *parser) report(k Kind, l Level, why string, start, end int) {
	if p.fixed {
		start, end = p.start, p.end
	}
	if len(p.acts) < maxActs {
		p.acts = append(p.acts, Act{Kind: k, Level: l, Why: why, Start: start, End: end})
	}
}

// mark says more of the act that was reported last.
func (p *parser) mark(with Act) {
	if n := len(p.acts); n > 0 && n < maxActs {
		a := &p.acts[n-1]
		a.Nameless, a.Mild, a.Encoded = with.Nameless, with.Mild, with.Encoded
	}
}

// script reads a text of commands whose standard input is in.
func (e *eval) script(text string, in Stream) Stream {
	p := &parser{eval: e, src: text}
	return p.list("", in)
}

// nested reads a text that stands, perhaps encoded, in a command of p.
func (p *parser) nested(text string, in Stream, start, end int) Stream {
	if p.depth >= maxDepth || !p.spend(len(text)) || text == "" {
		return Stream{}
	}
	if p.fixed {
		start, end = p.start, p.end
	}
	p.depth++
	q := &parser{eval: p.eval, src: text, fixed: true, start: start, end: end}
	out := q.list("", in)
	p.depth--
	return out
}

// special are variables whose values are the same nearly everywhere, for the
// tricks that cut letters out of them.
var special = map[string]string{
	"HOME": "/home/user", "PWD": "/home/user", "OLDPWD": "/home/user", "PATH": "/usr/local/bin:/usr/bin:/bin", "SHELL": "/bin/bash", "USER": "user",
	"LOGNAME": "user", "IFS": " \t\n", "BASH": "/bin/bash", "0": "bash", "-": "himBHs", "_": "/bin/bash", "OSTYPE": "linux-gnu",
	"MACHTYPE": "x86_64-pc-linux-gnu", "HOSTTYPE": "x86_64", "TERM": "xterm-256color", "LANG": "en_US.UTF-8", "SHLVL": "1",
}

// unknown stands in a word for text that nobody can know.
const unknown = "\x00"

// variable returns the value of a variable as a whole.
func (e *eval) variable(name string) value {
	if v, ok := e.vars[name]; ok {
		return v
	}
	switch name {
	case "HOME":
		return value{text: "~", known: true}
	case "@", "*", "1", "2", "3", "4", "5", "6", "7", "8", "9":
		return value{known: true}
	}
	if v, ok := special[name]; ok && name != "PWD" && name != "OLDPWD" {
		return value{text: v, known: true}
	}
	v := value{text: unknown}
	if secretName(name) {
		v.flow = Secret | Mild
	}
	return v
}

// secretName reports whether a variable's name says that it holds a secret.
func secretName(name string) bool {
	for _, w := range [...]string{"SECRET", "TOKEN", "PASSWORD", "PASSWD", "API_KEY", "APIKEY", "PRIVATE_KEY", "ACCESS_KEY", "CREDENTIAL"} {
		if strings.Contains(name, w) {
			return true
		}
	}
	return false
}

// set gives a variable a value.
func (e *eval) set(name string, v value) {
	if len(e.vars) < 4096 {
		e.vars[name] = v
	}
}

// put gives a file a content.
func (e *eval) put(path string, v value) {
	if path != "" && len(e.files) < 1024 {
		e.files[path] = v
	}
}

// sink collects what several commands write.
type sink struct {
	text  strings.Builder
	some  bool
	lost  bool // some of it is not known
	flows Flow
}

// maxSink bounds what is kept of it.
const maxSink = 16 << 10

func (k *sink) add(s Stream) {
	k.flows |= s.flow
	if !s.known && s.flow == 0 && s.text == "" {
		return // wrote nothing, as far as anybody can tell
	}
	k.some = true
	if k.lost = k.lost || !s.known || k.text.Len()+len(s.text) > maxSink; !k.lost {
		k.text.WriteString(s.text)
	}
}

func (k *sink) stream() Stream {
	if k.lost || !k.some {
		return Stream{flow: k.flows}
	}
	return Stream{text: k.text.String(), known: true, flow: k.flows}
}

// add joins what follows in a stream.
func (s Stream) add(t Stream) Stream {
	s.flow |= t.flow
	switch {
	case t.text == "" && t.flow == 0:
	case s.known && t.known && len(s.text)+len(t.text) <= maxWord:
		s.text += t.text
	case s.text == "" && t.known:
		s.text, s.known = t.text, true
	default:
		s.text, s.known = "", false
	}
	return s
}
