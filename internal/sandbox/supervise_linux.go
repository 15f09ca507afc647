//go:build amd64 || arm64

package sandbox

import (
	"os"
	"strings"
	"sync/atomic"

	"golang.org/x/sys/unix"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// supervisor answers the calls of one server and all that it started.
type supervisor struct {
	listener
	fences
	spec     Spec
	calls    map[uintptr]call
	fenced   bool        // Landlock holds whatever is let go on here
	own      int         // this process
	rooted   atomic.Bool // somebody has changed its root folder
	root     unix.Stat_t
	hand     hand // does what needs a mask for modes of its own
	user     uint32
	group    uint32
	super    bool // as root
	reporter *reporter
	read     reader
	done     chan struct{}
	locals   map[uint64]bool // devices: whether their file system is of this machine
	nests    []string        // folders that the server made for itself
	stands   standing
	files    standing // plain files, by their real paths

	next notification  // the call that is served,
	trap trap          // what is known of it,
	text [maxPath]byte // the path that was read last,
	name [maxPath]byte // a path for the kernel,
	real [maxPath]byte // one that it said,
	held []int         // and what is kept open until the call is answered

	began    unix.Timespec
	standard [3]uint64 // devices of this process's standard files
	masked   bool      // somebody has changed its mask for modes
	changed  bool      // somebody has changed its user, groups or capabilities
	rights   []byte    // groups and capabilities of this process, where it is root's
}

// call is a system call that is judged.
type call struct {
	name string
	// judge says how it ends.
	judge func(*trap) answer
	// filtered calls are handed over by rules of their own in the filter.
	filtered bool
}

// answer is how a call ends: the kernel does it, or it gets an error, or, with
// neither, the supervisor has done it.
type answer struct {
	proceed bool
	errno   unix.Errno
	given   bool // answered already
}

var proceed = answer{proceed: true}

func refuse(e unix.Errno) answer { return answer{errno: e} }

// trap is one call that waits.
type trap struct {
	s    *supervisor
	id   uint64
	tid  int
	args [6]uint64
	call call

	slash  bool // the path that was resolved ends in one
	handed bool // what is opened must be opened here
}

// here is the number of the argument of calls that start from the working folder.
const here = -1

// reader reads the memory of a process, as [readMemory] does.
type reader func(tid int, address uint64, buf []byte) (int, unix.Errno)

func newSupervisor(fd int, spec Spec, fenced bool, r *reporter) *supervisor {
	s := &supervisor{listener: listener{fd, endsWaits()}, spec: spec, calls: calls(), fenced: fenced, own: os.Getpid(), super: os.Geteuid() == 0, user: uint32(os.Geteuid()), group: uint32(os.Getegid()), reporter: r, done: make(chan struct{}), locals: map[uint64]bool{}, stands: standing{}, files: standing{}}
	_ = unix.Stat("/", &s.root)
	_ = unix.ClockGettime(unix.CLOCK_REALTIME, &s.began)
	for i := range s.standard {
		var st unix.Stat_t
		if unix.Fstat(i, &st) == nil {
			s.standard[i] = st.Rdev
		}
	}
	s.hand.umask = umaskOf("/proc/self/status")
	if s.super {
		s.rights = rightsOf("/proc/self/status")
	}
	return s
}

// serve judges one call. Whatever goes wrong, the call does not go on.
func (s *supervisor) serve(n *notification) {
	s.trap = trap{s: s, id: n.id, tid: int(n.pid), args: n.data.args}
	t := &s.trap
	a := refuse(unix.EACCES)
	defer func() {
		if r := recover(); r != nil && s.spec.Warn != nil {
			s.spec.Warn(errPanic)
		}
		if !a.given {
			s.answer(n.id, a)
		}
		s.release()
	}()
	c, known := s.calls[uintptr(n.data.number)]
	if !known {
		return
	}
	t.call = c
	if !c.filtered { // no mere open
		s.stands.forget()
		s.files.forget()
	}
	a = c.judge(t)
}

// hold keeps an open place until the call is answered.
func (s *supervisor) hold(fd int) { s.held = append(s.held, fd) }

// release closes what was held. The caller runs already.
func (s *supervisor) release() {
	for _, fd := range s.held {
		closeQuick(fd)
	}
	s.held = s.held[:0]
}

// dir is the descriptor in an argument, or the working folder.
func (t *trap) dir(arg int) int {
	if arg == here {
		return unix.AT_FDCWD
	}
	return int(int32(t.args[arg]))
}

// at resolves the path in an argument.
func (t *trap) at(dirArg, pathArg int, follow bool) (target, unix.Errno) {
	return t.find(dirArg, pathArg, follow, 0)
}

func (t *trap) find(dirArg, pathArg int, follow bool, extra uint64) (target, unix.Errno) {
	path, errno := t.text(t.args[pathArg])
	if errno != 0 {
		return target{}, errno
	}
	t.slash = strings.HasSuffix(path, "/")
	if t.s.rooted.Load() && !t.sameRoot() {
		return target{}, unix.EACCES // its paths are not ours
	}
	return t.resolve(t.dir(dirArg), path, follow, extra)
}

// sameRoot reports whether the caller's root folder is this process's.
func (t *trap) sameRoot() bool {
	var st unix.Stat_t
	return unix.Stat(t.proc("root"), &st) == nil && st.Dev == t.s.root.Dev && st.Ino == t.s.root.Ino
}

// judge asks the scope about a real path, and tells when it says no.
func (t *trap) judge(op scope.Op, path string) answer {
	d := t.s.spec.Scope.Decide(op, path)
	if d.Allowed || d.Kind == scope.Outside && t.s.nested(path) {
		if t.s.spec.Observe != nil {
			t.s.spec.Observe(t.event(op, path, d))
		}
		if op == scope.Write || op == scope.Replace {
			t.wrote(path)
		}
		return proceed
	}
	return t.deny(op, path, d)
}

// wrote tells of a file that is written and watched.
func (t *trap) wrote(path string) {
	if t.s.spec.Watches != nil && t.s.spec.Watches(path) {
		t.s.spec.Wrote(t.event(scope.Write, path, scope.Decision{Allowed: true}))
	}
}

// deny tells of a call that the scope does not allow, and ends it.
func (t *trap) deny(op scope.Op, path string, d scope.Decision) answer {
	e := t.event(op, path, d)
	e.Rule, e.Denied = ruleOf(op, &d), !t.s.spec.Monitor
	if !d.Minor {
		t.tell(e)
	}
	if t.s.spec.Monitor {
		return proceed
	}
	return refuse(unix.EACCES)
}

// tell reports an event, if it is really about this caller.
func (t *trap) tell(e Event) {
	if !t.s.valid(t.id) {
		return // killed: another process may have its number by now
	}
	if t.s.spec.Observe != nil {
		t.s.spec.Observe(e)
	}
	t.s.reporter.report(e)
}

func (t *trap) event(op scope.Op, path string, d scope.Decision) Event {
	exe, _ := os.Readlink(t.proc("exe"))
	return Event{PID: t.process(), Exe: exe, Call: t.call.name, Op: op.String(), Path: path, Kind: d.Kind, Declared: d.Source}
}
