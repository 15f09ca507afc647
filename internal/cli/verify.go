package cli

import (
	"fmt"
	"strings"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/audit"
)

// proof is the result of log --verify for machines.
type proof struct {
	OK       bool       `json:"ok"`
	Path     string     `json:"path"`
	Files    int        `json:"files"`
	Records  uint64     `json:"records"`
	First    uint64     `json:"first"`
	Head     string     `json:"head"`
	From     *time.Time `json:"from,omitempty"`
	To       *time.Time `json:"to,omitempty"`
	Break    string     `json:"break,omitempty"`
	Torn     int        `json:"torn"`
	Warnings []string   `json:"warnings,omitempty"`
}

// verifyLog proves the chain and says so; a broken chain ends the program with
// ExitFound.
func (p *program) verifyLog(path string, f *logFlags) error {
	var heads []audit.Head
	for _, s := range f.heads {
		h, err := audit.ParseHead(s)
		if err != nil {
			return fail(ExitUsage, "--head: %w", err)
		}
		heads = append(heads, h)
	}
	r, err := audit.Verify(path, heads...)
	if err != nil {
		return fail(ExitNoInput, "%w", err)
	}
	text := proofText(path, &r)
	if f.asJSON {
		text = string(plainJSON(proofOf(path, &r))) + "\n"
	}
	if err := p.printf("%s", text); err != nil {
		return err
	}
	if r.Break != nil {
		return &exitError{code: ExitFound}
	}
	return nil
}

func proofOf(path string, r *audit.Report) proof {
	out := proof{
		OK: r.Break == nil, Path: path, Files: r.Files, Records: r.Records, First: r.First, Head: r.Head.String(),
		Torn: r.Torn, Warnings: r.Warnings,
	}
	if r.Records > 0 {
		out.From, out.To = &r.From, &r.To
	}
	if r.Break != nil {
		out.Break = r.Break.String()
	}
	return out
}

func proofText(path string, r *audit.Report) string {
	var b strings.Builder
	for _, w := range r.Warnings {
		fmt.Fprintf(&b, "note: %s\n", w)
	}
	if r.Torn > len(r.Warnings) {
		fmt.Fprintf(&b, "note: %d unfinished lines in all\n", r.Torn)
	}
	read := fmt.Sprintf("%s in %s", counted(r.Records, "record"), counted(uint64(r.Files), "file"))
	if r.Break != nil {
		fmt.Fprintf(&b, "BROKEN: %s\n", r.Break)
		fmt.Fprintf(&b, "Up to there the chain holds: %s. Keep the files as they are, and look into who can write to them.\n", read)
		return b.String()
	}
	if r.Records == 0 {
		fmt.Fprintf(&b, "The audit log %s is empty; there is nothing to prove.\n", path)
		return b.String()
	}
	fmt.Fprintf(&b, "The chain holds: %s, %s to %s.\n", read, r.From.UTC().Format(time.RFC3339), r.To.UTC().Format(time.RFC3339))
	fmt.Fprintf(&b, "Head: %s\n", r.Head)
	fmt.Fprintf(&b, "Keep the head somewhere else. To prove later that nothing was cut off, run:\n  mcp-watchdog log --verify --head %s\n", r.Head)
	return b.String()
}

// counted is a number with its noun.
func counted(n uint64, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
