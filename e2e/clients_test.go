package e2e

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// Clients that are programs or libraries of others cannot record what they
// write, so a second tap sits between them and the proxy:
//
//	client -- tap A -- mcp-watchdog -- tap B -- server

// bothTaps returns the command line that wraps server, and a function that
// compares the two taps once the session is over.
func bothTaps(t *testing.T, server []string) (command []string, compare func()) {
	t.Helper()
	outer, inner := t.TempDir(), t.TempDir()
	command = slices.Concat([]string{self(t), roleTap, outer}, watchdog(t), []string{self(t), roleTap, inner}, server)
	return command, func() {
		t.Helper()
		read := func(dir, file string) []byte {
			data, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			if len(data) == 0 {
				t.Errorf("the tap recorded nothing in %s", file)
			}
			return data
		}
		if d := difference("client to server", read(outer, toServerFile), spoken(read(inner, toServerFile))); d != "" {
			t.Error(d)
		}
		if d := difference("server to client", read(inner, fromServerFile), read(outer, fromServerFile)); d != "" {
			t.Error(d)
		}
	}
}

// spoken is what a server received less what the proxy said at the end in place of
// a client that left without an answer: some leave as soon as they have theirs.
func spoken(received []byte) []byte {
	for {
		line := received[bytes.LastIndexByte(bytes.TrimSuffix(received, []byte("\n")), '\n')+1:]
		if !bytes.Contains(line, []byte("mcp-watchdog: no answer will come: client closed")) {
			return received
		}
		received = received[:len(received)-len(line)]
	}
}

// output runs a client program and returns what it printed.
func output(t *testing.T, command ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(t.Context(), patience)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	cmd.Env = isolatedEnv(t)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\nstderr: %.4000s", filepath.Base(command[0]), err, stderr.String())
	}
	return string(out)
}

// inspectorConfig writes a client configuration as users have it: one entry
// whose command is the proxy, with variables of its own if there are any.
func inspectorConfig(t *testing.T, command []string, vars map[string]string) string {
	t.Helper()
	entry := map[string]any{"command": command[0], "args": command[1:]}
	if len(vars) > 0 {
		entry["env"] = vars
	}
	data, err := json.Marshal(map[string]any{"mcpServers": map[string]any{"peer": entry}})
	if err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(t.TempDir(), "mcp.json")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	return file
}

// TestInspector drives a server with the command line of the MCP Inspector
// (TypeScript SDK), with and without the proxy.
func TestInspector(t *testing.T) {
	t.Parallel()
	inspector := nodePeer(t, "@modelcontextprotocol/inspector/clients/launcher/build/index.js", "--cli")
	everything := nodePeer(t, "@modelcontextprotocol/server-everything/dist/index.js", "stdio")
	memory := nodePeer(t, "@modelcontextprotocol/server-memory/dist/index.js")
	for _, ask := range []struct{ server, args []string }{
		{everything, []string{"--method", "tools/call", "--tool-name", "echo", "--tool-arg", "message=caf\u00e9 1.0"}},
		{memory, []string{"--method", "tools/list"}},
		{memory, []string{"--method", "resources/list"}},
	} {
		t.Run(ask.args[1], func(t *testing.T) {
			run := func(command []string) string {
				return output(t, slices.Concat(inspector, []string{"--config", inspectorConfig(t, command, nil), "--server", "peer", "-q"}, ask.args)...)
			}
			command, compare := bothTaps(t, ask.server)
			proxied := run(command)
			compare()
			if d := difference("what the inspector prints", []byte(run(ask.server)), []byte(proxied)); d != "" {
				t.Error(d)
			}
		})
	}
}

// TestListFeatures drives a server with the go-sdk's own example client.
func TestListFeatures(t *testing.T) {
	t.Parallel()
	server := goPeer(t, "everything-server")
	command, compare := bothTaps(t, server)
	proxied := output(t, append(goPeer(t, "listfeatures"), command...)...)
	compare()
	if d := difference("what listfeatures prints", []byte(output(t, append(goPeer(t, "listfeatures"), server...)...)), []byte(proxied)); d != "" {
		t.Error(d)
	}
}
