//go:build amd64 || arm64

package sandbox

import (
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Probe finds out what this machine offers, without changing anything: some
// containers have kernels whose doors are shut.
func Probe() Features {
	f := Features{Supported: true, Landlock: landlockABI()}
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
	if f.Notify = errno == 0; f.Notify {
		if err := tryListener(); err != nil {
			f.Notify = false
			f.Why = append(f.Why, "nobody can supervise here: "+err.Error())
		}
	}
	return f
}

// tryListener installs a filter that allows everything, with a listener, on a
// thread that ends with it: a program that is supervised already, such as one in
// another sandbox of this kind, cannot have a second one, and some containers
// allow none.
func tryListener() error {
	done := make(chan error)
	go func() {
		runtime.LockOSThread() // for good: the thread ends with this goroutine
		if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
			done <- err
			return
		}
		listener, err := install([]unix.SockFilter{{Code: unix.BPF_RET | unix.BPF_K, K: unix.SECCOMP_RET_ALLOW}}, true)
		if err == nil {
			unix.Close(listener)
		}
		done <- err
	}()
	return <-done
}
