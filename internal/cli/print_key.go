package cli

import (
	"crypto/rand"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"sync"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
)

const (
	// keyFile is in the state folder. It makes fingerprints of what was found,
	// which say nothing to whoever does not have it.
	keyFile  = "fingerprint.key"
	keyBytes = 32
)

// printKey returns the key for fingerprints when it is needed; nil where none
// can be kept, and then there are no fingerprints and no exceptions apply.
func printKey(create bool) func() []byte {
	return sync.OnceValue(func() []byte {
		dir, err := audit.StateDir(runtime.GOOS, os.Getenv)
		if err != nil {
			return nil
		}
		path := filepath.Join(dir, keyFile)
		key, err := os.ReadFile(path)
		if err == nil && len(key) == keyBytes {
			return key
		}
		if !create || !errors.Is(err, fs.ErrNotExist) {
			return nil
		}
		return newKey(path)
	})
}

// newKey makes the key, unless another process does so at the same time: both
// write a file of their own, and the one that is linked first is the key.
func newKey(path string) []byte {
	key := make([]byte, keyBytes)
	rand.Read(key) // never fails
	if os.MkdirAll(filepath.Dir(path), 0o700) != nil {
		return nil
	}
	temp, err := os.CreateTemp(filepath.Dir(path), keyFile+".*")
	if err != nil {
		return nil
	}
	defer os.Remove(temp.Name())
	_, err = temp.Write(key)
	if err = errors.Join(err, temp.Close()); err != nil {
		return nil
	}
	if os.Link(temp.Name(), path) == nil {
		return key
	}
	if key, err = os.ReadFile(path); err == nil && len(key) == keyBytes {
		return key
	}
	return nil
}
