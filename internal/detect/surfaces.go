package detect

import "github.com/mcp-watchdog/mcp-watchdog/internal/message"

// clientText is every surface a client writes.
const clientText = message.Argument | message.Target | message.SamplingOutput | message.UserInput | message.ClientInfo | message.Root

// obeyed is every surface that is read for suspects, too: a model takes it as an
// order, or it is short.
const obeyed = message.Offered | message.SamplingText | message.PromptText | message.ErrorText

// deliversOnly are methods whose results hold nothing of that kind.
var deliversOnly = map[string]bool{
	"tools/call": true, "resources/read": true, "completion/complete": true, "tasks/result": true, "ping": true,
}
