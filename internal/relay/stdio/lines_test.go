package stdio

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"
	"testing/iotest"
	"time"
)

// chunked gives at most size bytes at a time.
type chunked struct {
	src  io.Reader
	size int
}

func (c chunked) Read(p []byte) (int, error) { return c.src.Read(p[:min(len(p), c.size)]) }

// readAll returns every line as text; a line over the limit shows as its size,
// id and method.
func readAll(t *testing.T, r *lineReader) (lines []string) {
	t.Helper()
	defer r.spare.close()
	for {
		l, err := r.next()
		if err == io.EOF {
			return lines
		}
		if err != nil {
			t.Fatal(err)
		}
		if l.over {
			lines = append(lines, fmt.Sprintf("over %d %s %s", l.size, l.env.ID, l.env.Method))
			continue
		}
		if tail := l.full[len(l.raw):]; !bytes.HasPrefix(l.full, l.raw) || len(tail) > 0 && string(tail) != "\n" {
			t.Fatalf("raw %.60q does not stand at the front of %.60q", l.raw, l.full)
		}
		if cap(l.raw) != len(l.raw) || cap(l.full) != len(l.full) {
			t.Fatal("whoever appends to a line writes over the next one")
		}
		lines = append(lines, string(l.full))
	}
}

func TestLines(t *testing.T) {
	long := `{"method":"m","p":"` + strings.Repeat("x", 200_000) + `","id":7}`
	for _, c := range []struct {
		name, in string
		max      int64
		want     []string
	}{
		{"nothing", "", 10, nil},
		{"one", "a\n", 10, []string{"a\n"}},
		{"empty lines", "\n\n", 10, []string{"\n", "\n"}},
		{"carriage return", "a\r\n\r\nb\rc\n", 10, []string{"a\r\n", "\r\n", "b\rc\n"}},
		{"no last newline", "a\nbc", 10, []string{"a\n", "bc"}},
		{"NUL and high bytes", "\x00\xff\n", 10, []string{"\x00\xff\n"}},
		{"as long as may be", "0123456789\n0123456789", 10, []string{"0123456789\n", "0123456789"}},
		{"one byte more", `{"id":12345}` + "\nb\n" + `{"id":12345}`, 11, []string{"over 12 12345 ", "b\n", "over 12 12345 "}},
		{"much more", "a\n" + long + "\nb\n" + long, 1000, []string{"a\n",
			fmt.Sprintf("over %d 7 m", len(long)), "b\n", fmt.Sprintf("over %d 7 m", len(long))}},
		{"more than the small buffer", "a\n" + long + "\nb\n" + long, 1 << 20, []string{"a\n", long + "\n", "b\n", long}},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, size := range []int{1, 2, 7, 4096, 1 << 20} {
				if size < 7 && len(c.in) > 1000 {
					continue
				}
				got := readAll(t, newLineReader(chunked{strings.NewReader(c.in), size}, c.max))
				if fmt.Sprintf("%.99q", got) != fmt.Sprintf("%.99q", c.want) || strings.Join(got, "|") != strings.Join(c.want, "|") {
					t.Errorf("in chunks of %d: got %.200q, want %.200q", size, got, c.want)
				}
			}
		})
	}
}

// Lines that need several blocks, with others before and behind them.
func TestHugeLines(t *testing.T) {
	huge := bytes.Repeat([]byte("0123456789abcdef"), (2*blockSize+blockSize/2)/16)
	huge[5], huge[len(huge)-5] = '<', '>'
	in := bytes.Join([][]byte{[]byte("a"), huge, []byte("b"), huge, []byte(`{"id":1,"x":"`), nil}, []byte{'\n'})
	in = append(in, huge...)
	r := newLineReader(chunked{bytes.NewReader(in), 1 << 20}, 1<<40)
	defer r.spare.close()
	for _, want := range [][]byte{[]byte("a"), huge, []byte("b"), huge, []byte(`{"id":1,"x":"`), huge} {
		l, err := r.next()
		if err != nil || !bytes.Equal(l.raw, want) {
			t.Fatalf("got %d bytes and error %v, want %d bytes", len(l.raw), err, len(want))
		}
	}
	if _, err := r.next(); err != io.EOF {
		t.Fatalf("got %v at the end", err)
	}
	// The same with a limit that is met after the second block.
	over := bytes.Join([][]byte{[]byte(`{"method":"m","id":42,"x":"`), huge, []byte("\"}\nnext\n")}, nil)
	got := readAll(t, newLineReader(chunked{bytes.NewReader(over), 1 << 20}, 2*blockSize))
	want := fmt.Sprintf("over %d 42 m|next\n", len(over)-6)
	if strings.Join(got, "|") != want {
		t.Errorf("got %.100q, want %q", got, want)
	}
}

func TestReadError(t *testing.T) {
	broken := errors.New("broken")
	r := newLineReader(io.MultiReader(strings.NewReader("a\nb"), iotest.ErrReader(broken)), 10)
	for _, want := range []string{"a\n", "b"} {
		if l, err := r.next(); err != nil || string(l.full) != want {
			t.Fatalf("got %q, %v, want %q", l.full, err, want)
		}
	}
	for range 2 {
		if _, err := r.next(); err != broken {
			t.Fatalf("got %v, want the reader's error", err)
		}
	}
	idle := newLineReader(readNothing{}, 10)
	if _, err := idle.next(); err != io.ErrNoProgress {
		t.Fatalf("got %v from a reader that returns nothing", err)
	}
}

type readNothing struct{}

func (readNothing) Read([]byte) (int, error) { return 0, nil }

// Whatever the bytes and however they arrive, nothing is lost, added or moved.
func FuzzLines(f *testing.F) {
	f.Add([]byte("a\n\r\n{\"id\":1}\nend"), uint64(1), uint16(5))
	f.Add(bytes.Repeat([]byte("0123456789abcdef"), 700), uint64(2), uint16(60000))
	f.Fuzz(func(t *testing.T, in []byte, seed uint64, max uint16) {
		rnd := rand.New(rand.NewPCG(seed, 0))
		// Repeat it so that lines grow beyond the small buffer now and then.
		in = bytes.Repeat(in, 1+rnd.IntN(8))
		r := newLineReader(&ragged{in, rnd}, int64(max))
		defer r.spare.close()
		for _, want := range bytes.SplitAfter(in, []byte{'\n'}) {
			if len(want) == 0 {
				continue
			}
			raw := bytes.TrimSuffix(want, []byte{'\n'})
			l, err := r.next()
			if err != nil {
				t.Fatalf("%v in front of %.60q", err, want)
			}
			if l.over != (len(raw) > int(max)) {
				t.Fatalf("over is %v for %d bytes, the limit is %d", l.over, len(raw), max)
			}
			if l.over && l.size != int64(len(raw)) {
				t.Fatalf("size %d, want %d", l.size, len(raw))
			}
			if !l.over && (!bytes.Equal(l.full, want) || !bytes.Equal(l.raw, raw)) {
				t.Fatalf("got %.60q and %.60q, want %.60q", l.raw, l.full, want)
			}
		}
		if l, err := r.next(); err != io.EOF {
			t.Fatalf("got %.60q and %v at the end", l.full, err)
		}
	})
}

// ragged returns pieces of random length.
type ragged struct {
	rest []byte
	rnd  *rand.Rand
}

func (r *ragged) Read(p []byte) (int, error) {
	if len(r.rest) == 0 {
		return 0, io.EOF
	}
	n := copy(p[:1+r.rnd.IntN(len(p))], r.rest)
	r.rest = r.rest[n:]
	return n, nil
}

// The cost of a line is linear in its length however small the pieces are.
func TestGrowthIsLinear(t *testing.T) {
	const size = 3 * blockSize
	r := newLineReader(chunked{io.MultiReader(&xs{size}, strings.NewReader("\n")), 64 << 10}, 1<<40)
	defer r.spare.close()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	if l, err := r.next(); err != nil || len(l.raw) != size {
		t.Fatalf("got %d bytes and %v", len(l.raw), err)
	}
	runtime.ReadMemStats(&after)
	// Once into blocks, once into the joined line, and 16 MiB on the way.
	if total := after.TotalAlloc - before.TotalAlloc; total > 2*size+3*blockSize {
		t.Errorf("a line of %d MiB took %d MiB of allocations in all", size>>20, total>>20)
	}
}

type xs struct{ left int }

func (x *xs) Read(p []byte) (int, error) {
	if x.left == 0 {
		return 0, io.EOF
	}
	n := min(len(p), x.left)
	for i := range p[:n] {
		p[i] = 'x'
	}
	x.left -= n
	return n, nil
}

// A burst of long lines shares one buffer, which goes when the burst is over.
func TestSpareBuffer(t *testing.T) {
	long := strings.Repeat("y", 3<<20) + "\n"
	feed, w := io.Pipe()
	defer w.Close()
	r := newLineReader(feed, 1<<30)
	defer r.spare.close()
	next := func() []byte {
		go io.WriteString(w, long)
		l, err := r.next()
		if err != nil || len(l.full) != len(long) {
			t.Fatalf("got %d bytes and %v", len(l.full), err)
		}
		return l.full
	}
	first := &next()[0]
	if second := &next()[0]; first != second {
		t.Error("the second long line did not use the first one's buffer")
	}
	go io.WriteString(w, "short\n")
	if l, err := r.next(); err != nil || string(l.raw) != "short" {
		t.Fatalf("got %q and %v", l.raw, err)
	}
	if len(r.buf) != smallBuffer {
		t.Errorf("a short line was read into a buffer of %d bytes", len(r.buf))
	}
	eventually(t, "the spare buffer is let go", func() bool {
		r.spare.mu.Lock()
		defer r.spare.mu.Unlock()
		return r.spare.buf == nil
	})
	if idleRelease < 100*time.Millisecond {
		t.Error("a burst of long lines would lose its buffer between two of them")
	}
}
