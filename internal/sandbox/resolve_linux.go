//go:build amd64 || arm64

package sandbox

import (
	"bytes"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// maxPath is PATH_MAX of linux/limits.h, with its NUL.
const maxPath = 4096

// maxLinks is how many links the kernel follows (path_resolution(7)).
const maxLinks = 40

// target is where a path leads.
type target struct {
	path   string // real: absolute, clean, without links
	exists bool
	mode   uint32 // of what exists: its type
	device uint64
	local  bool // on a file system of this machine's own
	gone   bool // has no name any more, or never had one

	// Places that are open until the call is answered, 0 for none: what is there, if
	// it exists, and the folder that it is in. They are what was judged, whatever
	// stands at the path by the time something is done.
	place, folder int
}

func (t *target) isFolder() bool { return t.exists && t.mode&unix.S_IFMT == unix.S_IFDIR }

// text reads a path from the caller's memory.
func (t *trap) text(address uint64) (string, unix.Errno) {
	buf := &t.s.text
	size := 0
	for size < maxPath {
		// One page at a time: the next one may not be there. Few paths are longer than
		// the first part.
		at := address + uint64(size)
		n := min(maxPath-size, 4096-int(at%4096))
		if size == 0 {
			n = min(n, mostPaths)
		}
		got, errno := t.memory(at, buf[size:size+n])
		if errno != 0 {
			return "", errno
		}
		if end := bytes.IndexByte(buf[size:size+got], 0); end >= 0 {
			return string(buf[:size+end]), 0
		}
		size += got
	}
	return "", unix.ENAMETOOLONG
}

// mostPaths is longer than most paths are.
const mostPaths = 160

// memory reads from the caller.
func (t *trap) memory(address uint64, buf []byte) (int, unix.Errno) {
	if len(buf) == 0 {
		return 0, 0
	}
	n, errno := t.s.read(t.tid, address, buf)
	if errno != 0 && errno != unix.EFAULT {
		return 0, unix.EACCES // a program that cannot be read cannot be judged
	}
	return n, errno
}

// proc is a file of the caller in /proc.
func (t *trap) proc(name string) string { return "/proc/" + strconv.Itoa(t.tid) + "/" + name }

// base opens the folder of the caller's that relative paths start from. dir is a
// descriptor or AT_FDCWD.
func (t *trap) base(dir int) (int, unix.Errno) {
	var name string
	switch {
	case dir == unix.AT_FDCWD:
		name = t.proc("cwd")
	case dir < 0:
		return -1, unix.EBADF
	default:
		name = t.proc("fd/" + strconv.Itoa(dir))
	}
	fd, err := unix.Open(name, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err == unix.ENOENT && dir != unix.AT_FDCWD {
		err = unix.EBADF
	}
	return fd, errnoOf(err)
}

// resolve finds out where a path leads, as the caller sees it. With follow also
// a link at its end is followed. extra are RESOLVE_ flags of openat2.
func (t *trap) resolve(dir int, path string, follow bool, extra uint64) (target, unix.Errno) {
	if path == "" {
		return target{}, unix.ENOENT
	}
	if len(path) >= maxPath {
		return target{}, unix.ENAMETOOLONG
	}
	if extra == 0 && !t.s.rooted.Load() && straight(path) {
		if out, ok := t.plainly(path, follow); ok {
			return out, 0
		}
	}
	base := unix.AT_FDCWD // of an absolute path nobody asks
	if path[0] != '/' || extra&unix.RESOLVE_IN_ROOT != 0 {
		var errno unix.Errno
		if base, errno = t.base(dir); errno != 0 {
			return target{}, errno
		}
		defer closeQuick(base)
	}
	flags := uint64(0)
	if !follow {
		flags = unix.O_NOFOLLOW
	}
	fd, errno := place(base, t.s.terminated(path), flags, unix.RESOLVE_NO_MAGICLINKS|extra)
	if errno == 0 {
		t.s.hold(fd)
		out, errno := t.s.look(fd)
		out.place = fd
		if errno == 0 && !strings.HasPrefix(out.path, "/proc/") {
			return out, 0
		}
	}
	if errno == unix.ENOENT && extra != 0 {
		return t.missingUnder(base, path, extra)
	}
	if errno != 0 && errno != unix.ENOENT && errno != unix.ELOOP || extra != 0 && errno == unix.ELOOP {
		return target{}, errno
	}
	// Something is not there, or the way leads through /proc, where this process
	// would meet itself.
	w := walker{t: t}
	return w.walk(base, path, follow)
}

// missingUnder is a name that is not there in a folder that is found under the
// restrictions of openat2.
func (t *trap) missingUnder(base int, path string, extra uint64) (target, unix.Errno) {
	cut := strings.LastIndexByte(path, '/') + 1
	parent, name := path[:cut], path[cut:]
	if parent == "" {
		parent = "."
	}
	if name == "" || name == "." || name == ".." {
		return target{}, unix.ENOENT
	}
	folder, errno := place(base, t.s.terminated(parent), unix.O_DIRECTORY, unix.RESOLVE_NO_MAGICLINKS|extra)
	if errno != 0 {
		return target{}, errno
	}
	t.s.hold(folder)
	in, errno := t.s.look(folder)
	if errno != 0 || in.gone || strings.HasPrefix(in.path, "/proc/") {
		return target{}, unix.ENOENT
	}
	if _, errno := knownIn(folder, t.s.terminated(name)); errno != unix.ENOENT {
		return target{}, unix.ENOENT // a link that leads to nothing
	}
	return target{path: strings.TrimSuffix(in.path, "/") + "/" + name, folder: folder}, 0
}

// terminated is a path for the kernel, until the next one.
func (s *supervisor) terminated(path string) *byte {
	s.name[copy(s.name[:maxPath-1], path)] = 0
	return &s.name[0]
}

// plainly finds what an absolute path leads to that has no links on its way, as
// nearly all have, with few system calls; ok is false for others. Without follow it
// is the folder that is opened, and what is in it is looked at.
func (t *trap) plainly(path string, follow bool) (out target, ok bool) {
	const straightOn = unix.RESOLVE_NO_SYMLINKS | unix.RESOLVE_NO_MAGICLINKS
	if follow {
		fd, errno := place(unix.AT_FDCWD, t.s.terminated(path), 0, straightOn)
		if errno == 0 {
			t.s.hold(fd)
			st, errno := known(fd)
			return target{path: path, exists: true, mode: uint32(st.Mode), device: device(&st), place: fd}, errno == 0 && st.Nlink > 0
		}
		if errno != unix.ENOENT {
			return out, false
		}
	}
	cut := strings.LastIndexByte(path, '/')
	folder, errno := place(unix.AT_FDCWD, t.s.terminated(path[:max(cut, 1)]), unix.O_DIRECTORY, straightOn)
	if errno != 0 {
		return out, false
	}
	t.s.hold(folder)
	out = target{path: path, folder: folder}
	if follow {
		return out, true
	}
	st, errno := knownIn(folder, t.s.terminated(path[cut+1:]))
	switch errno {
	case 0:
		out.exists, out.mode, out.device = true, uint32(st.Mode), device(&st)
	case unix.ENOENT:
	default:
		return out, false
	}
	return out, true
}

// look says what an open place is.
func (s *supervisor) look(fd int) (target, unix.Errno) {
	st, errno := known(fd)
	if errno != 0 {
		return target{}, errno
	}
	name, errno := nameOf(fd, s.real[:])
	if errno != 0 {
		return target{}, errno
	}
	out := target{path: name, exists: true, mode: uint32(st.Mode), device: device(&st)}
	if !strings.HasPrefix(out.path, "/") || st.Nlink == 0 || strings.HasPrefix(out.path, "/memfd:") {
		out.gone = true
	}
	return out, 0
}

// walker follows a path name by name.
type walker struct {
	t     *trap
	links int
}

// walk is resolve for paths of which something is not there, or that lead
// through /proc. base stays open.
func (w *walker) walk(base int, path string, follow bool) (target, unix.Errno) {
	at := -1
	if path[0] != '/' {
		var err error
		if at, err = unix.Dup(base); err != nil {
			return target{}, errnoOf(err)
		}
	}
	defer func() { unix.Close(at) }()
	rest := path
	for {
		if strings.HasPrefix(rest, "/") {
			root, err := unix.Open("/", unix.O_PATH|unix.O_CLOEXEC, 0)
			if err != nil {
				return target{}, errnoOf(err)
			}
			unix.Close(at)
			at = root
			rest = strings.TrimLeft(rest, "/")
		}
		name, more, _ := strings.Cut(rest, "/")
		slash := len(more) < len(rest)-len(name) // something followed, at least a slash
		more = strings.TrimLeft(more, "/")
		if name == "" {
			out, errno := w.t.s.look(at)
			return out, errno
		}
		last := more == ""
		next, text, errno := w.step(at, name, !last || follow || slash)
		switch {
		case errno == unix.ENOENT && last:
			return w.missing(at, name)
		case errno != 0:
			return target{}, errno
		case next < 0: // a link, and where it leads
			if w.links++; w.links > maxLinks {
				return target{}, unix.ELOOP
			}
			rest = text
			if more != "" {
				rest += "/" + more
			}
			if rest == "" {
				return target{}, unix.ENOENT
			}
			continue
		}
		unix.Close(at)
		at, rest = next, more
	}
}

// missing is a name that is not there in a folder that is.
func (w *walker) missing(folder int, name string) (target, unix.Errno) {
	if name == "." || name == ".." {
		return target{}, unix.ENOENT
	}
	in, errno := w.t.s.look(folder)
	if errno != 0 {
		return target{}, errno
	}
	if in.gone {
		return target{}, unix.ENOENT
	}
	return target{path: strings.TrimSuffix(in.path, "/") + "/" + name}, 0
}

// step goes to one name. With follow a link's text is returned, with -1; links
// of /proc, which are no text, are followed at once.
func (w *walker) step(at int, name string, follow bool) (next int, text string, errno unix.Errno) {
	name = w.own(at, name)
	fd, err := unix.Openat(at, name, unix.O_PATH|unix.O_CLOEXEC|unix.O_NOFOLLOW, 0)
	if err != nil {
		return -1, "", errnoOf(err)
	}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		unix.Close(fd)
		return -1, "", errnoOf(err)
	}
	if st.Mode&unix.S_IFMT != unix.S_IFLNK || !follow {
		return fd, "", 0
	}
	defer unix.Close(fd)
	if w.procfs(at) && !w.procRoot(at) {
		next, err := unix.Openat(at, name, unix.O_PATH|unix.O_CLOEXEC, 0)
		return next, "", errnoOf(err)
	}
	var buf [maxPath]byte
	n, err := unix.Readlinkat(fd, "", buf[:])
	if err != nil {
		return -1, "", errnoOf(err)
	}
	return -1, string(buf[:n]), 0
}

// own is the name in /proc of the caller, where it says self.
func (w *walker) own(at int, name string) string {
	if name != "self" && name != "thread-self" || !w.procRoot(at) {
		return name
	}
	id := strconv.Itoa(w.t.tid)
	if name == "self" {
		return id
	}
	return id + "/task/" + id
}

func (w *walker) procfs(at int) bool {
	var fs unix.Statfs_t
	return unix.Fstatfs(at, &fs) == nil && fs.Type == unix.PROC_SUPER_MAGIC
}

// procRootInode is the number of the root of every proc file system
// (PROC_ROOT_INO of linux/proc_fs.h).
const procRootInode = 1

func (w *walker) procRoot(at int) bool {
	var st unix.Stat_t
	return unix.Fstat(at, &st) == nil && st.Ino == procRootInode && w.procfs(at)
}

// errnoOf is the number of a system's error.
func errnoOf(err error) unix.Errno {
	switch e := err.(type) {
	case nil:
		return 0
	case unix.Errno:
		return e
	}
	return unix.EACCES
}
