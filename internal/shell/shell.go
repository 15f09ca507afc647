// Package shell reads commands as shells do and says what they would do: which
// programs run, with which arguments, fed by what, writing where. It runs
// nothing. Quoting, expansions, substitutions, pipes and the usual wrappers are
// followed, text that programs would decode is decoded, and what becomes
// downloaded, decoded or secret data is tracked from its source to its use.
//
// Its reader is tolerant: fragments, unbalanced quotes and other dialects are
// read as far as they go, because attacks are rarely well formed. It is
// deliberately not a general parser: those of the field recurse without a limit
// (262,144 bytes of "((" end the process) and give nothing for a fragment.
//
// Limits: nesting deeper than maxDepth is read flat, loops are read once,
// values of unknown variables stay unknown, and what a script does through
// programs it brought along is not seen.
package shell

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Kind says what a command is after.
type Kind uint8

const (
	ReverseShell Kind = iota // a shell that somebody elsewhere holds
	DownloadRun              // something fetched, and run
	Destruction              // data or systems destroyed
	Theft                    // credentials read or sent away
	Persistence              // something that comes back by itself
	Evasion                  // traces and defences removed
	Disguise                 // a command written so that nobody reads it
	Misuse                   // more rights, other people's machines, miners
)

// Level says how much there is to it.
type Level uint8

const (
	Watch Level = 1 + iota // ordinary people do it now and then
	Bad                    // hardly anybody does it through an assistant
	Worst                  // nobody wants it
)

// Act is one thing that a command would do.
type Act struct {
	Kind  Kind
	Level Level
	// Why is a sentence's end in plain words ("it sends a private key away").
	// It never quotes the command.
	Why string
	// Start and End are where the command stands in the text.
	Start, End int
	// Nameless says that what is run was fetched from a public address without a name.
	Nameless bool
	// Encoded says that what is run stands encoded in the text itself.
	Encoded bool
	// Mild says that what is sent is a file that people send to machines of their own, too (.env).
	Mild bool
}

// Bounds on the work for one text.
const (
	// maxText is how much is read at once; longer texts are read in blocks cut
	// at line ends.
	maxText = 256 << 10
	// maxDepth bounds nested substitutions, groups and scripts.
	maxDepth = 24
	// maxWord bounds one expanded word.
	maxWord = 64 << 10
	// maxBraces bounds how many words one brace expansion gives.
	maxBraces = 64
	// maxActs bounds what is reported of one text.
	maxActs = 32
	// workPerByte bounds the bytes read, made and decoded, as a multiple of
	// the text, with workAtLeast for short ones.
	workPerByte, workAtLeast = 16, 256 << 10
)

// Judge returns what the commands in text would do, the worst of each kind.
// Text is read as a POSIX shell or bash reads it, and as cmd.exe and
// PowerShell read it where there are signs of them.
func Judge(text string) []Act {
	acts := judgeAs(text)
	if plain := LineBreaks(text); plain != text {
		for _, a := range judgeAs(plain) {
			acts = worst(acts, a)
		}
	}
	return acts
}

// LineBreaks returns a text with a line feed, and blanks to keep all places, for
// each character that only some readers take for the end of a line: those of
// Unicode, which Python and JavaScript split at, and old control characters.
func LineBreaks(text string) string {
	if !oddBreaks(text) {
		return text
	}
	return lineBreaks().Replace(text)
}

var lineBreaks = lazy.Value(func() *strings.Replacer {
	return strings.NewReplacer("\u2028", "\n  ", "\u2029", "\n  ", "\u0085", "\n ", "\v", "\n", "\f", "\n", "\x1c", "\n", "\x1d", "\n", "\x1e", "\n", "\r\n", "\r\n", "\r", "\n")
})

// oddBreaks reports whether a text may have such characters.
func oddBreaks(text string) bool {
	for _, c := range [...]byte{'\r', '\v', '\f', 0x1c, 0x1d, 0x1e} {
		if strings.IndexByte(text, c) >= 0 {
			return true
		}
	}
	return strings.IndexByte(text, 0xe2) >= 0 && (strings.Contains(text, "\u2028") || strings.Contains(text, "\u2029")) ||
		strings.IndexByte(text, 0xc2) >= 0 && strings.Contains(text, "\u0085")
}

// judgeAs is Judge for the text as it stands.
func judgeAs(text string) []Act {
	var acts []Act
	windows := windowsSigns(text)
	for at := 0; at < len(text); {
		end := blockEnd(text, at)
		e := newEval(text[at:end])
		e.script(text[at:end], Stream{})
		if windows {
			e.windows(text[at:end])
		}
		for _, a := range e.acts {
			a.Start, a.End = a.Start+at, min(a.End, end-at)+at
			acts = worst(acts, a)
		}
		at = end
	}
	return acts
}

// blockEnd returns where the block that starts at at ends.
func blockEnd(text string, at int) int {
	if len(text)-at <= maxText {
		return len(text)
	}
	if i := strings.LastIndexAny(text[at:at+maxText], "\n"); i > maxText/2 {
		return at + i + 1
	}
	if i := strings.LastIndexAny(text[at:at+maxText], "; "); i > maxText/2 {
		return at + i + 1
	}
	return at + maxText
}

// worst adds an act, or puts it in the place of a lesser one of its kind.
func worst(acts []Act, a Act) []Act {
	for i := range acts {
		if acts[i].Kind == a.Kind {
			if a.Level > acts[i].Level || a.Level == acts[i].Level && (a.Nameless && !acts[i].Nameless || a.Encoded && !acts[i].Encoded || acts[i].Mild && !a.Mild) {
				acts[i] = a
			}
			return acts
		}
	}
	return append(acts, a)
}
