package cli

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync/atomic"
	"time"

	flowfiles "github.com/mcp-watchdog/mcp-watchdog/internal/flow/files"
	"github.com/mcp-watchdog/mcp-watchdog/internal/tracking"
)

// flowsFolder is where the sessions are that servers give each other content in,
// below the state folder.
const flowsFolder = "flows"

// sessionFolder is the folder of the session that this process belongs to: one
// that somebody named, or that of the host which started it.
func sessionFolder(named string) (string, error) {
	state, err := stateDir()
	if err != nil {
		return "", err
	}
	id := "name:" + named
	if named == "" {
		id = hostIdentity()
	}
	sum := sha256.Sum256([]byte(id + flowsFormat))
	return filepath.Join(state, flowsFolder, hex.EncodeToString(sum[:8])), nil
}

// flowsFormat is part of what a session is called, so that programs that keep other
// hashes have other sessions. It changes with them.
const flowsFormat = "\x00flow2"

// maxShells bounds how many shells and launchers are looked through.
const maxShells = 8

// hostIdentity says which process started this one, and when that was started.
// Shells and launchers that hosts put in between are looked through: each
// server has its own.
func hostIdentity() string {
	pid := os.Getppid()
	for range maxShells {
		parent, ok := launcher(pid)
		if !ok || parent <= 1 {
			break
		}
		pid = parent
	}
	return "host:" + strconv.Itoa(pid) + " " + startOf(pid)
}

// launchers are programs that start one other program and wait for it.
var launchers = []string{"sh", "bash", "dash", "zsh", "ash", "ksh", "fish", "cmd.exe", "powershell.exe", "pwsh", "npx", "npm", "npm exec", "uvx", "uv", "env", "timeout", "nice", "sudo", "disclaimer"}

// sharedFlows is the session in which other servers may give this one content.
type sharedFlows struct {
	session atomic.Pointer[flowfiles.Session]
	tidying atomic.Pointer[time.Timer]
}

// tidyAfter keeps what is over out of the way of what begins.
const tidyAfter = 2 * time.Second

// flows enters the session. Where that fails this server is guarded alone, and
// people are told.
func (f *sharedFlows) flows(named, server string, command []string, warn func(error)) tracking.Flows {
	dir, err := sessionFolder(named)
	if err == nil {
		var s *flowfiles.Session
		if s, err = flowfiles.Open(dir, server, strings.Join(command, "\x00")); err == nil {
			f.session.Store(s)
			f.tidying.Store(time.AfterFunc(tidyAfter, func() { flowfiles.Tidy(filepath.Dir(dir), time.Now()) }))
			return s
		}
	}
	warn(fmt.Errorf("what other servers deliver cannot be compared with what goes to this one: %w", err))
	return nil
}

// leave leaves it.
func (f *sharedFlows) leave() {
	if t := f.tidying.Load(); t != nil {
		t.Stop() // sessions that are longer tidy up
	}
	if s := f.session.Load(); s != nil {
		s.Close()
	}
}
