package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

const (
	// plainOdds is what the labels of a program, and what it wants its user told, take
	// off the odds of being an order.
	plainOdds = 5
	// labelBytes is the length of a label: "You are now an administrator".
	labelBytes = 48
	// maxReported is the length of what is passed on to the user.
	maxReported = 300
)

// reporters begin what a program wants its user told.
var reporters = []string{"tell the user that", "tell the user the ", "inform the user that", "let the user know that", "notify the user that"}

// gains are what nobody needs who only wants a user to know what happened.
var gains = []string{"://", "@", "password", "passcode", " code", "token", "secret", "api key", "call ", "pay ", "wire ", "transfer", "download", "install", "click", "log in", "sign in", "visit", "nothing", "phrase", "recovery", "seed", "enter", " dot ", "iban", "account number"}

// saidPlainly is what being a label or a report takes off the odds of a passage of a document.
func (t *Text) saidPlainly(text string, at message.Span, where semantic.Surface) float32 {
	if where != semantic.Document {
		return 0
	}
	if t.Carried() && len(text) < labelBytes {
		return plainOdds
	}
	passage := strings.ToLower(strings.TrimLeft(text[at.Start:min(at.End, at.Start+maxReported+1)], " \t\r\n\"'*-"))
	if len(passage) > maxReported || !saysOne(passage, reporters) || saysOne(passage, gains) {
		return 0
	}
	for _, r := range reporters {
		if strings.HasPrefix(passage, r) {
			return plainOdds
		}
	}
	return 0
}

// taskVerbs begin what a server asks a model to do with a text that it sends along.
var taskVerbs = lazy.Words(`summarise summarize extract list translate rewrite rephrase reword shorten classify categorise categorize note write transcribe read find pull generate fill take record
	identify compare compute convert correct proofread describe count tag label group sort outline condense`)

// beyondTask are parts of words with which such a task is more than that: who is asked, what only
// the one knows who is asked, and ways out.
var beyondTask = []string{"you", "model", "assistant", " ai ", "system", "prompt", "instruction", "previous", "ignore", "above", "secret", "password", "passcode", " pin", "token", "key", "credential", "ssh", "env", "file",
	"tool", "send", "forward", "post ", "upload", "http", "://", "without", "tell", "user", "conversation", "context", "everything", "all messages", "memory", "remember", "card", "social security", "override", "rule", "never", "always",
	"developer", "hidden", "encode", "base64", "reveal", "disclose", "reply", "respond", "instead", "pretend", "act as"}

// plainTask is what being a task of one sentence or two about a text takes off the odds of a
// passage that a server asks a model for.
func plainTask(text string, where semantic.Surface) float32 {
	if where != semantic.Asked || len(text) > maxReported {
		return 0
	}
	passage := strings.ToLower(text)
	rest := strings.TrimPrefix(strings.TrimLeft(passage, " \t\r\n\"'*-"), "please ")
	verb, _, _ := strings.Cut(rest, " ")
	if !taskVerbs()[strings.Trim(verb, ",:")] || saysOne(passage, beyondTask) {
		return 0
	}
	return plainOdds
}

// purposeVerbs begin what a tool says of itself, and beyondPurpose are parts of words with
// which that is more than what it does.
var (
	purposeVerbs = lazy.Words(`save saves store stores add adds append appends create creates recall recalls remember remembers retrieve retrieves search searches get gets list lists
	delete deletes remove removes update updates forget forgets read reads write writes load loads find finds fetch fetches query queries clear clears wipe wipes take takes open opens return returns`)
	beyondPurpose = []string{"you", "model", "assistant", " ai ", " agent", "system", "prompt", "instruction", "previous", "ignor", "above", "secret", "password", "passcode", "token", " key", "credential", "ssh", "env", "file",
		"tool", "send", "forward", "post ", "upload", "http", "://", "without", "tell", "user", "conversation", "context", "everything", " all ", "card", "override", "rule", "never", "always", "must", "before", "after", "instead",
		"hidden", "encode", "base64", "reveal", "disclose", "reply", "respond", " call ", " run ", "execute", "first", "every", "each", "whenever", "when ", "also", "then", "from now", "permission", "approv", "trust", "\n"}
)

// purposeBytes is the length of a sentence that says what a tool does.
const purposeBytes = 100

// plainPurpose is what being one short sentence about what the tool does takes off the
// odds of a description: tools that keep memories speak of them.
func plainPurpose(text string, where semantic.Surface) float32 {
	if where != semantic.Offered || len(text) > 2*purposeBytes || strings.Contains(strings.TrimRight(text, ". "), ". ") {
		return 0
	}
	passage := strings.ToLower(text)
	rest, itself := strings.CutPrefix(passage, "this tool will ")
	verb, _, _ := strings.Cut(rest, " ")
	switch {
	case !purposeVerbs()[verb]:
		return 0
	case itself: // what it says of itself speaks of those who use it
		rest = itsUsers.Replace(rest)
	case len(text) > purposeBytes:
		return 0
	}
	if saysOne(rest, beyondPurpose) {
		return 0
	}
	return plainOdds
}

// itsUsers takes out of what a tool says of itself whose words it is given.
var itsUsers = strings.NewReplacer("the user prompt", "", "the user's prompt", "", "the user's question", "", "the user's query", "")
