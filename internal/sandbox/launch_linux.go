//go:build amd64 || arm64

package sandbox

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"runtime"
	"syscall"
	"time"
	"unsafe"

	"golang.org/x/sys/unix"
)

// Launcher starts one server and keeps it in its scope. The zero value is ready.
type Launcher struct {
	supervisor *supervisor
	reporter   *reporter
	read       reader // nil: the kernel's
}

// startPatience is how long a child may take to become the server. It takes
// milliseconds.
const startPatience = 20 * time.Second

// Start starts cmd, as far as f says in the scope of spec, in a process group of
// its own. The standard files must be files. The kernel kills the server when
// the calling thread ends: it must be locked, and live as long. Errors of the
// program to be run are those of os.StartProcess; after a [SetupError] a new
// Launcher may try with less.
func (l *Launcher) Start(cmd *exec.Cmd, spec Spec, f Features) error {
	if cmd.Err != nil {
		return cmd.Err
	}
	var b birth
	b.prepare()
	if err := b.program(cmd); err != nil {
		return &fs.PathError{Op: "fork/exec", Path: cmd.Path, Err: err}
	}
	open, err := b.confine(spec, f)
	if b.ruleset >= 0 {
		defer unix.Close(b.ruleset)
	}
	if err != nil {
		return err
	}
	files, err := standardFiles(cmd)
	if err != nil {
		return err
	}
	socket, err := b.hold(files)
	defer b.drop()
	if err != nil {
		return &SetupError{"launcher", err}
	}
	defer unix.Close(socket)
	pid, errno := b.fork()
	runtime.KeepAlive(cmd)
	if errno != 0 {
		return &fs.PathError{Op: "fork/exec", Path: cmd.Path, Err: errno}
	}
	// Before it knows what it finds Go tries out, once, what the kernel can do: the
	// server need not wait for that.
	found := make(chan *os.Process, 1)
	go func() {
		process, _ := os.FindProcess(pid) // there is no error on Unix
		found <- process
	}()
	b.drop() // the child has its own
	err = l.await(socket, pid, cmd, &b, spec, open)
	process := <-found
	if err != nil {
		_ = process.Kill()
		_, _ = process.Wait()
		l.Drain()
		return err
	}
	cmd.Process = process
	return nil
}

func standardFiles(cmd *exec.Cmd) (fds [3]int, err error) {
	for i, f := range []any{cmd.Stdin, cmd.Stdout, cmd.Stderr} {
		file, ok := f.(*os.File)
		if !ok || file == nil {
			return fds, errors.New("the standard files of a confined server must be files")
		}
		fds[i] = int(file.Fd())
	}
	return fds, nil
}

// program lays out what is to be run.
func (b *birth) program(cmd *exec.Cmd) (err error) {
	b.ruleset, b.socket, b.files = -1, -1, [3]int{-1, -1, -1}
	if b.path, err = syscall.BytePtrFromString(cmd.Path); err != nil {
		return err
	}
	if b.args, err = syscall.SlicePtrFromStrings(cmd.Args); err != nil {
		return err
	}
	if b.env, err = syscall.SlicePtrFromStrings(cmd.Environ()); err != nil {
		return err
	}
	if cmd.Dir != "" {
		b.folder, err = syscall.BytePtrFromString(cmd.Dir)
	}
	return err
}

// confine lays out what keeps the child in its scope.
func (b *birth) confine(spec Spec, f Features) (open fences, err error) {
	level := f.Level()
	b.notify = level == Supervised || level == Full
	fence := (level == Full || level == Kernel) && !spec.Monitor
	if b.notify || f.Filter && !spec.Monitor {
		c := choices{notify: b.notify, reads: true, network: spec.Scope.Net().Limited, monitor: spec.Monitor, fenced: fence}
		program, err := c.program()
		if err != nil {
			return open, &SetupError{stepFilter, err}
		}
		b.filter = unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	}
	if !fence {
		return open, nil
	}
	rules, err := newRuleset(spec.Scope, f.Landlock, b.notify)
	if err != nil {
		return open, &SetupError{stepLandlock, err}
	}
	b.ruleset = rules.fd
	return rules.fences, nil
}

// hold gives the child its descriptors, none of which is a standard file's, and
// returns this end of the socket on which it says how it went.
func (b *birth) hold(files [3]int) (socket int, err error) {
	pair, err := unix.Socketpair(unix.AF_UNIX, unix.SOCK_SEQPACKET|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return -1, err
	}
	b.socket, err = unix.FcntlInt(uintptr(pair[1]), unix.F_DUPFD_CLOEXEC, 3)
	unix.Close(pair[1])
	if err != nil {
		unix.Close(pair[0])
		return -1, err
	}
	for i, fd := range files {
		if b.files[i], err = unix.FcntlInt(uintptr(fd), unix.F_DUPFD_CLOEXEC, 3); err != nil {
			unix.Close(pair[0])
			return -1, err
		}
	}
	return pair[0], nil
}

// drop closes what only the child needs.
func (b *birth) drop() {
	for _, fd := range []*int{&b.socket, &b.files[0], &b.files[1], &b.files[2]} {
		if *fd >= 0 {
			unix.Close(*fd)
			*fd = -1
		}
	}
}

// await hears how it went, and begins to supervise.
func (l *Launcher) await(socket, pid int, cmd *exec.Cmd, b *birth, spec Spec, open fences) error {
	limit := unix.NsecToTimeval(int64(startPatience))
	_ = unix.SetsockoptTimeval(socket, unix.SOL_SOCKET, unix.SO_RCVTIMEO, &limit)
	for {
		word := make([]byte, len(b.trouble))
		listener, n, err := receive(socket, word)
		switch {
		case err != nil:
			return &SetupError{"launcher", err}
		case n == 0 && b.notify && l.supervisor == nil:
			return &SetupError{"launcher", errors.New("it ended")}
		case n == 0:
			return nil // closed by the exec: it is the server now
		case word[0] == saysConfined && listener >= 0:
			if err := l.readable(pid, b); err != nil {
				unix.Close(listener)
				return &SetupError{stepSupervisor, err}
			}
			l.reporter = newReporter(spec.Tell)
			l.supervisor = newSupervisor(listener, spec, b.ruleset >= 0, l.reporter)
			l.supervisor.fences, l.supervisor.read = open, l.read
			go l.supervisor.run()
		default:
			return trouble(cmd, word[:n])
		}
	}
}

// errUnreadable: this process may not look into the server's memory.
var errUnreadable = errors.New("what the server asks for cannot be read")

// readable reports whether the child can be read, which some systems do not allow
// (Yama's ptrace_scope 2 and 3, SELinux's deny_ptrace): each of its calls would be
// refused then. Whether it is still a copy of this process, or the server already,
// where that address is none, is all the same.
func (l *Launcher) readable(pid int, b *birth) error {
	if l.read == nil {
		l.read = readMemory
	}
	word := make([]byte, 1)
	_, errno := l.read(pid, uint64(uintptr(unsafe.Pointer(b.helloVec.Base))), word)
	switch errno {
	case unix.EPERM, unix.EACCES, unix.ENOSYS:
		return fmt.Errorf("%w: %w", errUnreadable, errno)
	}
	return nil
}

// trouble makes an error of what a child says.
func trouble(cmd *exec.Cmd, word []byte) error {
	if len(word) < 6 || word[0] != saysTrouble || int(word[1]) >= len(bornSteps) {
		return &SetupError{"launcher", errors.New("it says something that cannot be understood")}
	}
	errno := syscall.Errno(binary.NativeEndian.Uint32(word[2:]))
	switch word[1] {
	case bornExec:
		return &fs.PathError{Op: "fork/exec", Path: cmd.Path, Err: errno}
	case bornFolder:
		return &fs.PathError{Op: "chdir", Path: cmd.Dir, Err: errno}
	}
	return &SetupError{bornSteps[word[1]], errno}
}

// receive reads a message, and the descriptor that may come with it; -1: none.
func receive(socket int, word []byte) (fd, n int, err error) {
	oob := make([]byte, unix.CmsgSpace(4))
	oobn := 0
	for {
		n, oobn, _, _, err = unix.Recvmsg(socket, word, oob, unix.MSG_CMSG_CLOEXEC)
		if err != unix.EINTR {
			break
		}
	}
	if err != nil || oobn == 0 {
		return -1, n, err
	}
	messages, err := unix.ParseSocketControlMessage(oob[:oobn])
	if err != nil || len(messages) == 0 {
		return -1, n, err
	}
	got, err := unix.ParseUnixRights(&messages[0])
	if err != nil || len(got) == 0 {
		return -1, n, err
	}
	return got[0], n, nil
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
