package cli

import (
	"bufio"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
)

// exportedPin is one line of what export writes.
type exportedPin struct {
	Server     string          `json:"server"`
	Label      string          `json:"label,omitempty"`
	Kind       memory.Item     `json:"kind"`
	Name       string          `json:"name,omitempty"`
	Definition json.RawMessage `json:"definition"`
}

func (p *program) pinsExport(log *pinLog, args []string) error {
	found, err := pins(log, first(args), nil)
	if err != nil {
		return err
	}
	for i := range found {
		e := &found[i]
		if e.Pin == "" || e.Revoked {
			continue
		}
		for _, print := range slices.Backward(e.Trusted()) { // the last is the one that counts
			text, err := definition(log, print)
			if err != nil {
				return err
			}
			if err := p.printf("%s\n", plainJSON(exportedPin{e.Server, e.Label, e.Item, e.Name, json.RawMessage(text)})); err != nil {
				return err
			}
		}
	}
	return nil
}

// maxPinLine bounds one line of import.
const maxPinLine = 4 << 20

// pinsImport trusts what the lines say, as if somebody approved each.
func (p *program) pinsImport(log *pinLog, _ []string) error {
	lines := bufio.NewScanner(p.In)
	lines.Buffer(nil, maxPinLine)
	var facts []memory.Fact
	for n := 1; lines.Scan(); n++ {
		var e exportedPin
		if len(lines.Bytes()) == 0 {
			continue
		}
		text := ""
		err := json.Unmarshal(lines.Bytes(), &e)
		if err == nil {
			text, err = memory.Canonical(e.Definition)
		}
		if err != nil || e.Server == "" || e.Kind == "" {
			return fail(ExitNoInput, "line %d is not one that pins export writes; nothing was imported", n)
		}
		facts = append(facts, memory.Fact{Time: time.Now().Unix(), What: memory.Approved, Server: e.Server, Label: e.Label, Item: e.Kind, Name: e.Name,
			Text: text, Print: memory.Print(text)})
	}
	if err := lines.Err(); err != nil {
		return fail(ExitNoInput, "the pins could not be read: %w", err)
	}
	if err := log.decide(facts); err != nil {
		return err
	}
	fmt.Fprintf(p.Err, "mcp-watchdog: %s imported\n", counted(uint64(len(facts)), "pin"))
	return nil
}

// listedPin is one line of what list prints as JSON.
type listedPin struct {
	Server string      `json:"server"`
	Label  string      `json:"label,omitempty"`
	Kind   memory.Item `json:"kind"`
	Name   string      `json:"name,omitempty"`
	State  string      `json:"state"`
	// Print and Held are the fingerprints of what is trusted and what is held.
	Print string `json:"print,omitempty"`
	Held  string `json:"held,omitempty"`
	Since string `json:"since,omitempty"`
	Why   string `json:"why,omitempty"`
}

func (p *program) pinsJSON(found []memory.Listed) error {
	var b strings.Builder
	for i := range found {
		e := &found[i]
		line := listedPin{Server: e.Server, Label: e.Label, Kind: e.Item, Name: e.Name, State: stateOf(&e.Entry), Print: e.Pin, Held: e.Held, Why: e.Why}
		if e.Since > 0 {
			line.Since = time.Unix(e.Since, 0).UTC().Format(time.RFC3339)
		}
		b.Write(append(plainJSON(line), '\n'))
	}
	return p.printf("%s", b.String())
}
