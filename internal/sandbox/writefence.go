package sandbox

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"path/filepath"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// What the fence for writing on Windows is made of, apart from the system's calls: see
// fence_windows.go.

// rootIdentity names a folder in rights: the SID of an account that nobody has, the
// same for the same user and folder at each start, so that a folder is marked once.
func rootIdentity(user, folder string) string {
	sum := sha256.Sum256([]byte("mcp-watchdog write fence\x00" + user + "\x00" + strings.ToLower(folder)))
	n := func(i int) uint32 { return binary.LittleEndian.Uint32(sum[4*i:]) }
	return fmt.Sprintf("S-1-5-21-%d-%d-%d-%d", n(0), n(1), n(2), n(3))
}

// writable are the folders and files that a scope opens for writing and that exist,
// without those that lie in others; shut are those in them that it closes and that
// exist. exists says whether a path does.
func writable(s *scope.Scope, exists func(path string) bool) (open, shut []string) {
	var closed, anywhere []string
	for _, p := range s.Places() {
		names, inAny := strings.CutPrefix(p.Path, "**/")
		switch {
		case inAny && p.Write == scope.Deny && !strings.Contains(names, "*"):
			anywhere = append(anywhere, filepath.FromSlash(names))
		case inAny:
		case p.Write == scope.Deny:
			closed = append(closed, filepath.FromSlash(p.Path))
		case p.Write == scope.Allow:
			path := filepath.FromSlash(p.Path)
			inside := s.Decide(scope.Write, path+string(filepath.Separator)+probeName).Allowed
			if (inside || s.Decide(scope.Write, path).Allowed) && exists(path) {
				open = append(open, path)
			}
		}
	}
	slices.Sort(open)
	open = slices.Compact(open)
	open = slices.DeleteFunc(open, func(path string) bool {
		return slices.ContainsFunc(open, func(o string) bool { return beneath(path, o) })
	})
	for _, root := range open {
		for _, names := range anywhere {
			closed = append(closed, filepath.Join(root, names))
		}
	}
	for _, path := range closed {
		in := slices.ContainsFunc(open, func(root string) bool { return beneath(path, root) })
		if in && !s.Decide(scope.Write, path).Allowed && exists(path) {
			shut = append(shut, path)
		}
	}
	slices.Sort(shut)
	return open, slices.Compact(shut)
}

// probeName is a name that no place has.
const probeName = ".mcp-watchdog-probe"

// beneath reports whether path lies in folder, and is not that. Letters of both cases
// are one.
func beneath(path, folder string) bool {
	folder = strings.TrimRight(folder, `/\`) + string(filepath.Separator)
	return len(path) > len(folder) && strings.EqualFold(path[:len(folder)], folder)
}
