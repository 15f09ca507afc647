// Command bench measures what mcp-watchdog costs as a whole process: its own
// MCP server is driven over real pipes directly (bare), through a relay that
// only copies (relay) and through the proxy (watchdog), in turns within one
// run, so that all three see the same machine.
//
//	go run ./bench            # about three minutes
//	go run ./bench -quick     # under half a minute, coarser
//	go run ./bench -five      # nothing but five sessions at once
//	go run ./bench -scope     # nothing but what the sandbox costs; -peers DIR adds npm ls and a real server
//	go run ./bench -check     # exit status 1 when a target is missed
//
// It reports round trips (p50, p99) and throughput for 1 KB to 4 MB of code,
// README, JSON in a text, structured items and large tool arguments; the time
// from start to the first answer; round trips of five sessions at once; and resident memory, idle and after a line
// of 100 MB. Every answer is compared with what the server sent. All content
// is generated.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

func main() {
	if playsRole, err := role(os.Args[1:]); playsRole {
		exit(err)
	}
	quick := flag.Bool("quick", false, "measure less: under 30 seconds")
	asJSON := flag.Bool("json", false, "print JSON instead of tables")
	five := flag.Bool("five", false, "measure nothing but five sessions at once")
	sandboxed := flag.Bool("scope", false, "measure nothing but what the sandbox costs, in pairs without and with it")
	peers := flag.String("peers", os.Getenv("MCP_WATCHDOG_PEERS"), "`folder` that e2e/install-peers.sh filled, for -scope")
	pairs := flag.Int("pairs", 40, "`number` of pairs for -scope")
	check := flag.Bool("check", false, "exit with status 1 when a target is missed")
	bin := flag.String("bin", "", "mcp-watchdog binary to measure (default: built from ./cmd/mcp-watchdog)")
	flag.Parse()
	if flag.NArg() > 0 {
		exit(fmt.Errorf("unknown argument %q; run with -help to see the flags", flag.Arg(0)))
	}
	p := fullPlan
	if *quick {
		p = quickPlan
	}
	p.onlyFive = *five
	if *sandboxed {
		p.scope = &scopePlan{peers: *peers, rounds: max(*pairs, 1)}
	}
	r, err := run(*bin, p)
	if err != nil {
		exit(err)
	}
	if *asJSON {
		enc := json.NewEncoder(os.Stdout)
		enc.SetIndent("", "  ")
		err = enc.Encode(r)
	} else {
		err = r.write(os.Stdout)
	}
	if missed := r.missed(); err == nil && *check && len(missed) > 0 {
		err = fmt.Errorf("%d of %d targets missed: %s", len(missed), len(r.Targets), list(missed))
	}
	exit(err)
}

// role runs the program that the arguments name, if they name one.
func role(args []string) (bool, error) {
	switch {
	case len(args) > 0 && args[0] == roleServer:
		return true, serve()
	case len(args) > 1 && args[0] == roleRelay:
		return true, relay(args[1:])
	case len(args) > 1 && args[0] == roleWork:
		return true, workServer(args[1], args[2:])
	}
	return false, nil
}

// exit ends the process: status 0 without an error, else 1.
func exit(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
	os.Exit(0)
}

// run measures everything. Without a binary it builds one.
func run(bin string, p plan) (*Report, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "mcp-watchdog-bench-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	if bin == "" {
		bin = filepath.Join(dir, "mcp-watchdog")
		if runtime.GOOS == "windows" {
			bin += ".exe"
		}
		build := exec.Command("go", "build", "-o", bin, "github.com/mcp-watchdog/mcp-watchdog/cmd/mcp-watchdog")
		build.Env = append(os.Environ(), "CGO_ENABLED=0") // as the README says
		if out, err := build.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("go build: %w; run this inside the repository or name a binary with -bin\n%s", err, out)
		}
	}
	if bin, err = filepath.Abs(bin); err != nil {
		return nil, err
	}
	if p.scope != nil {
		r := &Report{System: runtime.GOOS + "/" + runtime.GOARCH, CPUs: runtime.NumCPU(), Go: runtime.Version(), only: true}
		r.Scope, err = measureScope(self, bin, dir, *p.scope)
		r.judge()
		return r, err
	}
	ways := targets(self, bin, dir)
	if p.onlyFive {
		return onlyFive(ways, p)
	}
	return measure(ways, p)
}

// onlyFive measures five sessions at once.
func onlyFive(ways []target, p plan) (*Report, error) {
	r := &Report{System: runtime.GOOS + "/" + runtime.GOARCH, CPUs: runtime.NumCPU(), Go: runtime.Version(), only: true}
	var err error
	if r.Five, err = measureFive(ways[0], ways[2], p); err != nil {
		return nil, err
	}
	r.judge()
	return r, nil
}

// measure takes the bare server, the relay and the proxy, in that order.
func measure(ways []target, p plan) (*Report, error) {
	r := &Report{System: runtime.GOOS + "/" + runtime.GOARCH, CPUs: runtime.NumCPU(), Go: runtime.Version()}
	var err error
	if r.Start, err = measureStart(ways, p.starts); err != nil {
		return nil, err
	}
	if r.Cells, err = measureCells(ways, p); err != nil {
		return nil, err
	}
	if r.Five, err = measureFive(ways[0], ways[2], p); err != nil {
		return nil, err
	}
	if r.Memory, err = measureMemory(ways[2], p); err != nil {
		return nil, err
	}
	r.judge()
	return r, nil
}

// measureCells holds one session per target for all cells, as a client would.
func measureCells(ways []target, p plan) (cells []Cell, err error) {
	var conns []*conn
	defer func() {
		for _, c := range conns {
			if cerr := c.close(); err == nil {
				err = cerr
			}
		}
	}()
	for _, t := range ways {
		c, err := dial(t)
		if err != nil {
			return nil, err
		}
		conns = append(conns, c)
	}
	for _, kind := range kinds {
		for _, size := range p.sizes {
			cell, err := measureCell(conns, kind, size, p)
			if err != nil {
				return nil, err
			}
			cells = append(cells, cell)
		}
	}
	return cells, nil
}
