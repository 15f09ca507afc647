package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// clientConfig is what all clients' files have in common.
type clientConfig struct {
	McpServers map[string]serverEntry `json:"mcpServers"`
	Servers    map[string]serverEntry `json:"servers"`
}

type serverEntry struct {
	Type    string            `json:"type"`
	Command string            `json:"command"`
	Args    []string          `json:"args"`
	Env     map[string]string `json:"env"`
}

// wrapped checks that a command line wraps the filesystem server.
func wrapped(t *testing.T, where string, line []string) {
	t.Helper()
	if len(line) == 0 || line[0] != "mcp-watchdog" {
		t.Errorf("%s: the command is not mcp-watchdog but %q", where, line)
		return
	}
	started, status := startedWith(t, line[1:]...)
	if status != 0 || len(started) != 1 {
		t.Errorf("%s: %q ended with %d after starting %d servers", where, line, status, len(started))
		return
	}
	command := started[0].Command
	if len(command) != 4 || !slices.Equal(command[:3], []string{"npx", "-y", "@modelcontextprotocol/server-filesystem"}) {
		t.Errorf("%s: %q would start %q", where, line, command)
	}
	if name := serverName(command); name != "server-filesystem" {
		t.Errorf("%s: the server would be called %q", where, name)
	}
}

func TestExampleConfigurations(t *testing.T) {
	names, err := filepath.Glob("../../configs/*.json")
	if err != nil || len(names) < 5 {
		t.Fatalf("found the examples %q, %v; want five clients", names, err)
	}
	readme, err := os.ReadFile("../../configs/README.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var c clientConfig
		dec := json.NewDecoder(bytes.NewReader(text))
		dec.DisallowUnknownFields()
		if err := dec.Decode(&c); err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		base := filepath.Base(name)
		servers, other := c.McpServers, c.Servers
		if base == "vscode.json" {
			servers, other = c.Servers, c.McpServers
		}
		if len(servers) != 1 || len(other) != 0 {
			t.Errorf("%s: the servers are not under the key that this client reads", name)
		}
		for key, s := range servers {
			if key == "" || s.Type != "" && s.Type != "stdio" {
				t.Errorf("%s: entry %q has type %q", name, key, s.Type)
			}
			wrapped(t, name, append([]string{s.Command}, s.Args...))
		}
		if !bytes.Contains(readme, []byte("("+base+")")) {
			t.Errorf("configs/README.md does not mention %s", base)
		}
	}
}

func TestExampleCommandLine(t *testing.T) {
	readme, err := os.ReadFile("../../configs/README.md")
	if err != nil {
		t.Fatal(err)
	}
	found := 0
	for _, line := range strings.Split(string(readme), "\n") {
		if rest, ok := strings.CutPrefix(line, "claude mcp add filesystem -- "); ok {
			found++
			wrapped(t, "configs/README.md", strings.Fields(rest))
		}
	}
	if found != 1 {
		t.Errorf("found %d lines of claude mcp add, want 1", found)
	}
}
