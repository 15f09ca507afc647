package cli

import (
	"bufio"
	"os"
	"strconv"
	"strings"

	"golang.org/x/sys/unix"
)

// dropProgram takes the pages of the program's own file out of this process,
// as far as nothing was ever written to them. The kernel maps 64 KB around each
// function that runs once, so that after a start nearly all of the program
// counts as used.
func dropProgram() {
	exe, err := os.Readlink("/proc/self/exe")
	if err != nil {
		return
	}
	f, err := os.Open("/proc/self/smaps")
	if err != nil {
		return
	}
	defer f.Close()
	for _, m := range unwritten(bufio.NewScanner(f), exe) {
		// It is advice: an error changes nothing.
		unix.Syscall(unix.SYS_MADVISE, m.start, m.end-m.start, unix.MADV_DONTNEED)
	}
}

// mapping is a piece of the address space.
type mapping struct{ start, end uintptr }

// unwritten returns the mappings of a file that cannot be written to and in which
// no page differs from the file, as those do that a loader or a debugger has
// changed.
func unwritten(smaps *bufio.Scanner, file string) (found []mapping) {
	var m mapping
	ours := false
	for smaps.Scan() {
		fields := strings.Fields(smaps.Text())
		if len(fields) < 2 {
			continue
		}
		if from, to, ok := strings.Cut(fields[0], "-"); ok {
			start, err := strconv.ParseUint(from, 16, 64)
			end, err2 := strconv.ParseUint(to, 16, 64)
			m = mapping{uintptr(start), uintptr(end)}
			ours = err == nil && err2 == nil && len(fields) > 5 && strings.Join(fields[5:], " ") == file && len(fields[1]) == 4 && fields[1][1] == '-'
		} else if ours && fields[0] == "Anonymous:" && fields[1] == "0" {
			found = append(found, m)
		}
	}
	if smaps.Err() != nil {
		return nil
	}
	return found
}
