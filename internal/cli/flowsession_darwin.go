package cli

import (
	"fmt"
	"slices"

	"golang.org/x/sys/unix"
)

// launcher returns the parent of a process that is a shell or another launcher.
func launcher(pid int) (parent int, ok bool) {
	p, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil || !slices.Contains(launchers, unix.ByteSliceToString(p.Proc.P_comm[:])) {
		return 0, false
	}
	return int(p.Eproc.Ppid), true
}

// startOf says when a process was started.
func startOf(pid int) string {
	p, err := unix.SysctlKinfoProc("kern.proc.pid", pid)
	if err != nil {
		return ""
	}
	return fmt.Sprint(p.Proc.P_starttime.Sec, ".", p.Proc.P_starttime.Usec)
}
