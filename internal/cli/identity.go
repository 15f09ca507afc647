package cli

import (
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory/sqlite"
)

// bridges are packages that connect to a server behind a URL: it is the server,
// not they.
var bridges = []string{"mcp-remote", "supergateway", "mcp-proxy", "@pyroprompts/mcp-stdio-to-streamable-http-adapter"}

// identity is what pins hang on: what a command runs, however it is written.
// Two entries of a client that run the same package are one server, unless what they
// offer with their arguments has nothing in common (see guard).
func identity(command []string) string {
	spec := launch.Understand(command)
	if slices.Contains(bridges, spec.Name) {
		for _, a := range spec.Args {
			if origin, ok := memory.Origin(a); ok && strings.HasPrefix(a, "http") {
				return origin
			}
		}
	}
	switch {
	case spec.Source != launch.Program:
		return spec.Identity()
	case spec.Script != "":
		return "script:" + memory.Print(spec.Script)[:32]
	}
	id := "program:" + fullPath(spec.Name)
	for _, a := range spec.Args { // an interpreter that is not known, and its script
		if ending := strings.ToLower(filepath.Ext(a)); runnable(a, ending) {
			return id + " " + fullPath(a)
		}
	}
	return id
}

// entry tells the arguments of what a command runs from others. It has so few digits
// that it confirms no guess: there may be a secret among them.
func entry(command []string) string {
	spec := launch.Understand(command)
	return memory.Print(strings.Join(spec.Args, "\x00"))[:8]
}

// runnable reports whether an argument is what an interpreter runs, by its name
// alone. Whether a file is there says nothing: a server could make one, and be
// another server from then on.
func runnable(arg, ending string) bool {
	return len(ending) > 1 && !strings.HasPrefix(arg, "-") && !strings.Contains(arg, "://") && !slices.Contains(dataEndings, ending) &&
		!strings.ContainsFunc(ending[1:], func(r rune) bool { return r < 'a' || r > 'z' })
}

// dataEndings are those of files that programs work on.
var dataEndings = []string{".db", ".sqlite", ".json", ".jsonl", ".yaml", ".yml", ".toml", ".ini", ".cfg", ".conf", ".env", ".txt", ".md",
	".csv", ".tsv", ".xml", ".log", ".pem", ".key", ".crt", ".lock", ".pid", ".sock", ".parquet", ".pdf", ".html", ".sql", ".zip"}

// fullPath is the file that a name stands for; modules and what is not found
// stay what they are.
func fullPath(name string) string {
	if !strings.ContainsRune(name, filepath.Separator) {
		if found, err := exec.LookPath(name); err == nil {
			name = found
		} else if _, err := os.Stat(name); err != nil {
			return name
		}
	}
	if abs, err := filepath.Abs(name); err == nil {
		return abs
	}
	return name
}

// memoryLog is the log of what servers offered.
func memoryLog() (*sqlite.Log, error) {
	dir, err := stateDir()
	if err != nil {
		return nil, err
	}
	return sqlite.Open(filepath.Join(dir, sqlite.FileName)), nil
}

// stateDir is the folder for what lasts.
func stateDir() (string, error) {
	dir, err := audit.StateDir(runtime.GOOS, os.Getenv)
	if err != nil {
		return "", fail(ExitUsage, "%w", err)
	}
	return dir, nil
}
