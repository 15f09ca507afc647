//go:build amd64 || arm64

package sandbox

import (
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// plainFlags are those of an open for writing that nothing else has to be known of.
const plainFlags = unix.O_ACCMODE | unix.O_CREAT | unix.O_EXCL | unix.O_TRUNC | unix.O_APPEND | unix.O_NONBLOCK | unix.O_SYNC |
	unix.O_NOCTTY | unix.O_NOFOLLOW | unix.O_CLOEXEC | unix.O_LARGEFILE

// writePlainly opens for writing what an absolute path without links leads to, as
// nearly all do, with few system calls: such a path is judged as it is written, and
// opened on the condition that there is no link in it. ok is false for others, and
// for all that is refused: those are looked at in full.
func (t *trap) writePlainly(pathArg int, flags uint64, mode uint32) (a answer, ok bool) {
	if t.s.rooted.Load() || t.s.spec.Monitor || t.s.spec.Observe != nil || flags&^plainFlags != 0 {
		return a, false
	}
	path, errno := t.text(t.args[pathArg])
	if errno != 0 || !straight(path) || !plain(path) || amongDevices(path) || !t.writable(path, flags) {
		return a, false
	}
	exists, usual := t.s.regular(path)
	makes := flags&unix.O_CREAT != 0 && !exists
	if !usual || exists && flags&unix.O_EXCL != 0 || !exists && !makes {
		return a, false
	}
	who := t.who(makes)
	if !who.same {
		return a, false
	}
	t.wrote(path)
	if !makes {
		return t.handPlainly(flags&^unix.O_CREAT, 0)
	}
	a = t.s.hand.do(who.umask, func() (made answer) {
		made, ok = t.handPlainly(flags, mode&0o7777&^who.umask)
		return made
	})
	return a, ok
}

// writable reports whether the scope allows such an open of a path.
func (t *trap) writable(path string, flags uint64) bool {
	how := flags & unix.O_ACCMODE
	return (how == unix.O_WRONLY || how == unix.O_RDWR && t.s.spec.Scope.Decide(scope.Read, path).Allowed) && t.s.spec.Scope.Decide(scope.Write, path).Allowed
}

// amongDevices reports whether a path is where devices are. What is in /dev/shm are
// files.
func amongDevices(path string) bool {
	return strings.HasPrefix(path, "/dev/") && !strings.HasPrefix(path, "/dev/shm/")
}

// regular says whether something stands at the path that was read last; usual is false
// when it is no plain file, or cannot be told. Of one that was seen a moment ago nobody
// asks again: if it is gone, it is not opened here.
func (s *supervisor) regular(path string) (exists, usual bool) {
	if s.files.lately(path) {
		return true, true
	}
	var st unix.Statx_t
	at := unix.AT_FDCWD
	// The path lies there as it was read, with its NUL.
	_, _, errno := unix.Syscall6(unix.SYS_STATX, uintptr(at), uintptr(unsafe.Pointer(&s.text[0])), unix.AT_SYMLINK_NOFOLLOW|unix.AT_STATX_DONT_SYNC|unix.AT_NO_AUTOMOUNT,
		unix.STATX_TYPE, uintptr(unsafe.Pointer(&st)), 0)
	if errno != 0 || st.Mode&unix.S_IFMT != unix.S_IFREG {
		return errno == 0, errno == unix.ENOENT
	}
	s.files.note(path)
	return true, true
}

// handPlainly opens the path that was read last and gives it to the caller. Who
// exchanges the file for a pipe in between waits for itself.
func (t *trap) handPlainly(flags uint64, mode uint32) (a answer, ok bool) {
	how := unix.OpenHow{Flags: flags | unix.O_CLOEXEC | unix.O_LARGEFILE, Mode: uint64(mode), Resolve: unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_MAGICLINKS}
	at := unix.AT_FDCWD
	fd, _, errno := unix.Syscall6(unix.SYS_OPENAT2, uintptr(at), uintptr(unsafe.Pointer(&t.s.text[0])), uintptr(unsafe.Pointer(&how)), unix.SizeofOpenHow, 0, 0)
	if errno != 0 {
		return a, false
	}
	defer unix.Close(int(fd))
	if err := t.s.give(t.id, int(fd), flags&unix.O_CLOEXEC != 0); err != nil {
		return refuse(errnoOf(err)), true
	}
	return answer{given: true}, true
}
