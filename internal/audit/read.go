package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"
)

// readPatience is how long a reader waits for a write to end. Without the lock
// it may see half of a line, which it takes for a torn one.
const readPatience = time.Second

// rotatedFiles returns the rotated files of the log at path, oldest first.
func rotatedFiles(path string) ([]string, error) {
	ext := filepath.Ext(path)
	stem := strings.TrimSuffix(filepath.Base(path), ext) + "-"
	entries, err := os.ReadDir(filepath.Dir(path))
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, err
	}
	type file struct {
		name  string
		first uint64
	}
	var files []file
	for _, e := range entries {
		num, ok := strings.CutPrefix(strings.TrimSuffix(e.Name(), ext), stem)
		first, err := strconv.ParseUint(num, 10, 64)
		if ok && err == nil && strings.HasSuffix(e.Name(), ext) {
			files = append(files, file{filepath.Join(filepath.Dir(path), e.Name()), first})
		}
	}
	slices.SortFunc(files, func(a, b file) int {
		if a.first != b.first {
			if a.first < b.first {
				return -1
			}
			return 1
		}
		return strings.Compare(a.name, b.name)
	})
	names := make([]string, len(files))
	for i, f := range files {
		names[i] = f.name
	}
	return names, nil
}

// rawLine is one line of a log file.
type rawLine struct {
	file  string
	num   int    // counted from 1
	text  []byte // without newline, nil when longer than maxLine
	size  int64  // with newline
	ended bool   // a newline follows
}

// eachLine calls fn for every line of r, in order. Lines beyond maxLine come
// without their text, so memory is bounded whatever the file is.
func eachLine(file string, r io.Reader, fn func(rawLine) error) error {
	in := bufio.NewReaderSize(r, 64<<10)
	var text []byte
	for num := 1; ; num++ {
		line := rawLine{file: file, num: num}
		text = text[:0]
		var err error
		for err = bufio.ErrBufferFull; errors.Is(err, bufio.ErrBufferFull); {
			var part []byte
			part, err = in.ReadSlice('\n')
			line.size += int64(len(part))
			if line.size <= maxLine {
				text = append(text, part...)
			}
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return err
		}
		if line.size > 0 {
			line.ended = err == nil
			if line.size <= maxLine {
				line.text = bytes.TrimSuffix(text, []byte("\n"))
			}
			if err := fn(line); err != nil {
				return err
			}
		}
		if err != nil {
			return nil
		}
	}
}

// position is how far a reader has come in the current file.
type position struct {
	info os.FileInfo // of the file, nil when there is none
	off  int64       // behind the last line that has its newline
}

// walk calls fn for every line of the log at path, oldest file first. skip,
// which may be nil, is asked about each rotated file but the first whether the
// files before it can be left out.
func walk(path string, skip func(first uint64) bool, fn func(rawLine) error) (pos position, files int, err error) {
	// The current file is opened before the folder is listed: what is renamed
	// in between is found in the list.
	current, err := openRead(path)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return pos, 0, err
	}
	var size int64
	if current != nil {
		defer current.Close()
		if size, err = settledSize(current); err != nil {
			return pos, 0, err
		}
		if pos.info, err = current.Stat(); err != nil {
			return pos, 0, err
		}
	}
	names, err := rotatedFiles(path)
	if err != nil {
		return pos, 0, err
	}
	for i, name := range names {
		if skip != nil && i+1 < len(names) && skip(seqOfFile(names[i+1])) {
			continue
		}
		same, err := walkRotated(name, pos.info, fn)
		if err != nil {
			return pos, files, err
		}
		files++
		if same { // rotated just now; what came later is for the next reading
			pos.off = size
			return pos, files, nil
		}
	}
	if current == nil {
		return pos, files, nil
	}
	err = eachLine(path, io.LimitReader(current, size), func(line rawLine) error {
		if line.ended {
			pos.off += line.size
		}
		return fn(line)
	})
	return pos, files + 1, err
}

// walkRotated reads one rotated file; same says that it is the file of info.
func walkRotated(name string, info os.FileInfo, fn func(rawLine) error) (same bool, err error) {
	f, err := openRead(name)
	if err != nil {
		return false, err
	}
	defer f.Close()
	own, err := f.Stat()
	if err != nil {
		return false, err
	}
	return info != nil && os.SameFile(own, info), eachLine(name, f, fn)
}

// seqOfFile is the first sequence number by a rotated file's name; 0 when it
// is not readable.
func seqOfFile(name string) uint64 {
	stem := strings.TrimSuffix(filepath.Base(name), filepath.Ext(name))
	seq, _ := strconv.ParseUint(stem[strings.LastIndexByte(stem, '-')+1:], 10, 64)
	return seq
}

var errStop = errors.New("enough")

// firstSeq is the number of the first record in f.
func firstSeq(f *os.File) (seq uint64, err error) {
	err = eachLine(f.Name(), io.NewSectionReader(f, 0, maxTail), func(line rawLine) error {
		if r, _, ok := parseLine(line.text); ok {
			seq = r.Seq
			return errStop
		}
		return nil
	})
	if err == nil {
		err = errors.New("no record")
	}
	if errors.Is(err, errStop) {
		err = nil
	}
	return seq, err
}

// Read calls fn for every record of the log at path that has a sequence number
// above after, oldest first, with its line (without newline, valid until fn
// returns). Lines that are no records are left out and nothing is verified:
// see [Verify]. It returns fn's error, or that of reading. A missing log has
// no records.
func Read(path string, after uint64, fn func(r Record, line []byte) error) error {
	_, err := readFrom(path, &after, fn)
	return err
}

// readFrom is Read; it advances after and says how far it came.
func readFrom(path string, after *uint64, fn func(Record, []byte) error) (position, error) {
	inner := error(nil)
	skip := func(first uint64) bool { return first <= *after+1 }
	pos, _, err := walk(path, skip, func(line rawLine) error {
		inner = deliver(line, after, fn)
		return inner
	})
	if err != nil && inner == nil {
		err = fmt.Errorf("the audit log %s cannot be read (%w); check that it is yours", path, err)
	}
	return pos, err
}

// deliver hands a line to fn if it is a record that is new.
func deliver(line rawLine, after *uint64, fn func(Record, []byte) error) error {
	r, _, ok := parseLine(line.text)
	if !ok || r.Seq <= *after {
		return nil
	}
	*after = r.Seq
	return fn(r, line.text)
}

// Find returns the record of an event, by the id that its alert printed or by
// the reference in the note that was left in the message; of several with that
// reference, the last one.
func Find(path, id string) (r Record, found bool, err error) {
	err = Read(path, 0, func(rec Record, _ []byte) error {
		if rec.ID == id || rec.Ref == id && r.ID != id {
			r, found = rec, true
		}
		return nil
	})
	return r, found, err
}
