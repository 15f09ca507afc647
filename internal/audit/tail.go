package audit

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// tail is how a file ends.
type tail struct {
	Head       // of the last good line; zero: the file has none
	junk int64 // bytes behind the last good line that belong to no record
	open bool  // the last byte is no newline
}

// maxTail is how much of the end of a file is searched for the last line. A
// torn write is one message's lines; behind more junk than this lies no torn
// line but another file, and the chain then says so.
const maxTail = 8 << 20

// readTail finds the last line that is a record. A line that was changed but
// is still a record counts: carrying on from it keeps the change visible,
// calling it torn would excuse it.
func readTail(f io.ReaderAt, size int64) (t tail, found bool, err error) {
	for window := int64(2 * maxLine); ; window *= 8 {
		window = min(window, size, maxTail)
		b := make([]byte, window)
		if _, err := f.ReadAt(b, size-window); err != nil && !errors.Is(err, io.EOF) {
			return t, false, err
		}
		if t, found = tailOf(b, window == size); found {
			return t, true, nil
		}
		if window == size || window == maxTail {
			t.junk = size
			return t, false, nil
		}
	}
}

// tailOf searches b, the end of a file, from behind; whole says that b is all
// of it, so that its first line has a beginning.
func tailOf(b []byte, whole bool) (t tail, found bool) {
	t.open = len(b) > 0 && b[len(b)-1] != '\n'
	for end := len(b); end > 0; {
		stop := end
		if b[end-1] == '\n' {
			stop--
		}
		start := bytes.LastIndexByte(b[:stop], '\n') + 1
		if start == 0 && !whole {
			break
		}
		if r, _, ok := parseLine(b[start:stop]); ok {
			t.Head, t.junk = Head{r.Seq, r.Hash}, int64(len(b)-end)
			return t, true
		}
		end = start
	}
	return t, false
}

// rotatedTail is the tail of the newest rotated file beside path, zero when
// there is none.
func rotatedTail(path string) (tail, error) {
	names, err := rotatedFiles(path)
	if err != nil {
		return tail{}, err
	}
	var junk int64
	for i := len(names) - 1; i >= 0; i-- {
		t, found, err := fileTail(names[i])
		if err != nil {
			return tail{}, err
		}
		t.junk += junk
		if found {
			return t, nil
		}
		junk = t.junk
	}
	return tail{junk: junk}, nil
}

func fileTail(name string) (tail, bool, error) {
	f, err := openRead(name)
	if err != nil {
		return tail{}, false, err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return tail{}, false, err
	}
	return readTail(f, info.Size())
}

// settledSize returns the size of an open log file at a moment when no write
// is going on. If the lock cannot be had, the size is what it is.
func settledSize(f *os.File) (int64, error) {
	if lock(f, false, readPatience) == nil {
		defer func() { _ = unlock(f) }()
	}
	info, err := f.Stat()
	if err != nil {
		return 0, err
	}
	if !info.Mode().IsRegular() {
		return 0, fmt.Errorf("%s is no regular file", filepath.Base(f.Name()))
	}
	return info.Size(), nil
}
