//go:build amd64 || arm64

package sandbox

import (
	"os"
	"syscall"
	"unsafe" // also for linkname

	"golang.org/x/sys/unix"

	"github.com/mcp-watchdog/mcp-watchdog/internal/origin"
)

// birth is a child of this process on its way to become the server. Between fork
// and exec it cannot ask for memory, nor for anything else that a Go program has
// other threads for: all that it reads and says is laid out before.
type birth struct {
	path      *byte
	args, env []*byte // ending in nil
	folder    *byte   // nil: the present one
	terminal  *byte   // what is the controlling one, to each process
	files     [3]int  // from 3 on, so that none is in another's place
	limit     *origin.Limit
	ruleset   int // of Landlock, -1 for none
	filter    unix.SockFprog
	notify    bool
	socket    int // from 3 on
	parent    uintptr

	hello    unix.Msghdr // says that the filter is in place, and carries the listener
	helloVec unix.Iovec
	rights   []byte
	listener *int32 // in rights
	trouble  [6]byte
}

// What a child says: that it is confined, or the step at which it failed and
// the number of the error.
const (
	saysConfined = 'c'
	saysTrouble  = 't'
)

// Steps of a birth.
const (
	bornGroup = iota
	bornLife
	bornFolder
	bornFiles
	bornPrivileges
	bornLandlock
	bornFilter
	bornSupervisor
	bornExec
)

var bornSteps = [...]string{"group", "life", "folder", "files", "privileges", stepLandlock, stepFilter, stepSupervisor, "exec"}

// prepare lays out what does not depend on the server.
func (b *birth) prepare() {
	b.parent = uintptr(os.Getpid())
	b.terminal = &append([]byte("/dev/tty"), 0)[0]
	var now unix.Rlimit
	if unix.Getrlimit(unix.RLIMIT_NOFILE, &now) == nil && origin.Files.Raised(origin.Limit{Soft: now.Cur, Hard: now.Max}) {
		b.limit = &origin.Files
	}
	b.trouble[0] = saysTrouble
	word := []byte{saysConfined}
	b.rights = unix.UnixRights(-1)
	b.listener = (*int32)(unsafe.Pointer(&b.rights[unix.CmsgLen(0)]))
	b.helloVec = unix.Iovec{Base: &word[0]}
	b.helloVec.SetLen(len(word))
	b.hello = unix.Msghdr{Iov: &b.helloVec, Iovlen: 1, Control: &b.rights[0]}
	b.hello.SetControllen(len(b.rights))
}

// fork makes the child. It returns in the parent only. The thread that calls it
// must live as long as the child: the parent-death signal comes when it ends.
//
// This is package syscall's forkAndExecInChild with more between the two. The child
// shares the parent's memory, and this thread waits, until exec: a copy of all page
// tables would take longer than all else here. So the child writes nothing but what
// is laid out for it, and the parent returns at once from this frame.
//
//go:noinline
//go:norace
func (b *birth) fork() (pid int, errno syscall.Errno) {
	syscall.ForkLock.Lock()
	runtimeBeforeFork()
	child, failed := vfork()
	if failed != 0 || child != 0 {
		runtimeAfterFork()
		syscall.ForkLock.Unlock()
		return int(child), syscall.Errno(failed)
	}
	step := bornGroup
	if _, _, errno = syscall.RawSyscall(unix.SYS_SETPGID, 0, 0, 0); errno == 0 {
		runtimeAfterForkInChild()
		if step, errno = b.settle(); errno == 0 {
			if step, errno = b.giveUp(); errno == 0 {
				step = bornExec
				_, _, errno = syscall.RawSyscall(unix.SYS_EXECVE, uintptr(unsafe.Pointer(b.path)), uintptr(unsafe.Pointer(&b.args[0])), uintptr(unsafe.Pointer(&b.env[0])))
			}
		}
	}
	b.trouble[1] = byte(step)
	for i := range 4 { // in no way that a checked build has to check
		b.trouble[2+i] = byte(uint32(errno) >> (8 * i))
	}
	syscall.RawSyscall(unix.SYS_WRITE, uintptr(b.socket), uintptr(unsafe.Pointer(&b.trouble)), uintptr(len(b.trouble)))
	for {
		syscall.RawSyscall(unix.SYS_EXIT_GROUP, 126, 0, 0)
	}
}

// settle gives the child the server's place in the world.
//
//go:nosplit
//go:norace
func (b *birth) settle() (step int, errno syscall.Errno) {
	if _, _, errno = syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_PDEATHSIG, uintptr(unix.SIGKILL), 0, 0, 0, 0); errno != 0 {
		return bornLife, errno
	}
	if parent, _, _ := syscall.RawSyscall(unix.SYS_GETPPID, 0, 0, 0); parent != b.parent {
		return bornLife, unix.ESRCH // it has died meanwhile
	}
	if b.folder != nil {
		if _, _, errno = syscall.RawSyscall(unix.SYS_CHDIR, uintptr(unsafe.Pointer(b.folder)), 0, 0); errno != 0 {
			return bornFolder, errno
		}
	}
	for i := range b.files {
		if _, _, errno = syscall.RawSyscall(unix.SYS_DUP3, uintptr(b.files[i]), uintptr(i), 0); errno != 0 {
			return bornFiles, errno
		}
	}
	// The terminal of whoever started the client is not the server's. A session of its
	// own would be simpler, but the kernel shares processors out by sessions.
	here := unix.AT_FDCWD
	if tty, _, errno := syscall.RawSyscall6(unix.SYS_OPENAT, uintptr(here), uintptr(unsafe.Pointer(b.terminal)), unix.O_RDWR|unix.O_NONBLOCK|unix.O_CLOEXEC, 0, 0, 0); errno == 0 {
		syscall.RawSyscall(unix.SYS_IOCTL, tty, unix.TIOCNOTTY, 0)
		syscall.RawSyscall(unix.SYS_CLOSE, tty, 0, 0)
	}
	if b.limit != nil { // package syscall does not look at errors here either
		syscall.RawSyscall6(unix.SYS_PRLIMIT64, 0, unix.RLIMIT_NOFILE, uintptr(unsafe.Pointer(b.limit)), 0, 0, 0)
	}
	return 0, 0
}

// giveUp gives up what the server must not have.
//
//go:nosplit
//go:norace
func (b *birth) giveUp() (step int, errno syscall.Errno) {
	if _, _, errno = syscall.RawSyscall6(unix.SYS_PRCTL, unix.PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0, 0); errno != 0 {
		return bornPrivileges, errno
	}
	if b.ruleset >= 0 {
		if _, _, errno = syscall.RawSyscall(unix.SYS_LANDLOCK_RESTRICT_SELF, uintptr(b.ruleset), 0, 0); errno != 0 {
			return bornLandlock, errno
		}
	}
	if b.filter.Len == 0 {
		return 0, 0
	}
	r, flags := uintptr(0), uintptr(0)
	if b.notify {
		flags = unix.SECCOMP_FILTER_FLAG_NEW_LISTENER | unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
	}
	r, _, errno = syscall.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&b.filter)))
	if errno == unix.EINVAL && b.notify { // before Linux 5.19
		flags = unix.SECCOMP_FILTER_FLAG_NEW_LISTENER
		r, _, errno = syscall.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&b.filter)))
	}
	if errno != 0 {
		return bornFilter, errno
	}
	if b.notify {
		*b.listener = int32(r)
		if _, _, errno = syscall.RawSyscall(unix.SYS_SENDMSG, uintptr(b.socket), uintptr(unsafe.Pointer(&b.hello)), unix.MSG_NOSIGNAL); errno != 0 {
			return bornSupervisor, errno
		}
	}
	return 0, 0
}

// vfork returns twice: in the child with 0, and in the parent once the child has
// become another program or ended.
func vfork() (pid, errno uintptr)

// What package syscall does around a fork: no signal is handled and no stack
// grows between it and the exec.

//go:linkname runtimeBeforeFork syscall.runtime_BeforeFork
func runtimeBeforeFork()

//go:linkname runtimeAfterFork syscall.runtime_AfterFork
func runtimeAfterFork()

//go:linkname runtimeAfterForkInChild syscall.runtime_AfterForkInChild
func runtimeAfterForkInChild()
