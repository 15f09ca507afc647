package prefault

import "syscall"

// populateWrite is MADV_POPULATE_WRITE (Linux 5.14).
const populateWrite = 23

// populate brings in the pages from an address on, up to the first that cannot be
// written to. It changes nothing that is in them.
func populate(at, n uintptr) bool {
	at &^= uintptr(syscall.Getpagesize() - 1)
	_, _, errno := syscall.RawSyscall(syscall.SYS_MADVISE, at, n, populateWrite)
	return errno == 0
}
