package detect

import (
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/base64text"
	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	secrets "github.com/mcp-watchdog/mcp-watchdog/internal/secret"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Files come in base64, and a model reads them there: what stands for a secret stands in
// the file, and all else of it stays.

// encodedText is text in base64 with secrets in it.
type encodedText struct {
	whole message.Span // of the string
	said  string
	form  base64text.Form
	leaks []secrets.Found // in what it says, ascending and apart
}

// insideOf returns what the base64 says that the reading at hand was read from.
func (t *Text) insideOf() *encodedText {
	r := t.reading
	if r == nil || r.Disguise != unmask.Base64 || r.Offsets != nil {
		return nil
	}
	in := t.insideAt(message.Span{Start: r.Start, End: r.End})
	if in == nil || !strings.Contains(in.said, r.Text) {
		return nil
	}
	return in
}

// insideAt returns the text in base64 of which a part stands in a place of the string,
// if there are secrets in it and it can be written as it was; nil otherwise.
func (t *Text) insideAt(s message.Span) *encodedText {
	if r := t.runner; t.Key || r.outside.Start <= s.Start && s.End <= r.outside.End && s.Start < r.outside.End {
		return nil
	}
	text, widest := t.Field.Text(), s
	for _, in := range [...]*[256]bool{&standardLines, &addressLines, &standardLine, &addressLine} {
		whole := runAround(text, s, in)
		widest.Start, widest.End = min(widest.Start, whole.Start), max(widest.End, whole.End)
		if t.Surface&message.Identity != 0 && (t.Surface&message.Media == 0 || whole.End-whole.Start < len(strings.Trim(text, "\r\n"))) {
			continue
		}
		said, form, ok := base64text.Read(text[whole.Start:whole.End])
		if !ok {
			continue
		}
		leaks := slices.DeleteFunc(secrets.Find(said), func(f secrets.Found) bool { return f.Kind.Odd })
		if len(leaks) == 0 {
			break
		}
		return &encodedText{whole, said, form, leaks}
	}
	t.runner.outside = widest // so that each secret in a long run does not have all of it read
	return nil
}

// runAround extends a part of a text by the characters of a set on both sides, less the
// ends of lines.
func runAround(text string, s message.Span, in *[256]bool) message.Span {
	for s.Start > 0 && in[text[s.Start-1]] {
		s.Start--
	}
	for s.End < len(text) && in[text[s.End]] {
		s.End++
	}
	part := text[s.Start:s.End]
	s.Start += len(part) - len(strings.TrimLeft(part, "\r\n"))
	s.End -= len(part) - len(strings.TrimRight(part, "\r\n"))
	return message.Span{Start: min(s.Start, s.End), End: s.End}
}

// The characters of base64 in both alphabets, with the ends of lines and without.
var (
	standardLine, addressLine   = letters64("+/"), letters64("-_")
	standardLines, addressLines = letters64("+/\r\n"), letters64("-_\r\n")
)

func letters64(signs string) (in [256]bool) {
	for _, c := range []byte("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789=" + signs) {
		in[c] = true
	}
	return in
}

// cutIn makes cut one that takes the secrets out of what it says.
func (in *encodedText) cutIn(cut *message.Cut, levels int) {
	write := func(keep func(kind string, plain []byte) string) string {
		var b strings.Builder
		at := 0
		for _, f := range in.leaks {
			b.WriteString(in.said[at:f.Start])
			with := keep(f.Kind.Name, []byte(in.said[f.Start:f.End]))
			if with == "" {
				with = secretNote(f.Kind)
			}
			b.WriteString(with)
			at = f.End
		}
		b.WriteString(in.said[at:])
		with := in.form.Write(b.String())
		for range levels {
			with = string(message.AppendQuoted(nil, with))
		}
		return with
	}
	cut.With = write(func(string, []byte) string { return "" })
	cut.Inside = &message.Inside{Write: write}
}

// leaksInside reports the secrets in texts in base64, ascending and apart, those of a
// kind together.
func (t *Text) leaksInside(all []*encodedText) {
	if len(all) == 0 {
		return
	}
	levels := 0
	for f := t.Field; f != nil; f = f.Carrier() {
		levels++
	}
	var wholes []message.Span
	for _, in := range all {
		wholes = append(wholes, in.whole)
	}
	cuts := t.Cuts(wholes, "")
	var kinds []*secrets.Kind
	count, of := map[*secrets.Kind]int{}, map[*secrets.Kind][]message.Cut{}
	for i, in := range all {
		in.cutIn(&cuts[i], levels)
		for _, f := range in.leaks {
			if count[f.Kind]++; count[f.Kind] == 1 {
				kinds = append(kinds, f.Kind)
			}
			if own := of[f.Kind]; len(own) == 0 || own[len(own)-1].Start != cuts[i].Start {
				of[f.Kind] = append(own, cuts[i])
			}
		}
	}
	for _, kind := range kinds {
		f := leak(kind, count[kind])
		f.Cuts, f.Seen = of[kind], finding.Mask("in base64")
		if t.reading == nil {
			f.Why += " (written as base64)"
		}
		t.Report(f, nil, "")
	}
	t.runner.cuts += len(cuts)
}

// tookOut reports whether such a cut was made between start and end of the string at hand.
func (r *Runner) tookOut(start, end int) bool {
	return slices.ContainsFunc(r.inside, func(s message.Span) bool { return s.Start < end && start < s.End })
}
