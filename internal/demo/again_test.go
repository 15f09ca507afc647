package demo_test

import (
	"context"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/demo"
	"github.com/mcp-watchdog/mcp-watchdog/internal/guard"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory/sqlite"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Every attack in a list is stopped again after a restart, and once more: seeing
// it teaches nothing. The memory is read from its file each time.
func TestAttacksInListsAreStoppedAfterEachRestart(t *testing.T) {
	played := 0
	for _, sc := range demo.Scenarios() {
		if !sc.Attack() || sc.Ask != demo.ListTools || sc.Harm == "" || len(sc.Send) != 1 {
			continue
		}
		played++
		path := t.TempDir() + "/" + sqlite.FileName
		list := func(server, answer string) string {
			log := sqlite.Open(path)
			defer log.Close()
			s := guard.New(guard.Options{Memory: log, Server: server, Identity: "npm:" + server})
			s.Judge(context.Background(), message.FromClient, []byte(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`))
			return string(s.Judge(context.Background(), message.FromServer, []byte(strings.ReplaceAll(answer, "$ID", "1"))).Forward)
		}
		before := "demo"
		if sc.Neighbour {
			before = "neighbour"
		}
		for _, b := range sc.Before {
			list(before, b)
		}
		for day := range 3 {
			if got := list("demo", sc.Send[0]); strings.Contains(got, sc.Harm) {
				t.Errorf("%s, day %d: %.300s", sc.Name, day+1, got)
			}
		}
	}
	if played < 8 {
		t.Errorf("only %d scenarios were played", played)
	}
}
