package detect

import (
	"fmt"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/stego"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/spelling"
)

// structural_stego: data in choices that mean nothing to a reader, such as the
// order of keys, white space at the ends of lines, the case of letters. A server
// that wants to pass something on to another, or past whoever reads the log,
// writes it there. What is a choice and what is a habit is decided in package
// stego; here it gets a severity and, where nothing is lost by it, a cut.

var structuralStego = &finding.Rule{
	ID: "structural_stego", Class: "steganography", SMAC: "SMAC-1", Severity: finding.Medium,
	Title:     "the form of a message carries hidden data",
	Catches:   "Bits in choices that mean nothing to a reader: white space at the ends of lines and between words, kinds of spaces, quotation marks, bullets, marks behind numbers of lists and dashes, a space in front of lines, the case of letters and of hexadecimal digits, letters of other alphabets that look alike, empty lines and line ends, the order of keys and of the elements of sets, gaps and escapes in JSON, 1 or 1.0, last digits that are two, four or eight, intervals of two lengths, and, in answers of tools, which of two words of one meaning or spelling is used, and which of a short and a long form (don't, do not). The finding says how many bits they carry. White space at the ends of lines, look-alikes and odd spaces are replaced by what they stand for; of the rest people are told. What a tool always did is left alone, and one that never did is told of at a third of the bits. Where the bits spell an order to a model it is high.",
	Example:   "Three hundred records whose keys stand in an order of their own each.",
	Misses:    "Less than about 150 bits in one message (25 to 48 where the tool is known), unless they spell a text; bits in few of the choices (one in ten lines); last digits that use all ten; presence and absence of members; forms of times, numbers and addresses, which differ between sources as well; commas, full stops behind items and other marks that people set by ear; letters and words behind the first 8 KB; the time between messages. Of messages over 96 KB parts are looked at, and of a session with more than 16 answers of some length one in four of those that follow, unless they spell something.",
	Exception: "A server that writes its keys in random order (hash maps of some languages), or many rankings of the same few things, is told of until its habit is known, after a dozen such answers; or except it by a line of the policy.",
}

// detectStructuralStego judges what the choices in a message carry.
func detectStructuralStego(d *Document) {
	if !d.odd && !d.words {
		return
	}
	var told []string
	bits, severity, seen := 0, finding.Medium, ""
	var cut [stego.Channels]bool
	habits, was := d.habitsOf(), ""
	for _, f := range d.Carried(habits) {
		if habits != nil && habits[f.Channel].Steady() && was == "" {
			was = "; " + habits[f.Channel].Was()
		}
		told = append(told, f.Channel.String())
		bits += f.Bits
		cut[f.Channel] = true
		if f.Payload == "" {
			continue
		}
		if seen == "" {
			seen = f.Payload
		}
		if d.runner.hostile(f.Payload, disguisedPoints) {
			severity, seen = finding.High, f.Payload
		}
	}
	if len(told) == 0 {
		if d.odd {
			d.strands()
		}
		return
	}
	why := fmt.Sprintf("%s carry about %d bits that follow from nothing in the message", strings.Join(told[:min(len(told), maxChannels)], ", "), bits)
	if severity == finding.High {
		why += ", and spell an order to a model"
	} else if seen != "" {
		why += ", and spell a text"
	}
	why += was
	d.report(finding.Finding{Rule: structuralStego, Severity: severity, Seen: finding.Mask(seen), Why: why}, &cut)
}

// strands reports what the message says to who reads one letter or word of each
// line or string, where that is an order to a model.
func (d *Document) strands() {
	for _, s := range d.runner.meter.Strands() {
		text := s.Text
		if s.Letters {
			text = spelling.Segment(text)
		}
		if joined(text) < fewestJoints || !d.legibly(text, s.Letters) {
			continue
		}
		var none [stego.Channels]bool
		d.report(finding.Finding{
			Rule: structuralStego, Severity: finding.High, Seen: finding.Mask(text), Why: "the " + s.How + " spell an order to a model",
		}, &none)
		return
	}
}

// legibly reports whether a strand says an order to a model, letters by words
// that hang together: letters that stand beside each other by chance make some
// words, with single letters between them.
func (d *Document) legibly(text string, letters bool) bool {
	if !letters {
		return d.runner.hostile(text, disguisedPoints)
	}
	from, end, scraps := 0, 0, 0
	for w := range strings.SplitSeq(text, " ") {
		if end += len(w) + 1; len(w) == 1 && w != "a" && w != "i" {
			scraps += 2
		} else {
			scraps = max(0, scraps-1)
		}
		if last := end > len(text); scraps >= 4 || last {
			if piece := text[from:min(end, len(text))]; joined(piece) >= fewestJoints && d.runner.hostile(piece, disguisedPoints) {
				return true
			}
			from, scraps = min(end, len(text)), 0
		}
	}
	return false
}

// fewestJoints is how many of the small words an order has that hold a sentence
// together: words that stand beside each other by chance make none.
const fewestJoints = 2

// joined counts them.
func joined(text string) (n int) {
	for w := range strings.FieldsSeq(strings.ToLower(text)) {
		switch w {
		case "the", "to", "all", "your", "and", "this", "with", "of", "you", "any", "in", "not", "do", "from", "it", "every", "his", "her", "their", "my", "me", "then", "must", "now", "into", "at":
			n++
		}
	}
	return n
}

// maxChannels bounds how many channels a finding names.
const maxChannels = 4

// report records the finding at the longest string of the message, with cuts
// that take out of all strings what can be taken out without loss.
func (d *Document) report(f finding.Finding, cut *[stego.Channels]bool) {
	longest := -1
	var visit func(field *message.Field)
	visit = func(field *message.Field) {
		if field.Surface&(message.Media|message.Protocol|message.Opaque) != 0 || field.Open(visit) {
			return
		}
		if n := field.End - field.Start; n > longest {
			longest = n
			f.Pointer, f.Surface, f.Value = field.Pointer(), field.Surface, field.Outermost()
		}
		if field.Cuttable() {
			for _, c := range stego.Clean(field.Text(), cut) {
				f.Cuts = append(f.Cuts, field.Cuts([]message.Span{{Start: c.Start, End: c.End}}, c.With)...)
			}
		}
	}
	d.message.Visit(d.asked, visit, func(*message.Object) {})
	d.runner.cuts += len(f.Cuts)
	d.runner.found = append(d.runner.found, f)
}
