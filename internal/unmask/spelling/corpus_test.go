package spelling

import (
	"bufio"
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// corpusTexts returns the texts of a corpus row.
func corpusTexts(line []byte) (class string, texts []string, err error) {
	var row struct {
		Class   string
		Text    *string
		Message any
	}
	if err := json.Unmarshal(line, &row); err != nil {
		return "", nil, err
	}
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			texts = append(texts, v)
		case []any:
			for _, e := range v {
				walk(e)
			}
		case map[string]any:
			for k, e := range v {
				texts = append(texts, k)
				walk(e)
			}
		}
	}
	if row.Text != nil {
		walk(*row.Text)
	} else {
		walk(row.Message)
	}
	return row.Class, texts, nil
}

// TestReadingsOnCorpus reports how many rows of a corpus yield readings. Set
// MCP_WATCHDOG_CORPUS to a directory of *.jsonl files, and
// MCP_WATCHDOG_CORPUS_SHOW to the name of a disguise to see where.
func TestReadingsOnCorpus(t *testing.T) {
	dir := os.Getenv("MCP_WATCHDOG_CORPUS")
	if dir == "" {
		t.Skip("set MCP_WATCHDOG_CORPUS to a folder of labelled .jsonl files to measure")
	}
	files, _ := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if len(files) == 0 {
		t.Fatalf("there are no *.jsonl files in %s", dir)
	}
	show := os.Getenv("MCP_WATCHDOG_CORPUS_SHOW")
	type tally struct {
		rows, may, any int
		by             map[unmask.Disguise]int
	}
	classes := map[string]*tally{}
	size, may, fold := 0, time.Duration(0), time.Duration(0)
	for _, name := range files {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		lines := bufio.NewScanner(bytes.NewReader(data))
		lines.Buffer(nil, 64<<20)
		for lines.Scan() {
			class, texts, err := corpusTexts(lines.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			group := class
			if strings.HasPrefix(filepath.Base(name), "benign") {
				group = "benign"
			}
			for _, g := range slices.Compact([]string{group, class}) {
				if classes[g] == nil {
					classes[g] = &tally{by: map[unmask.Disguise]int{}}
				}
			}
			seen := map[unmask.Disguise]bool{}
			mayAny := false
			for _, text := range texts {
				size += len(text)
				start := time.Now()
				m := May([]byte(text))
				mid := time.Now()
				readings := Readings(text, &unmask.Budget{Bytes: 8 << 20})
				may, fold = may+mid.Sub(start), fold+time.Since(mid)
				mayAny = mayAny || m
				for _, r := range readings {
					seen[r.Disguise] = true
					if r.Disguise.String() == show {
						t.Logf("%s %v %s", class, r.Disguise, differing(text, &r))
					}
				}
			}
			for _, g := range slices.Compact([]string{group, class}) {
				c := classes[g]
				c.rows++
				if mayAny {
					c.may++
				}
				if len(seen) > 0 {
					c.any++
				} else if show == "none" && strings.Contains(class, "obfuscation") {
					t.Logf("none: %s %q", class, texts)
				}
				for d := range seen {
					c.by[d]++
				}
			}
		}
	}
	var names []string
	for n := range classes {
		names = append(names, n)
	}
	sort.Strings(names)
	for _, n := range names {
		c := classes[n]
		t.Logf("%-32s rows %5d  may fold %5d  any reading %4d  look %4d  leet %3d  spaced %3d  reversed %3d  rot13 %3d", n, c.rows, c.may, c.any,
			c.by[unmask.LookAlike], c.by[unmask.Leet], c.by[unmask.Spaced], c.by[unmask.Reversed], c.by[unmask.Rot13])
	}
	t.Logf("%d MB: MayFold %.0f MB/s, Folded %.0f MB/s", size>>20, float64(size)/1e6/may.Seconds(), float64(size)/1e6/fold.Seconds())
}

// differing returns a stretch of r, and of text, around the first difference.
func differing(text string, r *unmask.Reading) string {
	at, last := 0, -1
	for i := range len(r.Text) {
		from, _ := r.Source(i, i+1)
		if r.Offsets == nil || r.Text[i] != text[from] || last >= 0 && from != last+1 {
			at = i
			break
		}
		last = from
	}
	from, to := r.Source(at, min(at+60, len(r.Text)))
	return strings.ToValidUTF8(text[max(0, from-20):min(to, from+90)], "") + " => " + strings.ToValidUTF8(r.Text[max(0, at-20):min(len(r.Text), at+70)], "")
}
