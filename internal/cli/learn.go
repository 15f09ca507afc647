package cli

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/sandbox"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

// learned is what a server was seen to do, over all sessions with --learn.
type learned struct {
	Server   string      `json:"server"`
	Sessions int         `json:"sessions"`
	Last     time.Time   `json:"last"`
	Command  []string    `json:"command"`
	Seen     [][3]string `json:"seen"`  // operation, kind of place, path
	Hosts    []string    `json:"hosts"` // HOST:PORT
	Full     bool        `json:"full,omitempty"`
}

// maxLearned bounds what is kept of one server.
const maxLearned = 8192

// learner notes what a server does in this session.
type learner struct {
	mu   sync.Mutex
	seen map[[3]string]bool
	host map[string]bool
	full bool
}

func newLearner() *learner {
	return &learner{seen: map[[3]string]bool{}, host: map[string]bool{}}
}

// observe notes an access. It is called from several goroutines.
func (l *learner) observe(e sandbox.Event) {
	key := [3]string{e.Op, e.Kind.String(), e.Path}
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.seen) < maxLearned {
		l.seen[key] = true
	}
	l.full = l.full || len(l.seen) == maxLearned
}

// reach notes a host.
func (l *learner) reach(host string, port uint16) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if len(l.host) < maxLearned {
		l.host[host+":"+strconv.Itoa(int(port))] = true
	}
}

// learnedPath is where the notes about a server are.
func learnedPath(server string) (string, error) {
	dir, err := audit.StateDir(runtime.GOOS, os.Getenv)
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, "learned", url.PathEscape(server)+".json"), nil
}

// readLearned returns the notes about a server; missing(err) when there are none.
func readLearned(server string) (n learned, err error) {
	path, err := learnedPath(server)
	if err != nil {
		return n, err
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return n, err
	}
	return n, json.Unmarshal(data, &n)
}

// keep adds the session to the notes about the server.
func (l *learner) keep(server string, command []string) error {
	n, err := readLearned(server)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("what was learnt before cannot be read: %w", err)
	}
	path, err := learnedPath(server)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, s := range n.Seen {
		l.seen[s] = true
	}
	for _, h := range n.Hosts {
		l.host[h] = true
	}
	n.Server, n.Last, n.Command, n.Seen, n.Hosts = server, time.Now(), command, nil, nil
	n.Sessions++
	n.Full = n.Full || l.full
	for s := range l.seen {
		n.Seen = append(n.Seen, s)
	}
	for h := range l.host {
		n.Hosts = append(n.Hosts, h)
	}
	slices.SortFunc(n.Seen, func(a, b [3]string) int { return slices.Compare(a[:], b[:]) })
	slices.Sort(n.Hosts)
	data, err := json.MarshalIndent(n, "", " ")
	if err != nil {
		return err
	}
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	temp := path + ".new"
	if err := os.WriteFile(temp, data, 0o600); err != nil {
		return err
	}
	return os.Rename(temp, path)
}

// accesses are the notes as package scope understands them.
func (n *learned) accesses() (all []scope.Access) {
	for _, s := range n.Seen {
		if a, ok := scope.ParseAccess(s[0], s[1], s[2]); ok {
			all = append(all, a)
		}
	}
	return all
}
