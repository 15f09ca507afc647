package cli

import (
	"errors"
	"fmt"
)

// ExitCode is how the program ends. `mcp-watchdog wrap` ends with the code of
// the server it wrapped; every other command with one of these.
type ExitCode int

const (
	// ExitOK: done, and nothing to complain about.
	ExitOK ExitCode = 0
	// ExitFound: the answer to what was asked is no: `check --fail-on` met a
	// verdict at or above its level, `log --verify` found a broken chain, `lock
	// verify` found a change, or in `demo` an attack came through.
	ExitFound ExitCode = 1
	// ExitUsage: the command line or the configuration is wrong. Nothing was
	// started.
	ExitUsage ExitCode = 2
	// ExitNoInput: what should be read could not be read (sysexits EX_NOINPUT).
	ExitNoInput ExitCode = 66
	// ExitInternal: a defect of mcp-watchdog (sysexits EX_SOFTWARE).
	ExitInternal ExitCode = 70
	// ExitNoOutput: what should be written could not be written (sysexits
	// EX_IOERR).
	ExitNoOutput ExitCode = 74
	// ExitRefused: the server was not started, because its command is dangerous
	// or runs something else than what was locked (sysexits EX_NOPERM).
	ExitRefused ExitCode = 77
	// ExitCannotRun: the server's command was found but cannot be run (as in
	// POSIX shells).
	ExitCannotRun ExitCode = 126
	// ExitNotFound: the server's command was not found (as in POSIX shells).
	ExitNotFound ExitCode = 127
)

// exitCodes is the part of the help that lists them.
const exitCodes = `Exit status:
  0    done
  1    check --fail-on met a verdict, log --verify found a broken chain, lock
       verify found a change, or in demo an attack came through
  2    the command line or the configuration is wrong
  66   the input could not be read
  70   a defect of mcp-watchdog
  74   the output could not be written
  77   the server was not started: its command is dangerous, or runs something
       else than what was locked
  126  the server's command cannot be run
  127  the server's command was not found
wrap otherwise ends with the status of the server (128+N when signal N ended it).`

// exitError ends the program with a code and, unless err is nil, a sentence.
type exitError struct {
	code ExitCode
	err  error
}

func (e *exitError) Error() string {
	if e.err == nil {
		return fmt.Sprintf("exit status %d", e.code)
	}
	return e.err.Error()
}

func (e *exitError) Unwrap() error { return e.err }

// fail makes an error that ends the program with code.
func fail(code ExitCode, format string, args ...any) error {
	return &exitError{code, fmt.Errorf(format, args...)}
}

// codeOf returns how the program ends after err, and what is said about it; an
// error without a code is a usage error, because that is what cobra's are.
func codeOf(err error) (ExitCode, error) {
	if err == nil {
		return ExitOK, nil
	}
	var e *exitError
	if errors.As(err, &e) {
		return e.code, e.err
	}
	return ExitUsage, err
}
