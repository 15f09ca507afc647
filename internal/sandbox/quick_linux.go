//go:build amd64 || arm64

package sandbox

import (
	"strconv"
	"unsafe"

	"golang.org/x/sys/unix"
)

// A call that waits for nothing is made without telling Go's scheduler. In a
// process that sleeps between one call of a server and the next, telling it wakes
// a thread that looks after those who wait: three times the work of most answers.

// quick is such a call. It must not wait for a disk, a network or another process.
//
//go:uintptrescapes
func quick(number, a, b, c, d uintptr) (r1, r2 uintptr, errno unix.Errno) {
	return unix.RawSyscall6(number, a, b, c, d, 0, 0)
}

// closeQuick closes a place (O_PATH): there is nothing to be written behind it.
func closeQuick(fd int) { quick(unix.SYS_CLOSE, uintptr(fd), 0, 0, 0) }

// resolveCached is RESOLVE_CACHED of linux/openat2.h: what the kernel would have
// to wait for is EAGAIN (Linux 5.12, EINVAL before).
const resolveCached = 0x20

// place is openat2 for a path that ends in NUL and a place (O_PATH): quick, if
// the kernel has all that it needs in memory.
func place(dir int, path *byte, flags, resolve uint64) (int, unix.Errno) {
	how := unix.OpenHow{Flags: unix.O_PATH | unix.O_CLOEXEC | flags, Resolve: resolve | resolveCached}
	fd, _, errno := quick(unix.SYS_OPENAT2, uintptr(dir), uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&how)), unix.SizeofOpenHow)
	if errno == unix.EAGAIN || errno == unix.EINVAL {
		how.Resolve = resolve
		fd, _, errno = unix.Syscall6(unix.SYS_OPENAT2, uintptr(dir), uintptr(unsafe.Pointer(path)), uintptr(unsafe.Pointer(&how)), unix.SizeofOpenHow, 0, 0)
	}
	if errno != 0 {
		return -1, errno
	}
	return int(fd), 0
}

// known is what the kernel has in memory of an open place; no file server is asked.
func known(fd int) (st unix.Statx_t, errno unix.Errno) {
	var none byte
	_, _, errno = unix.RawSyscall6(unix.SYS_STATX, uintptr(fd), uintptr(unsafe.Pointer(&none)), unix.AT_EMPTY_PATH|unix.AT_STATX_DONT_SYNC|unix.AT_NO_AUTOMOUNT,
		unix.STATX_TYPE|unix.STATX_MODE|unix.STATX_NLINK|unix.STATX_INO, uintptr(unsafe.Pointer(&st)), 0)
	return st, errno
}

// knownIn is the same for a name in an open folder, a link itself. The name ends
// in NUL.
func knownIn(folder int, name *byte) (st unix.Statx_t, errno unix.Errno) {
	_, _, errno = unix.RawSyscall6(unix.SYS_STATX, uintptr(folder), uintptr(unsafe.Pointer(name)), unix.AT_SYMLINK_NOFOLLOW|unix.AT_STATX_DONT_SYNC|unix.AT_NO_AUTOMOUNT,
		unix.STATX_TYPE|unix.STATX_MODE|unix.STATX_NLINK|unix.STATX_INO, uintptr(unsafe.Pointer(&st)), 0)
	return st, errno
}

func device(st *unix.Statx_t) uint64 { return uint64(st.Dev_major)<<32 | uint64(st.Dev_minor) }

// localTypes are file systems of this machine's own: opening a file there asks nobody.
var localTypes = map[int64]bool{unix.EXT4_SUPER_MAGIC: true, unix.XFS_SUPER_MAGIC: true, unix.BTRFS_SUPER_MAGIC: true, unix.TMPFS_MAGIC: true, unix.F2FS_SUPER_MAGIC: true}

// local reports whether a file is on such a file system.
func (s *supervisor) local(where target) bool {
	is, asked := s.locals[where.device]
	if !asked {
		is = isLocal(where.path)
		if len(s.locals) < maxLocals {
			s.locals[where.device] = is
		}
	}
	return is
}

func isLocal(path string) bool {
	var fs unix.Statfs_t
	return unix.Statfs(path, &fs) == nil && localTypes[int64(fs.Type)]
}

// maxLocals bounds the devices that are remembered.
const maxLocals = 256

// openAgain opens what an open place is, with other flags.
func openAgain(place int, local bool, flags int) (int, unix.Errno) {
	if flags&unix.O_TRUNC != 0 || !local {
		fd, err := unix.Open(self(place), flags, 0)
		return fd, errnoOf(err)
	}
	path, err := unix.BytePtrFromString(self(place))
	if err != nil {
		return -1, errnoOf(err)
	}
	at := unix.AT_FDCWD
	fd, _, errno := quick(unix.SYS_OPENAT, uintptr(at), uintptr(unsafe.Pointer(path)), uintptr(flags|unix.O_LARGEFILE), 0)
	if errno != 0 {
		return -1, errno
	}
	return int(fd), 0
}

// owner is whose a process is.
func owner(tid int) (user, group uint32, ok bool) {
	var st unix.Statx_t
	path, err := unix.BytePtrFromString("/proc/" + strconv.Itoa(tid))
	at := unix.AT_FDCWD
	if err != nil {
		return 0, 0, false
	}
	_, _, errno := unix.RawSyscall6(unix.SYS_STATX, uintptr(at), uintptr(unsafe.Pointer(path)), 0, unix.STATX_UID|unix.STATX_GID, uintptr(unsafe.Pointer(&st)), 0)
	return st.Uid, st.Gid, errno == 0
}

// inodeOf is the number of what stands at a path, a link itself. On a local file
// system nobody is waited for.
func (s *supervisor) inodeOf(path string, local bool) (inode uint64, errno unix.Errno) {
	if local {
		st, errno := knownIn(unix.AT_FDCWD, s.terminated(path))
		return st.Ino, errno
	}
	fd, errno := place(unix.AT_FDCWD, s.terminated(path), unix.O_NOFOLLOW, unix.RESOLVE_NO_MAGICLINKS)
	if errno != 0 {
		return 0, errno
	}
	defer closeQuick(fd)
	st, errno := known(fd)
	return st.Ino, errno
}

// nameOf is where an open place is, as the kernel says.
func nameOf(fd int, buf []byte) (string, unix.Errno) { return linkText(self(fd), buf) }

// linkText is where a link of /proc leads.
func linkText(name string, buf []byte) (string, unix.Errno) {
	link, err := unix.BytePtrFromString(name)
	if err != nil {
		return "", errnoOf(err)
	}
	at := unix.AT_FDCWD
	n, _, errno := quick(unix.SYS_READLINKAT, uintptr(at), uintptr(unsafe.Pointer(link)), uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)))
	if errno != 0 {
		return "", errno
	}
	return string(buf[:n]), 0
}

// readQuick reads the beginning of a file of /proc.
func readQuick(name string, buf []byte) ([]byte, unix.Errno) {
	path, err := unix.BytePtrFromString(name)
	if err != nil {
		return nil, errnoOf(err)
	}
	at := unix.AT_FDCWD
	fd, _, errno := quick(unix.SYS_OPENAT, uintptr(at), uintptr(unsafe.Pointer(path)), unix.O_RDONLY|unix.O_CLOEXEC, 0)
	if errno != 0 {
		return nil, errno
	}
	defer closeQuick(int(fd))
	n, _, errno := quick(unix.SYS_READ, fd, uintptr(unsafe.Pointer(&buf[0])), uintptr(len(buf)), 0)
	if errno != 0 {
		return nil, errno
	}
	return buf[:n], 0
}

// readMemory reads from another process. The two vectors are one of Go's and one
// of numbers, for which Go has no pointers.
func readMemory(tid int, address uint64, buf []byte) (int, unix.Errno) {
	local := unix.Iovec{Base: &buf[0]}
	local.SetLen(len(buf))
	remote := unix.RemoteIovec{Base: uintptr(address), Len: len(buf)}
	n, _, errno := unix.RawSyscall6(unix.SYS_PROCESS_VM_READV, uintptr(tid), uintptr(unsafe.Pointer(&local)), 1, uintptr(unsafe.Pointer(&remote)), 1, 0)
	if errno != 0 {
		return 0, errno
	}
	return int(n), 0
}
