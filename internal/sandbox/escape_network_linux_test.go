//go:build amd64 || arm64

package sandbox

import (
	"fmt"
	"net"
	"net/netip"
	"os"
	"os/exec"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// limitedScope is that of a server that may reach one port of this machine.
func limitedScope(w, port string) *scope.Scope {
	p := scope.Default(scope.Machine{System: scope.Linux, Home: w + "/home", Dir: w + "/proj", Temp: []string{w + "/tmp"}})
	n, _ := strconv.Atoi(port)
	home := netip.MustParsePrefix("127.0.0.1/32")
	p.Net = scope.Net{Limited: true, Hosts: []scope.HostPort{{Host: "127.0.0.1", Port: uint16(n), Range: home}}}
	return p.Compile()
}

// noArrival are attempts that do nothing on machines without that protocol, or
// without the right to it: no control can be run for them.
var noArrival = regexp.MustCompile(`^(mptcp|fastopen\w*|udplite|sctp|ping|raw|packet|vsock|race_port|io_uring|resolver|families|high_family|mapped\w*)$`)

// TestNetworkEscapes makes every attempt to leave a limited network, as TestEscapes
// does with files.
func TestNetworkEscapes(t *testing.T) {
	if f := full(t); f.Landlock < landlockTCP {
		t.Skip("this kernel cannot keep a process in its network (" + f.Summary() + "): run it on Linux 6.7 or later")
	}
	cc := installed(t, "cc")
	program := programs(t) + "/network"
	if out, err := exec.Command(cc, "-O1", "-w", "-pthread", "-o", program, "testdata/network.c").CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	for _, name := range attemptNames(t, "network.c", `if \(IS\("(\w+)"\)\)`) {
		for _, uid := range users() {
			t.Run(fmt.Sprintf("%s/%d", name, uid), func(t *testing.T) {
				if !noArrival.MatchString(name) && !testing.Short() {
					if harm, out := networkAttempt(t, uid, "off", program, name); harm == "" {
						t.Errorf("does no harm without a sandbox, and proves nothing: %s", out)
					}
				}
				if harm, out := networkAttempt(t, uid, "closed", program, name); harm != "" {
					t.Errorf("%s\noutput: %s", harm, out)
				}
			})
		}
	}
}

// networkAttempt makes one, and says what arrived.
func networkAttempt(t *testing.T, uid int, how, program, name string) (harm, output string) {
	w := newWorld(t, uid)
	outside, inside := w.answer(t, true), w.answer(t, false)
	t.Setenv("PORT", outside)
	t.Setenv("OPEN", inside)
	done := make(chan bool)
	go w.callBack(done)
	out, events, err := w.run(t, uid, how, program, name)
	close(done)
	time.Sleep(20 * time.Millisecond)
	return w.harm(out, err), fmt.Sprintf("%s %+v", out, events)
}

// answer listens on a port of both protocols; calls count as harm when counted.
func (w *world) answer(t *testing.T, counted bool) (port string) {
	t.Helper()
	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	go func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return
			}
			if counted {
				w.called.Add(1)
			}
			c.Close()
		}
	}()
	_, port, _ = net.SplitHostPort(l.Addr().String())
	if u, err := net.ListenPacket("udp4", "127.0.0.1:"+port); err == nil {
		t.Cleanup(func() { u.Close() })
		go func() {
			for {
				if _, _, err := u.ReadFrom(make([]byte, 16)); err != nil {
					return
				}
				if counted {
					w.called.Add(1)
				}
			}
		}()
	}
	return port
}

// callBack plays somebody outside who calls where the attempt says.
func (w *world) callBack(done <-chan bool) {
	for {
		select {
		case <-done:
			return
		case <-time.After(5 * time.Millisecond):
		}
		text, _ := os.ReadFile(w.dir + "/proj/call")
		if port := strings.TrimSpace(string(text)); port != "" {
			c, err := net.DialTimeout("tcp", "127.0.0.1:"+port, time.Second)
			if err != nil {
				continue
			}
			_ = c.SetReadDeadline(time.Now().Add(time.Second))
			if n, _ := c.Read(make([]byte, 8)); n > 0 {
				w.called.Add(1)
			}
			c.Close()
			return
		}
	}
}
