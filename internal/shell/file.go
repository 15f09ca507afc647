package shell

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Files of a project make the machine of whoever opens, builds or tests it run
// commands: lines of a script, values of settings, strings in lists and markup.
// They are told apart by where they stand, not by the format: there are too many
// formats, and they all write commands as shells do.

// Found is an act, and the text that Start and End of it stand in.
type Found struct {
	Act
	Text string
}

// Bounds of what is read of a file.
const (
	minQuoted, maxQuoted = 8, 4096 // bytes of a string that can be a command
	maxCommands          = 256     // strings of one file
	maxTricky            = 8 << 10 // bytes of a file in which a broken up name is no accident
)

// File returns what a script, a build file or a file of settings makes a machine do.
func File(text string) []Found {
	c := commands{left: maxCommands, lines: len(text) <= maxTricky}
	text = withSecrets(text)
	if strings.Contains(text, "$$") { // as makefiles write it
		text = strings.ReplaceAll(text, "$$", "$")
	}
	lines, values := commandLines(text)
	c.judge(lines)
	c.lines = false
	c.judge(values)
	c.marked(text)
	c.quoted(text)
	if strings.Contains(text, "</") || strings.Contains(text, "/>") {
		c.markup(text)
	}
	return c.found
}

// commands judges pieces of a text.
type commands struct {
	found  []Found
	left   int
	lines  bool // they are lines of commands: a name that is broken up means something there
	inCode bool // in other languages $1 is no argument of a script, and not empty
}

func (c *commands) judge(text string) {
	if c.left--; c.left < 0 || len(text) < minQuoted || Calm(text) {
		return
	}
	if c.inCode && strings.IndexByte(text, '$') >= 0 {
		text = matches().Replace(text)
	}
	for _, a := range Judge(text) {
		if a.Kind != Disguise || a.Encoded || c.lines {
			c.found = append(c.found, Found{a, text})
		}
	}
}

var matches = lazy.Value(func() *strings.Replacer { return strings.NewReplacer("$1", "$m", "$2", "$m", "$@", "$m", "$*", "$m") })

// withSecrets gives all secrets of a repository, as workflows write them, the form
// of the environment that they become.
func withSecrets(text string) string {
	if !strings.Contains(text, "${{") {
		return text
	}
	var head, b strings.Builder
	for line := range strings.Lines(text) {
		i := strings.Index(line, "${{")
		j := strings.Index(line[max(i, 0):], "}}")
		if i < 0 || j < 0 || !strings.EqualFold(strings.ReplaceAll(line[i+3:i+j], " ", ""), "tojson(secrets)") {
			b.WriteString(line)
			continue
		}
		before := strings.TrimRight(line[:i], " \"'")
		if name := strings.TrimSpace(strings.TrimSuffix(before, ":")); strings.HasSuffix(before, ":") && nameEnd(name, 0) == len(name) {
			head.WriteString(name + "=$(env)\n")
			continue
		}
		b.WriteString(strings.ReplaceAll(line[:i], "'", `"`) + "$(env)" + strings.ReplaceAll(line[i+j+2:], "'", `"`))
	}
	return head.String() + b.String()
}

// commandLines are the lines of a script, a makefile or a CI file without what
// stands before the commands in them, and what settings in lines have as values.
func commandLines(text string) (lines, values string) {
	var b, v strings.Builder
	for line := range strings.Lines(text) {
		rest := strings.TrimLeft(line, " \t-@>|")
		if key, value, ok := strings.Cut(rest, ": "); ok && len(key) < 40 && !strings.ContainsAny(key, " $\"'`(") {
			rest = strings.TrimLeft(value, " |>\"'")
		}
		if key, mark, ok := strings.Cut(rest, "<<"); ok && strings.HasSuffix(strings.TrimRight(key, " "), "=") && len(strings.TrimSpace(mark)) < 24 {
			continue // a text over several lines begins, and is one of commands
		}
		rest = instruction(rest)
		b.WriteString(rest)
		if value := setting(rest); value != "" {
			v.WriteString(value)
		}
	}
	return b.String(), v.String()
}

// instruction takes off the word of a Dockerfile that has the rest run.
func instruction(line string) string {
	word, rest, _ := strings.Cut(line, " ")
	switch word {
	case "ONBUILD":
		return instruction(rest)
	case "RUN", "CMD", "ENTRYPOINT", "HEALTHCHECK":
	default:
		return line
	}
	for rest = strings.TrimLeft(rest, " \t"); strings.HasPrefix(rest, "--") || strings.HasPrefix(rest, "CMD "); rest = strings.TrimLeft(rest, " \t") {
		_, rest, _ = strings.Cut(rest, " ")
	}
	return rest
}

// setting returns the command that a line gives to something else: the value of a
// key, or what stands behind the mark that has it run.
func setting(line string) string {
	if line == "" || line[0] == '#' || line[0] == ';' {
		return ""
	}
	if rest, ok := strings.CutPrefix(line, "//go:generate "); ok {
		return rest
	}
	if i := strings.IndexByte(line, '!'); i >= 0 && i+1 < len(line) && letter(line[i+1]) && (i == 0 || line[i-1] == ' ' || line[i-1] == ':') {
		return line[i+1:]
	}
	key, value, ok := strings.Cut(line, "=")
	if key = strings.TrimRight(key, " \t:"); !ok || key == "" || strings.ContainsAny(key, " $\"'`(") {
		if word, rest, ok := strings.Cut(line, " "); ok && (word == "shell" || word == "run-shell") {
			return rest
		}
		return ""
	}
	value = strings.TrimLeft(value, " \t!-@+:")
	if rest, ok := strings.CutPrefix(value, "ext::"); ok {
		return rest
	}
	if end := strings.TrimRight(value, " \t\r\n,;"); len(end) > 1 && (end[0] == '"' || end[0] == '\'') && end[len(end)-1] == end[0] {
		return ""
	}
	return value
}

// runMarks stand before a command in brackets.
var runMarks = [...]string{"$(shell ", "<!(", "<!@(", "%x(", "!system("}

// marked judges what stands in such brackets.
func (c *commands) marked(text string) {
	for _, mark := range runMarks {
		for at := 0; c.left > 0; {
			i := strings.Index(text[at:], mark)
			if i < 0 {
				break
			}
			at += i + len(mark)
			end, depth := at, 1
			for ; end < len(text) && end-at < maxQuoted; end++ {
				if text[end] == '(' {
					depth++
				} else if text[end] == ')' {
					if depth--; depth == 0 {
						break
					}
				}
			}
			c.judge(text[at:end])
			at = end
		}
	}
}

// quoted judges the strings of a text, and those of a list as the words of one
// command.
func (c *commands) quoted(text string) {
	var list []string
	end := 0
	for s := range literals(text) {
		if between := strings.TrimSpace(text[end:s.start]); between != "," || len(list) >= 32 {
			c.list(list)
			list = list[:0]
		}
		list, end = append(list, s.text), s.end
		if len(s.text) >= minQuoted && len(s.text) <= maxQuoted && strings.IndexByte(s.text, ' ') > 0 {
			c.judge(strings.TrimLeft(s.text, "!-@+ "))
		}
	}
	c.list(list)
}

// list judges the words of one command.
func (c *commands) list(words []string) {
	if len(words) > 1 {
		c.judge(joinWords(words))
	}
}

// joinWords joins words so that a shell reads each as one.
func joinWords(words []string) string {
	var b strings.Builder
	for i, w := range words {
		if i > 0 {
			b.WriteByte(' ')
		}
		if strings.ContainsAny(w, " \t\n;|&$<>()'\"`*{}[]#\\") {
			w = "'" + strings.ReplaceAll(w, "'", `'\''`) + "'"
		}
		b.WriteString(w)
	}
	return b.String()
}

var unmarked = lazy.Value(func() *strings.Replacer {
	return strings.NewReplacer("&amp;", "&", "&gt;", ">", "&lt;", "<", "&quot;", `"`, "&apos;", "'", "&#10;", "\n", "&#39;", "'", "&#34;", `"`)
})

// markup judges the texts between tags, and strings in them with their entities
// resolved.
func (c *commands) markup(text string) {
	var words []string
	for piece := range strings.SplitSeq(text, "<") {
		tag, body, ok := strings.Cut(piece, ">")
		if !ok || c.left <= 0 {
			continue
		}
		if strings.Contains(tag, "&") {
			for s := range literals(tag) {
				c.judge(unmarked().Replace(s.text))
			}
		}
		if body = strings.TrimSpace(body); body == "" {
			continue
		}
		body = unmarked().Replace(body)
		c.judge(body)
		if words = append(words, body); len(words) >= 32 {
			words = words[1:]
		}
	}
	c.list(words)
}

// Written returns what a command puts into files in so many words: the text behind
// the line that announces it, or the strings in quotes.
func Written(command string) string {
	if i := strings.Index(command, "<<"); i >= 0 {
		if n := strings.IndexByte(command[i:], '\n'); n >= 0 {
			return command[i+n+1:]
		}
	}
	var b strings.Builder
	for s := range literals(command) {
		b.WriteString(s.text)
		b.WriteByte('\n')
	}
	return b.String()
}

// Directives returns what the commands do that go generate runs.
func Directives(text string) []Found {
	c := commands{left: maxCommands}
	for c.left > 0 {
		_, rest, ok := strings.Cut(text, "//go:generate ")
		if !ok {
			break
		}
		var line string
		line, text, _ = strings.Cut(rest, "\n")
		c.judge(line)
	}
	return c.found
}

// commandKeys are what settings call a command.
var commandKeys = lazy.Words(`command commands cmd cmds run script scripts exec entrypoint args shell before_script after_script runcmd bootcmd raw
	ansible.builtin.shell ansible.builtin.command ansible.builtin.raw shell_command startup_script poststart prestop prestart program execstart hook hooks tasks`)

// Settings returns what the commands among settings in lines (YAML, TOML) do: values
// under a key that says so, and all below it.
func Settings(text string) []Found {
	c := commands{left: maxCommands}
	if strings.IndexByte(text, ':') < 0 && strings.IndexByte(text, '=') < 0 {
		return nil
	}
	var b strings.Builder
	below := -1 // the indentation of the key that holds
	for line := range strings.Lines(text) {
		rest := strings.TrimLeft(line, " \t")
		in := len(line) - len(rest)
		for strings.HasPrefix(rest, "- ") {
			rest = strings.TrimLeft(rest[2:], " ")
		}
		if rest == "" || rest[0] == '#' || rest[0] == '\n' || rest[0] == '\r' {
			continue
		}
		if below >= 0 && (in > below || in == below && strings.HasPrefix(strings.TrimLeft(line, " \t"), "- ")) {
			b.WriteString(rest)
			continue
		}
		below = -1
		i := strings.IndexAny(rest, ":=")
		if i <= 0 || !commandKeys()[strings.ToLower(strings.Trim(rest[:i], " \t\"'"))] {
			continue
		}
		below = in
		b.WriteString(strings.TrimLeft(rest[i+1:], " |>+-") + "\n")
	}
	if b.Len() == 0 {
		return nil
	}
	held := b.String()
	lines, _ := commandLines(held)
	c.judge(lines)
	c.quoted(held)
	return c.found
}
