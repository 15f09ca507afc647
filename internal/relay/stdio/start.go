package stdio

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"syscall"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
)

// Exit codes of a command that did not start, as shells have them (POSIX,
// "Exit Status for Commands").
const (
	exitNotExecutable = 126
	exitNotFound      = 127
)

// StartError says why the server could not be started and what to do about it.
type StartError struct {
	Command  string // the program, without its arguments: they may hold secrets
	NotFound bool   // there is no such program; otherwise it cannot be executed
	advice   string
	err      error
}

// Error is one line: the program, and what to do about it.
func (e *StartError) Error() string {
	if e.Command == "" {
		return "cannot start the server: " + e.advice
	}
	return fmt.Sprintf("cannot start %q: %s", e.Command, e.advice)
}

// Unwrap is what the system said, nil for a command without a word.
func (e *StartError) Unwrap() error { return e.err }

// ExitCode is 127 for a program that was not found and 126 for one that cannot
// be executed.
func (e *StartError) ExitCode() int {
	if e.NotFound {
		return exitNotFound
	}
	return exitNotExecutable
}

// explain turns what the system said into a StartError.
func explain(o Options, err error) *StartError {
	name := o.Command[0]
	e := &StartError{Command: name, err: err}
	isPath := filepath.Base(name) != name
	info, statErr := os.Stat(name)
	exists := isPath && statErr == nil
	switch {
	case o.Dir != "" && !isFolder(o.Dir):
		e.advice = fmt.Sprintf("its working folder %q does not exist or cannot be entered; correct the path", o.Dir)
	case errors.Is(err, exec.ErrDot):
		e.NotFound = true
		e.advice = fmt.Sprintf("it was found in the current folder only; write .%c%s to run that one", os.PathSeparator, name)
	case errors.Is(err, exec.ErrNotFound) && !isPath:
		e.NotFound = true
		e.advice = "not found in PATH; install it or give its full path"
	case exists && info.IsDir():
		e.advice = "it is a folder; give the path of a program"
	case errors.Is(err, fs.ErrNotExist) && exists:
		e.advice = "the file is there but the interpreter it names in its first line is not; install that"
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, exec.ErrNotFound):
		e.NotFound = true
		e.advice = "there is no such file; correct the path or install it"
	case errors.Is(err, fs.ErrPermission):
		e.advice = "it is not executable; check its permissions (chmod +x)"
	case errors.Is(err, syscall.ENOEXEC):
		e.advice = "it is not a program for this system; a script needs a first line such as #!/bin/sh"
	default:
		reason := err
		if path := (*fs.PathError)(nil); errors.As(err, &path) {
			reason = path.Err
		}
		e.advice = fmt.Sprintf("the system refuses (%v); try the same command in a terminal", reason)
	}
	return e
}

func isFolder(path string) bool {
	info, err := os.Stat(path)
	return err == nil && info.IsDir()
}

// pipes are both ends of the server's standard files. An end that is not
// needed is nil.
type pipes struct {
	childIn, in   *os.File // the server reads childIn, we write in
	childOut, out *os.File
	childErr, err *os.File
}

func (p *pipes) close(files ...*os.File) {
	for _, f := range files {
		if f != nil {
			f.Close()
		}
	}
}

func (p *pipes) closeAll() { p.close(p.childIn, p.in, p.childOut, p.out, p.childErr, p.err) }

func openPipes(stderr bool) (p *pipes, err error) {
	p = &pipes{}
	if p.childIn, p.in, err = os.Pipe(); err != nil {
		return p, err
	}
	if p.out, p.childOut, err = os.Pipe(); err != nil || !stderr {
		return p, err
	}
	p.err, p.childErr, err = os.Pipe()
	return p, err
}

// start runs the command and connects it. Nothing flows yet.
func start(ctx context.Context, screen relay.Screen, o Options, signals <-chan os.Signal) (*session, *StartError) {
	if len(o.Command) == 0 {
		return nil, &StartError{advice: "no command was given; name the server's program"}
	}
	stderr, direct := o.Stderr.(*os.File)
	p, err := openPipes(!direct)
	if err != nil {
		p.closeAll()
		return nil, &StartError{Command: o.Command[0], advice: fmt.Sprintf("no pipes to talk to it (%v); close other programs or raise the limit on open files", err), err: err}
	}
	cmd := exec.Command(o.Command[0], o.Command[1:]...)
	cmd.Env, cmd.Dir = o.Env, o.Dir
	cmd.Stdin, cmd.Stdout, cmd.Stderr = p.childIn, p.childOut, stderr
	if !direct {
		cmd.Stderr = p.childErr
	}
	kin, err := startFamily(cmd, o.Start, o.Warn)
	if err != nil {
		p.closeAll()
		return nil, explain(o, err)
	}
	p.close(p.childIn, p.childOut, p.childErr)
	widen(p.in)
	widen(p.out)
	for _, end := range []any{o.Stdin, o.Stdout} { // the client's, if they are pipes
		if f, ok := end.(*os.File); ok {
			widen(f)
		}
	}
	return connect(ctx, screen, o, p, kin, signals), nil
}

func connect(ctx context.Context, screen relay.Screen, o Options, p *pipes, kin *family, signals <-chan os.Signal) *session {
	s := &session{opt: o, timing: o.timing, screen: screen, signals: signals, pipes: p, kin: kin,
		clientGone: make(chan struct{}), stderrDone: make(chan struct{}), over: make(chan struct{})}
	// Messages under way are judged to the end even if ctx is cancelled.
	s.ctx, s.cancel = context.WithCancel(context.WithoutCancel(ctx))
	s.toServer = newOutbox(p.in, p.in, relay.MaxPendingReplies)
	s.toClient = newOutbox(o.Stdout, nil, relay.MaxPendingReplies)
	s.fromClient = newPump(message.FromClient, o.Stdin, screen, s.toServer, s.toClient, o.MaxMessage)
	s.fromServer = newPump(message.FromServer, p.out, screen, s.toClient, s.toServer, o.MaxMessage)
	return s
}
