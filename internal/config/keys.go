package config

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// key is one setting. set returns an error that says what the value may be.
type key struct {
	name string // with its section: "limits.grace"
	set  func(*Config, ast.Node) error
	read func(*decoder, ast.Node) error // in place of set
}

// keys is every setting the file may have.
var keys = []key{
	{name: "mode", set: func(c *Config, n ast.Node) error { return choose(n, &c.Policy.Mode, modes) }},
	{name: "on_error", read: func(d *decoder, n ast.Node) error {
		d.c.Policy.OnErrorBy = d.source(n)
		return choose(n, &d.c.Policy.OnError, onErrors)
	}},
	{name: "smac", set: setSMAC},
	{name: "first_sight", set: func(c *Config, n ast.Node) error { return choose(n, &c.FirstSight, firstSights) }},
	{name: "held_calls", set: func(c *Config, n ast.Node) error { return choose(n, &c.HeldCalls, heldCalls) }},
	{name: "limits.max_message_bytes", set: func(c *Config, n ast.Node) error {
		return number(n, &c.Limits.MaxMessageBytes, 1<<10, 16<<30)
	}},
	{name: "limits.inspect_timeout", set: func(c *Config, n ast.Node) error {
		return duration(n, &c.Limits.InspectTimeout, 10*time.Millisecond, 10*time.Minute)
	}},
	{name: "limits.ask_timeout", set: func(c *Config, n ast.Node) error {
		return duration(n, &c.Limits.AskTimeout, time.Second, time.Hour)
	}},
	{name: "limits.grace", set: func(c *Config, n ast.Node) error {
		return duration(n, &c.Limits.Grace, 10*time.Millisecond, 10*time.Minute)
	}},
	{name: "audit.path", set: func(c *Config, n ast.Node) error { return file(n, &c.Audit.Path) }},
	{name: "audit.max_file_bytes", set: func(c *Config, n ast.Node) error {
		return number(n, &c.Audit.MaxFileBytes, 64<<10, 1<<40)
	}},
	{name: "launch.allow", set: func(c *Config, n ast.Node) error { return names(n, &c.LaunchAllow) }},
	{name: "sandbox", set: func(c *Config, n ast.Node) error { return choose(n, &c.Sandbox, sandboxes) }},
	{name: "log", set: func(c *Config, n ast.Node) error { return choose(n, &c.Log, levels) }},
	{name: "opinions.provider", set: func(c *Config, n ast.Node) error { return choose(n, &c.Opinions.Provider, providers) }},
	{name: "opinions.model", set: func(c *Config, n ast.Node) error { return textInto(&c.Opinions.Model)(n) }},
	{name: "opinions.endpoint", set: func(c *Config, n ast.Node) error { return endpoint(n, &c.Opinions.Endpoint) }},
	{name: "opinions.key_env", set: func(c *Config, n ast.Node) error { return variable(n, &c.Opinions.KeyVariable) }},
	{name: "opinions.timeout", set: func(c *Config, n ast.Node) error {
		return duration(n, &c.Opinions.Timeout, 100*time.Millisecond, time.Minute)
	}},
	{name: "opinions.per_hour", set: func(c *Config, n ast.Node) error { return number(n, &c.Opinions.PerHour, 1, 100_000) }},
	{name: "opinions.ask", read: (*decoder).asks},
	{name: "rules", read: func(d *decoder, n ast.Node) error { return d.lines(n, "") }},
	{name: "scope", read: func(d *decoder, n ast.Node) error { return d.scope(n, "") }},
	{name: "servers", read: (*decoder).servers},
}

// option is a word of the file and what it means.
type option[T any] struct {
	word  string
	value T
}

var (
	modes    = []option[policy.Mode]{{"monitor", policy.Monitor}, {"balanced", policy.Balanced}, {"strict", policy.Strict}}
	onErrors = []option[policy.Action]{{"block", policy.Block}, {"alert", policy.Alert}, {"pass", policy.Pass}}
	smacs    = []option[string]{{"standard", "standard"}, {"strict", "strict"}, {"render", "render"}}
	// What nobody has approved is held in strict mode, in none, or in every mode.
	firstSights = []option[guard.FirstSight]{{"by_mode", guard.TrustByMode}, {"trust", guard.TrustFirst}, {"hold", guard.HoldFirst}}
	// Calls that are held are asked about at the client, or refused.
	heldCalls = []option[guard.HeldCalls]{{"ask", guard.AskHeld}, {"refuse", guard.RefuseHeld}}
	sandboxes = []option[Sandbox]{{"on", SandboxOn}, {"off", SandboxOff}, {"monitor", SandboxMonitor}, {"require", SandboxRequire}, {"experimental", SandboxExperimental}}
	holds     = []option[policy.Holds]{{"public", policy.HoldsPublic}, {"private", policy.HoldsPrivate}, {"personal", policy.HoldsPersonal}, {"untrusted", policy.HoldsUntrusted}}
	shows     = []option[policy.Shows]{{"nobody", policy.ShowsNobody}, {"people", policy.ShowsPeople}, {"everybody", policy.ShowsEverybody}}
	levels    = []option[LogLevel]{{"quiet", Quiet}, {"normal", Normal}, {"verbose", Verbose}}
)

// parse reads text into c; path is for the errors and the sources of lines.
func (c *Config) parse(path string, text []byte, rules []*finding.Rule) error {
	d := &decoder{c: c, path: path, rules: rules}
	return d.run(text, d.file)
}

// run is parse with the place of a mistake in front of it.
func (d *decoder) run(text []byte, read func(ast.Node) error) error {
	err := d.parse(text, read)
	var m *misplaced
	if errors.As(err, &m) {
		return fmt.Errorf("%s:%d:%d: %s", d.path, m.line, m.column, m.what)
	}
	return err
}

// parse hands the one document in text to read.
func (d *decoder) parse(text []byte, read func(ast.Node) error) error {
	doc, err := parser.ParseBytes(text, 0)
	if err != nil {
		var at yaml.Error
		if errors.As(err, &at) {
			return wrong(at.GetToken(), "this is not YAML: %s", finding.Redact(at.GetMessage(), 200))
		}
		return fmt.Errorf("%s: this is not YAML: %s", d.path, finding.Redact(err.Error(), 200))
	}
	for i, part := range doc.Docs {
		if i > 0 && part.Body != nil {
			return wrong(part.Body.GetToken(), "the file holds a second YAML document; keep one")
		}
		if err := read(part.Body); err != nil {
			return err
		}
	}
	return nil
}

// file reads the settings of the file.
func (d *decoder) file(n ast.Node) error { return d.section(n, "") }

func (d *decoder) section(n ast.Node, section string) error {
	pairs, ok := pairsOf(n)
	if !ok {
		return wrong(n.GetToken(), "%s must hold settings, one per line, each as \"name: value\"", sectionName(section))
	}
	for _, pair := range pairs {
		name := section + pair.Key.GetToken().Value
		i := slices.IndexFunc(keys, func(k key) bool { return k.name == name })
		var err error
		switch {
		case i < 0 && isSection(name):
			err = d.section(pair.Value, name+".")
		case i < 0:
			err = wrong(pair.Key.GetToken(), "there is no setting %q; %s", visible(name), suggestion(name))
		case keys[i].read != nil:
			err = located(pair.Value, name, keys[i].read(d, pair.Value))
		default:
			err = located(pair.Value, name, keys[i].set(d.c, pair.Value))
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func sectionName(section string) string {
	if section == "" {
		return "the file"
	}
	return strings.TrimSuffix(section, ".")
}

func isSection(name string) bool {
	return slices.ContainsFunc(keys, func(k key) bool { return strings.HasPrefix(k.name, name+".") })
}

// suggestion names the setting that was probably meant, or all there are.
func suggestion(name string) string {
	names := make([]string, len(keys))
	for i, k := range keys {
		names[i] = k.name
	}
	if near := Nearest(name, names); len(near) > 0 {
		return "did you mean " + strings.Join(near, " or ") + "?"
	}
	for _, k := range names { // the right name in the wrong section
		if _, last, ok := strings.Cut(k, "."); ok && last == name[strings.LastIndexByte(name, '.')+1:] {
			return "did you mean " + k + "?"
		}
	}
	return "the settings are " + strings.Join(names, ", ")
}

// visible shows a word of the file: a secret may have been pasted there.
func visible(s string) string { return finding.Redact(s, 60) }

// setSMAC reads how much of what is hidden goes.
func setSMAC(c *Config, n ast.Node) error {
	var word string
	if err := choose(n, &word, smacs); err != nil {
		return err
	}
	c.StrictSMAC, c.RenderSMAC = word == "strict", word == "render"
	return nil
}

// choose sets *to to the value of the word n.
func choose[T any](n ast.Node, to *T, options []option[T]) error {
	words := make([]string, len(options))
	got := ""
	if s, ok := n.(*ast.StringNode); ok {
		got = s.Value
	}
	for i, o := range options {
		if words[i] = o.word; o.word == got {
			*to = o.value
			return nil
		}
	}
	list := strings.Join(words[:len(words)-1], ", ") + " or " + words[len(words)-1]
	if near := Nearest(got, words); len(near) > 0 {
		return fmt.Errorf("%q is not a choice; did you mean %s? It can be %s", visible(got), near[0], list)
	}
	return fmt.Errorf("it must be %s", list)
}

func number(n ast.Node, to *int64, least, most int64) error {
	if i, ok := n.(*ast.IntegerNode); ok {
		if v, ok := i.Value.(uint64); ok && v >= uint64(least) && v <= uint64(most) {
			*to = int64(v)
			return nil
		}
	}
	return fmt.Errorf("it must be a whole number from %d to %d", least, most)
}

func duration(n ast.Node, to *time.Duration, least, most time.Duration) error {
	if s, ok := n.(*ast.StringNode); ok {
		if d, err := time.ParseDuration(s.Value); err == nil && d >= least && d <= most {
			*to = d
			return nil
		}
	}
	return fmt.Errorf("it must be a time from %s to %s, with its unit, such as 500ms, 10s or 2m", least, most)
}

// maxNames and maxName bound a list of names.
const maxNames, maxName = 1000, 256

// names reads a list of names.
func names(n ast.Node, to *[]string) error {
	list, ok := n.(*ast.SequenceNode)
	if !ok || len(list.Values) > maxNames {
		return fmt.Errorf("it must be a list of at most %d names, each on a line of its own behind a hyphen", maxNames)
	}
	for _, v := range list.Values {
		s, ok := v.(*ast.StringNode)
		if !ok || s.Value == "" || len(s.Value) > maxName {
			return errors.New("each name must be a word, in quotes where it begins with @")
		}
		*to = append(*to, s.Value)
	}
	return nil
}

// file reads a file name. The proxy is started by clients in folders of their
// choice, so a relative name would mean another file every time.
func file(n ast.Node, to *string) error {
	if s, ok := n.(*ast.StringNode); ok {
		name := s.Value
		if rest, ok := strings.CutPrefix(name, "~/"); ok {
			home, err := os.UserHomeDir()
			if err != nil {
				return fmt.Errorf("~ cannot be resolved (%w); write the whole path", err)
			}
			name = filepath.Join(home, rest)
		}
		if filepath.IsAbs(name) {
			*to = filepath.Clean(name)
			return nil
		}
	}
	return errors.New("it must be an absolute file name, or one that starts with ~/")
}
