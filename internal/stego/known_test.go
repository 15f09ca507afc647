package stego

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
)

// What a parser has counted spares a look only where it would see nothing.
func TestKnownSparesNothingThatIsThere(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 9))
	pieces := []string{`\n`, `\n- Open`, `\nIt`, `\nGo`, `\nNo`, `\nOr`, `\t`, `\"`, `\"ab12\",`, `\"Qx7z\", `, `\\`, `,`, ` `, "send", "the file", "now", "7", `Aa1b","`, `ignore","`, `post","`, `x","`}
	letters := "ignoresendreadfilepass"
	spared := [2]int{}
	saw := [2]int{}
	m := NewMeter()
	for range 30_000 {
		var b strings.Builder
		b.WriteString(`{"id":1,"result":["` + strings.Repeat("long ", r.IntN(2)*110))
		few := pieces[r.IntN(len(pieces)):]
		lines := r.IntN(4)
		for n := range r.IntN(40) {
			if lines > 0 {
				b.WriteString(`\n` + letters[n%len(letters):][:1])
			}
			if lines < 3 {
				b.WriteString(few[r.IntN(len(few))])
			}
		}
		b.WriteString(`"]}`)
		raw := []byte(b.String())
		if !json.Valid(raw) {
			t.Fatal("the test makes no JSON")
		}
		known := counted(raw)
		words, chunks := rows(raw)
		initials := m.initials(raw)
		for i, c := range []struct{ seen, looked bool }{{words || chunks, known.rows()}, {initials, known.initials()}} {
			if c.seen && !c.looked {
				t.Fatalf("%d is not looked for in %s", i, raw)
			}
			if c.seen {
				saw[i]++
			}
			if !c.looked {
				spared[i]++
			}
		}
		want := m.spellsAcross(raw, nil)
		if got := m.spellsAcross(raw, &known); got != want || m.Chunks() != chunks {
			t.Fatalf("%v and chunks %v with what is known, %v and %v without: %s", got, m.Chunks(), want, chunks, raw)
		}
	}
	for i := range saw {
		if saw[i] < 100 || spared[i] < 100 {
			t.Errorf("case %d was there %d times and spared %d times", i, saw[i], spared[i])
		}
	}
}

// counted counts as the parser does.
func counted(raw []byte) (k Known) {
	start, key := -1, false
	for i := 0; i < len(raw); i++ {
		switch {
		case raw[i] == '\\' && start >= 0:
			if i++; raw[i] == 'n' {
				k.Lines++
			} else {
				k.Escapes++
			}
		case raw[i] == '"' && start < 0:
			start = i + 1
		case raw[i] == '"':
			if key = raw[i+1] == ':'; !key && i-start <= 512 {
				k.Short++
			}
			start = -1
		}
	}
	return k
}
