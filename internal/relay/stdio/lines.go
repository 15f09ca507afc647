package stdio

import (
	"bytes"
	"io"
	"runtime"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

const (
	// smallBuffer holds all but the longest messages and is kept for good. It
	// is the capacity of a pipe on Linux and macOS.
	smallBuffer = 64 << 10
	// blockSize is where a buffer stops doubling. A longer line is kept as a
	// list of blocks and joined once its length is known, so that no more than
	// twice the line is ever held.
	blockSize = 8 << 20
	// collectSize is how much garbage is worth a collection of its own.
	collectSize = 32 << 20
	// emptyReads bounds how often a reader may return nothing at all.
	emptyReads = 100
)

// line is one line of a stream. Its slices are valid until the next call of
// next.
type line struct {
	raw  []byte // without its terminator
	full []byte // raw and, right behind it in the same memory, its terminator if it has one

	// over says that the line was longer than the limit and was not kept: env
	// and size tell what it was.
	over bool
	env  message.Envelope
	size int64
}

// lineReader cuts a stream into lines in a buffer that grows with the line and
// shrinks again behind it.
type lineReader struct {
	src   io.Reader
	max   int64 // longest raw, in bytes
	spare *spareBuffer

	small            []byte
	buf              []byte // small, or a bigger one
	start, scan, end int    // unread: buf[start:end]; no newline in buf[start:scan]
	blocks           [][]byte
	held             int64 // bytes in blocks
	garbage          int64 // bytes that the last line left behind
	err              error

	skim message.Skimmer
}

func newLineReader(src io.Reader, max int64) *lineReader {
	small := make([]byte, smallBuffer)
	return &lineReader{src: src, max: max, spare: &spareBuffer{}, small: small, buf: small}
}

// next returns the next line, or an error when there is none left. A last line
// without terminator comes first.
func (r *lineReader) next() (line, error) {
	r.settle()
	for {
		if i := bytes.IndexByte(r.buf[r.scan:r.end], '\n'); i >= 0 {
			return r.take(r.scan+i, 1), nil
		}
		r.scan = r.end
		if r.held+int64(r.end-r.start) > r.max {
			return r.skip(), nil
		}
		if err := r.fill(); err != nil {
			if r.held == 0 && r.start == r.end {
				return line{}, err
			}
			return r.take(r.end, 0), nil
		}
	}
}

// settle drops what the last line needed and this one may not.
func (r *lineReader) settle() {
	if r.garbage > 0 {
		// Without collecting it the next long line would find the last one's
		// memory still taken, and the session would peak at twice the bound.
		r.collect()
		r.garbage = 0
		r.spare.armRelease()
	}
	rest := r.buf[r.start:r.end]
	if len(r.buf) > len(r.small) && len(rest) <= len(r.small)/2 {
		copy(r.small, rest)
		r.spare.put(r.buf)
		r.buf = r.small
		r.start, r.scan, r.end = 0, 0, len(rest)
	} else if len(rest) == 0 {
		r.start, r.scan, r.end = 0, 0, 0
	}
}

// fill reads once more, making room first.
func (r *lineReader) fill() error {
	if r.err != nil {
		return r.err
	}
	if r.end == len(r.buf) {
		r.makeRoom()
	}
	for range emptyReads {
		n, err := r.src.Read(r.buf[r.end:])
		r.end += n
		r.err = err
		if n > 0 {
			return nil
		}
		if err != nil {
			return err
		}
	}
	r.err = io.ErrNoProgress
	return r.err
}

// makeRoom moves the line to the front of the buffer, to a bigger buffer, or
// to the list of blocks. Every byte is moved a bounded number of times.
func (r *lineReader) makeRoom() {
	rest := r.buf[r.start:r.end]
	if len(rest) <= len(r.buf)/2 {
		copy(r.buf, rest)
	} else if len(r.buf) < blockSize {
		big := r.spare.take()
		if len(big) < 2*len(r.buf) {
			big = make([]byte, min(2*len(r.buf), blockSize))
		}
		copy(big, rest)
		r.buf = big
	} else {
		r.blocks = append(r.blocks, rest)
		r.held += int64(len(rest))
		r.buf = make([]byte, blockSize)
		rest = nil
	}
	r.start, r.scan, r.end = 0, len(rest), len(rest)
}

// take returns the line that ends at buf[end], followed by terminator bytes
// that belong to it.
func (r *lineReader) take(end, terminator int) line {
	size := r.held + int64(end-r.start)
	if size > r.max {
		r.startSkim()
		return r.endSkim(size, end, terminator)
	}
	full := r.buf[r.start : end+terminator]
	r.start = end + terminator
	r.scan = r.start
	if r.held > 0 {
		full = r.join(full)
	}
	n := len(full) - terminator
	return line{raw: full[:n:n], full: full[:len(full):len(full)]}
}

// join puts the blocks and last, the rest of the line, into one slice.
func (r *lineReader) join(last []byte) []byte {
	whole := make([]byte, 0, r.held+int64(len(last)))
	for _, b := range r.blocks {
		whole = append(whole, b...)
	}
	whole = append(whole, last...)
	r.garbage = r.held
	r.blocks, r.held = nil, 0
	r.collect() // the blocks: whoever screens the line may need that memory
	return whole
}

// collect frees much memory at once instead of when the collector is next due.
func (r *lineReader) collect() {
	if r.garbage >= collectSize {
		runtime.GC()
	}
}

// skip reads on to the end of a line that is too long, keeping nothing of it
// but its envelope. What has been read of it so far has no newline.
func (r *lineReader) skip() line {
	size := r.held + int64(r.end-r.start)
	r.startSkim()
	r.skim.Write(r.buf[r.start:r.end])
	if len(r.buf) > len(r.small) {
		r.spare.put(r.buf)
		r.buf = r.small
	}
	for {
		r.start, r.scan, r.end = 0, 0, 0
		if err := r.fill(); err != nil {
			return r.endSkim(size, 0, 0)
		}
		i := bytes.IndexByte(r.buf[:r.end], '\n')
		if i >= 0 {
			return r.endSkim(size+int64(i), i, 1)
		}
		size += int64(r.end)
		r.skim.Write(r.buf[:r.end])
	}
}

// startSkim begins with the blocks.
func (r *lineReader) startSkim() {
	r.skim.Reset()
	for _, b := range r.blocks {
		r.skim.Write(b)
	}
	r.garbage = r.held
	r.blocks, r.held = nil, 0
}

// endSkim ends with buf[start:end] and steps over the terminator.
func (r *lineReader) endSkim(size int64, end, terminator int) line {
	r.skim.Write(r.buf[r.start:end])
	r.start = end + terminator
	r.scan = r.start
	return line{over: true, env: r.skim.Envelope(), size: size}
}
