package lock

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
)

// put writes a file below dir.
func put(t *testing.T, dir, name, text string) {
	t.Helper()
	name = filepath.Join(dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(name, []byte(text), 0o755); err != nil {
		t.Fatal(err)
	}
}

func resolve(t *testing.T, command string) (launch.Pin, error) {
	t.Helper()
	target, err := Of(strings.Fields(command))
	if err != nil {
		t.Fatalf("%s: %v", command, err)
	}
	return Resolve(context.Background(), &target)
}

// home gives the test a home and a working folder of its own.
func home(t *testing.T) string {
	dir := t.TempDir()
	for _, name := range []string{"HOME", "USERPROFILE", "APPDATA", "LOCALAPPDATA"} {
		t.Setenv(name, dir)
	}
	for _, name := range []string{"XDG_DATA_HOME", "XDG_CACHE_HOME", "UV_TOOL_DIR", "UV_CACHE_DIR"} {
		t.Setenv(name, "")
	}
	t.Setenv("npm_config_cache", filepath.Join(dir, "npm"))
	t.Chdir(dir)
	return dir
}

func TestNPX(t *testing.T) {
	dir := home(t)
	if _, err := resolve(t, "npx -y @acme/mail --flag"); err != ErrNotInstalled {
		t.Fatal(err)
	}
	found := npxFolder(t, "@acme/mail")
	install := func(version, integrity, code, dependency string) launch.Pin {
		put(t, found, "package-lock.json", `{"packages":{"":{},"node_modules/@acme/mail":{"version":"`+version+`","integrity":"`+integrity+`"},
			"node_modules/left":{"version":"`+dependency+`","integrity":"sha512-left"}}}`)
		put(t, found, "node_modules/@acme/mail/package.json", `{"name":"@acme/mail","version":"`+version+`"}`)
		put(t, found, "node_modules/@acme/mail/index.js", code)
		put(t, found, "node_modules/@acme/mail/node_modules/x/index.js", "not its own")
		pin, err := resolve(t, "npx -y @acme/mail --flag")
		if err != nil {
			t.Fatal(err)
		}
		return pin
	}
	first := install("1.0.0", "sha512-a", "a", "1.0")
	if first.Version != "1.0.0" || first.Integrity != "sha512-a" || first.Content == "" || first.Dependencies == "" {
		t.Errorf("%+v", first)
	}
	if again := install("1.0.0", "sha512-a", "a", "1.0"); again != first {
		t.Errorf("the same, and yet %+v", again)
	}
	for what, pin := range map[string]launch.Pin{
		"version":      install("1.0.1", "sha512-a", "a", "1.0"),
		"integrity":    install("1.0.0", "sha512-b", "a", "1.0"),
		"content":      install("1.0.0", "sha512-a", "b", "1.0"),
		"dependencies": install("1.0.0", "sha512-a", "a", "1.1"),
	} {
		if pin == first {
			t.Errorf("another %s goes unnoticed", what)
		}
	}
	put(t, found, "package-lock.json", "{")
	if _, err := resolve(t, "npx -y @acme/mail"); err == nil || err == ErrNotInstalled {
		t.Errorf("damaged lock data: %v", err)
	}
	// A dependency of the project comes first.
	put(t, dir, "node_modules/@acme/mail/package.json", `{"version":"9.9.9"}`)
	if pin, err := resolve(t, "npx -y @acme/mail"); err != nil || pin.Version != "9.9.9" {
		t.Errorf("%+v, %v", pin, err)
	}
}

// npxFolder is where npx would keep a package, by its own rule.
func npxFolder(t *testing.T, spec string) string {
	t.Helper()
	cache := filepath.Join(os.Getenv("npm_config_cache"), "_npx")
	target, err := Of([]string{"npx", spec})
	if err != nil {
		t.Fatal(err)
	}
	return filepath.Join(cache, npxHash(target.Packages))
}

// TestNPXFolder has the name that npm 10 gave the folder of a package.
func TestNPXFolder(t *testing.T) {
	if got := npxHash([]string{"cowsay"}); got != "8f497369b2d6166e" {
		t.Errorf("npx keeps cowsay in 8f497369b2d6166e, not in %s", got)
	}
}

func TestUV(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the layout that is played is that of Unix: run it there")
	}
	dir := home(t)
	const site = ".cache/uv/archive-v0/abc/lib/python3.12/site-packages/"
	if _, err := resolve(t, "uvx mail-server"); err != ErrNotInstalled {
		t.Fatal(err)
	}
	install := func(version, code string) launch.Pin {
		put(t, dir, site+"mail_server/__init__.py", code)
		put(t, dir, site+"mail_server-"+version+".dist-info/RECORD", "mail_server/__init__.py,sha256=x,1\nmail_server-"+version+".dist-info/RECORD,,\n../../evil,sha256=x,1\n")
		put(t, dir, site+"left-1.0.dist-info/RECORD", "")
		pin, err := resolve(t, "uvx mail-server --flag")
		if err != nil {
			t.Fatal(err)
		}
		return pin
	}
	first := install("1.0.0", "a")
	if first.Version != "1.0.0" || first.Integrity == "" || first.Content == "" || first.Dependencies == "" {
		t.Errorf("%+v", first)
	}
	if again := install("1.0.0", "a"); again != first {
		t.Errorf("the same, and yet %+v", again)
	}
	if pin := install("1.0.0", "b"); pin.Content == first.Content {
		t.Error("changed files go unnoticed")
	}
	time.Sleep(10 * time.Millisecond)
	if pin := install("1.0.1", "b"); pin.Version != "1.0.1" {
		t.Errorf("not the newest: %+v", pin)
	}
	if pin, err := resolve(t, "uvx mail-server==1.0.0"); err != nil || pin.Version != "1.0.0" {
		t.Errorf("not the one asked for: %+v, %v", pin, err)
	}
}

func TestImage(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the engine is played by a shell script: run it on another system")
	}
	dir := home(t)
	t.Setenv("PATH", dir+":/usr/bin:/bin")
	put(t, dir, "docker", "#!/bin/sh\n[ \"$*\" = 'image inspect --format {{.Id}} docker.io/acme/mail:1' ] || exit 1\necho sha256:abc\n")
	if pin, err := resolve(t, "docker run -i --rm acme/mail:1 --flag"); err != nil || pin != (launch.Pin{Integrity: "sha256:abc"}) {
		t.Errorf("%+v, %v", pin, err)
	}
	if _, err := resolve(t, "docker run -i acme/other"); err != ErrNotInstalled {
		t.Error(err)
	}
	if _, err := resolve(t, "podman run -i acme/mail"); err == nil || err == ErrNotInstalled {
		t.Errorf("without the engine: %v", err)
	}
}

func TestProgram(t *testing.T) {
	dir := home(t)
	put(t, dir, "dist/index.js", "a")
	first, err := resolve(t, "node dist/index.js --key secret")
	if err != nil || first.Content == "" {
		t.Fatal(first, err)
	}
	put(t, dir, "dist/index.js", "b")
	if pin, err := resolve(t, "node dist/index.js"); err != nil || pin == first {
		t.Errorf("%+v, %v", pin, err)
	}
	for _, command := range []string{"npx -y github:o/r", "no-such-program", "npx ../../x", "uvx a*b"} {
		if _, err := Of(strings.Fields(command)); err == nil {
			t.Errorf("%s can be locked", command)
		}
	}
	if _, err := Of([]string{"sh", "-c", "a | b"}); err == nil {
		t.Error("a script can be locked")
	}
}

func TestFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "state", FileName)
	f, err := Open(path)
	if err != nil || len(f.Entries) != 0 {
		t.Fatal(f, err)
	}
	target := Target{Source: launch.NPM, Runner: "npx", Name: "@acme/mail", Packages: []string{"@acme/mail"}}
	f.Set(target, launch.Pin{Version: "1"}, time.Now())
	f.Set(target, launch.Pin{Version: "2"}, time.Now())
	if err := f.Save(); err != nil {
		t.Fatal(err)
	}
	if info, err := os.Stat(path); err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info.Mode(), err)
	}
	f, err = Open(path)
	if err != nil || len(f.Entries) != 1 {
		t.Fatal(f, err)
	}
	if e, ok := f.Find(&target); !ok || e.Pin.Version != "2" || e.ID != "npm:@acme/mail" {
		t.Errorf("%+v", e)
	}
	if !f.Remove("npm:@acme/mail") || f.Remove("npm:@acme/mail") {
		t.Error("it cannot be removed once")
	}
	for _, text := range []string{"", "{", `{"version":2}`, "[]"} {
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, err := Open(path); err == nil || !strings.Contains(err.Error(), "damaged") {
			t.Errorf("%q: %v", text, err)
		}
	}
}
