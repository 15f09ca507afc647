package lock

import (
	"cmp"
	"crypto/sha512"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
)

// maxLockData bounds one file of lock data, and maxFolders the folders of a
// cache that are looked at.
const (
	maxLockData = 32 << 20
	maxFolders  = 8192
)

// npmLock is what matters of package-lock.json (npm docs, "package-lock.json").
type npmLock struct {
	Packages map[string]struct {
		Version      string            `json:"version"`
		Integrity    string            `json:"integrity"`
		Resolved     string            `json:"resolved"`
		Dependencies map[string]string `json:"dependencies"`
	} `json:"packages"`
}

// resolveNPM looks where npx looks: the project around the current folder, the
// global packages, its own cache.
func resolveNPM(t *Target) (launch.Pin, error) {
	at := filepath.Join("node_modules", filepath.FromSlash(t.Name))
	var roots []string
	if t.Version == "" {
		roots = projectRoots(at)
	}
	roots = append(roots, npxRoots(t)...)
	for _, root := range roots {
		pin, err := npmPin(root, t.Name)
		if err == nil {
			return pin, nil
		}
		if !os.IsNotExist(err) {
			return launch.Pin{}, err
		}
	}
	return launch.Pin{}, ErrNotInstalled
}

// projectRoots are the folders that have the package as a dependency or
// globally.
func projectRoots(at string) []string {
	var roots []string
	if dir, err := os.Getwd(); err == nil {
		for range 64 {
			if _, err := os.Stat(filepath.Join(dir, at, "package.json")); err == nil {
				roots = append(roots, dir)
				break
			}
			up := filepath.Dir(dir)
			if up == dir {
				break
			}
			dir = up
		}
	}
	if npx, err := exec.LookPath("npx"); err == nil {
		prefix := filepath.Join(filepath.Dir(filepath.Dir(npx)), "lib")
		if runtime.GOOS == "windows" {
			prefix = filepath.Join(os.Getenv("APPDATA"), "npm")
		}
		if _, err := os.Stat(filepath.Join(prefix, at, "package.json")); err == nil {
			roots = append(roots, prefix)
		}
	}
	return roots
}

// npxRoots is the folder of npx's cache that these packages have, if it is
// there: its name is a hash of what the command asks for.
func npxRoots(t *Target) []string {
	cache := os.Getenv("npm_config_cache")
	if home, err := os.UserHomeDir(); cache == "" && err == nil {
		cache = filepath.Join(home, ".npm")
	}
	if local := os.Getenv("LOCALAPPDATA"); runtime.GOOS == "windows" && os.Getenv("npm_config_cache") == "" {
		cache = filepath.Join(local, "npm-cache")
	}
	cache = filepath.Join(cache, "_npx")
	own := filepath.Join(cache, npxHash(t.Packages))
	if _, err := os.Stat(own); err == nil {
		return []string{own}
	}
	return nil
}

// npxHash names the folder of a set of packages as libnpmexec does.
func npxHash(packages []string) string {
	specs := slices.Clone(packages)
	slices.Sort(specs)
	sum := sha512.Sum512([]byte(strings.Join(specs, "\n")))
	return hex.EncodeToString(sum[:8])
}

// npmPin reads what is installed in root.
func npmPin(root, name string) (launch.Pin, error) {
	dir := filepath.Join(root, "node_modules", filepath.FromSlash(name))
	var own struct{ Version string }
	if err := readJSON(filepath.Join(dir, "package.json"), &own); err != nil {
		return launch.Pin{}, err
	}
	pin := launch.Pin{Version: own.Version}
	var locked npmLock
	for _, file := range []string{filepath.Join(root, "package-lock.json"), filepath.Join(root, "node_modules", ".package-lock.json")} {
		err := readJSON(file, &locked)
		if err != nil && !os.IsNotExist(err) {
			return launch.Pin{}, err
		}
		if err == nil && locked.Packages["node_modules/"+name].Version != "" {
			break
		}
		locked = npmLock{}
	}
	entry := locked.Packages["node_modules/"+name]
	pin.Integrity = cmp.Or(entry.Integrity, entry.Resolved)
	if root != "" && strings.Contains(root, "_npx") { // a project's other packages are its own matter
		var lines []string
		for path, p := range locked.Packages {
			if path != "" && path != "node_modules/"+name {
				lines = append(lines, path+" "+p.Version+" "+cmp.Or(p.Integrity, p.Resolved))
			}
		}
		pin.Dependencies = linesSum(lines)
	}
	var err error
	pin.Content, err = treeSum(dir, "node_modules")
	return pin, err
}

// readJSON reads a bounded file into v.
func readJSON(name string, v any) error {
	text, err := readFile(name)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(text, v); err != nil {
		return fmt.Errorf("%s is damaged: %w", filepath.Base(name), err)
	}
	return nil
}
