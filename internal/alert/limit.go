package alert

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// The limits. A person reads a few lines; the audit log has all.
const (
	// sameShown identical alerts are shown within sameWindow, the rest of them
	// are counted.
	sameShown  = 3
	sameWindow = time.Minute
	// maxKinds is how many different alerts are remembered; the oldest is
	// forgotten first.
	maxKinds = 256
	// maxPerSecond lines are shown in one second; urgentPerSecond more are
	// kept for what was held, blocked or failed, so that a flood of small
	// things cannot hide them.
	maxPerSecond    = 20
	urgentPerSecond = 10
)

// kind is what makes two alerts identical.
type kind struct{ server, rule, action, pointer string }

// window counts the alerts of one kind since start: those that were shown, and
// those that were not because enough of them were.
type window struct {
	kind   kind
	start  time.Time
	shown  int
	hidden int
}

// limiter decides what is shown. It never reads a clock: time is the events'.
// It is not safe for concurrent use.
type limiter struct {
	windows map[kind]*window
	order   []*window // by start, oldest first
	latest  time.Time // of the events so far

	second time.Time // start of the second that lines are counted in
	lines  int
	over   map[string]int // actions of what was over the limit in that second
}

// admit takes one event and returns the lines to show: those that sum up what
// came before, and then, if show is true, the event's own.
func (l *limiter) admit(e Event) (sums []string, show bool) {
	now := l.advance(e.Time)
	sums = append(l.turn(now), l.expire(now)...)
	k := kind{bound(e.Server), bound(e.Rule), bound(e.Action), shape(e.Pointer)}
	w := l.windows[k]
	if w == nil {
		sums = append(sums, l.makeRoom()...)
		w = &window{kind: k, start: now}
		if l.windows == nil {
			l.windows = make(map[kind]*window)
		}
		l.windows[k] = w
		l.order = append(l.order, w)
	}
	if w.shown >= sameShown {
		w.hidden++
		return sums, false
	}
	budget := maxPerSecond
	if urgent(e.Action) {
		budget += urgentPerSecond
	}
	if l.lines >= budget {
		l.keepBack(e.Action, 1)
		return sums, false
	}
	l.lines++
	w.shown++
	return sums, true
}

// keepBack counts events for which this second has no line left.
func (l *limiter) keepBack(action string, n int) {
	if l.over == nil {
		l.over = make(map[string]int)
	}
	if _, known := labels[action]; !known {
		action = "error" // bounds the map
	}
	l.over[action] += n
}

// advance returns the time to count by. Two goroutines may tell their events in
// another order than they happened; when the step back is larger than that can
// be, the clock was set back, and counting starts anew.
func (l *limiter) advance(t time.Time) time.Time {
	if back := l.latest.Sub(t); back <= 0 || back >= sameWindow {
		l.latest = t
	}
	return l.latest
}

// expire ends the windows that are over, and all of them after the clock was
// set back.
func (l *limiter) expire(now time.Time) (sums []string) {
	n := 0
	for ; n < len(l.order); n++ {
		if age := now.Sub(l.order[n].start); age >= 0 && age < sameWindow {
			break // those behind it are younger
		}
		sums = append(sums, l.end(l.order[n])...)
	}
	l.order = slices.Delete(l.order, 0, n)
	return sums
}

// makeRoom forgets the oldest window when there are too many.
func (l *limiter) makeRoom() (sums []string) {
	if len(l.order) < maxKinds {
		return nil
	}
	sums = l.end(l.order[0])
	l.order = slices.Delete(l.order, 0, 1)
	return sums
}

// end forgets a window and says what it kept back, if a line is left for that.
func (l *limiter) end(w *window) []string {
	delete(l.windows, w.kind)
	if w.hidden == 0 {
		return nil
	}
	k := w.kind
	if l.lines >= maxPerSecond {
		l.keepBack(k.action, w.hidden)
		return nil
	}
	l.lines++
	where := place(Event{Server: k.server, Pointer: k.pointer})
	text := fmt.Sprintf("%d more like %s", w.hidden, labelOf(k.action))
	for _, part := range []string{name(k.rule), where} {
		if part != "" {
			text += "  " + part
		}
	}
	return []string{prefix + text + ": recorded; see `mcp-watchdog log`\n"}
}

// turn starts a new second when the old one is over, and says how many events
// that one was too short for.
func (l *limiter) turn(now time.Time) []string {
	if age := now.Sub(l.second); age >= 0 && age < time.Second {
		return nil
	}
	l.second, l.lines = now, 0
	return l.overflow()
}

func (l *limiter) overflow() []string {
	total, parts := 0, []string{}
	for _, action := range []string{"block", "hold", "error", "clean", "alert", "pass"} {
		if n := l.over[action]; n > 0 {
			total += n
			parts = append(parts, fmt.Sprintf("%d %s", n, labelOf(action)))
		}
	}
	if total == 0 {
		return nil
	}
	clear(l.over)
	return []string{fmt.Sprintf("%s%d more were recorded (%s); see `mcp-watchdog log`\n", prefix, total, strings.Join(parts, ", "))}
}

// flush sums up everything that was kept back.
func (l *limiter) flush() (sums []string) {
	l.lines = 0
	for _, w := range l.order {
		sums = append(sums, l.end(w)...)
	}
	l.order = nil
	return append(sums, l.overflow()...)
}

func labelOf(action string) string {
	if label, known := labels[action]; known {
		return label.text
	}
	return strings.ToUpper(name(action))
}

// bound keeps a key of the memory small.
func bound(s string) string { return s[:min(len(s), 4*maxName)] }
