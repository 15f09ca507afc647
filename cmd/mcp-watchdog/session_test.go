package main

// Commands for scripts in which a session goes on while something is changed.

import (
	"bufio"
	"io"
	"os/exec"
	"regexp"
	"sync"
	"time"

	"github.com/rogpeppe/go-internal/testscript"
)

// session is a program that a script talks with.
type session struct {
	in     io.WriteCloser
	answer chan string // lines of its standard output
	mu     sync.Mutex
	errs   string // its standard error so far
}

type sessionKey struct{}

type sessionBox struct{ now *session }

// openSession PROGRAM ARGS...: starts a program to talk with.
func openSession(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) == 0 {
		ts.Fatalf("usage: session PROGRAM ARGS...")
	}
	cmd := exec.Command(args[0], args[1:]...)
	cmd.Dir = ts.MkAbs(".")
	for _, name := range []string{"PATH", "HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"} {
		cmd.Env = append(cmd.Env, name+"="+ts.Getenv(name))
	}
	s := &session{answer: make(chan string, 1000)}
	var err error
	s.in, err = cmd.StdinPipe()
	ts.Check(err)
	out, err := cmd.StdoutPipe()
	ts.Check(err)
	errs, err := cmd.StderrPipe()
	ts.Check(err)
	ts.Check(cmd.Start())
	go func() {
		for in := bufio.NewScanner(out); in.Scan(); {
			s.answer <- in.Text()
		}
		close(s.answer)
	}()
	go func() {
		for in := bufio.NewScanner(errs); in.Scan(); {
			s.mu.Lock()
			s.errs += in.Text() + "\n"
			s.mu.Unlock()
		}
	}()
	ts.Defer(func() {
		s.in.Close()
		cmd.Process.Kill()
		cmd.Wait()
	})
	ts.Value(sessionKey{}).(*sessionBox).now = s
}

// sayUntil SPAN LINE PATTERN: says a line again and again until the answer is
// like the pattern, and fails when that takes longer than the span. Each line is
// answered. What named groups of the pattern match is in variables of that name
// from then on.
func sayUntil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 3 {
		ts.Fatalf("usage: sayuntil SPAN LINE PATTERN")
	}
	span, err := time.ParseDuration(args[0])
	ts.Check(err)
	want, s := regexp.MustCompile(args[2]), ts.Value(sessionKey{}).(*sessionBox).now
	for end := time.Now().Add(span); ; time.Sleep(5 * time.Millisecond) {
		_, err := io.WriteString(s.in, args[1]+"\n")
		ts.Check(err)
		select {
		case line, ok := <-s.answer:
			if !ok {
				ts.Fatalf("the session has ended")
			}
			if found := want.FindStringSubmatch(line); found != nil {
				for i, name := range want.SubexpNames() {
					if name != "" {
						ts.Setenv(name, found[i])
					}
				}
				return
			}
			if time.Now().After(end) {
				ts.Fatalf("after %s the answer is still %s", span, line)
			}
		case <-time.After(30 * time.Second):
			ts.Fatalf("%s was not answered", args[1])
		}
	}
}

// complains PATTERN: waits until standard error of the session is like it.
func complains(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: complains PATTERN")
	}
	want, s := regexp.MustCompile(args[0]), ts.Value(sessionKey{}).(*sessionBox).now
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(10 * time.Millisecond) {
		s.mu.Lock()
		errs := s.errs
		s.mu.Unlock()
		if want.MatchString(errs) {
			return
		}
		if time.Now().After(end) {
			ts.Fatalf("nothing like %s in %s", args[0], errs)
		}
	}
}
