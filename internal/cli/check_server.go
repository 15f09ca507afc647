package cli

import (
	"bytes"
	"encoding/json"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// serverIn finds the server of a line that does not name it: in a request it may
// stand in params._meta.server, and an answer is of the server that was asked.
func (c *checker) serverIn(l *checkLine) {
	e := c.cases[string(l.id)]
	named := bytes.Contains(l.message, []byte(`"server"`)) && bytes.Contains(l.message, []byte(`"_meta"`))
	if !named && e == nil {
		return
	}
	var m struct {
		ID     json.RawMessage
		Method string
		Params struct {
			Meta struct{ Server string } `json:"_meta"`
		}
		Result, Error json.RawMessage
	}
	if json.Unmarshal(l.message, &m) != nil {
		return
	}
	if m.Method != "" {
		l.server = m.Params.Meta.Server
		return
	}
	if e == nil || m.ID == nil {
		return
	}
	key, one := string(message.AppendIDKey(nil, m.ID)), e.Value.(*checkCase)
	for name, conv := range one.servers {
		if (l.server == "" || name < l.server) && conv.open[message.FromClient].has(key) && !one.bare(key) {
			l.server = name
		}
	}
}

// bare reports whether a line that names no server asked with that id.
func (c *checkCase) bare(key string) bool {
	conv := c.servers[""]
	return conv != nil && conv.open[message.FromClient].has(key)
}
