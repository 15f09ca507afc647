package lock

import (
	"encoding/csv"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
)

// resolvePyPI looks for the installed distribution: in the tools of uv or pipx,
// then in uv's cache, where uvx keeps its environments. Of several the newest
// counts.
func resolvePyPI(t *Target) (launch.Pin, error) {
	name := strings.ReplaceAll(strings.ToLower(strings.NewReplacer("-", "_", ".", "_").Replace(t.Name)), "__", "_")
	best, when := "", time.Time{}
	look := func(pattern string) {
		found, err := filepath.Glob(pattern) // the pattern is well formed
		if err != nil {
			return
		}
		for i, dir := range found {
			if i == maxFolders {
				return
			}
			version := strings.TrimSuffix(filepath.Base(dir)[len(name)+1:], ".dist-info")
			if exact(t.Version) && version != t.Version {
				continue
			}
			if info, err := os.Stat(filepath.Join(dir, "RECORD")); err == nil && info.ModTime().After(when) {
				best, when = dir, info.ModTime()
			}
		}
	}
	for _, root := range pythonRoots(t) {
		if look(filepath.Join(root, name+"-[0-9]*.dist-info")); best != "" {
			break
		}
	}
	if best == "" {
		return launch.Pin{}, ErrNotInstalled
	}
	return pythonPin(best, name)
}

// exact reports whether a version is one, and not a range or a tag.
func exact(version string) bool {
	return version != "" && version != "latest" && !strings.ContainsAny(version, "<>=~!*, ")
}

// pythonRoots are patterns of folders that distributions are installed in, the
// likeliest first.
func pythonRoots(t *Target) []string {
	home, _ := os.UserHomeDir() // without one the paths do not exist
	data, cache := filepath.Join(home, ".local", "share"), filepath.Join(home, ".cache", "uv")
	if dir := os.Getenv("XDG_DATA_HOME"); dir != "" {
		data = dir
	}
	if dir := os.Getenv("XDG_CACHE_HOME"); dir != "" {
		cache = filepath.Join(dir, "uv")
	}
	tools := filepath.Join(data, "uv", "tools")
	site := []string{"lib", "python3*", "site-packages"}
	if runtime.GOOS == "windows" {
		tools, cache = filepath.Join(os.Getenv("APPDATA"), "uv", "tools"), filepath.Join(os.Getenv("LOCALAPPDATA"), "uv", "cache")
		site = []string{"Lib", "site-packages"}
	}
	if dir := os.Getenv("UV_TOOL_DIR"); dir != "" {
		tools = dir
	}
	if dir := os.Getenv("UV_CACHE_DIR"); dir != "" {
		cache = dir
	}
	in := func(parts ...string) string { return filepath.Join(append(parts, site...)...) }
	dashed := strings.ToLower(t.Name)
	if t.Runner == "pipx" {
		venvs := filepath.Join(home, ".local", "pipx", "venvs")
		return []string{in(venvs, dashed), in(data, "pipx", "venvs", dashed), in(home, ".local", "pipx", ".cache", "*"), in(home, ".cache", "pipx", "*")}
	}
	return []string{in(tools, dashed), in(cache, "archive-v0", "*"), in(cache, "environments-v2", "*"), filepath.Join(cache, "archive-v0", "*")}
}

// pythonPin reads an installed distribution: RECORD lists its files with their
// hashes (PEP 376, PEP 627).
func pythonPin(dist, name string) (launch.Pin, error) {
	text, err := readFile(filepath.Join(dist, "RECORD"))
	if err != nil {
		return launch.Pin{}, err
	}
	pin := launch.Pin{Version: strings.TrimSuffix(filepath.Base(dist)[len(name)+1:], ".dist-info"), Integrity: bytesSum(text)}
	rows, err := csv.NewReader(strings.NewReader(string(text))).ReadAll()
	if err != nil {
		return launch.Pin{}, err
	}
	site := filepath.Dir(dist)
	h := newTree()
	for _, r := range rows {
		if len(r) > 1 && r[1] != "" && filepath.IsLocal(filepath.FromSlash(r[0])) {
			if err := h.add(r[0], filepath.Join(site, filepath.FromSlash(r[0]))); err != nil {
				return launch.Pin{}, err
			}
		}
	}
	pin.Content = h.sum()
	others, err := filepath.Glob(filepath.Join(site, "*.dist-info"))
	if err != nil || filepath.Base(site) != "site-packages" {
		return pin, err
	}
	var lines []string
	for _, dir := range others {
		if dir == dist || len(lines) == maxFolders {
			continue
		}
		record, err := readFile(filepath.Join(dir, "RECORD"))
		if err != nil && !os.IsNotExist(err) {
			return launch.Pin{}, err
		}
		lines = append(lines, filepath.Base(dir)+" "+bytesSum(record))
	}
	pin.Dependencies = linesSum(lines)
	return pin, nil
}
