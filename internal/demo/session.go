package demo

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

const (
	// maxTap bounds what is kept of a stream: the demo's servers say little.
	maxTap = 8 << 20
	// endTime is how long a process may take to end when its input has ended.
	endTime = 20 * time.Second
)

// transcript is what one session came to.
type transcript struct {
	wire     []byte   // all that the client received
	texts    []string // what the client made of it for its model or its user
	answered bool     // the request was answered, be it by an error
	problem  string   // what the client said about an error
	stderr   []byte
	damage   string // what stands in the file that the scenario is about
	failure  error  // the session could not be played
}

// session connects a real client to command and does what the scenario asks.
func (s *stage) session(ctx context.Context, sc Scenario, command []string) (t transcript) {
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cmd := exec.CommandContext(ctx, command[0], command[1:]...)
	home := s.home(&sc)
	login, err := sc.open(ctx)
	if err = errors.Join(err, sc.furnish(home)); err != nil {
		return transcript{failure: err}
	}
	cmd.Dir, cmd.Env = s.dir, s.environment(home)
	if login != "" {
		cmd.Env = append(cmd.Env, runtimeFolder+"="+login)
	}
	cmd.WaitDelay = endTime
	stderr := &tap{}
	cmd.Stderr = stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		return transcript{failure: err}
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return transcript{failure: err}
	}
	if err := cmd.Start(); err != nil {
		return transcript{failure: err}
	}
	wire := &tap{}
	reader, copied := tee(out, wire)
	c := client{ask: sc.Ask, call: sc.Call, post: sc.Posts, more: sc.again}
	c.run(ctx, reader, in)
	in.Close()
	reader.Close()
	stopped := time.AfterFunc(endTime, cancel)
	defer stopped.Stop()
	<-copied
	// The status is the server's own; that a session failed shows in what
	// arrived.
	var status *exec.ExitError
	if err := cmd.Wait(); err != nil && !errors.As(err, &status) && ctx.Err() == nil {
		t.failure = err
	}
	if ctx.Err() != nil {
		t.failure = fmt.Errorf("the session did not end in time: %w", ctx.Err())
	}
	t.wire, t.stderr = wire.bytes(), stderr.bytes()
	t.texts, t.answered, t.problem = c.results()
	if t.damage, err = sc.damage(home); err != nil && t.failure == nil {
		t.failure = err
	}
	return t
}

// home is the user's home in a scenario: another one without the proxy, where its
// files are about to be changed.
func (s *stage) home(sc *Scenario) string {
	if sc.alone {
		return filepath.Join(s.dir, "alone-"+sc.Name)
	}
	return filepath.Join(s.dir, sc.Name)
}

// environment is that of this process with a home of its own, so that no file
// of the user is read or written, and no scenario knows of another.
func (s *stage) environment(home string) []string {
	own := []string{"HOME", "USERPROFILE", "XDG_STATE_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME", "APPDATA", "LOCALAPPDATA"}
	var env []string
	for _, entry := range os.Environ() {
		name, _, _ := strings.Cut(entry, "=")
		replaced := false
		for _, o := range own {
			replaced = replaced || strings.EqualFold(o, name)
		}
		if !replaced {
			env = append(env, entry)
		}
	}
	for _, o := range own {
		env = append(env, o+"="+home)
	}
	return env
}

// tee copies from into the tap to its end, and to the reader it returns until
// that is closed. copied is closed when from has ended.
func tee(from io.Reader, into *tap) (reader *io.PipeReader, copied <-chan struct{}) {
	reader, writer := io.Pipe()
	done := make(chan struct{})
	go func() {
		defer close(done)
		buf := make([]byte, 64<<10)
		for {
			n, err := from.Read(buf)
			into.Write(buf[:n])   // into memory
			writer.Write(buf[:n]) // fails when nobody reads any more
			if err != nil {
				writer.Close() // the reader sees the end
				return
			}
		}
	}()
	return reader, done
}

// tap keeps what is written to it, up to maxTap bytes.
type tap struct {
	mu   sync.Mutex
	kept bytes.Buffer
}

func (t *tap) Write(p []byte) (int, error) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.kept.Write(p[:min(len(p), maxTap-t.kept.Len())])
	return len(p), nil
}

func (t *tap) bytes() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	return bytes.Clone(t.kept.Bytes())
}
