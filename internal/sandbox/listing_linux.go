//go:build amd64 || arm64

package sandbox

import (
	"bytes"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// What a ruleset has to know of folders before it can say what is open in them.

// surveyDevices closes disks and memory, which only root could read.
func (r *ruleset) surveyDevices() {
	if !r.quick || unix.Geteuid() != 0 {
		return
	}
	names, err := namesIn("/dev", true)
	if err != nil {
		return
	}
	for _, e := range names {
		if path := "/dev/" + e.name; (e.kind == unix.DT_BLK || below(path)) && !r.scope.Decide(scope.Write, path).Allowed {
			r.closed = append(r.closed, path)
		}
	}
}

// consoles are the screens and lines of the machine, of which there are dozens.
func consoles(name string) bool {
	return name == "console" || strings.HasPrefix(name, "vcs") || strings.HasPrefix(name, "tty") && name != "tty"
}

// crowd is from how many places on their folder is listed, to see which of them
// can exist: that is one look instead of a hundred.
const crowd = 64

// crowded is what is in a folder with many places, in small letters: some file
// systems make no difference.
type crowded struct {
	prefix string
	names  map[string]bool
}

// crowds lists folders with many places.
func (r *ruleset) crowds() {
	count := map[string]int{}
	for _, p := range r.scope.Places() {
		if p.Path[0] == '/' {
			count[p.Path[:strings.LastIndexByte(p.Path, '/')]]++
		}
	}
	for folder, n := range count {
		if n < crowd || folder == "" {
			continue
		}
		names, err := namesIn(folder, true)
		if err != nil {
			continue
		}
		set := make(map[string]bool, len(names))
		for _, e := range names {
			set[strings.ToLower(e.name)] = true
		}
		r.present = append(r.present, crowded{folder + "/", set})
	}
}

// absent reports whether a path is known not to exist.
func (r *ruleset) absent(path string) bool {
	for _, c := range r.present {
		if rest, in := strings.CutPrefix(path, c.prefix); in {
			first, _, _ := strings.Cut(rest, "/")
			return !c.names[strings.ToLower(first)]
		}
	}
	return false
}

// everywhere stands among the thin folders when Landlock does not close all that
// is closed.
const everywhere = "*"

const (
	// maxBeside is how much may lie in a folder beside a closed place. In larger
	// ones the place is closed by the supervisor alone, which then opens every file
	// itself.
	maxBeside = 2000
	// manyBeside is from how many names on plain files get no rules of their own, of
	// which each costs some microseconds at every start.
	manyBeside = 256
	// manyBytes is the size of a folder's own file from which it is not listed where
	// there is a supervisor: on every file system it has, or had, thousands of names.
	manyBytes = 2 << 20
)

var errMany = errors.New("too much lies in a folder")

// entry is a name in a folder, and what it is, as DT_ constants say.
type entry struct {
	name string
	kind uint8
}

// namesIn lists a folder in no order, or returns errMany.
func namesIn(folder string, supervised bool) (names []entry, err error) {
	fd, err := unix.Open(folder, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return nil, err
	}
	defer unix.Close(fd)
	var st unix.Stat_t
	if supervised && unix.Fstat(fd, &st) == nil && st.Size > manyBytes {
		return nil, errMany
	}
	for buf := make([]byte, 32<<10); ; {
		n, err := unix.ReadDirent(fd, buf)
		if err == unix.EINTR {
			continue
		}
		if n <= 0 || err != nil {
			return names, err
		}
		names = entries(buf[:n], names)
		if len(names) > maxBeside {
			return nil, errMany
		}
	}
}

// Offsets in struct linux_dirent64 (getdents64(2)).
const (
	direntLength = 16
	direntKind   = 18
	direntName   = 19
)

// entries reads what getdents64 returned.
func entries(buf []byte, names []entry) []entry {
	for len(buf) > direntName {
		size := int(binary.NativeEndian.Uint16(buf[direntLength:]))
		if size <= direntName || size > len(buf) {
			break
		}
		name, _, _ := bytes.Cut(buf[direntName:size], []byte{0})
		if s := string(name); s != "." && s != ".." {
			names = append(names, entry{s, buf[direntKind]})
		}
		buf = buf[size:]
	}
	return names
}

// standing is what was seen a moment ago to stand where it stood at the start: who
// reads one file in a folder reads more.
type standing map[string]time.Time

const (
	moment = 50 * time.Millisecond
	// maxStanding bounds what is remembered.
	maxStanding = 64
)

func (s standing) lately(entry string) bool {
	at, ok := s[entry]
	return ok && time.Since(at) < moment
}

func (s standing) note(entry string) {
	if len(s) >= maxStanding {
		clear(s)
	}
	s[strings.Clone(entry)] = time.Now()
}

// forget is for when the server may have put something else there.
func (s standing) forget() { clear(s) }
