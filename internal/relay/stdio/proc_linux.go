package stdio

import (
	"errors"
	"syscall"

	"golang.org/x/sys/unix"
)

// processAttributes put the server into a group of its own and let the kernel
// kill it when the thread that starts it ends.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
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
