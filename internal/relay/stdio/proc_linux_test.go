package stdio

import (
	"fmt"
	"testing"

	"golang.org/x/sys/unix"
)

// On Linux the kernel ends the server with the proxy, without any help.
func TestProxyAndHelperAreKilled(t *testing.T) {
	p := startProxy(t, false, "parent", "stay", "deaf")
	server, child := p.family(t)
	defer unix.Kill(child, unix.SIGKILL)
	eventually(t, "the helper runs", func() bool { return len(reapersOf(server)) == 1 })
	var helper int
	if _, err := fmt.Sscan(reapersOf(server)[0], &helper); err != nil {
		t.Fatal(err)
	}
	unix.Kill(helper, unix.SIGKILL)
	eventually(t, "the helper is gone", func() bool { return len(reapersOf(server)) == 0 })
	if !alive(server) {
		t.Fatal("not alive in the first place")
	}
	p.Process.Kill()
	eventually(t, "the server is gone", func() bool { return !alive(server) })
}
