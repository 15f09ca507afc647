//go:build amd64 || arm64

package sandbox

import (
	"encoding/binary"
	"os"
	"runtime"
	"sync/atomic"
	"syscall"

	"golang.org/x/sys/unix"
)

// launcherSocket is the descriptor on which the launcher hears what to become.
const launcherSocket = 3

// launcherVar marks a launcher, so that none ever starts another.
const launcherVar = "MCP_WATCHDOG_LAUNCHER"

// hasLauncher is true once main has asked: only then is a second copy of this
// program a launcher, and nothing else (the tests of a package, say).
var hasLauncher atomic.Bool

// Launched turns this process into a server when args, those of the command line
// without the program's name, say that it is the launcher. It returns only when
// they do not. It must be called first of all.
func Launched(args []string) {
	if len(args) != 1 || args[0] != LauncherCommand {
		hasLauncher.Store(true)
		return
	}
	unix.CloseOnExec(launcherSocket)
	socket := os.NewFile(launcherSocket, "launcher")
	o, files, err := receiveOrder(socket)
	if err != nil {
		os.Exit(0) // nobody needs a server any more
	}
	step, errno := o.become(files)
	word := binary.LittleEndian.AppendUint32([]byte{saysTrouble}, uint32(errno))
	_, _ = socket.Write(append(word, step...))
	os.Exit(126)
}

// become turns this process into what was ordered. It returns only when it
// cannot, with the step at which that was found and the reason.
func (o *order) become(files []int) (step string, errno unix.Errno) {
	runtime.LockOSThread() // all that follows belongs to this thread, which becomes the server
	ruleset := -1
	if o.Fenced && len(files) > 3 {
		ruleset = files[3]
	}
	if len(files) < 3 || o.Fenced && ruleset < 0 {
		return "files", unix.EBADF
	}
	for i, fd := range files[:3] {
		if err := unix.Dup3(fd, i, 0); err != nil {
			return "files", errnoOf(err)
		}
	}
	// The kernel sends this signal to threads, not to processes, and the server
	// will be this thread.
	if err := unix.Prctl(unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0); err != nil {
		return "life", errnoOf(err)
	}
	if o.Dir != "" {
		if err := unix.Chdir(o.Dir); err != nil {
			return "folder", errnoOf(err)
		}
	}
	if err := unix.Prctl(unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0); err != nil {
		return "privileges", errnoOf(err)
	}
	if o.Fenced {
		if _, _, errno := unix.RawSyscall(unix.SYS_LANDLOCK_RESTRICT_SELF, uintptr(ruleset), 0, 0); errno != 0 {
			return stepLandlock, errno
		}
	}
	if len(o.Filter) > 0 {
		listener, err := install(o.Filter, o.Notify)
		if err != nil {
			return stepFilter, errnoOf(unwrap(err))
		}
		rights := []byte(nil)
		if o.Notify {
			rights = unix.UnixRights(listener)
		}
		if err := unix.Sendmsg(launcherSocket, []byte{saysConfined}, rights, nil, unix.MSG_NOSIGNAL); err != nil {
			return stepSupervisor, errnoOf(err)
		}
	}
	return "exec", errnoOf(asUnix(syscall.Exec(o.Path, o.Argv, o.Env)))
}

// unwrap is the system's error within another.
func unwrap(err error) error {
	for {
		w, ok := err.(interface{ Unwrap() error })
		if !ok {
			return err
		}
		err = w.Unwrap()
	}
}

func asUnix(err error) error { return err }
