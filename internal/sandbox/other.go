//go:build !darwin && !windows && (!linux || !(amd64 || arm64))

package sandbox

import (
	"errors"
	"os/exec"
	"runtime"
)

// Probe says what this machine offers: here, nothing.
func Probe() Features {
	return Features{Why: []string{"not built for " + runtime.GOOS + "/" + runtime.GOARCH}}
}

// Launcher is for Linux.
type Launcher struct{}

// Start fails: nothing can be enforced here.
func (*Launcher) Start(*exec.Cmd, Spec, Features) error {
	return errors.New("a scope cannot be enforced on this system")
}

// Drain does nothing.
func (*Launcher) Drain() {}
