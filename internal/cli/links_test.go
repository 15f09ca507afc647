package cli

import (
	"os"
	"path/filepath"
	"runtime"
	"testing"
	"time"
)

// TestLinksAreFollowedAsRealPathDoes compares, for paths with links at each place,
// and for those that end nowhere.
func TestLinksAreFollowedAsRealPathDoes(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("on Windows links need rights: run it on another system")
	}
	root, err := filepath.EvalSymlinks(t.TempDir())
	must := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	must(err)
	must(os.MkdirAll(filepath.Join(root, "a/b/c"), 0o700))
	must(os.WriteFile(filepath.Join(root, "a/b/c/file"), nil, 0o600))
	must(os.Symlink(filepath.Join(root, "a/b"), filepath.Join(root, "away")))
	must(os.Symlink("c/file", filepath.Join(root, "a/b/near")))
	must(os.Symlink("missing", filepath.Join(root, "a/lost")))
	must(os.Symlink("loop", filepath.Join(root, "a/loop")))
	l := newLinks()
	for range 2 { // looked at, and remembered
		for _, path := range []string{
			"a", "a/b/c/file", "a/b/c/none", "a/b/none/none", "a/b/c/file/none", "away", "away/c", "away/c/file", "away/none", "a/b/near", "a/lost", "a/lost/x",
			"a/loop", "a/loop/x", "a//b", "a/../a/b", "a/b/", "none/a/b", "a/b/c/fi\x00le",
		} {
			path = root + "/" + path
			if got, want := l.follow(path), realPath(path); got != want {
				t.Errorf("%s leads to %s, and %s by another way", path, got, want)
			}
		}
	}
	for _, path := range []string{"", "/", "relative/x", "/none", "//"} {
		if got, want := l.follow(path), realPath(path); got != want {
			t.Errorf("%q leads to %q, and %q by another way", path, got, want)
		}
	}

	// A folder that becomes a link is one as soon as it is looked at again.
	file := filepath.Join(root, "a/b/c/file")
	l.follow(file)
	must(os.Rename(filepath.Join(root, "a/b"), filepath.Join(root, "moved")))
	must(os.Symlink(filepath.Join(root, "moved"), filepath.Join(root, "a/b")))
	for dir := range l.plain {
		l.plain[dir] = time.Now().Add(-linksStay)
	}
	if got, want := l.follow(file), filepath.Join(root, "moved/c/file"); got != want {
		t.Errorf("behind a new link is %s, want %s", got, want)
	}
	if runtime.GOOS == "linux" {
		plain := filepath.Join(root, "moved/c/file")
		if n := testing.AllocsPerRun(100, func() { l.follow(plain) }); n > 0 {
			t.Errorf("%v allocations for a path without links", n)
		}
	}
}
