//go:build amd64 || arm64

package sandbox

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// listers look into every process of a machine, whatever they are asked.
var listers = []string{"ps", "top", "htop", "pgrep", "pkill", "pidof", "lsof", "w", "killall", "pstree"}

// lists reports whether the caller is a program of the system that lists processes:
// that it may not look into others tells nobody anything.
func (t *trap) lists() bool {
	exe, _ := os.Readlink(t.proc("exe"))
	dir, name := filepath.Split(exe)
	return (dir == "/usr/bin/" || dir == "/bin/" || dir == "/usr/sbin/") && slices.Contains(listers, name)
}

// reach ends what reaches for another process.
func (t *trap) reach(what string) answer {
	t.tell(t.processEvent(what))
	if t.s.spec.Monitor {
		return proceed
	}
	return refuse(unix.EPERM)
}

// unlisted reports whether Landlock does not know a path that is open for
// reading: one that came to be in a folder with closed places after the start.
func (s *supervisor) unlisted(name string) bool {
	if _, all := s.thin[everywhere]; all {
		return true
	}
	for folder, rest := name, ""; folder != "/"; {
		rest = folder[strings.LastIndexByte(folder, '/')+1:]
		if folder = strings.TrimSuffix(folder[:len(folder)-len(rest)], "/"); folder == "" {
			folder = "/"
		}
		listed, ok := s.thin[folder]
		if !ok {
			continue
		}
		inode, was := listed.inodes[rest]
		if !was {
			return true
		}
		entry := name[:len(strings.TrimSuffix(folder, "/"))+1+len(rest)]
		if s.stands.lately(entry) {
			return false
		}
		now, errno := s.inodeOf(entry, listed.local)
		if errno == 0 && now == inode {
			s.stands.note(entry)
			return false
		}
		return true
	}
	return false
}

func (t *trap) mkdir(dirArg, pathArg int) answer {
	return t.made(dirArg, pathArg, scope.Make, func(folder int, base string, who caller) error {
		return unix.Mkdirat(folder, base, uint32(t.args[pathArg+1])&0o7777&^who.umask)
	})
}

func (t *trap) mknod(dirArg, pathArg int) answer {
	if kind := t.args[pathArg+1] & unix.S_IFMT; (kind == unix.S_IFBLK || kind == unix.S_IFCHR) && t.args[pathArg+2] != 0 {
		where, errno := t.at(dirArg, pathArg, false)
		if errno != 0 {
			return refuse(errno)
		}
		return t.reach(where.path) // a disk, or the memory, under a name of its own
	}
	return t.made(dirArg, pathArg, scope.Write, func(folder int, base string, who caller) error {
		mode := uint32(t.args[pathArg+1])
		return unix.Mknodat(folder, base, mode&^(who.umask&0o777), int(t.args[pathArg+2]))
	})
}

func (t *trap) symlink(textArg, dirArg, pathArg int) answer {
	text, errno := t.text(t.args[textArg])
	if errno != 0 {
		return refuse(errno)
	}
	return t.made(dirArg, pathArg, scope.Write, func(folder int, base string, _ caller) error {
		return unix.Symlinkat(text, folder, base)
	})
}

// made judges what makes a new name.
func (t *trap) made(dirArg, pathArg int, op scope.Op, make func(int, string, caller) error) answer {
	where, errno := t.at(dirArg, pathArg, false)
	switch {
	case errno != 0:
		return refuse(errno)
	case where.exists:
		return refuse(unix.EEXIST)
	}
	if op == scope.Make && t.s.spec.Scope.MakesNest(where.path) && !t.s.spec.Monitor && t.s.spec.Observe == nil {
		return t.nest(where, make)
	}
	if a := t.judge(op, where.path); !a.proceed {
		return a
	}
	if op == scope.Write {
		if a := t.holds(where.path); !a.proceed {
			return a
		}
	}
	return t.do(where, true, make)
}

// maxNests bounds the folders that a server makes for itself in one session.
const maxNests = 8

// nest makes a folder of the server's own in the home folder, and opens it. Of the
// kernel's fence it stays outside: what is done there goes through the supervisor.
func (t *trap) nest(where target, make func(int, string, caller) error) answer {
	folder := t.s.spec.Scope.Nest(where.path)
	if len(t.s.nests) >= maxNests {
		return t.judge(scope.Make, where.path)
	}
	a := t.do(where, true, make)
	if a.proceed || a.errno != 0 {
		return t.judge(scope.Make, where.path)
	}
	if folder != "" {
		t.s.nests = append(t.s.nests, folder)
		e := t.event(scope.Make, folder, scope.Decision{Allowed: true, Kind: scope.Cache})
		e.Rule = nestRule
		t.tell(e)
	}
	return a
}

// nested reports whether a path lies in a folder that the server made for itself.
func (s *supervisor) nested(path string) bool {
	return len(s.nests) > 0 && slices.Contains(s.nests, s.spec.Scope.Nest(path))
}

func (t *trap) unlink(dirArg, pathArg int, flags uint64) answer {
	where, errno := t.at(dirArg, pathArg, false)
	switch {
	case errno != 0:
		return refuse(errno)
	case !where.exists:
		return refuse(unix.ENOENT)
	}
	if a := t.judge(scope.Remove, where.path); !a.proceed {
		return a
	}
	return t.do(where, false, func(folder int, base string, _ caller) error { return unix.Unlinkat(folder, base, int(flags)) })
}

func (t *trap) rename(oldDir, oldPath, newDir, newPath int, flags uint64) answer {
	from, errno := t.at(oldDir, oldPath, false)
	if errno != 0 {
		return refuse(errno)
	}
	if !from.exists {
		return refuse(unix.ENOENT)
	}
	to, errno := t.at(newDir, newPath, false)
	if errno != 0 {
		return refuse(errno)
	}
	switch {
	case flags&unix.RENAME_NOREPLACE != 0 && to.exists:
		return refuse(unix.EEXIST)
	case t.crosses(&from, &to):
		return refuse(unix.EXDEV)
	}
	if a, ok := t.noted(&from, &to, flags); ok {
		return a
	}
	if a := t.judge(scope.Replace, from.path); !a.proceed {
		return a
	}
	if a := t.judge(scope.Replace, to.path); !a.proceed {
		return a
	}
	if from.isFolder() {
		if a := t.holds(to.path); !a.proceed {
			return a
		}
	}
	return t.doTwo(from, to, func(fromFolder int, old string, toFolder int, new string) error {
		return unix.Renameat2(fromFolder, old, toFolder, new, uint(flags))
	})
}

// crosses reports whether a folder would come from caches or temporary files to another
// place, or go there, with all names in it that are open at one of the two alone.
// Programs know that folders cannot be moved between file systems: they copy, and each
// name is judged.
func (t *trap) crosses(from, to *target) bool {
	return (from.isFolder() || to.isFolder()) && !t.s.spec.Monitor && t.s.spec.Scope.Passing(from.path) != t.s.spec.Scope.Passing(to.path)
}

// holds judges what a folder, or a link to one, may bring to a place whose names have no
// end: the settings of a submodule of Git.
func (t *trap) holds(path string) answer {
	if !strings.Contains(path, "/.git/modules/") {
		return proceed
	}
	return t.judge(scope.Write, path+"/config")
}

// link judges hard links: through the new name the old file can be written and
// read, so that both must be open.
func (t *trap) link(oldDir, oldPath, newDir, newPath int, flags uint64) answer {
	var from target
	var errno unix.Errno
	if flags&unix.AT_EMPTY_PATH != 0 && t.empty(oldPath) {
		from, errno = t.descriptor(t.dir(oldDir))
	} else {
		from, errno = t.at(oldDir, oldPath, flags&unix.AT_SYMLINK_FOLLOW != 0)
	}
	if errno != 0 {
		return refuse(errno)
	}
	if !from.exists {
		return refuse(unix.ENOENT)
	}
	to, errno := t.at(newDir, newPath, false)
	switch {
	case errno != 0:
		return refuse(errno)
	case to.exists:
		return refuse(unix.EEXIST)
	}
	if !from.gone { // a file without a name (O_TMPFILE) gets its first
		for _, op := range []scope.Op{scope.Read, scope.Write} {
			if a := t.judge(op, from.path); !a.proceed {
				return a
			}
		}
	}
	if a := t.judge(scope.Write, to.path); !a.proceed || from.gone {
		return a
	}
	return t.doTwo(from, to, func(fromFolder int, old string, toFolder int, new string) error {
		return unix.Linkat(fromFolder, old, toFolder, new, 0)
	})
}

func (t *trap) truncate(pathArg int) answer {
	where, errno := t.at(here, pathArg, true)
	switch {
	case errno != 0:
		return refuse(errno)
	case !where.exists:
		return refuse(unix.ENOENT)
	}
	if a := t.judge(scope.Write, where.path); !a.proceed {
		return a
	}
	size := int64(t.args[pathArg+1])
	if !t.does(&where) || !t.who(false).same {
		return proceed
	}
	fd, errno := t.openExact(where, unix.O_WRONLY, 0)
	if errno != 0 {
		return refuse(errno)
	}
	defer unix.Close(fd)
	return refuse(errnoOf(unix.Ftruncate(fd, size)))
}

// deed changes an attribute of what stands at a name; nil leaves it to the kernel.
type deed func(name string) error

// chmod and chown are the deeds that would give rights away.
func (t *trap) chmod(modeArg int) deed {
	return func(name string) error { return unix.Chmod(name, uint32(t.args[modeArg])&0o7777) }
}

func (t *trap) chown(userArg int) deed {
	return func(name string) error {
		return unix.Chown(name, int(int32(t.args[userArg])), int(int32(t.args[userArg+1])))
	}
}

// attributes judges changes of mode, owner, times and extended attributes.
func (t *trap) attributes(dirArg, pathArg int, follow bool, act deed) answer {
	where, errno := t.at(dirArg, pathArg, follow)
	return t.changed(where, errno, act)
}

// attributesAt is for the calls with AT_ flags, and for those that mean the
// descriptor itself with an empty path, or with none.
func (t *trap) attributesAt(dirArg, pathArg int, flags uint64, act deed) answer {
	if t.args[pathArg] == 0 || flags&unix.AT_EMPTY_PATH != 0 && t.empty(pathArg) {
		return t.attributesOf(dirArg, act)
	}
	return t.attributes(dirArg, pathArg, flags&unix.AT_SYMLINK_NOFOLLOW == 0, act)
}

// attributesOf is for descriptors: an open for reading is enough to have one.
func (t *trap) attributesOf(fdArg int, act deed) answer {
	where, errno := t.descriptor(t.dir(fdArg))
	return t.changed(where, errno, act)
}

func (t *trap) changed(where target, errno unix.Errno, act deed) answer {
	switch {
	case errno != 0:
		return refuse(errno)
	case !where.exists:
		return refuse(unix.ENOENT)
	case where.gone:
		return proceed
	}
	a := t.judge(scope.Make, where.path)
	if !a.proceed || act == nil || where.mode&unix.S_IFMT == unix.S_IFLNK {
		return a
	}
	if !t.does(&where) || !t.who(false).same {
		return proceed
	}
	place, errno := t.itself(&where)
	if errno != 0 {
		return refuse(errno)
	}
	return refuse(errnoOf(act(self(place))))
}

// empty reports whether the path in an argument is empty.
func (t *trap) empty(pathArg int) bool {
	if t.args[pathArg] == 0 {
		return true
	}
	var first [1]byte
	_, errno := t.memory(t.args[pathArg], first[:])
	return errno == 0 && first[0] == 0
}

// descriptor is where a descriptor of the caller leads.
func (t *trap) descriptor(fd int) (target, unix.Errno) {
	name := t.proc("fd/" + strconv.Itoa(fd))
	if fd == unix.AT_FDCWD {
		name = t.proc("cwd")
	}
	place, err := unix.Open(name, unix.O_PATH|unix.O_CLOEXEC, 0)
	if err == unix.ENOENT {
		err = unix.EBADF
	}
	if err != nil {
		return target{}, errnoOf(err)
	}
	defer unix.Close(place)
	return t.s.look(place)
}

// process is the number of the process that the calling thread belongs to.
func (t *trap) process() int {
	status, err := os.ReadFile(t.proc("status"))
	if err == nil {
		if _, rest, ok := bytes.Cut(status, []byte("\nTgid:\t")); ok {
			line, _, _ := bytes.Cut(rest, []byte("\n"))
			if id, err := strconv.Atoi(string(line)); err == nil {
				return id
			}
		}
	}
	return t.tid
}

// forbidden ends what no server needs.
func (t *trap) forbidden() answer {
	return t.reach("")
}

func (t *trap) processEvent(path string) Event {
	e := t.event(scope.Make, path, scope.Decision{Kind: scope.Outside})
	e.Op, e.Rule, e.Denied = "call", processRule, !t.s.spec.Monitor
	return e
}

// ioctl judges the flags of files (chattr) and what else a file that is open for
// reading can be made.
func (t *trap) ioctl() answer {
	switch uint32(t.args[1]) {
	case unix.FS_IOC_SETFLAGS, fsSetXattr, unix.FS_IOC_ENABLE_VERITY, unix.FS_IOC_SET_ENCRYPTION_POLICY, fsSetVersion, ext4SetVersion:
		return t.attributesOf(0, nil)
	}
	return refuse(unix.EPERM)
}

// limits judges prlimit64: a server may change limits of its own processes.
func (t *trap) limits() answer {
	pid := int(int32(t.args[0]))
	return t.scheduled(pid)
}

// isOurs reports whether a process is under a filter without new privileges, as
// the server's are, and not this process's own.
func (s *supervisor) isOurs(pid int) bool {
	if pid == s.own {
		return false
	}
	for range 64 { // up to the server, a child of this process
		status, err := os.ReadFile(filepath.Join("/proc", strconv.Itoa(pid), "status"))
		if err != nil {
			return false
		}
		_, rest, ok := bytes.Cut(status, []byte("\nPPid:\t"))
		line, _, _ := bytes.Cut(rest, []byte("\n"))
		parent, err := strconv.Atoi(string(line))
		if !ok || err != nil || parent <= 1 {
			return false
		}
		if parent == s.own {
			return bytes.Contains(status, []byte("\nSeccomp:\t2\n"))
		}
		pid = parent
	}
	return false
}

// socket tells of a protocol that a limited network does not have.
func (t *trap) socket() answer {
	return t.outside("protocol family " + strconv.FormatUint(t.args[0]&0xffff, 10))
}

// umask is let through: the modes of what is made are asked for from now on.
func (t *trap) umask() answer {
	t.s.masked = true
	return proceed
}

// become is let through: whose a caller is has to be asked for from now on.
func (t *trap) become() answer {
	t.s.changed = true
	return proceed
}

// chroot is let through: paths of who did it are not judged any more, they are
// refused.
func (t *trap) chroot() answer {
	t.s.rooted.Store(true)
	return proceed
}
