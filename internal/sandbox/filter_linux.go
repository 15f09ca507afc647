//go:build amd64 || arm64

package sandbox

import (
	"fmt"
	"unsafe"

	"golang.org/x/net/bpf"
	"golang.org/x/sys/unix"
)

// A filter is a program over these offsets of struct seccomp_data
// (linux/seccomp.h). Arguments are 64 bits wide; the kernel reads flags, modes
// and numbers of descriptors from the low half alone, and so does the filter.
const (
	offNumber = 0
	offArch   = 4
	offArgs   = 16
)

func lowArg(n int) bpf.Instruction  { return bpf.LoadAbsolute{Off: uint32(offArgs + 8*n), Size: 4} }
func highArg(n int) bpf.Instruction { return bpf.LoadAbsolute{Off: uint32(offArgs + 8*n + 4), Size: 4} }

const (
	actAllow  = uint32(unix.SECCOMP_RET_ALLOW)
	actNotify = uint32(unix.SECCOMP_RET_USER_NOTIF)
)

func actErrno(e unix.Errno) uint32 { return unix.SECCOMP_RET_ERRNO | uint32(e) }

// choices say what the filter must do.
type choices struct {
	notify  bool // calls with paths go to the supervisor
	reads   bool // also files that are opened for reading
	network bool // the network is limited
	monitor bool // nothing is denied by the filter itself
	fenced  bool // Landlock keeps processes apart
}

// filter assembles the program.
type filter struct {
	choices
	code []bpf.Instruction
}

// when runs body for the call of that number; body must end in a return, or
// fall out at its end into allow.
func (f *filter) when(number uintptr, body ...bpf.Instruction) {
	f.code = append(f.code, bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: uint32(number), SkipTrue: uint8(len(body))})
	f.code = append(f.code, body...)
}

func (f *filter) always(number uintptr, action uint32) {
	f.when(number, bpf.RetConstant{Val: action})
}

// deny is the action for what the filter denies by itself.
func (f *filter) deny(e unix.Errno) uint32 {
	if f.monitor {
		return actAllow
	}
	return actErrno(e)
}

// tell denies and, where there is a supervisor, lets it tell.
func (f *filter) tell(e unix.Errno) uint32 {
	if f.notify {
		return actNotify
	}
	return f.deny(e)
}

// program is the whole filter.
func (c choices) program() ([]unix.SockFilter, error) {
	f := &filter{choices: c}
	f.foreign()
	f.opens()
	if f.notify {
		for number, call := range calls() {
			if call.judge != nil && !call.filtered {
				f.always(number, actNotify)
			}
		}
	}
	f.forbidden()
	f.neighbours()
	f.inner()
	f.sockets()
	f.code = append(f.code, bpf.RetConstant{Val: actAllow})
	raw, err := bpf.Assemble(f.code)
	if err != nil {
		return nil, fmt.Errorf("the filter cannot be assembled: %w", err)
	}
	out := make([]unix.SockFilter, len(raw))
	for i, r := range raw {
		out[i] = unix.SockFilter{Code: r.Op, Jt: r.Jt, Jf: r.Jf, K: r.K}
	}
	return out, nil
}

// foreign refuses calls of another ABI, whose numbers mean other things.
func (f *filter) foreign() {
	f.code = append(f.code,
		bpf.LoadAbsolute{Off: offArch, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: auditArch, SkipTrue: 1},
		bpf.RetConstant{Val: actErrno(unix.ENOSYS)},
		bpf.LoadAbsolute{Off: offNumber, Size: 4},
		bpf.JumpIf{Cond: bpf.JumpLessThan, Val: x32Bit, SkipTrue: 1},
		bpf.RetConstant{Val: actErrno(unix.ENOSYS)},
	)
}

// openWrites are the flags of an open that can change something. O_TMPFILE
// shares a bit with O_DIRECTORY; its own is the one above.
const openWrites = unix.O_WRONLY | unix.O_RDWR | unix.O_CREAT | unix.O_TRUNC | unix.O_TMPFILE&^unix.O_DIRECTORY

// opens hands over opens for writing, and others only when they matter: neither
// folders nor mere places (O_PATH) are read.
func (f *filter) opens() {
	if !f.notify {
		return
	}
	for _, at := range openCalls {
		body := []bpf.Instruction{
			lowArg(at.flags),
			bpf.JumpIf{Cond: bpf.JumpBitsNotSet, Val: openWrites, SkipTrue: 1},
			bpf.RetConstant{Val: actNotify},
		}
		if f.reads {
			body = append(body,
				bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: unix.O_DIRECTORY | unix.O_PATH, SkipTrue: 1},
				bpf.RetConstant{Val: actNotify})
		}
		f.when(at.number, append(body, bpf.RetConstant{Val: actAllow})...)
	}
}

// forbidden are calls that no server needs and that lead around a scope.
func (f *filter) forbidden() {
	for _, number := range []uintptr{unix.SYS_IO_URING_SETUP, unix.SYS_IO_URING_ENTER, unix.SYS_IO_URING_REGISTER} {
		f.always(number, f.deny(unix.ENOSYS)) // programs know kernels without it
	}
	for _, number := range []uintptr{unix.SYS_ADJTIMEX, unix.SYS_CLOCK_ADJTIME} {
		f.always(number, f.deny(unix.EPERM)) // as to whoever is not root
	}
	for _, number := range forbiddenCalls {
		f.always(number, f.tell(unix.EPERM))
	}
	f.wholeFileSystems()
	// Characters pushed into the terminal of whoever started the client.
	f.when(unix.SYS_IOCTL,
		lowArg(1),
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.TIOCSTI, SkipTrue: 7},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.TIOCLINUX, SkipTrue: 6},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.FS_IOC_SETFLAGS, SkipTrue: 6},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.FS_IOC_ENABLE_VERITY, SkipTrue: 5},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.FS_IOC_SET_ENCRYPTION_POLICY, SkipTrue: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: fsSetVersion, SkipTrue: 3},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: ext4SetVersion, SkipTrue: 2},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: fsSetXattr, SkipTrue: 1, SkipFalse: 2},
		bpf.RetConstant{Val: f.deny(unix.EPERM)},
		bpf.RetConstant{Val: f.tell(unix.EPERM)},
		bpf.RetConstant{Val: actAllow},
	)
	// Who has a lease on a file holds up whoever opens it, and that is the supervisor.
	f.when(unix.SYS_FCNTL,
		lowArg(1),
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.F_SETLEASE, SkipTrue: 1},
		bpf.RetConstant{Val: f.deny(unix.EINVAL)}, // programs know file systems without leases
		bpf.RetConstant{Val: actAllow},
	)
	// Limits of other processes; 0 is the caller itself.
	f.when(unix.SYS_PRLIMIT64,
		lowArg(0),
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: 0, SkipTrue: 5},
		lowArg(2),
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: 0, SkipTrue: 2},
		highArg(2),
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: 0, SkipTrue: 1},
		bpf.RetConstant{Val: f.tell(unix.EPERM)},
		bpf.RetConstant{Val: actAllow},
	)
}

// Commands for whole file systems, for which a folder that is open for reading is
// enough: FIFREEZE, FITHAW, FITRIM and the shutdown of ext4, XFS and F2FS, subvolumes and
// snapshots of btrfs, which would show all that is closed under another path.
var fileSystemCommands = []uint32{
	0xc0045877, 0xc0045878, 0xc0185879, 0x8004587d,
	0x50009401, 0x50009417, 0x5000940e, 0x50009418, 0x5000940f, 0x5000943f, 0x4008941a, 0x40089413,
}

// wholeFileSystems closes them. Programs know file systems without.
func (f *filter) wholeFileSystems() {
	body := []bpf.Instruction{lowArg(1)}
	for i, command := range fileSystemCommands {
		body = append(body, bpf.JumpIf{Cond: bpf.JumpEqual, Val: command, SkipTrue: uint8(len(fileSystemCommands) - i)})
	}
	f.when(unix.SYS_IOCTL, append(body, bpf.Jump{Skip: 1}, bpf.RetConstant{Val: f.deny(unix.ENOTTY)}, lowNumber)...)
}

// lowNumber loads the number of the call again.
var lowNumber = bpf.LoadAbsolute{Off: offNumber, Size: 4}

// sockets closes the protocols that get around a limited network: only Unix and
// route sockets and plain TCP are left, and no data may travel with the first
// packet, before connect is judged.
func (f *filter) sockets() {
	if !f.network {
		return
	}
	if f.notify {
		f.always(unix.SYS_LISTEN, actNotify)
	}
	f.when(unix.SYS_SOCKET,
		lowArg(0),
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.AF_UNIX, SkipTrue: 12},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.AF_NETLINK, SkipTrue: 11},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.AF_INET, SkipTrue: 1},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.AF_INET6, SkipTrue: 8},
		lowArg(1),
		bpf.ALUOpConstant{Op: bpf.ALUOpAnd, Val: 0xf},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.SOCK_STREAM, SkipTrue: 5},
		lowArg(2),
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: 0, SkipTrue: 4},
		bpf.JumpIf{Cond: bpf.JumpEqual, Val: unix.IPPROTO_TCP, SkipTrue: 3},
		bpf.JumpIf{Cond: bpf.JumpNotEqual, Val: unix.IPPROTO_MPTCP, SkipTrue: 1},
		bpf.RetConstant{Val: f.deny(unix.EPROTONOSUPPORT)}, // programs know kernels without it
		bpf.RetConstant{Val: f.tell(unix.EACCES)},
		bpf.RetConstant{Val: actAllow},
	)
	for _, c := range []struct {
		number uintptr
		flags  int
	}{{unix.SYS_SENDTO, 3}, {unix.SYS_SENDMSG, 2}, {unix.SYS_SENDMMSG, 3}} {
		f.when(c.number,
			lowArg(c.flags),
			bpf.JumpIf{Cond: bpf.JumpBitsSet, Val: unix.MSG_FASTOPEN, SkipFalse: 1},
			bpf.RetConstant{Val: f.deny(unix.EOPNOTSUPP)},
			bpf.RetConstant{Val: actAllow},
		)
	}
}

// Changes of attributes through a file that is open for reading, which x/sys does not
// have: FS_IOC_FSSETXATTR and FS_IOC_SETVERSION of linux/fs.h, and that of ext4.
const (
	fsSetXattr     = 0x401c5820
	fsSetVersion   = 0x40087602
	ext4SetVersion = 0x40086604
)

// install puts the filter on this thread and returns the listener, or -1 where
// none was asked for. The thread must not be let go of any more.
func install(program []unix.SockFilter, notify bool) (listener int, err error) {
	prog := unix.SockFprog{Len: uint16(len(program)), Filter: &program[0]}
	flags := uintptr(0)
	if notify {
		flags = unix.SECCOMP_FILTER_FLAG_NEW_LISTENER | unix.SECCOMP_FILTER_FLAG_WAIT_KILLABLE_RECV
	}
	fd, _, errno := unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&prog)))
	if errno == unix.EINVAL && notify { // before Linux 5.19
		flags = unix.SECCOMP_FILTER_FLAG_NEW_LISTENER
		fd, _, errno = unix.RawSyscall(unix.SYS_SECCOMP, unix.SECCOMP_SET_MODE_FILTER, flags, uintptr(unsafe.Pointer(&prog)))
	}
	if errno != 0 {
		return -1, fmt.Errorf("seccomp: %w", errno)
	}
	if !notify {
		return -1, nil
	}
	return int(fd), nil
}
