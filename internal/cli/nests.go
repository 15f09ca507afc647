package cli

import (
	"bufio"
	"errors"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// maxNests bounds the folders of its own that a server has, and maxListed the
// names in one folder that are looked at for them.
const (
	maxNests  = 64
	maxListed = 4096
)

// nestsOf are the folders in the home folder that are a server's own: those that
// bear its name, and those that it was seen to make.
func nestsOf(m *scope.Machine) []string {
	var all []string
	for i, parent := range scope.NestParents(m.Home) {
		for _, entry := range listing(parent) {
			if entry.IsDir() && (i > 0 || entry.Name()[0] == '.') && scope.Bears(entry.Name(), m.Names) {
				all = append(all, filepath.Join(parent, entry.Name()))
			}
		}
	}
	for _, path := range keptNests(m.Names[0]) {
		if info, err := os.Lstat(path); err == nil && info.IsDir() {
			all = append(all, path)
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return all[:min(len(all), maxNests)]
}

func listing(folder string) []fs.DirEntry {
	f, err := os.Open(folder)
	if err != nil {
		return nil // none there
	}
	defer f.Close()
	entries, _ := f.ReadDir(maxListed) // those that could be read count
	return entries
}

// nestsPath is where the folders that a server made are written down.
func nestsPath(server string) (string, error) {
	dir, err := audit.StateDir(runtime.GOOS, os.Getenv)
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "folders", url.PathEscape(server)), nil
}

// keptNests reads them; none when there are none or they cannot be read.
func keptNests(server string) (all []string) {
	path, err := nestsPath(server)
	if err != nil {
		return nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan() && len(all) < maxNests; {
		if name, err := strconv.Unquote(lines.Text()); err == nil && filepath.IsAbs(name) {
			all = append(all, name)
		}
	}
	return all
}

// keepNest writes a folder down that a server made.
func keepNest(server, folder string) error {
	path, err := nestsPath(server)
	if err != nil {
		return err
	}
	if slices.Contains(keptNests(server), folder) {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = f.WriteString(strconv.Quote(folder) + "\n")
	return errors.Join(err, f.Close())
}
