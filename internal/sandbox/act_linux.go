//go:build amd64 || arm64

package sandbox

import (
	"bytes"
	"os"
	"path"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// What a caller may do, the supervisor does for it where that can be done in its
// name: on the very path that was judged, without a link in it. Between the look
// and the deed nothing can be exchanged then. Devices, pipes and /proc are left
// to the kernel, and so is what a caller with another user's rights does.

// caller is what of its process counts for what it makes.
type caller struct {
	same  bool // the supervisor has the same rights
	umask uint32
}

// who looks at the caller.
func (t *trap) who(umask bool) caller {
	c := caller{same: !t.s.cannot}
	if t.s.super {
		var st unix.Stat_t
		if unix.Stat("/proc/"+strconv.Itoa(t.tid), &st) != nil || st.Uid != uint32(os.Geteuid()) || st.Gid != uint32(os.Getegid()) {
			c.same = false
		}
	}
	if umask && c.same {
		status, err := os.ReadFile(t.proc("status"))
		_, rest, ok := bytes.Cut(status, []byte("\nUmask:\t"))
		line, _, _ := bytes.Cut(rest, []byte("\n"))
		n, bad := strconv.ParseUint(string(line), 8, 32)
		if err != nil || !ok || bad != nil {
			c.same = false
		}
		c.umask = uint32(n)
	}
	return c
}

// exact opens a real path as a place. A link anywhere in it is an error: then it
// is not the path that was judged.
func exact(name string, extra uint64) (int, unix.Errno) {
	how := unix.OpenHow{Flags: unix.O_PATH | unix.O_CLOEXEC | extra, Resolve: unix.RESOLVE_NO_SYMLINKS}
	fd, err := unix.Openat2(unix.AT_FDCWD, name, &how)
	return fd, errnoOf(err)
}

// within opens the folder of a real path and returns the name in it.
func within(name string) (folder int, base string, errno unix.Errno) {
	folder, errno = exact(path.Dir(name), unix.O_DIRECTORY)
	return folder, path.Base(name), errno
}

// plain reports whether a path is one of an ordinary file system.
func plain(name string) bool {
	for _, special := range []string{"/proc/", "/sys/"} {
		if strings.HasPrefix(name, special) {
			return false
		}
	}
	return true
}

// self is the name of a descriptor of this process.
func self(fd int) string { return "/proc/self/fd/" + strconv.Itoa(fd) }

// memoryless are devices that are the same for everybody.
var memoryless = map[string]bool{"/dev/null": true, "/dev/zero": true, "/dev/full": true, "/dev/random": true, "/dev/urandom": true}

// supply opens the judged file and puts it into the caller.
func (t *trap) supply(where target, flags uint64, mode uint32) answer {
	if !plain(where.path) || t.s.spec.Monitor || flags&unix.O_PATH != 0 {
		return proceed
	}
	if where.exists && where.mode&unix.S_IFMT != unix.S_IFREG && !memoryless[where.path] && !(where.folder() && t.s.nested(where.path)) {
		return proceed
	}
	who := t.who(flags&unix.O_CREAT != 0 && !where.exists)
	if !who.same {
		return proceed
	}
	fd, errno := openExact(where, int(flags), mode&^who.umask)
	if errno != 0 {
		return refuse(errno)
	}
	defer unix.Close(fd)
	if err := t.s.give(t.id, fd, flags&unix.O_CLOEXEC != 0); err != nil {
		return refuse(errnoOf(err))
	}
	return answer{given: true}
}

func openExact(where target, flags int, mode uint32) (int, unix.Errno) {
	flags |= unix.O_CLOEXEC
	if !where.exists {
		folder, base, errno := within(where.path)
		if errno != 0 {
			return -1, errno
		}
		defer unix.Close(folder)
		fd, err := unix.Openat(folder, base, flags|unix.O_NOFOLLOW, mode&0o7777)
		return fd, errnoOf(err)
	}
	place, errno := exact(where.path, unix.O_NOFOLLOW)
	if errno != 0 {
		return -1, errno
	}
	defer unix.Close(place)
	var st unix.Stat_t
	if err := unix.Fstat(place, &st); err != nil || st.Mode&unix.S_IFMT != where.mode&unix.S_IFMT {
		return -1, unix.EACCES // exchanged
	}
	fd, err := unix.Open(self(place), flags&^(unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW), 0)
	return fd, errnoOf(err)
}

// do runs an operation on the judged path for the caller: with the folder it is
// in and its name there.
func (t *trap) do(where target, umask bool, operation func(folder int, base string, who caller) error) answer {
	if !plain(where.path) || t.s.spec.Monitor {
		return proceed
	}
	who := t.who(umask)
	if !who.same {
		return proceed
	}
	folder, base, errno := within(where.path)
	if errno != 0 {
		return refuse(errno)
	}
	defer unix.Close(folder)
	return refuse(errnoOf(operation(folder, base, who)))
}

// doTwo is do for two paths.
func (t *trap) doTwo(a, b target, operation func(fromFolder int, from string, toFolder int, to string) error) answer {
	return t.do(b, false, func(toFolder int, to string, _ caller) error {
		fromFolder, from, errno := within(a.path)
		if errno != 0 {
			return errno
		}
		defer unix.Close(fromFolder)
		return operation(fromFolder, from, toFolder, to)
	})
}
