package cli

import (
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

const stopHelp = `Refuse everything, in both directions, in every running mcp-watchdog of this user
and in every one that is started: at once, within a second. Whoever waits for an
answer gets one that says so. Servers and clients go on running. It ends with
mcp-watchdog resume.`

// stopFile is in the state folder while everything is stopped.
const stopFile = "stopped"

// maxStopFile bounds what is read of it.
const maxStopFile = 1000

func stopPath() (string, error) {
	dir, err := audit.StateDir(runtime.GOOS, os.Getenv)
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, stopFile), nil
}

// stoppedWhy returns since when everything is stopped, and why; "" when it is
// not. A file that cannot be read stops as well.
func stoppedWhy(path string) string {
	if !stampOf(path).exists {
		return ""
	}
	f, err := os.Open(path)
	if missing(err) {
		return ""
	}
	if err != nil {
		return "by a file that cannot be read, " + path
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxStopFile))
	if err != nil || len(text) == 0 {
		return "by the file " + path
	}
	return finding.Redact(strings.TrimSpace(string(text)), 300)
}

func (p *program) stopCommand() *cobra.Command {
	why := ""
	cmd := &cobra.Command{Use: "stop", Short: "Refuse everything in all running proxies, at once", Long: stopHelp, Args: noArgs}
	cmd.Example = "  mcp-watchdog stop --why 'the mail server does odd things'\n  mcp-watchdog resume"
	cmd.Flags().StringVar(&why, "why", "", "a `reason`, for the log and for whoever is refused")
	var s settings
	s.addConfig(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		path, err := stopPath()
		if err != nil {
			return fail(ExitUsage, "nothing can be stopped: %w", err)
		}
		what := "on " + time.Now().UTC().Format("2006-01-02 at 15:04:05Z")
		if why != "" {
			what += ": " + finding.Redact(why, 200)
		}
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			return fail(ExitNoOutput, "nothing was stopped: %w", err)
		}
		if err := replaceFile(path, what+"\n"); err != nil {
			return fail(ExitNoOutput, "nothing was stopped: %w", err)
		}
		if err := p.note(cmd, &s, audit.Record{Event: audit.EventPolicy, Why: "everything was stopped " + what}); err != nil {
			fmt.Fprintf(p.Err, "mcp-watchdog: everything is stopped, and that could not be written to the log: %s\n", finding.VisibleText(err.Error(), maxErrorRunes))
		}
		return p.printf("Everything is refused now. To go on, run: mcp-watchdog resume\n")
	}
	return cmd
}

func (p *program) resumeCommand() *cobra.Command {
	cmd := &cobra.Command{Use: "resume", Short: "Let traffic go on after stop", Args: noArgs}
	var s settings
	s.addConfig(cmd)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		path, err := stopPath()
		if err != nil {
			return fail(ExitUsage, "nothing can be resumed: %w", err)
		}
		err = os.Remove(path)
		switch {
		case missing(err):
			return p.printf("Nothing was stopped.\n")
		case err != nil:
			return fail(ExitNoOutput, "everything is stopped still: %w", err)
		}
		if err := p.note(cmd, &s, audit.Record{Event: audit.EventPolicy, Why: "everything goes on again"}); err != nil {
			fmt.Fprintf(p.Err, "mcp-watchdog: everything goes on, and that could not be written to the log: %s\n", finding.VisibleText(err.Error(), maxErrorRunes))
		}
		return p.printf("Everything goes on.\n")
	}
	return cmd
}

// note writes one record to the audit log. A configuration with a mistake must
// not keep anybody from stopping: the default log is used then.
func (p *program) note(cmd *cobra.Command, s *settings, records ...audit.Record) error {
	c, _ := s.load(cmd) // with an error it holds the defaults
	log, err := openAudit(c)
	if err != nil {
		return err
	}
	defer log.Close()
	for i := range records {
		records[i].Time = time.Now()
	}
	return log.Append(records...)
}

// replaceFile writes a small file so that no reader sees half of it.
func replaceFile(path, text string) error {
	temp := fmt.Sprintf("%s.%d", path, os.Getpid())
	if err := os.WriteFile(temp, []byte(text), 0o600); err != nil {
		return err
	}
	if err := os.Rename(temp, path); err != nil {
		_ = os.Remove(temp) // the first error is the one that says what is wrong
		return err
	}
	return nil
}
