//go:build amd64 || arm64

package sandbox

import (
	"errors"
	"runtime"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Structures and commands of linux/seccomp.h that x/sys does not have.
type (
	notification struct {
		id    uint64
		pid   uint32 // the thread, as this process sees it
		flags uint32
		data  struct {
			number  int32
			arch    uint32
			pointer uint64
			args    [6]uint64
		}
	}
	response struct {
		id    uint64
		val   int64
		err   int32
		flags uint32
	}
	addition struct {
		id         uint64
		flags      uint32
		srcfd      uint32
		newfd      uint32
		newfdFlags uint32
	}
)

const (
	ioctlRecv     = unix.SECCOMP_IOCTL_NOTIF_RECV
	ioctlSend     = unix.SECCOMP_IOCTL_NOTIF_SEND
	ioctlIDValid  = 0x40082102
	ioctlAddFD    = 0x40182103
	ioctlSetFlags = 0x40082104
)

// listener is the supervisor's end of a filter.
type listener struct{ fd int }

// wake has the kernel run the two ends on one processor (Linux 6.6); older
// kernels refuse, and are a little slower.
func (l listener) wake() {
	unix.Syscall(unix.SYS_IOCTL, uintptr(l.fd), ioctlSetFlags, unix.SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP)
}

// errGone: all processes under the filter have ended.
var errGone = errors.New("all processes have ended")

// receive waits for the next call.
func (l listener) receive(n *notification) error {
	for {
		polled := []unix.PollFd{{Fd: int32(l.fd), Events: unix.POLLIN}}
		if _, err := unix.Poll(polled, -1); err != nil && err != unix.EINTR {
			return err
		}
		if polled[0].Revents&unix.POLLIN == 0 {
			if polled[0].Revents != 0 {
				return errGone
			}
			continue
		}
		*n = notification{}
		_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(l.fd), ioctlRecv, uintptr(unsafe.Pointer(n)))
		switch errno {
		case 0:
			return nil
		case unix.EINTR, unix.ENOENT, unix.EAGAIN: // whoever called was killed meanwhile
			continue
		}
		return errno
	}
}

// valid reports whether the caller still waits: what was read of it was its own.
func (l listener) valid(id uint64) bool {
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(l.fd), ioctlIDValid, uintptr(unsafe.Pointer(&id)))
	runtime.KeepAlive(&id)
	return errno == 0
}

// answer tells the caller how its call ends.
func (l listener) answer(id uint64, a answer) {
	r := response{id: id}
	switch {
	case a.proceed:
		r.flags = unix.SECCOMP_USER_NOTIF_FLAG_CONTINUE
	case a.errno != 0:
		r.err = -int32(a.errno)
	}
	// An error means that the caller was killed.
	unix.Syscall(unix.SYS_IOCTL, uintptr(l.fd), ioctlSend, uintptr(unsafe.Pointer(&r)))
}

// give puts a file of this process into the caller, as the result of its call.
func (l listener) give(id uint64, fd int, closeOnExec bool) error {
	a := addition{id: id, flags: unix.SECCOMP_ADDFD_FLAG_SEND, srcfd: uint32(fd)}
	if closeOnExec {
		a.newfdFlags = unix.O_CLOEXEC
	}
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(l.fd), ioctlAddFD, uintptr(unsafe.Pointer(&a))); errno != 0 {
		return errno
	}
	return nil
}
