package drift_test

import (
	"fmt"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/drift"
)

// What a server begins to use after it was known without is told; what it used from
// the start, and a choice for the user, is not. It is so after storing, too.
func TestPowersThatAreNew(t *testing.T) {
	s := drift.New()
	begin := func(version int) { s.Updated(fmt.Appendf(nil, `{"version":"%d"}`, version)) }
	begin(1)
	if c := s.Uses(drift.Folders); c != nil {
		t.Errorf("at the start: %+v", c)
	}
	for i := range 80 {
		observe(s, i, plain)
		if i%20 == 0 {
			begin(1)
		}
	}
	states, err := s.Marshal()
	if err != nil {
		t.Fatal(err)
	}
	if s, err = drift.Unmarshal(states); err != nil {
		t.Fatal(err)
	}
	for range 2 { // the second one, too
		if c := s.Uses(drift.Samples); c == nil || c.Updated || c.Answers != 80 || c.Sessions != 5 {
			t.Errorf("%+v", c)
		}
	}
	if s.Uses(drift.Folders) != nil || s.Uses(drift.Confirms) != nil {
		t.Error("what was always used, or is a choice, was told")
	}
	begin(2)
	if c := s.Uses(drift.Questions); c == nil || !c.Updated {
		t.Errorf("after an update: %+v", c)
	}
	if c := s.Uses(drift.Questions); c != nil {
		t.Errorf("told again: %+v", c)
	}
}
