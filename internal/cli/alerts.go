package cli

import (
	"os"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/alert"
	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
)

// alerts tells people, on standard error, what was written to the audit log,
// and what went wrong with the proxy itself. A nil *alerts tells nobody.
type alerts struct {
	terminal alert.Terminal
	server   string
}

// alertPatience is how long the end of a run waits for a terminal that takes
// no lines; the audit log has them all.
const alertPatience = time.Second

// alerts returns what tells people about server.
func (p *program) alerts(c config.Config, server string) *alerts {
	level := alert.Normal
	switch c.Log {
	case config.Quiet:
		level = alert.Quiet
	case config.Verbose:
		level = alert.Verbose
	}
	return &alerts{
		terminal: alert.Terminal{W: p.Err, Colour: alert.WantColour(p.Err, os.Getenv), Level: level},
		server:   server,
	}
}

// records tells of what was recorded.
func (a *alerts) records(records []audit.Record) {
	if a == nil {
		return
	}
	for i := range records {
		r := &records[i]
		action := r.Action
		if action == "clean" && r.Severity == "info" && a.terminal.Level != alert.Verbose {
			continue // hygiene accuses nobody; the log has it
		}
		if action == "" { // nothing was decided, something happened
			action = "error"
		}
		a.terminal.Tell(alert.Event{
			Time: r.Time, Server: r.Server, Action: action, Severity: r.Severity, Rule: r.Rule, Method: r.Method,
			Pointer: r.Pointer, Why: r.Why, Excerpt: r.Excerpt, EventID: r.ID,
		})
	}
}

// failure tells that something of the proxy does not work.
func (a *alerts) failure(err error) {
	if a != nil && err != nil {
		a.terminal.Tell(alert.Event{Time: time.Now(), Server: a.server, Action: "error", Why: err.Error()})
	}
}

// notice tells something good.
func (a *alerts) notice(what string) {
	if a != nil {
		a.terminal.Tell(alert.Event{Time: time.Now(), Server: a.server, Action: "note", Why: what})
	}
}

// close waits, not for long, until everything was told.
func (a *alerts) close() {
	_ = a.terminal.Close(alertPatience) // whoever does not read cannot be told that either
}
