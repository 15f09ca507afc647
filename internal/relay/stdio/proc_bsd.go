//go:build unix && !linux

package stdio

import "syscall"

// processAttributes put the server into a group of its own.
func processAttributes() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true}
}

// reaperDelay: nobody else would end the server.
const reaperDelay = 0
