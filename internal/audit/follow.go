package audit

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"time"
)

// followPause is how often Follow looks: soon enough for a person, and nothing
// beside what a file system does anyway.
const followPause = 250 * time.Millisecond

// Follow calls fn for every record of the log at path with a sequence number
// above after, and then for each new one as it is written, across rotations,
// until ctx ends (it then returns nil) or fn returns an error (returned as it
// is). The log need not exist yet. Like [Read], it verifies nothing.
func Follow(ctx context.Context, path string, after uint64, fn func(r Record, line []byte) error) error {
	pos, err := readFrom(path, &after, fn)
	if err != nil {
		return err
	}
	tick := time.NewTicker(followPause)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
		info, err := os.Stat(path)
		switch {
		case errors.Is(err, os.ErrNotExist):
			continue // between a rename and the next record
		case err != nil:
			return fmt.Errorf("the audit log %s cannot be read (%w); check that it is yours", path, err)
		case pos.info == nil || !os.SameFile(info, pos.info) || info.Size() < pos.off:
			pos, err = readFrom(path, &after, fn)
		case info.Size() > pos.off:
			err = readOn(path, &pos, &after, fn)
		}
		if err != nil {
			return err
		}
	}
}

// readOn reads what was appended to the current file behind pos.
func readOn(path string, pos *position, after *uint64, fn func(Record, []byte) error) error {
	f, err := openRead(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return err
	}
	if !os.SameFile(info, pos.info) {
		return nil // renamed meanwhile, seen at the next look
	}
	rest := io.NewSectionReader(f, pos.off, info.Size()-pos.off)
	return eachLine(path, rest, func(line rawLine) error {
		if !line.ended {
			return nil
		}
		pos.off += line.size
		return deliver(line, after, fn)
	})
}
