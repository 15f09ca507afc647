package main

import (
	"bytes"
	"compress/gzip"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

const (
	maxFile   = 256 << 10 // bytes; larger files are skipped
	maxFiles  = 3000      // files looked into in one package
	maxColumn = 3000      // bytes of a line; longer ones are code for machines
)

// A class is what kind of text files of a form of name are.
type class struct {
	name string
	form *regexp.Regexp
}

// classes are asked in this order, with the path below the package, in small
// letters and without .gz.
var classes = []class{
	{"", regexp.MustCompile(`(^|/)(licen[cs]e|copying|copyright|notice|third.?party.*|package.json|package-lock.json|npm-shrinkwrap.json|composer.lock|pnpm-lock.yaml|md5sums|conffiles|shlibs|symbols|triggers|go\.sum)(\.[a-z]+)?$|\.(lock|map|sum|min\.[a-z]+|snap|svg|pem|crt|key|asc|sig|csv|tsv)$|(^|/)(\.git|testdata|fixtures|__snapshots__)/`)},
	{"template", regexp.MustCompile(`\.(eml|mjml|hbs|ejs|mustache|liquid|j2|tmpl|tpl|pug)$|(^|/)(mails?|emails?|mail-templates)/[^/]*\.(html|txt|md)$`)},
	{"changelog", regexp.MustCompile(`(^|/)(change(s|log)|history|news|releases?)[^/]*$`)},
	{"readme", regexp.MustCompile(`(^|/)readme[^/]*$`)},
	{"man_page", regexp.MustCompile(`(^|/)man/.*\.[1-9][a-z]*$|\.[1-9](ssl|pm|posix|x)?$`)},
	{"translation", regexp.MustCompile(`\.(po|pot|arb|ftl|xliff|xlf)$|(^|/)debian/templates$|(^|/)(locales?|i18n|lang|langs|l10n|translations?|messages)/.*\.(json|js|mjs|ts|yml|yaml|toml|php|properties)$`)},
	{"help_page", regexp.MustCompile(`\.html?(\.[a-z]{2}(-[a-z]+)?)?(\.[a-z0-9-]+)?$|\.(xhtml|page|docbook|xml)$`)},
	{"fortune", regexp.MustCompile(`(^|/)games/fortunes/[^.]*$`)},
	{"document", regexp.MustCompile(`\.(md|mdx|markdown|rst|adoc|asciidoc|txt|text|org|texi|texinfo|pod|tex|ics|vcf)$|(^|/)doc/[^.]*$|(^|/)(contributing|security|authors|todo|faq|install|hacking)$`)},
	{"config", regexp.MustCompile(`\.(json|ya?ml|toml|ini|conf|cfg|cnf|desktop|service|properties|env\.example|xsd|proto|graphql|openapi)$|(^|/)etc/[^.]*$|(^|/)dockerfile$|(^|/)makefile$`)},
	{"source", regexp.MustCompile(`\.(go|[cm]?[jt]sx?|py|rb|pl|pm|php|java|c|h|cc|cpp|rs|sh|bash|zsh|lua|el|vim|sql|css|scss|less|vue|svelte|awk|tcl|r|cs|swift|kt)$|(^|/)(bin|sbin)/[^.]*$`)},
}

// classOf names the kind of text that a path stands for, "" for none.
func classOf(name string) string {
	name = strings.ToLower(strings.TrimSuffix(name, ".gz"))
	for _, c := range classes {
		if c.form.MatchString(name) {
			return c.name
		}
	}
	return ""
}

// A text is one file of a package as it is read.
type text struct {
	path, class, body string
}

// texts returns the readable files of a package in the order of their paths.
func (p *pack) texts() []text {
	var names []string
	filepath.WalkDir(p.folder, func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return nil
		}
		if d.IsDir() && d.Name() == "node_modules" {
			return filepath.SkipDir
		}
		rel, _ := filepath.Rel(p.folder, name)
		if d.Type().IsRegular() && classOf(filepath.ToSlash(rel)) != "" {
			names = append(names, filepath.ToSlash(rel))
		}
		return nil
	})
	var found []text
	for _, name := range even(names, maxFiles) {
		if body, ok := readText(filepath.Join(p.folder, filepath.FromSlash(name))); ok {
			found = append(found, text{path: path.Clean(name), class: classOf(name), body: body})
		}
	}
	return found
}

// readText returns a file as text. What is binary, in another encoding than
// UTF-8, for machines alone, or larger than maxFile is none.
func readText(name string) (string, bool) {
	about, err := os.Stat(name)
	if err != nil || about.Size() > maxFile {
		return "", false
	}
	data, err := os.ReadFile(name)
	if err != nil {
		return "", false
	}
	if strings.HasSuffix(name, ".gz") {
		r, err := gzip.NewReader(bytes.NewReader(data))
		if err != nil {
			return "", false
		}
		data, err = io.ReadAll(io.LimitReader(r, maxFile+1))
		if err != nil || len(data) > maxFile {
			return "", false
		}
	}
	if bytes.IndexByte(data, 0) >= 0 || !utf8.Valid(data) {
		return "", false
	}
	for line := range bytes.Lines(data) {
		if len(line) > maxColumn {
			return "", false
		}
	}
	return strings.ReplaceAll(string(data), "\r\n", "\n"), true
}

// even returns at most n of a list, evenly spread over it, in its order.
func even[T any](all []T, n int) []T {
	if len(all) <= n {
		return all
	}
	some := make([]T, 0, n)
	for i := range n {
		some = append(some, all[i*len(all)/n])
	}
	return some
}
