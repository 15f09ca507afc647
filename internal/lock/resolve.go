package lock

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
)

// engineTime is how long a container engine may take to say what an image is.
const engineTime = 5 * time.Second

// ErrNotInstalled says that nothing of the target is on this machine yet.
var ErrNotInstalled = errors.New("nothing of it is on this machine yet; start the server once, then lock it")

// Resolve finds out what the target is on this machine now.
func Resolve(ctx context.Context, t *Target) (launch.Pin, error) {
	switch t.Source {
	case launch.NPM:
		return resolveNPM(t)
	case launch.PyPI:
		return resolvePyPI(t)
	case launch.OCI:
		return resolveImage(ctx, t)
	}
	sum, err := fileSum(t.Name)
	if err != nil {
		return launch.Pin{}, fmt.Errorf("the program cannot be read: %w", err)
	}
	return launch.Pin{Content: sum}, nil
}

// programFile is the file that a local command runs: the script, where there
// is one, otherwise the program.
func programFile(s launch.Spec) string {
	for _, name := range []string{s.Name, s.Runner} {
		if name == "" {
			continue
		}
		if info, err := os.Stat(name); err == nil && info.Mode().IsRegular() {
			if abs, err := filepath.Abs(name); err == nil {
				return abs
			}
		}
		if found, err := exec.LookPath(name); err == nil {
			if abs, err := filepath.Abs(found); err == nil {
				return abs
			}
		}
	}
	return ""
}

// resolveImage asks the engine for the id of an image it has. It never pulls.
func resolveImage(ctx context.Context, t *Target) (launch.Pin, error) {
	ctx, cancel := context.WithTimeout(ctx, engineTime)
	defer cancel()
	image := t.Name
	switch {
	case strings.HasPrefix(t.Version, "sha256:"):
		image += "@" + t.Version
	case t.Version != "":
		image += ":" + t.Version
	}
	cmd := exec.CommandContext(ctx, t.Runner, "image", "inspect", "--format", "{{.Id}}", image)
	cmd.WaitDelay = time.Second
	out, err := cmd.Output()
	id := strings.TrimSpace(string(out))
	var status *exec.ExitError
	switch {
	case errors.As(err, &status) && ctx.Err() == nil:
		return launch.Pin{}, ErrNotInstalled
	case err != nil:
		return launch.Pin{}, fmt.Errorf("%s does not say what the image is: %w", t.Runner, err)
	case id == "" || len(id) > 200 || strings.ContainsAny(id, " \n"):
		return launch.Pin{}, fmt.Errorf("%s does not say what the image is", t.Runner)
	}
	if !strings.Contains(id, ":") { // podman
		id = "sha256:" + id
	}
	return launch.Pin{Integrity: id}, nil
}
