// Command frequency counts windows of four bytes in ordinary text and writes the
// table by which the scan for literals chooses where to look at a word
// (internal/detect/frequency.bin).
//
// It takes folders of documents and source code, reads at most 16 MB of each,
// and should be given several that differ in kind.
package main

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"math/bits"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

const (
	perFolder = 16 << 20
	perFile   = 200 << 10
	// unit is the share of windows that counts as one: one in two million.
	unit = 2_000_000
)

var readable = strings.Fields(".go .md .json .py .ts .js .txt .rst .c .h .html .yaml .yml .css .sh .java .rs .sql")

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: frequency OUTPUT FOLDER...")
		os.Exit(2)
	}
	var c counts
	for _, folder := range os.Args[2:] {
		if err := c.folder(folder); err != nil {
			fmt.Fprintf(os.Stderr, "frequency: %v\n", err)
			os.Exit(1)
		}
	}
	if err := os.WriteFile(os.Args[1], c.table(), 0o644); err != nil {
		fmt.Fprintf(os.Stderr, "frequency: %v\n", err)
		os.Exit(1)
	}
}

// counts is how often each window was seen, upper and lower case alike.
type counts struct {
	windows map[uint32]uint64
	total   uint64
}

// folder counts what is in a folder, up to perFolder bytes.
func (c *counts) folder(root string) error {
	left := perFolder
	return filepath.WalkDir(root, func(path string, d fs.DirEntry, err error) error {
		if err != nil && !errors.Is(err, fs.ErrPermission) {
			return err
		}
		if err != nil || !d.Type().IsRegular() || !slices.Contains(readable, strings.ToLower(filepath.Ext(path))) {
			return nil
		}
		if left <= 0 {
			return fs.SkipAll
		}
		content, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		content = content[:min(len(content), perFile)]
		left -= len(content)
		c.text(content)
		return nil
	})
}

func (c *counts) text(content []byte) {
	if c.windows == nil {
		c.windows = map[uint32]uint64{}
	}
	for i := 0; i+4 <= len(content); i++ {
		c.windows[binary.LittleEndian.Uint32(content[i:])|0x20202020]++
		c.total++
	}
}

// table returns the most common window of each hash, as half a byte: its binary
// logarithm in units.
func (c *counts) table() []byte {
	table := make([]byte, 1<<15)
	for g, n := range c.windows {
		level := min(bits.Len64(n*unit/max(c.total, 1)), 15)
		h := g * 0x9e3779b1 >> 16
		shift := h & 1 * 4
		if at := &table[h>>1]; int(*at>>shift&15) < level {
			*at = *at&^(15<<shift) | byte(level)<<shift
		}
	}
	return table
}
