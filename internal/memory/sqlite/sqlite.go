// Package sqlite keeps the log of facts in one SQLite file that all processes
// of a user share (write-ahead logging). Each process has the view in memory
// and reads what others wrote when SQLite says that the file has changed.
//
// What Keep has returned from survives the end of this process at any moment.
// A crash of the whole machine may lose the facts of its last seconds, never
// the file.
package sqlite

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	_ "modernc.org/sqlite" // the driver

	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
)

// FileName is the name of the log in the folder for state.
const FileName = "memory.db"

// application marks the file as ours ("mcpw"), version is that of its tables.
const (
	application = 0x6d637077
	version     = 1
)

// busy is how long a process waits for another one that is writing. Writes take
// microseconds; who holds the file for longer is stuck.
const busy = 3 * time.Second

const schema = `
CREATE TABLE IF NOT EXISTS facts (
	seq INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER NOT NULL, what TEXT NOT NULL, server TEXT NOT NULL, label TEXT NOT NULL,
	item TEXT NOT NULL, name TEXT NOT NULL, print TEXT NOT NULL, text TEXT NOT NULL, why TEXT NOT NULL);
CREATE INDEX IF NOT EXISTS texts ON facts (print) WHERE text <> '';`

// Error says that the log cannot be used, and what to do.
type Error struct {
	Path    string
	Damaged bool
	Err     error
}

func (e *Error) Error() string {
	what := "cannot be used"
	if e.Damaged {
		what = "is damaged"
	}
	return fmt.Sprintf("the memory of what servers offered (%s) %s: %v. Run: mcp-watchdog doctor", e.Path, what, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// Log is the log. It is opened when it is first needed; all methods may be used
// by several goroutines.
type Log struct {
	path string

	mu      sync.Mutex
	closed  bool
	db      *sql.DB
	index   *memory.Index
	changed int64 // SQLite's data version when the index was read

	statements map[string]*sql.Stmt // by their text
}

// Open returns the log at path. Nothing is read or created before the first use.
func Open(path string) *Log { return &Log{path: path} }

// Path is the file.
func (l *Log) Path() string { return l.path }

// Warm opens the file, so that the first use need not wait for it.
func (l *Log) Warm() {
	l.mu.Lock()
	defer l.mu.Unlock()
	_ = l.fresh() // whoever needs it gets the error
}

// With calls fn with the present view. The view must not be used afterwards. An
// error of the log is an [*Error]; fn's own comes back as it is.
func (l *Log) With(fn func(memory.View) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.fresh(); err != nil {
		return err
	}
	return fn(view{l.index, l})
}

// Index calls fn with the whole index, for listing.
func (l *Log) Index(fn func(*memory.Index) error) error {
	return l.With(func(memory.View) error { return fn(l.index) })
}

// Learn decides what is new under the lock of the log, and keeps it: of two
// processes that see a tool for the first time, one is first. It returns when
// the facts are written.
func (l *Log) Learn(lessons func(memory.View) []memory.Fact) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.fresh(); err != nil {
		return err
	}
	facts := lessons(view{l.index, l})
	if len(facts) == 0 {
		return nil
	}
	if err := l.append(facts); err != nil {
		l.forget()
		return l.trouble(err)
	}
	return l.fresh()
}

// append writes facts in one transaction.
func (l *Log) append(facts []memory.Fact) error {
	compiled, err := l.statement(insertion)
	if err != nil {
		return err
	}
	tx, err := l.db.Begin()
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing after a commit
	insert := tx.Stmt(compiled)
	for _, f := range facts {
		if _, err := insert.Exec(f.Time, string(f.What), f.Server, f.Label, string(f.Item), f.Name, f.Print, f.Text, f.Why); err != nil {
			return err
		}
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	l.changed = 0 // our own writes do not change the data version
	return nil
}

// Close closes the file for good.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.closed = true
	return l.forget()
}

func (l *Log) forget() error {
	if l.db == nil {
		return nil
	}
	l.forgetStatements()
	err := l.db.Close()
	l.db, l.index, l.changed = nil, nil, 0
	return err
}

// fresh opens the file if need be and reads what is new in it.
func (l *Log) fresh() error {
	if l.closed {
		return &Error{Path: l.path, Err: errors.New("it has been closed")}
	}
	if l.db == nil {
		if err := l.open(); err != nil {
			l.forget()
			return l.trouble(err)
		}
	}
	now, err := l.number(versionQuery)
	if err != nil {
		l.forget()
		return l.trouble(err)
	}
	if now == l.changed {
		return nil
	}
	if err := l.read(); err != nil {
		l.forget()
		return l.trouble(err)
	}
	l.changed = now
	return nil
}

// read applies the facts that are new. Their texts stay in the file.
func (l *Log) read() error {
	news, err := l.statement(newsQuery)
	if err != nil {
		return err
	}
	rows, err := news.Query(l.index.Last())
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		var f memory.Fact
		if err := rows.Scan(&f.Seq, &f.Time, &f.What, &f.Server, &f.Label, &f.Item, &f.Name, &f.Print, &f.Why); err != nil {
			return err
		}
		l.index.Apply(f, false)
	}
	return rows.Err()
}

// open opens or creates the file.
func (l *Log) open() error {
	if err := os.MkdirAll(filepath.Dir(l.path), 0o700); err != nil {
		return err
	}
	// SQLite gives its other files the permissions of the first.
	f, err := os.OpenFile(l.path, os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return err
	}
	info, err := f.Stat()
	if err == nil && info.Mode().Perm()&0o077 != 0 {
		err = f.Chmod(0o600)
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	db, err := sql.Open("sqlite", dsn(l.path))
	if err != nil {
		return err
	}
	l.db, l.index = db, &memory.Index{}
	db.SetMaxOpenConns(1) // data_version is a matter of one connection
	return l.prepare()
}

func dsn(path string) string {
	return "file:" + (&urlPath{path}).String() + fmt.Sprintf("?_txlock=immediate&_pragma=busy_timeout(%d)&_pragma=journal_mode(wal)&_pragma=synchronous(normal)&_pragma=cache_size(-512)&_pragma=trusted_schema(0)", busy.Milliseconds())
}

// prepare makes the tables of a new file, and refuses files that are not ours.
func (l *Log) prepare() error {
	var app, have int
	if err := l.db.QueryRow(`SELECT application_id, user_version FROM pragma_application_id, pragma_user_version`).Scan(&app, &have); err != nil {
		return err
	}
	switch {
	case app == application && have == version:
		return nil
	case app == application && have > version:
		return fmt.Errorf("it was written by a newer mcp-watchdog (format %d); update this one", have)
	case app != 0:
		return errors.New("it is a database of another program")
	}
	tx, err := l.db.BeginTx(context.Background(), nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() // nothing after a commit
	if _, err := tx.Exec(schema + fmt.Sprintf("PRAGMA application_id=%d; PRAGMA user_version=%d;", application, version)); err != nil {
		return err
	}
	return tx.Commit()
}

// view is the index with the texts that are in the file.
type view struct {
	*memory.Index
	log *Log
}

// Text implements memory.View.
func (v view) Text(print string) string {
	s, err := v.log.statement(textQuery)
	if err != nil {
		return ""
	}
	var text string
	if s.QueryRow(print).Scan(&text) != nil {
		return ""
	}
	return text
}
