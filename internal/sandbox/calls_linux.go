//go:build amd64 || arm64

package sandbox

import (
	"maps"

	"golang.org/x/sys/unix"
)

// commonCalls are the judged calls that every architecture has.
func commonCalls() map[uintptr]call {
	all := map[uintptr]call{
		unix.SYS_OPENAT:    {name: "openat", filtered: true, judge: func(t *trap) answer { return t.open(0, 1, 2, 3) }},
		unix.SYS_OPENAT2:   {name: "openat2", judge: (*trap).openat2},
		unix.SYS_MKDIRAT:   {name: "mkdirat", judge: func(t *trap) answer { return t.mkdir(0, 1) }},
		unix.SYS_MKNODAT:   {name: "mknodat", judge: func(t *trap) answer { return t.mknod(0, 1) }},
		unix.SYS_RENAMEAT:  {name: "renameat", judge: func(t *trap) answer { return t.rename(0, 1, 2, 3, 0) }},
		unix.SYS_RENAMEAT2: {name: "renameat2", judge: func(t *trap) answer { return t.rename(0, 1, 2, 3, uint64(uint32(t.args[4]))) }},
		unix.SYS_LINKAT:    {name: "linkat", judge: func(t *trap) answer { return t.link(0, 1, 2, 3, t.args[4]) }},
		unix.SYS_SYMLINKAT: {name: "symlinkat", judge: func(t *trap) answer { return t.symlink(0, 1, 2) }},
		unix.SYS_UNLINKAT:  {name: "unlinkat", judge: func(t *trap) answer { return t.unlink(0, 1, t.args[2]) }},
		unix.SYS_TRUNCATE:  {name: "truncate", judge: func(t *trap) answer { return t.truncate(0) }},

		unix.SYS_FCHMODAT:  {name: "fchmodat", judge: func(t *trap) answer { return t.attributes(0, 1, true, t.chmod(2)) }},
		unix.SYS_FCHMODAT2: {name: "fchmodat2", judge: func(t *trap) answer { return t.attributesAt(0, 1, t.args[3], t.chmod(2)) }},
		unix.SYS_FCHOWNAT:  {name: "fchownat", judge: func(t *trap) answer { return t.attributesAt(0, 1, t.args[4], t.chown(2)) }},
		unix.SYS_UTIMENSAT: {name: "utimensat", judge: func(t *trap) answer { return t.attributesAt(0, 1, t.args[3], t.times(2, nanoseconds)) }},
		unix.SYS_FCHMOD:    {name: "fchmod", judge: func(t *trap) answer { return t.attributesOf(0, t.chmod(1)) }},
		unix.SYS_FCHOWN:    {name: "fchown", judge: func(t *trap) answer { return t.attributesOf(0, t.chown(1)) }},

		unix.SYS_SETXATTR:      {name: "setxattr", judge: func(t *trap) answer { return t.attributes(here, 0, true, t.setAttribute(1)) }},
		unix.SYS_LSETXATTR:     {name: "lsetxattr", judge: func(t *trap) answer { return t.attributes(here, 0, false, t.setAttribute(1)) }},
		unix.SYS_FSETXATTR:     {name: "fsetxattr", judge: func(t *trap) answer { return t.attributesOf(0, t.setAttribute(1)) }},
		unix.SYS_REMOVEXATTR:   {name: "removexattr", judge: func(t *trap) answer { return t.attributes(here, 0, true, t.removeAttribute(1)) }},
		unix.SYS_LREMOVEXATTR:  {name: "lremovexattr", judge: func(t *trap) answer { return t.attributes(here, 0, false, t.removeAttribute(1)) }},
		unix.SYS_FREMOVEXATTR:  {name: "fremovexattr", judge: func(t *trap) answer { return t.attributesOf(0, t.removeAttribute(1)) }},
		unix.SYS_SETXATTRAT:    {name: "setxattrat", judge: func(t *trap) answer { return t.attributesAt(0, 1, t.args[2], nil) }},
		unix.SYS_REMOVEXATTRAT: {name: "removexattrat", judge: func(t *trap) answer { return t.attributesAt(0, 1, t.args[2], nil) }},
		unix.SYS_FILE_SETATTR:  {name: "file_setattr", judge: func(t *trap) answer { return t.attributesAt(0, 1, t.args[4], nil) }},

		unix.SYS_CONNECT: {name: "connect", judge: (*trap).connect},
		unix.SYS_BIND:    {name: "bind", judge: (*trap).bind},
		unix.SYS_UMASK:   {name: "umask", judge: (*trap).umask},

		unix.SYS_SETUID:    {name: "setuid", judge: (*trap).become},
		unix.SYS_SETGID:    {name: "setgid", judge: (*trap).become},
		unix.SYS_SETREUID:  {name: "setreuid", judge: (*trap).become},
		unix.SYS_SETREGID:  {name: "setregid", judge: (*trap).become},
		unix.SYS_SETRESUID: {name: "setresuid", judge: (*trap).become},
		unix.SYS_SETRESGID: {name: "setresgid", judge: (*trap).become},
		unix.SYS_SETFSUID:  {name: "setfsuid", judge: (*trap).become},
		unix.SYS_SETFSGID:  {name: "setfsgid", judge: (*trap).become},

		unix.SYS_CHROOT: {name: "chroot", judge: (*trap).chroot},

		unix.SYS_LISTEN:    {name: "listen", filtered: true, judge: (*trap).listen},
		unix.SYS_SOCKET:    {name: "socket", filtered: true, judge: (*trap).socket},
		unix.SYS_IOCTL:     {name: "ioctl", filtered: true, judge: (*trap).ioctl},
		unix.SYS_PRLIMIT64: {name: "prlimit64", filtered: true, judge: (*trap).limits},
	}
	maps.Copy(all, neighbourCalls())
	for _, number := range forbiddenCalls {
		all[number] = call{name: forbiddenNames[number], filtered: true, judge: (*trap).forbidden}
	}
	return all
}

// commonForbidden are calls that no server needs: they change what paths mean,
// reach files without paths, hold up the supervisor's look at memory, or need
// rights over the whole machine.
var commonForbidden = []uintptr{
	unix.SYS_MOUNT, unix.SYS_PIVOT_ROOT, unix.SYS_MOVE_MOUNT, unix.SYS_OPEN_TREE, unix.SYS_OPEN_TREE_ATTR, unix.SYS_FSOPEN,
	unix.SYS_FSCONFIG, unix.SYS_FSMOUNT, unix.SYS_FSPICK, unix.SYS_MOUNT_SETATTR, unix.SYS_SETNS,
	unix.SYS_OPEN_BY_HANDLE_AT, unix.SYS_USERFAULTFD, unix.SYS_BPF, unix.SYS_INIT_MODULE, unix.SYS_FINIT_MODULE,
	unix.SYS_DELETE_MODULE, unix.SYS_KEXEC_LOAD, unix.SYS_KEXEC_FILE_LOAD, unix.SYS_REBOOT, unix.SYS_SWAPON, unix.SYS_SWAPOFF,
	unix.SYS_ACCT, unix.SYS_QUOTACTL, unix.SYS_QUOTACTL_FD, unix.SYS_SETTIMEOFDAY, unix.SYS_CLOCK_SETTIME, unix.SYS_SETHOSTNAME,
	unix.SYS_SETDOMAINNAME, unix.SYS_ADD_KEY, unix.SYS_REQUEST_KEY, unix.SYS_KEYCTL, unix.SYS_FANOTIFY_INIT, unix.SYS_VHANGUP,
	unix.SYS_PIDFD_GETFD, unix.SYS_PROCESS_MADVISE,
}

var forbiddenNames = map[uintptr]string{
	unix.SYS_MOUNT: "mount", unix.SYS_UMOUNT2: "umount", unix.SYS_PIVOT_ROOT: "pivot_root", unix.SYS_MOVE_MOUNT: "move_mount",
	unix.SYS_OPEN_TREE: "open_tree", unix.SYS_OPEN_TREE_ATTR: "open_tree_attr", unix.SYS_FSOPEN: "fsopen", unix.SYS_FSCONFIG: "fsconfig",
	unix.SYS_FSMOUNT: "fsmount", unix.SYS_FSPICK: "fspick", unix.SYS_MOUNT_SETATTR: "mount_setattr", unix.SYS_SETNS: "setns",
	unix.SYS_OPEN_BY_HANDLE_AT: "open_by_handle_at", unix.SYS_USERFAULTFD: "userfaultfd", unix.SYS_BPF: "bpf",
	unix.SYS_INIT_MODULE: "init_module", unix.SYS_FINIT_MODULE: "finit_module", unix.SYS_DELETE_MODULE: "delete_module",
	unix.SYS_KEXEC_LOAD: "kexec_load", unix.SYS_KEXEC_FILE_LOAD: "kexec_file_load", unix.SYS_REBOOT: "reboot",
	unix.SYS_SWAPON: "swapon", unix.SYS_SWAPOFF: "swapoff", unix.SYS_ACCT: "acct", unix.SYS_QUOTACTL: "quotactl",
	unix.SYS_QUOTACTL_FD: "quotactl_fd", unix.SYS_SETTIMEOFDAY: "settimeofday", unix.SYS_CLOCK_SETTIME: "clock_settime",
	unix.SYS_SETHOSTNAME: "sethostname", unix.SYS_SETDOMAINNAME: "setdomainname", unix.SYS_ADD_KEY: "add_key",
	unix.SYS_REQUEST_KEY: "request_key", unix.SYS_KEYCTL: "keyctl", unix.SYS_FANOTIFY_INIT: "fanotify_init", unix.SYS_VHANGUP: "vhangup",
	unix.SYS_PIDFD_GETFD: "pidfd_getfd", unix.SYS_PROCESS_MADVISE: "process_madvise",
}
