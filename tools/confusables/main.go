// Command confusables writes the table by which internal/unmask/spelling reads letters
// of other alphabets and styles as ASCII.
//
//	go run ./tools/confusables -data confusables.txt > internal/unmask/spelling/confusables_table.go
//
// The input is confusables.txt of UTS #39 (Unicode Security Mechanisms), which
// the Unicode Consortium publishes at https://www.unicode.org/Public/security/
// and which every source release of ICU carries as
// source/data/unidata/confusables.txt, Debian's source package icu included.
// The table in the repository was made from version 16.0.0 of 2024-08-14. The
// data is under the Unicode License V3, which is in LICENSE-UNICODE beside this
// file. Decompositions and names come from golang.org/x/text.
//
// UTS #39 answers which strings look the same in some font. Attackers go
// further, so three things are added: letters whose name says which Latin
// letter they are a form of (small capitals, strokes, hooks, turned letters,
// negative circles, regional indicators), the look-alikes of small capitals
// (Cyrillic в is a small capital B), and the list in extra.go of letters that
// stand in for Latin ones in words whose other letters are Latin.
package main

import (
	"bufio"
	"errors"
	"flag"
	"fmt"
	"os"
	"strconv"
	"strings"
)

func main() {
	data := flag.String("data", "", "confusables.txt of UTS #39")
	flag.Parse()
	if err := run(*data); err != nil {
		fmt.Fprintln(os.Stderr, "confusables:", err)
		os.Exit(1)
	}
}

func run(name string) error {
	if name == "" {
		return errors.New("say with -data where confusables.txt is; the comment in main.go says where to get it")
	}
	protos, version, err := readPrototypes(name)
	if err != nil {
		return err
	}
	f := folder{protos: protos}
	return write(os.Stdout, version, f.all())
}

// readPrototypes reads the mapping of confusables.txt and its version.
func readPrototypes(name string) (map[rune]string, string, error) {
	file, err := os.Open(name)
	if err != nil {
		return nil, "", err
	}
	defer file.Close()
	protos, version := map[rune]string{}, ""
	lines := bufio.NewScanner(file)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimPrefix(lines.Text(), "\ufeff")
		if v, ok := strings.CutPrefix(line, "# Version: "); ok {
			version = v
		}
		line, _, _ = strings.Cut(line, "#")
		fields := strings.Split(line, ";")
		if len(fields) < 3 {
			continue
		}
		source, err := codePoints(fields[0])
		if err != nil {
			return nil, "", fmt.Errorf("%s:%d: %w", name, n, err)
		}
		target, err := codePoints(fields[1])
		if err != nil {
			return nil, "", fmt.Errorf("%s:%d: %w", name, n, err)
		}
		if len(source) == 1 {
			protos[source[0]] = string(target)
		}
	}
	if err := lines.Err(); err != nil {
		return nil, "", err
	}
	if len(protos) < 5000 || version == "" {
		return nil, "", fmt.Errorf("%s has %d mappings and version %q: it is not confusables.txt", name, len(protos), version)
	}
	return protos, version, nil
}

func codePoints(field string) ([]rune, error) {
	var out []rune
	for _, hex := range strings.Fields(field) {
		n, err := strconv.ParseUint(hex, 16, 21)
		if err != nil {
			return nil, err
		}
		out = append(out, rune(n))
	}
	return out, nil
}
