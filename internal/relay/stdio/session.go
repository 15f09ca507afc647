package stdio

import (
	"context"
	"errors"
	"io"
	"os"
	"sync/atomic"
	"syscall"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
)

// session is one server and its client from the first byte to the last.
type session struct {
	opt     Options
	timing  *timing
	screen  relay.Screen
	ctx     context.Context // for the Screen
	cancel  context.CancelFunc
	signals <-chan os.Signal

	kin   *family
	pipes *pipes

	fromClient, fromServer *pump
	toClient, toServer     *outbox
	aside                  atomic.Int64 // bytes read from the server's standard error
	stderrDone             chan struct{}

	farewell   bool          // clientLeft has been called
	clientGone chan struct{} // closed when the server has been told that the client left
	hurry      bool          // somebody asked for the end: do not be patient
	over       chan struct{} // closed when Run is about to return
}

// run lives through the session's three parts: traffic, the server's exit, and
// what is still owed after it.
func (s *session) run(ctx context.Context) (int, error) {
	defer s.leave()
	go s.fromClient.run(s.ctx)
	go s.fromServer.run(s.ctx)
	go s.copyStderr()
	go s.asides()
	s.opt.Started() // behind what carries messages
	s.supervise(ctx)
	return s.finish()
}

// asides brings the client what the proxy itself has to say.
func (s *session) asides() {
	for {
		select {
		case line := <-s.opt.Aside:
			s.toClient.post(line)
		case <-s.over:
			return
		}
	}
}

// leave ends whatever may still wait for bytes.
func (s *session) leave() {
	close(s.over)
	s.cancel()
	s.pipes.closeAll()
	if s.farewell {
		pause(s.clientGone, s.opt.Grace)
	}
	if in, ok := s.opt.Stdin.(interface{ SetReadDeadline(time.Time) error }); ok {
		if in.SetReadDeadline(time.Unix(1, 0)) == nil && pause(s.fromClient.ended, s.opt.Grace) {
			_ = in.SetReadDeadline(time.Time{})
		}
	}
}

// copyStderr passes on the server's standard error if it has no direct access.
// Without a reader the server would block, so a failing writer is not the end.
func (s *session) copyStderr() {
	defer close(s.stderrDone)
	if s.pipes.err != nil {
		from := &countingReader{s.pipes.err, &s.aside}
		_, _ = io.Copy(s.opt.Stderr, from)
		_, _ = io.Copy(io.Discard, from)
	}
}

// supervise returns when the server has exited, or does not although killed.
func (s *session) supervise(ctx context.Context) {
	l := newLadder(s)
	defer l.stop()
	clientEnded, serverEnded := s.fromClient.ended, s.fromServer.ended
	clientBroken, cancelled := s.toClient.broken, ctx.Done()
	probe, stopProbe := s.probe()
	defer stopProbe()
	for {
		select {
		case <-s.kin.exited:
			return
		case sig, open := <-s.signals:
			s.kin.forward(sig)
			if s.heed(sig, open) {
				l.told()
			}
		case <-cancelled:
			cancelled = nil
			s.kin.terminate()
			l.told()
		case <-clientEnded:
			clientEnded = nil
			s.clientLeft(true, "client closed its connection")
			l.asked()
		case <-clientBroken:
			clientBroken = nil
			s.deserted(l)
		case <-probe:
			if f, ok := s.opt.Stdout.(*os.File); ok && hungUp(f) {
				stopProbe()
				s.deserted(l)
			}
		case <-serverEnded: // it closed its output and has nothing to say any more
			serverEnded = nil
			l.patient = false // whoever waits for an answer waits in vain
			s.toServer.close()
			l.asked()
		case <-l.timer.C:
			if !l.climb() {
				return
			}
		}
	}
}

// probe ticks when it is time to see whether the client still reads. A client
// that died while the server is silent, and whose end of our standard input
// lives on in some other process, shows in no other way.
func (s *session) probe() (<-chan time.Time, func()) {
	if _, ok := s.opt.Stdout.(*os.File); !ok {
		return nil, func() {}
	}
	t := time.NewTicker(s.timing.probe)
	return t.C, t.Stop
}

// deserted is for a client that takes no answers any more: there is nothing to
// wait for.
func (s *session) deserted(l *ladder) {
	l.patient = false
	s.clientLeft(false, "client stopped reading")
	l.asked()
}

// clientLeft gives the server what it is still owed and closes its standard
// input. That may take as long as the server takes to read, so nobody waits.
func (s *session) clientLeft(good bool, why string) {
	if s.farewell {
		return
	}
	s.farewell = true
	go func() {
		defer close(s.clientGone)
		if !s.fromClient.stop(s.over) {
			return
		}
		for _, answer := range s.screen.Gone(s.ctx, message.FromClient, good, why) {
			s.toServer.post(answer)
		}
		s.toServer.close()
	}()
}

// finish is called when the server has exited: it brings what it said last and
// what is owed to the client where they belong, and ends the family.
func (s *session) finish() (int, error) {
	defer s.kin.dismiss(s.timing.killWait)
	delivered := s.drain()
	code, why, err := s.kin.end(s.timing.killWait)
	expired := make(chan struct{})
	timer := time.AfterFunc(s.opt.Grace, func() { close(expired) })
	defer timer.Stop()
	if s.fromServer.stop(expired) && s.fromClient.stop(expired) {
		owed := s.screen.Gone(s.ctx, message.FromServer, code == 0, why)
		posted := make(chan struct{})
		post := func() {
			defer close(posted)
			for _, answer := range owed {
				s.toClient.post(answer)
			}
		}
		if len(owed) == 0 {
			post() // and nobody waits for a tick
		} else {
			go post()
		}
		written := func() bool { return isClosed(posted) && s.toClient.quiet() }
		delivered = s.await(written, s.answered, s.patience) && delivered
	}
	s.await(func() bool { return isClosed(s.stderrDone) }, s.aside.Load, func() time.Duration { return s.timing.drainQuiet })
	if !delivered && !isClosed(s.toClient.broken) {
		err = errors.Join(err, errors.New("the client did not read all that the server had said; nothing more could be done for it"))
	}
	return code, err
}

// heed notes what sig means for the session and reports whether it asks for
// its end. A channel that was closed brings nothing more.
func (s *session) heed(sig os.Signal, open bool) bool {
	if !open {
		s.signals = nil
		return false
	}
	s.hurry = s.hurry || ends(sig)
	return ends(sig)
}

func ends(sig os.Signal) bool { return sig == os.Interrupt || sig == syscall.SIGTERM }
