//go:build !linux

package cli

import (
	"io/fs"
	"os"
)

// link reports whether a path is that of a link.
func (l *links) link(path string) bool {
	info, err := os.Lstat(path)
	return err == nil && info.Mode()&fs.ModeSymlink != 0
}
