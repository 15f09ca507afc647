//go:build amd64 || arm64

package sandbox

import (
	"os"
	"strings"
	"testing"
)

// openers open a file for writing again and again, and end when what they get is
// one of their standard files.
const openers = `import os, sys
for i in range(4000):
    fd = os.open("a.txt", os.O_WRONLY)
    if fd < 3:
        sys.exit("got %d for a.txt" % fd)
    os.write(fd, b"x")
    os.close(fd)
print("done")`

// TestGive: a file arrives also when the supervisor's threads are interrupted
// while they hand it over.
func TestGive(t *testing.T) {
	full(t)
	python := installed(t, "python3")
	programs(t)
	t.Setenv("UNREST", "1")
	w := newWorld(t, os.Geteuid())
	out, events, err := w.run(t, os.Geteuid(), "on", python, "-c", openers)
	if err != nil || !strings.Contains(out, "done") || len(events) > 0 {
		t.Errorf("%v\n%s\n%+v", err, out, events)
	}
}
