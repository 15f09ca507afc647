package stdio

import (
	"runtime/debug"
	"sync"
	"time"
)

// idleRelease is how long a big buffer is kept for the next long line. Within
// a burst of long lines nothing is allocated; an idle session holds no memory
// for lines long gone.
const idleRelease = time.Second

// spareBuffer keeps one big buffer for reuse and gives its memory back to the
// system once it has not been wanted for idleRelease.
type spareBuffer struct {
	mu    sync.Mutex
	buf   []byte
	timer *time.Timer
	done  bool
}

// put hands buf over. The caller may not use it any more.
func (s *spareBuffer) put(buf []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(buf) > len(s.buf) {
		s.buf = buf
	}
	s.arm()
}

// take returns the buffer kept, or nil.
func (s *spareBuffer) take() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	buf := s.buf
	s.buf = nil
	return buf
}

// armRelease gives back memory that has been let go elsewhere, at leisure.
func (s *spareBuffer) armRelease() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.arm()
}

func (s *spareBuffer) arm() {
	switch {
	case s.done:
	case s.timer == nil:
		s.timer = time.AfterFunc(idleRelease, s.release)
	default:
		s.timer.Reset(idleRelease)
	}
}

func (s *spareBuffer) release() {
	s.mu.Lock()
	s.buf = nil
	s.mu.Unlock()
	debug.FreeOSMemory()
}

// close drops the buffer and ends the timer.
func (s *spareBuffer) close() {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.buf, s.done = nil, true
	if s.timer != nil {
		s.timer.Stop()
	}
}
