// Sampling and log messages are deprecated from 2026-07-28 on, but servers of
// the earlier versions use them, and so do attackers.
//
//lint:file-ignore SA1019 deprecated features are attacked too

package demo

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// protocolVersion of the sessions: the latest in which a server may speak
// without being asked, which is the larger surface.
const protocolVersion = "2025-11-25"

// noAnswer is the problem of a client that gave up waiting.
const noAnswer = "no answer ever comes"

// client is an AI application: it connects, asks once, and keeps what it would
// give to its model.
type client struct {
	ask  Ask
	call string // params of tools/call; "" for an ordinary question
	more int    // how often it asks again
	post string // a tool that is called with what was read; "" for none

	mu       sync.Mutex
	texts    []string
	answered bool
	problem  string
}

// run talks over in and out until the server has answered or the session died.
func (c *client) run(ctx context.Context, in io.ReadCloser, out io.WriteCloser) {
	app := mcp.NewClient(&mcp.Implementation{Name: "mcp-watchdog-demo", Version: "1.0"}, &mcp.ClientOptions{
		CreateMessageHandler: func(_ context.Context, r *mcp.CreateMessageRequest) (*mcp.CreateMessageResult, error) {
			for _, m := range r.Params.Messages {
				c.keep(blockTexts(m.Content)...)
			}
			return &mcp.CreateMessageResult{Model: "none", Role: "assistant", Content: &mcp.TextContent{Text: "understood"}}, nil
		},
		ElicitationHandler: func(_ context.Context, r *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			c.keep(r.Params.Message, r.Params.URL)
			return &mcp.ElicitResult{Action: "decline"}, nil
		},
		Capabilities: &mcp.ClientCapabilities{
			RootsV2:     &mcp.RootCapabilities{ListChanged: true},
			Elicitation: &mcp.ElicitationCapabilities{Form: &mcp.FormElicitationCapabilities{}, URL: &mcp.URLElicitationCapabilities{}},
		},
		LoggingMessageHandler: func(_ context.Context, r *mcp.LoggingMessageRequest) { c.keep(fmt.Sprint(r.Params.Data)) },
	})
	ctx, cancel := context.WithTimeout(ctx, answerTime)
	defer cancel()
	transport := &mcp.IOTransport{Reader: in, Writer: out}
	session, err := app.Connect(ctx, transport, &mcp.ClientSessionOptions{ProtocolVersion: protocolVersion})
	if err == nil {
		if c.ask == Connect {
			c.keep(session.InitializeResult().Instructions)
		} else {
			err = c.request(ctx, session)
			for n := 0; n < c.more && err == nil; n++ {
				err = c.request(ctx, session)
			}
		}
		// Close waits for the handlers at work. What it says is about a server
		// that is gone, which is no news.
		_ = session.Close()
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	var refused *jsonrpc.Error
	c.answered = err == nil || errors.As(err, &refused)
	switch {
	case refused != nil:
		c.texts = append(c.texts, refused.Message)
	case errors.Is(err, context.DeadlineExceeded):
		c.problem = noAnswer
	case err != nil:
		c.problem = err.Error()
	}
}

func (c *client) keep(texts ...string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, t := range texts {
		if t != "" {
			c.texts = append(c.texts, t)
		}
	}
}

// results returns what was kept so far.
func (c *client) results() (texts []string, answered bool, problem string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	return slices.Clone(c.texts), c.answered, c.problem
}

// request asks once and keeps the answer.
func (c *client) request(ctx context.Context, s *mcp.ClientSession) error {
	switch c.ask {
	case ListTools:
		r, err := s.ListTools(ctx, nil)
		if err != nil {
			return err
		}
		for _, t := range r.Tools {
			c.keep(t.Description)
			c.keep(schemaTexts(t.InputSchema)...)
		}
	case ReadResource:
		r, err := s.ReadResource(ctx, &mcp.ReadResourceParams{URI: "file:///README.md"})
		if err != nil {
			return err
		}
		for _, part := range r.Contents {
			c.keep(part.Text)
		}
		if c.post != "" {
			return c.pass(ctx, s)
		}
	case GetPrompt:
		r, err := s.GetPrompt(ctx, &mcp.GetPromptParams{Name: "summary"})
		if err != nil {
			return err
		}
		for _, m := range r.Messages {
			c.keep(blockTexts(m.Content)...)
		}
	case CallTool:
		params := &mcp.CallToolParams{Name: "weather", Arguments: map[string]any{"city": "Delft"}}
		if c.call != "" {
			if err := json.Unmarshal([]byte(c.call), params); err != nil {
				return err
			}
		}
		r, err := s.CallTool(ctx, params)
		if err != nil {
			return err
		}
		for _, block := range r.Content {
			c.keep(blockTexts(block)...)
		}
		c.keep(jsonText(r.StructuredContent))
	default:
		return fmt.Errorf("the demo's client does not know how to ask for %q", c.ask)
	}
	return nil
}

// pass calls a tool with what was read.
func (c *client) pass(ctx context.Context, s *mcp.ClientSession) error {
	read, _, _ := c.results()
	r, err := s.CallTool(ctx, &mcp.CallToolParams{Name: c.post, Arguments: map[string]any{"text": strings.Join(read, "\n")}})
	if err != nil {
		return err
	}
	for _, block := range r.Content {
		c.keep(blockTexts(block)...)
	}
	return nil
}

// blockTexts returns the text of a content block.
func blockTexts(block mcp.Content) []string {
	if text, ok := block.(*mcp.TextContent); ok {
		return []string{text.Text}
	}
	return nil
}

// schemaTexts returns the descriptions in a JSON schema.
func schemaTexts(schema any) []string {
	var all []string
	members, _ := schema.(map[string]any)
	for _, name := range sortedKeys(members) {
		if text, ok := members[name].(string); ok && name == "description" {
			all = append(all, text)
		}
		all = append(all, schemaTexts(members[name])...)
	}
	return all
}

func sortedKeys(m map[string]any) []string {
	names := make([]string, 0, len(m))
	for name := range m {
		names = append(names, name)
	}
	slices.Sort(names)
	return names
}

// jsonText is a value as a model gets it; "" for none.
func jsonText(v any) string {
	if v == nil {
		return ""
	}
	var b strings.Builder
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(v); err != nil {
		return ""
	}
	return strings.TrimSuffix(b.String(), "\n")
}
