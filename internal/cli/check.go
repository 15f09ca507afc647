package cli

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"github.com/spf13/cobra"
	"golang.org/x/term"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
)

const checkHelp = `Judge recorded or generated MCP traffic without running a server.

Reads NDJSON from standard input and writes one verdict per line, in order and
at once. An input line is a bare JSON-RPC message, or an envelope:

  {"case":"id","server":"name","from":"client"|"server","message":{...}}

The lines of one case are one fresh session, and cases may be interleaved. The
verdict, with the message as it would go on and the answer its sender would get:

  {"case":"id","action":"pass|alert|clean|hold|block",
   "findings":[{"rule","class","severity","pointer","why","line"}],
   "forward":<message or null>,"reply":<message or null>}

With "launch" in place of "message" the command of a server is judged, as wrap
judges it before it starts one; "forward" is then the command, or null:

  {"launch":{"command":"npx","args":["-y","some-server"],"env":{"NAME":"value"}}}

With "login", what is known of a login at a server over HTTP (the metadata that was
fetched, the address that is opened, the token):

  {"login":{"server":"https://mcp.example.org/mcp","resource_metadata":{...}}}

Without "from", a request or notification that only clients send comes from the
client, an answer from whoever was asked, and all else from the server.

An answer needs its request, except where nobody can have asked: in a bare line,
and in a case whose other side has written nothing to this server yet. There the
request is assumed, by the shape of the answer. So a single tool result can be
checked, and once a case has a client line, unsolicited_answer applies.

The line of a finding is that of the policy that decided about it.

A line that makes no sense gets a verdict too: block, rule check_input. At most
4000 sessions are kept; beyond that the case unused for longest is dropped with
a note. Nothing is written to the audit log without --audit.`

const checkExamples = `  mcp-watchdog check < session.ndjson
  mcp-watchdog check --fail-on clean < corpus.ndjson > verdicts.ndjson
  echo '{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"hi"}]}}' | mcp-watchdog check`

// envelopeBytes is how much longer than a message the line around it may be.
const envelopeBytes = 64 << 10

var failLevels = []string{"block", "hold", "clean", "alert"}

func (p *program) checkCommand() *cobra.Command {
	var s settings
	var failOn string
	var audited bool
	cmd := &cobra.Command{
		Use:     "check [--fail-on LEVEL] < MESSAGES",
		Short:   "Judge messages from standard input, one verdict per line",
		Long:    checkHelp,
		Example: checkExamples,
		Args:    noArgs,

		DisableFlagsInUseLine: true,
	}
	s.addMode(cmd)
	s.addConfig(cmd)
	cmd.Flags().StringVar(&failOn, "fail-on", "", "end with status 1 if a verdict is this `level` or worse: alert, clean, hold or block")
	cmd.Flags().BoolVar(&audited, "audit", false, "write what was found to the audit log")
	complete(cmd, "fail-on", failLevels)
	cmd.RunE = func(cmd *cobra.Command, _ []string) error {
		c, asks, err := s.loadAndAsk(cmd, s.load)
		if err != nil {
			return err
		}
		worst, err := failLevel(failOn)
		if err != nil {
			return err
		}
		if term.IsTerminal(int(p.In.Fd())) {
			fmt.Fprintln(p.Err, "mcp-watchdog: reading one JSON-RPC message per line from the keyboard; end with Ctrl-D. For the format, run: mcp-watchdog check --help")
		}
		options := func(server string) guard.Options { return asks.join(guardOptions(c, server, nil)) }
		if audited {
			log, err := openAudit(c)
			if err != nil {
				return err
			}
			defer log.Close()
			options = func(server string) guard.Options {
				return asks.join(guardOptions(c, server, newRecorder(log, nil, recordedName(server))))
			}
		}
		ck := newChecker(options, p.Err)
		ck.allow = c.LaunchAllow
		return ck.run(cmd.Context(), p.In, p.Out, c.Limits.MaxMessageBytes, worst)
	}
	return cmd
}

// failLevel reads --fail-on: the mildest action that ends with status 1, or
// none.
func failLevel(word string) (worst *policy.Action, err error) {
	if word == "" {
		return nil, nil
	}
	for a := policy.Block; a < policy.Pass; a++ {
		if a.String() == word {
			return &a, nil
		}
	}
	return nil, fail(ExitUsage, "--fail-on cannot be %q; choose alert, clean, hold or block", finding.Redact(word, 40))
}

// run judges every line of in. Its error says that input or output failed, or
// that a verdict was at worst or below.
func (c *checker) run(ctx context.Context, in io.Reader, out io.Writer, limit int64, worst *policy.Action) error {
	lines := &lineReader{in: bufio.NewReaderSize(in, 64<<10), limit: limit + envelopeBytes}
	w := bufio.NewWriterSize(out, 64<<10)
	met := 0
	for number := 1; ; number++ {
		line, err := lines.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return errors.Join(c.flush(w), fail(ExitNoInput, "the input could not be read after line %d: %w", number-1, err))
		}
		v := c.verdict(ctx, line, lines, number, limit)
		if worst != nil && v.action <= *worst {
			met++
		}
		v.write(w)
		if lines.waiting() {
			if err := c.flush(w); err != nil {
				return err
			}
		}
	}
	if err := c.flush(w); err != nil {
		return err
	}
	if c.dropped > 1 {
		fmt.Fprintf(c.notes, "mcp-watchdog: check dropped %d cases in all\n", c.dropped)
	}
	if met > 0 {
		return fail(ExitFound, "found %s of %s or worse. To see what a rule means, run: mcp-watchdog explain RULE", counted(uint64(met), "verdict"), worst)
	}
	return nil
}

func (c *checker) flush(w *bufio.Writer) error {
	if err := w.Flush(); err != nil {
		return fail(ExitNoOutput, "the verdicts could not be written: %w", err)
	}
	return nil
}

// verdict is one output line.
type verdict struct {
	id             json.RawMessage
	action         policy.Action
	findings       []checkFinding
	forward, reply []byte
}

type checkFinding struct {
	Rule     string           `json:"rule"`
	Class    string           `json:"class"`
	Severity finding.Severity `json:"severity"`
	Pointer  string           `json:"pointer"`
	Why      string           `json:"why"`
	// Line of the policy that decided about it: FILE:LINE.
	Line string `json:"line,omitempty"`
}

// verdict judges one input line.
func (c *checker) verdict(ctx context.Context, line inputLine, lines *lineReader, number int, limit int64) verdict {
	l, err := parseCheckLine(line.text)
	var out guard.Outcome
	switch {
	case line.size > lines.limit: // err says no more than that it was cut off
		var conv *conversation
		if conv, err = c.conversation(&l); err == nil {
			var env message.Envelope
			if l.loose() {
				env = lines.skim.Envelope()
			}
			out = conv.oversize(ctx, l.from, env, line.size, limit)
		}
	case err == nil:
		out, err = c.judge(ctx, &l, limit)
	}
	if err != nil {
		return verdict{id: l.id, action: policy.Block, findings: []checkFinding{{
			Rule: checkInput.ID, Class: checkInput.Class, Severity: checkInput.Severity,
			Why: fmt.Sprintf("line %d: %s (for the format, run: mcp-watchdog check --help)", number, err),
		}}}
	}
	v := verdict{id: l.id, action: out.Action, forward: out.Forward, reply: out.Reply}
	for i := range out.Findings {
		f := &out.Findings[i]
		v.findings = append(v.findings, checkFinding{
			Rule: f.Rule.ID, Class: f.Rule.Class, Severity: f.Severity, Pointer: pointer(f.Pointer), Why: f.Why, Line: f.Verdict.By.String(),
		})
	}
	return v
}

// maxPointer bounds the pointers that are given whole, in bytes: they are made
// of the message's keys, and a message may have many findings.
const maxPointer = 4096

func pointer(p string) string {
	if len(p) <= maxPointer {
		return p
	}
	return finding.VisibleText(p, maxPointer)
}

// write writes the verdict as a line. The writer keeps its error for Flush.
func (v *verdict) write(w *bufio.Writer) {
	w.WriteString(`{"case":`)
	w.Write(embed(v.id))
	w.WriteString(`,"action":"` + v.action.String() + `","findings":[`)
	for i := range v.findings {
		if i > 0 {
			w.WriteByte(',')
		}
		w.Write(plainJSON(&v.findings[i]))
	}
	w.WriteString(`],"forward":`)
	w.Write(embed(v.forward))
	w.WriteString(`,"reply":`)
	w.Write(embed(v.reply))
	w.WriteString("}\n")
}

// plainJSON is v as JSON, without the escapes that only HTML needs.
func plainJSON(v any) []byte {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return []byte("null")
	}
	return bytes.TrimRight(b.Bytes(), "\n")
}

// checkInput is the rule of lines that check itself cannot read.
var checkInput = &finding.Rule{
	ID: "check_input", Class: "input", Severity: finding.Medium,
	Title:     "a line that the check command cannot read",
	Catches:   "A line given to mcp-watchdog check that starts like an envelope but is broken: a member twice or misspelt, no message, another from than client and server. It is blocked, because judging something else than what was meant would be worse.",
	Example:   `{"case":"a","form":"server","message":{"jsonrpc":"2.0","id":1,"result":{}}}`,
	Misses:    "A line without \"case\" and \"message\" is taken for a bare message and judged as such.",
	Exception: "None. It concerns mcp-watchdog check alone; in traffic between a client and a server it does not occur.",
}
