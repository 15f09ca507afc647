package audit

import (
	"errors"
	"fmt"
	"path/filepath"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// Report is what [Verify] found out.
type Report struct {
	// Files and Records count what was read; up to the break, if there is one.
	Files   int
	Records uint64
	// First is the sequence number of the first record, Head the end of the
	// chain, From and To the times of the first and the last record.
	First    uint64
	Head     Head
	From, To time.Time
	// Break is the first place where the log is not as it was written; nil
	// when there is none.
	Break *Break
	// Warnings are torn lines, at most maxWarnings of them; Torn counts all.
	Warnings []string
	Torn     int
}

const maxWarnings = 20

// Break is a place where the chain does not hold.
type Break struct {
	File string // path of the file
	Line int    // counted from 1; 0: behind its last line
	// Problem says what is wrong, in one sentence.
	Problem string
}

// String returns "FILE:LINE: PROBLEM".
func (b Break) String() string {
	if b.Line == 0 {
		return fmt.Sprintf("%s: %s", b.File, b.Problem)
	}
	return fmt.Sprintf("%s:%d: %s", b.File, b.Line, b.Problem)
}

// Verify reads the whole log at path and checks every hash and the chain they
// form. noted are heads that were written down elsewhere before: each must
// still be in the log, or be the one its first record follows (when older files
// were moved away). The error is about reading; a log that does not verify is
// a Report with a Break. See the package comment for what a chain cannot show.
func Verify(path string, noted ...Head) (Report, error) {
	v := verifier{noted: noted, seen: make([]bool, len(noted))}
	_, files, err := walk(path, nil, v.line)
	v.Files = files
	if errors.Is(err, errStop) {
		if v.Break.Line > 1 { // part of the file it stopped in holds
			v.Files++
		}
		return v.Report, nil
	}
	if err != nil {
		return v.Report, fmt.Errorf("the audit log %s cannot be read (%w); check that it is yours", path, err)
	}
	v.end(path)
	return v.Report, nil
}

type verifier struct {
	Report
	noted []Head
	seen  []bool
	// junk counts the bytes behind the last record that belong to none.
	junk     int64
	junkFile string
	junkLine int
}

func (v *verifier) fail(line rawLine, format string, args ...any) error {
	v.Break = &Break{line.file, line.num, fmt.Sprintf(format, args...)}
	return errStop
}

func (v *verifier) warn(format string, args ...any) {
	v.Torn++
	if len(v.Warnings) < maxWarnings {
		v.Warnings = append(v.Warnings, fmt.Sprintf(format, args...))
	}
}

func (v *verifier) line(line rawLine) error {
	r, state, ok := parseLine(line.text)
	if state == lineTorn {
		if v.junk == 0 {
			v.junkFile, v.junkLine = line.file, line.num
		}
		v.junk += line.size
		return nil
	}
	if state == lineChanged {
		what := "this line"
		if ok {
			what = "record " + finding.VisibleText(r.ID, 20)
		}
		return v.fail(line, "%s was changed: its hash is not that of its text", what)
	}
	if r.V != Version {
		return v.fail(line, "record %d has format version %d, this program knows %d; use a newer mcp-watchdog", r.Seq, r.V, Version)
	}
	if v.junk > 0 && r.Torn != v.junk {
		line.file, line.num = v.junkFile, v.junkLine
		return v.fail(line, "%d bytes here are no record, and record %d does not account for them: lines were damaged or inserted", v.junk, r.Seq)
	}
	if err := v.link(line, r); err != nil {
		return err
	}
	if r.Torn != v.junk {
		return v.fail(line, "record %d notes %d bytes of unfinished lines before it, but there are none: lines were removed", r.Seq, r.Torn)
	}
	if v.junk > 0 {
		v.warn("%s:%d: %d bytes of a line that was never finished (a crash or a power failure); record %d carries on",
			v.junkFile, v.junkLine, v.junk, r.Seq)
		v.junk = 0
	}
	if v.Records == 0 {
		v.First, v.From = r.Seq, r.Time
	}
	v.Records++
	v.Head, v.To = Head{r.Seq, r.Hash}, r.Time
	return v.meet(line, v.Head)
}

// link checks that r follows the record before it.
func (v *verifier) link(line rawLine, r Record) error {
	if v.Records == 0 {
		start := Head{Seq: r.Seq - 1, Hash: r.Prev}
		for i, h := range v.noted {
			if h.Seq == start.Seq && h.hash() == r.Prev {
				v.seen[i] = true
				return nil
			}
		}
		if r.Seq != 1 {
			return v.fail(line, "the log starts with record %d: the records before it are missing", r.Seq)
		}
		if r.Prev != genesis {
			return v.fail(line, "the first record follows another one that is missing")
		}
		return nil
	}
	last := v.Head.Seq
	switch {
	case r.Seq == last+1 && r.Prev == v.Head.Hash:
		return nil
	case r.Seq == last+1:
		return v.fail(line, "record %d follows another record %d than the one before it: lines were replaced", r.Seq, last)
	case r.Seq > last+1 && r.Prev == v.Head.Hash:
		return v.fail(line, "record %d follows record %d: the numbering was changed", r.Seq, last)
	case r.Seq == last+2:
		return v.fail(line, "record %d is missing before this line: it was removed or moved", last+1)
	case r.Seq > last:
		return v.fail(line, "records %d to %d are missing before this line: they were removed or moved", last+1, r.Seq-1)
	}
	return v.fail(line, "record %d stands behind record %d: lines were inserted, repeated or put in another order", r.Seq, last)
}

// meet compares a head of the chain with those that were noted.
func (v *verifier) meet(line rawLine, at Head) error {
	for i, h := range v.noted {
		if h.Seq != at.Seq {
			continue
		}
		if h.hash() != at.Hash {
			return v.fail(line, "record %d is not the one that was noted: the log was written anew", h.Seq)
		}
		v.seen[i] = true
	}
	return nil
}

// end judges what is behind the last record.
func (v *verifier) end(path string) {
	if v.junk > 0 {
		v.warn("%s:%d: %d bytes of a line that was never finished (a crash or a power failure) at the end; the next record will carry on",
			v.junkFile, v.junkLine, v.junk)
	}
	for i, h := range v.noted {
		switch {
		case v.seen[i] || h.Seq == 0:
		case h.Seq > v.Head.Seq:
			v.Break = &Break{path, 0, fmt.Sprintf("record %d was noted, but %s ends with record %d: its end was cut off",
				h.Seq, filepath.Base(path), v.Head.Seq)}
			return
		default:
			v.Break = &Break{path, 0, fmt.Sprintf("record %d was noted, but the log starts with record %d", h.Seq, v.First)}
			return
		}
	}
}
