package sandbox

import (
	"strings"
	"syscall"
	"testing"
)

// TestLevels: what holds on which kernel, and what is said not to.
func TestLevels(t *testing.T) {
	const (
		renames  = "closed places within open folders"
		race     = "exchanges paths"
		truncate = "truncate"
		signals  = "signals"
		open     = "are open to servers"
	)
	for _, c := range []struct {
		name string
		f    Features
		want Level
		gaps []string
	}{
		{"5.10: a supervisor, no Landlock", Features{Supported: true, Filter: true, Notify: true}, Supervised, []string{race, signals}},
		{"5.13: Landlock cannot move files", Features{Supported: true, Landlock: 1, Filter: true, Notify: true}, Supervised, []string{race, signals}},
		{"5.19: moves", Features{Supported: true, Landlock: 2, Filter: true, Notify: true}, Full, []string{truncate, signals}},
		{"6.6: truncation", Features{Supported: true, Landlock: 3, Filter: true, Notify: true}, Full, []string{signals}},
		{"6.12: signals", Features{Supported: true, Landlock: 6, Filter: true, Notify: true}, Full, nil},
		{"a container without listeners", Features{Supported: true, Landlock: 6, Filter: true}, Kernel, []string{renames}},
		{"a container without seccomp", Features{Supported: true, Landlock: 4}, Kernel, []string{renames, signals}},
		{"listeners without filters", Features{Supported: true, Landlock: 4, Notify: true}, Kernel, []string{renames, signals}},
		{"no Landlock, no listeners", Features{Supported: true, Filter: true}, None, []string{open}},
		{"an old Landlock alone", Features{Supported: true, Landlock: 1, Filter: true}, None, []string{open}},
		{"nothing", Features{Supported: true}, None, []string{open}},
		{"no launcher", Features{Landlock: 6, Filter: true, Notify: true}, None, []string{open}},
		{"Windows", Features{Why: []string{"only as an experiment"}}, None, []string{open}},
		{"Windows, with the experiment", Features{Supported: true, Fence: true}, Writes, []string{"reading, network"}},
		{"macOS", Features{Supported: true, Seatbelt: true}, Kernel, []string{"system's log"}},
	} {
		if got := c.f.Level(); got != c.want {
			t.Errorf("%s: %s, want %s", c.name, got, c.want)
		}
		gaps := c.f.Gaps()
		if len(gaps) != len(c.gaps) {
			t.Errorf("%s: not closed %q, want %q", c.name, gaps, c.gaps)
			continue
		}
		for i, gap := range c.gaps {
			if !strings.Contains(gaps[i], gap) {
				t.Errorf("%s: not closed %q, want something about %q", c.name, gaps[i], gap)
			}
		}
		if s := c.f.Summary(); !strings.HasPrefix(s, c.want.String()+":") {
			t.Errorf("%s: summary %q", c.name, s)
		}
	}
}

// TestWithout: what fails is left out, step by step, and the rest holds. Whatever
// goes on failing, it ends.
func TestWithout(t *testing.T) {
	full := Features{Supported: true, Landlock: 7, Filter: true, Notify: true}
	for _, c := range []struct {
		name  string
		from  Features
		steps []string
		want  []Level
	}{
		{"no second listener", full, []string{stepFilter, stepFilter, stepFilter}, []Level{Kernel, Kernel, None}},
		{"nobody to hand the calls to", full, []string{stepSupervisor, stepSupervisor}, []Level{Kernel, None}},
		{"too many layers", full, []string{stepLandlock, stepFilter}, []Level{Supervised, None}},
		{"too many layers, without a supervisor", Features{Supported: true, Landlock: 7, Filter: true}, []string{stepLandlock}, []Level{None}},
		{"no second copy", full, []string{"launcher"}, []Level{None}},
		{"no token", Features{Supported: true, Fence: true}, []string{stepFence}, []Level{None}},
		{"privileges", full, []string{"privileges"}, []Level{None}},
	} {
		f := c.from
		for i, step := range c.steps {
			before := len(f.Why)
			f = f.Without(&SetupError{step, syscall.EBUSY})
			if f.Level() != c.want[i] {
				t.Errorf("%s, step %d: %s, want %s", c.name, i+1, f.Level(), c.want[i])
			}
			if len(f.Why) != before+1 || !strings.Contains(f.Summary(), step+" failed: "+syscall.EBUSY.Error()) {
				t.Errorf("%s, step %d: nobody learns why from %q", c.name, i+1, f.Summary())
			}
		}
	}
	if len(full.Why) > 0 {
		t.Error("the features it began with were changed")
	}
}
