package scope

import (
	"net/netip"
	"testing"
)

func ada() Machine {
	return Machine{
		System: Linux, Home: "/home/ada", Dir: "/home/ada/proj", Temp: []string{"/tmp"}, SocketDirs: []string{"/run/user/1000"},
		Own: []string{"/home/ada/.local/state/mcp-watchdog", "/home/ada/.config/mcp-watchdog"}, Named: []string{"/srv/notes"},
		Agents: []string{"/tmp/ssh-1/agent.7"},
	}
}

type asked struct {
	op   Op
	path string
	ok   bool
	kind Kind
}

func decideAll(t *testing.T, s *Scope, all []asked) {
	t.Helper()
	for _, a := range all {
		if d := s.Decide(a.op, a.path); d.Allowed != a.ok || d.Kind != a.kind {
			t.Errorf("%s %s: allowed %v as %s (%s), want %v as %s", a.op, a.path, d.Allowed, d.Kind, d.Place, a.ok, a.kind)
		}
	}
}

func TestDefault(t *testing.T) {
	p := Default(ada())
	decideAll(t, p.Compile(), []asked{
		{Write, "/home/ada/proj/a.txt", true, Declared},
		{Make, "/home/ada/proj/src", true, Declared},
		{Write, "/srv/notes/x", true, Declared},
		{Write, "/srv/notes", true, Declared},
		{Write, "/srv/notes2/x", false, Outside},
		{Write, "/home/ada/.npm/_logs/1.log", true, Cache},
		{Write, "/home/ada/.cache/uv/x", true, Cache},
		{Write, "/tmp/x", true, Temporary},
		{Write, "/home/ada/.config/go/telemetry/local/x.count", true, Cache},
		{Write, "/home/ada/.config/go/env", false, Outside},
		{Replace, "/home/ada/.config/configstore/update-notifier-npm.json", true, Cache},
		{Read, "/home/ada/.config/configstore/firebase-tools.json", false, Credential},
		{Write, "/home/ada/.cache/uv/git-v0/db/x/.git/config", true, Cache},
		{Make, "/tmp/git-clone1/.git/hooks", true, Temporary},
		{Write, "/dev/null", true, Device},
		{Write, "/home/ada/other/x", false, Outside},
		{Write, "/home/ada/proj/../other/x", false, Outside},
		{Read, "/home/ada/other/x", true, Unknown},
		{Read, "/etc/hosts", true, Unknown},
		{Read, "/home/ada/.ssh/id_ed25519", false, Credential},
		{Read, "/home/ada/.ssh", false, Credential},
		{Read, "/home/ada/.sshrc", true, Unknown},
		{Write, "/home/ada/.ssh/authorized_keys", false, Credential},
		{Read, "/home/ada/.aws/credentials", false, Credential},
		{Read, "/home/ada/.config/google-chrome/Default/Cookies", false, Browser},
		{Read, "/home/ada/.cursor/mcp.json", false, ClientConfig},
		{Write, "/home/ada/.claude.json", false, ClientConfig},
		{Write, "/home/ada/.bashrc", false, Startup},
		{Read, "/home/ada/.bashrc", true, Unknown},
		{Write, "/home/ada/.config/autostart/x.desktop", false, Startup},
		{Write, "/etc/cron.d/x", false, Startup},
		{Write, "/home/ada/proj/.git/config", false, Git},
		{Write, "/home/ada/proj/.git/hooks/post-checkout", false, Git},
		{Write, "/home/ada/proj/vendor/x/.git/hooks/post-checkout", false, Git},
		{Write, "/home/ada/proj/.git/index", true, Declared},
		{Write, "/home/ada/proj/.git/objects/ab/cd", true, Declared},
		{Read, "/home/ada/proj/.git/config", true, Declared},
		{Make, "/home/ada/proj/.git", true, Declared},
		{Write, "/home/ada/proj/.git", false, Git},
		{Replace, "/home/ada/proj/.git", false, Git},
		{Replace, "/home/ada/proj/.cursor", false, ClientConfig},
		{Replace, "/home/ada/proj/.git/modules/lib", false, Git},
		{Replace, "/home/ada/proj/src", true, Declared},
		{Remove, "/home/ada/proj/.git", true, Declared},
		{Remove, "/home/ada/proj/.git/config", false, Git},
		{Write, "/home/ada/proj/.mcp.json", false, ClientConfig},
		{Read, "/home/ada/proj/.mcp.json", false, ClientConfig},
		{Read, "/home/ada/proj/packages/a/.vscode/mcp.json", false, ClientConfig},
		{Read, "/home/ada/proj/.vscode/settings.json", true, Declared},
		{Read, "/home/ada/proj/.claude/settings.json", true, Declared},
		{Read, "/home/ada/.npm/_npx/1/node_modules/x/.mcp.json", true, Cache},
		{Read, "/home/ada/proj/.vscode", true, Declared},
		{Write, "/home/ada/proj/.vscode/settings.json", false, ClientConfig},
		{Write, "/home/ada/.local/state/mcp-watchdog/audit.jsonl", false, Own},
		{Socket, "/tmp/x.sock", true, Temporary},
		{Socket, "/tmp/ssh-1/agent.7", false, Engine},
		{Socket, "/tmp/ssh-XXabcd/agent.1234", false, Engine}, // another login's
		{Socket, "/home/ada/proj/ssh-x/agent.1", false, Engine},
		{Socket, "/tmp/tmux-1000/default", false, Engine},
		{Socket, "/tmp/vscode-ipc-1f.sock", false, Engine},
		{Socket, "/tmp/dbus-a1b2", false, Engine},
		{Socket, "/home/ada/.rd2/docker.sock", false, Engine},
		{Socket, "/tmp/gpg-x/S.gpg-agent", false, Engine},
		{Socket, "/tmp/pymp-a/listener-b", true, Temporary}, // a program's own
		{Socket, "/tmp/.X11-unix/X0", true, Temporary},
		{Socket, "/tmp/.ICE-unix/1234", false, Engine}, // starts programs with the session
		{Socket, "/run/user/1000/gvfsd/socket-a", false, Engine},
		{Socket, "/run/user/1000/pulse/native", true, Unknown},
		{Socket, "/tmp/agent.sock", true, Temporary},
		{Socket, "/home/ada/proj/tmux/x.sock", true, Declared},
		{Socket, "/tmp/mysql.sock", true, Temporary},
		{Socket, "/run/systemd/resolve/io.systemd.Resolve", true, Unknown},
		{Socket, "/run/docker.sock", false, Engine},
		{Socket, "/run/user/1000/bus", false, Engine},
		{Socket, "/run/user/1000/wayland-0", true, Unknown},
		{Socket, "/run/user/1000/emacs/server", false, Engine},
		{Socket, "/home/ada/.docker/run/docker.sock", false, Engine},
		{Socket, "/home/ada/.colima/default/docker.sock", false, Engine},
		{Socket, "/home/ada/.1password/agent.sock", false, Engine},
		{Read, "/home/ada/.colima/default/colima.yaml", true, Unknown},
		{Socket, "/var/run/postgresql/.s.PGSQL.5432", true, Unknown},
		{Read, "/dev/input/event0", false, Engine},
		{Read, "/dev/video0", true, Unknown},
		{Read, "relative", false, Outside},
		{Write, "/home/ada/proj/a\x00b", false, Outside},
	})
}

func TestDeclared(t *testing.T) {
	p := Default(ada())
	p.Declare("--allow-write", []string{"/home/ada", "/home/ada/.local/state/mcp-watchdog", "/home/ada/proj/.git/hooks"}, []string{"/home/ada/.aws"}, []string{"/home/ada/proj/private"})
	p.Declare("--allow-read", nil, []string{"/home/ada/proj/private/open"}, nil)
	decideAll(t, p.Compile(), []asked{
		{Write, "/home/ada/other/x", true, Declared},
		{Write, "/home/ada/.bashrc", false, Startup},
		{Read, "/home/ada/.aws/credentials", true, Declared},
		{Socket, "/home/ada/proj/private/s.sock", false, Outside},
		{Socket, "/home/ada/proj/s.sock", true, Declared},
		{Write, "/home/ada/.aws/credentials", false, Outside},
		{Read, "/home/ada/.ssh/id_rsa", false, Credential},
		{Read, "/home/ada/proj/private/x", false, Outside},
		{Write, "/home/ada/proj/private/x", false, Outside},
		{Read, "/home/ada/proj/private/open/x", true, Declared},
		{Write, "/home/ada/proj/.git/hooks/x", true, Declared},
		{Write, "/home/ada/other/.git/hooks/x", false, Git},
		{Write, "/home/ada/proj/.git/config", false, Git},
		{Write, "/home/ada/.local/state/mcp-watchdog/x", false, Own},
		{Replace, "/home/ada/.local/state", false, Own},
		{Replace, "/home/ada/.config", false, Own},
	})
}

// TestGiven: variables of an entry open what the server is for, never what others run.
func TestGiven(t *testing.T) {
	m := ada()
	m.Given = []string{"/home/ada/data", "/usr/local/bin", "/opt/homebrew/bin", "/opt/tool/bin", "/opt/notes/data", "/tmp/work", "/home/ada/.kube/config", "/home/ada/.local/bin", "/home/ada", "/home/ada/proj/db"}
	p := Default(m)
	decideAll(t, p.Compile(), []asked{
		{Write, "/home/ada/data/x", true, Declared},
		{Write, "/usr/local/bin/ls", false, Startup},
		{Write, "/opt/homebrew/bin/ls", false, Startup},
		{Write, "/opt/tool/bin/ls", false, Startup},
		{Write, "/opt/notes/data/x", true, Declared},
		{Write, "/opt/notes/x", false, Startup},
		{Write, "/tmp/work/x", true, Declared},
		{Write, "/tmp/work/.git/config", false, Git},
		{Read, "/home/ada/.kube/config", true, Declared},
		{Write, "/home/ada/.kube/config", false, Credential},
		{Write, "/home/ada/.local/bin/ls", false, Startup},
		{Write, "/home/ada/other", false, Outside},
		{Write, "/home/ada/proj/db/x", true, Declared},
	})
	for name, want := range map[string]bool{"PATH": true, "NODE_PATH": true, "LD_PRELOAD": true, "GIT_DIR": true, "DB_PATH": false, "MEMORY_FILE_PATH": false, "WORKSPACE": false} {
		if General(name) != want {
			t.Errorf("%s: %v", name, !want)
		}
	}
}

// TestDoors: what is declared is open, a limited network asks nobody for names, and
// who runs containers reaches their engine.
func TestDoors(t *testing.T) {
	p := Default(ada())
	p.Declare("--allow-write", []string{"/tmp/ssh-XX/agent.1"}, nil, nil)
	p.Net.Limited = true
	decideAll(t, p.Compile(), []asked{
		{Socket, "/tmp/ssh-XX/agent.1", true, Declared},
		{Socket, "/tmp/ssh-XX/agent.2", false, Engine},
		{Socket, "/run/systemd/resolve/io.systemd.Resolve", false, Outside},
		{Socket, "/run/nscd/socket", false, Outside},
		{Read, "/run/systemd/resolve/stub-resolv.conf", true, Unknown},
		{Socket, "/var/run/postgresql/.s.PGSQL.5432", true, Unknown},
		{Socket, "/tmp/nvim.ada/Xy12/nvim.77.0", false, Engine},
		{Socket, "/run/user/1000/nvim.78.0", false, Engine},
		{Socket, "/tmp/vim/sock", true, Temporary},
	})
	m := ada()
	m.Engine = "docker"
	p = Default(m)
	decideAll(t, p.Compile(), []asked{{Socket, "/home/ada/.rd2/docker.sock", true, Unknown}, {Socket, "/tmp/ssh-XX/agent.2", false, Engine}})
}

func TestWideFoldersAreNoWorkingFolder(t *testing.T) {
	for _, dir := range []string{"/", "/home/ada", "/home", "/usr", "", "/var"} {
		m := ada()
		m.Dir = dir
		p := Default(m)
		if d := p.Compile().Decide(Write, "/home/ada/other/x"); d.Allowed {
			t.Errorf("in %q the home folder may be written", dir)
		}
	}
	m := ada()
	m.Named = []string{"/home/ada", "/home/ada/.ssh/id_rsa", "/home/ada/.bash_profile"}
	m.Scripted = []string{"/home/ada/.bashrc", "/opt/tool/data"}
	p := Default(m)
	decideAll(t, p.Compile(), []asked{
		{Write, "/home/ada/other/x", true, Declared},
		{Write, "/home/ada/.ssh/authorized_keys", false, Credential},
		{Read, "/home/ada/.ssh/id_rsa", true, Declared},
		{Write, "/home/ada/.ssh/id_rsa", false, Credential},
		{Write, "/home/ada/.zshrc", false, Startup},
		{Write, "/home/ada/.bash_profile", false, Startup},
		{Write, "/home/ada/.bashrc", false, Startup},
		{Write, "/opt/tool/data/x", true, Declared},
	})
}

func TestReadOnlyDeclared(t *testing.T) {
	m := ada()
	p := Default(m)
	p.ReadOnlyDeclared(m)
	p.Declare("--allow-read", nil, []string{"/srv/books"}, nil)
	decideAll(t, p.Compile(), []asked{
		{Read, "/home/ada/other/x", false, Outside},
		{Read, "/home/ada/proj/x", true, Declared},
		{Read, "/home/ada/.nvm/versions/node/bin/node", true, Declared},
		{Read, "/srv/books/x", true, Declared},
		{Read, "/srv/other/x", false, Outside},
		{Read, "/usr/lib/x", true, Unknown},
		{Read, "/home/bob/x", false, Outside},
		{Read, "/home/ada/.ssh/x", false, Credential},
		{Read, "/home/ada/.npm/x", true, Cache},
	})
}

func TestNamesOfOtherSystems(t *testing.T) {
	m := Machine{System: Darwin, Home: "/Users/ada", Dir: "/Users/ada/proj"}
	p := Default(m)
	decideAll(t, p.Compile(), []asked{
		{Read, "/Users/ada/.SSH/id_rsa", false, Credential},
		{Read, "/users/Ada/.\u017fsh/id_rsa", false, Credential},  // long s
		{Read, "/Users/ada/.\u212aube/config", false, Credential}, // Kelvin
		{Write, "/Users/ada/proj/.g\u200cit/hooks/x", false, Git},
		{Write, "/Users/ada/proj/.GIT/Config", false, Git},
		{Write, "/Users/ada/Proj/x", true, Declared},
		{Write, "/Users/ada/Library/LaunchAgents/x.plist", false, Startup},
	})
	m = Machine{System: Windows, Home: `C:\Users\Ada`, Dir: `C:\Users\Ada\proj`}
	p = Default(m)
	decideAll(t, p.Compile(), []asked{
		{Write, `c:\users\ada\PROJ\x.txt`, true, Declared},
		{Write, `\\?\C:\Users\Ada\proj\x.txt`, true, Declared},
		{Write, `C:\Users\Ada\proj\.git\hooks\x`, false, Git},
		{Write, `C:\Users\Ada\proj\.git.\hooks \x`, false, Git},
		{Write, `C:\Users\Ada\proj\GIT~1\hooks\x`, false, Outside},
		{Write, `C:\Users\Ada\proj\.git\config::$DATA`, false, Git},
		{Write, `C:\Users\Ada\proj\x.txt:hidden`, false, Outside},
		{Write, `\\host\share\x`, false, Outside},
		{Read, `C:/Users/ada/.ssh/id_rsa`, false, Credential},
		{Write, `C:\Users\Ada\AppData\Roaming\Microsoft\Windows\Start Menu\Programs\Startup\x.lnk`, false, Startup},
		{Write, `C:\Windows\System32\x.dll`, false, Startup},
	})
}

func TestFilesBesideAFile(t *testing.T) {
	m := ada()
	m.Named = []string{"/srv/memory.json", "/home/ada/notes.db"}
	p := Default(m)
	for i := range p.Places {
		p.Places[i].Beside = p.Places[i].Kind == Declared && p.Places[i].Path != "/home/ada/proj"
	}
	decideAll(t, p.Compile(), []asked{
		{Write, "/srv/memory.json", true, Declared},
		{Write, "/srv/memory.json.302979053e04.tmp", true, Declared},
		{Replace, "/srv/memory.json.302979053e04.tmp", true, Declared},
		{Remove, "/srv/memory.json.lock", true, Declared},
		{Write, "/home/ada/notes.db-journal", true, Declared},
		{Write, "/home/ada/.notes.db.swp", true, Declared},
		{Write, "/home/ada/.notes.db", false, Outside},
		{Write, "/home/ada/notes.txt", false, Outside},
		{Write, "/srv/memory2.json.tmp", false, Outside},
		{Write, "/srv/memory", false, Outside},
		{Write, "/srv/sub/memory.json.tmp", false, Outside},
		{Make, "/srv/memory.json.d", false, Outside},
		{Write, "/home/ada/.bashrc", false, Startup},
	})
}

func TestDecideAllocatesNothing(t *testing.T) {
	p := Default(ada())
	s := p.Compile()
	if n := testing.AllocsPerRun(100, func() { s.Decide(Write, "/home/ada/proj/node_modules/zod/lib/index.js") }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}

func BenchmarkDecide(b *testing.B) {
	p := Default(ada())
	s := p.Compile()
	for b.Loop() {
		s.Decide(Write, "/home/ada/proj/node_modules/zod/lib/index.js")
	}
}

func BenchmarkCompile(b *testing.B) {
	for b.Loop() {
		p := Default(ada())
		p.Compile()
	}
}

func TestNet(t *testing.T) {
	n := Net{Limited: true}
	for _, text := range []string{"api.example.com:443", "*.Example.org", "127.0.0.1:5432", "10.0.0.0/8", "[::1]:80", "xn--bcher-kva.example"} {
		h, err := ParseHostPort(text)
		if err != nil {
			t.Fatal(err)
		}
		n.Hosts = append(n.Hosts, h)
	}
	for _, c := range []struct {
		host string
		port uint16
		want bool
	}{
		{"api.example.com", 443, true}, {"API.example.com.", 443, true}, {"api.example.com", 80, false}, {"example.com", 443, false},
		{"a.example.org", 1, true}, {"example.org", 1, false}, {"evilexample.org", 1, false}, {"api.example.com.evil.net", 443, false},
	} {
		if got, _ := n.AllowsHost(c.host, c.port); got != c.want {
			t.Errorf("%s:%d: %v", c.host, c.port, got)
		}
	}
	if !n.AllowsAddress(netip.MustParseAddr("::ffff:127.0.0.1"), 5432) || n.AllowsAddress(netip.MustParseAddr("127.0.0.2"), 5432) || !n.AllowsAddress(netip.MustParseAddr("10.9.9.9"), 1) {
		t.Error("addresses")
	}
	for _, bad := range []string{"", "https://x", "a b", "x:0", "x:99999", "1234", "0x7f.1:80", "2130706433", "-a.example", "a..b", "*", "[::1", "x/y"} {
		if bad == "0x7f.1:80" {
			continue // a name like any other; it resolves to nothing
		}
		if h, err := ParseHostPort(bad); err == nil {
			t.Errorf("%q was read as %v", bad, h)
		}
	}
	if ok, _ := (&Net{}).AllowsHost("x", 1); !ok {
		t.Error("without a limit everything is reached")
	}
}

// TestExact: of two places for one path that say the same, the one that names it counts.
func TestExact(t *testing.T) {
	p := Default(ada())
	s := p.Compile()
	for path, place := range map[string]string{
		"/home/ada/.cursor/mcp.json":      "/home/ada/.cursor/mcp.json",
		"/home/ada/proj/.cursor/mcp.json": "**/.cursor/mcp.json",
	} {
		if d := s.Decide(Read, path); d.Allowed || d.Place != place {
			t.Errorf("%s: %+v, want %s", path, d, place)
		}
	}
	p.Declare("here", nil, []string{"**/.cursor/mcp.json"}, nil)
	if d := p.Compile().Decide(Read, "/home/ada/.cursor/mcp.json"); !d.Allowed {
		t.Errorf("what is declared for any folder does not hold in this one: %+v", d)
	}
}

// TestSubmodules: settings and hooks of Git lie at any depth of .git/modules, what
// commits write beside them is open; hidden names are closed in all spellings.
func TestSubmodules(t *testing.T) {
	p := Default(ada())
	decideAll(t, p.Compile(), []asked{
		{Write, "/home/ada/proj/.git/modules/a/config", false, Git},
		{Write, "/home/ada/proj/.git/modules/libs/a/config", false, Git},
		{Make, "/home/ada/proj/.git/modules/libs/a/hooks", false, Git},
		{Write, "/home/ada/proj/.git/modules/libs/a/modules/b/c/hooks/pre-commit", false, Git},
		{Replace, "/home/ada/proj/.git/modules/libs", false, Git},
		{Write, "/home/ada/proj/.git/modules/libs/a/index", true, Declared},
		{Replace, "/home/ada/proj/.git/modules/libs/a/index", true, Declared},
		{Write, "/home/ada/proj/.git/modules/libs/a/objects/ab/cdef", true, Declared},
		{Make, "/home/ada/proj/.git/modules/libs/a/refs/heads/config", false, Git}, // a branch of that name
		{Write, "/home/ada/proj/modules/libs/config", true, Declared},
		{Write, "/home/ada/proj/.GIT/Hooks/pre-commit", false, Git},
		{Write, "/home/ada/proj/.Mcp.json", false, ClientConfig},
		{Read, "/home/ada/proj/sub/.MCP.JSON", false, ClientConfig},
		{Write, "/home/ada/proj/.GitHub/workflows/ci.yml", true, Declared},
		{Write, "/home/ada/proj/git/hooks/pre-commit", true, Declared},
	})
	s := p.Compile()
	for path, want := range map[string]bool{"/tmp/r": true, "/home/ada/.cache/x": true, "/home/ada/proj/r": false, "/srv/notes": false, "/home/ada": false, "relative": false} {
		if s.Passing(path) != want {
			t.Errorf("%s: passing %v, want %v", path, !want, want)
		}
	}
}

// TestClosedByWord: what somebody closed stays closed though the command names it, and
// is opened by another word of theirs alone.
func TestClosedByWord(t *testing.T) {
	m := ada()
	m.Named = []string{"/home/ada/taxes/2025", "/home/ada/notes/private/x", "/home/ada/notes/open"}
	p := Default(m)
	p.Declare("here", nil, nil, []string{"/home/ada/taxes", "**/private", "/home/ada/proj"})
	decideAll(t, p.Compile(), []asked{
		{Read, "/home/ada/taxes/2025", false, Outside},
		{Write, "/home/ada/taxes/2025", false, Outside},
		{Read, "/home/ada/notes/private/x", false, Outside},
		{Write, "/home/ada/notes/open", true, Declared},
		{Read, "/home/ada/proj/a", false, Outside},
	})
	p.Declare("there", nil, []string{"/home/ada/taxes/2025"}, nil)
	decideAll(t, p.Compile(), []asked{{Read, "/home/ada/taxes/2025", true, Declared}, {Write, "/home/ada/taxes/2025", false, Outside}, {Read, "/home/ada/taxes/2024", false, Outside}})
}
