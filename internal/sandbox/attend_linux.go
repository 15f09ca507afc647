//go:build amd64 || arm64

package sandbox

import (
	"os"
	"runtime"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A server that opens one file opens more. Between two of its calls the supervisor
// therefore waits for a while on a thread of its own, without telling Go's
// scheduler: to be found by it again takes longer than most answers. Only when
// nothing comes does it wait where Go waits for networks, and costs nothing.

// lull is how long nothing may come until then.
const lull = 5_000_000 // nanoseconds

// spare has Go run one more thread at a time, since one of them waits here. There
// may be several supervisors in a process, but they are seldom awake together.
var spare = sync.OnceFunc(func() { runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1) })

// attention is a supervisor that waits for calls.
type attention struct {
	s     *supervisor
	watch int    // an epoll in which the listener is while the supervisor sleeps
	heeds uint64 // the signals that its thread has blocked while it waits
	blind bool   // the listener cannot be watched
}

// run answers until all processes have ended.
func (s *supervisor) run() {
	defer close(s.done)
	defer unix.Close(s.fd)
	defer s.hand.stop()
	s.wake()
	spare()
	watch, err := unix.EpollCreate1(unix.EPOLL_CLOEXEC)
	if err == nil {
		a := &attention{s: s, watch: watch}
		_ = unix.SetNonblock(watch, true) // so that it can be waited for
		file := os.NewFile(uintptr(watch), "watch")
		defer file.Close()
		if raw, err := file.SyscallConn(); err == nil && raw.Read(func(uintptr) bool { return a.attend() }) == nil && !a.blind {
			return
		}
	}
	runtime.LockOSThread() // it cannot be waited for there
	for a := (attention{s: s}); !a.serve(0); {
		s.waiting(nil, nil)
	}
}

// attend serves what is there and what comes soon after; true: nothing will come
// any more.
func (a *attention) attend() (end bool) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	_ = unix.EpollCtl(a.watch, unix.EPOLL_CTL_DEL, a.s.fd, nil) // or each call would wake another thread, too
	if a.serve(lull) {
		return true
	}
	event := unix.EpollEvent{Events: unix.EPOLLIN, Fd: int32(a.s.fd)}
	a.blind = unix.EpollCtl(a.watch, unix.EPOLL_CTL_ADD, a.s.fd, &event) != nil // what has come meanwhile is reported at once
	return a.blind
}

// serve serves until nothing comes for so many nanoseconds; true: nothing will come
// any more. On its thread no signal is heeded but while it waits: see [listener.add].
func (a *attention) serve(patience int64) (end bool) {
	all := ^faults
	sigmask(&all, &a.heeds)
	defer sigmask(&a.heeds, nil)
	for {
		switch left := unix.NsecToTimespec(patience); a.s.waiting(&left, &a.heeds) {
		case nothing:
			return false
		case theEnd:
			return true
		}
		if a.s.receive(&a.s.next) {
			a.s.serve(&a.s.next)
		}
	}
}

// faults are the signals of a program's own errors: Go makes panics of them, and
// the kernel ends a process that has blocked one.
const faults uint64 = 1<<(unix.SIGSEGV-1) | 1<<(unix.SIGBUS-1) | 1<<(unix.SIGFPE-1) | 1<<(unix.SIGILL-1) | 1<<(unix.SIGTRAP-1)

// sigmask exchanges the signals that this thread has blocked.
//
//go:nosplit
//go:norace
func sigmask(set, old *uint64) {
	unix.RawSyscall6(unix.SYS_RT_SIGPROCMASK, unix.SIG_SETMASK, uintptr(unsafe.Pointer(set)), uintptr(unsafe.Pointer(old)), signalBytes, 0, 0)
}
