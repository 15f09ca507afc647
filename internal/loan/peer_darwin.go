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
	var peer *unix.Xucred
	if e := raw.Control(func(fd uintptr) { peer, err = unix.GetsockoptXucred(int(fd), unix.SOL_LOCAL, unix.LOCAL_PEERCRED) }); e != nil || err != nil {
		return errors.Join(e, err)
	}
	if int(peer.Uid) != os.Geteuid() {
		return errors.New("the other end is another user's")
	}
	return nil
}
