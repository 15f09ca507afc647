//go:build amd64 || arm64

package sandbox

import (
	"bytes"
	"runtime"
	"strconv"

	"golang.org/x/sys/unix"
)

// noUmask: it is not known.
const noUmask = -1

// hand makes files for callers whose mask for modes is not this process's: on a
// thread with a mask of its own, which is nothing.
type hand struct {
	umask int // this process's, or noUmask
	work  chan func() answer
	done  chan answer
	lame  bool // there can be no such thread
}

// do runs an operation that makes something for a caller with that umask.
func (h *hand) do(umask uint32, operation func() answer) answer {
	if int(umask) == h.umask {
		return operation()
	}
	if h.work == nil && !h.lame {
		h.work, h.done = make(chan func() answer), make(chan answer)
		ready := make(chan bool)
		go h.live(ready)
		h.lame = !<-ready
	}
	if h.lame {
		return proceed
	}
	h.work <- operation
	return <-h.done
}

func (h *hand) live(ready chan<- bool) {
	runtime.LockOSThread() // for good: the thread ends with this goroutine
	if unix.Unshare(unix.CLONE_FS) != nil {
		ready <- false
		return
	}
	unix.Umask(0)
	all := ^faults
	sigmask(&all, nil) // see [listener.add]
	ready <- true
	for operation := range h.work {
		h.done <- safely(operation)
	}
}

// safely is an operation that, whatever goes wrong, does not end this process.
func safely(operation func() answer) (a answer) {
	a = refuse(unix.EACCES)
	defer func() { _ = recover() }()
	return operation()
}

func (h *hand) stop() {
	if h.work != nil && !h.lame {
		close(h.work)
	}
}

// statusBytes is more than stands before the mask in a status file: a name.
const statusBytes = 512

// umaskOf reads the mask for modes from a status file of /proc.
func umaskOf(status string) int {
	var buf [statusBytes]byte
	text, errno := readQuick(status, buf[:])
	_, rest, ok := bytes.Cut(text, []byte("\nUmask:\t"))
	line, _, _ := bytes.Cut(rest, []byte("\n"))
	n, bad := strconv.ParseUint(string(line), 8, 32)
	if errno != 0 || !ok || bad != nil {
		return noUmask
	}
	return int(n)
}
