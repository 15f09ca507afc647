package config

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/goccy/go-yaml/ast"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// ExceptionsPath is the file of the exceptions that belong to a configuration:
// config.exceptions.yaml beside config.yaml.
func ExceptionsPath(config string) string {
	return strings.TrimSuffix(config, filepath.Ext(config)) + ".exceptions.yaml"
}

// maxExceptions bounds the file: each exception is asked about each finding.
const maxExceptions = 2000

// loadExceptions reads the file of exceptions beside path, if there is one.
func (c *Config) loadExceptions(path string, rules []*finding.Rule) error {
	path = ExceptionsPath(path)
	text, err := readAll(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	d := &decoder{c: c, path: path, rules: rules}
	return d.run(text, d.exceptions)
}

func (d *decoder) exceptions(n ast.Node) error {
	count := 0
	return list(n, "the file", func(n ast.Node) error {
		l := policy.Line{Source: d.source(n), Action: policy.Pass, Exception: true}
		err := object(n, "an exception", []entry{
			{"event", textInto(new(string))},
			{"rule", known(&l.Rules, "rule", d.ruleNames())},
			{"server", textInto(&l.Server)},
			{"tool", textInto(&l.Tool)},
			{"pointer", textInto(&l.Pointer)},
			{"print", textInto(&l.Print)},
			{"until", day(&l.Until)},
			{"note", textInto(new(string))},
		})
		switch {
		case err != nil:
			return err
		case l.Rules == nil || l.Server == "" || l.Print == "" || l.Until == 0:
			return wrong(n.GetToken(), "an exception has a rule, a server, a print and until; lines that say less belong into rules of the configuration")
		}
		if count++; count > maxExceptions {
			return fmt.Errorf("there can be %d exceptions at most; remove those that are over", maxExceptions)
		}
		d.c.Policy.Lines = append(d.c.Policy.Lines, l)
		return nil
	})
}

// AddException appends an exception to the file that belongs to the
// configuration at path ("": the default place), and returns the file's name.
// event is where it comes from.
func AddException(path, event string, l *policy.Line) (string, error) {
	if path == "" {
		var err error
		if path, err = DefaultPath(); err != nil {
			return "", fmt.Errorf("there is no folder for exceptions (%w); name a configuration with --config", err)
		}
	}
	path = ExceptionsPath(path)
	var b strings.Builder
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		b.WriteString("# Made by mcp-watchdog allow, one line each. Remove a line to take it back.\n")
	}
	quote := func(s string) string {
		q, err := json.Marshal(s)
		if err != nil {
			return `""`
		}
		return string(q)
	}
	fmt.Fprintf(&b, "- {event: %s, rule: %s, server: %s", quote(event), quote(l.Rules[0]), quote(l.Server))
	if l.Tool != "" {
		fmt.Fprintf(&b, ", tool: %s", quote(l.Tool))
	}
	fmt.Fprintf(&b, ", pointer: %s, print: %s, until: %s}\n", quote(l.Pointer), quote(l.Print), quote(time.Unix(l.Until, 0).UTC().Format(time.RFC3339)))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return path, fmt.Errorf("the exception cannot be written: %w", err)
	}
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_APPEND, 0o600)
	if err != nil {
		return path, fmt.Errorf("the exception cannot be written: %w", err)
	}
	_, err = f.WriteString(b.String())
	if err = errors.Join(err, f.Close()); err != nil {
		return path, fmt.Errorf("the exception cannot be written: %w", err)
	}
	return path, nil
}
