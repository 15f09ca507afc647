package sandbox

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// full returns what the kernel offers, and skips a test that needs all of it where it
// is not to be had. Where nothing stands in the way, it has to be found.
func full(t *testing.T) Features {
	t.Helper()
	f := Probe()
	if f.Level() == Full {
		return f
	}
	read := func(path string) string { b, _ := os.ReadFile(path); return string(b) }
	tracing := strings.TrimSpace(read("/proc/sys/kernel/yama/ptrace_scope"))
	free := strings.Contains(read("/proc/self/status"), "\nSeccomp:\t0\n") && (tracing == "" || tracing < "2")
	if free && strings.Contains(read("/sys/kernel/security/lsm"), "landlock") && f.Landlock != 1 {
		t.Fatal("this kernel could keep a process in its scope, and it is not seen: " + f.Summary())
	}
	t.Skip("this kernel cannot keep a process in its scope (" + f.Summary() + "): run it on Linux 5.19 or later with Landlock, outside of containers that forbid it")
	return f
}

// installed returns the path of a program that a test cannot do without.
func installed(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skip(program + " is not installed: install it to run this")
	}
	return path
}

// users are those that attempts are made as: whoever runs the tests, and nobody where
// that is root.
func users() []int {
	if id := os.Geteuid(); id != 0 {
		return []int{id}
	}
	return []int{0, 65534}
}
