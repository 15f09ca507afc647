package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"reflect"
	"strings"
	"sync/atomic"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// livePause is how often files are looked at: twice in a row a configuration
// must look the same before it is read, and a stop must work within a second.
const livePause = 300 * time.Millisecond

// mended begins what is told when a mistake is gone.
const mended = "the mistake in the configuration is gone; "

// live keeps the policy of a running session true to its files.
type live struct {
	now    atomic.Pointer[policy.Policy]
	read   func() (config.Config, error)
	files  []string // of the configuration
	stop   string   // the file that stops everything; "" where no state is kept
	tell   func(what string, failed bool)
	loaded []stamp // of the files that the policy was read from
	last   []stamp // as they were at the last look
	broken bool    // the files have a mistake, which was told
	base   policy.Policy
	began  config.Config // without its policy: what counts until the end
}

// stamp is what shows that a file was changed.
type stamp struct {
	exists bool
	size   int64
	at     time.Time
}

func stampOf(path string) stamp {
	info, err := os.Stat(path)
	if err != nil {
		return stamp{}
	}
	return stamp{true, info.Size(), info.ModTime()}
}

// newLive returns the policy of c, which was read before, and looks at once
// whether everything is stopped.
func newLive(c config.Config, file string, read func() (config.Config, error), tell func(string, bool)) *live {
	l := &live{read: read, tell: tell, base: c.Policy, began: rest(c)}
	l.stop, _ = stopPath() // where no state can be kept, nothing is stopped
	if file == "" {
		file, _ = config.DefaultPath() // nobody can have put a file where there is no home
	}
	if file != "" {
		l.files = []string{file, config.ExceptionsPath(file)}
	}
	l.loaded = l.look()
	l.last = l.loaded
	l.set()
	return l
}

func (l *live) look() []stamp {
	out := make([]stamp, len(l.files))
	for i, f := range l.files {
		out[i] = stampOf(f)
	}
	return out
}

// set makes the policy that decides from now on.
func (l *live) set() {
	p := l.base
	if l.stop != "" {
		if p.Stopped = stoppedWhy(l.stop); p.Stopped != "" {
			p.StoppedBy.File = l.stop
		}
	}
	l.now.Store(&p)
}

// run looks at the files until done is closed.
func (l *live) run(done <-chan struct{}) {
	tick := time.NewTicker(livePause)
	defer tick.Stop()
	for {
		select {
		case <-done:
			return
		case <-tick.C:
			l.step()
		}
	}
}

// step is one look.
func (l *live) step() {
	before := l.now.Load().Stopped
	l.reload()
	l.set()
	switch now := l.now.Load().Stopped; {
	case now == before:
	case now == "":
		l.tell("everything goes on again", false)
	default:
		l.tell("everything was stopped "+now, false)
	}
}

// reload reads the configuration when it was changed and has come to rest.
func (l *live) reload() {
	now := l.look()
	if same := equal(now, l.last); !same || equal(now, l.loaded) {
		l.last = now
		return
	}
	gone := len(now) > 0 && l.loaded[0].exists && !now[0].exists
	l.loaded = now
	if gone {
		l.tell(fmt.Sprintf("the configuration %s is gone; the old policy stays until the server is started again", l.files[0]), true)
		return
	}
	c, err := l.read()
	if err != nil {
		l.broken = true
		l.tell("the configuration was changed and has a mistake, so the old policy stays: "+err.Error(), true)
		return
	}
	l.base = c.Policy
	what := "the policy was loaded anew"
	if !reflect.DeepEqual(rest(c), l.began) {
		what += "; other settings were changed, too, and count from the next start"
	}
	if l.broken { // whoever was told of a mistake is told that it is gone
		l.broken, what = false, mended+what
	}
	l.tell(what, false)
}

// rest is what of a configuration is not its policy.
func rest(c config.Config) config.Config {
	c.Policy = policy.Policy{}
	return c
}

func equal(a, b []stamp) bool {
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

// policyChanged writes down that the policy of a running session was changed, or
// could not be.
func (r *recorder) policyChanged(what string, failed bool) {
	rec := []audit.Record{{Time: time.Now(), Event: audit.EventPolicy, Server: r.server, Session: r.session, Why: what}}
	if failed {
		rec[0].Event = audit.EventFailure
	}
	if err := r.log.Append(rec...); err != nil {
		r.alerts.failure(err)
	}
	switch {
	case failed:
		r.alerts.failure(errors.New(what))
	case strings.HasPrefix(what, mended):
		r.alerts.notice(what)
	}
}

// missing reports whether err says that a file does not exist.
func missing(err error) bool { return errors.Is(err, fs.ErrNotExist) }
