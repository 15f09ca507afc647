package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds on what is used of a folder.
const (
	maxFiles = 4000
	maxFile  = 256 << 10
	// fewCommits is how much history a repository needs to be used as it is.
	fewCommits = 20
)

// index is what the servers answer from. Paths are relative to Root, with slashes.
type index struct {
	Root  string
	Files []string // all that are text
	Docs  []string // those for people: manuals, pages, notes
	Pages []string // HTML
	Data  []string // CSV and JSON
	Mans  []string // compressed pages of this machine's manual, absolute
	Repo  string   // repository with a history
	Log   []string // its commits, the last first
}

// look makes the index of a folder. A folder without a history of its own gets one
// in home.
func look(dir, home string) (*index, error) {
	root, err := filepath.Abs(dir)
	if err != nil {
		return nil, err
	}
	x := &index{Root: root}
	err = filepath.WalkDir(root, func(name string, d fs.DirEntry, err error) error {
		switch base := d.Name(); {
		case err != nil:
			return nil // what cannot be read is not used
		case d.IsDir() && name != root && (strings.HasPrefix(base, ".") || base == "testdata" || base == "node_modules"):
			return filepath.SkipDir
		case !d.Type().IsRegular() || strings.HasPrefix(base, "."):
			return nil
		}
		rel, err := filepath.Rel(root, name)
		if err == nil && readable(name) {
			x.Files = append(x.Files, filepath.ToSlash(rel))
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if len(x.Files) < 10 {
		return nil, fmt.Errorf("there are only %d files with text in %s", len(x.Files), root)
	}
	x.Files = thin(x.Files, maxFiles)
	for _, f := range x.Files {
		switch ending := strings.ToLower(path.Ext(f)); {
		case slices.Contains([]string{".html", ".htm"}, ending):
			x.Pages = append(x.Pages, f)
		case slices.Contains([]string{".csv", ".tsv", ".json"}, ending):
			x.Data = append(x.Data, f)
		case slices.Contains([]string{".md", ".rst", ".txt", ".adoc", ""}, ending):
			x.Docs = append(x.Docs, f)
		}
	}
	x.Mans, _ = filepath.Glob("/usr/share/man/man[1578]/*.gz")
	x.Mans = thin(x.Mans, 400)
	return x, x.history(home)
}

// thin takes n of all, spread evenly.
func thin(all []string, n int) []string {
	if len(all) <= n {
		return all
	}
	kept := make([]string, 0, n)
	for i := range n {
		kept = append(kept, all[i*len(all)/n])
	}
	return kept
}

// readable reports whether a file is text of a size that tools return.
func readable(name string) bool {
	f, err := os.Open(name)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, 1024)
	n, _ := f.Read(head)
	head = head[:n]
	info, err := f.Stat()
	if err != nil || info.Size() > maxFile || n == 0 || bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	for i := 0; i < 4 && len(head) > 0 && !utf8.Valid(head); i++ {
		head = head[:len(head)-1] // a character may be cut
	}
	return utf8.Valid(head)
}

// history finds the repository, or makes one of the files: a few of them are added,
// and some grow, with each commit.
func (x *index) history(home string) error {
	if _, err := exec.LookPath("git"); err != nil {
		return nil // the servers over git are left out
	}
	if log := commits(x.Root); len(log) >= fewCommits {
		x.Repo, x.Log = x.Root, log
		return nil
	}
	x.Repo = filepath.Join(home, "repository")
	if err := os.MkdirAll(x.Repo, 0o700); err != nil {
		return err
	}
	if _, err := git(x.Repo, "init", "-q"); err != nil {
		return err
	}
	names := []string{"Ada Brandt", "Jun Costa", "Lena Okafor", "Omar Varga"}
	files := thin(x.Files, 240)
	for i := 0; i < 60; i++ {
		for k := i * 4; k < i*4+4 && k < len(files); k++ {
			x.grow(files[k], 1)
			x.grow(files[k/2], 2)
		}
		subject := fmt.Sprintf("%s: add %s", path.Dir(files[min(i*4, len(files)-1)]), path.Base(files[min(i*4, len(files)-1)]))
		who := names[i%len(names)]
		day := fmt.Sprintf("2026-%02d-%02dT10:00:00Z", 1+i/28, 1+i%28)
		if _, err := git(x.Repo, "add", "-A"); err != nil {
			return err
		}
		if _, err := git(x.Repo, "-c", "user.name="+who, "-c", "user.email="+strings.ToLower(who[:strings.IndexByte(who, ' ')])+"@example.org",
			"-c", "commit.gpgsign=false", "commit", "-q", "--allow-empty", "--date", day, "-m", subject); err != nil {
			return err
		}
	}
	x.Log = commits(x.Repo)
	return nil
}

// grow writes the first part of a file into the repository: half of it, or all.
func (x *index) grow(file string, parts int) {
	text, err := os.ReadFile(filepath.Join(x.Root, filepath.FromSlash(file)))
	if err != nil {
		return
	}
	to := filepath.Join(x.Repo, filepath.FromSlash(file))
	if os.MkdirAll(filepath.Dir(to), 0o700) == nil {
		_ = os.WriteFile(to, text[:len(text)*parts/2], 0o600) // what is missing is not asked for
	}
}

// commits are those of a repository, the last first; nil when it is none.
func commits(repo string) []string {
	out, err := git(repo, "log", "-n", "400", "--format=%H", "--", ".")
	if err != nil {
		return nil
	}
	return strings.Fields(out)
}

// git runs git without what the user has configured.
func git(repo string, args ...string) (string, error) {
	c := exec.Command("git", append([]string{"-C", repo, "--no-pager"}, args...)...)
	c.Env = append(os.Environ(), "GIT_CONFIG_GLOBAL="+os.DevNull, "GIT_CONFIG_NOSYSTEM=1", "GIT_COMMITTER_DATE=2026-03-01T10:00:00Z", "LC_ALL=C")
	out, err := c.Output()
	if err != nil {
		return "", fmt.Errorf("git %s: %w", args[0], err)
	}
	return string(out), nil
}

func (x *index) save(file string) error {
	text, err := json.Marshal(x)
	if err != nil {
		return err
	}
	return os.WriteFile(file, text, 0o600)
}

func load(file string) (*index, error) {
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	x := &index{}
	return x, json.Unmarshal(text, x)
}

// read is the text of a file, valid UTF-8.
func (x *index) read(file string) string {
	text, err := os.ReadFile(filepath.Join(x.Root, filepath.FromSlash(file)))
	if err != nil {
		return ""
	}
	return strings.ToValidUTF8(string(text), "?")
}
