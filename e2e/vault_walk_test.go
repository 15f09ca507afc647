package e2e

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

// boardMain is a go-sdk server that hands out a note with a secret, keeps notes,
// and posts. It writes to FILE what reaches it.
func boardMain(args []string) int {
	file, err := os.OpenFile(args[0], os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		return 1
	}
	server := mcp.NewServer(&mcp.Implementation{Name: "board", Version: "1.0"}, nil)
	type note struct {
		Content string `json:"content"`
	}
	mcp.AddTool(server, &mcp.Tool{Name: "read_note", Description: "Reads the note."},
		func(context.Context, *mcp.CallToolRequest, struct{}) (*mcp.CallToolResult, note, error) {
			text := "user: ada\ntoken: " + boardToken + "\n"
			return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: text}}}, note{text}, nil
		})
	for tool, what := range map[string]string{"save_note": "Keeps the note.", "create_issue": "Opens an issue that everybody can read."} {
		mcp.AddTool(server, &mcp.Tool{Name: tool, Description: what},
			func(_ context.Context, _ *mcp.CallToolRequest, in note) (*mcp.CallToolResult, any, error) {
				_, err := fmt.Fprintf(file, "%s %q\n", tool, in.Content)
				return &mcp.CallToolResult{Content: []mcp.Content{&mcp.TextContent{Text: "done"}}}, nil, err
			})
	}
	if server.Run(context.Background(), &mcp.StdioTransport{}) != nil {
		return 1
	}
	return 0
}

// boardToken has the form of a token, and is nobody's.
const boardToken = "gh" + "p_Zk4vQ9mTx2Lw7RbN5cYh8JdS3fGa6EuP1oKi"

// board is a client before the proxy before the board.
type board struct {
	*person
	t    *testing.T
	file string
}

func openBoard(ctx context.Context, t *testing.T, env []string, decision string) *board {
	t.Helper()
	file := filepath.Join(t.TempDir(), "received")
	return &board{meet(ctx, t, "2025-11-25", decision, env, slices.Concat(watchdog(t), []string{self(t), roleBoard, file})), t, file}
}

// call returns what a tool said, and what its server received for it.
func (b *board) call(ctx context.Context, tool, content string) (said, received string) {
	b.t.Helper()
	before, _ := os.ReadFile(b.file)
	args := map[string]any{}
	if content != "" {
		args["content"] = content
	}
	r, err := b.CallTool(ctx, &mcp.CallToolParams{Name: tool, Arguments: args})
	if err != nil {
		b.t.Fatalf("%s: %v", tool, err)
	}
	for _, c := range r.Content {
		said += c.(*mcp.TextContent).Text
	}
	if r.StructuredContent != nil {
		said += fmt.Sprintf("\n%v", r.StructuredContent)
	}
	after, _ := os.ReadFile(b.file)
	return said, string(after[len(before):])
}

// TestHandlesOfABoard walks through the vault with the built program: twins, a
// note kept, a post held and asked about, and another process.
func TestHandlesOfABoard(t *testing.T) {
	for _, decision := range []string{"approve", ""} {
		t.Run("decision "+decision, func(t *testing.T) {
			t.Parallel()
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			env := isolatedEnv(t)
			b := openBoard(ctx, t, env, decision)
			said, _ := b.call(ctx, "read_note", "")
			handles := handle.FindAllString(said, -1)
			if len(handles) != 2 || handles[0] != handles[1] || strings.Contains(said, boardToken) {
				t.Fatalf("the twins have %d handles", len(handles))
			}
			kept := handles[0]
			if _, got := b.call(ctx, "save_note", "token: "+kept+" # mine"); !strings.Contains(got, boardToken+" # mine") {
				t.Errorf("the note was kept as %q", strings.ReplaceAll(got, boardToken, "the token"))
			}
			if said, got := b.call(ctx, "create_issue", "see "+kept); got != "" || !strings.Contains(said, "public_restore") || strings.Contains(said, boardToken) {
				t.Errorf("a post was not held: %q", strings.ReplaceAll(said, boardToken, "the token"))
			}
			for deadline := time.Now().Add(patience); len(b.questions()) == 0; time.Sleep(10 * time.Millisecond) {
				if time.Now().After(deadline) {
					t.Fatal("nobody was asked")
				}
			}
			if strings.Contains(b.questions()[0], boardToken) {
				t.Error("the question shows the token")
			}
			b.afterTheQuestion(ctx, kept, decision == "approve")
			b.fromElsewhere(ctx, env, kept)
			if said, got := b.call(ctx, "save_note", kept[:26]); got != "" || !strings.Contains(said, "foreign_handle") {
				t.Errorf("a piece of a handle: %q", said)
			}
			b.Close()
			written(t, env, []string{boardToken})
		})
	}
}

// afterTheQuestion repeats the post until the answer of the person counts.
func (b *board) afterTheQuestion(ctx context.Context, kept string, approved bool) {
	b.t.Helper()
	for range 50 {
		_, got := b.call(ctx, "create_issue", "see "+kept)
		if strings.Contains(got, boardToken) {
			if !approved {
				b.t.Error("the token was posted against the will of the person")
			}
			return
		}
		if !approved && len(b.questions()) > 0 {
			return
		}
		time.Sleep(20 * time.Millisecond)
	}
	b.t.Error("the person agreed, and the token was not put back")
}

// fromElsewhere sends the handle to the same server in another process, which
// has not delivered what it stands for.
func (b *board) fromElsewhere(ctx context.Context, env []string, kept string) {
	b.t.Helper()
	other := openBoard(ctx, b.t, env, "approve")
	defer other.Close()
	if said, got := other.call(ctx, "save_note", "token: "+kept); got != "" || !strings.Contains(said, "foreign_handle") {
		b.t.Errorf("another process received %d bytes: %q", len(got), said)
	}
}
