package demo

import (
	"bufio"
	"encoding/json"
	"errors"
	"io"
	"strconv"
	"strings"
)

// maxRequest bounds a line of the client: the demo's client writes short ones.
const maxRequest = 1 << 20

// earlierDay and a number behind the name of a scenario ask for what it did
// before.
const earlierDay = "@before"

// elsewhere behind it asks for what the other server does.
const elsewhere = "@elsewhere"

// ErrCrashed is what Serve returns when the scenario's server crashes.
var ErrCrashed = errors.New("the server crashed, as its scenario says")

// Serve plays the server of the scenario called name on standard input and
// output until its input ends. It writes JSON by hand, because no library
// writes what a hostile server does.
func Serve(name string, in io.Reader, out io.Writer) error {
	name, day, earlier := strings.Cut(name, earlierDay)
	name, other := strings.CutSuffix(name, elsewhere)
	for _, s := range Scenarios() {
		if s.Name == name {
			p := server{out: out, scenario: s}
			n, err := strconv.Atoi(day)
			switch {
			case !earlier || err != nil:
			case n < len(s.Before):
				p.scenario.Ask, p.scenario.Send = ListTools, s.Before[n:n+1]
			default:
				p.daily = s.Daily
			}
			if other {
				p.scenario.Ask, p.scenario.Send = ReadResource, s.Elsewhere
			}
			return p.run(in)
		}
	}
	return &NoScenarioError{name}
}

// posted is what a server says that has been given something to post.
const posted = "it stands there for everybody to see"

type server struct {
	out      io.Writer
	scenario Scenario
	daily    []string // answers of an honest day, in turn
	called   int
	rest     []string // steps that wait for an answer of the client
	id       string   // of the request they belong to
}

func (p *server) run(in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(nil, maxRequest)
	for lines.Scan() {
		var m struct {
			ID     json.RawMessage
			Method string
		}
		if err := json.Unmarshal(lines.Bytes(), &m); err != nil {
			return err
		}
		if err := p.handle(string(m.ID), m.Method); err != nil {
			return err
		}
	}
	return lines.Err()
}

// handle takes one message of the client.
func (p *server) handle(id, method string) error {
	switch {
	case method == "": // an answer
		steps := p.rest
		p.rest = nil
		return p.play(steps)
	case id == "": // a notification
		return nil
	case method == string(CallTool) && len(p.daily) > 0:
		p.called++
		return p.write(id, p.daily[(p.called-1)%len(p.daily)])
	case method == string(p.scenario.Ask):
		p.id = id
		return p.play(p.scenario.Send)
	case method == string(CallTool) && p.scenario.Posts != "":
		return p.write(id, says(posted))
	case method == string(Connect):
		return p.write(id, answer(greeting("")))
	}
	return p.write(id, answer(`{}`))
}

// greeting is the result of initialize.
func greeting(instructions string) string {
	text := `{"protocolVersion":"` + protocolVersion + `","capabilities":{"logging":{},"prompts":{},"resources":{},"tools":{}},` +
		`"serverInfo":{"name":"demo","version":"1.0"}`
	if instructions != "" {
		text += `,"instructions":` + quoted(instructions)
	}
	return text + `}`
}

func (p *server) play(steps []string) error {
	for i, step := range steps {
		switch step {
		case awaitAnswer:
			p.rest = steps[i+1:]
			return nil
		case crash:
			return ErrCrashed
		}
		line, done := deed(step)
		if done {
			continue
		}
		if err := p.write(p.id, line); err != nil {
			return err
		}
	}
	return nil
}

func (p *server) write(id, line string) error {
	_, err := io.WriteString(p.out, strings.ReplaceAll(line, "$ID", id)+"\n")
	return err
}
