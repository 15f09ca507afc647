package sandbox

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"

	"golang.org/x/sys/windows"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

const roleWrite = "write-behind-the-fence" // PATH...: exits with the number of those it could write

func TestMain(m *testing.M) {
	if len(os.Args) > 2 && os.Args[1] == roleWrite {
		n := 0
		for _, path := range os.Args[2:] {
			if os.WriteFile(path, []byte("x"), 0o600) == nil {
				n++
			}
		}
		os.Exit(n)
	}
	os.Exit(m.Run())
}

// TestFence: a program writes in its folder, and neither beside it nor where it is
// closed in it. Without the fence it writes everywhere.
func TestFence(t *testing.T) {
	f := Experimental()
	dir := t.TempDir()
	work := filepath.Join(dir, "work")
	if err := os.MkdirAll(filepath.Join(work, ".git", "hooks"), 0o700); err != nil {
		t.Fatal(err)
	}
	paths := []string{filepath.Join(work, "a"), filepath.Join(dir, "b"), filepath.Join(work, ".git", "hooks", "c")}
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	p := scope.Profile{System: scope.Windows, Places: []scope.Place{
		{Path: filepath.ToSlash(work), Read: scope.Allow, Write: scope.Allow, Kind: scope.Declared}, {Path: "**/.git/hooks", Write: scope.Deny, Kind: scope.Git},
	}}
	cmd := exec.Command(self, append([]string{roleWrite}, paths...)...)
	if err := (&Launcher{}).Start(cmd, Spec{Scope: p.Compile(), Warn: func(err error) { t.Log(err) }}, f); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if f.Level() != Writes {
		t.Skip("this Windows has no fence (" + f.Summary() + "): run it on one that has")
	}
	if n := cmd.ProcessState.ExitCode(); n != 1 {
		t.Errorf("%d files were written", n)
	}
	if _, err := os.Stat(paths[0]); err != nil {
		t.Error(err)
	}
}

// TestMark: an identity is named once, and both ways.
func TestMark(t *testing.T) {
	dir := t.TempDir()
	id, err := windows.StringToSid(rootIdentity("S-1-5-21-1-2-3-1001", dir))
	if err != nil {
		t.Fatal(err)
	}
	for range 2 {
		if err := mark(dir, id, windows.GRANT_ACCESS); err != nil {
			t.Fatal(err)
		}
	}
	if err := mark(filepath.Join(dir, "none"), id, windows.GRANT_ACCESS); err == nil {
		t.Error("what is not there was marked")
	}
}
