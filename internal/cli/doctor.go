package cli

import (
	"errors"
	"os"
	"path/filepath"
	"runtime"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/memory/sqlite"
	"github.com/mcp-watchdog/mcp-watchdog/internal/sandbox"
)

const doctorHelp = `Look whether what mcp-watchdog needs on this machine is in order: how much of a
server's scope the system enforces, the folder for its state, and the memory of
what servers offered. While the memory cannot be
used, no list of tools goes through.

With --repair a damaged memory is put aside, and what can still be read of it is
kept. What is lost is new at the next sight.`

func (p *program) doctorCommand() *cobra.Command {
	repair := false
	cmd := &cobra.Command{Use: "doctor [--repair]", Short: "Look whether everything is in order, and repair it", Long: doctorHelp, Args: noArgs, DisableFlagsInUseLine: true}
	cmd.Flags().BoolVar(&repair, "repair", false, "put a damaged memory aside and keep what can be read of it")
	cmd.RunE = func(*cobra.Command, []string) error {
		if err := p.examineSandbox(); err != nil {
			return err
		}
		log, err := memoryLog()
		if err != nil {
			return err
		}
		defer log.Close()
		return p.examine(log, repair)
	}
	return cmd
}

// examineSandbox says how much of a server's scope this machine enforces.
func (p *program) examineSandbox() error {
	f := sandbox.Probe()
	if err := p.printf("sandbox %s\n", f.Summary()); err != nil {
		return err
	}
	if runtime.GOOS == "windows" {
		tried := sandbox.Experimental()
		if err := p.printf("        --sandbox experimental would be %s\n", tried.Summary()); err != nil {
			return err
		}
	}
	for _, gap := range f.Gaps() {
		if err := p.printf("        not closed: %s\n", gap); err != nil {
			return err
		}
	}
	return nil
}

func (p *program) examine(log *sqlite.Log, repair bool) error {
	path := log.Path()
	if info, err := os.Stat(filepath.Dir(path)); err == nil && runtime.GOOS != "windows" && info.Mode().Perm()&0o022 != 0 {
		if err := p.printf("state   %s can be written by others; run: chmod 700 %s\n", filepath.Dir(path), filepath.Dir(path)); err != nil {
			return err
		}
	}
	err := log.Check()
	var trouble *sqlite.Error
	if err == nil {
		return p.printf("memory  in order: %s\n", path)
	}
	damaged := errors.As(err, &trouble) && trouble.Damaged
	if !damaged {
		return fail(ExitFound, "the memory cannot be used (%s): %w. End other mcp-watchdog processes that hang, or correct the permissions, and try again", path, errors.Unwrap(err))
	}
	if !repair {
		return fail(ExitFound, "the memory is damaged (%s): %w. To put it aside and keep what can be read of it, run: mcp-watchdog doctor --repair", path, errors.Unwrap(err))
	}
	log.Close() // it is about to be moved
	aside, saved, lost, err := sqlite.Repair(path, time.Now())
	if err != nil {
		return fail(ExitNoOutput, "the memory could not be repaired: %w", err)
	}
	if err := p.printf("memory  repaired: %s kept; the damaged file is %s\n", counted(uint64(saved), "fact"), aside); err != nil {
		return err
	}
	if lost != nil {
		return p.printf("        the rest could not be read (%v); what is lost is new at the next sight\n", lost)
	}
	return nil
}
