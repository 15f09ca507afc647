package detect_test

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
	"github.com/mcp-watchdog/mcp-watchdog/internal/sessiontest"
)

// TestTableFilesAndData keeps the promise that every row has a file and test
// data of its name, and that nothing stands beside the table.
func TestTableFilesAndData(t *testing.T) {
	rules := map[string]string{}
	for _, e := range detect.Table {
		for _, f := range []string{e.Name + ".go", filepath.Join("testdata", e.Name+".txtar")} {
			if _, err := os.Stat(f); err != nil {
				t.Errorf("row %s: %v", e.Name, err)
			}
		}
		wakes := append(literalsOf(e.Wakes), literalsOf(e.Suspects)...)
		if e.Reads == 0 && e.Whole == nil || len(e.Rules) == 0 || ways(e) != 1 || e.Whole != nil && (e.Units == 0 || len(wakes) == 0 && !e.Every) ||
			e.Detector != nil && len(wakes) == 0 && e.Signs == 0 && !e.Gated || (e.Argument == nil) != (len(e.Needs) == 0) {
			t.Errorf("row %s is not complete", e.Name)
		}
		for _, w := range wakes {
			if len(w) < 4 || strings.ContainsAny(w, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") {
				t.Errorf("row %s: %q cannot wake anything", e.Name, w)
			}
		}
		for _, r := range e.Rules {
			if rules[r.ID] != "" {
				t.Errorf("rule %s belongs to both %s and %s", r.ID, rules[r.ID], e.Name)
			}
			rules[r.ID] = e.Name
			if r.Title == "" || r.Class == "" || r.Catches == "" || r.Example == "" || r.Misses == "" || r.Exception == "" {
				t.Errorf("rule %s: explain has nothing to say about some of it", r.ID)
			}
		}
	}
	archives, _ := filepath.Glob("testdata/*.txtar")
	for _, a := range archives {
		name := strings.TrimSuffix(filepath.Base(a), ".txtar")
		if !slices.ContainsFunc(detect.Table, func(e detect.Entry) bool { return e.Name == name }) {
			t.Errorf("%s belongs to no row", a)
		}
	}
	texts := slices.DeleteFunc(slices.Clone(detect.Table), func(e detect.Entry) bool { return e.Detector == nil })
	if len(texts) > 31 {
		t.Error("wake bits have room for 31 rows over texts")
	}
}

// ways counts the ways in which a row inspects.
func ways(e detect.Entry) (n int) {
	for _, has := range []bool{e.Detector != nil, e.Argument != nil, e.Whole != nil, e.Listing != nil, e.Document != nil, e.Behaviour != nil} {
		if has {
			n++
		}
	}
	return n
}

// TestSessions plays every session of the test data through the guard.
func TestSessions(t *testing.T) {
	sessions, err := sessiontest.Read(os.DirFS("."), "testdata")
	if err != nil {
		t.Fatal(err)
	}
	attacks, misses, fired := map[string]int{}, map[string]int{}, map[string]int{}
	for _, s := range sessions {
		if s.Attack {
			attacks[s.Archive]++
		} else {
			misses[s.Archive]++
		}
		t.Run(s.Archive+"/"+s.Name, func(t *testing.T) { play(t, s, fired) })
	}
	for _, e := range detect.Table {
		if attacks[e.Name] < 3 || misses[e.Name] < 5 {
			t.Errorf("%s has %d attacks and %d near misses, want 3 and 5", e.Name, attacks[e.Name], misses[e.Name])
		}
		for _, r := range e.Rules {
			if fired[r.ID] == 0 {
				t.Errorf("rule %s never fired", r.ID)
			}
		}
	}
}

// mode is strict for sessions that say so.
func mode(name string) policy.Mode {
	if strings.HasSuffix(name, "(strict)") {
		return policy.Strict
	}
	return policy.Balanced
}

// settings give the sessions about scopes one: Ada's server may touch her
// project and not what is private there.
func settings(archive string) (s detect.Settings) {
	if !strings.HasPrefix(archive, "scope_") {
		return s
	}
	p := scope.Default(scope.Machine{System: scope.Linux, Home: "/home/ada", Dir: "/home/ada/shop", Temp: []string{"/tmp"}})
	p.Declare("the test", nil, nil, []string{"/home/ada/shop/private", "/srv"})
	s.Scope = detect.Scope{Rules: p.Compile(), Dir: "/home/ada/shop", Home: "/home/ada", Follow: func(path string) string {
		return strings.Replace(path, "/home/ada/shop/link", "/srv/data", 1)
	}}
	return s
}

func play(t *testing.T, s sessiontest.Session, fired map[string]int) {
	raisedAny := false
	var past guard.Memory
	if slices.ContainsFunc(detect.Table, func(e detect.Entry) bool { return e.Name == s.Archive && (e.Listing != nil || e.Behaviour != nil) }) {
		past = &guard.Recent{} // in the others each line is a server of its own
	}
	servers := map[string]*guard.Session{}
	for _, step := range s.Steps {
		from := message.FromServer
		if step.From == "client" {
			from = message.FromClient
		}
		if servers[step.Server] == nil {
			servers[step.Server] = guard.New(guard.Options{Memory: past, Server: step.Server, Identity: step.Server, Policy: policy.Policy{Mode: mode(s.Name)}, FirstSight: guard.TrustByMode, Settings: settings(s.Archive)})
		}
		servers[step.Server].Settle()
		out := servers[step.Server].Judge(context.Background(), from, []byte(step.Message))
		var raised []sessiontest.Raised
		for _, f := range out.Findings {
			raised = append(raised, sessiontest.Raised{Rule: f.Rule.ID, Hygiene: f.Hygiene})
			fired[f.Rule.ID]++
			raisedAny = true
		}
		for _, wrong := range step.Compare(raised) {
			t.Errorf("line %d: %s\n%s", step.Line, wrong, step.Message)
		}
		if len(out.Findings) == 0 && string(out.Forward) != step.Message {
			t.Errorf("line %d: no finding, but it became %s", step.Line, out.Forward)
		}
		if step.Arrives != nil && !slices.Contains(sessiontest.Strings(out.Forward), *step.Arrives) {
			t.Errorf("line %d: arrived as %s", step.Line, out.Forward)
		}
	}
	if s.Attack && !raisedAny && !slices.ContainsFunc(s.Steps, func(s sessiontest.Step) bool { return len(s.Todo) > 0 }) {
		t.Error("an attack that raises nothing is no attack")
	}
}

func literalsOf(list func() []string) []string {
	if list == nil {
		return nil
	}
	return list()
}
