// Command soak uses mcp-watchdog for a long time as a host does, and reports what
// it says about traffic in which nothing is wrong. Several servers of its own
// answer from real files and from the output of real commands: files, git, manuals,
// tables, pages, search results, issues, listings. All of them run the same program
// with other arguments. They are driven over stdio through the binary, with a
// memory that is empty at first, in several sessions with restarts between.
//
//	go run ./tools/soak                          # the sources of Go, 2,000 calls
//	go run ./tools/soak -dir ~/src/project -calls 5000 -sessions 10
//	go run ./tools/soak -bin ./mcp-watchdog -seed 7 -json
//
// The same seed over the same files makes the same calls. Folders named testdata
// are left out: those of security tools hold attacks. Exit status 1: something was
// held back or blocked, or raised as high or critical.
package main

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"time"
)

// options say how long is soaked, and in what.
type options struct {
	bin, dir        string
	calls, sessions int
	seed            uint64
	pause           time.Duration
	keep            string // folder for what the binary remembers; "": a new one
}

func main() {
	if len(os.Args) == 4 && os.Args[1] == roleServer {
		exit(serve(os.Args[2], os.Args[3]), false)
	}
	var o options
	flag.StringVar(&o.bin, "bin", "", "mcp-watchdog binary (default: built from ./cmd/mcp-watchdog)")
	flag.StringVar(&o.dir, "dir", "", "folder whose files the servers answer from (default: the sources of Go)")
	flag.IntVar(&o.calls, "calls", 2000, "calls of all servers together")
	flag.IntVar(&o.sessions, "sessions", 6, "sessions, between which everything is started anew")
	flag.Uint64Var(&o.seed, "seed", 1, "which calls are made")
	flag.DurationVar(&o.pause, "pause", 2*time.Millisecond, "between two calls")
	flag.StringVar(&o.keep, "state", "", "folder in which the audit log and the memory stay (default: a temporary one)")
	asJSON := flag.Bool("json", false, "print JSON")
	flag.Parse()
	if flag.NArg() > 0 {
		exit(fmt.Errorf("unknown argument %q; run with -help to see the flags", flag.Arg(0)), false)
	}
	r, err := soak(o)
	if err != nil {
		exit(err, false)
	}
	if *asJSON {
		enc := json.NewEncoder(os.Stdout)
		enc.SetIndent("", "  ")
		err = enc.Encode(r)
	} else {
		err = r.write(os.Stdout)
	}
	exit(err, r.Stopped > 0 || r.Grave > 0)
}

// exit ends the process: status 2 on an error, 1 when something was stopped or grave.
func exit(err error, alarm bool) {
	switch {
	case err != nil:
		fmt.Fprintln(os.Stderr, "soak:", err)
		os.Exit(2)
	case alarm:
		os.Exit(1)
	}
	os.Exit(0)
}

// soak makes all calls and reads what was said about them.
func soak(o options) (*report, error) {
	home, err := os.MkdirTemp("", "mcp-watchdog-soak-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(home)
	if o.dir == "" {
		out, err := exec.Command("go", "env", "GOROOT").Output()
		if err != nil {
			return nil, fmt.Errorf("the sources of Go are not known (%w); name a folder with -dir", err)
		}
		o.dir = filepath.Join(string(out[:max(0, len(out)-1)]), "src")
	}
	if o.bin, err = binary(o.bin, home); err != nil {
		return nil, err
	}
	x, err := look(o.dir, home)
	if err != nil {
		return nil, err
	}
	index := filepath.Join(home, "index.json")
	if err := x.save(index); err != nil {
		return nil, err
	}
	state := home
	if o.keep != "" {
		if state, err = filepath.Abs(o.keep); err != nil {
			return nil, err
		}
	}
	return drive(o, x, index, state)
}

// binary is the program under test, built when none is named.
func binary(bin, home string) (string, error) {
	if bin != "" {
		return filepath.Abs(bin)
	}
	bin = filepath.Join(home, "mcp-watchdog")
	if runtime.GOOS == "windows" {
		bin += ".exe"
	}
	build := exec.Command("go", "build", "-o", bin, "github.com/mcp-watchdog/mcp-watchdog/cmd/mcp-watchdog")
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("go build: %w; run this inside the repository or name a binary with -bin\n%s", err, out)
	}
	return bin, nil
}
