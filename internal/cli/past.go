package cli

import (
	"bytes"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory/sqlite"
)

const (
	// refreshTime is how often a session looks for what was approved or revoked
	// elsewhere.
	refreshTime = 500 * time.Millisecond
	// maxAsides bounds what the proxy has to say and nobody has taken.
	maxAsides = 64
)

// past is the memory of a session, and the proxy's own voice in it.
type past struct {
	log    *sqlite.Log
	asides chan []byte
}

// openPast returns the memory. The file is opened when it is first needed, or
// warmed.
func openPast() (*past, error) {
	log, err := memoryLog()
	if err != nil {
		return nil, err
	}
	return &past{log, make(chan []byte, maxAsides)}, nil
}

// options puts the memory into the options of a session.
func (p *past) options(o *guard.Options, c *config.Config, command []string, r *recorder) {
	o.Decided = r.decided
	o.HeldCalls, o.AskTimeout = c.HeldCalls, c.Limits.AskTimeout
	o.Memory, o.Identity, o.Entry, o.FirstSight, o.Say = p.log, identity(command), entry(command), c.FirstSight, p.say
}

// say never waits: who does not read does not hear.
func (p *past) say(line []byte) {
	select {
	case p.asides <- bytes.Clone(line):
	default:
	}
}

// follow takes in what others decide, until done.
func follow(s *guard.Session, done <-chan struct{}) {
	tick := time.NewTicker(refreshTime)
	defer tick.Stop()
	for {
		select {
		case <-tick.C:
			s.Refresh()
		case <-done:
			return
		}
	}
}

// end closes the memory. A session that had messages writes down what it has
// learnt, and tidies up, before it.
func (p *past) end(kept *keptSession, messages uint64, warn func(error)) {
	if messages > 0 {
		kept.remember()
		if err := p.log.Prune(time.Now()); err != nil {
			warn(err)
		}
	}
	if err := p.log.Close(); err != nil {
		warn(err)
	}
}
