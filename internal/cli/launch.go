package cli

import (
	"context"
	"errors"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lock"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/oauth"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

// judgeLaunch judges a command as a message of the server, which speaks through
// it for the first time.
func judgeLaunch(ctx context.Context, l *launch.Launch, o guard.Options) guard.Outcome {
	o.Table = detect.LaunchTable()
	return guard.New(o).Judge(ctx, message.FromServer, l.Message())
}

// judgeLogin judges a login in the same way.
func judgeLogin(ctx context.Context, l *oauth.Login, o guard.Options) (guard.Outcome, error) {
	raw, err := l.Message()
	if err != nil {
		return guard.Outcome{}, err
	}
	o.Table = detect.LaunchTable()
	return guard.New(o).Judge(ctx, message.FromServer, raw), nil
}

// mayStart judges the command of a server before it is started. The error says
// why it must not be, and what to do.
func (p *program) mayStart(ctx context.Context, c config.Config, r *recorder, command []string) error {
	l := launch.Launch{Command: command, Inherited: loadingVariables(), Looked: true, Writable: writableFiles(command), Allow: c.LaunchAllow}
	if err := lockedPin(ctx, &l); err != nil {
		return err
	}
	out := judgeLaunch(ctx, &l, guardOptions(c, r.server, r))
	if out.Action > policy.Hold {
		return nil
	}
	worst := out.Findings[0]
	for _, f := range out.Findings {
		if f.Severity > worst.Severity {
			worst = f
		}
	}
	return fail(ExitRefused, "the server was not started: %s. To read about it, run: mcp-watchdog explain %s", worst.Why, worst.Rule.ID)
}

// lockedPin puts what is locked, and what would run now, into l.
func lockedPin(ctx context.Context, l *launch.Launch) error {
	path, err := lockPath()
	if err != nil {
		return nil // where no state can be kept, nothing is locked
	}
	file, err := lock.Open(path)
	if err != nil {
		return fail(ExitNoInput, "%w", err)
	}
	if len(file.Entries) == 0 {
		return nil
	}
	target, err := lock.Of(l.Command)
	if err != nil {
		return nil // it cannot have been locked
	}
	entry, ok := file.Find(&target)
	if !ok {
		return nil
	}
	l.Locked = &entry.Pin
	if pin, err := lock.Resolve(ctx, &target); err == nil {
		l.Found = &pin
	}
	return nil
}

// lockPath is where the lock file is: beside the audit log's default place.
func lockPath() (string, error) {
	dir, err := audit.StateDir(runtime.GOOS, os.Getenv)
	if err != nil {
		return "", err
	}
	return filepath.Join(dir, lock.FileName), nil
}

// loaders are variables by which programs load code.
var loaders = []string{"LD_PRELOAD", "LD_AUDIT", "DYLD_INSERT_LIBRARIES", "NODE_OPTIONS", "PYTHONSTARTUP", "BASH_ENV", "PERL5OPT", "RUBYOPT",
	"JAVA_TOOL_OPTIONS", "LD_LIBRARY_PATH", "PYTHONPATH", "NODE_PATH"}

func loadingVariables() []string {
	var set []string
	for _, name := range loaders {
		if value := os.Getenv(name); value != "" && len(value) < 4096 {
			set = append(set, name+"="+value)
		}
	}
	return set
}

// writableFiles returns the files that the command runs and that every user of
// the machine can replace: writable themselves, or in a folder that is and has
// no sticky bit. Windows has no such bits.
func writableFiles(command []string) []string {
	if runtime.GOOS == "windows" {
		return nil
	}
	spec := launch.Understand(command)
	var bad []string
	for _, name := range []string{command[0], spec.Runner, spec.Name} {
		if spec.Source != launch.Program && name == spec.Name || name == "" {
			continue
		}
		file := name
		if !strings.ContainsRune(name, filepath.Separator) {
			found, err := exec.LookPath(name)
			if err != nil && !errors.Is(err, exec.ErrDot) {
				continue
			}
			file = found
		}
		if real, err := filepath.EvalSymlinks(file); err == nil && replaceable(real) && !slices.Contains(bad, file) {
			bad = append(bad, file)
		}
	}
	return bad
}

// replaceable reports whether every user can write to a file or to a folder on
// the way to it.
func replaceable(file string) bool {
	info, err := os.Stat(file)
	if err != nil || !info.Mode().IsRegular() {
		return false
	}
	if info.Mode().Perm()&0o002 != 0 {
		return true
	}
	abs, err := filepath.Abs(file)
	if err != nil {
		return false
	}
	for dir := filepath.Dir(abs); ; dir = filepath.Dir(dir) {
		info, err := os.Stat(dir)
		if err == nil && info.Mode().Perm()&0o002 != 0 && info.Mode()&os.ModeSticky == 0 {
			return true
		}
		if dir == filepath.Dir(dir) {
			return false
		}
	}
}

// shownID is an identity as it may be printed: it came from a command line.
func shownID(id string) string { return finding.Redact(id, 200) }
