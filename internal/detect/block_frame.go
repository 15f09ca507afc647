package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// Brackets that belong to how a text is laid out: the labels that the lines of a log or of a
// chat begin with, the sounds in subtitles, the words that a display shows. What stands behind
// them is read like the rest of the text.

// longestTag is how long such a label is, in bytes.
const longestTag = 32

// laidOut reports whether the bracket at i is a part of the layout of a document.
func (t *Text) laidOut(i int) bool {
	text := t.Text()
	return !t.Offered && text[i] == '[' && intent.Laid(text, i)
}

// ordersThere reports whether the built-in model takes a line of a layout for an order to a model, too.
func (t *Text) ordersThere(line string) bool {
	return t.runner.overheard == nil && len(t.runner.judge().Opinions(line, semantic.Document, labelledOdds)) > 0
}

// display are words behind a bracket that say what a machine shows or what a key does.
var display = []string{" shown ", " lets ", " means ", " appears ", " is ", " are ", " on the ", " in the ", " indicates ", " opens ", " displays ", " button", " key ", " menu", " light", " mode", " will ", " blinks", " flashes", " switches ", " allows ", " stands for ", " marks ", " tags ", " label", " lines ", " messages ", " entries ", " prefix"}

// displayed reports whether what stands behind a bracket says what it is.
func displayed(rest string) bool {
	for _, w := range display {
		if strings.HasPrefix(rest, w) {
			return true
		}
	}
	return false
}

// namedInCode reports whether the mark at i, which ends at body, stands in a code span of few
// words, which names it: `<|im_start|>system`.
func namedInCode(text string, i, body int) bool {
	if i == 0 || text[i-1] != '`' {
		return false
	}
	shut := strings.IndexByte(text[body:min(len(text), body+longestTag)], '`')
	return shut >= 0 && !strings.ContainsAny(text[body:body+shut], " \n")
}
