//go:build unix

package alert

import (
	"os"
	"os/signal"
	"syscall"
)

// enableColour has nothing to do: terminals on Unix know SGR.
func enableColour(*os.File) bool { return true }

// surviveClosedPipe makes writes to a closed standard output or error fail
// with EPIPE, where Go would end the process with SIGPIPE. Catching the signal,
// unlike ignoring it, is not inherited by the wrapped server.
func surviveClosedPipe() { signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE) }
