package stdio

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// endless repeats one text for ever.
type endless struct {
	text []byte
	at   int
}

func (e *endless) Read(p []byte) (n int, err error) {
	for n < len(p) {
		k := copy(p[n:], e.text[e.at:])
		n, e.at = n+k, (e.at+k)%len(e.text)
	}
	return n, nil
}

// carrier returns a function that brings one message from end to end.
func carrier(size int, screen *fake) (func(), *pump) {
	text := append(bytes.Repeat([]byte("m"), size-1), '\n')
	out := newOutbox(io.Discard, nil, 1<<20)
	back := newOutbox(io.Discard, nil, 1<<20)
	p := newPump(message.FromServer, &endless{text: text}, screen, out, back, 1<<30)
	return func() {
		l, err := p.lines.next()
		if err != nil || len(l.full) != size || !p.carry(context.Background(), l) {
			panic(fmt.Sprintf("%d bytes, error %v", len(l.full), err))
		}
	}, p
}

func TestAllocatesNothing(t *testing.T) {
	if raceEnabled {
		t.Skip("the race detector allocates: run it without -race")
	}
	replaced := []byte(strings.Repeat("r", 1000))
	for _, size := range []int{100, 1 << 10, 100 << 10, 4 << 20} {
		for name, screen := range map[string]*fake{
			"clean":    {},
			"replaced": {screen: func(message.Side, []byte) ([]byte, []byte) { return replaced, nil }},
		} {
			carry, p := carrier(size, screen)
			for range 10 {
				carry()
			}
			if n := testing.AllocsPerRun(100, carry); n > 0 {
				t.Errorf("%s, %d bytes: %v allocations per message", name, size, n)
			}
			p.lines.spare.close()
		}
	}
}

func heap() uint64 {
	runtime.GC()
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}

// 100,000 messages there and back leave nothing behind.
func TestMemoryDoesNotCreep(t *testing.T) {
	warm, n := 10_000, 100_000
	if raceEnabled || testing.Short() {
		warm, n = 1000, 10_000
	}
	r := launch(t, &fake{}, options("echo"))
	msg := []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"text":"` + strings.Repeat("x", 100) + "\"}}}\n")
	pass := func(n int) {
		go func() {
			for range n {
				r.in.Write(msg)
			}
		}()
		buf := make([]byte, len(msg))
		for range n {
			if _, err := io.ReadFull(r.out, buf); err != nil || !bytes.Equal(buf, msg) {
				t.Fatalf("received %.60q, %v", buf, err)
			}
		}
	}
	pass(warm)
	before := heap()
	pass(n)
	after := heap()
	t.Logf("heap: %d KB after %d messages, %d KB after %d", before>>10, warm, after>>10, warm+n)
	if after > before+100<<10 {
		t.Errorf("the heap grew from %d to %d bytes", before, after)
	}
	r.in.Close()
	r.exits(0)
}

// BenchmarkCarry is one message through the relay without any system call.
func BenchmarkCarry(b *testing.B) {
	for _, size := range []int{1 << 10, 16 << 10, 256 << 10, 4 << 20} {
		b.Run(fmt.Sprintf("%dKB", size>>10), func(b *testing.B) {
			carry, p := carrier(size, &fake{})
			defer p.lines.spare.close()
			b.SetBytes(int64(size))
			b.ReportAllocs()
			for b.Loop() {
				carry()
			}
		})
	}
}
