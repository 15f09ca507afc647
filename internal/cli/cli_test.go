package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay/stdio"
)

// What stands behind -- is the server's, whatever it looks like.
func TestCommandIsNeverParsed(t *testing.T) {
	for line, want := range map[string]string{
		"-- log --follow":                     "log --follow",
		"-- --help":                           "--help",
		"-- check":                            "check",
		"-- x -- y":                           "x -- y",
		"-v -- x -q":                          "x -q",
		"--name wrap -- x":                    "x",
		"--name=-- -- x":                      "x",
		"--mode strict --name a -- wrap -- y": "wrap -- y",
		"wrap -- log":                         "log",
		"wrap --mode monitor -q --name b -- -x --": "-x --",
		"--mode strict wrap -- x":                  "x",
	} {
		started, status := startedWith(t, strings.Fields(line)...)
		if status != 0 || len(started) != 1 || strings.Join(started[0].Command, " ") != want {
			t.Errorf("mcp-watchdog %s: status %d, started %+v; want %q", line, status, started, want)
		}
	}
	for _, line := range []string{"x -- y", "wrap x -- y", "wrap x", "x", "--", "wrap --", "--name", "-v"} {
		if started, status := startedWith(t, strings.Fields(line)...); len(started) != 0 || line != "-v" && status != int(ExitUsage) {
			t.Errorf("mcp-watchdog %s: status %d, started %+v", line, status, started)
		}
	}
	if started, status := startedWith(t, "--", ""); len(started) != 0 || status != int(ExitUsage) {
		t.Errorf("an empty command: status %d, started %+v", status, started)
	}
}

func TestEndOfAServer(t *testing.T) {
	left := errors.New("something was left behind")
	for _, c := range []struct {
		code int
		err  error
		want ExitCode
		says bool
	}{
		{0, nil, 0, false}, {7, nil, 7, false}, {143, nil, 143, false}, {7, left, 7, true}, {0, left, ExitNoOutput, true},
		{127, &stdio.StartError{Command: "x", NotFound: true}, 127, true},
	} {
		code, err := codeOf(ended(ExitCode(c.code), c.err))
		if code != c.want || (err != nil) != c.says {
			t.Errorf("ended(%d, %v): %d, %v", c.code, c.err, code, err)
		}
	}
}

// A panic is a sentence, a code, and no part of a message.
func TestPanic(t *testing.T) {
	dir := isolate(t)
	s := files(t, dir)
	// A process ends here; the test goes on, and so does what makes the folder of flows.
	t.Cleanup(func() {
		for range 200 {
			if made, _ := filepath.Glob(filepath.Join(dir, "state", "*", "flows", "*", "index")); len(made) > 0 {
				break
			}
			time.Sleep(10 * time.Millisecond)
		}
		time.Sleep(50 * time.Millisecond)
	})
	secret := "ghp_" + strings.Repeat("a1B2", 9)
	p := &program{s, func(context.Context, relay.Screen, stdio.Options) (int, error) { panic("lost " + secret) }}
	if status := p.main([]string{"--quiet", "--", "x"}); status != int(ExitInternal) {
		t.Errorf("status %d", status)
	}
	text, err := os.ReadFile(s.Err.Name())
	if err != nil || !strings.HasPrefix(string(text), "mcp-watchdog: internal error, please report it: lost ") {
		t.Errorf("%s, %v", text, err)
	}
	if strings.Contains(string(text), secret) {
		t.Error("the secret is part of the report")
	}
}

// The list of exit codes in the help is that of the constants.
func TestExitCodesAreDocumented(t *testing.T) {
	for _, code := range []ExitCode{ExitOK, ExitFound, ExitUsage, ExitNoInput, ExitInternal, ExitNoOutput, ExitCannotRun, ExitNotFound} {
		if !strings.Contains(exitCodes, fmt.Sprintf("\n  %-3d  ", code)) {
			t.Errorf("the help does not list %d", code)
		}
	}
}

// Every rule can be explained, and its page is fit for a terminal.
func TestEveryRuleHasItsPage(t *testing.T) {
	for _, r := range allRules() {
		text := ruleText(r)
		for _, part := range []string{r.ID + ": ", "severity ", "What it catches", "Example", "Exceptions"} {
			if r.Exception == "" && part == "Exceptions" {
				continue
			}
			if !strings.Contains(text, part) {
				t.Errorf("%s: the page has no %q", r.ID, part)
			}
		}
		for _, line := range strings.Split(text, "\n") {
			if strings.ContainsFunc(line, func(c rune) bool { return c < ' ' || c == 0x7f }) {
				t.Errorf("%s: a control character in %q", r.ID, line)
			}
			if len(line) > textWidth && strings.Contains(strings.TrimSpace(line), " ") && strings.HasPrefix(line, "  ") {
				t.Errorf("%s: a line of %d bytes: %s", r.ID, len(line), line)
			}
		}
	}
}
