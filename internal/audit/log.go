package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

// DefaultMaxBytes is the size from which a log file is rotated: some 100,000
// records, still opened by any editor.
const DefaultMaxBytes = 64 << 20

// Log is the writing end. Its methods may be called from several goroutines,
// and any number of processes may have a Log with the same path.
type Log struct {
	path     string
	limit    int64
	patience time.Duration

	mu sync.Mutex
	f  *os.File
	// size is how long the file was when tail was true of it; known is false
	// when nothing is known about it.
	size  int64
	known bool
	tail  tail
	// last is the end of the chain as this Log last saw it, whatever has
	// happened to the files since.
	last Head
	buf  bytes.Buffer
}

// Open returns the log at path, whose name should end in ".jsonl"; rotated
// files lie beside it. maxBytes is the size from which a file is rotated (0:
// [DefaultMaxBytes]). Nothing is read or created before the first Append.
func Open(path string, maxBytes int64) *Log {
	if maxBytes <= 0 {
		maxBytes = DefaultMaxBytes
	}
	return &Log{path: path, limit: maxBytes, patience: lockPatience}
}

// Append writes records as consecutive lines in one write, and fills in their
// V, Seq, Torn, Prev, Hash and ID: pass a slice (recs...) to see those. When it
// returns nil the lines are in the file. On an error, a sentence that says what
// to do, none of them counts as written; a part that reached the file and could
// not be taken back is treated like a torn line.
func (l *Log) Append(records ...Record) error {
	if len(records) == 0 {
		return nil
	}
	clean := make([]Record, len(records))
	for i, r := range records {
		clean[i] = r.sanitised()
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := l.append(clean); err != nil {
		return explain(l.path, err)
	}
	for i, c := range clean {
		r := &records[i]
		r.V, r.Seq, r.Torn, r.Prev, r.Hash, r.ID = c.V, c.Seq, c.Torn, c.Prev, c.Hash, c.ID
	}
	return nil
}

// append does the work of Append; what it fills in counts only without error.
func (l *Log) append(records []Record) error {
	if err := l.ready(); err != nil {
		return err
	}
	defer func() {
		if l.f != nil {
			_ = unlock(l.f)
		}
	}()
	l.buf.Reset()
	head, torn := l.tail.Head, l.tail.junk
	if l.tail.open {
		l.buf.WriteByte('\n')
		if torn > 0 {
			torn++
		}
	}
	for i := range records {
		r := &records[i]
		r.Seq, r.Prev, r.Torn = head.Seq+1, head.hash(), torn
		if err := r.seal(&l.buf); err != nil {
			return err
		}
		head, torn = Head{r.Seq, r.Hash}, 0
	}
	n, err := appendTo(l.f, l.buf.Bytes(), l.size)
	if err == nil && n < l.buf.Len() {
		err = io.ErrShortWrite
	}
	if err != nil {
		_ = l.f.Truncate(l.size) // if this fails too, the rest is a torn line
		l.known = false
		return err
	}
	l.size += int64(n)
	l.tail, l.last = tail{Head: head}, head
	if l.buf.Cap() > maxBuffer {
		l.buf = bytes.Buffer{}
	}
	return nil
}

// maxBuffer is what is kept of the line buffer between two appends.
const maxBuffer = 64 << 10

// ready locks the log, rotated where that is due, with its tail known.
func (l *Log) ready() error {
	for rotated := false; ; rotated = true {
		size, err := l.acquire()
		if err != nil {
			return err
		}
		if err := l.catchUp(size); err != nil {
			l.forget()
			return err
		}
		// A torn tail is closed in the file it belongs to.
		if rotated || size < l.limit || l.tail.open || !l.rotate() {
			return nil
		}
		l.forget() // the lock of the old file; nobody writes to it any more
	}
}

// catchUp makes tail true of the locked file, which is size bytes long.
func (l *Log) catchUp(size int64) error {
	if l.known && size == l.size {
		return nil
	}
	t, found, err := readTail(l.f, size)
	if err != nil {
		return err
	}
	if !found {
		before, err := rotatedTail(l.path)
		if err != nil {
			return err
		}
		t.Head = before.Head
		t.junk += before.junk
	}
	// What was in the log once cannot have gone: if it has, carrying on from
	// memory makes the chain show it.
	if l.last.Seq >= t.Seq {
		t.Head = l.last
	}
	l.tail, l.last, l.size, l.known = t, t.Head, size, true
	return nil
}

// rotate gives the locked file its final name. It may fail (an append-only
// file cannot be renamed, the name may be taken): then the log just grows on.
func (l *Log) rotate() bool {
	first := l.last.Seq
	if seq, err := firstSeq(l.f); err == nil {
		first = seq
	}
	stem := strings.TrimSuffix(l.path, filepath.Ext(l.path))
	name := fmt.Sprintf("%s-%012d%s", stem, first, filepath.Ext(l.path))
	if _, err := os.Lstat(name); !errors.Is(err, os.ErrNotExist) {
		return false
	}
	return os.Rename(l.path, name) == nil
}

// Close closes the file. A later Append opens it again.
func (l *Log) Close() error {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.forget()
	return nil
}
