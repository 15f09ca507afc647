package cli

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// link reports whether a path is that of a link. It allocates nothing.
func (l *links) link(path string) bool {
	l.path = append(append(l.path[:0], path...), 0)
	var target [1]byte
	at := unix.AT_FDCWD
	_, _, err := unix.Syscall6(unix.SYS_READLINKAT, uintptr(at), uintptr(unsafe.Pointer(&l.path[0])), uintptr(unsafe.Pointer(&target[0])), uintptr(len(target)), 0, 0)
	return err == 0 || err == syscall.EINTR
}
