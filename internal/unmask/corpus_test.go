package unmask_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/invisible"
)

// TestCorpus measures Characters and ANSI over a labelled corpus: files named
// attack_<class>.jsonl and benign_<class>.jsonl, of lines with text or message.
func TestCorpus(t *testing.T) {
	benign, benignRows, carriers := map[string]int{}, 0, 0
	for _, file := range corpus(t) {
		class := strings.TrimSuffix(filepath.Base(file), ".jsonl")
		rows, marked := 0, 0
		eachRow(t, file, func(id string, texts []string) {
			rows++
			kinds := map[string]bool{}
			for _, text := range texts {
				for _, m := range append(invisible.Characters(text, false), invisible.ANSI(text)...) {
					kinds[fmt.Sprint(m.Kind, " ", m.Weight)] = true
					if testing.Verbose() && strings.HasPrefix(class, "benign") {
						t.Logf("%s %v %v %+q (%+q)", id, m.Kind, m.Weight, around(text, m), m.Hidden)
					}
				}
			}
			if len(kinds) > 0 {
				marked++
			}
			if strings.HasPrefix(class, "benign") {
				for kind := range kinds {
					benign[kind]++
					if strings.HasSuffix(kind, fmt.Sprint(" ", unmask.Carrier)) {
						carriers++
					}
				}
			}
		})
		if strings.HasPrefix(class, "benign") {
			benignRows += rows
		} else {
			t.Logf("%-36s %4d of %4d rows have a mark", class, marked, rows)
		}
		if (class == "attack_unicode_stego" || class == "attack_ansi_escape") && marked*100 < rows*97 {
			t.Errorf("%s: only %d of %d rows have a mark", class, marked, rows)
		}
	}
	var lines []string
	for kind, n := range benign {
		lines = append(lines, fmt.Sprintf("%5d  %s", n, kind))
	}
	slices.Sort(lines)
	t.Logf("of %d benign rows (kind, weight):\n%s", benignRows, strings.Join(lines, "\n"))
	if carriers*1000 > benignRows {
		t.Errorf("%d of %d benign rows have a mark of weight Carrier", carriers, benignRows)
	}
}

// corpus are the files of the corpus that MCP_WATCHDOG_CORPUS names.
func corpus(t *testing.T) []string {
	t.Helper()
	folder := os.Getenv("MCP_WATCHDOG_CORPUS")
	if folder == "" {
		t.Skip("set MCP_WATCHDOG_CORPUS to a folder of labelled .jsonl files to measure")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no .jsonl files in MCP_WATCHDOG_CORPUS (%v): point it to the folder that holds them", err)
	}
	return files
}

func around(text string, m unmask.Mark) string {
	from, to := max(0, m.Start-24), min(len(text), m.End+24)
	return strings.ToValidUTF8(text[from:min(to, from+200)], "")
}

// eachRow calls f with every string of every row of file.
func eachRow(t *testing.T, file string, f func(id string, texts []string)) {
	t.Helper()
	r, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	lines := bufio.NewScanner(r)
	lines.Buffer(nil, 64<<20)
	for lines.Scan() {
		var row struct {
			ID      string
			Text    string
			Message any
		}
		if err := json.Unmarshal(lines.Bytes(), &row); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		f(row.ID, stringsOf(row.Message, []string{row.Text}))
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
}

func stringsOf(v any, all []string) []string {
	switch v := v.(type) {
	case string:
		return append(all, v)
	case []any:
		for _, e := range v {
			all = stringsOf(e, all)
		}
	case map[string]any:
		for k, e := range v {
			all = stringsOf(e, append(all, k))
		}
	}
	return all
}
