package stdio

import (
	"errors"
	"os"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// diesWithParent: the kernel kills the server when this process is killed.
const diesWithParent = true

// reaperDelay lets the server begin before the helper that is for its children
// alone.
const reaperDelay = 30 * time.Millisecond

// processAttributes put the server into a group of its own and let the kernel
// kill it when the thread that starts it ends.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}

// pipeSize is what the pipes to and from server and client are widened to: it halves
// the time a message of 256 KB takes. More brings little, and Linux grants the
// pipes of one user 64 MiB in all (pipe(7), pipe-user-pages-soft).
const pipeSize = 256 << 10

// widen makes a pipe hold more than the usual 64 KiB, if the system allows it.
func widen(pipe *os.File) {
	conn, err := pipe.SyscallConn()
	if err != nil {
		return
	}
	_ = conn.Control(func(fd uintptr) {
		_, _ = unix.FcntlInt(fd, unix.F_SETPIPE_SZ, pipeSize)
	})
}

// awaitExit waits until the child has exited and leaves it to be reaped. It
// returns false if that cannot be done.
func awaitExit(pid int) bool {
	for {
		err := unix.Waitid(unix.P_PID, pid, nil, unix.WEXITED|unix.WNOWAIT, nil)
		if !errors.Is(err, unix.EINTR) {
			return err == nil
		}
	}
}
