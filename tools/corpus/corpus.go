// Package corpus reads the rows that detection is measured on and the built-in
// model learns from: JSON lines files, whose fields are those of [Row].
package corpus

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// Row is one line of a corpus: a text or a message of an attack or of ordinary
// traffic.
type Row struct {
	ID      string          `json:"id"`
	Source  string          `json:"source"` // where it is from: project@version:path
	Kind    string          `json:"kind"`   // attack or benign
	Class   string          `json:"class"`
	Sub     string          `json:"subclass"`
	Surface string          `json:"surface"` // where it stands: tool_result, prompt, ...
	Noise   json.RawMessage `json:"noise"`   // why it is doubtful; nil when it is not
	Text    *string         `json:"text"`
	Message json.RawMessage `json:"message"` // where there is no text
	Weight  float64         `json:"weight"`  // how much it counts in training; 0 leaves that to the trainer
}

// Attack reports whether the row is one.
func (r *Row) Attack() bool { return r.Kind == "attack" }

// Project is what the row is from, whatever its version and path: what counts as
// one source where sources are left out.
func (r *Row) Project() string {
	name, _, _ := strings.Cut(r.Source, "@")
	return name
}

// maxLine bounds one row, in bytes.
const maxLine = 64 << 20

// Read returns the rows of all *.jsonl files in folders, which commas set apart,
// in the order of their names. A folder without such files is an error.
func Read(folders string) ([]Row, error) {
	var rows []Row
	for folder := range strings.SplitSeq(folders, ",") {
		files, err := filepath.Glob(filepath.Join(folder, "*.jsonl"))
		if err != nil || len(files) == 0 {
			return nil, fmt.Errorf("there are no *.jsonl files in %s", folder)
		}
		for _, name := range files {
			if rows, err = readFile(rows, name); err != nil {
				return nil, err
			}
		}
	}
	return rows, nil
}

func readFile(rows []Row, name string) ([]Row, error) {
	data, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	s := bufio.NewScanner(bytes.NewReader(data))
	s.Buffer(nil, maxLine)
	for n := 1; s.Scan(); n++ {
		var r Row
		if err := json.Unmarshal(s.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s:%d: %w", name, n, err)
		}
		rows = append(rows, r)
	}
	if err := s.Err(); err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return rows, nil
}
