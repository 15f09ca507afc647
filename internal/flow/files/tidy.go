package files

import (
	"os"
	"path/filepath"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
)

// keepNotes is how long a session that is over can be looked at.
const keepNotes = 7 * 24 * time.Hour

// Tidy removes sessions that are over from the folder of all sessions: their
// tables when nothing in them counts any more, and all of them after a week.
func Tidy(folder string, now time.Time) {
	sessions, err := os.ReadDir(folder)
	if err != nil {
		return // there is nothing to tidy
	}
	for _, e := range sessions {
		if e.IsDir() {
			tidy(filepath.Join(folder, e.Name()), now)
		}
	}
}

func tidy(dir string, now time.Time) {
	index, err := os.Stat(filepath.Join(dir, indexName))
	if err != nil && now.Sub(modified(dir)) < time.Hour {
		return // it is being made
	}
	if err == nil && inUse(dir, now) {
		return
	}
	all, err := os.ReadDir(dir)
	if err != nil {
		return
	}
	last := modified(dir)
	if index != nil && index.ModTime().After(last) {
		last = index.ModTime()
	}
	whole := now.Sub(last) > keepNotes
	for _, e := range all {
		if whole || !isNote(e.Name()) && e.Name() != indexName {
			_ = os.Remove(filepath.Join(dir, e.Name())) // another one may have been faster
		}
	}
	if whole {
		_ = os.Remove(dir)
	}
}

func modified(path string) time.Time {
	info, err := os.Stat(path)
	if err != nil {
		return time.Time{}
	}
	return info.ModTime()
}

// inUse reports whether a process of the session lives, or what it delivered
// still counts.
func inUse(dir string, now time.Time) bool {
	index, err := openIndex(dir)
	if err != nil {
		return false
	}
	defer unmap(index.bytes())
	s := Session{dir: dir, index: index}
	for i := range maxMembers {
		m := index.member(i)
		if m.load(wordState) == stateFree {
			continue
		}
		if uint64(now.Unix())-m.load(wordSeen) <= flow.Lifetime || !s.dead(i) {
			return true
		}
	}
	return false
}
