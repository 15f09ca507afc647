//go:build amd64 || arm64

package sandbox

import (
	"encoding/binary"

	"golang.org/x/sys/unix"
)

// Deeds on times and extended attributes: what they are set to lies in the caller's
// memory and is read once.

// Units of the second number in a time.
const (
	nanoseconds  = 1
	microseconds = 1000
	secondsAlone = 0 // there is none
)

// times sets those of access and of change.
func (t *trap) times(arg int, unit int64) deed {
	return func(name string) error {
		if t.args[arg] == 0 {
			return unix.UtimesNanoAt(unix.AT_FDCWD, name, nil, 0) // to now
		}
		numbers := 4
		if unit == secondsAlone {
			numbers = 2
		}
		var buf [32]byte
		if n, errno := t.memory(t.args[arg], buf[:8*numbers]); errno != 0 || n < 8*numbers {
			return unix.EFAULT
		}
		number := func(i int) int64 { return int64(binary.NativeEndian.Uint64(buf[8*i:])) }
		if unit == secondsAlone {
			return unix.UtimesNanoAt(unix.AT_FDCWD, name, []unix.Timespec{{Sec: number(0)}, {Sec: number(1)}}, 0)
		}
		if unit == microseconds && (uint64(number(1)) >= 1e6 || uint64(number(3)) >= 1e6) {
			return unix.EINVAL
		}
		return unix.UtimesNanoAt(unix.AT_FDCWD, name, []unix.Timespec{{Sec: number(0), Nsec: number(1) * unit}, {Sec: number(2), Nsec: number(3) * unit}}, 0)
	}
}

// Limits of linux/limits.h.
const (
	maxAttributeName  = 255
	maxAttributeValue = 65536
)

// setAttribute sets an extended attribute; the arguments from nameArg on are its
// name, its value, the size of that, and flags.
func (t *trap) setAttribute(nameArg int) deed {
	return func(file string) error {
		name, errno := t.attributeName(nameArg)
		if errno != 0 {
			return errno
		}
		size := t.args[nameArg+2]
		if size > maxAttributeValue {
			return unix.E2BIG
		}
		value := make([]byte, size)
		if n, errno := t.memory(t.args[nameArg+1], value); errno != 0 || n < len(value) {
			return unix.EFAULT
		}
		return unix.Setxattr(file, name, value, int(int32(t.args[nameArg+3])))
	}
}

func (t *trap) removeAttribute(nameArg int) deed {
	return func(file string) error {
		name, errno := t.attributeName(nameArg)
		if errno != 0 {
			return errno
		}
		return unix.Removexattr(file, name)
	}
}

func (t *trap) attributeName(arg int) (string, unix.Errno) {
	name, errno := t.text(t.args[arg])
	if errno == 0 && (name == "" || len(name) > maxAttributeName) {
		errno = unix.ERANGE
	}
	return name, errno
}
