//go:build amd64 || arm64

package sandbox

import (
	"encoding/binary"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"
)

// Launcher is a second copy of this program that waits to become a server.
type Launcher struct {
	process *os.Process
	socket  *os.File
	err     error
	started chan struct{} // process, or err, is known
	once    sync.Once
	release chan struct{} // closed when the thread that started it may end

	supervisor *supervisor
	reporter   *reporter
}

// Prestart starts a launcher beside whatever the caller does until it knows what
// the server is. It must be used by Start or Discard.
func Prestart() *Launcher {
	l := &Launcher{started: make(chan struct{}), release: make(chan struct{})}
	if !hasLauncher.Load() || os.Getenv(launcherVar) != "" {
		l.err = errNoLauncher
		close(l.started)
		return l
	}
	go l.live()
	return l
}

// live starts the launcher on a thread that stays as long as the server: the
// parent-death signal comes when that thread ends.
func (l *Launcher) live() {
	runtime.LockOSThread()
	defer runtime.UnlockOSThread()
	l.err = l.spawn()
	close(l.started)
	<-l.release
}

var errNoLauncher = errors.New("this program does not begin with its launcher")

func (l *Launcher) spawn() error {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_STREAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	theirs := os.NewFile(uintptr(pair[1]), "launcher")
	defer theirs.Close()
	l.socket = os.NewFile(uintptr(pair[0]), "launcher")
	null, err := os.Open(os.DevNull)
	if err != nil {
		return err
	}
	defer null.Close()
	attr := &os.ProcAttr{
		Env: []string{launcherVar + "=1", "GOMAXPROCS=2", "GOGC=off"}, Files: []*os.File{null, null, os.Stderr, theirs},
		Sys: &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL},
	}
	l.process, err = os.StartProcess("/proc/self/exe", []string{"mcp-watchdog", LauncherCommand}, attr)
	return err
}

// Discard ends a launcher that is not needed.
func (l *Launcher) Discard() {
	l.once.Do(func() {
		<-l.started
		if l.socket != nil {
			l.socket.Close() // it reads the end, and ends
		}
		if l.process != nil {
			_, _ = l.process.Wait()
		}
		close(l.release)
	})
}

// startPatience is how long a launcher may take to become the server. It takes
// milliseconds.
const startPatience = 20 * time.Second

// Start has the launcher become cmd, whose process is then as if cmd itself had
// started it. The standard files must be files. Errors of the program to be run
// are those of os.StartProcess.
func (l *Launcher) Start(cmd *exec.Cmd, spec Spec, f Features) error {
	<-l.started
	if cmd.Err != nil {
		l.Discard()
		return cmd.Err
	}
	if l.err != nil {
		l.Discard()
		return &SetupError{"launcher", l.err}
	}
	files, err := standardFiles(cmd)
	if err != nil {
		l.Discard()
		return err
	}
	err = l.confine(cmd, files, spec, f)
	if err != nil {
		_ = l.process.Kill()
		l.Discard()
		return err
	}
	cmd.Process = l.process
	return nil
}

func standardFiles(cmd *exec.Cmd) ([]int, error) {
	var fds []int
	for _, f := range []any{cmd.Stdin, cmd.Stdout, cmd.Stderr} {
		file, ok := f.(*os.File)
		if !ok || file == nil {
			return nil, errors.New("the standard files of a confined server must be files")
		}
		fds = append(fds, int(file.Fd()))
	}
	return fds, nil
}

func (l *Launcher) confine(cmd *exec.Cmd, files []int, spec Spec, f Features) error {
	level := f.Level()
	watch := level == Supervised || level == Full
	fence := (level == Full || level == Kernel) && !spec.Monitor
	o := &order{Path: cmd.Path, Argv: cmd.Args, Env: cmd.Environ(), Dir: cmd.Dir, Notify: watch, Fenced: fence}
	if watch || f.Filter && !spec.Monitor {
		c := choices{notify: watch, reads: true, network: spec.Scope.Net().Limited, monitor: spec.Monitor, fenced: fence}
		var err error
		if o.Filter, err = c.program(); err != nil {
			return &SetupError{stepFilter, err}
		}
	}
	var thin map[string]map[string]uint64
	if fence {
		rules, err := newRuleset(spec.Scope, f.Landlock)
		if err != nil {
			return &SetupError{stepLandlock, err}
		}
		defer unix.Close(rules.fd)
		thin = rules.thin
		files = append(files, rules.fd)
	}
	if err := send(int(l.socket.Fd()), o, files); err != nil {
		return &SetupError{"launcher", err}
	}
	runtime.KeepAlive(cmd)
	return l.await(cmd, o, spec, fence, thin)
}

// await hears how it went, and begins to supervise.
func (l *Launcher) await(cmd *exec.Cmd, o *order, spec Spec, fence bool, thin map[string]map[string]uint64) error {
	limit := unix.NsecToTimeval(int64(startPatience))
	_ = unix.SetsockoptTimeval(int(l.socket.Fd()), unix.SOL_SOCKET, unix.SO_RCVTIMEO, &limit)
	for {
		word := make([]byte, 64)
		files, n, err := receiveFiles(int(l.socket.Fd()), word)
		switch {
		case err != nil:
			return &SetupError{"launcher", err}
		case n == 0 && (len(o.Filter) == 0 || l.reporter != nil || !o.Notify):
			l.socket.Close() // closed by the exec: it is the server now
			return nil
		case n == 0:
			return &SetupError{"launcher", errors.New("it ended")}
		case word[0] == saysConfined:
			if o.Notify && len(files) == 1 {
				l.reporter = newReporter(spec.Tell)
				l.supervisor = newSupervisor(files[0], spec, fence, l.reporter)
				l.supervisor.thin = thin
				go l.supervisor.run()
			}
			if n == 1 {
				continue
			}
			word, n = word[1:], n-1
			fallthrough
		default:
			return l.trouble(cmd, word[:n])
		}
	}
}

// trouble makes an error of what the launcher says.
func (l *Launcher) trouble(cmd *exec.Cmd, word []byte) error {
	if len(word) < 5 || word[0] != saysTrouble {
		return &SetupError{"launcher", errOrder}
	}
	errno := syscall.Errno(binary.LittleEndian.Uint32(word[1:]))
	switch step := string(word[5:]); step {
	case "exec":
		return &fs.PathError{Op: "fork/exec", Path: cmd.Path, Err: errno}
	case "folder":
		return &fs.PathError{Op: "chdir", Path: cmd.Dir, Err: errno}
	default:
		return &SetupError{step, errno}
	}
}

// drainPatience is how long the end of a session waits for what is still to be
// told.
const drainPatience = 2 * time.Second

// Drain waits until what was denied so far has been told.
func (l *Launcher) Drain() {
	if l.reporter != nil {
		l.reporter.close(drainPatience)
	}
}
