package stdio

import "time"

// ladder is the way down for a server that does not end by itself: its input
// is closed, it is told to end, it is killed.
type ladder struct {
	s       *session
	timer   *time.Timer
	step    step
	patient bool      // bytes that flow prolong the first grace
	since   time.Time // the first step
	seen    int64     // bytes moved when the timer was last set
}

type step uint8

const (
	running step = iota
	asked        // standard input closed, or about to be
	told         // SIGTERM or its like sent
	killed
)

func newLadder(s *session) *ladder {
	l := &ladder{s: s, timer: time.NewTimer(time.Hour), patient: true}
	l.timer.Stop()
	return l
}

func (l *ladder) stop() { l.timer.Stop() }

// asked starts the first grace.
func (l *ladder) asked() {
	if l.step < asked {
		l.step, l.since = asked, time.Now()
		l.wait(l.s.opt.Grace)
	}
}

// told starts the second grace: the server has the signal.
func (l *ladder) told() {
	l.s.hurry = true
	if l.step < told {
		l.step = told
		l.wait(l.s.opt.Grace)
	}
}

func (l *ladder) wait(d time.Duration) {
	l.seen = l.s.moved()
	l.timer.Reset(d)
}

// climb is called when a grace is over. It returns false when there is nothing
// left to do.
func (l *ladder) climb() bool {
	switch l.step {
	case asked:
		left := l.s.timing.graceMax - time.Since(l.since)
		if l.patient && left > 0 && (l.s.moved() != l.seen || l.s.starting()) {
			l.wait(min(l.s.opt.Grace, left))
			return true
		}
		l.s.kin.terminate()
		l.step = told
		l.wait(l.s.opt.Grace)
	case told:
		l.s.kin.kill()
		l.step = killed
		l.wait(l.s.timing.killWait)
	case killed:
		return false
	}
	return true
}

// starting reports whether the server has been asked something and never said
// a word: a package runner may still be fetching it.
func (s *session) starting() bool {
	return s.fromServer.read.Load() == 0 && s.fromClient.read.Load() > 0
}

// moved counts all bytes that were read or written.
func (s *session) moved() int64 {
	return s.answered() + s.fromClient.read.Load() + s.toServer.written.Load()
}

// answered counts those on their way to the client.
func (s *session) answered() int64 { return s.fromServer.read.Load() + s.toClient.written.Load() }

// drain waits until all that the exited server has said is with the client.
// Its children may still hold its output open: they get a short time to fall
// silent, then they are killed, and if one has left the group its bytes are not
// waited for. It returns false if the client does not read.
func (s *session) drain() bool {
	tick := time.NewTicker(s.timing.tick)
	defer tick.Stop()
	begun := time.Now()
	var ended time.Time // when the group was killed
	seen, since := s.answered(), begun
	for {
		select {
		case <-s.fromServer.ended:
			return true
		case sig, open := <-s.signals:
			s.heed(sig, open)
		case <-tick.C:
		}
		if now := s.answered(); now != seen {
			seen, since = now, time.Now()
		}
		silent := time.Since(since)
		reading := s.fromServer.reading.Load()
		switch {
		case !reading && silent >= s.patience():
			return false
		case ended.IsZero():
			if s.hurry || reading && silent >= s.timing.drainQuiet || time.Since(begun) >= s.timing.drainMax {
				s.kin.kill()
				ended = time.Now()
				since = ended
			}
		case reading && (silent >= s.timing.drainQuiet || time.Since(ended) >= s.timing.drainMax):
			// All that had come by now has been passed on.
			s.pipes.out.Close()
			pause(s.fromServer.ended, s.timing.drainQuiet)
			return true
		}
	}
}

// pause waits for c, but no longer than d, and reports whether it came.
func pause(c <-chan struct{}, d time.Duration) bool {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-c:
		return true
	case <-timer.C:
		return false
	}
}

// patience is how long a client may read nothing.
func (s *session) patience() time.Duration {
	if s.hurry {
		return s.opt.Grace
	}
	return s.timing.stall
}

// await waits until done, or until no byte has been counted for as long as
// patience lasts.
func (s *session) await(done func() bool, count func() int64, patience func() time.Duration) bool {
	if done() {
		return true
	}
	tick := time.NewTicker(s.timing.tick)
	defer tick.Stop()
	seen, since := count(), time.Now()
	for {
		select {
		case sig, open := <-s.signals:
			s.heed(sig, open)
		case <-tick.C:
		}
		if done() {
			return true
		}
		if now := count(); now != seen {
			seen, since = now, time.Now()
		}
		if time.Since(since) >= patience() {
			return false
		}
	}
}
