package main

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// openWrite opens a file for writing and closes it as a C program would: Go's
// scheduler has no part in it. close is to be called later.
func openWrite(file string) (close func(), err error) {
	path, err := unix.BytePtrFromString(file)
	if err != nil {
		return nil, err
	}
	at := unix.AT_FDCWD
	fd, _, errno := unix.RawSyscall6(unix.SYS_OPENAT, uintptr(at), uintptr(unsafe.Pointer(path)), unix.O_WRONLY|unix.O_CREAT, 0o644, 0, 0)
	if errno != 0 {
		return nil, errno
	}
	return func() { unix.RawSyscall(unix.SYS_CLOSE, fd, 0, 0) }, nil
}
