package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"time"
)

// What the sandbox costs: everything is done in turns behind a proxy without a
// sandbox and behind one with its scope as it is by default, and each difference is
// one of a pair that saw the same machine. Of many pairs the median counts, and the
// interval in which it lies with 95 % confidence is said.

// The targets of the sandbox.
const (
	maxOpenMicros  = 20.0 // one more for an open for writing
	maxLauncherMs  = 10.0 // from start to first answer
	maxWorkPercent = 5.0  // npm ls, a session with the filesystem server
)

const roleWork = "work-server" // FILE COMMAND...: opens FILE and runs COMMAND when it is told to

// Pairs are what one thing took without and with the sandbox.
type Pairs struct {
	Name  string  `json:"name"`
	Unit  string  `json:"unit"`
	Count int     `json:"pairs"`
	Off   float64 `json:"off"`  // medians
	On    float64 `json:"on"`   //
	More  float64 `json:"more"` // median of the differences: in the unit, or in percent where that is the unit
	Low   float64 `json:"low"`  // where it lies with 95 % confidence
	High  float64 `json:"high"`
	Limit float64 `json:"limit"`
}

// Scope is what the sandbox costs.
type Scope struct {
	Pairs []Pairs `json:"pairs"`
}

// scopePlan says how much is measured.
type scopePlan struct {
	peers  string // where install-peers.sh put the servers; "": npm ls and the session are left out
	rounds int
}

// measureScope measures behind bin; self is this program, dir may be written.
func measureScope(self, bin, dir string, p scopePlan) (*Scope, error) {
	b := &scopeBench{self: self, bin: bin, dir: dir, floor: buildFloor(dir), scopePlan: p}
	s := &Scope{}
	for _, pause := range []int{0, 50, 500, 5000} {
		if err := b.opens(s, pause); err != nil {
			return nil, err
		}
	}
	if err := b.starts(s); err != nil {
		return nil, err
	}
	if p.peers == "" {
		return s, nil
	}
	return s, errors.Join(b.npm(s), b.session(s))
}

type scopeBench struct {
	self, bin, dir string
	floor          string // the same in C, "" for none
	scopePlan
}

// way is a command behind the proxy: without and with a sandbox.
func (b *scopeBench) way(on bool, command ...string) target {
	t := targets(b.self, b.bin, b.dir)[2]
	t.name, t.command = "sandbox off", append([]string{b.bin, "--sandbox", "off", "--"}, command...)
	if on {
		t.name, t.command = "sandbox on", append([]string{b.bin, "--"}, command...)
	}
	return t
}

// paired sums pairs up.
func paired(name, unit string, limit float64, off, on []float64) Pairs {
	more := make([]float64, len(off))
	for i := range off {
		if more[i] = on[i] - off[i]; unit == "%" {
			more[i] *= 100 / off[i]
		}
	}
	p := Pairs{Name: name, Unit: unit, Count: len(off), Off: median(off), On: median(on), More: median(more), Limit: limit}
	slices.Sort(more)
	n, half := float64(len(more)), 0.98*math.Sqrt(float64(len(more)))
	p.Low, p.High = more[max(int(n/2-half), 0)], more[min(int(math.Ceil(n/2+half)), len(more)-1)]
	return p
}

// opens measures opens for writing with a pause between them.
func (b *scopeBench) opens(s *Scope, pause int) error {
	conns := map[string]*conn{}
	defer func() {
		for _, c := range conns {
			c.close()
		}
	}()
	name := fmt.Sprintf("an open for writing, %d us after the last", pause)
	return b.twice(s, []string{name}, "us", maxOpenMicros, func(way func(bool, ...string) target, on bool) ([]float64, error) {
		t := way(on, b.self, roleWork, filepath.Join(b.dir, "opened"))
		c, open := conns[t.name]
		if !open {
			var err error
			if c, err = dial(t); err != nil {
				return nil, err
			}
			conns[t.name] = c
		}
		took, err := c.does("open", pause)
		return []float64{took}, err
	})
}

// starts measures from the start of the proxy to the first answer.
func (b *scopeBench) starts(s *Scope) error {
	return b.twice(s, []string{"start to first answer"}, "ms", maxLauncherMs, func(way func(bool, ...string) target, on bool) ([]float64, error) {
		begin := time.Now()
		c, err := dial(way(on, b.self, roleServer))
		if err != nil {
			return nil, err
		}
		took := micros(time.Since(begin)) / 1000
		return []float64{took}, c.close()
	})
}

// npm lists the packages of the servers.
func (b *scopeBench) npm(s *Scope) error {
	npm, err := exec.LookPath("npm")
	if err != nil {
		return fmt.Errorf("npm ls cannot be measured: %w", err)
	}
	return b.twice(s, []string{"npm ls", "npm ls, processor time of all"}, "%", maxWorkPercent, func(way func(bool, ...string) target, on bool) ([]float64, error) {
		t := way(on, b.self, roleWork, filepath.Join(b.dir, "opened"), npm, "ls", "--all", "--prefix", filepath.Join(b.peers, "npm"))
		c, err := dial(t)
		if err != nil {
			return nil, err
		}
		took, err := c.does("run", 0)
		return []float64{took / 1000, cpuOf(c, &err)}, err
	})
}

// cpuOf ends a session and returns the milliseconds of processor time that its
// processes took.
func cpuOf(c *conn, err *error) float64 {
	*err = errors.Join(*err, c.close())
	state := c.cmd.ProcessState
	if state == nil {
		return 0
	}
	return micros(state.UserTime()+state.SystemTime()) / 1000
}

// session is one with the filesystem server, from its start to its end.
func (b *scopeBench) session(s *Scope) error {
	node, err := exec.LookPath("node")
	if err != nil {
		return fmt.Errorf("a session with the filesystem server cannot be measured: %w", err)
	}
	server := filepath.Join(b.peers, "npm", "node_modules", "@modelcontextprotocol", "server-filesystem", "dist", "index.js")
	root, err := os.MkdirTemp(b.dir, "files-")
	if err != nil {
		return err
	}
	names := []string{"filesystem session", "its calls alone", "filesystem session, processor time of all"}
	return b.twice(s, names, "%", maxWorkPercent, func(way func(bool, ...string) target, on bool) ([]float64, error) {
		begin := time.Now()
		c, err := start(way(on, node, server, root))
		if err != nil {
			return nil, err
		}
		if err = c.greet(); err != nil {
			return nil, errors.Join(err, c.close())
		}
		calls := time.Now()
		err = c.useFiles(root)
		alone := micros(time.Since(calls)) / 1000
		cpu := cpuOf(c, &err)
		return []float64{micros(time.Since(begin)) / 1000, alone, cpu}, err
	})
}

// greet is initialize for a server that is not ours.
func (c *conn) greet() error {
	if _, err := c.call("initialize", map[string]any{"protocolVersion": "2025-06-18", "capabilities": map[string]any{}, "clientInfo": map[string]any{"name": "bench", "version": "1"}}); err != nil {
		return err
	}
	_, err := io.WriteString(c.in, `{"jsonrpc":"2.0","method":"notifications/initialized"}`+"\n")
	return err
}

// call makes a request and returns its result.
func (c *conn) call(method string, params any) (json.RawMessage, error) {
	c.nextID++
	line, err := json.Marshal(map[string]any{"jsonrpc": "2.0", "id": c.nextID, "method": method, "params": params})
	if err != nil {
		return nil, err
	}
	if _, err := c.in.Write(append(line, '\n')); err != nil {
		return nil, c.fail(err)
	}
	for {
		if err := c.read(); err != nil {
			return nil, err
		}
		var answer struct {
			ID     int64
			Result json.RawMessage
			Error  json.RawMessage
		}
		if json.Unmarshal(c.line, &answer) != nil || answer.ID != c.nextID {
			continue
		}
		if answer.Error != nil || bytes.Contains(answer.Result, []byte(`"isError":true`)) {
			return nil, c.fail(fmt.Errorf("%s was answered with %.300s", method, c.line))
		}
		return answer.Result, nil
	}
}

// useFiles is what a model does with files: it lists, reads, writes, edits, searches.
func (c *conn) useFiles(root string) error {
	if _, err := c.call("tools/list", map[string]any{}); err != nil {
		return err
	}
	text := string(bytes.Repeat([]byte("A line of a file that is written and read.\n"), 40))
	for i := range 40 {
		path := filepath.Join(root, fmt.Sprintf("file%d.txt", i))
		for _, one := range []struct {
			tool string
			args map[string]any
		}{
			{"write_file", map[string]any{"path": path, "content": text}},
			{"read_text_file", map[string]any{"path": path}},
			{"edit_file", map[string]any{"path": path, "edits": []map[string]string{{"oldText": "A line of a file that is written and read.\nA line", "newText": "Another\nA line"}}}},
			{"list_directory", map[string]any{"path": root}},
			{"get_file_info", map[string]any{"path": path}},
		} {
			if _, err := c.call("tools/call", map[string]any{"name": one.tool, "arguments": one.args}); err != nil {
				return err
			}
		}
	}
	_, err := c.call("tools/call", map[string]any{"name": "search_files", "arguments": map[string]any{"path": root, "pattern": "*.txt"}})
	return err
}

// does has the work server do something, and returns what it says it took.
func (c *conn) does(what string, pause int) (float64, error) {
	result, err := c.call("tools/call", map[string]any{"name": what, "arguments": map[string]any{"pause": pause}})
	if err != nil {
		return 0, err
	}
	var said struct{ Content []struct{ Text string } }
	if err := json.Unmarshal(result, &said); err != nil || len(said.Content) != 1 {
		return 0, c.fail(fmt.Errorf("the work server said %.300s", result))
	}
	return strconv.ParseFloat(said.Content[0].Text, 64)
}

// opensOfTurn are the opens of which a turn gives the median: fewer, if there is a
// long pause between them.
func opensOfTurn(pause time.Duration) int {
	if pause >= time.Millisecond {
		return 40
	}
	return 200
}

// workServer is an MCP server that opens a file for writing, or runs a command, and
// answers how many microseconds that took.
func workServer(file string, command []string) error {
	in := bufio.NewReader(os.Stdin)
	for {
		line, err := readLine(in, nil)
		if err == io.EOF {
			return nil
		}
		var request struct {
			ID     *int64
			Method string
			Params struct {
				Name      string
				Arguments struct{ Pause int }
			}
		}
		if err = errors.Join(err, json.Unmarshal(line, &request)); err != nil {
			return err
		}
		if request.ID == nil {
			continue
		}
		result := greeting
		if request.Method == "tools/call" {
			took, err := 0.0, error(nil)
			if request.Params.Name == "run" {
				took, err = runOnce(command)
			} else {
				took, err = openOften(file, time.Duration(request.Params.Arguments.Pause)*time.Microsecond)
			}
			if err != nil {
				return err
			}
			result = fmt.Sprintf(`{"content":[{"type":"text","text":"%.3f"}]}`, took)
		}
		if _, err := fmt.Printf("%s%d%s%s}\n", answerHead, *request.ID, answerRest, result); err != nil {
			return err
		}
	}
}

// openOften returns the median of many opens.
func openOften(file string, pause time.Duration) (float64, error) {
	took := make([]time.Duration, opensOfTurn(pause))
	for i := range took {
		for until := time.Now().Add(pause); pause > 0 && time.Now().Before(until); {
			if pause > 200*time.Microsecond {
				time.Sleep(pause)
			}
		}
		begin := time.Now()
		done, err := openWrite(file)
		if took[i] = time.Since(begin); err != nil {
			return 0, err
		}
		done()
	}
	return micros(median(took)), nil
}

func runOnce(command []string) (float64, error) {
	if len(command) == 0 {
		return 0, errors.New("no command")
	}
	cmd := exec.Command(command[0], command[1:]...)
	begin := time.Now()
	out, err := cmd.CombinedOutput()
	if err != nil {
		return 0, fmt.Errorf("%s: %w\n%.500s", command[0], err, out)
	}
	return micros(time.Since(begin)), nil
}

func (s *Scope) write(w io.Writer) {
	fmt.Fprintln(w, "What the sandbox costs, behind one proxy without and one with it, in turns:")
	for _, p := range s.Pairs {
		verdict := "met"
		limit := fmt.Sprintf("at most %.0f: ", p.Limit)
		switch {
		case p.Limit == 0:
			limit, verdict = "", "floor"
		case p.More > p.Limit:
			verdict = "MISSED"
		}
		unit := p.Unit
		if unit == "%" {
			unit = "ms"
		}
		fmt.Fprintf(w, "  %-44s off %8.1f, on %8.1f %s; %+6.1f %s (95 %% %+.1f to %+.1f, %d pairs), %s%s\n", p.Name, p.Off, p.On, unit, p.More, p.Unit, p.Low, p.High, p.Count, limit, verdict)
	}
}
