package cli

import (
	"slices"
	"testing"
)

// TestInherited: what the entry of a server gives it is not the client's own; what the
// client has with another value is not, either.
func TestInherited(t *testing.T) {
	got := inherited([]string{"A=1", "TOKEN=of the entry", "KEY=other", "HOME=/h"}, []string{"A=1", "KEY=client", "HOME=/h"})
	if want := []string{"A=1", "HOME=/h"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}
