package detect

import (
	"flag"
	"os"
	"reflect"
	"testing"
)

var update = flag.Bool("update", false, "write literals.bin")

// TestFrozenLiterals: the literals that come with the program are those of the
// table.
func TestFrozenLiterals(t *testing.T) {
	l := Compile(Table).literals
	for i := range l.words {
		if w := &l.words[i]; w.len > 255 {
			t.Fatalf("%q is longer than a literal can be", l.of(w))
		}
	}
	data := l.freezeTo(nil)
	for name, read := range map[string]func(string) *literals{"thawed": thawed, "otherEnd": otherEnd} {
		for from := range 3 { // wherever they lie
			if !reflect.DeepEqual(l, read(string(append(make([]byte, from), data...))[from:])) {
				t.Fatalf("%s: literals are not read as they were written", name)
			}
		}
	}
	if *update {
		if err := os.WriteFile("literals.bin", data, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if string(data) != frozen {
		t.Fatal("the words of the table have changed: run go generate ./internal/detect")
	}
}
