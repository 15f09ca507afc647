//go:build unix

package stdio

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"testing"
	"time"
)

// BenchmarkRoundTrip sends a message through a real process to an echo server
// and waits for it to come back: without a relay, through one that copies
// bytes, and through this package with a Screen that passes everything.
func BenchmarkRoundTrip(b *testing.B) {
	for _, size := range []int{1 << 10, 16 << 10, 256 << 10, 4 << 20} {
		for _, way := range []string{"direct", "plain", "proxy"} {
			b.Run(fmt.Sprintf("%s/%dKB", way, size>>10), func(b *testing.B) { roundTrip(b, way, size) })
		}
	}
}

// BenchmarkFirstAnswer is the time from starting a server to its first answer,
// by itself and behind this package.
func BenchmarkFirstAnswer(b *testing.B) {
	for _, way := range []string{"direct", "plain", "proxy"} {
		b.Run(way, func(b *testing.B) {
			for b.Loop() {
				in, out, wait := startWay(b, way)
				if _, err := in.Write([]byte("ping\n")); err != nil {
					b.Fatal(err)
				}
				if _, err := io.ReadFull(out, make([]byte, 5)); err != nil {
					b.Fatal(err)
				}
				b.StopTimer()
				in.Close()
				wait()
				b.StartTimer()
			}
		})
	}
}

func startWay(b *testing.B, way string) (in io.WriteCloser, out io.Reader, wait func()) {
	cmd := exec.Command(os.Args[0], "echo")
	cmd.Env = append(os.Environ(), partVar+"="+way)
	if way == "direct" {
		cmd.Env = append(os.Environ(), partVar+"=echo")
	}
	in, err := cmd.StdinPipe()
	if err != nil {
		b.Fatal(err)
	}
	out, err = cmd.StdoutPipe()
	if err != nil {
		b.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		b.Fatal(err)
	}
	return in, out, func() {
		if err := cmd.Wait(); err != nil {
			b.Fatal(err)
		}
	}
}

func roundTrip(b *testing.B, way string, size int) {
	in, out, wait := startWay(b, way)
	msg := append(bytes.Repeat([]byte("m"), size-1), '\n')
	buf := make([]byte, size)
	sent := make(chan error, 1)
	pass := func() {
		if size <= 32<<10 {
			_, err := in.Write(msg)
			sent <- err
		} else {
			go func() {
				_, err := in.Write(msg)
				sent <- err
			}()
		}
		if _, err := io.ReadFull(out, buf); err != nil {
			b.Fatal(err)
		}
		if err := <-sent; err != nil {
			b.Fatal(err)
		}
	}
	for range 20 {
		pass()
	}
	var times []time.Duration
	for b.Loop() {
		begun := time.Now()
		pass()
		times = append(times, time.Since(begun))
	}
	slices.Sort(times)
	b.ReportMetric(float64(times[len(times)/2])/1e3, "p50-us")
	b.ReportMetric(float64(times[len(times)*99/100])/1e3, "p99-us")
	in.Close()
	wait()
}
