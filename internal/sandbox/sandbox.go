// Package sandbox keeps a server, and all that it starts, inside its scope. It
// is the part that enforces; what the scope is, package scope says.
//
// # Linux
//
// No right and no privilege is needed. Between fork and exec the child gives up
// rights that it, and the server that it becomes, never get back. No thread of
// this process gives up anything, so that it is no neighbour of the server's:
//
//   - Landlock, where the kernel has it, closes writing outside of the folders of
//     the scope and reading of what is closed for reading. Nobody can race it.
//   - A seccomp filter decides about what stands in the arguments of a call by
//     value (foreign ABIs, io_uring, mounts, handles of files), and hands calls with
//     paths and addresses to the supervisor in this process.
//   - The supervisor reads the path, follows the links as the kernel would, asks
//     the scope, and answers EACCES itself or lets the kernel go on. What it denies
//     is an [Event], with process, program and path.
//
// When this process ends, the filter fails closed: the calls that need an answer
// get ENOSYS, and the kernel kills the server.
//
// # macOS
//
// The server is started through sandbox-exec with a profile of the scope, see
// [Seatbelt]. What it denies is told as far as the system's log has it.
//
// # Windows
//
// Nothing is enforced, unless somebody asks for the experiment: see [Experimental].
//
// # Other systems
//
// Nothing is enforced here; [Probe] says so.
package sandbox

import (
	"fmt"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// Spec says what a server may do and who is told of the rest.
type Spec struct {
	// Scope judges every path. It is asked from several goroutines.
	Scope *scope.Scope
	// Monitor lets everything go on and only tells.
	Monitor bool
	// Tell is called for each access outside of the scope, one at a time and in
	// order. The same access by the same program is told once.
	Tell func(Event)
	// Observe is called for each supervised access, also those inside of the
	// scope; nil: not. It must be quick, and is called from several goroutines.
	Observe func(Event)
	// Watches says of which files Wrote is to be told, by their real paths; nil: of
	// none. Both must be quick and are called from several goroutines.
	Watches func(path string) bool
	// Wrote is called for each such file that a process was let open for writing, or
	// put in that place. What it writes there comes after that.
	Wrote func(Event)
	// Warn is told what does not work; nil: nobody is.
	Warn func(error)
}

// Event is one access of a process.
type Event struct {
	Time time.Time
	// PID and Exe are who it was, "" for a program that could not be read.
	PID int
	Exe string
	// Call is the system call, Op what it would do.
	Call string
	Op   string
	// Path is the real path, or an address.
	Path string
	// Kind is what sort of place it is.
	Kind scope.Kind
	// Declared is where it was declared that this place is closed, or "".
	Declared string
	// Denied is false in monitor mode, for a nest, and for what only Observe is told.
	Denied bool
	// Rule is the finding's rule; nil for what is inside of the scope.
	Rule *finding.Rule
	// Again counts how often the same was tried before.
	Again int
}

// SetupError says why a scope could not be enforced. The server has not been
// started: it can be, with [Features.Without] what failed.
type SetupError struct {
	Step string
	Err  error
}

func (e *SetupError) Error() string {
	return fmt.Sprintf("the sandbox could not be set up (%s: %v); to run the server without, add --sandbox off", e.Step, e.Err)
}

func (e *SetupError) Unwrap() error { return e.Err }

// Steps at which setting up can fail and something is left that holds.
const (
	stepFilter     = "filter"
	stepSupervisor = "supervisor"
	stepLandlock   = "landlock"
	stepFence      = "fence"
)
