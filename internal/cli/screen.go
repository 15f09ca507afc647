package cli

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"

	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
)

// sessionScreen is a Screen that is built while the server starts, and that
// counts messages.
type sessionScreen struct {
	build    func() relay.Screen
	begun    func() // beside the first message
	recorder *recorder
	messages atomic.Uint64
	left     atomic.Bool // the client has left
}

// newSessionScreen returns a screen that is built when it is first needed, or
// when somebody calls build. While the first message is under way, begun is called.
func newSessionScreen(r *recorder, begun func(), build func() relay.Screen) *sessionScreen {
	return &sessionScreen{build: sync.OnceValue(build), begun: begun, recorder: r}
}

// count counts a message. The first one begins the session in the log, which
// no message waits for.
func (s *sessionScreen) count() {
	if s.messages.Add(1) == 1 {
		go s.recorder.begin()
		go s.begun()
	}
}

func (s *sessionScreen) Screen(ctx context.Context, from message.Side, raw []byte) (forward, reply []byte) {
	s.count()
	return s.build().Screen(ctx, from, raw)
}

func (s *sessionScreen) Oversize(ctx context.Context, from message.Side, env message.Envelope, size, limit int64) (forward, reply []byte) {
	s.count()
	return s.build().Oversize(ctx, from, env, size, limit)
}

func (s *sessionScreen) Gone(ctx context.Context, side message.Side, good bool, why string) [][]byte {
	owed := s.build().Gone(ctx, side, good, why)
	switch {
	case side == message.FromClient:
		s.left.Store(true)
	case len(owed) > 0 && !s.left.Load(): // nobody misses what a client that left had asked
		s.recorder.gone(why, len(owed))
	}
	return owed
}

// keptSession is a session that keeps what it takes out of documents, until the
// program ends.
type keptSession struct {
	session atomic.Pointer[guard.Session]
	shared  sharedFlows
	lending lending
}

// options puts into o what is shared with the other servers of a session.
func (k *keptSession) options(o *guard.Options, session, server string, command []string, failure func(error)) {
	k.lending.kept, k.lending.warn = k, failure
	o.Flows = k.shared.flows(session, server, command, failure)
	k.lending.options(o)
}

func (k *keptSession) begin(o guard.Options) *guard.Session {
	o.Chance = func(b []byte) { rand.Read(b) } // never fails
	o.Own, o.OwnParts, o.Owns = ownSecrets()
	s := guard.New(o)
	k.session.Store(s)
	return s
}

// expect reads what the first answer of the server needs.
func (k *keptSession) expect() {
	if s := k.session.Load(); s != nil {
		s.Expect()
	}
}

// remember writes down what was learnt of the server.
func (k *keptSession) remember() {
	if s := k.session.Load(); s != nil {
		s.Remember()
	}
}

// wipe overwrites what the session keeps, and leaves that of all servers.
func (k *keptSession) wipe() {
	k.lending.close()
	k.shared.leave()
	if s := k.session.Load(); s != nil {
		s.Close()
	}
}
