//go:build !linux && !darwin

package loan

import "net"

const knowsPeers = false

func sameUser(*net.UnixConn) error { return ErrSystem }
