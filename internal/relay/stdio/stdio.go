// Package stdio puts a [relay.Screen] between an MCP client and a server that
// is a child process: lines of JSON on standard input and output, one message
// each (MCP, "Transports", stdio, all versions).
//
// # Bytes
//
// A message that the Screen returns unchanged leaves as the very bytes that
// came, with its CR and with or without its last newline, in one write. The
// two directions run on their own and never wait for each other. Nothing is
// parsed here: junk, empty lines and a cut-off last line all go to the Screen.
//
// # Memory
//
// A line is held once while it is read and once more while it is joined if it
// is longer than 8 MiB. Buffers above 64 KiB go back to the system one second
// after the last line that needed them.
//
// # Life and death of the server
//
// The server runs in a process group of its own. It is asked to end by closing
// its standard input, then told by SIGTERM, then killed, with [Options.Grace]
// between the steps; its group ends with it. If the proxy itself is killed:
//
//   - Linux: the kernel kills the server at once, and a helper (/bin/sh
//     waiting on a pipe that closes with the proxy) ends the rest of its group:
//     SIGTERM, one second, SIGKILL.
//   - macOS and other Unix: the helper ends the whole group in the same way.
//   - Windows: a job object kills the server and all it started, at once.
//
// Not covered: in the few milliseconds until the helper runs (on Linux: 30),
// grandchildren on Unix; without /bin/sh, the same (and on macOS the server too); processes that
// left the group with setsid(2). Windows has no SIGTERM: the server gets
// CTRL_BREAK instead, which it sees only if it shares the proxy's console.
package stdio

import (
	"context"
	"io"
	"os"
	"os/exec"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
)

// DefaultGrace is how long the server gets between the steps of a shutdown,
// the same as the official SDKs give it.
const DefaultGrace = 2 * time.Second

// Options say what to run and where its bytes come from and go to.
type Options struct {
	// Command is the server's program and arguments. A name without a slash is
	// looked up in the PATH of this process.
	Command []string
	// Env is the server's environment; nil means the environment of this
	// process, where clients put the server's credentials.
	Env []string
	// Dir is the server's working folder, "" for the present one.
	Dir string

	// Stdin carries the client's bytes, Stdout takes those for the client; nil
	// means the standard files of this process. They are never closed. A read
	// of Stdin may still be under way when Run returns, unless it has a
	// SetReadDeadline that works; what it reads is lost.
	Stdin  io.Reader
	Stdout io.Writer
	// Stderr takes what the server writes to its standard error, byte for
	// byte. An *os.File (also nil, which means the standard error of this
	// process) is handed to the server itself.
	Stderr io.Writer

	// MaxMessage is the longest line that is read whole, in bytes without its
	// newline. 0 means [relay.DefaultMaxMessage].
	MaxMessage int64
	// Grace is the time between closing the server's standard input, SIGTERM
	// and SIGKILL. The first one is renewed while bytes still flow, or the
	// server has been sent something and has not said anything yet since it was
	// started, up to 30 seconds in all. 0 means [DefaultGrace].
	Grace time.Duration
	// Aside brings lines of the proxy's own for the client, without a newline. They
	// go between messages. nil: there are none.
	Aside <-chan []byte
	// Start starts the command as the head of a process group of its own, which
	// the kernel ends with this process where it can; nil means that the command is
	// started as it is. What cannot be found or run must be an error like those of
	// [os.StartProcess].
	Start func(*exec.Cmd) error
	// Started is called when the server has been started and messages can flow:
	// what takes time is better begun then than in front of it. It must not wait.
	Started func()
	// Signals brings the signals to pass on; nil means those sent to this
	// process (on Unix TERM, INT, HUP, QUIT, USR1 and USR2, unless ignored).
	Signals <-chan os.Signal
	// Warn is told, at any time and from any goroutine, what does not work but
	// does not stop the session either. nil: nobody is told.
	Warn func(error)

	timing *timing // nil: defaultTiming; tests are less patient
}

// timing holds the limits on waiting, all of which end in a decision.
type timing struct {
	graceMax   time.Duration // for all renewals of the first grace
	killWait   time.Duration // for a killed process to go
	drainQuiet time.Duration // without a byte from a server that has exited
	drainMax   time.Duration // for the children of a server that has exited
	stall      time.Duration // for a client that does not read
	probe      time.Duration // between looks whether the client still reads
	tick       time.Duration // between looks at progress while ending
}

var defaultTiming = timing{
	graceMax:   30 * time.Second,
	killWait:   5 * time.Second,
	drainQuiet: 500 * time.Millisecond,
	drainMax:   5 * time.Second,
	stall:      30 * time.Second,
	probe:      5 * time.Second,
	tick:       5 * time.Millisecond,
}

func (o Options) withDefaults() Options {
	if o.Stdin == nil {
		o.Stdin = os.Stdin
	}
	if o.Stdout == nil {
		o.Stdout = os.Stdout
	}
	if o.Stderr == nil {
		o.Stderr = os.Stderr
	}
	if o.MaxMessage <= 0 {
		o.MaxMessage = relay.DefaultMaxMessage
	}
	if o.Grace <= 0 {
		o.Grace = DefaultGrace
	}
	if o.Start == nil {
		o.Start = (*exec.Cmd).Start
	}
	if o.Started == nil {
		o.Started = func() {}
	}
	if o.Warn == nil {
		o.Warn = func(error) {}
	}
	if o.timing == nil {
		o.timing = &defaultTiming
	}
	return o
}

// Run starts the server and carries messages until it has exited and all it
// said, and all the Screen owes the client, has been written. Cancelling ctx
// ends the server as SIGTERM does.
//
// The exit code is the server's own, or 128+n when signal n killed it; with a
// *[StartError] it is that error's [StartError.ExitCode]. Other errors mean
// that something was left behind: a process that does not die, or bytes for a
// client that does not read. The Screen is not called once Run has returned,
// unless it took longer than Grace for one message at the end.
func Run(ctx context.Context, screen relay.Screen, o Options) (exitCode int, err error) {
	o = o.withDefaults()
	h := hear(o.Signals)
	defer h.end()
	if !diesWithParent {
		<-h.ready
	}
	s, problem := start(ctx, screen, o, h.signals)
	if problem != nil {
		return problem.ExitCode(), problem
	}
	return s.run(ctx)
}
