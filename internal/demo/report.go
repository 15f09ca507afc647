package demo

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Report is what a run came to.
type Report struct {
	OK bool `json:"ok"`
	// Stopped, Intact, CameThrough and Changed count scenarios; Failed counts
	// those that show nothing, for whatever reason.
	Stopped     int `json:"stopped"`
	Intact      int `json:"untouched"`
	CameThrough int `json:"came_through"`
	Changed     int `json:"changed"`
	Failed      int `json:"failed"`
	// Skipped counts attacks that this machine has nothing against.
	Skipped int `json:"skipped,omitempty"`
	// Records is the length of the audit log, whose hash chain was verified.
	Records      uint64   `json:"records"`
	Mode         string   `json:"mode,omitempty"`
	Milliseconds int64    `json:"milliseconds"`
	Results      []Result `json:"results"`
}

func (r *Report) add(result Result) {
	r.Results = append(r.Results, result)
	switch {
	case result.Outcome == CameThrough:
		r.CameThrough++
	case result.Outcome == Changed:
		r.Changed++
	case !result.OK:
		r.Failed++
	case result.Outcome == Skipped:
		r.Skipped++
	case result.Attack:
		r.Stopped++
	default:
		r.Intact++
	}
	r.OK = r.CameThrough+r.Changed+r.Failed == 0
}

// Printer shows results to people, in 80 columns.
type Printer struct {
	W      io.Writer
	Colour bool

	family string
	number int
	err    error
}

// SGR parameters (ECMA-48, 8.3.117).
const (
	bold   = "1"
	dim    = "2"
	red    = "31"
	green  = "32"
	yellow = "33"
)

func (p *Printer) paint(sgr, s string) string {
	if !p.Colour {
		return s
	}
	return "\x1b[" + sgr + "m" + s + "\x1b[0m"
}

func (p *Printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintln(p.W, strings.TrimRight(fmt.Sprintf(format, args...), " "))
	}
}

// head says what follows.
func (p *Printer) head() {
	p.line("%s: a hostile MCP server, first alone with an MCP client, then", p.paint(bold, "mcp-watchdog demo"))
	p.line("behind mcp-watchdog. All of it happens on this machine, in a temporary folder.")
}

// Result shows one result, the first one under a heading.
func (p *Printer) Result(r Result) {
	if p.number == 0 {
		p.head()
	}
	if r.Family != p.family {
		p.family = r.Family
		p.line("\n%s", p.paint(bold, r.Family))
	}
	p.number++
	colour, mark := green, "✓"
	if !r.OK {
		colour, mark = red, "✗"
	}
	outcome := fmt.Sprintf("%s %-8s", mark, r.Outcome)
	if !r.Attack && r.OK {
		p.line("%2d  %s %s, all %d bytes", p.number, pad(r.Title, titleWidth), p.paint(colour, mark+" "+r.Outcome), r.Bytes)
		return
	}
	if r.Outcome == Skipped {
		p.line("%2d  %s %s", p.number, pad(r.Title, titleWidth), p.paint(yellow, "- skipped"))
		p.line("            %s", fit(r.Why, 68))
		return
	}
	severity := pad(r.Severity, 8)
	switch r.Severity {
	case "critical", "high":
		severity = p.paint(red, severity)
	case "medium":
		severity = p.paint(yellow, severity)
	}
	p.line("%2d  %s %s  %s", p.number, p.paint(bold, pad(r.Title, titleWidth)), severity, r.Rule)
	p.line("    %s %s", p.paint(dim, "sent   "), fit(r.Sent, 68))
	p.line("    %s %s", p.paint(dim, "without"), fit(r.Without, 68))
	p.line("    %s %s  %s", p.paint(dim, "with   "), p.paint(colour, outcome), fit(reason(r.With), 66-utf8.RuneCountInString(outcome)))
	if !r.OK {
		p.line("            %s", p.paint(red, fit(r.Why, 68)))
	}
}

// reason leaves out who speaks in an answer of the proxy, which is clear here.
func reason(with string) string {
	if speaker, rest, ok := strings.Cut(with, ": "); ok && strings.HasPrefix(speaker, "mcp-watchdog") {
		return "…" + rest
	}
	return with
}

// Tally shows the sum. The error is that of writing any of it.
func (p *Printer) Tally(r Report) error {
	stopped, through := plural(r.Stopped, "attack", "attacks")+" stopped", fmt.Sprintf("%d came through", r.CameThrough)
	colour := green
	if !r.OK {
		colour = red
	}
	p.line("\n%s, %s untouched, %s (%.1f s)", p.paint(green, stopped), plural(r.Intact, "honest server", "honest servers"),
		p.paint(colour, through), float64(r.Milliseconds)/1000)
	if n := r.Changed; n > 0 {
		p.line("%s", p.paint(red, plural(n, "honest server was", "honest servers were")+" changed"))
	}
	if n := r.Failed; n > 0 {
		p.line("%s", p.paint(red, plural(n, "scenario proves", "scenarios prove")+" nothing"))
	}
	if n := r.Skipped; n > 0 {
		p.line("%s", p.paint(yellow, plural(n, "attack was", "attacks were")+" skipped: no sandbox on this machine stops and tells of such"))
	}
	if r.Records > 0 {
		p.line("%s in the audit log, and its hash chain holds.", plural(int(r.Records), "record", "records"))
	}
	if r.OK {
		p.line("\nTo guard a server, put \"mcp-watchdog --\" in front of its command.\nTo read about a rule, run: mcp-watchdog explain RULE")
	}
	return p.err
}

func plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
