package config

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// Scopes that were learnt stand in a folder beside the configuration, a file for
// each server, so that the program never changes what a person wrote.

// ScopesDir is the folder of learnt scopes beside a configuration.
func ScopesDir(config string) string {
	return strings.TrimSuffix(config, filepath.Ext(config)) + ".scopes"
}

// loadScopes reads the learnt scopes beside path.
func (c *Config) loadScopes(path string) error {
	files, err := os.ReadDir(ScopesDir(path))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("the learnt scopes cannot be read: %w", err)
	}
	for _, f := range files {
		if !strings.HasSuffix(f.Name(), ".yaml") {
			continue
		}
		name := filepath.Join(ScopesDir(path), f.Name())
		text, err := readAll(name)
		if err != nil {
			return err
		}
		d := &decoder{c: c, path: name}
		if err := d.run(text, d.learntScopes); err != nil {
			return err
		}
	}
	return nil
}

// learntScopes reads a file: servers by name, each with its scope alone.
func (d *decoder) learntScopes(n ast.Node) error {
	return object(n, "the file", []entry{{"servers", func(n ast.Node) error {
		pairs, ok := pairsOf(n)
		if !ok {
			return errors.New("it must be names of servers, each with its scope")
		}
		for _, p := range pairs {
			name := p.Key.GetToken().Value
			err := object(p.Value, "a server", []entry{{"scope", func(n ast.Node) error { return d.scope(n, name) }}})
			if err != nil {
				return err
			}
		}
		return nil
	}}})
}

// ScopeYAML writes a lesson in the form of the configuration. Closed places that
// the server asked for stand in comments: only a person opens them.
func ScopeYAML(server string, l scope.Lesson, hosts []string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "servers:\n  %s:\n    scope:\n      preset: read_only  # besides caches and temporary files it writes\n", strconv.Quote(server))
	list := func(key string, words []string) {
		if len(words) == 0 {
			return
		}
		fmt.Fprintf(&b, "      %s:\n", key)
		for _, w := range words {
			fmt.Fprintf(&b, "        - %s\n", strconv.Quote(w))
		}
	}
	list("allow_write", l.Write)
	list("allow_read", l.Read)
	if l.AllRead {
		b.WriteString("      # it read in more folders than can be listed: reading is not limited\n")
	}
	if len(hosts) == 0 {
		b.WriteString("      allow_net: none\n")
	}
	list("allow_net", hosts)
	for _, a := range l.Asked {
		fmt.Fprintf(&b, "      # closed, and asked for: %s %s (%s)\n", a.Op, strconv.Quote(a.Path), a.Kind.About())
	}
	return b.String()
}

// WriteScope writes the learnt scope of a server beside the configuration at
// path ("" for the default place) and returns the name of the file.
func WriteScope(path, server, yaml string) (string, error) {
	if path == "" {
		var err error
		if path, err = DefaultPath(); err != nil {
			return "", fmt.Errorf("there is no home folder for the configuration: %w", err)
		}
	}
	if server == "" || strings.ContainsAny(server, "*?[]\\/\"\n") {
		return "", fmt.Errorf("a learnt scope is for one server by name; %q is a pattern or no name", visible(server))
	}
	dir := ScopesDir(path)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", err
	}
	file := filepath.Join(dir, strings.ReplaceAll(server, ":", "_")+".yaml")
	temp := file + ".new"
	if err := os.WriteFile(temp, []byte(yaml), 0o600); err != nil {
		return "", err
	}
	return file, os.Rename(temp, file)
}
