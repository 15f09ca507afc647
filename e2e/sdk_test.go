// Sampling is deprecated from 2026-07-28 on, but clients and servers of the
// earlier versions use it for as long as they live, so it is tested.
//
//lint:file-ignore SA1019 deprecated protocol features must still pass
package e2e

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"testing"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// echoInput is the argument of the SDK server's tools.
type echoInput struct {
	Text string `json:"text" jsonschema:"what to say"`
}

// sdkServerMain is a go-sdk server on stdio that uses the server's features:
// progress, log messages, sampling, elicitation, a changing tool list.
func sdkServerMain([]string) int {
	server := mcp.NewServer(&mcp.Implementation{Name: "sdk-peer", Version: "1.0"}, nil)
	mcp.AddTool(server, &mcp.Tool{Name: "echo", Description: "Says it again."},
		func(ctx context.Context, r *mcp.CallToolRequest, in echoInput) (*mcp.CallToolResult, map[string]any, error) {
			if token := r.Params.GetProgressToken(); token != nil {
				note := &mcp.ProgressNotificationParams{ProgressToken: token, Progress: 0.5, Total: 1}
				if err := r.Session.NotifyProgress(ctx, note); err != nil {
					return nil, nil, err
				}
			}
			return nil, map[string]any{"said": in.Text, "length": len(in.Text)}, nil
		})
	mcp.AddTool(server, &mcp.Tool{Name: "ask", Description: "Asks the client back."},
		func(ctx context.Context, r *mcp.CallToolRequest, in echoInput) (*mcp.CallToolResult, any, error) {
			sampled, err := r.Session.CreateMessage(ctx, &mcp.CreateMessageParams{MaxTokens: 10,
				Messages: []*mcp.SamplingMessage{{Role: "user", Content: &mcp.TextContent{Text: in.Text}}}})
			if err != nil {
				return nil, nil, err
			}
			elicited, err := r.Session.Elicit(ctx, &mcp.ElicitParams{Message: "Which colour?", RequestedSchema: json.RawMessage(
				`{"type":"object","properties":{"colour":{"type":"string"}}}`)})
			if err != nil {
				return nil, nil, err
			}
			mcp.AddTool(server, &mcp.Tool{Name: "late", Description: "Came later."},
				func(context.Context, *mcp.CallToolRequest, struct{}) (*mcp.CallToolResult, any, error) {
					return nil, nil, nil
				})
			answer, _ := sampled.Content.(*mcp.TextContent)
			return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{
				Text: fmt.Sprintf("%s %v", answer.Text, elicited.Content["colour"])}}}, nil, nil
		})
	if err := server.Run(context.Background(), &mcp.StdioTransport{}); err != nil {
		fmt.Fprintln(os.Stderr, "sdk peer:", err)
		return 1
	}
	return 0
}

// sdkClient is a go-sdk client that answers what a server asks, and passes on
// what it is told.
type sdkClient struct {
	*mcp.ClientSession
	changed  chan struct{}
	progress chan float64
}

// connect starts command and connects to it with the given protocol version.
func connect(ctx context.Context, t *testing.T, version string, command []string) sdkClient {
	t.Helper()
	c := sdkClient{changed: make(chan struct{}, 8), progress: make(chan float64, 8)}
	client := mcp.NewClient(&mcp.Implementation{Name: "sdk-client", Version: "1.0"}, &mcp.ClientOptions{
		CreateMessageHandler: func(context.Context, *mcp.CreateMessageRequest) (*mcp.CreateMessageResult, error) {
			return &mcp.CreateMessageResult{Model: "scripted", Role: "assistant", Content: &mcp.TextContent{Text: "blue, not"}}, nil
		},
		ElicitationHandler: func(context.Context, *mcp.ElicitRequest) (*mcp.ElicitResult, error) {
			return &mcp.ElicitResult{Action: "accept", Content: map[string]any{"colour": "green"}}, nil
		},
		ToolListChangedHandler:      func(context.Context, *mcp.ToolListChangedRequest) { c.changed <- struct{}{} },
		ProgressNotificationHandler: func(_ context.Context, r *mcp.ProgressNotificationClientRequest) { c.progress <- r.Params.Progress },
	})
	cmd := exec.Command(command[0], command[1:]...)
	cmd.Env = isolatedEnv(t)
	var err error
	c.ClientSession, err = client.Connect(ctx, &mcp.CommandTransport{Command: cmd}, &mcp.ClientSessionOptions{ProtocolVersion: version})
	if err != nil {
		t.Fatalf("connect through the proxy: %v", err)
	}
	return c
}

// TestSDKClient connects a go-sdk client to a go-sdk server through the proxy
// and uses what an application uses, with and without a handshake.
func TestSDKClient(t *testing.T) {
	for _, version := range []string{"2024-11-05", "2025-11-25", "2026-07-28"} {
		t.Run(version, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			command, compare := bothTaps(t, []string{self(t), roleSDKServer})
			c := connect(ctx, t, version, command)
			useTools(ctx, t, c)
			if version < "2026-07-28" { // a server asks nothing by itself from then on
				useServerRequests(ctx, t, c)
			}
			if err := c.Close(); err != nil {
				t.Errorf("close: %v", err)
			}
			compare()
		})
	}
}

func useTools(ctx context.Context, t *testing.T, c sdkClient) {
	t.Helper()
	tools, err := c.ListTools(ctx, nil)
	if err != nil || len(tools.Tools) != 2 {
		t.Fatalf("ListTools: %v, %v; want the two tools of the server", tools, err)
	}
	call := &mcp.CallToolParams{Name: "echo", Arguments: map[string]any{"text": "caf\u00e9 <1.0> \u2028"}}
	call.SetProgressToken("p-1")
	said, err := c.CallTool(ctx, call)
	if err != nil || said.IsError {
		t.Fatalf("CallTool echo: %+v, %v", said, err)
	}
	if got := said.StructuredContent.(map[string]any)["said"]; got != "caf\u00e9 <1.0> \u2028" {
		t.Errorf("echo said %q", got)
	}
	select {
	case p := <-c.progress:
		if p != 0.5 {
			t.Errorf("progress %v, want 0.5", p)
		}
	case <-ctx.Done():
		t.Fatal("the progress notification did not arrive")
	}
}

func useServerRequests(ctx context.Context, t *testing.T, c sdkClient) {
	t.Helper()
	asked, err := c.CallTool(ctx, &mcp.CallToolParams{Name: "ask", Arguments: map[string]any{"text": "Which colour is the sky?"}})
	if err != nil || len(asked.Content) != 1 {
		t.Fatalf("CallTool ask: %+v, %v", asked, err)
	}
	if got := asked.Content[0].(*mcp.TextContent).Text; asked.IsError || got != "blue, not green" {
		t.Errorf("sampling and elicitation came back as %q", got)
	}
	select {
	case <-c.changed:
	case <-ctx.Done():
		t.Fatal("the list_changed notification did not arrive")
	}
	if err := c.Ping(ctx, nil); err != nil {
		t.Errorf("ping: %v", err)
	}
}
