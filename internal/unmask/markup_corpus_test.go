package unmask_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/markup"
)

// TestMarkupCorpus measures what finds hidden markup over a labelled corpus (see
// TestCorpus): which rows have a mark, and how fast it goes.
func TestMarkupCorpus(t *testing.T) {
	finders := []struct {
		name string
		find func(string) []unmask.Mark
	}{{"HiddenHTML", markup.HiddenHTML}, {"Links", markup.Links}, {"HTMLComments", markup.HTMLComments}, {"References", markup.References}}
	var took [4]time.Duration
	var slowest [4]string
	var worst [4]float64
	benign, benignMarks, benignRows, carriers, size := map[string]int{}, map[string]int{}, 0, 0, 0
	for _, file := range corpus(t) {
		class := strings.TrimSuffix(filepath.Base(file), ".jsonl")
		isBenign := strings.HasPrefix(class, "benign")
		rows, marked, byKind := 0, 0, map[string]int{}
		eachRow(t, file, func(id string, texts []string) {
			rows++
			kinds := map[string]bool{}
			for _, text := range opened(texts) {
				if isBenign {
					size += len(text)
				}
				for i, f := range finders {
					start := time.Now()
					marks := f.find(text)
					d := time.Since(start)
					if isBenign {
						took[i] += d
						if perKB := float64(d.Microseconds()) / float64(len(text)+512) * 1024; perKB > worst[i] && d > 200*time.Microsecond {
							worst[i], slowest[i] = perKB, fmt.Sprintf("%s (%d bytes, %v)", id, len(text), d)
						}
					}
					for _, m := range marks {
						kind := fmt.Sprintf("%v, weight %d", m.Kind, m.Weight)
						kinds[kind] = true
						if isBenign {
							benignMarks[kind]++
							if m.Weight >= unmask.Carrier {
								carriers++
							}
						}
						if os.Getenv("MCP_WATCHDOG_SHOW") == m.Kind.String() {
							t.Logf("%s %v %d %.100q", id, m.Kind, m.Weight, m.Hidden)
						}
					}
				}
			}
			if len(kinds) > 0 {
				marked++
			}
			for k := range kinds {
				byKind[k]++
				if isBenign {
					benign[k]++
				}
			}
		})
		if isBenign {
			benignRows += rows
		}
		t.Logf("%-36s %4d of %4d rows have a mark %v", class, marked, rows, byKind)
		if class == "attack_hidden_markup" && marked*100 < rows*85 {
			t.Errorf("%s: only %d of %d rows have a mark", class, marked, rows)
		}
	}
	if carriers*1000 > benignRows {
		t.Errorf("%d marks of weight Carrier in %d benign rows", carriers, benignRows)
	}
	var lines []string
	for k, n := range benign {
		lines = append(lines, fmt.Sprintf("%5d marks in %4d rows  %s", benignMarks[k], n, k))
	}
	slices.Sort(lines)
	t.Logf("of %d benign rows, %d KB:\n%s", benignRows, size>>10, strings.Join(lines, "\n"))
	for i, f := range finders {
		t.Logf("%s: %.0f MB/s over benign rows; worst %.0f us/KB in %s", f.name, float64(size)/took[i].Seconds()/1e6, worst[i], slowest[i])
	}
}

// opened adds the strings of JSON carried in a string.
func opened(texts []string) []string {
	for i := 0; i < len(texts) && len(texts) < 10_000; i++ {
		if s := strings.TrimSpace(texts[i]); strings.HasPrefix(s, "{") || strings.HasPrefix(s, "[") {
			var v any
			if json.Unmarshal([]byte(s), &v) == nil {
				texts = stringsOf(v, texts)
			}
		}
	}
	return texts
}
