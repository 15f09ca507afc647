package detect

import (
	"bytes"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// A brief document is a few sentences of English that are all a tool has returned. The
// model reads it whole where no word in it wakes a row and the gate stays shut, too: there
// is little of it to read, and nothing around it that it could be a part of. Its limits
// ([semantic.Brief]) are found with what servers of this protocol return.

const (
	// maxBrief is the length of a brief document, in bytes.
	maxBrief = 400
	// maxBriefMessage is that of the message that holds it.
	maxBriefMessage = 1 << 10
	// fewestBlanks stand between the words of an order.
	fewestBlanks = 2
	// wordsOfBrief is how many different words one has at least.
	wordsOfBrief = 4
)

// briefText is what can be one.
const briefText = message.ResultText | message.ResourceText | message.ErrorText

// mayBeBrief reports whether a message can hold a brief document.
func mayBeBrief(m *message.Message, asked string) bool {
	return m.Side == message.FromServer && m.Kind == message.Answer && len(m.Raw) <= maxBriefMessage && deliversOnly[asked]
}

// isBrief reports whether a string of the message at hand is one.
func (r *Runner) isBrief(f *message.Field) bool {
	return r.brief && f.Surface&briefText != 0 && f.End-f.Start >= minAlways && f.End-f.Start <= maxBrief && !f.Carried() && bytes.Count(f.Raw(), space) >= fewestBlanks
}

var space = []byte{' '}
