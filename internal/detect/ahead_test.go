package detect

import (
	"slices"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

func longMessage(order string, size, at int) []byte {
	text := strings.Repeat("a line of an ordinary text\\n", size/27)
	return []byte(`{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"` + text[:at/27*27] + order + text[at/27*27:] + `"}]}}`)
}

// TestScanAheadFindsTheSame puts a literal at and around the borders of parts.
func TestScanAheadFindsTheSame(t *testing.T) {
	r := NewRunner(Compile(Table), Settings{}, intent.Load, nil)
	for _, size := range []int{aheadFrom, aheadFrom + 1, 5*aheadPart - 3} {
		for at := aheadPart - 140; at < aheadPart+60; at += 27 {
			for pad := range 4 {
				raw := longMessage("<!-- "+strings.Repeat("x", pad)+" /etc/passwd -->", size, at)
				wake, _ := r.scan(raw)
				want := slices.Clone(r.hits)
				r.Ahead(message.FromServer, raw)
				if !r.ahead.begun(raw) {
					t.Fatalf("%d bytes were not scanned ahead", len(raw))
				}
				if got, _ := r.scan(raw); got != wake || !slices.Equal(r.hits, want) {
					t.Fatalf("size %d at %d: %v (%x), want %v (%x)", size, at, r.hits, got, want, wake)
				}
			}
		}
	}
}

// TestSettleLeavesNobodyReading ends a scan that nobody asked the result of.
func TestSettleLeavesNobodyReading(t *testing.T) {
	r := NewRunner(Compile(Table), Settings{}, intent.Load, nil)
	raw := longMessage("<!--", 1<<20, 1<<19)
	for range 20 {
		r.Ahead(message.FromServer, raw)
		r.Settle()
		clear(raw[10:]) // the race detector sees who still reads
		copy(raw[10:], `"id":1}`)
	}
	r.Settle()
	if r.Ahead(message.FromServer, raw[:100]); r.ahead.running {
		t.Error("a short message was scanned ahead")
	}
}

// TestFloodsAreRefused: what would take gigabytes to list is not listed.
func TestFloodsAreRefused(t *testing.T) {
	r := NewRunner(Compile(Table), Settings{}, intent.Load, nil)
	p := message.NewParser()
	for flood, want := range map[int]error{maxHits + 1: ErrFlood, 1000: nil} {
		raw := longMessage(strings.Repeat("<!--", flood), 1<<10, 0)
		m, err := p.Parse(message.FromServer, raw)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := r.Run(m, "tools/call"); err != want {
			t.Errorf("%d places: %v, want %v", flood, err, want)
		}
	}
}
