// Package watchdog is the root of mcp-watchdog, a security proxy between MCP
// clients and servers. The program is in cmd/mcp-watchdog; ARCHITECTURE.md says
// how it is built, and the tests beside this file keep it so.
package watchdog
