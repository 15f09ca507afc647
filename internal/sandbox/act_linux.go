//go:build amd64 || arm64

package sandbox

import (
	"bytes"
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
	c := caller{same: true}
	if t.s.changed {
		user, group, ok := owner(t.tid)
		c.same = ok && user == t.s.user && group == t.s.group &&
			(!t.s.super || t.s.rights != nil && bytes.Equal(rightsOf(t.proc("status")), t.s.rights))
	}
	if umask && c.same && !t.s.masked && t.s.hand.umask != noUmask {
		c.umask = uint32(t.s.hand.umask) // what it was started with
	} else if umask && c.same {
		n := umaskOf(t.proc("status"))
		c.same, c.umask = n != noUmask, uint32(n)
	}
	return c
}

// exact opens a real path as a place. A link anywhere in it is an error: then it
// is not the path that was judged.
func exact(name string, extra uint64) (int, unix.Errno) {
	text, err := unix.BytePtrFromString(name)
	if err != nil {
		return -1, errnoOf(err)
	}
	return place(unix.AT_FDCWD, text, extra, unix.RESOLVE_NO_SYMLINKS)
}

// within is the folder of a judged path, open until the call is answered, and the
// name in it.
func (t *trap) within(where *target) (folder int, base string, errno unix.Errno) {
	base = where.path[strings.LastIndexByte(where.path, '/')+1:]
	if where.folder == 0 {
		if folder, errno = exact(path.Dir(where.path), unix.O_DIRECTORY); errno != 0 {
			return -1, "", errno
		}
		t.s.hold(folder)
		where.folder = folder
	}
	return where.folder, base, 0
}

// itself is an open place of what was judged, until the call is answered.
func (t *trap) itself(where *target) (int, unix.Errno) {
	if where.place == 0 {
		fd, errno := exact(where.path, unix.O_NOFOLLOW)
		if errno != 0 {
			return -1, errno
		}
		t.s.hold(fd)
		if st, errno := known(fd); errno != 0 || uint32(st.Mode)&unix.S_IFMT != where.mode&unix.S_IFMT || device(&st) != where.device {
			return -1, unix.EACCES // exchanged
		}
		where.place = fd
	}
	return where.place, 0
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
	if where.exists && where.mode&unix.S_IFMT != unix.S_IFREG && !memoryless[where.path] && !(where.isFolder() && (t.handed || t.s.nested(where.path))) {
		return proceed
	}
	makes := flags&unix.O_CREAT != 0 && !where.exists
	who := t.who(makes)
	if !who.same {
		return proceed
	}
	where.local = where.exists && t.s.local(where)
	if makes {
		return t.s.hand.do(who.umask, func() answer { return t.hand(where, flags, mode&^who.umask) })
	}
	return t.hand(where, flags, mode)
}

// hand opens a file and gives it to the caller.
func (t *trap) hand(where target, flags uint64, mode uint32) answer {
	fd, errno := t.openExact(where, int(flags), mode)
	if errno != 0 {
		return refuse(errno)
	}
	if where.exists && where.local && flags&unix.O_TRUNC == 0 {
		defer closeQuick(fd)
	} else {
		defer unix.Close(fd)
	}
	if err := t.s.give(t.id, fd, flags&unix.O_CLOEXEC != 0); err != nil {
		return refuse(errnoOf(err))
	}
	return answer{given: true}
}

func (t *trap) openExact(where target, flags int, mode uint32) (int, unix.Errno) {
	flags |= unix.O_CLOEXEC
	if !where.exists {
		folder, base, errno := t.within(&where)
		if errno != 0 {
			return -1, errno
		}
		fd, err := unix.Openat(folder, base, flags|unix.O_NOFOLLOW, mode&0o7777)
		return fd, errnoOf(err)
	}
	place, errno := t.itself(&where)
	if errno != 0 {
		return -1, errno
	}
	return openAgain(place, where.local, flags&^(unix.O_CREAT|unix.O_EXCL|unix.O_NOFOLLOW))
}

// does reports whether what is judged is also done here.
func (t *trap) does(where *target) bool { return plain(where.path) && !t.s.spec.Monitor }

// do runs an operation on the judged path for the caller: with the folder it is
// in and its name there.
func (t *trap) do(where target, umask bool, operation func(folder int, base string, who caller) error) answer {
	if !t.does(&where) {
		return proceed
	}
	who := t.who(umask)
	if !who.same {
		return proceed
	}
	act := func() answer {
		folder, base, errno := t.within(&where)
		if errno != 0 {
			return refuse(errno)
		}
		return refuse(errnoOf(operation(folder, base, who)))
	}
	if umask {
		return t.s.hand.do(who.umask, act)
	}
	return act()
}

// doTwo is do for two paths.
func (t *trap) doTwo(a, b target, operation func(fromFolder int, from string, toFolder int, to string) error) answer {
	return t.do(b, false, func(toFolder int, to string, _ caller) error {
		fromFolder, from, errno := t.within(&a)
		if errno != 0 {
			return errno
		}
		return operation(fromFolder, from, toFolder, to)
	})
}
