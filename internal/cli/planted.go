package cli

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/sandbox"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// What a server writes by itself, past all messages, into files that models and
// machines read unasked (CLAUDE.md, package.json) is read when it is written, and
// judged as a call that writes it would be. It cannot be held back then: it is told.

// Bounds of what is read of what a server writes.
const (
	plantedPause = 300 * time.Millisecond // from the last opening of a file to its reading
	plantedBytes = 256 << 10              // of one file
	plantedFiles = 64                     // that wait to be read
	plantedReads = 512                    // in a session
)

// planted reads what is written.
type planted struct {
	r       *recorder
	rules   *scope.Scope
	options func() guard.Options

	mu      sync.Mutex
	due     map[string]plantedWrite
	armed   bool
	reading sync.Mutex // holds what follows
	judge   *guard.Session
	seen    map[[sha256.Size]byte]bool
	reads   int
}

// plantedWrite is when and by whom a file was opened for writing last.
type plantedWrite struct {
	at time.Time
	by sandbox.Event
}

func newPlanted(r *recorder, rules *scope.Scope, options func() guard.Options) *planted {
	return &planted{r: r, rules: rules, options: options, due: map[string]plantedWrite{}, seen: map[[sha256.Size]byte]bool{}}
}

// watches reports whether a file is read unasked, and in a place that was declared:
// what package runners put into their caches is no project's.
func (p *planted) watches(path string) bool {
	for _, others := range []string{"/node_modules/", "/.git/", "/site-packages/", "/vendor/"} {
		if strings.Contains(path, others) {
			return false
		}
	}
	return detect.ReadUnasked(path) && p.rules.Decide(scope.Write, path).Kind == scope.Declared
}

// wrote notes a file that is about to be written.
func (p *planted) wrote(e sandbox.Event) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if _, waits := p.due[e.Path]; waits || len(p.due) < plantedFiles {
		p.due[e.Path] = plantedWrite{time.Now(), e}
	}
	if !p.armed {
		p.armed = true
		time.AfterFunc(plantedPause, p.sweep)
	}
}

// sweep reads what has not been opened again for a while.
func (p *planted) sweep() {
	p.readAll(plantedPause)
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.armed = len(p.due) > 0; p.armed {
		time.AfterFunc(plantedPause, p.sweep)
	}
}

// readAll reads what was opened so long ago.
func (p *planted) readAll(pause time.Duration) {
	p.reading.Lock()
	defer p.reading.Unlock()
	var ready []plantedWrite
	p.mu.Lock()
	for path, w := range p.due {
		if time.Since(w.at) >= pause {
			ready = append(ready, w)
			delete(p.due, path)
		}
	}
	p.mu.Unlock()
	for _, w := range ready {
		if p.reads++; p.reads <= plantedReads {
			p.read(w.by)
		}
	}
}

// read judges what stands in a file.
func (p *planted) read(e sandbox.Event) {
	text := plantedText(e.Path)
	sum := sha256.Sum256(append([]byte(e.Path+"\x00"), text...))
	if len(text) == 0 || p.seen[sum] {
		return
	}
	p.seen[sum] = true
	line, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": p.reads, "method": "tools/call", "params": map[string]any{
		"name": "write_file", "arguments": map[string]string{"path": e.Path, "content": strings.ToValidUTF8(string(text), "\uFFFD")},
	}})
	if err != nil {
		return
	}
	if p.judge == nil {
		p.judge = guard.New(p.options())
	}
	out := p.judge.Judge(context.Background(), message.FromClient, line)
	for i := range out.Findings {
		if f := &out.Findings[i]; f.Rule.ID == "planted_file" && f.Action < policy.Pass {
			p.r.plantedIn(e, f)
			return
		}
	}
}

// plantedText is the beginning of a plain file. What stands there may be a pipe by
// now, which is not waited for.
func plantedText(path string) []byte {
	if info, err := os.Lstat(path); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	f, err := os.OpenFile(path, os.O_RDONLY|nonBlocking, 0)
	if err != nil {
		return nil
	}
	defer f.Close()
	if info, err := f.Stat(); err != nil || !info.Mode().IsRegular() {
		return nil
	}
	text, _ := io.ReadAll(io.LimitReader(f, plantedBytes))
	return text
}

// plantedIn writes down, and tells people, what a server wrote for the next reader.
func (r *recorder) plantedIn(e sandbox.Event, f *guard.Judged) {
	r.begin()
	who := filepath.Base(e.Exe)
	if e.Exe == "" {
		who = "a program"
	}
	rec := []audit.Record{{
		Time: time.Now(), Event: audit.EventFinding, Action: policy.Alert.String(), Severity: f.Severity.String(), Rule: f.Rule.ID, Class: f.Rule.Class,
		Server: r.server, Session: r.session, Side: message.FromServer.String(), Surface: "process", PID: e.PID, Exe: e.Exe, Call: e.Call, Path: e.Path,
		Why: fmt.Sprintf("%s (process %d) wrote %s by itself: %s", who, e.PID, finding.VisibleText(e.Path, 300), f.Why), Excerpt: f.Seen, Print: f.Print,
	}}
	if err := r.log.Append(rec...); err != nil {
		r.alerts.failure(err)
	}
	r.alerts.records(rec)
}
