package audit

import (
	"errors"
	"path"
	"strings"
)

// StateDir returns the folder for what mcp-watchdog remembers about one user,
// without creating it: $XDG_STATE_HOME/mcp-watchdog where that is set, else
// ~/.local/state/mcp-watchdog, on macOS ~/Library/Application
// Support/mcp-watchdog, on Windows %LOCALAPPDATA%\mcp-watchdog. goos is
// runtime.GOOS and getenv is os.Getenv, or what a test wants of them. A
// relative XDG_STATE_HOME is ignored, as the XDG Base Directory Specification
// demands.
func StateDir(goos string, getenv func(string) string) (string, error) {
	const app = "mcp-watchdog"
	if goos == "windows" {
		if dir := getenv("LOCALAPPDATA"); dir != "" {
			return strings.TrimRight(dir, `\/`) + `\` + app, nil
		}
		if home := getenv("USERPROFILE"); home != "" {
			return strings.TrimRight(home, `\/`) + `\AppData\Local\` + app, nil
		}
		return "", errors.New("no folder for the audit log is known; set LOCALAPPDATA")
	}
	if dir := getenv("XDG_STATE_HOME"); path.IsAbs(dir) {
		return path.Join(dir, app), nil
	}
	home := getenv("HOME")
	if !path.IsAbs(home) {
		return "", errors.New("no folder for the audit log is known; set HOME or XDG_STATE_HOME to an absolute path")
	}
	if goos == "darwin" {
		return path.Join(home, "Library/Application Support", app), nil
	}
	return path.Join(home, ".local/state", app), nil
}
