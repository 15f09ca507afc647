package scope

import "testing"

// TestNests: a server makes folders of its own in a home folder, and nothing that
// others read, run or keep.
func TestNests(t *testing.T) {
	p := Default(Machine{System: Linux, Home: "/home/ada", Dir: "/srv/work", Nesting: true, Nests: []string{"/home/ada/.notes"}})
	s := p.Compile()
	for name, want := range map[string]string{
		"/home/ada/.mongodb":                        "/home/ada/.mongodb",
		"/home/ada/.mongodb/state/db":               "/home/ada/.mongodb",
		"/home/ada/.config/weather":                 "/home/ada/.config/weather",
		"/home/ada/.config/weather/log/a":           "/home/ada/.config/weather",
		"/home/ada/.local/share/weather/x":          "/home/ada/.local/share/weather",
		"/home/ada/Library/Application Support/w/x": "/home/ada/Library/Application Support/w",
		"/home/ada/.notes":                          "", // its own already
		"/home/ada/.ssh":                            "",
		"/home/ada/.ssh/new":                        "",
		"/home/ada/.aws":                            "",
		"/home/ada/.bashrc.d":                       "",
		"/home/ada/.bashrc.d/evil":                  "",
		"/home/ada/.zsh":                            "",
		"/home/ada/.claude":                         "",
		"/home/ada/.config":                         "",
		"/home/ada/.config/autostart":               "",
		"/home/ada/.config/systemd/user":            "",
		"/home/ada/.config/fish":                    "",
		"/home/ada/.local":                          "",
		"/home/ada/.local/bin":                      "",
		"/home/ada/.local/lib/python3/site":         "",
		"/home/ada/.local/share/applications":       "",
		"/home/ada/.mozilla":                        "",
		"/home/ada/.weather/.git/hooks":             "",
		"/home/ada/.weather/.vscode/tasks.json":     "",
		"/home/ada/Documents":                       "",
		"/home/ada/notes":                           "",
		"/home/ada":                                 "",
		"/home/bob/.weather":                        "",
		"/.weather":                                 "",
		"/etc/.weather":                             "",
		"/home/ada/.":                               "",
	} {
		if got := s.Nest(name); got != want {
			t.Errorf("Nest(%q) = %q, want %q", name, got, want)
		}
	}
	for name, want := range map[string]bool{
		"/home/ada/.weather": true, "/home/ada/.config/weather": true, "/home/ada/.config": true, "/home/ada/.local": true, "/home/ada/.local/share": true,
		"/home/ada/.weather/deeper": false, "/home/ada/.ssh": false, "/home/ada/.local/bin": false, "/home/ada/Library": true, "/home/ada/notes": false, "/srv": false,
		"/home/ada/.config/autostart": false,
	} {
		if got := s.MakesNest(name); got != want {
			t.Errorf("MakesNest(%q) = %v", name, got)
		}
	}
	if d := s.Decide(Write, "/home/ada/.notes/a.db"); !d.Allowed {
		t.Errorf("its own nest is closed: %+v", d)
	}
	closed := Default(Machine{System: Linux, Home: "/home/ada", Dir: "/srv/work"})
	if s := closed.Compile(); s.Nest("/home/ada/.weather") != "" || s.MakesNest("/home/ada/.weather") {
		t.Error("a server with a declared scope makes nests")
	}
	stolen := Default(Machine{System: Linux, Home: "/home/ada", Nesting: true, Nests: []string{"/home/ada/.ssh", "/home/ada/.config/autostart"}})
	for _, name := range []string{"/home/ada/.ssh/id_rsa", "/home/ada/.config/autostart/x.desktop"} {
		if d := stolen.Compile().Decide(Write, name); d.Allowed {
			t.Errorf("%s is a nest", name)
		}
	}
}

// TestOwnLog: a log in the home folder belongs to the server whose name it bears.
func TestOwnLog(t *testing.T) {
	p := Default(Machine{System: Linux, Home: "/home/ada", Dir: "/srv/work", Nesting: true, Names: []string{"browser", "@example/weather-mcp-server"}})
	decideAll(t, p.Compile(), []asked{
		{Write, "/home/ada/weather-mcp-server.log", true, Cache},
		{Write, "/home/ada/weather-mcp-server.log.1", true, Cache},
		{Replace, "/home/ada/weather.log", true, Cache},
		{Write, "/home/ada/.weather.log", true, Cache},
		{Write, "/home/ada/weather-mcp-server", false, Outside},
		{Write, "/home/ada/weather.txt", false, Outside},
		{Write, "/home/ada/weather.log.sh", false, Outside},
		{Make, "/home/ada/weather.log", false, Outside},
		{Write, "/home/ada/other.log", false, Outside},
		{Write, "/home/ada/mcp-server.log", false, Outside},
		{Write, "/home/ada/.log", false, Outside},
		{Write, "/home/ada/docs/weather.log", false, Outside},
		{Write, "/home/bob/weather.log", false, Outside},
	})
	p.Declare("--deny-read", nil, nil, []string{"/home/ada/weather.log"})
	declared := Default(Machine{System: Linux, Home: "/home/ada", Names: []string{"weather"}})
	for _, s := range []*Scope{p.Compile(), declared.Compile()} {
		if s.Decide(Write, "/home/ada/weather.log").Allowed {
			t.Error("what somebody declared does not count")
		}
	}
}

// TestBears: a folder that was there before is a server's when its name says so.
func TestBears(t *testing.T) {
	for _, c := range []struct {
		folder string
		names  []string
		want   bool
	}{
		{".mongodb", []string{"db", "mongodb-mcp-server"}, true},
		{".claude-server-commander", []string{"x", "@wonderwhy-er/desktop-commander"}, true},
		{".gmail-mcp", []string{"mail", "@gongrzhe/server-gmail-autoauth-mcp"}, true},
		{"obsidian", []string{"mcp-obsidian"}, true},
		{"google-chrome-unstable", []string{"chrome-devtools-mcp"}, false},
		{".docker", []string{"notes", "notes-mcp"}, false},
		{".mcp", []string{"mcp-server"}, false},
		{".config", []string{"config-server"}, false},
		{".aws", []string{"aws-helper"}, false},
		{".claude", []string{"claude-tools"}, false},
		{".x", []string{"x"}, false},
		{".thunderbird", []string{"mail"}, false},
		{".notes", nil, false},
	} {
		if got := Bears(c.folder, c.names); got != c.want {
			t.Errorf("Bears(%q, %q) = %v", c.folder, c.names, got)
		}
	}
}
