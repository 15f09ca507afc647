package cli

import (
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"time"
)

// links follows links in the paths of calls. Most paths have none, which is found
// out with one look at the file, since its folder was looked at before: that
// there is no link in the way to a folder is taken for granted for a moment. Who
// can put one there in that moment can do so behind any look.
type links struct {
	mu    sync.Mutex
	plain map[string]time.Time // folders without links in the way, and when they were looked at
	path  []byte               // memory for one path
}

const (
	// linksStay is how long a folder is not looked at again.
	linksStay = time.Second
	// maxPlain bounds how many folders are remembered.
	maxPlain = 1024
)

func newLinks() *links { return &links{plain: map[string]time.Time{}} }

// follow is realPath. It keeps nothing of path.
func (l *links) follow(path string) string {
	if runtime.GOOS == "windows" || !strings.HasPrefix(path, "/") || strings.IndexByte(path, 0) >= 0 || filepath.Clean(path) != path { // there, names have other spellings
		return strings.Clone(realPath(path))
	}
	l.mu.Lock()
	plain := path == "/" || l.folder(path[:strings.LastIndexByte(path, '/')], time.Now()) && !l.link(path)
	l.mu.Unlock()
	if plain {
		return path
	}
	return strings.Clone(realPath(path))
}

// folder reports whether neither a folder nor one above it is a link. What is not
// there is none.
func (l *links) folder(dir string, now time.Time) bool {
	if dir == "" {
		return true
	}
	if at, ok := l.plain[dir]; ok && now.Sub(at) < linksStay {
		return true
	}
	if !l.folder(dir[:strings.LastIndexByte(dir, '/')], now) || l.link(dir) {
		delete(l.plain, dir)
		return false
	}
	if len(l.plain) >= maxPlain {
		clear(l.plain)
	}
	l.plain[strings.Clone(dir)] = now
	return true
}
