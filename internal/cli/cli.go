// Package cli is the command line: one file per subcommand. It parses, calls
// the packages that do the work, and turns what comes back into lines for
// people or machines and a documented exit code.
package cli

import (
	"context"
	"errors"
	"fmt"
	"os"
	"runtime/debug"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay/stdio"
)

// Streams are the standard files of a run.
type Streams struct{ In, Out, Err *os.File }

// program is one run of the command line.
type program struct {
	Streams
	// start runs a server; it is stdio.Run, except in tests.
	start func(context.Context, relay.Screen, stdio.Options) (int, error)
}

const rootHelp = `mcp-watchdog stands between an AI application and its MCP servers. It reads every
message in both directions, takes out what must not reach a model (hidden text,
planted orders, requests for credentials), says so in one line, and leaves
everything else byte for byte as it came.

Put "mcp-watchdog --" in front of the command of a server in your client's
configuration. That is all.`

const rootExamples = `  mcp-watchdog -- npx -y @modelcontextprotocol/server-filesystem ~/project
  mcp-watchdog --mode strict --name files -- uvx mcp-server-git
  mcp-watchdog log --since 24h
  mcp-watchdog explain html_comment`

// Main runs the command line with args (without the program's name) and
// returns the exit status, see [ExitCode]. It never panics.
func Main(args []string, s Streams) int {
	p := &program{s, stdio.Run}
	return p.main(args)
}

func (p *program) main(args []string) (status int) {
	defer func() {
		if r := recover(); r != nil {
			fmt.Fprintf(p.Err, "mcp-watchdog: internal error, please report it: %s\n%s", finding.Redact(fmt.Sprint(r), 300), debug.Stack())
			status = int(ExitInternal)
		}
	}()
	root := p.rootCommand()
	root.SetArgs(args)
	err := root.ExecuteContext(context.Background())
	code, err := codeOf(err)
	if err != nil {
		fmt.Fprintf(p.Err, "mcp-watchdog: %s\n", finding.VisibleText(err.Error(), maxErrorRunes))
	}
	return int(code)
}

// maxErrorRunes bounds the errors that are printed: paths and words of the
// command line are part of them.
const maxErrorRunes = 2000

func (p *program) rootCommand() *cobra.Command {
	var w wrapFlags
	showVersion := false
	root := &cobra.Command{
		Use:                   "mcp-watchdog [flags] -- COMMAND [ARGS...]",
		Short:                 "A security proxy for MCP servers",
		Long:                  rootHelp,
		Example:               rootExamples,
		SilenceErrors:         true,
		SilenceUsage:          true,
		DisableFlagsInUseLine: true,
		Args:                  func(*cobra.Command, []string) error { return nil }, // judged in RunE
		ValidArgsFunction:     completeCommand,
	}
	w.add(root)
	root.Flags().BoolVar(&showVersion, "version", false, "print the version")
	root.Flags().SetInterspersed(false)
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if showVersion {
			return p.printVersion(false)
		}
		dash := cmd.ArgsLenAtDash()
		switch {
		case dash < 0 && len(args) == 0:
			return help(cmd)
		case dash != 0:
			return unknownCommand(cmd, args[0])
		}
		return p.wrap(cmd, &w, args)
	}
	root.AddCommand(p.wrapCommand(), p.checkCommand(), p.lockCommand(), p.pinsCommand(), p.baselineCommand(), p.doctorCommand(), p.logCommand(), p.explainCommand(), p.demoCommand(), p.versionCommand(), p.demoServerCommand(), p.stopCommand(), p.resumeCommand(), p.allowCommand(), p.statsCommand(), p.flowsCommand(), p.policyCommand(), p.scopeCommand())
	root.SetHelpCommand(helpCommand())
	root.SetIn(p.In)
	root.SetOut(p.Out)
	root.SetErr(p.Err)
	root.SetFlagErrorFunc(flagError)
	root.SetUsageTemplate(root.UsageTemplate() + "\n" + `{{if not .HasParent}}` + exitCodes + "\n{{end}}")
	return root
}

// completeCommand leaves what stands behind -- to the shell's own completion.
func completeCommand(cmd *cobra.Command, _ []string, _ string) ([]string, cobra.ShellCompDirective) {
	if cmd.ArgsLenAtDash() >= 0 {
		return nil, cobra.ShellCompDirectiveDefault
	}
	return nil, cobra.ShellCompDirectiveNoFileComp
}

// help prints the help of a command, its own flag included.
func help(cmd *cobra.Command) error {
	cmd.InitDefaultHelpFlag()
	return cmd.Help()
}

// helpCommand is cobra's, except that an unknown command is an error.
func helpCommand() *cobra.Command {
	return &cobra.Command{
		Use:   "help [command]",
		Short: "Say more about a command",
		RunE: func(cmd *cobra.Command, args []string) error {
			found, rest, err := cmd.Root().Find(args)
			if err != nil {
				rest = args
			}
			if len(rest) > 0 {
				return unknownCommand(cmd, rest[0])
			}
			return help(found)
		},
	}
}

// unknownCommand is the error for a word that is no command. It never repeats
// more than the word: what follows may hold secrets.
func unknownCommand(cmd *cobra.Command, word string) error {
	names := []string{"completion", "help"}
	for _, c := range cmd.Root().Commands() {
		names = append(names, c.Name())
	}
	shown := finding.Redact(word, 60)
	if near := config.Nearest(word, names); len(near) > 0 {
		return fail(ExitUsage, "there is no command %q; did you mean mcp-watchdog %s? To wrap a server of that name, run: mcp-watchdog -- %s", shown, near[0], shown)
	}
	return fail(ExitUsage, "there is no command %q. To wrap it as a server, put -- in front: mcp-watchdog -- %s ... For the commands, run: mcp-watchdog --help", shown, shown)
}

// flagError makes a sentence of what the flag parser says.
func flagError(cmd *cobra.Command, err error) error {
	next := fmt.Sprintf("For the flags, run: %s --help", cmd.CommandPath())
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) {
		var names []string
		cmd.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
		name := unknown.GetSpecifiedName()
		if unknown.GetSpecifiedShortnames() == "" {
			if near := config.Nearest(name, names); len(near) > 0 {
				next = "Did you mean --" + strings.Join(near, " or --") + "?"
			}
			return fail(ExitUsage, "there is no flag --%s. %s", finding.Redact(name, 60), next)
		}
		return fail(ExitUsage, "there is no flag -%s. %s", finding.Redact(name, 60), next)
	}
	return fail(ExitUsage, "%s. %s", finding.Redact(err.Error(), 200), next)
}

// noArgs refuses arguments where none are taken.
func noArgs(cmd *cobra.Command, args []string) error {
	if len(args) > 0 {
		return fail(ExitUsage, "%s takes no argument %q. Run: %s --help", cmd.CommandPath(), finding.Redact(args[0], 60), cmd.CommandPath())
	}
	return nil
}
