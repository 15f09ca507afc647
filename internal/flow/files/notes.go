package files

import (
	"bufio"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
)

// maxNotes bounds the lines of one process about what went from server to
// server; what comes later of the same kind is not written down any more.
const maxNotes = 20000

// Note writes down that something went from one server to this one. It holds no
// content. What cannot be written is lost: nothing depends on it.
func (s *Session) Note(p flow.Passage) {
	s.noting.Lock()
	defer s.noting.Unlock()
	if s.noted++; s.noted > maxNotes {
		return
	}
	line, err := json.Marshal(p)
	if err == nil {
		_, _ = s.lock.Write(append(line, '\n'))
	}
}

// Passages reads what was noted in the session whose folder is dir, and calls fn
// for each. Lines that make no sense are left out.
func Passages(dir string, fn func(flow.Passage)) error {
	logs, err := filepath.Glob(filepath.Join(dir, "*.log"))
	if err != nil {
		return err
	}
	for _, name := range logs {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		for lines := bufio.NewScanner(f); lines.Scan(); {
			var p flow.Passage
			if json.Unmarshal(lines.Bytes(), &p) == nil && p.To != "" {
				fn(p)
			}
		}
		f.Close()
	}
	return nil
}

// isNote reports whether a file of a session has notes in it.
func isNote(name string) bool { return strings.HasSuffix(name, ".log") }
