package cli

import (
	"context"
	"errors"
	"os"
	"os/signal"
	"syscall"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/alert"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/demo"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

const demoHelp = `Watch attacks being stopped. A built-in hostile MCP server is played to a real MCP
client twice: alone, and behind the proxy as wrap starts it. For each attack you see
what the server sent, what the model got without the proxy, and what it got with it.
Honest servers take part too, and must arrive byte for byte.

It needs no network and no other program, and leaves no file behind. It ends with
status 1 if an attack came through or an honest message was changed.`

const demoExamples = `  mcp-watchdog demo
  mcp-watchdog demo --only credential_seeking
  mcp-watchdog demo --mode monitor   # only tell: everything comes through`

func (p *program) demoCommand() *cobra.Command {
	var s settings
	var only string
	asJSON := false
	cmd := &cobra.Command{
		Use:     "demo [flags]",
		Short:   "Watch attacks being stopped, on this machine",
		Long:    demoHelp,
		Example: demoExamples,
		Args:    noArgs,
	}
	s.addMode(cmd)
	cmd.Flags().StringVar(&only, "only", "", "play only the scenario or the rule of that `name`")
	// Listing the scenarios takes time that no other command should spend.
	names := func(*cobra.Command, []string, string) ([]string, cobra.ShellCompDirective) {
		return demo.Names(), cobra.ShellCompDirectiveNoFileComp
	}
	if err := cmd.RegisterFlagCompletionFunc("only", names); err != nil {
		panic(err) // the flag does not exist
	}
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		if cmd.Flags().Changed("mode") {
			if _, err := policy.ParseMode(s.mode); err != nil {
				return fail(ExitUsage, "--mode: %w", err)
			}
		}
		if cmd.Flags().Changed("only") && only == "" {
			return noScenario("")
		}
		return p.demo(cmd.Context(), demo.Options{Mode: s.mode, Only: only}, asJSON)
	}
	return cmd
}

// demo plays and reports.
func (p *program) demo(ctx context.Context, o demo.Options, asJSON bool) error {
	var err error
	if o.Program, err = os.Executable(); err != nil {
		return fail(ExitCannotRun, "the demo starts this program again and cannot find it: %w", err)
	}
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)
	defer stop()
	show := demo.Printer{W: p.Out, Colour: alert.WantColour(p.Out, os.Getenv)}
	if !asJSON {
		o.Done = show.Result
	}
	report, err := demo.Run(ctx, o)
	if missing := (*demo.NoScenarioError)(nil); errors.As(err, &missing) {
		return noScenario(missing.Name)
	}
	switch {
	case ctx.Err() != nil:
		return fail(128+2, "%w", err) // as shells report SIGINT
	case err != nil:
		return fail(ExitInternal, "%w", err)
	}
	if asJSON {
		err = p.printf("%s\n", plainJSON(report))
	} else if err = show.Tally(report); err != nil {
		err = fail(ExitNoOutput, "the output could not be written: %w", err)
	}
	if err == nil && !report.OK {
		return &exitError{code: ExitFound}
	}
	return err
}

func noScenario(name string) error {
	next := "For all of them, run: mcp-watchdog demo"
	if near := config.Nearest(name, demo.Names()); len(near) > 0 {
		next = "Did you mean " + near[0] + "? Run: mcp-watchdog demo --only " + near[0]
	}
	return fail(ExitUsage, "the demo has no scenario and no rule %q. %s", finding.Redact(name, 60), next)
}

// demoServerCommand plays the server of one scenario for the demo.
func (p *program) demoServerCommand() *cobra.Command {
	return &cobra.Command{
		Use:    demo.ServerCommand + " SCENARIO",
		Short:  "Play the hostile MCP server of a scenario of the demo",
		Hidden: true,
		Args: func(_ *cobra.Command, args []string) error {
			if len(args) != 1 {
				return fail(ExitUsage, "%s takes the name of one scenario. To see them all, run: mcp-watchdog demo", demo.ServerCommand)
			}
			return nil
		},
		RunE: func(_ *cobra.Command, args []string) error {
			err := demo.Serve(args[0], p.In, p.Out)
			var missing *demo.NoScenarioError
			switch {
			case errors.As(err, &missing):
				return noScenario(missing.Name)
			case errors.Is(err, demo.ErrCrashed):
				return &exitError{code: 3}
			}
			return err
		},
	}
}
