package files

import (
	"bufio"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
)

const (
	// writer names the session and the number of a process that writes.
	writer = "MCP_WATCHDOG_TEST_WRITES"
	// rounds and each are how often it delivers, and how many hashes.
	rounds = 150
	each   = 300
)

func hashOf(process, i int) uint64 {
	x := uint64(process*rounds*each+i+1) * 0x9E3779B97F4A7C15
	return x ^ x>>29
}

// TestWrites is such a process: it says what it has kept of its promises.
func TestWrites(t *testing.T) {
	dir, number, ok := strings.Cut(os.Getenv(writer), "\x01")
	if !ok {
		t.Skip("it is a process of TestProcessesAtOnce: run that")
	}
	n, _ := strconv.Atoi(number)
	s, err := Open(dir, "server"+number, number)
	if err != nil {
		t.Fatal(err)
	}
	for round := range rounds {
		if n == 0 && round == rounds*2/3 {
			break // long before it is over, it is killed
		}
		s.Promise()
		crowded := false
		s.Own(func(table *flow.Table) {
			now := time.Now().Unix()
			at := table.Begin(flow.Delivery{Time: now, Tool: "tool" + strconv.Itoa(round)})
			var marks []flow.Mark
			for i := range each {
				marks = append(marks, flow.Mark{Hash: hashOf(n, round*each+i)})
			}
			table.AddAll(marks, at, now)
			crowded = table.Crowded()
		})
		s.Keep(1)
		fmt.Println("kept", (round+1)*each)
		if crowded {
			s.Grow()
		}
	}
	time.Sleep(time.Minute) // until it is killed
}

// TestProcessesAtOnce has several processes deliver while another looks: what one has
// said to be kept is found from then on, while tables grow, and when one is killed in
// the middle of it; nobody waits for who is dead.
func TestProcessesAtOnce(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "session")
	reader := open(t, dir, "reader")
	const writers = 3
	kept := make(chan [2]int, 1024)
	var children []*exec.Cmd
	for n := range writers {
		cmd := exec.Command(os.Args[0], "-test.run", "^TestWrites$")
		cmd.Env = append(os.Environ(), writer+"="+dir+"\x01"+strconv.Itoa(n))
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		children = append(children, cmd)
		t.Cleanup(func() { cmd.Process.Kill(); cmd.Wait() })
		go func() {
			for lines := bufio.NewScanner(out); lines.Scan(); {
				if many, ok := strings.CutPrefix(lines.Text(), "kept "); ok {
					count, _ := strconv.Atoi(many)
					kept <- [2]int{n, count}
				}
			}
			kept <- [2]int{n, -1}
		}()
	}
	var have [writers]int
	over := map[int]bool{}
	for looked := 0; len(over) < writers; looked++ {
		select {
		case k := <-kept:
			switch n := k[0]; {
			case k[1] < 0:
				over[n] = true
				continue
			case have[n] < k[1]:
				if have[n] = k[1]; have[n] == rounds*each || n == 0 && have[n] >= rounds*each/2 {
					children[n].Process.Kill() // the first one in the middle of it
				}
			}
		case <-time.After(30 * time.Second):
			t.Fatalf("after %d looks: %v", looked, have)
		}
		look(t, reader, have[:])
	}
	look(t, reader, have[:])
	if have[0] >= rounds*each || have[1] < rounds*each {
		t.Errorf("delivered: %v", have)
	}
}

// look looks for a part of what was kept.
func look(t *testing.T, reader *Session, have []int) {
	t.Helper()
	missing, now := 0, time.Now().Unix()
	err := reader.Others(true, func(server string, _ bool, table *flow.Table) {
		n, _ := strconv.Atoi(strings.TrimPrefix(server, "server"))
		for i := have[n] % 7; i < have[n]; i += 7 {
			if _, _, ok := table.Find(hashOf(n, i), now); !ok {
				missing++
			}
		}
	})
	if err != nil || missing > 0 {
		t.Fatalf("%d of %v are missing, %v", missing, have, err)
	}
}
