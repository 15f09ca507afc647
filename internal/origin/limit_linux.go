//go:build amd64 || arm64

package origin

import "unsafe" // also for linkname

// Limit is struct rlimit64 of prlimit(2).
type Limit struct{ Soft, Hard uint64 }

// Files is how many files this process might open when it was started, zero
// where that could not be found out. Package syscall raises the soft limit to one
// less than the hard one.
var Files = files()

const rlimitNoFile = 7 // RLIMIT_NOFILE of asm-generic/resource.h

func files() (l Limit) {
	if _, _, errno := rawSyscall6(prlimit64, 0, rlimitNoFile, 0, uintptr(unsafe.Pointer(&l)), 0, 0); errno != 0 {
		return Limit{}
	}
	return l
}

// Raised reports whether package syscall has raised the limit, which is now.
func (l Limit) Raised(now Limit) bool {
	return l.Hard > 0 && l.Soft < l.Hard-1 && now == Limit{l.Hard - 1, l.Hard}
}

// rawSyscall6 is syscall.RawSyscall6, without importing its package.
//
//go:linkname rawSyscall6 syscall.RawSyscall6
func rawSyscall6(number, a1, a2, a3, a4, a5, a6 uintptr) (r1, r2, errno uintptr)
