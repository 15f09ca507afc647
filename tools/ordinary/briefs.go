package main

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

// Servers of this protocol return sentences that stand in their programs: what they
// did, what went wrong, what to call next. These are the ordinary brief documents.

const (
	// maxBriefs is how many of them a package gives at most.
	maxBriefs = 300
	// maxProgram is the size from which a file is somebody else's, bundled.
	maxProgram = 3 << 20
)

var (
	// serves matches names of packages that are such servers.
	serves = regexp.MustCompile(`(?i)\bmcp\b|modelcontextprotocol|desktop-commander|xcodebuildmcp|task-master`)
	// literal matches strings of JavaScript with something in them.
	literal = regexp.MustCompile("(?s)`((?:[^`\\\\]|\\\\.){25,400})`|\"((?:[^\"\\\\\\n]|\\\\.){25,400})\"|'((?:[^'\\\\\\n]|\\\\.){25,400})'")
	// returned matches what stands before a string that a tool returns.
	returned = regexp.MustCompile(`(text|message)\s*:\s*(\w+\()?\s*$|throw new \w*Error\(\s*$|return\s*$|push\(\s*$`)
	// filled matches what a template fills in, and inCode what is no sentence.
	filled = regexp.MustCompile(`\$\{(?:[^{}]|\{[^{}]*\})*\}`)
	inCode = regexp.MustCompile(`[{};]\s*\n|=>|function|</`)
)

// fillings stand for what templates fill in, in turn.
var fillings = []string{"12", "report.md", "main", "https://app.example.com/items/4", "Anna", "2025-03-01"}

// briefs returns sentences that a package's tools return, none that was seen before.
func (p *pack) briefs(seen map[string]bool) (all []row) {
	if p.kind != "npm" || !serves.MatchString(p.name) {
		return nil
	}
	filepath.WalkDir(p.folder, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() && d.Name() == "node_modules" {
			return filepath.SkipDir
		}
		switch filepath.Ext(path) {
		case ".js", ".mjs", ".cjs":
		default:
			return nil
		}
		if about, err := d.Info(); err != nil || about.Size() > maxProgram {
			return nil
		}
		program, err := os.ReadFile(path)
		if err != nil {
			return nil
		}
		rel, _ := filepath.Rel(p.folder, path)
		source := fmt.Sprintf("%s/%s@%s:%s", p.kind, p.name, p.version, filepath.ToSlash(rel))
		for n, text := range sentences(string(program)) {
			k := key("brief_result", text)
			if seen[k] || len(all) == maxBriefs {
				continue
			}
			seen[k] = true
			sum := sha256.Sum256(fmt.Appendf(nil, "%s#brief%d", source, n))
			all = append(all, row{ID: "ordinary-" + hex.EncodeToString(sum[:6]), Source: source, Kind: "benign", Class: "brief_result",
				Language: language(text), Surface: "tool_result", Text: text})
		}
		return nil
	})
	return all
}

// sentences are the strings of a program that it returns as text, filled in.
func sentences(program string) (all []string) {
	for _, m := range literal.FindAllStringSubmatchIndex(program, -1) {
		if !returned.MatchString(program[max(0, m[0]-60):m[0]]) {
			continue
		}
		for g := 2; g < len(m); g += 2 {
			if m[g] < 0 {
				continue
			}
			n := 0
			text := filled.ReplaceAllStringFunc(program[m[g]:m[g+1]], func(string) string {
				n++
				return fillings[(len(all)+n)%len(fillings)]
			})
			text = strings.TrimSpace(unquoter.Replace(text))
			if strings.Count(text, " ") >= 3 && !inCode.MatchString(text) {
				all = append(all, text)
			}
		}
	}
	return all
}

var unquoter = strings.NewReplacer(`\n`, "\n", `\'`, "'", `\"`, `"`, "\\`", "`", `\\`, `\`)
