package scope

import "testing"

func TestWithin(t *testing.T) {
	folders := []string{"/home/ada/project", "/srv/data/"}
	for name, want := range map[string]bool{
		"/home/ada/project": true, "/home/ada/project/a/b.txt": true, "/home/ada/project/../project/x": true, "/srv/data/x": true,
		"notes.txt": true, "./a/../b": true, "file:///home/ada/project/x": true, "/home/ada/project/50% off.txt": true,
		"/home/ada/projects": false, "/home/ada/project/../.ssh/id": false, "../secret": false, "/etc/passwd": false, "": false,
		"/home/ada/project/%2e%2e/%2e%2e/x": false, "/home/ada/project/%252e%252e/x": false, "/home/ada/project/..%2f..%2fx": false,
		"~/x": false, "~root/x": false, "/home/ada/project/x\x00.txt": false, "file://host/home/ada/project/x": false,
		`/home/ada/project/..\..\x`: false, "file:///home/ada/project/%2e%2e/x": false, "/srv/database": false, "//srv/data/x": true,
		"/home/ada/project/..%5c..%5cx": false, "/home/ada/project/%c0%ae%c0%ae/x": false,
	} {
		if got := Within(name, "/home/ada/project", folders, false); got != want {
			t.Errorf("Within(%q) = %v", name, got)
		}
	}
	for name, want := range map[string]bool{
		`C:\Users\Ada\Project\x`: true, `c:/users/ada/project/x`: true, `x\y`: true, `C:\Users\Ada\Project\..\x`: false, `\\host\share`: false,
		`C:x`: false, `x.txt:stream`: false, `\Users\Ada\Project\y`: true, `D:\Users\Ada\Project\y`: false, `..\x`: false, `\\?\C:\Users\Ada\Project\x`: false,
	} {
		if got := Within(name, `C:\Users\Ada\Project`, []string{`C:\Users\Ada\Project`}, true); got != want {
			t.Errorf("Within(%q) = %v", name, got)
		}
	}
	if !Within("/etc/passwd", "/", []string{"/"}, false) {
		t.Error("everything is in /")
	}
}
