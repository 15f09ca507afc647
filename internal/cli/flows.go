package cli

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/spf13/cobra"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	flowfiles "github.com/mcp-watchdog/mcp-watchdog/internal/flow/files"
)

const flowsHelp = `Show which server gave what to whom: content that one server delivered and that
went to another within an hour, with the tools it came from and went to. What it
said is written nowhere. Sessions are kept for a week.

Most of it is ordinary: carrying text from one tool to another is what assistants
are for. What was stopped is in mcp-watchdog log, too.`

const flowsExamples = `  mcp-watchdog flows --since 24h
  mcp-watchdog flows --svg > flows.svg
  mcp-watchdog flows --dot | dot -Tpng > flows.png`

// given is what went from one tool to another, summed up.
type given struct {
	From     string `json:"from"`
	FromTool string `json:"from_tool"`
	To       string `json:"to"`
	ToTool   string `json:"to_tool"`
	What     string `json:"what"`
	How      string `json:"how"`
	Severity string `json:"severity"`
	Times    int    `json:"times"`
	Bytes    int    `json:"bytes"`
	Last     string `json:"last"`

	last     int64
	severity finding.Severity
}

func (p *program) flowsCommand() *cobra.Command {
	since, session := "", ""
	asJSON, asDOT, asSVG := false, false, false
	cmd := &cobra.Command{
		Use: "flows [flags]", Short: "Show which server gave what to whom", Long: flowsHelp, Example: flowsExamples, Args: noArgs,
	}
	cmd.Flags().StringVar(&since, "since", "", "only what went within this `time`: 24h, 7d or a date such as 2026-01-31")
	cmd.Flags().StringVar(&session, "session", "", "only the session of this `name`")
	cmd.Flags().BoolVar(&asJSON, "json", false, "print one JSON object per line")
	cmd.Flags().BoolVar(&asDOT, "dot", false, "print a graph for Graphviz")
	cmd.Flags().BoolVar(&asSVG, "svg", false, "print a graph as a picture (SVG)")
	cmd.MarkFlagsMutuallyExclusive("json", "dot", "svg")
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		from := time.Time{}
		var err error
		if since != "" {
			if from, err = sinceTime(since, time.Now()); err != nil {
				return err
			}
		}
		all, err := passages(session, from)
		if err != nil {
			return fail(ExitNoInput, "what went from server to server cannot be read: %w", err)
		}
		switch {
		case asJSON:
			var b strings.Builder
			for i := range all {
				b.Write(append(plainJSON(&all[i]), '\n'))
			}
			return p.printf("%s", b.String())
		case asDOT:
			return p.printf("%s", dotOf(all))
		case asSVG:
			return p.printf("%s", svgOf(all))
		}
		return p.printFlows(all)
	}
	return cmd
}

// passages reads what was noted, worst first.
func passages(session string, since time.Time) ([]given, error) {
	state, err := stateDir()
	if err != nil {
		return nil, err
	}
	folders := []string{}
	if session != "" {
		one, err := sessionFolder(session)
		if err != nil {
			return nil, err
		}
		folders = append(folders, one)
	} else {
		all, err := os.ReadDir(filepath.Join(state, flowsFolder))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return nil, err
		}
		for _, e := range all {
			folders = append(folders, filepath.Join(state, flowsFolder, e.Name()))
		}
	}
	sums := map[given]*given{}
	for _, dir := range folders {
		err := flowfiles.Passages(dir, func(f flow.Passage) {
			if f.Time < since.Unix() {
				return
			}
			key := given{
				From: flowName(f.From), FromTool: flowName(f.FromTool), To: flowName(f.To), ToTool: flowName(f.Tool), What: flowName(f.What), How: flowName(f.How), Severity: flowName(f.Severity),
			}
			g := sums[key]
			if g == nil {
				one := key
				g = &one
				for v := finding.Info; v <= finding.Critical; v++ {
					if v.String() == f.Severity {
						g.severity = v
					}
				}
				sums[key] = g
			}
			g.Times++
			g.Bytes += f.Bytes
			g.last = max(g.last, f.Time)
		})
		if err != nil {
			return nil, err
		}
	}
	all := make([]given, 0, len(sums))
	for _, g := range sums {
		g.Last = time.Unix(g.last, 0).Format("2006-01-02 15:04")
		all = append(all, *g)
	}
	slices.SortFunc(all, func(a, b given) int {
		return cmp.Or(cmp.Compare(b.severity, a.severity), cmp.Compare(b.last, a.last), strings.Compare(a.From+a.FromTool+a.To+a.ToTool+a.How, b.From+b.FromTool+b.To+b.ToTool+b.How))
	})
	return all, nil
}

// flowName is a name as it can be printed.
func flowName(name string) string { return finding.VisibleText(name, 60) }

func (p *program) printFlows(all []given) error {
	if len(all) == 0 {
		return p.printf("Nothing went from one server to another.\n")
	}
	var b strings.Builder
	w := tabwriter.NewWriter(&b, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, "FROM\tTO\tWHAT\tHOW\tTIMES\tBYTES\tSEVERITY\tLAST")
	for i := range all {
		g := &all[i]
		fmt.Fprintf(w, "%s › %s\t%s › %s\t%s\t%s\t%d\t%d\t%s\t%s\n", g.From, g.FromTool, g.To, g.ToTool, g.What, g.How, g.Times, g.Bytes, g.Severity, g.Last)
	}
	w.Flush() // into memory
	return p.printf("%s", b.String())
}
