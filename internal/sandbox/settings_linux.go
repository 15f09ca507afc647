//go:build amd64 || arm64

package sandbox

import (
	"bytes"
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"strings"
	"sync"

	"golang.org/x/sys/unix"

	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// The settings of a repository are closed: they name programs. But Git also notes there
// which branch follows which, whenever somebody checks one out, pushes or deletes one.
// It writes all settings anew into a file beside the old ones and renames that. Where
// nothing but such notes has changed, the rename is done.

// maxSettings bounds what is read.
const maxSettings = 256 << 10

// noted does a rename to settings of Git in which only notes about branches change; ok
// is false for all others.
func (t *trap) noted(from, to *target, flags uint64) (a answer, ok bool) {
	if flags != 0 || from.path != to.path+".lock" || !strings.HasSuffix(to.path, "/config") || t.s.spec.Monitor || t.s.spec.Observe != nil {
		return a, false
	}
	plainFiles := from.mode&unix.S_IFMT == unix.S_IFREG && to.exists && to.mode&unix.S_IFMT == unix.S_IFREG
	d := t.s.spec.Scope.Decide(scope.Replace, to.path)
	if !plainFiles || d.Allowed || d.Kind != scope.Git || d.Source != "" || !t.s.spec.Scope.Decide(scope.Replace, from.path).Allowed || !t.does(to) || !t.who(false).same {
		return a, false
	}
	old, good := t.content(*to)
	now, fine := t.content(*from)
	if !good || !fine || !onlyBranches(old, now) {
		return a, false
	}
	return t.settle(from, to, now)
}

// content reads a judged file.
func (t *trap) content(where target) ([]byte, bool) {
	where.local = t.s.local(where)
	fd, errno := t.openExact(where, unix.O_RDONLY, 0)
	if errno != 0 {
		return nil, false
	}
	defer unix.Close(fd)
	text := make([]byte, maxSettings+1)
	for n := 0; n < len(text); {
		got, err := unix.Read(fd, text[n:])
		if err != nil {
			return nil, false
		}
		if n += got; got == 0 {
			return text[:n], true
		}
	}
	return nil, false
}

// settle puts the settings that were read in the place of the old ones, in a file that
// nobody else has open, and takes the other file away.
func (t *trap) settle(from, to *target, text []byte) (a answer, ok bool) {
	folder, base, errno := t.within(to)
	if errno != 0 {
		return a, false
	}
	fd, err := unix.Openat(folder, ".", unix.O_TMPFILE|unix.O_WRONLY|unix.O_CLOEXEC, from.mode&0o777)
	if err != nil {
		return a, false // a file system without files without names
	}
	defer unix.Close(fd)
	if n, err := unix.Write(fd, text); err != nil || n < len(text) || unix.Fchmod(fd, from.mode&0o777) != nil {
		return a, false
	}
	var word [16]byte
	rand.Read(word[:]) // never fails
	name := base + "." + hex.EncodeToString(word[:])
	if unix.Linkat(unix.AT_FDCWD, self(fd), folder, name, unix.AT_SYMLINK_FOLLOW) != nil {
		return a, false
	}
	if err := unix.Renameat(folder, name, folder, base); err != nil {
		_ = unix.Unlinkat(folder, name, 0)
		return refuse(errnoOf(err)), true
	}
	return refuse(errnoOf(unix.Unlinkat(folder, base+".lock", 0))), true
}

var (
	branchHead = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`^\[branch "[^"\\\]]+"\]$`) })
	branchNote = sync.OnceValue(func() *regexp.Regexp {
		return regexp.MustCompile(`^(?i:(remote|pushremote)|merge|rebase|[a-z-]*merge-base)\s*=\s*([A-Za-z0-9._/@+#][A-Za-z0-9._/@+#-]{0,250})$`)
	})
	remoteHead = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(`(?m)^\s*\[remote "([A-Za-z0-9._-]+)"\]\s*$`) })
)

// onlyBranches reports whether two texts of settings differ in nothing but which branch
// follows which.
func onlyBranches(old, now []byte) bool {
	remotes := map[string]bool{".": true} // the repository itself
	for _, m := range remoteHead().FindAllSubmatch(old, -1) {
		remotes[string(m[1])] = true
	}
	before, ok := withoutNotes(old, remotes)
	after, fine := withoutNotes(now, remotes)
	return ok && fine && before == after
}

// isNote reports whether a line is one of those notes. Another repository must be one
// that the settings know: Git takes any other word for a folder, whose hooks a push runs.
func isNote(line string, remotes map[string]bool) bool {
	m := branchNote().FindStringSubmatch(line)
	return m != nil && (m[1] == "" || remotes[m[2]])
}

// withoutNotes is a text of settings without those notes; ok is false for one that might
// be read in another way than line by line.
func withoutNotes(text []byte, remotes map[string]bool) (rest string, ok bool) {
	var b strings.Builder
	head := "" // of the branch whose notes follow
	for line := range bytes.Lines(text) {
		s := strings.TrimSpace(string(line))
		switch {
		case strings.ContainsAny(s, "\x00\r") || strings.HasSuffix(s, `\`):
			return "", false
		case branchHead().MatchString(s):
			head = s
			continue
		case strings.HasPrefix(s, "["):
			head = ""
		case head != "" && (s == "" || isNote(s, remotes)):
			continue
		}
		b.WriteString(head + "\x00" + s + "\n")
	}
	return b.String(), true
}
