package cli

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestIdentity(t *testing.T) {
	dir := t.TempDir()
	t.Chdir(dir)
	if err := os.WriteFile("server.js", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("server.txt", nil, 0o600); err != nil {
		t.Fatal(err)
	}
	here, err := filepath.Abs("server.js")
	if err != nil {
		t.Fatal(err)
	}
	for want, commands := range map[string][]string{
		"npm:@scope/files":            {"npx -y @scope/files /a", "npx --yes @scope/files@1.2.3 /b", "npm exec @scope/files", "sh -c exec_npx_@scope/files"},
		"pypi:mcp-server-time":        {"uvx mcp-server-time", "uvx mcp-server-time==1.0 --zone UTC", "pipx run mcp-server-time"},
		"oci:mcp/time":                {"docker run -i --rm mcp/time", "podman run -i -e A=b mcp/time:latest"},
		"program:" + here:             {"node server.js", "node ./server.js --port 1", "node " + here},
		"program:other " + here:       {"other server.js", "other --verbose ./server.js --port 2"},
		"program:database":            {"database", "database --file ./new.db", "database server.txt"},
		"program:my_server":           {"python -m my_server", "python3 -m my_server --x"},
		"url:https://mcp.example.org": {"npx -y mcp-remote https://mcp.example.org/sse", "npx mcp-remote@latest https://MCP.example.org:443/mcp --header X"},
	} {
		for _, c := range commands {
			words := strings.Fields(c)
			for i := range words {
				words[i] = strings.ReplaceAll(words[i], "exec_npx_", "exec npx ")
			}
			if got := identity(words); got != want && !strings.HasSuffix(got, "/"+strings.TrimPrefix(want, "oci:")) {
				t.Errorf("%s is %s, want %s", c, got, want)
			}
		}
	}
}

func TestEntry(t *testing.T) {
	same := [][2]string{{"npx -y @scope/files /a", "npx --yes @scope/files@1.2.3 /a"}, {"uvx mcp-server-time", "uvx mcp-server-time==1.0"}, {"node server.js mail", "node ./server.js mail"}}
	other := [][2]string{{"npx -y @scope/files /a", "npx -y @scope/files /b"}, {"node server.js mail", "node server.js files"}, {"npx mcp-remote https://mcp.example.org/a", "npx mcp-remote https://mcp.example.org/b"}}
	for _, c := range same {
		if entry(strings.Fields(c[0])) != entry(strings.Fields(c[1])) {
			t.Errorf("%s and %s are two entries", c[0], c[1])
		}
	}
	for _, c := range other {
		if entry(strings.Fields(c[0])) == entry(strings.Fields(c[1])) {
			t.Errorf("%s and %s are one entry", c[0], c[1])
		}
	}
	if got := entry([]string{"server", "--key", "swordfish"}); len(got) != 8 {
		t.Errorf("%d digits might confirm a guess", len(got))
	}
}
