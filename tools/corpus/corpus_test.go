package corpus

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

func TestRead(t *testing.T) {
	one, two, none := t.TempDir(), t.TempDir(), t.TempDir()
	for name, data := range map[string]string{
		filepath.Join(one, "b.jsonl"): `{"id":"3","source":"a/b@1:x","kind":"benign","class":"c","surface":"prompt","message":{"k":1}}`,
		filepath.Join(one, "a.jsonl"): "{\"id\":\"1\",\"source\":\"a/b\",\"kind\":\"attack\",\"text\":\"t\",\"noise\":\"vague\"}\n{\"id\":\"2\"}\n",
		filepath.Join(two, "a.jsonl"): `{"id":"4"}`,
	} {
		if err := os.WriteFile(name, []byte(data), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := Read(one + "," + two)
	if err != nil || len(rows) != 4 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, id := range []string{"1", "2", "3", "4"} {
		if rows[i].ID != id {
			t.Errorf("row %d is %s", i, rows[i].ID)
		}
	}
	if r := rows[0]; !r.Attack() || *r.Text != "t" || r.Noise == nil || r.Project() != "a/b" {
		t.Errorf("read as %+v", r)
	}
	if r := rows[2]; r.Attack() || r.Text != nil || string(r.Message) != `{"k":1}` || r.Noise != nil || r.Project() != "a/b" {
		t.Errorf("read as %+v", r)
	}
	if _, err := Read(none); err == nil {
		t.Error("an empty folder was read")
	}
	if err := os.WriteFile(filepath.Join(none, "x.jsonl"), []byte("{}\n{"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Read(none); err == nil || !strings.Contains(err.Error(), "x.jsonl:2") {
		t.Errorf("a broken line: %v", err)
	}
}
