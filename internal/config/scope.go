package config

import (
	"errors"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// Scope is what was declared about what servers may touch.
type Scope struct {
	// Source is where it stands; Server is a pattern, "" for every server.
	Source policy.Source
	Server string
	Preset ScopePreset
	// Write, Read and DenyRead are absolute files and folders, or "**/" and names.
	Write, Read, DenyRead []string
	// Net says that the server reaches Hosts alone.
	Net   bool
	Hosts []scope.HostPort
	// Env are names of variables, or patterns, that are passed on in any case.
	Env []string
}

// ScopePreset is a scope by name.
type ScopePreset uint8

const (
	// NoPreset: another declaration decides, or ScopeStandard.
	NoPreset ScopePreset = iota
	// ScopeStandard: the server writes what its command names, its working folder,
	// caches and temporary files; it reads all but secrets.
	ScopeStandard
	// ScopeReadOnly: it writes caches and temporary files alone.
	ScopeReadOnly
	// ScopeClosed: as ScopeReadOnly; it reads and reaches only what is declared.
	ScopeClosed
)

var scopePresets = []option[ScopePreset]{{"standard", ScopeStandard}, {"read_only", ScopeReadOnly}, {"closed", ScopeClosed}}

// ParseScopePreset reads the name of a preset.
func ParseScopePreset(word string) (ScopePreset, error) {
	for _, o := range scopePresets {
		if o.word == word {
			return o.value, nil
		}
	}
	return NoPreset, errors.New("choose standard, read_only or closed")
}

// scope reads what is declared for the servers that a pattern names.
func (d *decoder) scope(n ast.Node, server string) error {
	s := Scope{Source: d.source(n), Server: server}
	err := object(n, "scope", []entry{
		{"preset", chooseInto(&s.Preset, scopePresets)},
		{"allow_write", placesInto(&s.Write)},
		{"allow_read", placesInto(&s.Read)},
		{"deny_read", placesInto(&s.DenyRead)},
		{"allow_net", func(n ast.Node) error {
			var list []string
			err := words(&list)(n)
			if err != nil {
				return err
			}
			s.Net = true
			s.Hosts, err = ParseHosts(list)
			return err
		}},
		{"env", func(n ast.Node) error {
			if err := words(&s.Env)(n); err != nil {
				return err
			}
			return CheckVariables(s.Env)
		}},
		{"note", textInto(new(string))},
	})
	if d.c.Scopes = append(d.c.Scopes, s); len(d.c.Scopes) > maxLines {
		return fmt.Errorf("there can be %d declarations of scope at most", maxLines)
	}
	return err
}

// ParseHosts reads destinations; the one word none is none.
func ParseHosts(list []string) (hosts []scope.HostPort, err error) {
	for _, text := range list {
		if text == "none" {
			if len(list) > 1 {
				return nil, errors.New("none stands alone, or not at all")
			}
			return nil, nil
		}
		h, err := scope.ParseHostPort(text)
		if err != nil {
			return nil, errors.New(visible(err.Error()))
		}
		hosts = append(hosts, h)
	}
	return hosts, nil
}

// CheckVariables refuses what can be no name of a variable.
func CheckVariables(names []string) error {
	for _, name := range names {
		if strings.Trim(name, "*") == "" || strings.ContainsAny(name, "= \t\n\x00") {
			return fmt.Errorf("%q is no name of a variable; give names such as GITHUB_TOKEN or patterns such as AWS_*, without a value", visible(name))
		}
	}
	return nil
}

// placesInto reads files and folders.
func placesInto(to *[]string) func(ast.Node) error {
	return func(n ast.Node) error {
		var list []string
		if err := words(&list)(n); err != nil {
			return err
		}
		for _, p := range list {
			place, relative, err := Place(p)
			if err != nil {
				return err
			}
			if relative && p != "." && !strings.HasPrefix(p, "./") {
				return errors.New("it must be absolute files or folders, or such that start with ~/, ./ (the folder the server works in) or **/ (in any folder)")
			}
			*to = append(*to, place)
		}
		return nil
	}
}

// Place makes a file or folder that a user wrote absolute; relative says that it
// was not. "**/" and names are in any folder.
func Place(text string) (place string, relative bool, err error) {
	if names, ok := strings.CutPrefix(text, "**/"); ok {
		clean := path.Clean(names)
		if clean != names || strings.HasPrefix(names, "/") || strings.HasPrefix(names, "..") || names == "." || strings.Count(names, "/") >= scope.MaxNames {
			return "", false, fmt.Errorf("%q must be **/ and one to %d names", visible(text), scope.MaxNames)
		}
		return text, false, nil
	}
	if text == "~" || strings.HasPrefix(text, "~/") {
		home, err := os.UserHomeDir()
		if err != nil {
			return "", false, fmt.Errorf("~ cannot be resolved (%w); write the whole path", err)
		}
		return filepath.Join(home, text[1:]), false, nil
	}
	if text == "" || strings.ContainsRune(text, 0) || strings.HasPrefix(text, "~") {
		return "", false, fmt.Errorf("%q is no file or folder", visible(text))
	}
	abs, err := filepath.Abs(text)
	if err != nil {
		return "", false, fmt.Errorf("%q cannot be resolved (%w); write the whole path", visible(text), err)
	}
	return abs, !filepath.IsAbs(text), nil
}
