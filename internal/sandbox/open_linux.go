//go:build amd64 || arm64

package sandbox

import (
	"slices"
	"strconv"
	"strings"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// open judges open and openat; flagsArg is the number of the flags.
func (t *trap) open(dirArg, pathArg, flagsArg, modeArg int) answer {
	return t.opened(dirArg, pathArg, uint64(uint32(t.args[flagsArg])), uint32(t.args[modeArg]), 0)
}

func (t *trap) creat(pathArg, modeArg int) answer {
	return t.opened(here, pathArg, unix.O_CREAT|unix.O_WRONLY|unix.O_TRUNC, uint32(t.args[modeArg]), 0)
}

// openat2 has its flags in memory, where they can change while they are looked at:
// the kernel never looks at them itself. What cannot be opened here is a call that
// programs know kernels without.
func (t *trap) openat2() answer {
	var how unix.OpenHow
	buf := unsafe.Slice((*byte)(unsafe.Pointer(&how)), unsafe.Sizeof(how))
	n, errno := t.memory(t.args[2], buf[:min(uint64(len(buf)), t.args[3])])
	if errno != 0 {
		return refuse(errno)
	}
	if n < 8 || t.args[3] > uint64(len(buf)) {
		return refuse(unix.EINVAL)
	}
	t.handed = true
	a := t.opened(0, 1, how.Flags, uint32(how.Mode), how.Resolve)
	if a.proceed && !t.s.spec.Monitor {
		return refuse(unix.ENOSYS)
	}
	return a
}

func (t *trap) opened(dirArg, pathArg int, flags uint64, mode uint32, resolve uint64) answer {
	writes := flags&openWrites != 0
	if flags&unix.O_PATH != 0 {
		return proceed // a place, neither read nor written
	}
	if !t.handed && resolve == 0 {
		if a, ok := t.plainlyOpened(dirArg, pathArg, flags, mode); ok {
			return a
		}
	}
	exclusive := flags&unix.O_CREAT != 0 && flags&unix.O_EXCL != 0
	where, errno := t.find(dirArg, pathArg, flags&unix.O_NOFOLLOW == 0 && !exclusive, resolve)
	switch {
	case flags&unix.O_CREAT != 0 && t.slash && (errno == 0 || errno == unix.ENOTDIR):
		return refuse(unix.EISDIR) // nothing but a folder could be there
	case errno != 0:
		return refuse(errno)
	case flags&unix.O_TMPFILE == unix.O_TMPFILE && where.isFolder():
		return t.judge(scope.Write, strings.TrimSuffix(where.path, "/")+"/#unnamed")
	case exclusive && where.exists:
		return refuse(unix.EEXIST)
	case !where.exists && flags&unix.O_CREAT == 0:
		return refuse(unix.ENOENT)
	case writes && where.isFolder():
		return refuse(unix.EISDIR)
	case where.gone:
		return proceed // a pipe, a socket, a file without a name
	}
	if t.foreign(where.path) {
		if t.lists() && !t.s.spec.Monitor {
			return refuse(unix.EPERM)
		}
		return t.reach(where.path)
	}
	if t.raw(&where) {
		return t.reach(where.path)
	}
	if where.exists && t.s.othersTerminal(where.path) {
		return t.deny(op(writes), where.path, scope.Decision{Kind: scope.Outside})
	}
	if a, ok := t.ownProcess(where.path); writes && ok {
		return a
	}
	if writes {
		if a := t.judge(scope.Write, where.path); !a.proceed {
			return a
		}
	}
	if flags&unix.O_WRONLY == 0 && where.exists {
		if a := t.judge(scope.Read, where.path); !a.proceed {
			return a
		}
	}
	if writes || t.handed || t.s.unlisted(where.path) {
		return t.supply(where, flags, mode)
	}
	return proceed
}

// plainlyOpened judges an open as most are; ok is false for others.
func (t *trap) plainlyOpened(dirArg, pathArg int, flags uint64, mode uint32) (a answer, ok bool) {
	switch {
	case flags&openWrites != 0:
		return t.writePlainly(pathArg, flags, mode)
	case flags&(unix.O_CREAT|unix.O_NOFOLLOW) == 0:
		return t.readPlainly(t.dir(dirArg), pathArg)
	}
	return a, false
}

// readPlainly judges an open for reading whose path, absolute or from the working
// folder, has no links on its way, as nearly all have, with few system calls; ok is
// false for others.
func (t *trap) readPlainly(dir, pathArg int) (a answer, ok bool) {
	if !t.s.fenced || t.s.rooted.Load() || t.s.spec.Monitor || t.s.spec.Observe != nil {
		return a, false
	}
	path, errno := t.text(t.args[pathArg])
	if errno != 0 || path == "" {
		return a, false
	}
	name := &t.s.text[0] // the path lies there as it was read, with its NUL
	if path[0] != '/' {
		if path = t.fromHere(dir, path); path == "" {
			return a, false
		}
		name = t.s.terminated(path)
	}
	if !straight(path) || amongDevices(path) {
		return a, false
	}
	if !t.s.spec.Scope.Decide(scope.Read, path).Allowed || t.s.unlisted(path) {
		return a, false
	}
	// To look for a folder there costs no descriptor: for a file the answer is that it
	// is none, or that a link is on the way.
	fd, errno := place(unix.AT_FDCWD, name, unix.O_DIRECTORY, unix.RESOLVE_NO_SYMLINKS|unix.RESOLVE_NO_MAGICLINKS)
	if errno == 0 {
		closeQuick(fd)
	}
	// What is not there is nothing to tell of. If it comes to be there meanwhile,
	// Landlock judges it.
	return proceed, errno == 0 || errno == unix.ENOTDIR || errno == unix.ENOENT
}

// fromHere is the absolute path of one from the caller's working folder, or "".
func (t *trap) fromHere(dir int, path string) string {
	if dir != unix.AT_FDCWD {
		return ""
	}
	folder, errno := linkText(t.proc("cwd"), t.s.real[:])
	if errno != 0 || !strings.HasPrefix(folder, "/") || strings.HasSuffix(folder, " (deleted)") || len(folder)+len(path)+2 > maxPath {
		return ""
	}
	return strings.TrimSuffix(folder, "/") + "/" + strings.TrimPrefix(path, "./")
}

// straight reports whether a path is absolute and says where it leads if there are no
// links: nothing in it has to be worked out, and it is not in /proc, which looks
// otherwise to each process.
func straight(path string) bool {
	if len(path) < 2 || path[0] != '/' || path[len(path)-1] == '/' || strings.HasPrefix(path, "/proc/") {
		return false
	}
	for i := 1; i < len(path); i++ {
		if path[i-1] == '/' && (path[i] == '/' || path[i] == '.' && (i+1 == len(path) || path[i+1] == '/' || path[i+1] == '.' && (i+2 == len(path) || path[i+2] == '/'))) {
			return false
		}
	}
	return true
}

// memories are what shows the memory or the ports of the machine. Root alone opens
// them, as it opens disks.
var memories = []string{"/dev/mem", "/dev/kmem", "/dev/port", "/dev/nvram", "/dev/snapshot", "/dev/megaraid_sas_ioctl_node", "/proc/kcore"}

// Other devices of root's that reach disks and processors by commands, and keyboards:
// an open for reading is enough for that. They are numbered, or in folders.
var (
	commanded = []string{"sg", "nvme", "ng", "mtd", "hidraw", "usbmon"}
	machinery = []string{"bsg", "raw", "cpu", "vfio"}
)

// below reports whether a path is such a device, a folder of them, or memory.
func below(name string) bool {
	device, ok := strings.CutPrefix(name, "/dev/")
	if !ok || slices.Contains(memories, name) {
		return slices.Contains(memories, name)
	}
	if first, _, _ := strings.Cut(device, "/"); slices.Contains(machinery, first) {
		return true
	}
	letters := strings.IndexAny(device, "0123456789")
	return letters > 0 && slices.Contains(commanded, device[:letters])
}

// raw reports whether an open reaches below all files. Who declares the device for
// writing gets it.
func (t *trap) raw(where *target) bool {
	return t.s.super && (where.mode&unix.S_IFMT == unix.S_IFBLK || below(where.path)) &&
		!t.s.spec.Scope.Decide(scope.Write, where.path).Allowed
}

// op is what an open does first.
func op(writes bool) scope.Op {
	if writes {
		return scope.Write
	}
	return scope.Read
}

// othersTerminal reports whether a path is a terminal that was there before the
// server: there it could read what is typed, and write what the terminal obeys. That
// of this process is the one on which it talks to people.
func (s *supervisor) othersTerminal(name string) bool {
	number, pseudo := strings.CutPrefix(name, "/dev/pts/")
	pseudo = pseudo && strings.Trim(number, "0123456789") == ""
	screen := strings.HasPrefix(name, "/dev/vcs") || name == "/dev/console" || strings.HasPrefix(name, "/dev/tty") && strings.Trim(name[len("/dev/tty"):], "0123456789") == "" && name != "/dev/tty"
	if !pseudo && !screen || screen && s.spec.Scope.Decide(scope.Write, name).Allowed {
		return false
	}
	var st unix.Stat_t
	if unix.Lstat(name, &st) != nil || slices.Contains(s.standard[:], st.Rdev) {
		return false
	}
	if screen {
		return true
	}
	return st.Ctim.Sec < s.began.Sec || st.Ctim.Sec == s.began.Sec && st.Ctim.Nsec < s.began.Nsec
}

// inner are files of a process in /proc that show its memory, its environment or
// where they lie.
var inner = map[string]bool{"environ": true, "mem": true, "maps": true, "smaps": true, "smaps_rollup": true, "numa_maps": true,
	"pagemap": true, "auxv": true, "stack": true, "syscall": true}

// foreign reports whether a path shows the memory or the environment of a process
// that is not the server's. Landlock closes them, but not to root (CAP_PERFMON).
func (t *trap) foreign(name string) bool {
	rest, ok := strings.CutPrefix(name, "/proc/")
	if !ok || !inner[rest[strings.LastIndexByte(rest, '/')+1:]] {
		return false
	}
	id, _, _ := strings.Cut(rest, "/")
	pid, err := strconv.Atoi(id)
	return err == nil && pid != t.tid && pid != t.process() && !t.s.isOurs(pid)
}

// ownProcess answers writing to files of the server's own processes; ok is false for all
// else.
func (t *trap) ownProcess(name string) (a answer, ok bool) {
	switch {
	case !strings.HasPrefix(name, "/proc/"):
		return a, false
	case t.setsItself(name):
		return proceed, true
	}
	return refuse(unix.EACCES), t.debugs(name)
}

// debugs reports whether a path is the memory of the caller, or of another process of the
// server's: debuggers try to open it for writing and use ptrace where they may not, which
// tells nobody anything.
func (t *trap) debugs(name string) bool {
	rest, ok := strings.CutPrefix(name, "/proc/")
	id, file, _ := strings.Cut(rest, "/")
	if !ok || file[strings.LastIndexByte(file, '/')+1:] != "mem" || t.s.spec.Monitor {
		return false
	}
	pid, err := strconv.Atoi(id)
	return err == nil && (pid == t.tid || pid == t.process() || t.s.isOurs(pid))
}

// setsItself reports whether a path is a setting of the caller's own process that
// changes nothing for others: names of threads, who is ended first without memory.
func (t *trap) setsItself(name string) bool {
	rest, ok := strings.CutPrefix(name, "/proc/")
	id, rest, _ := strings.Cut(rest, "/")
	if !ok || id != strconv.Itoa(t.tid) && id != strconv.Itoa(t.process()) {
		return false
	}
	if tail, ok := strings.CutPrefix(rest, "task/"); ok {
		_, rest, _ = strings.Cut(tail, "/")
	}
	switch rest {
	case "comm", "oom_score_adj", "coredump_filter", "timerslack_ns":
		return true
	}
	return false
}
