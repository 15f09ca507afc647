package stdio

import (
	"testing"

	"golang.org/x/sys/windows"
)

const (
	unixErrors    = false
	exitAfterKill = 1
	whyAfterKill  = "server exited with status 1"
)

func alive(pid int) bool {
	h, err := windows.OpenProcess(windows.SYNCHRONIZE, false, uint32(pid))
	if err != nil {
		return false
	}
	defer windows.CloseHandle(h)
	state, err := windows.WaitForSingleObject(h, 0)
	return err == nil && state == uint32(windows.WAIT_TIMEOUT)
}

// If the proxy is killed, its job ends the server and the server's child.
func TestProxyIsKilled(t *testing.T) {
	p := startProxy(t, false, "parent", "stay", "deaf")
	server, child := p.family(t)
	if !alive(server) || !alive(child) {
		t.Fatal("not alive in the first place")
	}
	if err := p.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	eventually(t, "the server is gone", func() bool { return !alive(server) })
	eventually(t, "its child is gone", func() bool { return !alive(child) })
}
