package e2e

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"syscall"
)

// File names a tap writes into its directory.
const (
	toServerFile   = "to-server"
	fromServerFile = "from-server"
)

// tapMain runs DIR CMD ARGS...: it relays stdin and stdout of CMD and records
// each direction in DIR before it passes it on, so that whatever either end
// has seen is on record. Its exit status is CMD's.
func tapMain(args []string) int {
	if len(args) < 2 {
		fmt.Fprintln(os.Stderr, "tap: need DIR CMD ARGS...")
		return 2
	}
	to, err := os.Create(filepath.Join(args[0], toServerFile))
	if err != nil {
		fmt.Fprintln(os.Stderr, "tap:", err)
		return 2
	}
	defer to.Close()
	from, err := os.Create(filepath.Join(args[0], fromServerFile))
	if err != nil {
		fmt.Fprintln(os.Stderr, "tap:", err)
		return 2
	}
	defer from.Close()
	return runBetween(args[1:],
		func(dst io.Writer, src io.Reader) error { return copyRecorded(dst, to, src) },
		func(dst io.Writer, src io.Reader) error { return copyRecorded(dst, from, src) })
}

// copyRecorded copies src to record first and then to dst, until src ends.
// When dst fails it goes on recording: the other end has sent those bytes.
func copyRecorded(dst io.Writer, record *os.File, src io.Reader) error {
	buf := make([]byte, 64<<10)
	var failed error
	for {
		n, err := src.Read(buf)
		if n > 0 {
			if _, werr := record.Write(buf[:n]); werr != nil {
				return werr
			}
			if failed == nil {
				_, failed = dst.Write(buf[:n])
			}
		}
		if err == io.EOF {
			return failed
		}
		if err != nil {
			return err
		}
	}
}

// relayMain runs -- CMD ARGS... and copies both directions unchanged.
func relayMain(args []string) int {
	plain := func(dst io.Writer, src io.Reader) error { _, err := io.Copy(dst, src); return err }
	return runBetween(dropDashes(args), plain, plain)
}

// mangleMain runs -- CMD ARGS... and re-encodes every line as encoding/json
// would: the same JSON values, other bytes.
func mangleMain(args []string) int {
	mangle := func(dst io.Writer, src io.Reader) error {
		r := bufio.NewReader(src)
		for {
			line, err := r.ReadBytes('\n')
			if len(bytes.TrimSpace(line)) > 0 {
				var v any
				dec := json.NewDecoder(bytes.NewReader(line))
				dec.UseNumber()
				if jerr := dec.Decode(&v); jerr != nil {
					return jerr
				}
				if jerr := json.NewEncoder(dst).Encode(v); jerr != nil {
					return jerr
				}
			}
			if err == io.EOF {
				return nil
			}
			if err != nil {
				return err
			}
		}
	}
	return runBetween(dropDashes(args), mangle, mangle)
}

func dropDashes(args []string) []string {
	if len(args) > 0 && args[0] == "--" {
		return args[1:]
	}
	return args
}

// runBetween starts command and moves stdin to it with up and its output to
// stdout with down. Termination signals go to the command, whose exit status
// is returned.
func runBetween(command []string, up, down func(io.Writer, io.Reader) error) int {
	signals := make(chan os.Signal, 8)
	signal.Notify(signals, os.Interrupt, syscall.SIGTERM)
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Stderr = os.Stderr
	in, err := cmd.StdinPipe()
	if err != nil {
		fmt.Fprintln(os.Stderr, "relay:", err)
		return 2
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		fmt.Fprintln(os.Stderr, "relay:", err)
		return 2
	}
	if err := cmd.Start(); err != nil {
		fmt.Fprintln(os.Stderr, "relay:", err)
		return 2
	}
	go func() {
		for s := range signals {
			cmd.Process.Signal(s) // best effort: the command may be gone
		}
	}()
	go func() {
		if err := up(in, os.Stdin); err != nil && !errors.Is(err, syscall.EPIPE) {
			fmt.Fprintln(os.Stderr, "relay, to the server:", err)
		}
		in.Close()
	}()
	if err := down(os.Stdout, out); err != nil && !errors.Is(err, syscall.EPIPE) {
		fmt.Fprintln(os.Stderr, "relay, from the server:", err)
	}
	if err := cmd.Wait(); err != nil {
		if exit, ok := errors.AsType[*exec.ExitError](err); ok && exit.ExitCode() >= 0 {
			return exit.ExitCode()
		}
		return 1
	}
	return 0
}
