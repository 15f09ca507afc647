//go:build amd64 || arm64

package sandbox

import (
	"runtime"
	"sync"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The supervisor waits for calls in the kernel, on a thread of its own that is told
// of them directly: to go through where Go waits for networks takes longer than most
// answers.

// spare has Go run one more thread at a time, for supervisors.
var spare = sync.OnceFunc(func() { runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1) })

// run answers until all processes have ended. On its thread no signal is heeded (see
// [listener.add]), and Go's scheduler does without it while it waits.
func (s *supervisor) run() {
	defer close(s.done)
	defer unix.Close(s.fd)
	defer s.hand.stop()
	s.wake()
	spare()
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	all, before := ^faults, uint64(0)
	sigmask(&all, &before)
	defer sigmask(&before, nil)
	if reschedule(schedOther, schedBatch) {
		defer reschedule(schedBatch, schedOther)
	}
	for left := 0; ; {
		wait := s.receive
		if left > 0 {
			left, wait = left-1, s.watch
		}
		switch wait(&s.next) {
		case aCall:
			s.serve(&s.next)
			left = glances
		case theEnd:
			return
		}
	}
}

// Who calls once calls again soon. For so long the next call is waited for with Go's
// scheduler none the wiser: to tell it has one thread of Go's look about every 20
// microseconds, and to come back after it has gone to sleep takes longer than answers do.
const (
	glance  = 5 * time.Millisecond
	glances = 10
)

// Policies of sched(7).
const (
	schedOther = 0
	schedBatch = 3
)

// reschedule has this thread scheduled in another way, if it is in the one named
// first. As a batch it does not take the processor from whoever it has just
// answered, only to wait again.
func reschedule(from, to uintptr) bool {
	if now, _, errno := unix.RawSyscall(unix.SYS_SCHED_GETSCHEDULER, 0, 0, 0); errno != 0 || now != from {
		return false
	}
	var priority int32
	_, _, errno := unix.RawSyscall(unix.SYS_SCHED_SETSCHEDULER, 0, to, uintptr(unsafe.Pointer(&priority)))
	return errno == 0
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
