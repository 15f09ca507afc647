package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"
)

// patience bounds the wait for one answer. It only ends what hangs.
const patience = 60 * time.Second

// guarded is one server behind the binary.
type guarded struct {
	kind  *kind
	cmd   *exec.Cmd
	in    io.WriteCloser
	out   *os.File
	lines *bufio.Reader
	id    int
}

// drive plays all sessions.
func drive(o options, x *index, index, state string) (*report, error) {
	r := rand.New(rand.NewPCG(o.seed, 1))
	rep := &report{Calls: o.calls, Sessions: o.sessions, Files: len(x.Files), Commits: len(x.Log)}
	for s := range o.sessions {
		n := o.calls * (s + 1) / o.sessions
		if err := session(o, x, index, state, r, rep, n-len(rep.took)); err != nil {
			return nil, fmt.Errorf("session %d: %w", s+1, err)
		}
	}
	rep.times()
	return rep, rep.alerts(filepath.Join(state, "state", "mcp-watchdog"))
}

// session starts all servers, calls them in turns and ends them.
func session(o options, x *index, index, state string, r *rand.Rand, rep *report, calls int) (err error) {
	var all []*guarded
	defer func() {
		for _, g := range all {
			if e := g.close(); err == nil && e != nil {
				err = fmt.Errorf("%s: %w", g.kind.name, e)
			}
		}
	}()
	for i := range kinds {
		if k := &kinds[i]; k.usable == nil || k.usable(x) {
			g, err := start(o.bin, k, index, state)
			if err != nil {
				return err
			}
			all = append(all, g)
		}
	}
	var before, after memory
	for _, g := range all {
		before.add(g.cmd.Process.Pid)
	}
	h := &host{}
	for range calls {
		g := all[r.IntN(len(all))]
		t := g.kind.pick(r)
		took, text, err := g.call(t.name, t.ask(x, r, h))
		if err != nil {
			return fmt.Errorf("%s %s: %w", g.kind.name, t.name, err)
		}
		h.note(r, text)
		rep.took = append(rep.took, took)
		time.Sleep(o.pause)
	}
	for _, g := range all {
		after.add(g.cmd.Process.Pid)
	}
	rep.Memory = append(rep.Memory, [2]memory{before, after})
	return nil
}

// start starts a server behind the binary and greets it.
func start(bin string, k *kind, index, state string) (*guarded, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	g := &guarded{kind: k, cmd: exec.Command(bin, "--", self, roleServer, k.name, index)}
	g.cmd.Env = append(os.Environ(), "HOME="+state, "USERPROFILE="+state, "LOCALAPPDATA="+filepath.Join(state, "state"), "XDG_STATE_HOME="+filepath.Join(state, "state"),
		"XDG_CONFIG_HOME="+filepath.Join(state, "config"), "XDG_CACHE_HOME="+filepath.Join(state, "cache"), "XDG_DATA_HOME="+filepath.Join(state, "data"))
	g.cmd.WaitDelay = 5 * time.Second
	if g.in, err = g.cmd.StdinPipe(); err != nil {
		return nil, err
	}
	out, err := g.cmd.StdoutPipe()
	if err != nil {
		return nil, err
	}
	g.out = out.(*os.File)
	g.lines = bufio.NewReaderSize(out, 256<<10)
	if err := g.cmd.Start(); err != nil {
		return nil, err
	}
	_, err = g.ask("initialize", map[string]any{"protocolVersion": "2025-11-25", "capabilities": map[string]any{}, "clientInfo": map[string]any{"name": "soak", "version": "1"}})
	if err == nil {
		_, err = io.WriteString(g.in, `{"jsonrpc":"2.0","method":"notifications/initialized"}`+"\n")
	}
	if err == nil {
		_, err = g.ask("tools/list", map[string]any{})
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", k.name, err)
	}
	return g, nil
}

// ask sends a request and waits for its answer.
func (g *guarded) ask(method string, params any) ([]byte, error) {
	g.id++
	line, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": g.id, "method": method, "params": params})
	if err != nil {
		return nil, err
	}
	if _, err := g.in.Write(append(line, '\n')); err != nil {
		return nil, err
	}
	want := fmt.Sprintf(`"id":%d`, g.id)
	for {
		if err := g.out.SetReadDeadline(time.Now().Add(patience)); err != nil {
			return nil, err
		}
		answer, err := g.lines.ReadBytes('\n')
		if err != nil {
			return nil, fmt.Errorf("no answer: %w", err)
		}
		if strings.Contains(string(answer), want) {
			return answer, nil
		}
	}
}

// call calls a tool and returns the time and the text of its answer.
func (g *guarded) call(tool string, args map[string]string) (time.Duration, string, error) {
	began := time.Now()
	answer, err := g.ask("tools/call", map[string]any{"name": tool, "arguments": args})
	took := time.Since(began)
	if err != nil {
		return 0, "", err
	}
	var a struct {
		Result struct{ Content []struct{ Text string } }
	}
	if json.Unmarshal(answer, &a) != nil || len(a.Result.Content) == 0 {
		return took, "", nil
	}
	return took, a.Result.Content[0].Text, nil
}

// close ends the session the way a client does.
func (g *guarded) close() error {
	g.in.Close()
	timer := time.AfterFunc(patience, func() { g.cmd.Process.Kill() })
	defer timer.Stop()
	return g.cmd.Wait()
}
