package sandbox

import (
	"bufio"
	"crypto/rand"
	"encoding/hex"
	"os"
	"os/exec"
	"sync"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

const sandboxExec = "/usr/bin/sandbox-exec"

// Probe says whether sandbox-exec is there.
func Probe() Features {
	if _, err := os.Stat(sandboxExec); err != nil {
		return Features{Why: []string{sandboxExec + " is missing"}}
	}
	return Features{Supported: true, Seatbelt: true}
}

// Launcher starts one server through sandbox-exec and listens to what the
// system's log says of its refusals.
type Launcher struct {
	mu       sync.Mutex
	log      *exec.Cmd
	reporter *reporter
}

// Start starts cmd in the scope of spec.
func (l *Launcher) Start(cmd *exec.Cmd, spec Spec, _ Features) error {
	if cmd.Err != nil {
		return cmd.Err
	}
	var word [8]byte
	rand.Read(word[:]) // never fails
	tag := "mcp-watchdog-" + hex.EncodeToString(word[:])
	cmd.Args = append([]string{"sandbox-exec", "-p", Seatbelt(spec.Scope, tag), cmd.Path}, cmd.Args[min(1, len(cmd.Args)):]...)
	cmd.Path = sandboxExec
	if err := cmd.Start(); err != nil {
		return err
	}
	go l.listen(spec, tag)
	return nil
}

// listen tells of refusals until Drain. The log comes late and may drop lines.
func (l *Launcher) listen(spec Spec, tag string) {
	log := exec.Command("/usr/bin/log", "stream", "--style", "compact", "--predicate", `eventMessage CONTAINS "`+tag+`"`)
	out, err := log.StdoutPipe()
	if err == nil {
		err = log.Start()
	}
	if err != nil {
		if spec.Warn != nil {
			spec.Warn(err)
		}
		return
	}
	l.mu.Lock()
	l.log, l.reporter = log, newReporter(spec.Tell)
	r := l.reporter
	l.mu.Unlock()
	for lines := bufio.NewScanner(out); lines.Scan(); {
		exe, pid, operation, path, ok := seatbeltDenial(lines.Text(), tag)
		if !ok {
			continue
		}
		op, known := operationOf(operation)
		if !known {
			op = scope.Write
		}
		d := scope.Decision{Kind: scope.Outside}
		if known && len(path) > 0 && path[0] == '/' {
			d = spec.Scope.Decide(op, path)
		}
		r.report(Event{PID: pid, Exe: exe, Call: operation, Op: op.String(), Path: path, Kind: d.Kind, Denied: true, Rule: ruleOf(op, &d)})
	}
}

// drainLog is how long the log gets to say what it has not said yet.
const drainLog = 300 * time.Millisecond

// Drain waits, not for long, for what the log still has, and ends it.
func (l *Launcher) Drain() {
	l.mu.Lock()
	log, r := l.log, l.reporter
	l.mu.Unlock()
	if log == nil {
		return
	}
	time.Sleep(drainLog)
	_ = log.Process.Kill()
	_ = log.Wait()
	r.close(time.Second)
}
