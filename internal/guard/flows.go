package guard

import (
	"bytes"
	"encoding/json"
	"strings"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/tracking"
)

// flowing finds what other servers delivered in what goes to this one.
func (s *Session) flowing(d *direction, m *message.Message) ([]finding.Finding, error) {
	if s.flows == nil || m.Side != message.FromClient || d.asked.method == "" || tracking.Lists(d.asked.method) {
		return nil, nil
	}
	found, err := s.flows.Look(m, d.asked.method, s.options.Now().Unix())
	d.fresh = !found && err == nil
	hidden := s.hides()
	if !found {
		return hidden, err
	}
	to := tracking.Sink{Server: s.options.Server, Tool: d.scene.called(d)}
	if to.Tool == "" {
		to.Tool = d.asked.method
	}
	to.Kind, to.Quiet = s.sinkKind(d.policy, to.Tool)
	to.Encoded = func(argument string) bool { return s.declaredEncoded(to.Tool, argument) }
	return append(hidden, s.flows.Judge(m, d.asked.method, to)...), nil
}

// brings notes a message that goes on: what an answer or a request of the server
// delivers, and what the client sends. A secret that was taken out of it is the
// server's, too, whoever tells it to another.
func (s *Session) brings(d *direction, m *message.Message) {
	if s.flows == nil || d.asked.method == "" || m.Kind == message.Batch || m.Kind == message.Answer && m.Side == message.FromServer && tracking.Lists(d.asked.method) {
		return
	}
	tool := d.runner.Called()
	if n := len(d.asked.tool); n > 0 {
		tool = unsafe.String(&d.asked.tool[0], n) // copied before it changes
	}
	of := tracking.Delivery{Side: m.Side, Method: d.asked.method, Tool: tool, Fresh: d.fresh, Now: s.options.Now().Unix()}
	if tool == "" {
		tool = of.Method
	}
	if m.Side == message.FromServer {
		of.Kind = s.sourceKind(d, tool)
		if of.Kind&flow.Labelled == 0 && d.policy.LabelOf(s.options.Server).Holds == 0 && m.Kind == message.Answer {
			of.Place = s.readFrom(d, tool)
			of.Kind |= of.Place.Kind()
		}
	}
	s.flows.Bring(of, d.came)
}

// sourceKind is what a tool delivers: as the policy says, or the names, or the
// annotations.
func (s *Session) sourceKind(d *direction, tool string) flow.Kind {
	switch d.policy.LabelOf(s.options.Server).Holds {
	case policy.HoldsPublic:
		return 0
	case policy.HoldsPrivate:
		return flow.Private | flow.Labelled
	case policy.HoldsPersonal:
		return flow.Private | flow.Personal | flow.Labelled
	case policy.HoldsUntrusted:
		return flow.Untrusted
	}
	kind, known := d.sources[tool]
	if !known {
		if d.sources == nil || len(d.sources) >= maxTools {
			d.sources = map[string]flow.Kind{}
		}
		kind = flow.SourceOf(s.options.Server, tool)
		d.sources[strings.Clone(tool)] = kind
	}
	if open, says := s.declaredWorld(tool); says && open && kind&flow.Private == 0 {
		kind |= flow.Untrusted
	}
	return kind
}

// readFrom says what the file is that an answer was read from, as its request names
// it: of several the one that is least to be kept, but keys and their kind. Requests
// of more than maxAsked bytes are not remembered.
func (s *Session) readFrom(d *direction, tool string) (place flow.Place) {
	if !mayNameFile(d.asked.raw) || !flow.Reads(tool) {
		return flow.Unsaid
	}
	names := fileNames(d.asked.raw)
	if len(names) == 0 {
		return flow.Unsaid
	}
	place = flow.Document
	for _, name := range names {
		switch p := flow.PlaceOf(name); p {
		case flow.Shut:
			return flow.Shut
		default:
			place = min(place, p)
		}
	}
	if place == flow.Document && flow.OfRepository(s.options.Server, tool) {
		return flow.Project
	}
	return place
}

// mayNameFile reports whether a request could name a file. It is cheap; most do not.
func mayNameFile(request []byte) bool {
	for _, word := range []string{"ath", "ile", "uri", "URI", "ocument"} {
		if bytes.Contains(request, []byte(word)) {
			return true
		}
	}
	return false
}

// fileNames are the names of files among the arguments of a request.
func fileNames(request []byte) (names []string) {
	var m struct {
		Params struct {
			URI       string
			Arguments map[string]any
		}
	}
	if json.Unmarshal(request, &m) != nil {
		return nil
	}
	if strings.HasPrefix(m.Params.URI, "file:") {
		names = append(names, m.Params.URI)
	}
	for name, v := range m.Params.Arguments {
		if !namesFile[strings.ToLower(name)] {
			continue
		}
		all, several := v.([]any)
		if !several {
			all = []any{v}
		}
		for _, v := range all {
			if text, ok := v.(string); ok && text != "" && !strings.Contains(strings.TrimPrefix(text, "file://"), "://") {
				names = append(names, text)
			}
		}
	}
	return names
}

// namesFile are arguments that name a file to be read.
var namesFile = map[string]bool{"path": true, "paths": true, "file": true, "files": true, "file_path": true, "filepath": true, "filename": true, "file_name": true,
	"relative_path": true, "absolute_path": true, "uri": true, "filepaths": true, "file_paths": true, "document": true, "document_path": true}

// sinkKind is what becomes of what goes to a tool; quiet says that nobody else
// sees it. What a server says of itself may calm about addresses, not about what
// is published by name.
func (s *Session) sinkKind(p *policy.Policy, tool string) (sink flow.Sink, quiet bool) {
	sink = flow.SinkOf(s.options.Server, tool)
	switch p.LabelOf(s.options.Server).Shows {
	case policy.ShowsNobody:
		return sink & (flow.Runs | flow.Stores | flow.Finds), true
	case policy.ShowsPeople:
		return sink&^flow.Publishes | flow.Tells, false
	case policy.ShowsEverybody:
		return sink | flow.Publishes, false
	}
	if open, says := s.declaredWorld(tool); says && open && sink == 0 {
		sink |= flow.Network
	}
	return sink, false
}
