//go:build amd64 || arm64

package sandbox

import (
	"runtime"
	"sync"
	"unsafe"

	"golang.org/x/sys/unix"
)

// The supervisor waits for calls in the kernel, on a thread of its own that is told
// of them directly: to go through where Go waits for networks takes longer than most
// answers.

// spare has Go run one more thread at a time, for supervisors.
var spare = sync.OnceFunc(func() { runtime.GOMAXPROCS(runtime.GOMAXPROCS(0) + 1) })

// run answers until all processes have ended. On its thread no signal is heeded: see
// [listener.add]. While it waits Go's scheduler does without it.
func (s *supervisor) run() {
	defer close(s.done)
	defer unix.Close(s.fd)
	defer s.hand.stop()
	s.wake()
	spare()
	runtime.LockOSThread() // for good: the thread ends with this goroutine
	all := ^faults
	sigmask(&all, nil)
	standBack()
	for {
		switch s.receive(&s.next) {
		case aCall:
			s.serve(&s.next)
		case theEnd:
			return
		}
	}
}

// schedBatch is SCHED_BATCH of sched(7).
const schedBatch = 3

// standBack has this thread not take the processor from whoever it has just answered,
// only to wait again.
func standBack() {
	var none int32 // priority
	unix.RawSyscall(unix.SYS_SCHED_SETSCHEDULER, 0, schedBatch, uintptr(unsafe.Pointer(&none)))
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
