package sandbox

import (
	"fmt"
	"slices"
	"strings"
)

// Features are what a kernel offers to this process.
type Features struct {
	// Supported is false on systems where this package does nothing.
	Supported bool
	// Seatbelt: macOS keeps programs in a profile.
	Seatbelt bool
	// Fence: a token keeps writes in the scope (Windows, an experiment).
	Fence bool
	// Landlock is the version of its ABI, 0 for none.
	Landlock int
	// Filter: seccomp filters can be installed.
	Filter bool
	// Notify: a filter can hand calls to this process, which can read the
	// arguments of its children.
	Notify bool
	// Why says what refused where something is missing, for people.
	Why []string
}

// Level is how much of a scope is enforced.
type Level uint8

const (
	// None: nothing is.
	None Level = iota
	// Writes: what is written stays in the scope, and that is all.
	Writes
	// Kernel: Landlock keeps writes and reads in the scope; nobody is told, and
	// what lies closed within an open folder is open.
	Kernel
	// Supervised: the supervisor denies and tells, but a program with several
	// threads can exchange a path between its look and the kernel's.
	Supervised
	// Full: both.
	Full
)

var levelNames = [...]string{"none", "writes", "kernel", "supervised", "full"}

func (l Level) String() string { return levelNames[l] }

// Landlock ABIs from which something holds.
const (
	landlockRefer    = 2 // files can be moved between folders
	landlockTruncate = 3
	landlockTCP      = 4
	landlockScopes   = 6 // signals and abstract sockets
)

// Level says how much can be enforced with these features.
func (f *Features) Level() Level {
	fence := f.Landlock >= landlockRefer
	watch := f.Filter && f.Notify
	switch {
	case !f.Supported:
		return None
	case f.Seatbelt:
		return Kernel
	case f.Fence:
		return Writes
	case fence && watch:
		return Full
	case watch:
		return Supervised
	case fence:
		return Kernel
	}
	return None
}

// Without is what is left of f when setting it up failed with e although the
// kernel had seemed to offer it: what failed is taken out, so that the level is
// lower, or fewer filters rest on it, and the reason is in Why. Repeating it ends
// at [None].
func (f Features) Without(e *SetupError) Features {
	f.Why = append(slices.Clone(f.Why), "the "+e.Step+" failed: "+e.Err.Error())
	switch {
	case (e.Step == stepFilter || e.Step == stepSupervisor) && f.Notify:
		f.Notify = false
	case e.Step == stepFilter && f.Filter:
		f.Filter = false
	case e.Step == stepLandlock && f.Landlock > 0:
		f.Landlock = 0
	default:
		f.Supported = false
	}
	return f
}

// Gaps are sentences about what is not closed at this level, and why.
func (f *Features) Gaps() []string {
	var gaps []string
	add := func(missing bool, gap string) {
		if missing {
			gaps = append(gaps, gap)
		}
	}
	l := f.Level()
	switch l {
	case None:
		return append(gaps, "files, network and processes of this machine are open to servers")
	case Writes:
		return append(gaps, "what is denied is not told, and reading, network and other processes are open, as are names made after the start that are closed within open folders, and folders that everybody may write")
	case Kernel:
		if f.Seatbelt {
			return append(gaps, "refusals are told when the system's log says so, signals and what other programs do for a server are open, and addresses of other machines are kept apart by port alone")
		}
		gaps = append(gaps, "what is denied is not told, attributes of files, sockets and closed places within open folders are open")
	}
	add(l == Supervised, "a program that exchanges paths while they are looked at can get past")
	add(l != Supervised && f.Landlock < landlockTruncate, "a race can truncate files outside of the scope")
	add(f.Landlock < landlockScopes, "signals to processes and abstract sockets outside are open")
	return gaps
}

// Summary is a line for people: the level, and what it rests on.
func (f *Features) Summary() string {
	var b strings.Builder
	b.WriteString(f.Level().String())
	switch f.Level() {
	case None:
		b.WriteString(": servers are not kept in their scope")
	case Writes:
		b.WriteString(": an experimental fence for writing, and nothing else")
	case Kernel:
		if f.Seatbelt {
			b.WriteString(": Seatbelt through sandbox-exec")
			break
		}
		fmt.Fprintf(&b, ": Landlock ABI %d, without a supervisor", f.Landlock)
	case Supervised:
		b.WriteString(": seccomp with a supervisor, without Landlock")
	case Full:
		fmt.Fprintf(&b, ": Landlock ABI %d and seccomp with a supervisor", f.Landlock)
	}
	if len(f.Why) > 0 {
		b.WriteString(" (" + strings.Join(f.Why, "; ") + ")")
	}
	return b.String()
}
