package cli

import (
	"slices"
	"testing"
)

// TestInherited: what the entry of a server gives it is not the client's own, under
// another name and from a client that chooses what it hands on, too.
func TestInherited(t *testing.T) {
	for name, c := range map[string]struct{ own, parent, want []string }{
		"all is handed on":           {[]string{"A=1", "TOKEN=of the entry", "HOME=/h"}, []string{"A=1", "HOME=/h"}, []string{"A=1", "HOME=/h"}},
		"another value of one name":  {[]string{"A=1", "KEY=other", "HOME=/h"}, []string{"A=1", "KEY=client", "HOME=/h"}, []string{"A=1", "KEY=client", "HOME=/h"}},
		"little is handed on":        {[]string{"HOME=/h"}, []string{"A=1", "KEY=client", "HOME=/h"}, []string{"A=1", "KEY=client"}},
		"the entry names one of it":  {[]string{"HOME=/h", "KEY=client"}, []string{"A=1", "B=2", "C=3", "KEY=client", "HOME=/h"}, []string{"A=1", "B=2", "C=3"}},
		"the same under another":     {[]string{"A=1", "HOME=/h", "MINE=client"}, []string{"A=1", "KEY=client", "HOME=/h"}, []string{"A=1", "HOME=/h"}},
		"nothing is known of others": {[]string{"A=1"}, nil, nil},
	} {
		if got := inherited(c.own, c.parent); !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}
