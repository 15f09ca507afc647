package files

import (
	"os"
	"unsafe"

	"golang.org/x/sys/windows"
)

// mapFile maps the whole of a file of size bytes into memory.
func mapFile(f *os.File, size int, write bool) ([]byte, error) {
	prot, access := uint32(windows.PAGE_READONLY), uint32(windows.FILE_MAP_READ)
	if write {
		prot, access = windows.PAGE_READWRITE, windows.FILE_MAP_READ|windows.FILE_MAP_WRITE
	}
	h, err := windows.CreateFileMapping(windows.Handle(f.Fd()), nil, prot, 0, 0, nil)
	if err != nil {
		return nil, err
	}
	defer windows.CloseHandle(h)
	at, err := windows.MapViewOfFile(h, access, 0, 0, uintptr(size))
	if err != nil {
		return nil, err
	}
	return unsafe.Slice((*byte)(unsafe.Add(nil, at)), size), nil
}

func unmap(b []byte) { _ = windows.UnmapViewOfFile(uintptr(unsafe.Pointer(&b[0]))) }

// lockOffset is where the lock lies: far behind the end of any file, because a
// locked range cannot be read by others.
const lockOffset = 1 << 30 // high 32 bits of the offset

// tryLock takes the lock of an open file, which lasts until it is closed.
func tryLock(f *os.File) bool {
	at := windows.Overlapped{OffsetHigh: lockOffset}
	return windows.LockFileEx(windows.Handle(f.Fd()), windows.LOCKFILE_FAIL_IMMEDIATELY|windows.LOCKFILE_EXCLUSIVE_LOCK, 0, 1, 0, &at) == nil
}
