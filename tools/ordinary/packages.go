package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"unicode"
)

// A pack is one unpacked package.
type pack struct {
	kind, name, version string
	project             string // what is in either train or held as a whole
	folder              string
}

// aboutAttacks matches names of packages whose texts are attacks, or about them.
var aboutAttacks = regexp.MustCompile(`(?i)prompt-?inject|inject(ion)?-?(test|attack)|red-?team|jail-?break|guard-?rails?|llm-?guard|nemo-?guard|promptfoo|garak|payloads?allthe|seclists|xss-?payload|mcp-?(scan|watchdog|guard|defender)|rebuff|lakera|gitleaks|trufflehog|secretlint`)

// unpacked returns the packages below a folder that fetch filled, by kind and
// name, each name once.
func unpacked(root string) []pack {
	var all []pack
	for _, pattern := range []string{"npm/*/node_modules/*", "npm/*/node_modules/@*/*"} {
		all = append(all, collect(filepath.Join(root, pattern), npmPack)...)
	}
	all = append(all, collect(filepath.Join(root, "debian/*"), debianPack)...)
	all = append(all, goPacks(filepath.Join(root, "go"))...)
	sort.SliceStable(all, func(i, j int) bool {
		if all[i].kind != all[j].kind {
			return all[i].kind < all[j].kind
		}
		return all[i].name < all[j].name
	})
	kept := all[:0]
	for i, p := range all {
		twice := i > 0 && all[i-1].kind == p.kind && all[i-1].name == p.name
		if !twice && !aboutAttacks.MatchString(p.name) {
			kept = append(kept, p)
		}
	}
	return kept
}

func collect(pattern string, read func(folder string) (pack, bool)) []pack {
	var found []pack
	folders, _ := filepath.Glob(pattern)
	for _, folder := range folders {
		if p, ok := read(folder); ok {
			p.folder = folder
			found = append(found, p)
		}
	}
	return found
}

func npmPack(folder string) (pack, bool) {
	var about struct{ Name, Version string }
	data, err := os.ReadFile(filepath.Join(folder, "package.json"))
	if err != nil || json.Unmarshal(data, &about) != nil || about.Name == "" {
		return pack{}, false
	}
	// Sources end at the first @, so a scope is written without its own.
	name := strings.TrimPrefix(about.Name, "@")
	project, _, _ := strings.Cut(name, "/")
	return pack{kind: "npm", name: name, version: about.Version, project: project}, true
}

func debianPack(folder string) (pack, bool) {
	file, err := os.Open(filepath.Join(folder, "DEBIAN", "control"))
	if err != nil {
		return pack{}, false
	}
	defer file.Close()
	about := map[string]string{}
	for s := bufio.NewScanner(file); s.Scan(); {
		if name, value, ok := strings.Cut(s.Text(), ":"); ok && !strings.HasPrefix(name, " ") {
			about[name] = strings.TrimSpace(value)
		}
	}
	p := pack{kind: "debian", name: about["Package"], version: about["Version"], project: about["Package"]}
	if source := strings.Fields(about["Source"]); len(source) > 0 {
		p.project = source[0]
	}
	return p, p.name != ""
}

// majorVersion is the end of a module path that tells versions apart.
var majorVersion = regexp.MustCompile(`(/v|\.v)[0-9]+$`)

// goPacks returns the modules of a module cache.
func goPacks(cache string) []pack {
	var found []pack
	filepath.WalkDir(cache, func(path string, d os.DirEntry, err error) error {
		if err != nil || !d.IsDir() {
			return nil
		}
		rel, _ := filepath.Rel(cache, path)
		if rel == "cache" {
			return filepath.SkipDir
		}
		name, version, ok := strings.Cut(filepath.ToSlash(rel), "@")
		if !ok {
			return nil
		}
		name = unescape(name)
		found = append(found, pack{kind: "go", name: name, version: version, project: majorVersion.ReplaceAllString(name, ""), folder: path})
		return filepath.SkipDir
	})
	return found
}

// unescape undoes how a module cache writes capitals: !a is A.
func unescape(s string) string {
	var b strings.Builder
	up := false
	for _, r := range s {
		switch {
		case r == '!':
			up = true
			continue
		case up:
			r, up = unicode.ToUpper(r), false
		}
		b.WriteRune(r)
	}
	return b.String()
}

// deal is chosen so that manuals in many languages lie on both sides.
const deal = "5"

// held reports whether a package is kept for measuring: four in nine projects.
func (p *pack) held() bool {
	sum := sha256.Sum256([]byte(p.kind + "/" + p.project + deal))
	return sum[0]%9 < 4
}
