package sandbox

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// class is the attack class of what a server does, not says.
const class = "scope_violation"

const widen = "If the server needs it, declare it: --allow-write PATH, --allow-read PATH, or in the configuration. `mcp-watchdog scope learn` finds out what a server needs."

var (
	writeRule = &finding.Rule{
		ID: "scope_write", Class: class, Severity: finding.Critical, Title: "a server writes outside of its scope",
		Catches:   "A process of the server that creates, writes, removes, renames or changes a file outside of what its command names, its caches and temporary files; always start-up files, keys, what Git runs, and mcp-watchdog's own state. The call gets EACCES.",
		Example:   "a notes server appends a line to ~/.bashrc",
		Misses:    "What is written into files that were open before, and what another program writes that the server asks.",
		Exception: widen,
	}
	clientRule = &finding.Rule{
		ID: "client_config_write", Class: class, Severity: finding.Critical, Title: "a server changes the configuration of an MCP client",
		Catches:   "Writing to the files in which AI applications list their servers: a way to start a server of its own in the next session, or to unwrap itself. The call gets EACCES.",
		Example:   "a weather server adds itself to ~/.cursor/mcp.json",
		Misses:    "Clients whose files are not known. Close them with --deny-read.",
		Exception: widen,
	}
	readRule = &finding.Rule{
		ID: "credential_read", Class: class, Severity: finding.Critical, Title: "a server reads credentials or its neighbours' configuration",
		Catches:   "Opening keys, tokens, password stores, browser profiles or the configuration of MCP clients, which lists all other servers and often holds their secrets. The call gets EACCES.",
		Example:   "a calculator opens ~/.ssh/id_ed25519",
		Misses:    "Credentials at other places: close them with --deny-read. The names in such folders can be listed.",
		Exception: "If the server needs it, declare it: --allow-read PATH, or in the configuration.",
	}
	neighboursRule = &finding.Rule{
		ID: "client_config_read", Class: class, Severity: finding.High, Title: "a server reads which other servers a project has",
		Catches:   "Opening the files of a project in which AI applications list its servers (.mcp.json, .cursor/mcp.json, .vscode/mcp.json and the like): what spreads from server to server looks there for its neighbours and what they are started with. The call gets EACCES; the names can be listed, sizes and times asked for.",
		Example:   "a formatter opens .mcp.json in the project that it formats",
		Misses:    "Settings of editors and hooks of clients, which are ordinary reading in a project; clients whose files are not known; a program with several threads that exchanges the path in the moment between the look and the kernel's.",
		Exception: "If the server needs it, declare it: --allow-read '**/.mcp.json', or the one path.",
	}
	closedRule = &finding.Rule{
		ID: "scope_read", Class: class, Severity: finding.High, Title: "a server reads outside of its scope",
		Catches:   "Opening a file that was closed for reading, with --deny-read or because only some folders were allowed. The call gets EACCES.",
		Example:   "a server with --allow-read ~/notes opens ~/taxes/2025.pdf",
		Misses:    "Sizes and times of files: they can be asked for everywhere.",
		Exception: widen,
	}
	socketRule = &finding.Rule{
		ID: "scope_connect", Class: class, Severity: finding.Critical, Title: "a server connects to a door to the whole machine",
		Catches:   "Connecting to the socket of Docker, of an agent of keys, or of the session's bus: whoever is behind it acts with all rights of the user or of the system. The call gets EACCES.",
		Example:   "a formatter connects to /var/run/docker.sock",
		Misses:    "Doors behind a TCP port.",
		Exception: "If the server needs it, declare its path: --allow-write PATH.",
	}
	netRule = &finding.Rule{
		ID: "scope_network", Class: class, Severity: finding.High, Title: "a server connects outside of its scope",
		Catches:   "Connecting or sending to an address that was not declared, or waiting for calls from other machines, when the network of the server was limited with --allow-net. The call gets EACCES.",
		Example:   "a server with --allow-net none connects to 203.0.113.7:443",
		Misses:    "What is sent to a declared destination.",
		Exception: "If the server needs it, declare it: --allow-net HOST:PORT.",
	}
	nestRule = &finding.Rule{
		ID: "own_folder", Class: class, Severity: finding.Info, Title: "a server makes a folder of its own in the home folder",
		Catches:   "A new folder with a dot in front in the home folder, or a new one in .config and the like, which no closed place is in the way of. It belongs to the server from then on, and to no other.",
		Example:   "a database server keeps its state in ~/.mongodb",
		Misses:    "Nothing is refused: what is closed stays closed, and folders that were there before stay so unless they bear the server's name.",
		Exception: "None is needed. To have a server make none, declare what it may write: --allow-write PATH, or --scope closed.",
	}
	processRule = &finding.Rule{
		ID: "scope_process", Class: class, Severity: finding.Critical, Title: "a server reaches for other processes or for the kernel",
		Catches:   "Signals to processes that are not the server's, changes of their limits, and calls that no server needs and that get around a scope: mounts, handles of files, modules of the kernel; disks and the memory of the machine, which root could open. The call gets EPERM.",
		Example:   "a server kills the proxy that guards it",
		Misses:    "What runs with another user's rights is the system's matter.",
		Exception: "None. A server that needs it can be run with --sandbox off.",
	}
)

// Rules lists the rules of this package.
func Rules() []*finding.Rule {
	return []*finding.Rule{writeRule, clientRule, readRule, neighboursRule, closedRule, socketRule, netRule, nestRule, processRule}
}

// ruleOf is the rule of an access that the scope does not allow.
func ruleOf(op scope.Op, d *scope.Decision) *finding.Rule {
	kind := d.Kind
	switch {
	case op == scope.Socket:
		return socketRule
	case op != scope.Read && kind == scope.ClientConfig:
		return clientRule
	case op != scope.Read:
		return writeRule
	case kind == scope.ClientConfig && strings.HasPrefix(d.Place, "**/"):
		return neighboursRule
	case kind == scope.Outside || kind == scope.Unknown:
		return closedRule
	}
	return readRule
}
