package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"testing"
)

// peerMain is the built-in peer: it plays the server's part of exchanges.
func peerMain([]string) int {
	byTrigger := map[string]exchange{}
	for _, x := range exchanges() {
		if x.trigger != "" {
			byTrigger[x.trigger] = x
		}
	}
	in := bufio.NewReaderSize(os.Stdin, 64<<10)
	for {
		m, err := readMessage(in)
		if err == io.EOF {
			return 0
		}
		if err != nil {
			fmt.Fprintln(os.Stderr, "peer:", err)
			return 3
		}
		x, ok := byTrigger[canonical(m.ID)]
		if !ok || m.Method == "" {
			continue
		}
		for _, line := range x.lines {
			if _, err := io.WriteString(os.Stdout, line+"\n"); err != nil {
				return 3
			}
			if err := awaitAnswer(in, line); err != nil {
				fmt.Fprintf(os.Stderr, "peer, in %q: %v\n", x.name, err)
				return 3
			}
		}
	}
}

// awaitAnswer reads the client's answer when line is a request.
func awaitAnswer(in *bufio.Reader, line string) error {
	if strings.HasPrefix(line, "[") {
		return nil
	}
	var asked message
	if err := json.Unmarshal([]byte(line), &asked); err != nil {
		return err
	}
	if asked.Method == "" || asked.ID == nil {
		return nil
	}
	got, err := readMessage(in)
	if err != nil {
		return err
	}
	if got.Method != "" || canonical(got.ID) != canonical(asked.ID) {
		return fmt.Errorf("no answer to %s %s but method %q, id %s", asked.Method, asked.ID, got.Method, got.ID)
	}
	return nil
}

func readMessage(in *bufio.Reader) (message, error) {
	line, err := in.ReadBytes('\n')
	if err != nil {
		return message{}, err
	}
	if bytes.HasPrefix(bytes.TrimSpace(line), []byte("[")) {
		return message{ID: json.RawMessage("batch"), Method: "batch"}, nil
	}
	var m message
	err = json.Unmarshal(line, &m)
	return m, err
}

// fidelity is the session that plays the given exchanges.
func fidelity(t *testing.T, steps []exchange) session {
	return session{
		server: []string{self(t), rolePeer}, deterministic: true,
		script: func(c *client) {
			for _, x := range steps {
				for _, line := range x.send {
					c.notify(line)
				}
				for _, id := range x.await {
					if m := c.await(id); m.Error != nil && !strings.Contains(x.name, "error") {
						c.t.Fatalf("%s: answered with the error %.300s", x.name, m.Error)
					}
				}
			}
		},
	}
}

// TestFidelity holds the whole conversation with the built-in peer, then each
// exchange on its own, so that a failure names its case.
func TestFidelity(t *testing.T) {
	all := exchanges()
	whole := t.Run("whole", func(t *testing.T) { fidelity(t, all).run(t, watchdog(t)) })
	if whole && !testing.Verbose() {
		return // the single cases can only say the same again
	}
	opening := openingCases()
	for _, x := range all[len(opening) : len(all)-len(closingCases())] {
		t.Run(x.name, func(t *testing.T) {
			fidelity(t, slices.Concat(opening, []exchange{x}, closingCases())).run(t, watchdog(t))
		})
	}
}

// TestClosingAtOnce sends twenty requests and closes without waiting: the
// answers have to arrive all the same.
func TestClosingAtOnce(t *testing.T) {
	s := fidelity(t, nil)
	burst := traffic()[0]
	s.script = func(c *client) {
		for _, line := range burst.send {
			c.notify(line)
		}
	}
	for range 10 {
		c, diffs := s.through(t, watchdog(t))
		for _, d := range diffs {
			t.Error(d)
		}
		if got := len(summary(c, "answer")); got != len(burst.await) {
			t.Errorf("%d answers arrived, want %d", got, len(burst.await))
		}
		if t.Failed() {
			return
		}
	}
}

// TestHarness proves that the comparison sees a proxy that re-encodes, and
// that it does not blame one that does not.
func TestHarness(t *testing.T) {
	s := fidelity(t, exchanges())
	if _, diffs := s.through(t, []string{self(t), roleRelay, "--"}); len(diffs) != 0 {
		t.Errorf("a faithful relay is reported: %s", strings.Join(diffs, "; "))
	}
	opening := fidelity(t, slices.Concat(openingCases(), closingCases()))
	if _, diffs := opening.through(t, []string{self(t), roleMangle, "--"}); len(diffs) != 2 {
		t.Errorf("a relay that re-encodes both directions should be reported twice, got %d: %s", len(diffs), strings.Join(diffs, "; "))
	}
}
