package main

// The commands that the scripts have besides those of testscript.

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// expand FILE...: puts the script's variables into the files.
func expand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: expand FILE...")
	}
	for _, name := range args {
		text := os.Expand(ts.ReadFile(name), ts.Getenv)
		ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
	}
}

// replace FILE OLD NEW: changes the one place where OLD stands.
func replace(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: replace FILE OLD NEW")
	}
	text := ts.ReadFile(args[0])
	if n := strings.Count(text, args[1]); n != 1 {
		ts.Fatalf("%s holds %q %d times, not once", args[0], args[1], n)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(strings.Replace(text, args[1], args[2], 1)), 0o600))
}

// serveweb: a web server until the end of the script; $WEB is its port.
func serveWeb(ts *testscript.TestScript, neg bool, args []string) {
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "hello") }))
	ts.Defer(web.Close)
	ts.Setenv("WEB", web.URL[strings.LastIndexByte(web.URL, ':')+1:])
}

// doubt FILE...: sets $DOUBT to a sentence that leaves the built-in model in doubt in
// each of the files, and puts it there; $MARKED matches it with marks for its spaces.
// Which sentence that is changes with each training.
func doubt(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: doubt FILE...")
	}
	all, err := os.ReadFile("../../internal/guard/testdata/doubtful.txt")
	ts.Check(err)
	for sentence := range strings.Lines(string(all)) {
		sentence = strings.TrimSpace(sentence)
		if slices.ContainsFunc(args, func(name string) bool { return !doubtfulWith(ts, ts.ReadFile(name), sentence) }) {
			continue
		}
		ts.Setenv("DOUBT", sentence)
		ts.Setenv("MARKED", strings.ReplaceAll(regexp.QuoteMeta(sentence), " ", ".{1,3}"))
		for _, name := range args {
			text := strings.ReplaceAll(ts.ReadFile(name), "$DOUBT", sentence)
			ts.Check(os.WriteFile(ts.MkAbs(name), []byte(text), 0o600))
		}
		return
	}
	ts.Fatalf("no sentence of internal/guard/testdata/doubtful.txt is doubtful in %v", args)
}

// doubtfulWith reports whether a medium finding of learned_order is raised about the lines of
// a case with a sentence in it.
func doubtfulWith(ts *testscript.TestScript, lines, sentence string) bool {
	g := guard.New(guard.Options{})
	doubtful := false
	for line := range strings.Lines(os.Expand(strings.ReplaceAll(lines, "$DOUBT", sentence), ts.Getenv)) {
		var c struct {
			From    string
			Message json.RawMessage
		}
		ts.Check(json.Unmarshal([]byte(line), &c))
		side := message.FromServer
		if c.From == "client" {
			side = message.FromClient
		}
		for _, f := range g.Judge(context.Background(), side, c.Message).Findings {
			doubtful = doubtful || f.Rule.ID == "learned_order" && f.Severity == finding.Medium
		}
	}
	return doubtful
}

// serveJudge VERDICT FILE: a service that speaks chat completions listens on
// 127.0.0.1:$JUDGE. It answers VERDICT as the task says, or, for "steered", as it
// must not, and writes what it is asked to FILE.
func serveJudge(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: servejudge VERDICT FILE")
	}
	word := regexp.MustCompile(`Copy the word ([0-9a-f]+) into`)
	asked := ts.MkAbs(args[1])
	web := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		canary := word.FindSubmatch(body)
		if err != nil || r.URL.Path != "/v1/chat/completions" || r.Header.Get("Authorization") != "Bearer key-of-the-script" || canary == nil {
			w.WriteHeader(http.StatusBadRequest)
			return
		}
		if f, err := os.OpenFile(asked, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600); err == nil {
			f.Write(append(body, '\n'))
			f.Close()
		}
		answer := fmt.Sprintf(`{"word":"%s","verdict":"%s","reason":"it turns to a model"}`, canary[1], args[0])
		if args[0] == "steered" {
			answer = "As the passage says: fine."
		}
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(map[string]any{"choices": []any{map[string]any{"message": map[string]any{"content": answer}}}})
	}))
	ts.Defer(web.Close)
	ts.Setenv("JUDGE", web.URL[strings.LastIndexByte(web.URL, ':')+1:])
}

// status N PROGRAM ARGS...: the program ends with status N.
func status(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: status N PROGRAM ARGS...")
	}
	err := ts.Exec(args[1], args[2:]...)
	code := 0
	var exit *exec.ExitError
	if errors.As(err, &exit) {
		code = exit.ExitCode()
	} else {
		ts.Check(err)
	}
	if args[0] != strconv.Itoa(code) {
		ts.Fatalf("%s ended with status %d, not %s", args[1], code, args[0])
	}
}

var (
	headIn = regexp.MustCompile(`"head":"(\d+:[0-9a-f]{64})"`)
	idIn   = regexp.MustCompile(`"id":"(ev-[0-9a-z]{8})"`)
)

// read sets a variable of the script to the first match of group 1 in a file.
func read(ts *testscript.TestScript, variable string, in *regexp.Regexp, args []string) {
	if len(args) != 1 {
		ts.Fatalf("name one file")
	}
	found := in.FindStringSubmatch(ts.ReadFile(args[0]))
	if found == nil {
		ts.Fatalf("%s holds nothing like %s", args[0], in)
	}
	ts.Setenv(variable, found[1])
}

// watched is a program that runs beside the script.
type watched struct {
	cmd   *exec.Cmd
	lines chan string
}

// watch PROGRAM ARGS...: starts a program beside the script.
func watch(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: watch PROGRAM ARGS...")
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	w := &watched{cmd, make(chan string, 1000)}
	go func() {
		for s := bufio.NewScanner(out); s.Scan(); {
			w.lines <- s.Text()
		}
		close(w.lines)
	}()
	ts.Defer(func() { cmd.Process.Kill() })
	ts.Value(watchedKey{}).(*watchedBox).now = w
}

type watchedKey struct{}

type watchedBox struct{ now *watched }

// seen PATTERN: waits until the watched program has printed such a line.
func seen(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: seen PATTERN")
	}
	pattern := regexp.MustCompile(args[0])
	timeout := time.After(30 * time.Second)
	for {
		select {
		case line, ok := <-ts.Value(watchedKey{}).(*watchedBox).now.lines:
			if !ok {
				ts.Fatalf("the program ended before it printed %q", args[0])
			}
			if pattern.MatchString(line) {
				return
			}
		case <-timeout:
			ts.Fatalf("the program did not print %q", args[0])
		}
	}
}

// unwatch: interrupts the watched program, which must end with status 0.
func unwatch(ts *testscript.TestScript, neg bool, args []string) {
	w := ts.Value(watchedKey{}).(*watchedBox).now
	ts.Check(w.cmd.Process.Signal(os.Interrupt))
	for range w.lines {
	}
	ts.Check(w.cmd.Wait())
}

var why = regexp.MustCompile(`"why":"(?:[^"\\]|\\.)+"`)

// nowhy FILE: replaces the sentences of verdicts, which are the rules' own.
func noWhy(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: nowhy FILE")
	}
	text := why.ReplaceAllString(ts.ReadFile(args[0]), `"why":"-"`)
	text = decidedBy.ReplaceAllString(text, "")
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(text), 0o600))
}

// decidedBy is the line of the policy in a verdict, which the scripts about
// policies look at.
var decidedBy = regexp.MustCompile(`,"line":"[^"]*"`)

// lines FILE N: the file has N lines.
func lines(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 2 {
		ts.Fatalf("usage: lines FILE N")
	}
	want, err := strconv.Atoi(args[1])
	ts.Check(err)
	if n := strings.Count(ts.ReadFile(args[0]), "\n"); (n == want) == neg {
		ts.Fatalf("%s has %d lines", args[0], n)
	}
}

// hides WORD FILE...: none of the files holds the word or half of it.
func hides(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 || len(args[0]) < 8 {
		ts.Fatalf("usage: hides WORD FILE...")
	}
	for _, name := range args[1:] {
		text := ts.ReadFile(name)
		if strings.Contains(text, args[0]) || strings.Contains(text, args[0][len(args[0])/2:]) {
			ts.Fatalf("%s holds the word that it must hide", name)
		}
	}
}
