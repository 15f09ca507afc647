//go:build amd64 || arm64

package sandbox

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// Probe finds out what this machine offers, without changing anything: some
// containers have kernels whose doors are shut.
func Probe() Features {
	f := Features{Supported: hasLauncher.Load(), Landlock: landlockABI()}
	if !f.Supported {
		return Features{Why: []string{errNoLauncher.Error()}}
	}
	if f.Landlock == 0 {
		f.Why = append(f.Why, "no Landlock")
	}
	action := uint32(unix.SECCOMP_RET_ERRNO)
	_, _, errno := unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_GET_ACTION_AVAIL, 0, uintptr(unsafe.Pointer(&action)))
	f.Filter = errno == 0
	if errno != 0 {
		f.Why = append(f.Why, "no seccomp: "+errno.Error())
	}
	action = unix.SECCOMP_RET_USER_NOTIF
	_, _, errno = unix.Syscall(unix.SYS_SECCOMP, unix.SECCOMP_GET_ACTION_AVAIL, 0, uintptr(unsafe.Pointer(&action)))
	f.Notify = errno == 0
	return f
}
