//go:build linux || darwin

package loan

import (
	"errors"
	"net"
	"os"
)

const knowsPeers = true

// sameUser fails when the process at the other end is another user's.
func sameUser(c *net.UnixConn) error {
	raw, err := c.SyscallConn()
	if err != nil {
		return err
	}
	var user uint32
	if e := raw.Control(func(fd uintptr) { user, err = userOf(int(fd)) }); e != nil || err != nil {
		return errors.Join(e, err)
	}
	if int(user) != os.Geteuid() {
		return errors.New("the other end is another user's")
	}
	return nil
}
