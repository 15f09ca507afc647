package sandbox

import "golang.org/x/sys/unix"

const (
	auditArch = unix.AUDIT_ARCH_AARCH64
	x32Bit    = 0x40000000 // there is no such ABI, and no such number
)

// openCall is a call that opens a file, with flags by value.
type openCall struct {
	number uintptr
	flags  int
}

var openCalls = []openCall{{unix.SYS_OPENAT, 2}}

// calls are those that the supervisor judges.
func calls() map[uintptr]call { return commonCalls() }

var forbiddenCalls = append([]uintptr{unix.SYS_UMOUNT2}, commonForbidden...)
