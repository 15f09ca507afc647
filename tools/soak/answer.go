package main

import (
	"bufio"
	"cmp"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
)

// maxAnswer bounds an answer, as servers do.
const maxAnswer = 64 << 10

// site stands for the web: its pages are the files.
const site = "https://docs.example.org/"

func clip(text string) string {
	if len(text) > maxAnswer {
		return strings.ToValidUTF8(text[:maxAnswer], "") + "\n[the rest is left out]"
	}
	return text
}

func readFile(x *index, a map[string]string) string { return clip(x.read(a["path"])) }

// within are the entries of a folder.
func within(x *index, folder string) []os.DirEntry {
	all, _ := os.ReadDir(filepath.Join(x.Root, filepath.FromSlash(folder)))
	return all
}

func listFolder(x *index, a map[string]string) string {
	var b strings.Builder
	for _, e := range within(x, a["path"]) {
		info, err := e.Info()
		if err != nil {
			continue
		}
		if e.IsDir() {
			fmt.Fprintf(&b, "[DIR] %s\n", e.Name())
		} else {
			fmt.Fprintf(&b, "[FILE] %s (%d bytes)\n", e.Name(), info.Size())
		}
	}
	return clip(b.String())
}

// hits are lines that have a word, of at most n files.
func hits(x *index, word string, n, perFile int, each func(file string, line int, text string)) {
	found := 0
	for _, f := range thin(x.Files, 600) {
		in := 0
		for i, line := range strings.Split(x.read(f), "\n") {
			if strings.Contains(line, word) && len(line) < 300 {
				each(f, i+1, line)
				if in++; in == perFile {
					break
				}
			}
		}
		if in > 0 {
			if found++; found == n {
				return
			}
		}
	}
}

func grep(x *index, a map[string]string) string {
	var b strings.Builder
	hits(x, a["word"], 25, 4, func(file string, line int, text string) { fmt.Fprintf(&b, "%s:%d:%s\n", file, line, text) })
	if b.Len() == 0 {
		return "No files have it."
	}
	return clip(b.String())
}

func fileInfo(x *index, a map[string]string) string {
	text := x.read(a["path"])
	return js(map[string]any{"path": a["path"], "size": len(text), "lines": strings.Count(text, "\n"), "kind": strings.TrimPrefix(path.Ext(a["path"]), ".")})
}

func js(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		return err.Error()
	}
	return string(text)
}

func said(out string, err error) string {
	if err != nil {
		return "error: " + err.Error()
	}
	return clip(strings.ToValidUTF8(out, "?"))
}

func gitLog(x *index, a map[string]string) string {
	return said(git(x.Repo, "log", "-n", "10", "--skip", a["skip"], "--date=iso", "--", "."))
}

func gitShow(x *index, a map[string]string) string {
	return said(git(x.Repo, "show", "--stat", "--patch", a["commit"], "--", "."))
}

func gitDiff(x *index, a map[string]string) string {
	return said(git(x.Repo, "diff", a["from"], a["to"], "--", "."))
}

func gitBlame(x *index, a map[string]string) string {
	return said(git(x.Repo, "blame", "--date=short", "HEAD", "--", a["path"]))
}

// readDoc returns a document, or a page of the manual of this machine as it is stored.
func readDoc(x *index, a map[string]string) string {
	if !strings.HasSuffix(a["name"], ".gz") {
		return clip(x.read(a["name"]))
	}
	f, err := os.Open(a["name"])
	if err != nil {
		return "There is no such page."
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		return "There is no such page."
	}
	var b strings.Builder
	for lines := bufio.NewScanner(z); lines.Scan() && b.Len() < maxAnswer; {
		b.WriteString(unroff(lines.Text()) + "\n")
	}
	return clip(strings.ToValidUTF8(b.String(), "?"))
}

// unroff takes the plainest marks of roff off a line.
func unroff(line string) string {
	for _, m := range []string{`\fB`, `\fI`, `\fR`, `\fP`, `\&`} {
		line = strings.ReplaceAll(line, m, "")
	}
	line = strings.ReplaceAll(line, `\-`, "-")
	if strings.HasPrefix(line, ".") {
		if _, rest, ok := strings.Cut(line, " "); ok {
			return rest
		}
		return ""
	}
	return line
}

func listDocs(x *index, a map[string]string) string {
	var all []string
	for _, f := range append(slices.Clone(x.Docs), x.Mans...) {
		if strings.Contains(strings.ToLower(f), strings.ToLower(a["word"][:3])) && len(all) < 50 {
			all = append(all, f)
		}
	}
	return strings.Join(all, "\n") + "\n"
}

func readSection(x *index, a map[string]string) string {
	all := strings.Split(readDoc(x, a), "\n\n")
	n, _ := strconv.Atoi(a["number"])
	return all[n%len(all)]
}

type row struct {
	Name  string `json:"name"`
	Size  int    `json:"size"`
	Lines int    `json:"lines"`
	Kind  string `json:"kind"`
}

func queryFiles(x *index, a map[string]string) string {
	rows := []row{}
	for _, e := range within(x, a["folder"]) {
		if text := x.read(path.Join(a["folder"], e.Name())); text != "" && len(rows) < 200 {
			rows = append(rows, row{e.Name(), len(text), strings.Count(text, "\n"), path.Ext(e.Name())})
		}
	}
	slices.SortStableFunc(rows, func(p, q row) int {
		switch a["order"] {
		case "size":
			return q.Size - p.Size
		case "lines":
			return q.Lines - p.Lines
		}
		return cmp.Compare(p.Name, q.Name)
	})
	n, _ := strconv.Atoi(a["limit"])
	return js(rows[:min(n, len(rows))])
}

func describe(x *index, a map[string]string) string {
	head, _, _ := strings.Cut(x.read(a["table"]), "\n")
	return js(map[string]any{"table": a["table"], "first_line": clip(head), "bytes": len(x.read(a["table"]))})
}

func readRows(x *index, a map[string]string) string {
	lines := strings.Split(x.read(a["table"]), "\n")
	from, _ := strconv.Atoi(a["from"])
	from = min(from, max(0, len(lines)-20))
	return clip(strings.Join(lines[from:min(from+20, len(lines))], "\n"))
}

// openPage returns HTML as it is, and documents as a page shows them.
func openPage(x *index, a map[string]string) string {
	file := strings.TrimPrefix(a["url"], site)
	text := x.read(file)
	if strings.HasSuffix(file, ".html") || strings.HasSuffix(file, ".htm") {
		return clip(text)
	}
	return clip("# " + path.Base(file) + "\n\n[Home](" + site + ") > [" + path.Dir(file) + "](" + site + path.Dir(file) + ")\n\n" + text +
		"\n\nAccept all cookies to continue. Sign in or create an account to comment.\n")
}

func pageLinks(x *index, a map[string]string) string {
	var b strings.Builder
	text := x.read(strings.TrimPrefix(a["url"], site))
	for i, part := range strings.Split(text, "://") {
		if end := strings.IndexAny(part, " \n\t\"'<>)`"); i > 0 && end > 0 {
			fmt.Fprintf(&b, "https://%s\n", part[:end])
		}
	}
	if b.Len() == 0 {
		return "The page has no links."
	}
	return clip(b.String())
}

func webSearch(x *index, a map[string]string) string {
	var b strings.Builder
	n := 0
	for word := range strings.FieldsSeq(a["query"]) {
		hits(x, word, 5, 1, func(file string, line int, text string) {
			n++
			lines := strings.Split(x.read(file), "\n")
			fmt.Fprintf(&b, "%d. %s\n%s%s\n%s\n\n", n, path.Base(file), site, file, html.UnescapeString(strings.TrimSpace(strings.Join(lines[line-1:min(line+2, len(lines))], " "))))
		})
	}
	return clip(b.String())
}

// An issue is a commit: its words, and as comments those of the ones beside it.
func (x *index) issue(n int) map[string]any {
	at := (n - 1) % len(x.Log)
	text, _ := git(x.Repo, "log", "-n", "1", "--format=%s%x00%b%x00%an%x00%aI", x.Log[at])
	parts := append(strings.Split(strings.TrimSpace(text), "\x00"), "", "", "")
	return map[string]any{"number": n, "title": parts[0], "body": strings.TrimSpace(parts[1]), "user": parts[2], "created_at": parts[3], "state": []string{"open", "closed"}[n%2]}
}

func listIssues(x *index, a map[string]string) string {
	from, _ := strconv.Atoi(a["page"])
	all := []any{}
	for i := range 10 {
		one := x.issue(from + i + 1)
		delete(one, "body")
		all = append(all, one)
	}
	return js(all)
}

func getIssue(x *index, a map[string]string) string {
	n, _ := strconv.Atoi(a["number"])
	one := x.issue(n)
	comments := []any{}
	for i := range n % 4 {
		c := x.issue(n + i + 1)
		stat, _ := git(x.Repo, "show", "--stat", "--format=", x.Log[(n+i)%len(x.Log)], "--", ".")
		comments = append(comments, map[string]any{"user": c["user"], "created_at": c["created_at"], "body": fmt.Sprint(c["title"], "\n\n", c["body"], "\n\n```\n", clip(stat), "```")})
	}
	one["comments"] = comments
	return clip(js(one))
}

func addComment(_ *index, a map[string]string) string {
	return js(map[string]any{"number": a["number"], "length": len(a["body"]), "state": "added"})
}

// commands are what the terminal runs: each on one file, or its folder.
var commands = []string{"ls -l", "head -n 40", "tail -n 40", "wc", "du -k", "git log --oneline", "git shortlog"}

func runCommand(x *index, a map[string]string) string {
	words := strings.Fields(a["command"])
	if !slices.Contains(commands, a["command"]) {
		return "This command is not allowed."
	}
	if words[0] == "git" {
		if x.Repo == "" {
			return "git: not found"
		}
		return said(git(x.Repo, append(words[1:], "-n", "60", "HEAD", "--", path.Dir(a["path"]))...))
	}
	c := exec.Command(words[0], append(words[1:], filepath.FromSlash(a["path"]))...)
	if words[0] == "ls" {
		c.Args[len(c.Args)-1] = filepath.Dir(c.Args[len(c.Args)-1])
	}
	c.Dir = x.Root
	out, err := c.Output()
	return said(string(out), err)
}
