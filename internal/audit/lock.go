package audit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

const (
	// lockPatience is how long an append waits for the others. They hold the
	// lock for microseconds; one that is stopped in the middle (a debugger, a
	// frozen machine) must not stop everybody.
	lockPatience = 5 * time.Second
	// The pause between two tries: short at first, since the holder is nearly
	// done, long when it is not.
	minPause = 20 * time.Microsecond
	maxPause = 2 * time.Millisecond
)

var errBusy = errors.New("another process has kept it locked for too long")

// lock takes the lock of f, polling: the system calls that wait cannot be
// given a limit.
func lock(f *os.File, exclusive bool, patience time.Duration) error {
	deadline, pause := time.Time{}, minPause
	for {
		busy, err := tryLock(f, exclusive)
		if err != nil || !busy {
			return err
		}
		now := time.Now()
		if deadline.IsZero() {
			deadline = now.Add(patience)
		} else if now.After(deadline) {
			return errBusy
		}
		time.Sleep(pause)
		pause = min(2*pause, maxPause)
	}
}

// acquire opens the log where that is needed and locks it. On return l.f is
// the file that has the log's name, and size its length.
func (l *Log) acquire() (size int64, err error) {
	// A rotation between open and lock makes another try necessary. Many
	// processes at a small log have been seen to make ten necessary in a row.
	for range 1000 {
		if l.f == nil {
			if err := l.open(); err != nil {
				return 0, err
			}
		}
		if err := lock(l.f, true, l.patience); err != nil {
			return 0, err
		}
		mine, err := l.f.Stat()
		if err == nil {
			var named os.FileInfo
			if named, err = os.Stat(l.path); err == nil && os.SameFile(mine, named) {
				return mine.Size(), nil
			}
		}
		l.forget()
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return 0, err
		}
	}
	return 0, errors.New("it is renamed again and again")
}

// open opens the file and creates it, and its folder, when they are missing.
func (l *Log) open() error {
	f, err := openAppend(l.path)
	if errors.Is(err, os.ErrNotExist) {
		if err = os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
			return err
		}
		f, err = openAppend(l.path)
	}
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("it is no regular file")
	}
	if err == nil {
		err = tighten(f, info)
	}
	if err != nil {
		_ = f.Close()
		return err
	}
	l.f = f
	return nil
}

// forget closes the file, which also gives up its lock.
func (l *Log) forget() {
	if l.f != nil {
		_ = unlock(l.f)
		_ = l.f.Close()
	}
	l.f, l.known = nil, false
}

// explain makes a sentence of what went wrong with the log.
func explain(path string, err error) error {
	advice := "check that the folder exists and is yours"
	switch {
	case errors.Is(err, errBusy):
		advice = "look for a mcp-watchdog process that is stopped, and end it"
	case diskFull(err):
		advice = "free some space, or set XDG_STATE_HOME to a folder on another disk"
	case readOnly(err):
		advice = "make the folder and the file yours and writable (chmod u+rwx), or set XDG_STATE_HOME to a folder that is"
	}
	return fmt.Errorf("the audit log %s cannot be written (%w); %s", path, err, advice)
}
