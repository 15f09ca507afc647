package main

import (
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"unicode/utf8"
)

// What programs say to people stands in catalogs of messages with their translations (GNU
// gettext, .mo): notices, questions and requests in many languages, which are as brief as
// what servers return.

const (
	// maxEnglish and maxAbroad are how many messages a package gives at most, in English
	// and in all other languages.
	maxEnglish = 60
	maxAbroad  = 240
	// perCatalog is how many one catalog gives.
	perCatalog = 8
	// fewestRunes is the length of the shortest message in scripts that set no words apart.
	fewestRunes = 12
)

// formats matches what a program fills in, and keys the marks of menus in a message.
var (
	formats = regexp.MustCompile(`%(\d+\$)?[-+ 0#]*\d*(\.\d+)?l*[sdiufgxXc]|%[1-9]|\{[a-z0-9_]*\}`)
	keys    = regexp.MustCompile(`[_&]([\pL])`)
	tagged  = regexp.MustCompile(`</?[a-z][^>]*>`)
)

// catalog returns the messages of a .mo file (GNU gettext manual, "The Format of GNU MO
// Files") in pairs, or nil if it is none.
func catalog(data []byte) (pairs [][2]string) {
	const head = 28
	if len(data) < head || binary.LittleEndian.Uint32(data) != 0x950412de {
		return nil
	}
	at := func(table, i uint32) (string, bool) {
		p := uint64(table) + 8*uint64(i)
		if p+8 > uint64(len(data)) {
			return "", false
		}
		n, from := uint64(binary.LittleEndian.Uint32(data[p:])), uint64(binary.LittleEndian.Uint32(data[p+4:]))
		if from+n > uint64(len(data)) {
			return "", false
		}
		text, _, _ := bytes.Cut(data[from:from+n], []byte{0}) // the singular
		return string(text), true
	}
	n, originals, translations := binary.LittleEndian.Uint32(data[8:]), binary.LittleEndian.Uint32(data[12:]), binary.LittleEndian.Uint32(data[16:])
	for i := uint32(0); i < n; i++ {
		a, okA := at(originals, i)
		b, okB := at(translations, i)
		if !okA || !okB {
			return pairs
		}
		if _, message, ok := strings.Cut(a, "\x04"); ok { // its context
			a = message
		}
		pairs = append(pairs, [2]string{a, b})
	}
	return pairs
}

// said is a message as a person reads it, "" where it is none.
func said(message string, nth int) string {
	n := nth
	text := formats.ReplaceAllStringFunc(message, func(string) string {
		n++
		return fillings[n%len(fillings)]
	})
	text = strings.TrimSpace(keys.ReplaceAllString(tagged.ReplaceAllString(text, ""), "$1"))
	if len(text) < 25 || len(text) > 400 || !utf8.ValidString(text) || inCode.MatchString(text) || strings.Contains(text, "@") {
		return ""
	}
	if strings.Count(text, " ") < 3 && (utf8.RuneCountInString(text) < fewestRunes || utf8.RuneCountInString(text)*2 > len(text)) {
		return ""
	}
	return text
}

// messages returns what the programs of a package say to people, none that was seen before.
func (p *pack) messages(seen map[string]bool) (all []row) {
	if p.kind != "debian" {
		return nil
	}
	english, abroad := 0, 0
	var files []string
	filepath.WalkDir(filepath.Join(p.folder, "usr", "share", "locale"), func(path string, d fs.DirEntry, err error) error {
		if err == nil && filepath.Ext(path) == ".mo" {
			files = append(files, path)
		}
		return nil
	})
	for _, path := range even(files, maxAbroad/perCatalog) {
		data, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		rel, _ := filepath.Rel(p.folder, path)
		source := fmt.Sprintf("%s/%s@%s:%s", p.kind, p.name, p.version, filepath.ToSlash(rel))
		own := filepath.Base(filepath.Dir(filepath.Dir(path)))
		add := func(text, language string, n int) bool {
			k := key("brief_result", text)
			if text == "" || seen[k] {
				return false
			}
			seen[k] = true
			sum := sha256.Sum256(fmt.Appendf(nil, "%s#%s%d", source, language, n))
			all = append(all, row{ID: "ordinary-" + hex.EncodeToString(sum[:6]), Source: source, Kind: "benign", Class: "brief_result",
				Language: language, Surface: "tool_result", Text: text})
			return true
		}
		taken := 0
		for n, pair := range even(catalog(data), 12*perCatalog) {
			if english < maxEnglish && n%3 == 0 && add(said(pair[0], n), "en", n) {
				english++
			}
			if own != "" && !strings.HasPrefix(own, "en") && taken < perCatalog && abroad < maxAbroad && pair[0] != pair[1] && add(said(pair[1], n), own[:2], n) {
				abroad++
				taken++
			}
		}
	}
	return all
}
