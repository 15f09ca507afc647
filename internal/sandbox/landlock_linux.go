//go:build amd64 || arm64

package sandbox

import (
	"fmt"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"unsafe"

	"golang.org/x/sys/unix"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// Rights of landlock(7). Executing and ioctl are not limited.
const (
	landlockFileWrites = unix.LANDLOCK_ACCESS_FS_WRITE_FILE
	landlockDirWrites  = unix.LANDLOCK_ACCESS_FS_REMOVE_DIR | unix.LANDLOCK_ACCESS_FS_REMOVE_FILE | unix.LANDLOCK_ACCESS_FS_MAKE_CHAR |
		unix.LANDLOCK_ACCESS_FS_MAKE_DIR | unix.LANDLOCK_ACCESS_FS_MAKE_REG | unix.LANDLOCK_ACCESS_FS_MAKE_SOCK |
		unix.LANDLOCK_ACCESS_FS_MAKE_FIFO | unix.LANDLOCK_ACCESS_FS_MAKE_BLOCK | unix.LANDLOCK_ACCESS_FS_MAKE_SYM | unix.LANDLOCK_ACCESS_FS_REFER
)

// landlockABI returns the version of the kernel's Landlock, 0 for none.
func landlockABI() int {
	n, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, 0, 0, unix.LANDLOCK_CREATE_RULESET_VERSION)
	if errno != 0 {
		return 0
	}
	return int(n)
}

// fences are what Landlock has open for reading in folders with closed places.
type fences struct {
	thin map[string]listing // folders above closed places: what was in them, and is open
}

// ruleset is a Landlock ruleset being made.
type ruleset struct {
	fd     int
	scope  *scope.Scope
	writes uint64 // rights of writing that this kernel knows
	file   uint64 // those of them that files have
	closed []string
	opened []string // places open for reading within closed ones
	fences
	present []crowded
	quick   bool // a supervisor opens what the rules do not
	reads   []reading
}

// reading is a place that is to be opened for reading, and in which listing its number
// goes under which name.
type reading struct {
	path   string
	listed map[string]uint64
	name   string
	inode  uint64
}

// newRuleset makes the rules of a scope. What does not exist yet gets none: the
// folder it is made in decides. supervised says that there is a supervisor, too.
// The caller closes fd.
func newRuleset(sc *scope.Scope, abi int, supervised bool) (*ruleset, error) {
	r := &ruleset{scope: sc, quick: supervised, fences: fences{map[string]listing{}}, writes: landlockFileWrites | landlockDirWrites, file: landlockFileWrites}
	if abi >= landlockTruncate {
		r.writes |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
		r.file |= unix.LANDLOCK_ACCESS_FS_TRUNCATE
	}
	r.crowds()
	r.survey()
	attr := unix.LandlockRulesetAttr{Handled_access_fs: r.writes}
	if len(r.closed) > 0 {
		attr.Handled_access_fs |= unix.LANDLOCK_ACCESS_FS_READ_FILE
	}
	size := uintptr(8)
	if abi >= landlockTCP {
		size = 16
		if r.ports() {
			attr.Handled_access_net = unix.LANDLOCK_ACCESS_NET_CONNECT_TCP
		}
	}
	if abi >= landlockScopes {
		size = 24
		attr.Scoped = unix.LANDLOCK_SCOPE_ABSTRACT_UNIX_SOCKET | unix.LANDLOCK_SCOPE_SIGNAL
	}
	fd, _, errno := unix.Syscall(unix.SYS_LANDLOCK_CREATE_RULESET, uintptr(unsafe.Pointer(&attr)), size, 0)
	if errno != 0 {
		return nil, fmt.Errorf("landlock: %w", errno)
	}
	r.fd = int(fd)
	r.allowWrites()
	if attr.Handled_access_net != 0 {
		r.allowPorts()
	}
	if len(r.closed) > 0 {
		r.allowReads("/", nil, "")
		for _, path := range r.opened {
			if r.inClosed(path) {
				r.allowReads(path, nil, "")
			}
		}
		r.addReads()
	}
	return r, nil
}

// allow adds a rule for a path that exists, and returns its number; 0 where it
// does not.
func (r *ruleset) allow(path string, rights uint64) (inode uint64) {
	fd, err := unix.Open(path, unix.O_PATH|unix.O_CLOEXEC|unix.O_NOFOLLOW, 0)
	if err != nil {
		return 0 // gone, or not for us; then neither for the server
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if unix.Fstat(fd, &st) != nil {
		return 0
	}
	switch st.Mode & unix.S_IFMT {
	case unix.S_IFDIR:
	case unix.S_IFLNK:
		return st.Ino // what it leads to has rules of its own
	default:
		rights &= r.file | unix.LANDLOCK_ACCESS_FS_READ_FILE
	}
	attr := unix.LandlockPathBeneathAttr{Allowed_access: rights, Parent_fd: int32(fd)}
	// A rule that is refused opens nothing.
	unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(r.fd), unix.LANDLOCK_RULE_PATH_BENEATH, uintptr(unsafe.Pointer(&attr)), 0, 0, 0)
	return st.Ino
}

// ports reports whether the kernel can hold the network to ports: addresses are
// the supervisor's matter.
func (r *ruleset) ports() bool {
	net := r.scope.Net()
	return net.Limited && !slices.ContainsFunc(net.Hosts, func(h scope.HostPort) bool { return h.Range.IsValid() && h.Port == 0 })
}

// allowPorts opens the ports of what can be connected to without the proxy.
func (r *ruleset) allowPorts() {
	for _, h := range r.scope.Net().Hosts {
		if h.Range.IsValid() {
			attr := netPort{unix.LANDLOCK_ACCESS_NET_CONNECT_TCP, uint64(h.Port)}
			unix.Syscall6(unix.SYS_LANDLOCK_ADD_RULE, uintptr(r.fd), landlockRuleNetPort, uintptr(unsafe.Pointer(&attr)), 0, 0, 0)
		}
	}
}

// netPort is struct landlock_net_port_attr of linux/landlock.h.
type netPort struct{ access, port uint64 }

const landlockRuleNetPort = 2

// probe is a name that no place has: what the scope says about it, it says about
// all that is in a folder.
const probe = "/.mcp-watchdog-probe"

func (r *ruleset) allowWrites() {
	for _, p := range r.scope.Places() {
		if p.Write != scope.Allow || !strings.HasPrefix(p.Path, "/") {
			continue
		}
		if !r.absent(p.Path) && (r.scope.Decide(scope.Write, p.Path+probe).Allowed || r.scope.Decide(scope.Write, p.Path).Allowed) {
			r.allow(p.Path, r.writes)
		}
		if p.Beside { // others beside it take its place: the supervisor says which
			r.allow(filepath.Dir(p.Path), r.writes&(unix.LANDLOCK_ACCESS_FS_WRITE_FILE|unix.LANDLOCK_ACCESS_FS_MAKE_REG|unix.LANDLOCK_ACCESS_FS_REMOVE_FILE|unix.LANDLOCK_ACCESS_FS_TRUNCATE))
		}
	}
}

// survey finds the places that are closed for reading and exist.
func (r *ruleset) survey() {
	for _, p := range r.scope.Places() {
		if !strings.HasPrefix(p.Path, "/") || p.Read == scope.Unsaid || r.absent(p.Path) {
			continue
		}
		if p.Read == scope.Deny {
			if unix.Access(p.Path, unix.R_OK) == nil && !r.scope.Decide(scope.Read, p.Path).Allowed {
				r.closed = append(r.closed, p.Path)
			}
		} else if r.scope.Decide(scope.Read, p.Path).Allowed {
			r.opened = append(r.opened, p.Path)
		}
	}
	r.surveyDevices()
	slices.Sort(r.closed)
	r.closed = slices.Compact(r.closed)
}

// allowReads has a folder opened for reading, apart from what is closed in it: since
// rules only open, all that stands beside is opened. The folder's number goes to its
// name in listed, nil for nowhere.
func (r *ruleset) allowReads(folder string, listed map[string]uint64, name string) {
	prefix := strings.TrimSuffix(folder, "/") + "/"
	i, _ := slices.BinarySearch(r.closed, prefix)
	if !slices.Contains(r.closed, strings.TrimSuffix(prefix, "/")) {
		if i == len(r.closed) || !strings.HasPrefix(r.closed[i], prefix) {
			r.reads = append(r.reads, reading{path: folder, listed: listed, name: name})
			return
		}
		r.allowBeside(folder, prefix)
	}
	var st unix.Stat_t
	if listed != nil && unix.Lstat(folder, &st) == nil {
		listed[name] = st.Ino
	}
}

// fewReads is up to how many places one processor opens as soon as two would.
const fewReads = 32

// addReads opens what allowReads found: with the help of another processor, as there
// are hundreds and the server waits for them.
func (r *ruleset) addReads() {
	var next atomic.Int32
	some := func() {
		for i := next.Add(1) - 1; int(i) < len(r.reads); i = next.Add(1) - 1 {
			r.reads[i].inode = r.allow(r.reads[i].path, unix.LANDLOCK_ACCESS_FS_READ_FILE)
		}
	}
	var help sync.WaitGroup
	if len(r.reads) > fewReads {
		help.Go(some)
	}
	some()
	help.Wait()
	for _, one := range r.reads {
		if one.listed != nil && one.inode != 0 {
			one.listed[one.name] = one.inode
		}
	}
	r.reads = nil
}

// allowBeside opens what is in a folder with closed places.
func (r *ruleset) allowBeside(folder, prefix string) {
	names, err := namesIn(folder, r.quick)
	switch {
	case err == errMany:
		r.allow(folder, unix.LANDLOCK_ACCESS_FS_READ_FILE)
		r.thin[everywhere] = listing{}
		return
	case err != nil:
		return
	}
	many := r.quick && len(names) > manyBeside
	listed := make(map[string]uint64, len(names))
	for _, e := range names {
		if folder == "/dev" && e.kind == unix.DT_CHR && consoles(e.name) {
			continue
		}
		if many && e.kind == unix.DT_REG && unix.Access(prefix+e.name, unix.X_OK) != nil {
			continue // the supervisor opens it; a program could not be run so
		}
		r.allowReads(prefix+e.name, listed, e.name)
	}
	if folder != "/" {
		folder = strings.TrimSuffix(folder, "/")
	}
	r.thin[folder] = listing{isLocal(folder), listed}
}

// listing is what was in a folder at the start, and is open for reading: names and
// numbers of what bore them.
type listing struct {
	local  bool // on a file system of this machine's own
	inodes map[string]uint64
}

// inClosed reports whether a path lies in a place that is closed.
func (r *ruleset) inClosed(name string) bool {
	return slices.ContainsFunc(r.closed, func(c string) bool { return strings.HasPrefix(name, c+"/") })
}
