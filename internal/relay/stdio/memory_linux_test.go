package stdio

import (
	"fmt"
	"os"
	"strings"
	"testing"
)

// memory returns a figure of /proc/PID/status in KB.
func memory(t *testing.T, pid int, name string) int {
	t.Helper()
	status, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		t.Fatal(err)
	}
	var kb int
	_, rest, _ := strings.Cut(string(status), name+":")
	if _, err := fmt.Sscan(rest, &kb); err != nil {
		t.Fatalf("%s in %q: %v", name, status, err)
	}
	return kb
}

// A line of 100 MB costs about twice its length, a second one no more, and
// nothing when it is over.
func TestMemoryOfLongLine(t *testing.T) {
	if testing.Short() || raceEnabled {
		t.Skip("the figures say nothing under the race detector, and take long: run it without -race and -short")
	}
	const size = 100 << 20
	p := startProxy(t, false, "big", fmt.Sprint(size))
	idle := memory(t, p.Process.Pid, "VmRSS")
	for range 3 {
		p.in.Write([]byte("go\n"))
		for left := size + 1; left > 0; {
			n, err := p.out.Discard(min(left, 1<<20))
			if err != nil {
				t.Fatal(err)
			}
			left -= n
		}
	}
	peak := memory(t, p.Process.Pid, "VmHWM")
	t.Logf("resident: %d MB idle, %d MB at most, that is %.2f times the line", idle>>10, peak>>10, float64(peak)/(size>>10))
	if peak > size>>10*5/2 {
		t.Errorf("a line of 100 MB took %d MB", peak>>10)
	}
	eventually(t, "the memory is given back", func() bool { return memory(t, p.Process.Pid, "VmRSS") < idle+16<<10 })
	t.Logf("resident: %d MB afterwards", memory(t, p.Process.Pid, "VmRSS")>>10)
	p.in.Close()
	p.exits(t, 0)
}
