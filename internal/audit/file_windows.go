package audit

import (
	"errors"
	"os"
	"path/filepath"

	"golang.org/x/sys/windows"
)

// openAppend opens the log for reading and writing, and creates it when it is
// missing. Through os.Root, because that lets other processes rename the file
// while it is open (FILE_SHARE_DELETE), which a rotation needs.
func openAppend(name string) (*os.File, error) { return openShared(name, os.O_RDWR|os.O_CREATE) }

// openRead opens a log file for reading; a writer may rename it meanwhile.
func openRead(name string) (*os.File, error) { return openShared(name, os.O_RDONLY) }

func openShared(name string, flag int) (*os.File, error) {
	dir, err := os.OpenRoot(filepath.Dir(name))
	if err != nil {
		return nil, err
	}
	defer dir.Close()
	return dir.OpenFile(filepath.Base(name), flag, 0o600)
}

// appendTo writes b at the end of f; size is where that is.
func appendTo(f *os.File, b []byte, size int64) (int, error) { return f.WriteAt(b, size) }

// tighten does nothing: the folder belongs to the user's profile, which
// others cannot read.
func tighten(*os.File, os.FileInfo) error { return nil }

// lockOffset is where the lock lies: far behind the end of any file, because
// a locked range cannot be read by others on Windows.
const lockOffset = 1 << 30 // high 32 bits of the offset

// tryLock takes the lock of the open file; busy says that somebody else has it.
func tryLock(f *os.File, exclusive bool) (busy bool, err error) {
	flags := uint32(windows.LOCKFILE_FAIL_IMMEDIATELY)
	if exclusive {
		flags |= windows.LOCKFILE_EXCLUSIVE_LOCK
	}
	at := windows.Overlapped{OffsetHigh: lockOffset}
	err = windows.LockFileEx(windows.Handle(f.Fd()), flags, 0, 1, 0, &at)
	if errors.Is(err, windows.ERROR_LOCK_VIOLATION) || errors.Is(err, windows.ERROR_IO_PENDING) {
		return true, nil
	}
	return false, err
}

func unlock(f *os.File) error {
	at := windows.Overlapped{OffsetHigh: lockOffset}
	return windows.UnlockFileEx(windows.Handle(f.Fd()), 0, 1, 0, &at)
}

func diskFull(err error) bool {
	return errors.Is(err, windows.ERROR_DISK_FULL) || errors.Is(err, windows.ERROR_HANDLE_DISK_FULL)
}

func readOnly(err error) bool {
	return errors.Is(err, os.ErrPermission) || errors.Is(err, windows.ERROR_WRITE_PROTECT)
}
