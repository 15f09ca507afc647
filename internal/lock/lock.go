// Package lock records what a server's command runs on this machine, exactly,
// and finds out whether it still does: from the lock data that npm, uv, pipx
// and container engines leave on disk. It asks no registry.
//
// Limits: what a runner downloads while it starts is not on disk before. A
// command without an exact version can therefore run something new once, which
// the next start notices.
package lock

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
)

// FileName is the name of the lock file in the state folder.
const FileName = "lock.json"

// maxFile bounds the lock file, and maxEntries the servers in it.
const (
	maxFile    = 4 << 20
	maxEntries = 4096
)

// Entry is one locked server.
type Entry struct {
	// ID names what the command runs, see launch.Spec.Identity, with the version
	// that the command demands.
	ID string `json:"id"`
	// Target is what has to be found again. It holds no arguments, which may
	// be secrets.
	Target Target     `json:"target"`
	Pin    launch.Pin `json:"pin"`
	Time   time.Time  `json:"time"`
}

// Target says where to look for what a command runs.
type Target struct {
	Source   launch.Source `json:"source"`
	Runner   string        `json:"runner,omitempty"`
	Name     string        `json:"name"`
	Version  string        `json:"version,omitempty"`
	Packages []string      `json:"packages,omitempty"`
}

// Of is the target of a command. The error says that there is nothing to lock.
func Of(command []string) (Target, error) {
	s := launch.Understand(command)
	t := Target{s.Source, s.Runner, s.Name, s.Version, s.Packages}
	switch s.Source {
	case launch.NPM, launch.PyPI:
		if !plainName(t.Name) {
			return t, errors.New("the name of the package is not one")
		}
	case launch.Address:
		return t, errors.New("a package that is named by its address cannot be locked; name its commit in the address instead")
	case launch.Program:
		if s.Script != "" {
			return t, errors.New("a script on the command line cannot be locked; it is what it says")
		}
		t.Name = programFile(s)
		if t.Name == "" {
			return t, fmt.Errorf("the program %q was not found", filepath.Base(command[0]))
		}
	}
	return t, nil
}

// plainName reports whether a name can be that of a package and nothing else:
// it becomes part of paths.
func plainName(name string) bool {
	return name != "" && !strings.Contains(name, "..") && !strings.ContainsFunc(name, func(r rune) bool {
		return r > '~' || r <= ' ' || strings.ContainsRune("*?[]\\:\"'|<>", r)
	})
}

// ID is the identity of the target.
func (t *Target) ID() string {
	id := t.Source.String() + ":" + t.Name
	if t.Version != "" {
		id += "@" + t.Version
	}
	return id
}

// File is the lock file.
type File struct {
	path    string
	Entries []Entry
}

type stored struct {
	Version int     `json:"version"`
	Locked  []Entry `json:"locked"`
}

// Open reads the lock file at path; one that does not exist is empty. A file
// that cannot be read is an error: what it protects must not start unchecked.
func Open(path string) (*File, error) {
	f, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return &File{path: path}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("the lock file cannot be read: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFile+1))
	if err != nil {
		return nil, fmt.Errorf("the lock file cannot be read: %w", err)
	}
	var s stored
	if len(text) > maxFile || json.Unmarshal(text, &s) != nil || s.Version != 1 || len(s.Locked) > maxEntries {
		return nil, fmt.Errorf("the lock file %s is damaged; restore it, or remove it and lock your servers again", path)
	}
	return &File{path, s.Locked}, nil
}

// Find returns the entry of a target.
func (f *File) Find(t *Target) (*Entry, bool) {
	id := t.ID()
	if i := slices.IndexFunc(f.Entries, func(e Entry) bool { return e.ID == id }); i >= 0 {
		return &f.Entries[i], true
	}
	return nil, false
}

// Set locks a target to a pin, in place of what it was locked to.
func (f *File) Set(t Target, pin launch.Pin, now time.Time) {
	e := Entry{t.ID(), t, pin, now.UTC().Truncate(time.Second)}
	if old, ok := f.Find(&t); ok {
		*old = e
		return
	}
	f.Entries = append(f.Entries, e)
}

// Remove forgets the entry of that id.
func (f *File) Remove(id string) bool {
	n := len(f.Entries)
	f.Entries = slices.DeleteFunc(f.Entries, func(e Entry) bool { return e.ID == id })
	return len(f.Entries) < n
}

// Save writes the file anew, readable by the user only, and at once: a reader
// sees the old one or the new one.
func (f *File) Save() error {
	text, err := json.MarshalIndent(stored{1, f.Entries}, "", "  ")
	if err != nil {
		return err
	}
	dir := filepath.Dir(f.path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return fmt.Errorf("the lock file cannot be written: %w", err)
	}
	tmp, err := os.CreateTemp(dir, FileName+".*") // 0600
	if err != nil {
		return fmt.Errorf("the lock file cannot be written: %w", err)
	}
	_, err = tmp.Write(append(text, '\n'))
	if err == nil {
		err = tmp.Sync()
	}
	err = errors.Join(err, tmp.Close())
	if err == nil {
		err = os.Rename(tmp.Name(), f.path)
	}
	if err != nil {
		return errors.Join(fmt.Errorf("the lock file cannot be written: %w", err), os.Remove(tmp.Name()))
	}
	return nil
}
