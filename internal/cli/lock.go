package cli

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/launch"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lock"
)

const lockHelp = `Record what the command of a server runs on this machine: the exact version and
integrity of an npm or Python package with what it depends on, the id of a
container image, the hash of a program. From then on the server is started only
while that stays the same. Locking it again accepts a change.

What is recorded is what npx, uv, pipx or the container engine have on disk, so
start the server once before you lock it. No registry is asked. A command without
an exact version may still fetch a new one while it starts; the next start
notices. Name the version (server@1.2.3) to rule that out.`

const lockExamples = `  mcp-watchdog lock -- npx -y @modelcontextprotocol/server-filesystem
  mcp-watchdog lock verify
  mcp-watchdog lock show
  mcp-watchdog lock remove npm:@modelcontextprotocol/server-filesystem`

func (p *program) lockCommand() *cobra.Command {
	cmd := &cobra.Command{
		Use:                   "lock -- COMMAND [ARGS...]",
		Short:                 "Record what a server's command runs, and start it only while that stays the same",
		Long:                  lockHelp,
		Example:               lockExamples,
		DisableFlagsInUseLine: true,
		Args:                  func(*cobra.Command, []string) error { return nil }, // judged in RunE
		ValidArgsFunction:     completeCommand,
		RunE: func(cmd *cobra.Command, args []string) error {
			if cmd.ArgsLenAtDash() != 0 || len(args) == 0 {
				return fail(ExitUsage, "the server's command must stand behind --. Run: mcp-watchdog lock -- COMMAND ARGS...")
			}
			return p.lock(cmd.Context(), args)
		},
	}
	cmd.AddCommand(
		&cobra.Command{Use: "show", Short: "List what is locked", Args: noArgs, RunE: func(*cobra.Command, []string) error { return p.lockShow() }},
		&cobra.Command{Use: "verify", Short: "Compare what is locked with what is on this machine now", Args: noArgs,
			RunE: func(cmd *cobra.Command, _ []string) error { return p.lockVerify(cmd.Context()) }},
		&cobra.Command{Use: "remove ID", Short: "Forget a server that was locked", DisableFlagsInUseLine: true,
			Args: func(_ *cobra.Command, args []string) error {
				if len(args) != 1 {
					return fail(ExitUsage, "name one locked server. For all of them, run: mcp-watchdog lock show")
				}
				return nil
			},
			RunE: func(_ *cobra.Command, args []string) error { return p.lockRemove(args[0]) }},
	)
	return cmd
}

func openLock() (*lock.File, error) {
	path, err := lockPath()
	if err != nil {
		return nil, fail(ExitUsage, "%w", err)
	}
	file, err := lock.Open(path)
	if err != nil {
		return nil, fail(ExitNoInput, "%w", err)
	}
	return file, nil
}

// lock records what a command runs.
func (p *program) lock(ctx context.Context, command []string) error {
	file, err := openLock()
	if err != nil {
		return err
	}
	target, err := lock.Of(command)
	if err != nil {
		return fail(ExitUsage, "%w", err)
	}
	pin, err := lock.Resolve(ctx, &target)
	if err != nil {
		return fail(ExitNoInput, "%s cannot be locked: %w", shownID(target.ID()), err)
	}
	old, again := file.Find(&target)
	var before launch.Pin
	if again {
		before = old.Pin
	}
	file.Set(target, pin, time.Now())
	if err := file.Save(); err != nil {
		return fail(ExitNoOutput, "%w", err)
	}
	switch {
	case again && before == pin:
		return p.printf("%s is locked as before: %s\n", shownID(target.ID()), pinText(&pin))
	case again:
		return p.printf("%s was locked to %s\nand is locked now to %s\n", shownID(target.ID()), pinText(&before), pinText(&pin))
	}
	return p.printf("%s is locked to %s\n", shownID(target.ID()), pinText(&pin))
}

// pinText says what a pin holds, in one line.
func pinText(pin *launch.Pin) string {
	var parts []string
	for _, part := range []struct{ name, value string }{{"", pin.Version}, {"", pin.Integrity}, {"files ", pin.Content}, {"dependencies ", pin.Dependencies}} {
		if part.value != "" {
			parts = append(parts, part.name+finding.VisibleText(part.value, 120))
		}
	}
	return strings.Join(parts, ", ")
}

func (p *program) lockShow() error {
	file, err := openLock()
	if err != nil {
		return err
	}
	if len(file.Entries) == 0 {
		fmt.Fprintln(p.Err, "mcp-watchdog: nothing is locked. Run: mcp-watchdog lock -- COMMAND ARGS...")
		return nil
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "SERVER\tLOCKED\tTO")
	for i := range file.Entries {
		e := &file.Entries[i]
		fmt.Fprintf(w, "%s\t%s\t%s\n", shownID(e.ID), e.Time.Local().Format(time.DateTime), pinText(&e.Pin))
	}
	w.Flush() // into memory
	return p.printf("%s", b.String())
}

// lockVerify compares every entry. Exit 1 when one has changed.
func (p *program) lockVerify(ctx context.Context) error {
	file, err := openLock()
	if err != nil {
		return err
	}
	changed := 0
	for i := range file.Entries {
		e := &file.Entries[i]
		pin, err := lock.Resolve(ctx, &e.Target)
		switch {
		case errors.Is(err, lock.ErrNotInstalled):
			changed++
			err = p.printf("missing  %s: it is not on this machine any more\n", shownID(e.ID))
		case err != nil:
			return fail(ExitNoInput, "%s: %w", shownID(e.ID), err)
		case pin != e.Pin:
			changed++
			err = p.printf("changed  %s\n  locked %s\n  now    %s\n", shownID(e.ID), pinText(&e.Pin), pinText(&pin))
		default:
			err = p.printf("same     %s\n", shownID(e.ID))
		}
		if err != nil {
			return err
		}
	}
	if changed > 0 {
		return fail(ExitFound, "found %s. To accept one, run: mcp-watchdog lock -- COMMAND ARGS...", counted(uint64(changed), "change"))
	}
	return nil
}

func (p *program) lockRemove(id string) error {
	file, err := openLock()
	if err != nil {
		return err
	}
	if !file.Remove(id) {
		return fail(ExitUsage, "%q is not locked. For all that is, run: mcp-watchdog lock show", finding.Redact(id, 100))
	}
	if err := file.Save(); err != nil {
		return fail(ExitNoOutput, "%w", err)
	}
	return p.printf("%s is no longer locked\n", shownID(id))
}
