package cli

import (
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// keepFromDumps keeps what this process has in memory, the originals of what
// was taken out of documents among it, out of core dumps and away from debuggers
// and other programs of the same user, the server first of all. It is for when
// the server runs: up to then a new process shares this one's memory, and the
// sandbox has to read there. A proxy that another one guards stays as it is, for
// the same reason.
func keepFromDumps() error {
	if beneathAnother() {
		return nil
	}
	return unix.Prctl(unix.PR_SET_DUMPABLE, 0, 0, 0, 0)
}

// maxAncestors bounds the way up to the first process.
const maxAncestors = 64

// beneathAnother reports whether an ancestor of this process has its name.
func beneathAnother() bool {
	own, pid := programOf(os.Getpid()), os.Getppid()
	for range maxAncestors {
		if pid <= 1 {
			return false
		}
		fields := statOf(pid)
		if len(fields) < 2 {
			return false
		}
		if programOf(pid) == own {
			return true
		}
		parent, err := strconv.Atoi(fields[1])
		if err != nil {
			return false
		}
		pid = parent
	}
	return false
}

// programOf is the name of a process, which whoever can see it may read.
func programOf(pid int) string {
	stat, err := os.ReadFile(procFile(pid, "stat"))
	if err != nil {
		return ""
	}
	_, name, _ := strings.Cut(string(stat), "(")
	return name[:max(0, strings.LastIndexByte(name, ')'))]
}
