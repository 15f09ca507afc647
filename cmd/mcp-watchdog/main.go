// Mcp-watchdog is a transparent security proxy for MCP servers: it stands
// between an AI application and the server, reads every message, takes out what
// must not reach a model and leaves the rest byte for byte as it came.
//
//	mcp-watchdog -- npx -y @modelcontextprotocol/server-filesystem ~/project
package main

import (
	"os"

	"github.com/mcp-watchdog/mcp-watchdog/internal/cli"
)

func main() {
	os.Exit(cli.Main(os.Args[1:], cli.Streams{In: os.Stdin, Out: os.Stdout, Err: os.Stderr}))
}
