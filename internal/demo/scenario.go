package demo

import (
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/sandbox"
)

// Ask is what the client does to make the server act: the method it calls.
type Ask string

const (
	Connect      Ask = "initialize"
	ListTools    Ask = "tools/list"
	CallTool     Ask = "tools/call"
	ReadResource Ask = "resources/read"
	GetPrompt    Ask = "prompts/get"
)

// Scenario is one thing that a server does.
type Scenario struct {
	// Name is for --only: lower-case words joined by hyphens.
	Name string
	// Title says what it is, in at most [titleWidth] columns.
	Title string
	// Rule is the rule that must stop it; "" for an honest server, of which
	// nothing may be changed.
	Rule string
	// Ask is what the client does.
	Ask Ask
	// Call, with CallTool, is what the client asks for: the params of the
	// request; "" means an ordinary question. The harm is then that the server
	// gets to answer.
	Call string
	// Posts is a tool that the client then calls with what it has read, as a model
	// that was talked into it does; "" for none. The harm is then that the server
	// gets it and says so.
	Posts string
	// Before are answers to tools/list in sessions of earlier days, which the
	// proxy has seen. With Neighbour it was another server that gave them.
	Before    []string
	Neighbour bool
	// Elsewhere is what another server of the same application, behind a proxy of
	// its own, does before, when it is asked for a resource.
	Elsewhere []string
	// Days is on how many earlier days, each a session behind a proxy of its own,
	// the server was honest: Daily are its answers to calls, in turn.
	Days  int
	Daily []string
	// Home are files that are in the user's home before, by their paths in it.
	// They make a scenario about deeds, which only a sandbox stops.
	Home map[string]string
	// Declare are flags that say what the server may do, with ~ for the home; Seen
	// stands in the path, or address, that is recorded, where that is no file of Home.
	Declare []string
	Seen    string
	// Door is a socket in the folder of the login with all rights of the user behind it.
	Door string
	// Victim is the one of them where the harm shows, if not in an answer.
	Victim string
	// Send is what the server does then, step by step: lines it writes as they
	// stand, with $ID for the id of the request, or one of the steps below.
	Send []string
	// Harm is text that must not arrive, nor stand in Victim, whatever it is wrapped in: in the
	// bytes received, in any JSON string among them, in JSON inside such
	// strings. In scenarios without any, the harm is that no answer comes.
	Harm string
	// Signs are characters none of which may arrive.
	Signs string
	// Keeps is text that should arrive all the same, unless the message is
	// refused whole.
	Keeps string
	// Whole shows the line that the server sends from its start, because its
	// structure is what matters.
	Whole bool
	// Bare says what happens without the proxy where it does not show in what
	// this client makes of it; "" shows what the client made of it.
	Bare string

	family string
	alone  bool // played without the proxy
	again  int  // how often the client asks again
}

// Steps of a server other than writing a line.
const (
	// awaitAnswer waits for an answer of the client.
	awaitAnswer = "(await an answer)"
	// crash ends the server with status 3.
	crash = "(crash)"
)

// titleWidth is the most columns of a title: a line of the report has 80.
const titleWidth = 42

// Attack reports whether the scenario must be stopped.
func (s *Scenario) Attack() bool { return s.Rule != "" }

// Scenarios lists all scenarios in the order in which they are shown.
func Scenarios() []Scenario {
	var all []Scenario
	for _, f := range []struct {
		name      string
		scenarios []Scenario
	}{
		{"Text that only the model sees", hidden()},
		{"Planted orders", orders()},
		{"What a tool is asked to do", requests()},
		{"What a server asks for", demands()},
		{"Servers that were trusted", changes()},
		{"What a server does by itself", append(deeds(), doors()...)},
		{"Broken and two-faced messages", broken()},
		{"Honest servers", honest()},
	} {
		for _, s := range f.scenarios {
			s.family = f.name
			all = append(all, s)
		}
	}
	return all
}

// Names lists what --only takes: names of scenarios, then rules.
func Names() []string {
	var names, rules []string
	for _, s := range Scenarios() {
		names = append(names, s.Name)
		if s.Attack() && !slices.Contains(rules, s.Rule) {
			rules = append(rules, s.Rule)
		}
	}
	return append(names, rules...)
}

// chosen returns the scenarios that only names.
func chosen(only string) []Scenario {
	all := Scenarios()
	if only == "" {
		return all
	}
	return slices.DeleteFunc(all, func(s Scenario) bool { return s.Name != only && s.Rule != only })
}

// rule returns the rule of that id, or nil.
func rule(id string) *finding.Rule {
	for _, r := range slices.Concat(detect.Rules(), guard.Rules(), sandbox.Rules()) {
		if r.ID == id {
			return r
		}
	}
	return nil
}

// harms reports whether what must not arrive is in text.
func (s *Scenario) harms(text string) bool {
	return s.Harm != "" && strings.Contains(text, s.Harm) || s.Signs != "" && strings.ContainsAny(text, s.Signs)
}
