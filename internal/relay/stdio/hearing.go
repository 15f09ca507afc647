package stdio

import "os"

// hearing brings signals, and keeps those of broken pipes away. To subscribe to
// signals takes as long as to start a process, since the Go runtime makes a thread
// for it.
type hearing struct {
	signals <-chan os.Signal
	ready   chan struct{} // closed when no signal is missed any more
	stop    []func()
}

// hear begins to hear, and does not wait. instead, if not nil, brings what there
// is to hear.
func hear(instead <-chan os.Signal) *hearing {
	h := &hearing{signals: instead, ready: make(chan struct{})}
	own := make(chan os.Signal, 16)
	if instead == nil {
		h.signals = own
	}
	go func() {
		defer close(h.ready)
		if instead == nil {
			h.stop = append(h.stop, notify(own))
		}
		h.stop = append(h.stop, quietPipes())
	}()
	return h
}

// end ends it.
func (h *hearing) end() {
	<-h.ready
	for _, stop := range h.stop {
		stop()
	}
}
