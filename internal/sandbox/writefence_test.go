package sandbox

import (
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// TestWritable: the fence of Windows opens what the scope opens and exists, and shuts
// what lies closed in it.
func TestWritable(t *testing.T) {
	root := filepath.ToSlash(filepath.VolumeName(t.TempDir())) + "/w"
	at := func(name string) string { return filepath.FromSlash(root + "/" + name) }
	m := scope.Machine{System: scope.SystemOf("linux"), Home: root + "/home", Dir: root + "/home/proj", Temp: []string{root + "/tmp"}, Named: []string{root + "/home/proj/inner", root + "/notes", root + "/none"}}
	if root[0] != '/' {
		m.System = scope.Windows
	}
	p := scope.Default(m)
	p.Declare("here", nil, nil, []string{root + "/notes/private", root + "/elsewhere"})
	there := []string{at("home/proj"), at("home/proj/inner"), at("notes"), at("tmp"), at("home/.npm"), at("home/proj/.git/hooks"), at("home/proj/.git/config"), at("home/.ssh"), at("notes/private"), at("elsewhere"), at("tmp/.git/hooks")}
	open, shut := writable(p.Compile(), func(path string) bool { return slices.Contains(there, path) })
	if want := []string{at("home/.npm"), at("home/proj"), at("notes"), at("tmp")}; !slices.Equal(open, want) {
		t.Errorf("open %q, want %q", open, want)
	}
	if want := []string{at("home/proj/.git/config"), at("home/proj/.git/hooks"), at("notes/private")}; !slices.Equal(shut, want) {
		t.Errorf("shut %q, want %q", shut, want)
	}
}

func TestRootIdentity(t *testing.T) {
	a := rootIdentity("S-1-5-21-1-2-3-1001", `C:\Users\ada\proj`)
	if !regexp.MustCompile(`^S-1-5-21(-[0-9]+){4}$`).MatchString(a) {
		t.Errorf("%q is no identity", a)
	}
	for other, same := range map[string]bool{
		rootIdentity("S-1-5-21-1-2-3-1001", `c:\users\ADA\proj`):  true,
		rootIdentity("S-1-5-21-1-2-3-1002", `C:\Users\ada\proj`):  false,
		rootIdentity("S-1-5-21-1-2-3-1001", `C:\Users\ada\proj2`): false,
	} {
		if (a == other) != same {
			t.Errorf("%s and %s", a, other)
		}
	}
}

func TestBeneath(t *testing.T) {
	s := string(filepath.Separator)
	for _, c := range []struct {
		path string
		want bool
	}{{"a" + s + "b", true}, {"A" + s + "b" + s + "c", true}, {"a", false}, {"ab" + s + "c", false}, {"a" + s, false}} {
		if beneath(c.path, "a") != c.want || beneath(c.path, "a"+s) != c.want {
			t.Errorf("%q in a: not %v", c.path, c.want)
		}
	}
	if !strings.HasPrefix((&Features{Supported: true, Fence: true}).Summary(), "writes: ") {
		t.Error("the level is not said")
	}
}
