//go:build unix

package stdio

import (
	"os"
	"os/exec"
	"strconv"
	"syscall"
	"time"
)

// reaper is a shell that waits for a line from this process. If the pipe
// closes without one, this process was killed, and the shell ends the server's
// process group: politely, then by force. It is in a session of its own, out of
// reach of the terminal and of whoever kills this process's group.
type reaper struct {
	pipe *os.File
	done chan struct{}
}

const reaperScript = `trap '' HUP INT QUIT TERM
read -r line && exit 0
kill -s TERM -- "-$1" 2>/dev/null || exit 0
sleep 1
kill -s KILL -- "-$1" 2>/dev/null`

func startReaper(shell string, group int) (*reaper, error) {
	in, pipe, err := os.Pipe() // closed on exec: no other process holds it open
	if err != nil {
		return nil, err
	}
	defer in.Close()
	cmd := exec.Command(shell, "-c", reaperScript, "mcp-watchdog-reaper", strconv.Itoa(group))
	cmd.Stdin = in
	cmd.Dir = "/"
	cmd.Env = []string{"PATH=/usr/bin:/bin"}
	cmd.SysProcAttr = &syscall.SysProcAttr{Setsid: true}
	if err := cmd.Start(); err != nil {
		pipe.Close()
		return nil, err
	}
	r := &reaper{pipe: pipe, done: make(chan struct{})}
	go func() {
		_ = cmd.Wait()
		close(r.done)
	}()
	return r, nil
}

// dismiss lets the shell exit and waits for it, but not for ever.
func (r *reaper) dismiss(patience time.Duration) {
	_, _ = r.pipe.Write([]byte{'\n'})
	r.pipe.Close()
	timer := time.NewTimer(patience)
	defer timer.Stop()
	select {
	case <-r.done:
	case <-timer.C:
	}
}
