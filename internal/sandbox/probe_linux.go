//go:build amd64 || arm64

package sandbox

import (
	"bytes"
	"errors"
	"os"
	"runtime"
	"strconv"
	"strings"
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
		err := tryListener()
		if err == nil {
			err = yama("/proc/sys/kernel/yama/ptrace_scope", "/proc/self/status")
		}
		if err != nil {
			f.Notify = false
			f.Why = append(f.Why, "nobody can supervise here: "+err.Error())
		}
	}
	return f
}

// yama says why Yama (admin-guide/LSM/Yama) does not let this process read its
// children; nil: it does, or there is none. The start of a server finds out what
// else there may be.
func yama(setting, status string) error {
	text, err := os.ReadFile(setting)
	if err != nil {
		return nil
	}
	switch strings.TrimSpace(string(text)) {
	case "0", "1":
		return nil
	case "2":
		if mayTrace(status) {
			return nil
		}
		return errors.New("the ptrace_scope of Yama is 2, and this process has no CAP_SYS_PTRACE")
	}
	return errors.New("the ptrace_scope of Yama forbids to read other processes")
}

// mayTrace reports whether a status file of /proc says that a process has
// CAP_SYS_PTRACE.
func mayTrace(status string) bool {
	text, _ := os.ReadFile(status)
	_, rest, _ := bytes.Cut(text, []byte("\nCapEff:\t"))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	set, err := strconv.ParseUint(string(line), 16, 64)
	return err == nil && set&(1<<unix.CAP_SYS_PTRACE) != 0
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
