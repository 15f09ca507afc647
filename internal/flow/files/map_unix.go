//go:build unix

package files

import (
	"os"

	"golang.org/x/sys/unix"
)

// mapFile maps the whole of a file of size bytes into memory.
func mapFile(f *os.File, size int, write bool) ([]byte, error) {
	prot := unix.PROT_READ
	if write {
		prot |= unix.PROT_WRITE
	}
	return unix.Mmap(int(f.Fd()), 0, size, prot, unix.MAP_SHARED)
}

func unmap(b []byte) { _ = unix.Munmap(b) } // of what mapFile returned it cannot fail

// tryLock takes the lock of an open file, which lasts until it is closed.
func tryLock(f *os.File) bool {
	return unix.Flock(int(f.Fd()), unix.LOCK_EX|unix.LOCK_NB) == nil
}
