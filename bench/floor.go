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

// twice does one thing without and with the sandbox and, where there is a compiler, the
// same with its floor, in changing order, and adds what came of it. one gets the way to
// start a command, and whether the sandbox is on; it may return several figures, one per
// name.
func (b *scopeBench) twice(s *Scope, names []string, unit string, limit float64, one func(way func(on bool, command ...string) target, on bool) ([]float64, error)) error {
	turns := 4
	if b.floor == "" {
		turns = 2
	}
	got := make([][][]float64, turns) // by turn and name
	for i := range got {
		got[i] = make([][]float64, len(names))
	}
	for round := range b.rounds + 1 { // the first one warms up
		for k := range turns {
			turn := (k + round) % turns
			way := b.way
			if turn > 1 {
				way = b.bare
			}
			figures, err := one(way, turn%2 == 1)
			if err != nil {
				return err
			}
			for i := range names {
				if round > 0 {
					got[turn][i] = append(got[turn][i], figures[i])
				}
			}
		}
	}
	for i, name := range names {
		s.Pairs = append(s.Pairs, paired(name, unit, limit, got[0][i], got[1][i]))
		if turns > 2 {
			s.Pairs = append(s.Pairs, paired(name+inC, unit, 0, got[2][i], got[3][i]))
		}
	}
	return nil
}
