//go:build unix

package stdio

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// kinship on Unix is a process group with the server's process id.
type kinship struct {
	helper chan *reaper  // brings the reaper, or nil if there is none
	over   chan struct{} // closed when none is needed any more
	shell  string        // "" means /bin/sh
}

func (k *kinship) prepare(cmd *exec.Cmd) {
	cmd.SysProcAttr = processAttributes()
}

// adopt starts the reaper beside the first traffic, or behind it.
func (k *kinship) adopt(p *os.Process, warn func(error)) error {
	k.helper, k.over = make(chan *reaper, 1), make(chan struct{})
	go func() {
		if reaperDelay > 0 && pause(k.over, reaperDelay) {
			k.helper <- nil
			return
		}
		r, err := startReaper(cmp.Or(k.shell, "/bin/sh"), p.Pid)
		if err != nil {
			warn(fmt.Errorf("if this process is killed, programs started by the server may stay behind, because the helper that would end them did not start (%w); install /bin/sh", err))
		}
		k.helper <- r
	}()
	return nil
}

func (k *kinship) signal(p *os.Process, sig os.Signal) {
	if n, ok := sig.(syscall.Signal); ok {
		// The group may be empty by now; there is nobody to tell.
		_ = unix.Kill(-p.Pid, n)
	}
}

func (k *kinship) terminate(p *os.Process) { k.signal(p, unix.SIGTERM) }
func (k *kinship) kill(p *os.Process)      { k.signal(p, unix.SIGKILL) }

func (k *kinship) dismiss(patience time.Duration) {
	close(k.over)
	if r := <-k.helper; r != nil {
		r.dismiss(patience)
	}
}

// outcome is the exit code a shell would report and a sentence for people.
func outcome(state *os.ProcessState) (int, string) {
	if status, ok := state.Sys().(syscall.WaitStatus); ok && status.Signaled() {
		n := status.Signal()
		return 128 + int(n), fmt.Sprintf("server was killed by signal %d (%s)", int(n), n)
	}
	return state.ExitCode(), fmt.Sprintf("server exited with status %d", state.ExitCode())
}

// notify subscribes c to the signals that are passed on to the server. Those
// that were ignored from the start (nohup) stay ignored.
func notify(c chan<- os.Signal) (stop func()) {
	for _, sig := range []os.Signal{unix.SIGTERM, unix.SIGINT, unix.SIGHUP, unix.SIGQUIT, unix.SIGUSR1, unix.SIGUSR2} {
		if !signal.Ignored(sig) {
			signal.Notify(c, sig)
		}
	}
	return func() { signal.Stop(c) }
}

// quietPipes makes a write to a client that has died an error: on standard
// output it would end this process, and leave the server alone.
func quietPipes() func() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, unix.SIGPIPE)
	return func() { signal.Stop(c) }
}

// hungUp reports whether nobody can read any more what is written to f.
func hungUp(f *os.File) bool {
	conn, err := f.SyscallConn()
	if err != nil {
		return false
	}
	gone := false
	_ = conn.Control(func(fd uintptr) {
		polled := []unix.PollFd{{Fd: int32(fd)}}
		n, err := unix.Poll(polled, 0)
		gone = err == nil && n > 0 && polled[0].Revents&(unix.POLLERR|unix.POLLHUP) != 0
	})
	return gone
}
