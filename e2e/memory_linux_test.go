package e2e

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// What the proxy keeps in memory is closed to core dumps, debuggers and other
// programs of its user; the server's memory is what it was.
func TestMemoryIsClosed(t *testing.T) {
	t.Parallel()
	bin, dir := commoner(t)
	cmd := common(bin, dir, "--", "sh", "-c", "echo $$ >&2; exec cat")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	errs, err := cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer func() { in.Close(); cmd.Process.Kill(); cmd.Wait() }()
	server := 0
	for lines := bufio.NewScanner(errs); server == 0 && lines.Scan(); {
		fmt.Sscan(lines.Text(), &server)
	}
	if server == 0 {
		t.Fatal("the server did not start")
	}
	go io.Copy(io.Discard, errs)
	deadline := time.Now().Add(patience)
	for ownerOf(t, cmd.Process.Pid) != 0 {
		if time.Now().After(deadline) {
			t.Fatal("the memory of the proxy is open to other programs of its user")
		}
		time.Sleep(5 * time.Millisecond)
	}
	if owner := ownerOf(t, server); owner == 0 {
		t.Error("the memory of the server is closed, too")
	}
}

// nobody is a user that owns nothing.
const nobody = 65534

// commoner is the proxy, and a folder, for a user who is not root, who may read
// all memory.
func commoner(t *testing.T) (bin, dir string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "mcp-watchdog-e2e-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	bin = watchdog(t)[0]
	if os.Geteuid() != 0 {
		return bin, dir
	}
	program, err := os.ReadFile(bin)
	if err == nil {
		bin = filepath.Join(dir, "program")
		err = os.WriteFile(bin, program, 0o755)
	}
	if err == nil {
		err = os.Chown(dir, nobody, nobody)
	}
	if err != nil {
		t.Fatal(err)
	}
	return bin, dir
}

// common is a command of that user.
func common(bin, dir string, args ...string) *exec.Cmd {
	cmd := exec.Command(bin, args...)
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + dir, "XDG_STATE_HOME=" + dir, "XDG_CONFIG_HOME=" + dir, "XDG_DATA_HOME=" + dir, "XDG_CACHE_HOME=" + dir, "XDG_RUNTIME_DIR=" + dir}
	cmd.Dir = dir
	if os.Geteuid() == 0 {
		cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: nobody, Gid: nobody}}
	}
	return cmd
}

// ownerOf is whom the memory of a process belongs to: root, when it is closed.
func ownerOf(t *testing.T, pid int) uint32 {
	t.Helper()
	info, err := os.Stat(fmt.Sprintf("/proc/%d/mem", pid))
	if err != nil {
		t.Fatal(err)
	}
	return info.Sys().(*syscall.Stat_t).Uid
}

// A proxy beneath another one stays open to it: its sandbox reads what those in
// it ask for.
func TestProxiesBeneathOneAnother(t *testing.T) {
	t.Parallel()
	bin, dir := commoner(t)
	cmd := common(bin, dir, "--", "sh", "-c", `"$0" -- cat; :`, bin)
	var errs strings.Builder
	cmd.Stderr = &errs
	in, out := piped(t, cmd)
	lines := bufio.NewScanner(out)
	for n := range 3 {
		fmt.Fprintf(in, `{"jsonrpc":"2.0","method":"notifications/n%d"}`+"\n", n)
		if !lines.Scan() || !strings.Contains(lines.Text(), fmt.Sprint("notifications/n", n)) {
			t.Errorf("%d: %q", n, lines.Text())
		}
		time.Sleep(200 * time.Millisecond) // what starts beside the messages does
	}
	in.Close()
	if err := cmd.Wait(); err != nil || strings.Contains(errs.String(), "/dev/null") {
		t.Errorf("the inner one could not work: %v %s", err, errs.String())
	}
}
