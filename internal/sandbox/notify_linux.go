//go:build amd64 || arm64

package sandbox

import (
	"fmt"
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
type listener struct {
	fd   int
	ends bool // a wait for calls ends with the last process
}

// wake has the kernel run the two ends on one processor (Linux 6.6); older
// kernels refuse, and are a little slower.
func (l listener) wake() {
	unix.Syscall(unix.SYS_IOCTL, uintptr(l.fd), ioctlSetFlags, unix.SECCOMP_USER_NOTIF_FD_SYNC_WAKE_UP)
}

// pending is what a wait for calls ends with.
type pending uint8

const (
	nothing pending = iota
	aCall
	theEnd // all processes have ended
)

// receive waits for the next call; nothing: whoever called was killed meanwhile.
func (l listener) receive(n *notification) pending {
	if !l.ends && l.poll(-1) == theEnd {
		return theEnd
	}
	*n = notification{}
	_, _, errno := unix.Syscall(unix.SYS_IOCTL, uintptr(l.fd), ioctlRecv, uintptr(unsafe.Pointer(n)))
	return l.received(errno)
}

func (l listener) received(errno unix.Errno) pending {
	switch errno {
	case 0:
		return aCall
	case unix.EINTR:
		return nothing
	case unix.ENOENT:
		return l.poll(0)
	}
	return theEnd
}

// watch is receive without telling Go's scheduler that this thread waits: at most
// [glance], and less when Go wants the thread to give way, for which it sends a
// signal. Without one (GODEBUG=asyncpreemptoff=1) a garbage collection waits as long.
// nothing: no call, or none any more.
func (l listener) watch(n *notification) pending {
	polled := unix.PollFd{Fd: int32(l.fd), Events: unix.POLLIN}
	patience := unix.NsecToTimespec(int64(glance))
	heeded := ^faults &^ (1 << (unix.SIGURG - 1))
	ready, _, errno := unix.RawSyscall6(unix.SYS_PPOLL, uintptr(unsafe.Pointer(&polled)), 1, uintptr(unsafe.Pointer(&patience)), uintptr(unsafe.Pointer(&heeded)), signalBytes, 0)
	switch {
	case errno == unix.EINTR, errno == 0 && ready == 0:
		return nothing
	case errno != 0 || polled.Revents&unix.POLLIN == 0:
		return theEnd
	}
	// The kernel has counted that call: even if its caller was killed, nobody waits here.
	*n = notification{}
	_, _, errno = unix.RawSyscall(unix.SYS_IOCTL, uintptr(l.fd), ioctlRecv, uintptr(unsafe.Pointer(n)))
	return l.received(errno)
}

// poll says whether there will be calls; it waits for one where patience, in
// milliseconds, is negative.
func (l listener) poll(patience int) pending {
	polled := []unix.PollFd{{Fd: int32(l.fd), Events: unix.POLLIN}}
	switch n, err := unix.Poll(polled, patience); {
	case err == unix.EINTR, n == 0:
		return nothing
	case err == nil && polled[0].Revents&unix.POLLIN != 0:
		return aCall
	}
	return theEnd
}

// endsWaits reports whether the kernel ends a wait for calls when all processes have
// ended (Linux 6.11); older ones have to be asked before.
func endsWaits() bool {
	var name unix.Utsname
	if unix.Uname(&name) != nil {
		return false
	}
	var major, minor int
	n, _ := fmt.Sscanf(unix.ByteSliceToString(name.Release[:]), "%d.%d", &major, &minor)
	return n == 2 && (major > 6 || major == 6 && minor >= 11)
}

// valid reports whether the caller still waits: what was read of it was its own.
func (l listener) valid(id uint64) bool {
	_, _, errno := quick(unix.SYS_IOCTL, uintptr(l.fd), ioctlIDValid, uintptr(unsafe.Pointer(&id)), 0)
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
	quick(unix.SYS_IOCTL, uintptr(l.fd), ioctlSend, uintptr(unsafe.Pointer(&r)), 0)
}

// give puts a file of this process into the caller, as the result of its call.
func (l listener) give(id uint64, fd int, closeOnExec bool) error {
	a := &addition{id: id, flags: unix.SECCOMP_ADDFD_FLAG_SEND, srcfd: uint32(fd)}
	if closeOnExec {
		a.newfdFlags = unix.O_CLOEXEC
	}
	if errno := l.add(a); errno != 0 {
		return errno
	}
	return nil
}

// add waits for the caller to take the file. A signal must not end the wait: the
// call would have been answered, but with no file, and the caller would take its
// standard input for what it opened. Go sends its own threads signals to have them
// give way: see [supervisor.run].
func (l listener) add(a *addition) unix.Errno {
	_, _, errno := quick(unix.SYS_IOCTL, uintptr(l.fd), ioctlAddFD, uintptr(unsafe.Pointer(a)), 0)
	return errno
}

// signalBytes is the size of the kernel's set of signals.
const signalBytes = 8
