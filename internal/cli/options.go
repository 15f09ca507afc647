package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// settings are the flags that several commands share. They win over the file.
type settings struct {
	file           string
	mode           string
	verbose, quiet bool
}

var modeNames = []string{"monitor", "balanced", "strict"}

func (s *settings) addMode(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.mode, "mode", "", "`preset`: monitor (only tell), balanced (default: clean or block), strict")
	complete(cmd, "mode", modeNames)
}

func (s *settings) addConfig(cmd *cobra.Command) {
	cmd.Flags().StringVar(&s.file, "config", "", "configuration `file` (default $XDG_CONFIG_HOME/mcp-watchdog/config.yaml)")
}

func (s *settings) addLoudness(cmd *cobra.Command) {
	cmd.Flags().BoolVarP(&s.verbose, "verbose", "v", false, "also tell what was found and let through, and what the proxy does")
	cmd.Flags().BoolVarP(&s.quiet, "quiet", "q", false, "tell only what did not go on, and failures")
}

// complete offers the words as values of a flag to the shell.
func complete(cmd *cobra.Command, flag string, words []string) {
	// The error says that the flag does not exist or has completions already.
	if err := cmd.RegisterFlagCompletionFunc(flag, cobra.FixedCompletions(words, cobra.ShellCompDirectiveNoFileComp)); err != nil {
		panic(err)
	}
}

// load reads the configuration and puts the flags over it.
func (s *settings) load(cmd *cobra.Command) (config.Config, error) {
	if cmd.Flags().Changed("config") && s.file == "" {
		return config.Config{}, fail(ExitUsage, "--config needs the name of a file")
	}
	if s.verbose && s.quiet {
		return config.Config{}, fail(ExitUsage, "--verbose and --quiet exclude each other; give one")
	}
	c, err := config.Load(s.file, allRules())
	if err != nil {
		return c, fail(ExitUsage, "%w", err)
	}
	if cmd.Flags().Changed("mode") {
		if c.Policy.Mode, err = policy.ParseMode(s.mode); err != nil {
			words := ""
			if near := config.Nearest(s.mode, modeNames); len(near) > 0 {
				words = "; did you mean " + near[0] + "?"
			}
			return c, fail(ExitUsage, "--mode cannot be %q: choose monitor, balanced or strict%s", finding.Redact(s.mode, 40), words)
		}
	}
	if cmd.Flags().Changed("mode") {
		c.Policy.Servers = nil // who names a mode means it for this server, whatever its name
	}
	switch {
	case s.verbose:
		c.Log = config.Verbose
	case s.quiet:
		c.Log = config.Quiet
	}
	return c, nil
}

// loadToRead is load for commands that only show what was recorded: a mistake in
// the default configuration keeps nobody from seeing what happened, unless the
// place of the log stands in it.
func (p *program) loadToRead(cmd *cobra.Command, s *settings) (config.Config, error) {
	c, err := s.load(cmd)
	path, homeErr := config.DefaultPath()
	if err == nil || s.file != "" || homeErr != nil || s.verbose && s.quiet {
		return c, err
	}
	if text, readErr := os.ReadFile(path); readErr != nil || len(text) == 0 || bytes.Contains(text, []byte("audit")) {
		return c, err
	}
	fmt.Fprintln(p.Err, finding.VisibleText("mcp-watchdog: the configuration has a mistake: "+err.Error(), maxErrorRunes))
	return config.Default(), nil
}

// guardOptions are the options of a session with server under c.
func guardOptions(c config.Config, server string, r guard.Recorder) guard.Options {
	o := guard.Options{
		Policy:         c.Policy,
		Server:         server,
		Settings:       detect.Settings{StrictSMAC: c.StrictSMAC, Render: c.RenderSMAC},
		Recorder:       r,
		Key:            printKey(r != nil),
		InspectTimeout: c.Limits.InspectTimeout,
	}
	if len(c.Scopes) > 0 { // of a server without a command
		if f, err := fenceOf(&c, "", &scopeFlags{}, server, nil); err == nil {
			o.Settings.Scope = detectScope(f.rules(), &f.machine)
		}
	}
	return o
}

// auditPath is the file of the audit log.
func auditPath(c config.Config) (string, error) {
	if c.Audit.Path != "" {
		return c.Audit.Path, nil
	}
	dir, err := audit.StateDir(runtime.GOOS, os.Getenv)
	if err != nil {
		return "", fail(ExitUsage, "%w, or name a file in the configuration (audit.path)", err)
	}
	return filepath.Join(dir, audit.FileName), nil
}

// openAudit opens the audit log; nothing is read or created before the first
// record.
func openAudit(c config.Config) (*audit.Log, error) {
	path, err := auditPath(c)
	if err != nil {
		return nil, err
	}
	return audit.Open(path, c.Audit.MaxFileBytes), nil
}

// recordedName is the name of a server as it is written down.
func recordedName(name string) string {
	if name = strings.TrimSpace(name); name == "" {
		return "server"
	}
	return finding.Redact(name, maxServerName)
}
