package lock

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// maxTreeFiles and maxTreeBytes bound what is hashed of one package. What is
// larger cannot be locked.
const (
	maxTreeFiles = 50_000
	maxTreeBytes = 1 << 30
)

var errLarge = errors.New("the package is too large to be locked")

func bytesSum(b []byte) string {
	sum := sha256.Sum256(b)
	return "sha256-" + hex.EncodeToString(sum[:])
}

func linesSum(lines []string) string {
	slices.Sort(lines)
	return bytesSum([]byte(strings.Join(lines, "\n")))
}

// fileSum hashes a file.
func fileSum(name string) (string, error) {
	t := newTree()
	if err := t.add("", name); err != nil {
		return "", err
	}
	return t.last, nil
}

// tree hashes files one by one, and then all of them.
type tree struct {
	all   hash.Hash
	files int
	bytes int64
	last  string
}

func newTree() *tree { return &tree{all: sha256.New()} }

// add hashes the file under the name it has in the package. A missing file is
// part of the picture; it hashes differently.
func (t *tree) add(name, file string) error {
	if t.files++; t.files > maxTreeFiles {
		return errLarge
	}
	f, err := os.Open(file)
	if errors.Is(err, fs.ErrNotExist) && name != "" {
		fmt.Fprintf(t.all, "%q missing\n", name)
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	h := sha256.New()
	n, err := io.Copy(h, io.LimitReader(f, maxTreeBytes-t.bytes+1))
	if err != nil {
		return err
	}
	if t.bytes += n; t.bytes > maxTreeBytes {
		return errLarge
	}
	t.last = "sha256-" + hex.EncodeToString(h.Sum(nil))
	fmt.Fprintf(t.all, "%q %s\n", name, t.last)
	return nil
}

func (t *tree) sum() string { return "sha256-" + hex.EncodeToString(t.all.Sum(nil)) }

// treeSum hashes the files below dir, except folders named skip. Links are
// hashed as what they say.
func treeSum(dir, skip string) (string, error) {
	t := newTree()
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		rel, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		switch {
		case d.IsDir() && d.Name() == skip:
			return filepath.SkipDir
		case d.Type()&fs.ModeSymlink != 0:
			to, err := os.Readlink(path)
			fmt.Fprintf(t.all, "%q -> %q\n", filepath.ToSlash(rel), to)
			return err
		case d.Type().IsRegular():
			return t.add(filepath.ToSlash(rel), path)
		}
		return nil
	})
	return t.sum(), err
}

// readFile reads a file of lock data.
func readFile(name string) ([]byte, error) {
	f, err := os.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxLockData+1))
	if err == nil && len(text) > maxLockData {
		err = fmt.Errorf("%s is too long", filepath.Base(name))
	}
	return text, err
}
