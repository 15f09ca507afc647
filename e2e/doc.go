// Package e2e runs the built mcp-watchdog between real MCP clients and real
// MCP servers and compares what went in with what came out, byte for byte.
// It holds tests only.
//
// A session has four taps. The client records what it wrote and what it read;
// a small recording relay (the tap, this test binary under another role) sits
// between the proxy and the server and records the same two streams on its
// side:
//
//	client -- sent --> mcp-watchdog -- to-server ----> tap --> server
//	client <- received mcp-watchdog <- from-server --- tap <-- server
//
// sent must equal to-server and received must equal from-server. That is exact
// also for servers whose output differs from run to run.
//
// The built-in peer needs nothing and is never skipped. The published servers
// and clients are looked for in the directory named by MCP_WATCHDOG_PEERS;
// install-peers.sh in this directory fills it. MCP_WATCHDOG_BIN names a binary
// to test instead of building one.
package e2e
