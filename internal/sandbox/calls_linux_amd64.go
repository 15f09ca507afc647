package sandbox

import (
	"maps"

	"golang.org/x/sys/unix"
)

const (
	auditArch = unix.AUDIT_ARCH_X86_64
	x32Bit    = 0x40000000 // numbers from here on are those of x32
)

// openCall is a call that opens a file, with flags by value.
type openCall struct {
	number uintptr
	flags  int
}

var openCalls = []openCall{{unix.SYS_OPENAT, 2}, {unix.SYS_OPEN, 1}}

// calls are those that the supervisor judges, old ones included.
func calls() map[uintptr]call {
	all := commonCalls()
	maps.Copy(all, map[uintptr]call{
		unix.SYS_OPEN:      {name: "open", filtered: true, judge: func(t *trap) answer { return t.open(here, 0, 1, 2) }},
		unix.SYS_CREAT:     {name: "creat", judge: func(t *trap) answer { return t.creat(0, 1) }},
		unix.SYS_MKDIR:     {name: "mkdir", judge: func(t *trap) answer { return t.mkdir(here, 0) }},
		unix.SYS_MKNOD:     {name: "mknod", judge: func(t *trap) answer { return t.mknod(here, 0) }},
		unix.SYS_RENAME:    {name: "rename", judge: func(t *trap) answer { return t.rename(here, 0, here, 1, 0) }},
		unix.SYS_LINK:      {name: "link", judge: func(t *trap) answer { return t.link(here, 0, here, 1, 0) }},
		unix.SYS_SYMLINK:   {name: "symlink", judge: func(t *trap) answer { return t.symlink(0, here, 1) }},
		unix.SYS_UNLINK:    {name: "unlink", judge: func(t *trap) answer { return t.unlink(here, 0, 0) }},
		unix.SYS_RMDIR:     {name: "rmdir", judge: func(t *trap) answer { return t.unlink(here, 0, unix.AT_REMOVEDIR) }},
		unix.SYS_CHMOD:     {name: "chmod", judge: func(t *trap) answer { return t.attributes(here, 0, true, t.chmod(1)) }},
		unix.SYS_CHOWN:     {name: "chown", judge: func(t *trap) answer { return t.attributes(here, 0, true, t.chown(1)) }},
		unix.SYS_LCHOWN:    {name: "lchown", judge: func(t *trap) answer { return t.attributes(here, 0, false, nil) }},
		unix.SYS_UTIME:     {name: "utime", judge: func(t *trap) answer { return t.attributes(here, 0, true, t.times(1, secondsAlone)) }},
		unix.SYS_UTIMES:    {name: "utimes", judge: func(t *trap) answer { return t.attributes(here, 0, true, t.times(1, microseconds)) }},
		unix.SYS_FUTIMESAT: {name: "futimesat", judge: func(t *trap) answer { return t.attributes(0, 1, true, t.times(2, microseconds)) }},
	})
	return all
}

// forbiddenCalls also has those of this architecture alone.
var forbiddenCalls = append([]uintptr{unix.SYS_UMOUNT2, unix.SYS_IOPL, unix.SYS_IOPERM, unix.SYS_USELIB, unix.SYS_CREATE_MODULE}, commonForbidden...)
