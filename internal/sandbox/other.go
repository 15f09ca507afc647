//go:build !darwin && (!linux || !(amd64 || arm64))

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

// Launched is for Linux.
func Launched([]string) {}

// Launcher is for Linux.
type Launcher struct{}

// Prestart is for Linux.
func Prestart() *Launcher { return &Launcher{} }

// Start fails: nothing can be enforced here.
func (*Launcher) Start(*exec.Cmd, Spec, Features) error {
	return errors.New("a scope cannot be enforced on this system")
}

// Discard does nothing.
func (*Launcher) Discard() {}

// Drain does nothing.
func (*Launcher) Drain() {}
