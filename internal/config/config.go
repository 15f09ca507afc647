// Package config holds everything a user can choose in a file: one struct, one
// YAML file, one table of keys. A key that is unknown or a value that is out of
// range stops the start with the line and column of the mistake: a guard that
// silently runs with other settings than the ones somebody wrote is worse than
// none.
package config

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/opinion"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
)

// Config is what a user chose, or the defaults. Flags of the command line win
// over the file.
type Config struct {
	// Policy is what is done about what is found.
	Policy policy.Policy
	// StrictSMAC also removes what is hidden but has a legitimate use.
	StrictSMAC bool
	// FirstSight is what becomes of what a server offers and nobody has approved.
	FirstSight guard.FirstSight
	// HeldCalls is what becomes of calls that the policy holds.
	HeldCalls guard.HeldCalls
	// RenderSMAC passes pages and markdown on as the text that a reader sees.
	RenderSMAC bool
	Limits     Limits
	Audit      Audit
	// LaunchAllow are packages, @scope/* and images that may be started although
	// their names imitate others.
	LaunchAllow []string
	// Scopes are what servers may touch, as declared.
	Scopes []Scope
	// Sandbox says whether servers are kept in their scope.
	Sandbox Sandbox
	// Opinions say which model is asked for second opinions; Policy.Asks says about
	// what.
	Opinions Opinions
	// Log is how much is said on standard error.
	Log LogLevel
}

// Opinions say which model is asked, and how.
type Opinions struct {
	Provider opinion.Provider // opinion.None: nobody is asked
	// Model and Endpoint are "" for the provider's own.
	Model, Endpoint string
	// KeyVariable names the environment variable with the key; "" for the
	// provider's own.
	KeyVariable string
	// Timeout bounds one question, PerHour the questions of an hour; zero means the
	// default.
	Timeout time.Duration
	PerHour int64
}

// Limits bound what one message and one server may cost.
type Limits struct {
	// MaxMessageBytes is the longest message that is read whole.
	MaxMessageBytes int64
	// InspectTimeout bounds the inspection of one message; zero means the
	// guard's default.
	InspectTimeout time.Duration
	// AskTimeout is how long a question about a held call waits for its answer;
	// zero means the guard's default.
	AskTimeout time.Duration
	// Grace is how long a server may take to end after its input was closed,
	// before it is told to, and again before it is killed; zero means the
	// transport's default.
	Grace time.Duration
}

// Audit says where the audit log is.
type Audit struct {
	// Path is an absolute file name; empty means the default place.
	Path string
	// MaxFileBytes is the size at which a new file is begun; zero means the
	// audit log's default.
	MaxFileBytes int64
}

// Sandbox says whether servers are kept in their scope.
type Sandbox uint8

const (
	// SandboxOn does what this machine can; what it cannot is said.
	SandboxOn Sandbox = iota
	// SandboxOff does nothing.
	SandboxOff
	// SandboxMonitor only tells.
	SandboxMonitor
	// SandboxRequire starts no server where not all can be enforced.
	SandboxRequire
	// SandboxExperimental is SandboxOn with what is an experiment on this system.
	SandboxExperimental
)

// LogLevel is how much is said on standard error.
type LogLevel uint8

const (
	// Normal tells of everything that was cut, blocked or suspicious.
	Normal LogLevel = iota
	// Quiet tells only of what did not go on, and of failures.
	Quiet
	// Verbose also tells what the proxy does, and of findings that had no
	// consequence.
	Verbose
)

// maxFileBytes bounds the configuration file: it is written by hand.
const maxFileBytes = 1 << 20

// Default returns the settings of a user who chose nothing.
func Default() Config {
	return Config{FirstSight: guard.TrustByMode, Limits: Limits{MaxMessageBytes: relay.DefaultMaxMessage}}
}

// Load reads the file at path. rules are those that lines can name; without any,
// names are taken as they are. An empty path means the default place, where a
// file need not exist. The error is a sentence with file, line and column.
func Load(path string, rules []*finding.Rule) (Config, error) {
	c := Default()
	explicit := path != ""
	if !explicit {
		var err error
		if path, err = DefaultPath(); err != nil {
			return c, nil // nobody can have put a file where there is no home
		}
	}
	text, err := readAll(path)
	if err != nil && (explicit || !errors.Is(err, fs.ErrNotExist)) {
		return c, err
	}
	if err := c.parse(path, text, rules); err != nil {
		return Default(), err
	}
	if err := c.loadExceptions(path, rules); err != nil {
		return Default(), err
	}
	if err := c.loadScopes(path); err != nil {
		return Default(), err
	}
	return c, nil
}

// readAll reads a file that is written by hand.
func readAll(path string) ([]byte, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("the configuration cannot be read: %w", err)
	}
	defer f.Close()
	text, err := io.ReadAll(io.LimitReader(f, maxFileBytes+1))
	if err != nil {
		return nil, fmt.Errorf("the configuration cannot be read: %w", err)
	}
	if len(text) > maxFileBytes {
		return nil, fmt.Errorf("the configuration %s is longer than %d bytes; it cannot be meant", path, maxFileBytes)
	}
	return text, nil
}

// DefaultPath is where the configuration is looked for:
// $XDG_CONFIG_HOME/mcp-watchdog/config.yaml, with ~/.config (on Windows
// %AppData%) in place of an unset variable. The error means that there is no
// home folder.
func DefaultPath() (string, error) {
	dir := os.Getenv("XDG_CONFIG_HOME")
	if !filepath.IsAbs(dir) { // the XDG base directory specification ignores relative ones
		var err error
		if runtime.GOOS == "windows" {
			dir, err = os.UserConfigDir()
		} else {
			dir, err = os.UserHomeDir()
			dir = filepath.Join(dir, ".config")
		}
		if err != nil {
			return "", err
		}
	}
	return filepath.Join(dir, "mcp-watchdog", "config.yaml"), nil
}
