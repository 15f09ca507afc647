package e2e

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"testing"
)

const howToInstall = "run `e2e/install-peers.sh DIR` and set MCP_WATCHDOG_PEERS=DIR to run it"

// peerDir is where install-peers.sh put the published peers. Without one the
// test is skipped; with one that lacks something the test fails, so that CI
// cannot pass by not testing.
func peerDir(t *testing.T) string {
	t.Helper()
	dir := os.Getenv("MCP_WATCHDOG_PEERS")
	if dir == "" {
		t.Skip("the published MCP servers are not installed; " + howToInstall)
	}
	if _, err := os.Stat(dir); err != nil {
		t.Fatalf("MCP_WATCHDOG_PEERS: %v; %s", err, howToInstall)
	}
	return dir
}

// nodePeer is the command line of an npm package's program.
func nodePeer(t *testing.T, file string, args ...string) []string {
	t.Helper()
	dir := peerDir(t)
	node, err := exec.LookPath("node")
	if err != nil {
		t.Fatal("Node.js is not installed, which the peers in MCP_WATCHDOG_PEERS need: install it, or unset the variable")
	}
	path := filepath.Join(dir, "npm", "node_modules", filepath.FromSlash(file))
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; %s", err, howToInstall)
	}
	return append([]string{node, path}, args...)
}

// goPeer is the command line of a Go program installed among the peers.
func goPeer(t *testing.T, name string, args ...string) []string {
	t.Helper()
	path := filepath.Join(peerDir(t), "bin", name)
	if runtime.GOOS == "windows" {
		path += ".exe"
	}
	if _, err := os.Stat(path); err != nil {
		t.Fatalf("%v; %s", err, howToInstall)
	}
	return append([]string{path}, args...)
}

// The published servers; install-peers.sh has their versions. They run side by
// side, because most of their time is spent waiting.

func TestServerEverything(t *testing.T) {
	t.Parallel()
	s := session{
		server: nodePeer(t, "@modelcontextprotocol/server-everything/dist/index.js", "stdio"),
		script: everythingScript,
	}
	s.run(t, watchdog(t))
}

func TestServerFilesystem(t *testing.T) {
	t.Parallel()
	root, err := filepath.EvalSymlinks(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	s := session{
		server: nodePeer(t, "@modelcontextprotocol/server-filesystem/dist/index.js", root),
		script: func(c *client) { filesystemScript(c, root) },
	}
	s.run(t, watchdog(t))
}

func TestServerMemory(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "memory.jsonl")
	s := session{
		server: nodePeer(t, "@modelcontextprotocol/server-memory/dist/index.js"),
		env:    []string{"MEMORY_FILE_PATH=" + file},
		script: func(c *client) {
			os.Remove(file) // each run starts with an empty graph
			memoryScript(c)
		},
	}
	s.run(t, watchdog(t))
}

func TestServerSequentialThinking(t *testing.T) {
	t.Parallel()
	s := session{
		server: nodePeer(t, "@modelcontextprotocol/server-sequential-thinking/dist/index.js"),
		script: sequentialThinkingScript,
	}
	s.run(t, watchdog(t))
}

func TestGoSDKConformanceServer(t *testing.T) {
	t.Parallel()
	s := session{server: goPeer(t, "everything-server"), script: conformanceScript}
	s.run(t, watchdog(t))
}

// The same server without a handshake: version 2026-07-28 has no session.
func TestGoSDKConformanceServerModern(t *testing.T) {
	t.Parallel()
	s := session{server: goPeer(t, "everything-server"), script: modernScript}
	s.run(t, watchdog(t))
}

func TestMCPGoEverythingServer(t *testing.T) {
	t.Parallel()
	s := session{server: goPeer(t, "mcpgo-everything"), script: mcpGoScript}
	s.run(t, watchdog(t))
}
