//go:build unix

package guard_test

import (
	"time"

	"golang.org/x/sys/unix"
)

// processor is what this process has used of the processor.
func processor() time.Duration {
	var u unix.Rusage
	if unix.Getrusage(unix.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
