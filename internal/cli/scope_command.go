package cli

import (
	"errors"
	"fmt"
	"io/fs"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
	"github.com/mcp-watchdog/mcp-watchdog/internal/config"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/scope"
)

const scopeHelp = `Show what a server may touch, find out what it needs, and hold it to that.

  show SERVER [-- COMMAND]   what it may read, write and reach, and why
  learn SERVER               the smallest scope for what it did with --learn
  apply SERVER               hold it to that from the next start on

To learn, run the server with --learn for a while: nothing is refused, and all
that it does is noted. Review what learn prints before you apply it: a server
that misbehaves while it is watched teaches just that. Closed places, such as
~/.ssh, are listed and never opened by apply.`

const scopeExamples = `  mcp-watchdog --learn --name notes -- npx -y notes-mcp
  mcp-watchdog scope learn notes
  mcp-watchdog scope apply notes
  mcp-watchdog scope show notes -- npx -y notes-mcp`

func (p *program) scopeCommand() *cobra.Command {
	root := &cobra.Command{Use: "scope show|learn|apply SERVER", Short: "Show, learn or apply what a server may touch", Long: scopeHelp, Example: scopeExamples, DisableFlagsInUseLine: true}
	root.RunE = func(cmd *cobra.Command, args []string) error {
		if len(args) > 0 {
			return fail(ExitUsage, "there is no scope %q; there are show, learn and apply", finding.Redact(args[0], 40))
		}
		return help(cmd)
	}
	for _, c := range []struct {
		name, short string
		run         func(*settings, *cobra.Command, string, []string) error
	}{
		{"show", "Show what a server may touch", p.showScope},
		{"learn", "Print the smallest scope for what a server did with --learn", p.printLesson},
		{"apply", "Hold a server to what was learnt, from its next start on", p.applyLesson},
	} {
		var s settings
		sub := &cobra.Command{Use: c.name + " SERVER", Short: c.short, DisableFlagsInUseLine: true}
		if c.name == "show" {
			sub.Use += " [-- COMMAND [ARGS...]]"
		}
		s.addConfig(sub)
		s.addMode(sub)
		sub.Args = func(cmd *cobra.Command, args []string) error {
			if len(args) == 0 || cmd.ArgsLenAtDash() == 0 || len(args) > 1 && (cmd.ArgsLenAtDash() != 1 || c.name != "show") {
				return fail(ExitUsage, "it takes the name of one server. Run: %s SERVER", cmd.CommandPath())
			}
			return nil
		}
		sub.RunE = func(cmd *cobra.Command, args []string) error { return c.run(&s, cmd, args[0], args[1:]) }
		root.AddCommand(sub)
	}
	return root
}

// showScope prints a scope as it would be enforced now.
func (p *program) showScope(s *settings, cmd *cobra.Command, server string, command []string) error {
	c, err := s.load(cmd)
	if err != nil {
		return err
	}
	f, err := fenceOf(&c, s.file, &scopeFlags{}, server, command)
	if err != nil {
		return err
	}
	var b strings.Builder
	features := probing(&c)()
	fmt.Fprintf(&b, "sandbox  %s\n", features.Summary())
	closed := map[scope.Kind]int{}
	for _, pl := range f.profile.Places {
		switch {
		case pl.Write == scope.Allow && pl.Kind == scope.Declared:
			fmt.Fprintf(&b, "write    %s  (%s)\n", finding.VisibleText(pl.Path, 300), said(pl.Source))
		case pl.Read == scope.Allow && pl.Kind == scope.Declared && pl.Source != "":
			fmt.Fprintf(&b, "read     %s  (%s)\n", finding.VisibleText(pl.Path, 300), said(pl.Source))
		case pl.Read == scope.Deny && pl.Source != "":
			fmt.Fprintf(&b, "closed   %s  (%s)\n", finding.VisibleText(pl.Path, 300), said(pl.Source))
		case pl.Kind == scope.Cache || pl.Kind == scope.Temporary || pl.Read == scope.Deny || pl.Write == scope.Deny:
			closed[pl.Kind]++
		}
	}
	fmt.Fprintf(&b, "write    caches and temporary files (%d places)\n", closed[scope.Cache]+closed[scope.Temporary])
	fmt.Fprintf(&b, "closed   %d places of credentials, %d of browsers, %d of MCP clients, %d that run at a start, mcp-watchdog's own\n",
		closed[scope.Credential], closed[scope.Browser], closed[scope.ClientConfig], closed[scope.Startup]+closed[scope.Git])
	switch {
	case !f.profile.Net.Limited:
		b.WriteString("network  everything\n")
	case len(f.profile.Net.Hosts) == 0:
		b.WriteString("network  nothing\n")
	default:
		for _, h := range f.profile.Net.Hosts {
			fmt.Fprintf(&b, "network  %s\n", h)
		}
	}
	if len(f.held) > 0 {
		fmt.Fprintf(&b, "held     variables that it does not get: %s\n", strings.Join(f.held, ", "))
	}
	return p.printf("%s", b.String())
}

func said(source string) string {
	if source == "" {
		return "built in"
	}
	return finding.VisibleText(source, 300)
}

// lessonOf is what was learnt about a server, in the form of the configuration.
func lessonOf(server string) (yaml string, n learned, err error) {
	n, err = readLearned(server)
	if errors.Is(err, fs.ErrNotExist) {
		return "", n, fail(ExitUsage, "nothing was learnt about %s yet. Run it with --learn: mcp-watchdog --learn --name %s -- COMMAND", finding.Redact(server, 60), finding.Redact(server, 60))
	}
	if err != nil {
		return "", n, fail(ExitNoInput, "what was learnt cannot be read: %w", err)
	}
	c := config.Default()
	f, err := fenceOf(&c, "", &scopeFlags{}, server, n.Command)
	if err != nil {
		return "", n, err
	}
	l := scope.Learn(n.accesses(), f.machine)
	return config.ScopeYAML(server, l, n.Hosts), n, nil
}

func (p *program) printLesson(_ *settings, _ *cobra.Command, server string, _ []string) error {
	yaml, n, err := lessonOf(server)
	if err != nil {
		return err
	}
	head := fmt.Sprintf("# What %s did in %s with --learn, the last on %s. Review it, then run:\n#   mcp-watchdog scope apply %s\n",
		finding.Redact(server, 60), counted(uint64(n.Sessions), "session"), n.Last.UTC().Format(time.DateOnly), finding.Redact(server, 60))
	if n.Full {
		head += "# It did more than could be noted; the list is not complete.\n"
	}
	return p.printf("%s%s", head, yaml)
}

func (p *program) applyLesson(s *settings, cmd *cobra.Command, server string, _ []string) error {
	c, err := s.load(cmd)
	if err != nil {
		return err
	}
	yaml, _, err := lessonOf(server)
	if err != nil {
		return err
	}
	path, err := config.WriteScope(s.file, server, yaml)
	if err != nil {
		return fail(ExitNoOutput, "%w", err)
	}
	log, err := openAudit(c)
	if err != nil {
		return err
	}
	defer log.Close()
	note := audit.Record{Time: time.Now(), Event: audit.EventPolicy, Server: recordedName(server), Why: "the scope that was learnt was applied"}
	if err := log.Append(note); err != nil {
		return fail(ExitNoOutput, "%w", err)
	}
	return p.printf("%s\nWritten to %s. It holds from the next start of %s on; to undo it, remove it there.\n", strings.TrimRight(yaml, "\n"), path, finding.Redact(server, 60))
}
