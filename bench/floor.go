package main

import (
	_ "embed"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
)

// What the sandbox costs has a floor on each machine: what the kernel takes for the same
// calls, made by a launcher and a supervisor in C that judge nothing and tell nobody.

//go:embed testdata/floor.c
var floorSource []byte

// buildFloor compiles it into dir; "" where there is no compiler, or another system.
func buildFloor(dir string) string {
	cc, err := exec.LookPath("cc")
	if err != nil || runtime.GOOS != "linux" {
		return ""
	}
	source, program := filepath.Join(dir, "floor.c"), filepath.Join(dir, "floor")
	if os.WriteFile(source, floorSource, 0o600) != nil {
		return ""
	}
	if out, err := exec.Command(cc, "-O2", "-w", "-o", program, source).CombinedOutput(); err != nil {
		fmt.Fprintf(os.Stderr, "the floor in C cannot be built: %v\n%.500s\n", err, out)
		return ""
	}
	return program
}

// bare is a command without a proxy, on behind the supervisor in C.
func (b *scopeBench) bare(on bool, command ...string) target {
	t := targets(b.self, b.bin, b.dir)[0]
	t.command = command
	if on {
		t.name, t.command = "in C", append([]string{b.floor}, command...)
	}
	return t
}

// inC is what stands behind the name of a floor.
const inC = " (floor, in C)"

// named adds that to names.
func named(names []string, behind string) []string {
	all := make([]string, len(names))
	for i, name := range names {
		all[i] = name + behind
	}
	return all
}

// twice measures something behind the proxy and then, where there is a compiler, its
// floor. one gets the way to start a command, and whether the sandbox is on.
func (b *scopeBench) twice(s *Scope, names []string, unit string, limit float64, one func(way func(on bool, command ...string) target, on bool) ([]float64, error)) error {
	err := b.inPairs(s, names, unit, limit, func(on bool) ([]float64, error) { return one(b.way, on) })
	if err != nil || b.floor == "" {
		return err
	}
	return b.inPairs(s, named(names, inC), unit, 0, func(on bool) ([]float64, error) { return one(b.bare, on) })
}
