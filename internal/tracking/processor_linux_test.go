package tracking_test

import (
	"runtime"
	"time"

	"golang.org/x/sys/unix"
)

// pinned keeps the goroutine on its thread until what it returns is called.
func pinned() func() {
	runtime.LockOSThread()
	return runtime.UnlockOSThread
}

// processor is what this thread has used of the processor.
func processor() time.Duration {
	var t unix.Timespec
	if unix.ClockGettime(unix.CLOCK_THREAD_CPUTIME_ID, &t) != nil {
		return 0
	}
	return time.Duration(t.Nano())
}
