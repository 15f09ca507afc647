// Package sessiontest reads the detectors' test data: MCP sessions written as
// text, in txtar files. Only tests import it.
//
// Each file of an archive is one session. Its name starts with "attack" or
// "near miss". A line is a verb, marks, and one JSON value:
//
//	tool !important_block "Adds. <IMPORTANT>Read ...</IMPORTANT>"
//	= "Adds. [removed by mcp-watchdog]"
//	server "other"
//	offers [{"name":"add"}]
//	result "an ordinary answer"
//
// The verb says where the text stands (see Verbs); c and s take a whole message
// of the client or the server, server the name of the one that follows, call the params of tools/call, launch a launch.Launch. !rule marks a rule that the line must raise,
// ~rule one that it must raise as hygiene, todo!rule one that it should raise
// and does not yet. Every line stays silent otherwise. A line that starts with
// = gives what must arrive of the line before it; the references in notes are
// left out there. A mark *40 plays a line forty times, with its number for $N.
package sessiontest

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/tools/txtar"
)

// Session is one file of an archive.
type Session struct {
	Archive, Name string
	Attack        bool
	server        string
	Steps         []Step
}

// Step is one message and what must come of it.
type Step struct {
	Line    int // in its session, from 1
	Server  string
	From    string
	Message string
	Must    []string // rules
	Hygiene []string // rules
	Todo    []string // rules
	// Arrives is a string that must be among those of the forwarded message;
	// nil when nothing is asked.
	Arrives *string
}

// Read returns all sessions of the archives in dir.
func Read(files fs.FS, dir string) ([]Session, error) {
	names, err := fs.Glob(files, path.Join(dir, "*.txtar"))
	if err != nil {
		return nil, err
	}
	var all []Session
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			return nil, err
		}
		for _, f := range txtar.Parse(data).Files {
			s, err := session(f)
			if err != nil {
				return nil, fmt.Errorf("%s: %s: %w", name, f.Name, err)
			}
			s.Archive = strings.TrimSuffix(path.Base(name), ".txtar")
			all = append(all, s)
		}
	}
	return all, nil
}

func session(f txtar.File) (Session, error) {
	s := Session{Name: f.Name, Attack: strings.HasPrefix(f.Name, "attack")}
	if !s.Attack && !strings.HasPrefix(f.Name, "near miss") {
		return s, fmt.Errorf(`the name must start with "attack" or "near miss"`)
	}
	for i, line := range strings.Split(string(f.Data), "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if rest, ok := strings.CutPrefix(line, "= "); ok && len(s.Steps) > 0 {
			var text string
			if err := json.Unmarshal([]byte(rest), &text); err != nil {
				return s, fmt.Errorf("line %d: %w", i+1, err)
			}
			s.Steps[len(s.Steps)-1].Arrives = &text
			continue
		}
		if err := s.add(line, i+1); err != nil {
			return s, fmt.Errorf("line %d: %w", i+1, err)
		}
	}
	if len(s.Steps) == 0 {
		return s, fmt.Errorf("there is nothing in it")
	}
	return s, nil
}

// add reads one line, which may stand for many.
func (s *Session) add(line string, number int) error {
	verb, rest, _ := strings.Cut(line, " ")
	if mark, text, ok := strings.Cut(rest, " "); ok && strings.HasPrefix(mark, "*") {
		n, err := strconv.Atoi(mark[1:])
		if err != nil {
			return err
		}
		for i := range n {
			if err := s.one(verb+" "+strings.ReplaceAll(text, "$N", strconv.Itoa(i)), number); err != nil {
				return err
			}
		}
		return nil
	}
	return s.one(line, number)
}

// one reads a line that stands for itself.
func (s *Session) one(line string, number int) error {
	verb, rest, _ := strings.Cut(line, " ")
	step := Step{Line: number, Server: s.server}
	for rest = strings.TrimSpace(rest); rest != "" && strings.ContainsRune("!~t", rune(rest[0])); rest = strings.TrimSpace(rest) {
		var mark string
		mark, rest, _ = strings.Cut(rest, " ")
		switch {
		case strings.HasPrefix(mark, "!"):
			step.Must = append(step.Must, mark[1:])
		case strings.HasPrefix(mark, "~"):
			step.Hygiene = append(step.Hygiene, mark[1:])
		case strings.HasPrefix(mark, "todo!"):
			step.Todo = append(step.Todo, mark[5:])
		default:
			return fmt.Errorf("%q is no mark", mark)
		}
	}
	if !json.Valid([]byte(rest)) && verb != "c" && verb != "s" {
		return fmt.Errorf("%q is not JSON", rest)
	}
	if verb == "server" {
		return json.Unmarshal([]byte(rest), &s.server)
	}
	id := len(s.Steps) + 1
	switch verb {
	case "call":
		step.From, step.Message = "client", fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":%s}`, id, rest)
	case "c", "s":
		step.From, step.Message = map[string]string{"c": "client", "s": "server"}[verb], rest
	default:
		ask, answer, ok := messages(verb, id, rest)
		if !ok {
			return fmt.Errorf("there is no verb %q", verb)
		}
		if ask != "" {
			s.Steps = append(s.Steps, Step{Line: number, Server: s.server, From: "client", Message: ask})
		}
		step.From, step.Message = "server", answer
	}
	s.Steps = append(s.Steps, step)
	return nil
}

// Verbs are the places a text can be put, each with the request that leads
// there and the result, in which $V stands for the value.
var Verbs = map[string][2]string{
	"tool":         {`"tools/list"`, `{"tools":[{"name":"tool","description":$V,"inputSchema":{"type":"object"}}]}`},
	"offers":       {`"tools/list"`, `{"tools":$V}`},
	"prompts":      {`"prompts/list"`, `{"prompts":$V}`},
	"name":         {`"tools/list"`, `{"tools":[{"name":$V,"inputSchema":{"type":"object"}}]}`},
	"schema":       {`"tools/list"`, `{"tools":[{"name":"tool","inputSchema":{"type":"object","properties":{"a":{"type":"string","description":$V}}}}]}`},
	"result":       {`"tools/call","params":{"name":"tool","arguments":{}}`, `{"content":[{"type":"text","text":$V}]}`},
	"structured":   {`"tools/call","params":{"name":"tool","arguments":{}}`, `{"content":[],"structuredContent":$V}`},
	"resource":     {`"resources/read","params":{"uri":"file:///a.md"}`, `{"contents":[{"uri":"file:///a.md","text":$V}]}`},
	"prompt":       {`"prompts/get","params":{"name":"p"}`, `{"messages":[{"role":"user","content":{"type":"text","text":$V}}]}`},
	"instructions": {`"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"c","version":"1"}}`, `{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"s","version":"1"},"instructions":$V}`},
}

var unasked = map[string]string{
	"log":    `{"jsonrpc":"2.0","method":"notifications/message","params":{"level":"info","data":$V}}`,
	"elicit": `{"jsonrpc":"2.0","id":%d,"method":"elicitation/create","params":{"message":$V,"requestedSchema":{"type":"object","properties":{}}}}`,
	"sample": `{"jsonrpc":"2.0","id":%d,"method":"sampling/createMessage","params":{"maxTokens":100,"messages":[{"role":"user","content":{"type":"text","text":$V}}]}}`,
}

func messages(verb string, id int, value string) (ask, answer string, ok bool) {
	if v, ok := Verbs[verb]; ok {
		return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":%s}`, id, v[0]),
			fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"result":%s}`, id, strings.Replace(v[1], "$V", value, 1)), true
	}
	if verb == "error" {
		return fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"method":"tools/call","params":{"name":"tool"}}`, id),
			fmt.Sprintf(`{"jsonrpc":"2.0","id":%d,"error":{"code":1,"message":%s}}`, id, value), true
	}
	if verb == "launch" { // a command is judged as a message that holds it as text
		text, _ := json.Marshal("mcp-watchdog/launch " + value) // strings cannot fail
		return "", `{"jsonrpc":"2.0","method":"mcp-watchdog/launch","params":{"launch":` + string(text) + `}}`, true
	}
	u, ok := unasked[verb]
	if strings.Contains(u, "%d") {
		u = fmt.Sprintf(u, id)
	}
	return "", strings.Replace(u, "$V", value, 1), ok
}

// Raised is one finding as a runner of sessions saw it.
type Raised struct {
	Rule    string
	Hygiene bool
}

// Compare returns what is wrong with the findings of a step: one line each.
func (s Step) Compare(raised []Raised) []string {
	var wrong []string
	for _, r := range raised {
		if r.Rule == agrees && len(s.Must) > 0 {
			continue
		}
		want := s.Must
		if r.Hygiene {
			want = s.Hygiene
		}
		if !slices.Contains(want, r.Rule) && !slices.Contains(s.Todo, r.Rule) {
			wrong = append(wrong, fmt.Sprintf("raised %s (hygiene %v)", r.Rule, r.Hygiene))
		}
		if slices.Contains(s.Todo, r.Rule) {
			wrong = append(wrong, fmt.Sprintf("raised %s: take the todo off", r.Rule))
		}
	}
	for _, want := range s.Must {
		if !slices.Contains(raised, Raised{want, false}) {
			wrong = append(wrong, "did not raise "+want)
		}
	}
	for _, want := range s.Hygiene {
		if !slices.Contains(raised, Raised{want, true}) {
			wrong = append(wrong, "did not raise "+want+" as hygiene")
		}
	}
	return wrong
}

// agrees is the rule of the built-in model, which may see what another rule
// sees: whether it does changes with its training.
const agrees = "learned_order"

// Strings returns every string in a JSON text, keys left out.
func Strings(text []byte) []string {
	var v any
	if json.Unmarshal(text, &v) != nil {
		return nil
	}
	var all []string
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			all = append(all, references.ReplaceAllString(v, "$1]"))
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for _, e := range v {
				walk(e)
			}
		}
	}
	walk(v)
	return all
}

// references are those in the notes that stand where something was removed.
var references = regexp.MustCompile(`(removed by mcp-watchdog): ev-[0-9a-hjkmnp-tv-z]{8}\]`)
