package sqlite

import (
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"

	driver "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"
)

// urlPath is a file name as SQLite's URIs want it.
type urlPath struct{ path string }

func (u *urlPath) String() string { return (&url.URL{Path: filepath.ToSlash(u.path)}).EscapedPath() }

// trouble makes an Error of what SQLite says.
func (l *Log) trouble(err error) error {
	e := &Error{Path: l.path, Err: err}
	var s *driver.Error
	if errors.As(err, &s) {
		switch s.Code() & 0xff {
		case codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB:
			e.Damaged = true
		case codes.SQLITE_BUSY, codes.SQLITE_LOCKED:
			e.Err = fmt.Errorf("another process holds it for longer than %s", busy)
		}
	}
	return e
}

// Check reads the whole file and returns what is wrong with it; nil when
// nothing is.
func (l *Log) Check() error {
	if _, err := os.Stat(l.path); errors.Is(err, os.ErrNotExist) {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.fresh(); err != nil {
		return err
	}
	var said string
	if err := l.db.QueryRow(`PRAGMA integrity_check(1)`).Scan(&said); err != nil {
		return l.trouble(err)
	}
	if said != "ok" {
		return &Error{Path: l.path, Damaged: true, Err: errors.New(said)}
	}
	return nil
}

// Repair puts a damaged file aside and writes what can still be read of it to a
// new one. It returns where the old file is, how many facts were saved, and why
// reading ended early, if it did: what was lost is no longer trusted, and the
// servers it was about are new.
func Repair(path string, now time.Time) (aside string, saved int, lost, err error) {
	aside = path + ".damaged-" + now.UTC().Format("20060102T150405")
	old := Open(path)
	facts, lost := old.salvage()
	if err := old.Close(); err != nil && lost == nil {
		lost = err
	}
	for _, suffix := range []string{"", "-wal", "-shm"} {
		if err := os.Rename(path+suffix, aside+suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return aside, 0, lost, err
		}
	}
	fresh := Open(path)
	defer fresh.Close()
	fresh.mu.Lock()
	defer fresh.mu.Unlock()
	if err := fresh.fresh(); err != nil {
		return aside, 0, lost, err
	}
	if len(facts) > 0 {
		err = fresh.append(facts)
	}
	return aside, len(facts), lost, err
}
