//go:build unix && !linux

package cli

import "golang.org/x/sys/unix"

// keepFromDumps keeps what this process has in memory, the originals of what
// was taken out of documents among it, out of core dumps. It is for when the
// server runs, which would inherit the limit.
func keepFromDumps() error {
	var l unix.Rlimit
	if err := unix.Getrlimit(unix.RLIMIT_CORE, &l); err != nil {
		return err
	}
	l.Cur = 0
	return unix.Setrlimit(unix.RLIMIT_CORE, &l)
}
