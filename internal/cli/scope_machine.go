package cli

import (
	"os"
	"os/user"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// thisMachine finds out what a scope is made from. added are the variables that
// the server's entry set: what they name, the server was given. kept are others
// that say where it keeps what it knows.
func thisMachine(c *config.Config, file string, spec *launch.Spec, command, added, kept []string) scope.Machine {
	m := scope.Machine{System: scope.SystemOf(runtime.GOOS)}
	if m.System == scope.Linux || m.System == scope.Darwin {
		m.SocketDirs = both(os.Getenv("XDG_RUNTIME_DIR"), "/run/user/"+strconv.Itoa(os.Getuid()))
		m.Temp = both(os.TempDir(), "/tmp", "/var/tmp")
		if temp := filepath.Clean(os.TempDir()); m.System == scope.Darwin && filepath.Base(temp) == "T" {
			m.Temp = append(m.Temp, both(filepath.Join(filepath.Dir(temp), "C"))...) // the user's caches are beside it
		}
	} else {
		m.Temp = both(os.TempDir())
	}
	home, _ := os.UserHomeDir()
	homes := []string{home}
	if u, err := user.Current(); err == nil { // HOME may have been set to something else
		homes = append(homes, u.HomeDir)
	}
	if homes = both(homes...); len(homes) > 0 {
		m.Home, m.Homes = homes[0], homes[1:]
	}
	if dir, err := os.Getwd(); err == nil {
		m.Dir = realPath(dir)
	}
	m.Agents = agentSockets()
	m.Caches = cacheFolders()
	m.Own = append(ownFiles(c), both(file)...)
	if self, err := os.Executable(); err == nil {
		m.Program = realPath(self)
	}
	switch spec.Runner {
	case "docker", "podman", "nerdctl", "finch":
		m.Engine = spec.Runner
	}
	m.Named = realPaths(namedPaths(commandWords(spec, command), nil, home))
	m.Given = realPaths(namedPaths(nil, slices.DeleteFunc(slices.Clone(added), general), home))
	m.Scripted = realPaths(namedPaths(strings.FieldsFunc(spec.Script, func(r rune) bool { return strings.ContainsRune(" \t\n'\";&|()<>", r) }), nil, home))
	m.Kept = realPaths(namedPaths(nil, kept, home))
	return m
}

// general reports whether a variable says nothing about what a server is for.
func general(variable string) bool {
	name, _, _ := strings.Cut(variable, "=")
	return scope.General(name)
}

// both returns absolute paths as they are and with their links followed.
func both(paths ...string) []string {
	var all []string
	for _, p := range paths {
		if !filepath.IsAbs(p) {
			continue
		}
		for _, q := range []string{realPath(p), filepath.Clean(p)} {
			if !slices.Contains(all, q) {
				all = append(all, q)
			}
		}
	}
	return all
}

func realPaths(paths []string) []string {
	all := make([]string, len(paths))
	for i, p := range paths {
		all[i] = realPath(p)
	}
	return all
}

// realPath follows the links in a path as far as it exists. A pattern stays as it is.
func realPath(path string) string {
	if !filepath.IsAbs(path) {
		return path
	}
	rest := ""
	for at := filepath.Clean(path); ; at = filepath.Dir(at) {
		if real, err := filepath.EvalSymlinks(at); err == nil {
			return filepath.Join(real, rest)
		}
		if at == filepath.Dir(at) {
			return filepath.Clean(path)
		}
		rest = filepath.Join(filepath.Base(at), rest)
	}
}

// agentSockets are sockets of this login that somebody with all rights of the
// user listens on.
func agentSockets() []string {
	var all []string
	for _, name := range []string{"SSH_AUTH_SOCK", "TMUX", "GPG_AGENT_INFO", "VSCODE_IPC_HOOK_CLI", "VSCODE_GIT_IPC_HANDLE", "KITTY_LISTEN_ON", "SWAYSOCK", "I3SOCK", "NVIM"} {
		value, _, _ := strings.Cut(os.Getenv(name), ",") // tmux adds its process
		if name == "GPG_AGENT_INFO" {
			value, _, _ = strings.Cut(value, ":")
		}
		all = append(all, both(strings.TrimPrefix(value, "unix:"))...)
	}
	if bus := os.Getenv("DBUS_SESSION_BUS_ADDRESS"); bus != "" {
		_, path, _ := strings.Cut(bus, "unix:path=")
		path, _, _ = strings.Cut(path, ",")
		all = append(all, both(path)...)
	}
	if runtime.GOOS != "windows" {
		user := strconv.Itoa(os.Getuid())
		all = append(all, both("/tmp/tmux-"+user, "/tmp/emacs"+user, "/tmp/zellij-"+user)...)
		all = append(all, commandSockets(os.Getenv("XDG_RUNTIME_DIR"))...)
	}
	return all
}

// commanded begin the names of sockets on which editors, terminals and window managers
// take commands to be run.
var commanded = []string{"vscode-", "cursor-", "nvim.", "sway-ipc.", "niri.", "kitty-", "wezterm"}

// commandSockets are those of a login's folder.
func commandSockets(folder string) (all []string) {
	if !filepath.IsAbs(folder) {
		return nil
	}
	for _, e := range listing(folder) {
		if slices.ContainsFunc(commanded, func(begin string) bool { return strings.HasPrefix(e.Name(), begin) }) {
			all = append(all, both(filepath.Join(folder, e.Name()))...)
		}
	}
	return all
}

// cacheFolders are those that the environment names for package runners.
func cacheFolders() []string {
	var all []string
	for _, name := range []string{"XDG_CACHE_HOME", "npm_config_cache", "NPM_CONFIG_CACHE", "UV_CACHE_DIR", "PIP_CACHE_DIR", "GOCACHE", "GOMODCACHE", "PLAYWRIGHT_BROWSERS_PATH",
		"BUN_INSTALL_CACHE_DIR", "DENO_DIR", "YARN_CACHE_FOLDER", "HF_HOME", "UV_TOOL_DIR", "UV_PYTHON_INSTALL_DIR", "PIPX_HOME"} {
		all = append(all, both(os.Getenv(name))...)
	}
	return all
}

// ownFiles are the files and folders of this program.
func ownFiles(c *config.Config) []string {
	var all []string
	if dir, err := audit.StateDir(runtime.GOOS, os.Getenv); err == nil {
		all = append(all, both(dir)...)
	}
	if file, err := config.DefaultPath(); err == nil {
		all = append(all, both(filepath.Dir(file))...)
	}
	all = append(all, both(c.Audit.Path)...)
	slices.Sort(all)
	return slices.Compact(all)
}

// commandWords are the words of a command that may name what its server is for.
func commandWords(spec *launch.Spec, command []string) (words []string) {
	for i, w := range command {
		if i > 0 && !(spec.Source == launch.Program && w == spec.Name) && (spec.Script == "" || !strings.Contains(spec.Script, w) && !strings.Contains(w, spec.Script)) {
			words = append(words, w)
		}
	}
	return words
}

// namedPaths are the files and folders that words name: existing ones, and such
// as could be made where the folder exists.
func namedPaths(words, added []string, home string) []string {
	var all []string
	for _, w := range append(words, added...) {
		if _, value, ok := strings.Cut(w, "="); ok && !strings.HasPrefix(w, "/") {
			w = value
		}
		for _, part := range strings.FieldsFunc(w, func(r rune) bool { return r == ',' || r == os.PathListSeparator }) {
			if p, ok := namedPath(part, home); ok && !slices.Contains(all, p) && len(all) < maxNamed {
				all = append(all, p)
			}
		}
	}
	return all
}

// maxNamed bounds the paths of a command.
const maxNamed = 256

// namedPath reads a word as the path of a file or folder that exists, or could.
func namedPath(word, home string) (string, bool) {
	word = strings.TrimPrefix(word, "file://")
	switch {
	case word == "" || strings.ContainsRune(word, 0) || strings.HasPrefix(word, "-") || strings.HasPrefix(word, "//"):
		return "", false
	case (word == "~" || strings.HasPrefix(word, "~/")) && home != "":
		word = filepath.Join(home, word[1:])
	}
	abs, err := filepath.Abs(word)
	if err != nil {
		return "", false
	}
	if _, err := os.Lstat(abs); err == nil {
		return abs, true
	}
	if !filepath.IsAbs(word) && !strings.HasPrefix(word, "./") && !strings.HasPrefix(word, "../") {
		return "", false // a word like any other
	}
	info, err := os.Stat(filepath.Dir(abs))
	return abs, err == nil && info.IsDir()
}

// detectScope is what detectors know of a scope. Links are followed for servers on
// this machine.
func detectScope(rules *scope.Scope, m *scope.Machine) detect.Scope {
	return detect.Scope{Rules: rules, Dir: m.Dir, Home: m.Home, Follow: newLinks().follow}
}
