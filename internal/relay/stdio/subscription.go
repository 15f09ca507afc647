package stdio

import "os"

// Subscription brings the signals that are passed on to a server.
type Subscription struct {
	done    chan struct{} // closed when signals and end are known
	signals <-chan os.Signal
	end     func()
}

// Subscribe begins to subscribe to the signals that [Run] passes on when
// [Options.Signals] is nil. That takes as long as starting a process, since the
// Go runtime has a thread of its own for it; Subscribe does not wait.
func Subscribe() *Subscription {
	s := &Subscription{done: make(chan struct{})}
	go func() {
		defer close(s.done)
		s.signals, s.end = notify()
	}()
	return s
}

// Signals waits until every signal is brought, and returns what brings them.
func (s *Subscription) Signals() <-chan os.Signal {
	<-s.done
	return s.signals
}

// End ends it.
func (s *Subscription) End() {
	<-s.done
	s.end()
}
