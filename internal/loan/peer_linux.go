package loan

import (
	"errors"
	"net"
	"os"

	"golang.org/x/sys/unix"
)

const knowsPeers = true

// sameUser fails when the process at the other end is another user's.
func sameUser(c *net.UnixConn) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var peer *unix.Ucred
	if e := raw.Control(func(fd uintptr) { peer, err = unix.GetsockoptUcred(int(fd), unix.SOL_SOCKET, unix.SO_PEERCRED) }); e != nil || err != nil {
		return errors.Join(e, err)
	}
	if int(peer.Uid) != os.Geteuid() {
		return errors.New("the other end is another user's")
	}
	return nil
}
