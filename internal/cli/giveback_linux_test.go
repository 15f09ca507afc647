package cli

import (
	"bufio"
	"os"
	"slices"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

const someMaps = `00400000-00dab000 r-xp 00000000 08:01 42 /opt/my tools/mcp-watchdog
Size:               9900 kB
Rss:                9248 kB
Anonymous:             0 kB
VmFlags: rd ex mr mw me sd
00dab000-0182e000 r--p 009ab000 08:01 42 /opt/my tools/mcp-watchdog
Anonymous:             4 kB
0182e000-01907000 rw-p 0142e000 08:01 42 /opt/my tools/mcp-watchdog
Anonymous:             0 kB
01907000-03959000 r--p 00000000 00:00 0
Anonymous:             0 kB
7f0000000000-7f0000001000 r--p 00000000 08:01 43 /usr/lib/libc.so.6
Anonymous:             0 kB
7f0000002000-7f0000003000 r--p 00000000 08:01 42 /opt/my tools/mcp-watchdog
Anonymous:             0 kB
`

func TestUnwritten(t *testing.T) {
	got := unwritten(bufio.NewScanner(strings.NewReader(someMaps)), "/opt/my tools/mcp-watchdog")
	if want := []mapping{{0x400000, 0xdab000}, {0x7f0000002000, 0x7f0000003000}}; !slices.Equal(got, want) {
		t.Errorf("%x, want %x", got, want)
	}
}

// TestDropProgram also tests by going on that nothing was lost.
func TestDropProgram(t *testing.T) {
	var fs unix.Statfs_t
	if err := unix.Statfs("/proc/self/exe", &fs); err == nil && fs.Type == unix.TMPFS_MAGIC {
		t.Skip("the test's program is in memory already: set GOTMPDIR to a folder on a disk to run it")
	}
	before := residentFile(t)
	dropProgram()
	if after := residentFile(t); after > before/2 {
		t.Errorf("%d pages of files before, %d after", before, after)
	}
}

// residentFile is how many pages of files are mapped in.
func residentFile(t *testing.T) int {
	t.Helper()
	data, err := os.ReadFile("/proc/self/status")
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(data)) {
		if rest, ok := strings.CutPrefix(line, "RssFile:"); ok {
			n := 0
			for _, c := range strings.TrimSpace(strings.TrimSuffix(strings.TrimSpace(rest), "kB")) {
				n = n*10 + int(c-'0')
			}
			return n
		}
	}
	t.Skip("this kernel does not tell how many pages of files are mapped in: run it on Linux 4.5 or later")
	return 0
}
