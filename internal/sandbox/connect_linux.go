//go:build amd64 || arm64

package sandbox

import (
	"encoding/binary"
	"net/netip"
	"time"

	"golang.org/x/sys/unix"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// maxAddress is the size of struct sockaddr_storage.
const maxAddress = 128

// address reads the address in two arguments.
func (t *trap) address(at, size uint64) ([]byte, unix.Errno) {
	size = uint64(uint32(size))
	if size > maxAddress {
		return nil, unix.EINVAL
	}
	buf := make([]byte, size)
	n, errno := t.memory(at, buf)
	if errno == 0 && n < len(buf) {
		errno = unix.EFAULT
	}
	return buf, errno
}

// connect judges where a socket goes.
func (t *trap) connect() answer {
	raw, errno := t.address(t.args[1], t.args[2])
	if errno != 0 {
		return refuse(errno)
	}
	if len(raw) < 2 {
		return refuse(unix.EINVAL)
	}
	switch binary.NativeEndian.Uint16(raw) {
	case unix.AF_UNIX:
		return t.connectUnix(raw[2:])
	case unix.AF_INET, unix.AF_INET6:
		return t.connectInternet(raw)
	}
	return proceed // such sockets were judged when they were made
}

func (t *trap) connectUnix(name []byte) answer {
	path := pathOf(name)
	if path == "" { // abstract, or none: Landlock keeps these apart
		if t.s.fenced || len(name) == 0 {
			return proceed
		}
		return t.judge(scope.Socket, "/@"+string(name[1:]))
	}
	if t.s.rooted.Load() && !t.sameRoot() {
		return refuse(unix.EACCES)
	}
	where, errno := t.resolve(unix.AT_FDCWD, path, true, 0)
	switch {
	case errno != 0:
		return refuse(errno)
	case !where.exists:
		return refuse(unix.ENOENT)
	case where.gone:
		return refuse(unix.ECONNREFUSED)
	}
	if a := t.judge(scope.Socket, where.path); !a.proceed {
		return a
	}
	return t.connectFor(where)
}

// connectFor connects the caller's socket to the judged path: behind a path in
// its memory, another could stand by the time the kernel looks.
func (t *trap) connectFor(where target) answer {
	if t.s.spec.Monitor || !t.who(false).same {
		return proceed
	}
	socket, errno := t.take(int(int32(t.args[0])))
	if errno != 0 {
		return refuse(errno)
	}
	defer unix.Close(socket)
	place, errno := t.itself(&where)
	if errno != 0 {
		return refuse(errno)
	}
	if kind, err := unix.GetsockoptInt(socket, unix.SOL_SOCKET, unix.SO_DOMAIN); err != nil || kind != unix.AF_UNIX {
		return refuse(unix.EINVAL)
	}
	// A queue of callers that is full is waited for a moment only: others wait, too.
	pause := unix.NsecToTimeval(int64(connectPatience))
	_ = unix.SetsockoptTimeval(socket, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &pause)
	err := unix.Connect(socket, &unix.SockaddrUnix{Name: self(place)})
	pause = unix.Timeval{}
	_ = unix.SetsockoptTimeval(socket, unix.SOL_SOCKET, unix.SO_SNDTIMEO, &pause)
	return refuse(errnoOf(err))
}

// connectPatience bounds the time that a connection to a busy socket may take.
const connectPatience = 100 * time.Millisecond

// take makes a descriptor of the caller one of this process, too.
func (t *trap) take(fd int) (int, unix.Errno) {
	process, err := unix.PidfdOpen(t.process(), 0)
	if err != nil {
		return -1, errnoOf(err)
	}
	defer unix.Close(process)
	got, err := unix.PidfdGetfd(process, fd, 0)
	return got, errnoOf(err)
}

// pathOf is the path in an address, up to its NUL; "" for an abstract name.
func pathOf(name []byte) string {
	for i, c := range name {
		if c == 0 {
			return string(name[:i])
		}
	}
	return string(name)
}

func (t *trap) connectInternet(raw []byte) answer {
	net := t.s.spec.Scope.Net()
	if !net.Limited {
		return proceed
	}
	addr, ok := internetAddress(raw)
	if !ok {
		return refuse(unix.EINVAL)
	}
	if net.AllowsAddress(addr.Addr(), addr.Port()) {
		return proceed
	}
	return t.outside(addr.String())
}

// outside ends what leaves a limited network.
func (t *trap) outside(address string) answer {
	e := t.event(scope.Socket, address, scope.Decision{Kind: scope.Outside})
	e.Rule, e.Denied = netRule, !t.s.spec.Monitor
	t.tell(e)
	if t.s.spec.Monitor {
		return proceed
	}
	return refuse(unix.EACCES)
}

// listen judges who can call a server with a limited network: this machine. What a
// descriptor is can be exchanged, so the supervisor listens on the very socket that
// it looked at.
func (t *trap) listen() answer {
	socket, errno := t.take(int(int32(t.args[0])))
	if errno != 0 {
		return refuse(errno)
	}
	defer unix.Close(socket)
	name, err := unix.Getsockname(socket)
	if err != nil {
		return refuse(errnoOf(err))
	}
	var at netip.AddrPort
	switch a := name.(type) {
	case *unix.SockaddrInet4:
		at = netip.AddrPortFrom(netip.AddrFrom4(a.Addr), uint16(a.Port))
	case *unix.SockaddrInet6:
		at = netip.AddrPortFrom(netip.AddrFrom16(a.Addr).Unmap(), uint16(a.Port))
	}
	if net := t.s.spec.Scope.Net(); at.IsValid() && !at.Addr().IsLoopback() && !net.AllowsAddress(at.Addr(), at.Port()) {
		if a := t.outside("calls from outside at " + at.String()); !a.proceed {
			return a
		}
	}
	return refuse(errnoOf(unix.Listen(socket, int(int32(t.args[1])))))
}

// internetAddress reads struct sockaddr_in and sockaddr_in6.
func internetAddress(raw []byte) (netip.AddrPort, bool) {
	family := binary.NativeEndian.Uint16(raw)
	switch {
	case family == unix.AF_INET && len(raw) >= 8:
		return netip.AddrPortFrom(netip.AddrFrom4([4]byte(raw[4:8])), binary.BigEndian.Uint16(raw[2:])), true
	case family == unix.AF_INET6 && len(raw) >= 24:
		return netip.AddrPortFrom(netip.AddrFrom16([16]byte(raw[8:24])).Unmap(), binary.BigEndian.Uint16(raw[2:])), true
	}
	return netip.AddrPort{}, false
}

// bind judges the making of a socket's name, and of an address to be called at.
func (t *trap) bind() answer {
	raw, errno := t.address(t.args[1], t.args[2])
	if errno != 0 {
		return refuse(errno)
	}
	if len(raw) < 2 || binary.NativeEndian.Uint16(raw) != unix.AF_UNIX {
		return proceed
	}
	path := pathOf(raw[2:])
	if path == "" {
		return proceed
	}
	if t.s.rooted.Load() && !t.sameRoot() {
		return refuse(unix.EACCES)
	}
	where, errno := t.resolve(unix.AT_FDCWD, path, false, 0)
	switch {
	case errno != 0:
		return refuse(errno)
	case where.exists:
		return refuse(unix.EADDRINUSE)
	}
	return t.judge(scope.Write, where.path)
}
