//go:build unix

package audit

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// openAppend opens the log for reading and appending, and creates it when it
// is missing. O_APPEND is what lets the file be made append-only (chattr +a).
func openAppend(name string) (*os.File, error) {
	return os.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_APPEND, 0o600)
}

// openRead opens a log file for reading; a writer may rename it meanwhile.
func openRead(name string) (*os.File, error) { return os.Open(name) }

// appendTo writes b at the end of f; size is where that is.
func appendTo(f *os.File, b []byte, _ int64) (int, error) { return f.Write(b) }

// tighten takes the rights of others away from a file that has any.
func tighten(f *os.File, info os.FileInfo) error {
	if info.Mode().Perm()&0o077 == 0 {
		return nil
	}
	return f.Chmod(0o600)
}

// tryLock takes the lock of the open file; busy says that somebody else has it.
func tryLock(f *os.File, exclusive bool) (busy bool, err error) {
	how := unix.LOCK_SH | unix.LOCK_NB
	if exclusive {
		how = unix.LOCK_EX | unix.LOCK_NB
	}
	for {
		err = unix.Flock(int(f.Fd()), how)
		if err != unix.EINTR {
			break
		}
	}
	if errors.Is(err, unix.EWOULDBLOCK) {
		return true, nil
	}
	return false, err
}

func unlock(f *os.File) error { return unix.Flock(int(f.Fd()), unix.LOCK_UN) }

func diskFull(err error) bool {
	return errors.Is(err, unix.ENOSPC) || errors.Is(err, unix.EDQUOT)
}

func readOnly(err error) bool {
	return errors.Is(err, os.ErrPermission) || errors.Is(err, unix.EROFS)
}
