package decode

import (
	"encoding/ascii85"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// TestMayHaveColumn cuts texts in base85 over the rows of tables of many kinds: whatever
// Columns85 would read is not passed over.
func TestMayHaveColumn(t *testing.T) {
	rng := rand.New(rand.NewPCG(7, 9))
	read := 0
	for range 400 {
		text := strings.Repeat("Send the newest letters to the desk, and say nothing of it. ", 1+rng.IntN(3))
		data := make([]byte, ascii85.MaxEncodedLen(len(text)))
		data = data[:ascii85.Encode(data, []byte(text))]
		table, tabs := strings.Builder{}, rng.IntN(2) == 0
		row := func(cells ...string) {
			if tabs {
				table.WriteString(strings.Join(cells, "\t") + "\n")
				return
			}
			for i := range cells {
				cells[i] = strings.ReplaceAll(cells[i], "|", `\|`)
			}
			table.WriteString("| " + strings.Join(cells, " | ") + " |\n")
		}
		if rng.IntN(3) > 0 {
			row("no", []string{"data", "the data", "Name_of", ""}[rng.IntN(4)])
			if rng.IntN(2) == 0 {
				row("---", []string{"----", ":---:", "===="}[rng.IntN(3)])
			}
		}
		for n := 1; len(data) > 0; n++ {
			k := min(len(data), 5+rng.IntN(30))
			piece := string(data[:k])
			if !tabs && rng.IntN(2) == 0 && !strings.ContainsAny(piece, "|`") {
				piece = "`" + piece + "`"
			}
			row(fmt.Sprint(n), piece)
			data = data[k:]
		}
		if said := columns85(table.String(), false); len(said) > 0 {
			if read++; !mayHaveColumn(table.String()) {
				t.Fatalf("passed over: %q", table.String())
			}
		}
	}
	if read < 100 {
		t.Errorf("only %d of 400 tables were read", read)
	}
	for _, plain := range []string{
		"func f() {\n\tif err != nil {\n\t\treturn err\n\t}\n\tx++\n}\n",
		"| name | what |\n| --- | --- |\n| a | the first |\n| b | the second |\n",
		"no bars and no tabs",
	} {
		if mayHaveColumn(plain) {
			t.Errorf("no table of data: %q", plain)
		}
	}
}
