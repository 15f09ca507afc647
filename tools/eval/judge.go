package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// result is what became of a row.
type result struct {
	row
	action   policy.Action // the strongest that was no hygiene
	severity finding.Severity
	found    bool // anything that was no hygiene
	hygiene  bool
	rules    []string
	seen     []string // masked evidence, one per finding
}

// caught: the attack had a consequence or was called at least medium.
func (r result) caught() bool {
	return r.found && (r.action < policy.Alert || r.severity >= finding.Medium)
}

// accused: an ordinary row was acted on beyond hygiene, or called high.
func (r result) accused() bool {
	return r.found && (r.action < policy.Alert || r.severity >= finding.High)
}

// alerted: an ordinary row raised an alert that changed nothing.
func (r result) alerted() bool { return r.found && !r.accused() && r.severity >= finding.Medium }

func judge(r row, mode policy.Mode, without []string) result {
	res := result{row: r, action: policy.Pass}
	past, servers := &guard.Recent{}, map[string]*guard.Session{}
	ids := map[string]bool{}
	for _, l := range r.session() {
		var env struct{ ID json.RawMessage }
		_ = json.Unmarshal(l.raw, &env)
		from := message.FromServer
		if l.client {
			from = message.FromClient
			if len(env.ID) > 0 && ids[l.server+string(env.ID)] {
				continue // a row that brought its own request
			}
			ids[l.server+string(env.ID)] = true
		}
		if servers[l.server] == nil {
			servers[l.server] = guard.New(guard.Options{Policy: policy.Policy{Mode: mode}, Server: l.server, Identity: l.server, Memory: past})
		}
		out := servers[l.server].Judge(context.Background(), from, bytes.Clone(l.raw))
		for _, j := range out.Findings {
			if slices.Contains(without, j.Rule.ID) {
				continue
			}
			if j.Hygiene {
				res.hygiene = true
				continue
			}
			res.found = true
			res.seen = append(res.seen, fmt.Sprintf("%s %s: %s", j.Severity, j.Rule.ID, j.Seen))
			res.action = min(res.action, j.Action)
			res.severity = max(res.severity, j.Severity)
			if !slices.Contains(res.rules, j.Rule.ID) {
				res.rules = append(res.rules, j.Rule.ID)
			}
		}
	}
	return res
}
