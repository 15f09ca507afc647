package cli

import (
	"errors"
	"fmt"
	"strings"
	"sync"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/detect"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/prefault"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay"
	"github.com/mcp-watchdog/mcp-watchdog/internal/relay/stdio"
	"github.com/mcp-watchdog/mcp-watchdog/internal/sandbox"
)

const wrapHelp = `Start an MCP server and guard it. Everything behind -- is the server's command,
taken as it is. Messages pass through standard input and output; alerts go to
standard error, next to what the server itself says there, and to the audit log
(mcp-watchdog log).

The command itself is judged first: a package that imitates a well-known one, a
back door, or something else than what was locked (mcp-watchdog lock) is not
started, and the exit status is 77.

The name of the server in alerts is guessed from its command; --name sets it.`

const wrapExamples = `  mcp-watchdog wrap -- npx -y @modelcontextprotocol/server-filesystem ~/project
  mcp-watchdog wrap --name notes --mode monitor -- docker run -i --rm mcp/notes`

// wrapFlags are the flags of wrap and of its short form.
type wrapFlags struct {
	settings
	scopeFlags
	name    string
	session string
	sandbox string
}

func (w *wrapFlags) add(cmd *cobra.Command) {
	cmd.Flags().StringVar(&w.name, "name", "", "`name` of the server in alerts and in the log")
	cmd.Flags().StringVar(&w.session, "session", "", "`name` of the session whose servers are compared with each other (default: those of one host)")
	w.addSandbox(cmd)
	w.addMode(cmd)
	w.addConfig(cmd)
	w.addLoudness(cmd)
	w.scopeFlags.add(cmd)
}

func (p *program) wrapCommand() *cobra.Command {
	var w wrapFlags
	cmd := &cobra.Command{
		Use:                   "wrap [flags] -- COMMAND [ARGS...]",
		Short:                 "Start an MCP server and guard it (the word wrap may be left out)",
		Long:                  wrapHelp,
		Example:               wrapExamples,
		DisableFlagsInUseLine: true,
		Args:                  func(*cobra.Command, []string) error { return nil }, // judged in RunE
		ValidArgsFunction:     completeCommand,
	}
	w.add(cmd)
	cmd.Flags().SetInterspersed(false)
	cmd.RunE = func(cmd *cobra.Command, args []string) error {
		if dash := cmd.ArgsLenAtDash(); dash != 0 && len(args) > 0 {
			word := finding.Redact(args[0], 60)
			return fail(ExitUsage, "the server's command must stand behind --. Run: mcp-watchdog wrap -- %s ...", word)
		}
		return p.wrap(cmd, &w, args)
	}
	return cmd
}

// wrap runs the server. What is not needed to start it happens beside it.
func (p *program) wrap(cmd *cobra.Command, w *wrapFlags, command []string) error {
	if len(command) == 0 || command[0] == "" {
		return fail(ExitUsage, "no server was named. Run: mcp-watchdog -- COMMAND ARGS...")
	}
	defer startLightly()()
	c, asks, err := w.loadAndAsk(cmd, w.loadAll)
	if err != nil {
		return err
	}
	name, err := w.serverName(cmd, command)
	if err != nil {
		return err
	}
	log, err := openAudit(c)
	if err != nil {
		return err
	}
	defer log.Close()
	alerts := p.alerts(c, name)
	defer alerts.close()
	r := newRecorder(log, alerts, name)
	ahead := p.lookAhead(cmd.Context(), c, r, command)
	within, err := w.fence(&c, r, command, ahead)
	if err != nil {
		return err
	}
	defer within.end()
	policies := newLive(c, w.file, func() (config.Config, error) { return w.load(cmd) }, r.policyChanged)
	done := make(chan struct{})
	defer close(done)
	go policies.run(done)
	past, err := openPast()
	if err != nil {
		return err
	}
	defer past.log.Close() // again, should anything panic before its end
	var kept keptSession
	defer kept.wipe()
	screen := newSessionScreen(r, func() { past.log.Warm(); kept.expect() }, func() relay.Screen {
		o := asks.join(within.options(c, name, r))
		past.options(&o, &c, command, r)
		kept.options(&o, w.session, name, command, alerts.failure)
		o.Live = &policies.now
		session := kept.begin(o)
		go follow(session, done)
		return session
	})
	ready := prepare(screen)
	code, err := p.startIn(cmd.Context(), &cell{launcher: &sandbox.Launcher{}}, c, r, within, screen, stdio.Options{
		Command: command, Env: within.env, Stdin: p.In, Stdout: p.Out, Stderr: p.Err,
		MaxMessage: c.Limits.MaxMessageBytes, Grace: c.Limits.Grace, Warn: alerts.failure, Aside: past.asides,
		Started: func() { go closeMemory(alerts.failure) },
	})
	ready.Wait()
	past.end(&kept, screen.messages.Load(), alerts.failure)
	r.end(screen.messages.Load())
	return ended(ExitCode(code), err)
}

// serverName is what the server is called: as somebody said, or as its command.
func (w *wrapFlags) serverName(cmd *cobra.Command, command []string) (string, error) {
	switch {
	case !cmd.Flags().Changed("name"):
		return serverName(command), nil
	case strings.TrimSpace(w.name) == "":
		return "", fail(ExitUsage, "--name needs a name")
	}
	return recordedName(w.name), nil
}

// announce says what happens to whoever starts the program by hand, or asked.
func (p *program) announce(c config.Config, name string, within *fence) {
	if c.Log != config.Quiet && term.IsTerminal(int(p.In.Fd())) {
		fmt.Fprintln(p.Err, "mcp-watchdog: waiting for an MCP client on standard input; this command belongs in your client's configuration")
	}
	if c.Log == config.Verbose {
		fmt.Fprintf(p.Err, "mcp-watchdog: guarding %s in %s mode\n", name, c.Policy.ModeOf(name))
	}
	if s := sent(&c.Opinions); s != "" && c.Log != config.Quiet {
		fmt.Fprintf(p.Err, "mcp-watchdog: %s\n", s)
	}
	if held := within.shownHeld(c.Log == config.Verbose); held != "" && c.Log != config.Quiet {
		fmt.Fprintf(p.Err, "mcp-watchdog: %s does not get credentials of others: %s. If it needs one, start it with --env NAME\n", name, held)
	}
}

// prepare makes what the first message needs, while the server starts.
func prepare(screen *sessionScreen) *sync.WaitGroup {
	prefault.Heap(1 << 20)
	var ready sync.WaitGroup
	ready.Go(func() {
		screen.build()
		detect.Ready()
	})
	return &ready
}

// closeMemory is for when the server runs, and before it can have said a secret.
func closeMemory(failure func(error)) {
	if err := keepFromDumps(); err != nil {
		failure(fmt.Errorf("what is in memory may get into a core dump: %w", err))
	}
}

// ended turns the end of a server into the end of this program.
func ended(code ExitCode, err error) error {
	var start *stdio.StartError
	switch {
	case errors.As(err, &start):
		return fail(code, "%w", err)
	case err != nil && code == ExitOK:
		return fail(ExitNoOutput, "%w", err)
	case err != nil:
		return fail(code, "%w", err)
	case code != ExitOK:
		return &exitError{code: code}
	}
	return nil
}
