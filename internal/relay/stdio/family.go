package stdio

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"time"
)

// family is the server's process and all that it starts in turn.
type family struct {
	cmd   *exec.Cmd
	begin func(*exec.Cmd) error
	kin   kinship // what the platform needs to reach them all
	warn  func(error)

	exited  chan struct{} // closed when the server has exited
	release chan struct{} // closed when its id is not needed any more
	reaped  chan struct{} // closed when cmd.ProcessState is known

	mu   sync.Mutex
	over bool // the id may belong to somebody else by now
}

// startFamily has begin start cmd as the head of a family. What fails but can be
// done without goes to warn.
func startFamily(cmd *exec.Cmd, begin func(*exec.Cmd) error, warn func(error)) (*family, error) {
	f := &family{cmd: cmd, begin: begin, warn: warn,
		exited: make(chan struct{}), release: make(chan struct{}), reaped: make(chan struct{})}
	f.kin.prepare(cmd)
	started := make(chan error)
	go f.live(started)
	return f, <-started
}

// live is the server's whole life on one thread: Linux sends the parent-death
// signal when the thread that forked ends, not the process.
func (f *family) live(started chan<- error) {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	err := f.begin(f.cmd)
	if err == nil {
		if err = f.kin.adopt(f.cmd.Process, f.warn); err != nil {
			_ = f.cmd.Process.Kill()
			_ = f.cmd.Wait()
		}
	}
	started <- err
	if err != nil {
		return
	}
	// Where the platform allows it the server stays a zombie until the rest
	// of its group has been dealt with: its id cannot be given to anybody else.
	waited := awaitExit(f.cmd.Process.Pid)
	if !waited {
		_ = f.cmd.Wait()
	}
	close(f.exited)
	<-f.release
	if waited {
		_ = f.cmd.Wait()
	}
	close(f.reaped)
}

// forward passes on a signal to the whole group.
func (f *family) forward(sig os.Signal) {
	f.ifAlive(func() { f.kin.signal(f.cmd.Process, sig) })
}

// terminate asks the whole group to end.
func (f *family) terminate() {
	f.ifAlive(func() { f.kin.terminate(f.cmd.Process) })
}

// kill ends the whole group.
func (f *family) kill() {
	f.ifAlive(func() { f.kin.kill(f.cmd.Process) })
}

func (f *family) ifAlive(do func()) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if !f.over {
		do()
	}
}

// end kills whoever is left and returns how the server ended: its exit code
// and a sentence about it. It waits no longer than patience.
func (f *family) end(patience time.Duration) (code int, why string, err error) {
	f.ifAlive(func() {
		f.kin.kill(f.cmd.Process)
		f.over = true
		close(f.release)
	})
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-f.reaped:
		code, why = outcome(f.cmd.ProcessState)
		return code, why, nil
	case <-timer.C:
		return exitKilled, "server does not end", fmt.Errorf("process %d was killed but does not end; it may hang in a system call: look at it with ps, and restart the machine if it stays", f.cmd.Process.Pid)
	}
}

// dismiss lets go of what watched over the family.
func (f *family) dismiss(patience time.Duration) { f.kin.dismiss(patience) }

// exitKilled is 128 + SIGKILL.
const exitKilled = 128 + 9
