package semantic

import (
	"bufio"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
)

func TestZZ(t *testing.T) {
	j := NewJudge(LoadErrands(), intent.NewFinder(intent.Load()))
	g := LoadGate()
	for _, f := range strings.Fields(os.Getenv("ZZ")) {
		fh, _ := os.Open(f)
		s := bufio.NewScanner(fh)
		s.Buffer(nil, 1<<24)
		n, sure, near, gated, both := 0, 0, 0, 0, 0
		for s.Scan() {
			a, b, ok := strings.Cut(s.Text(), "\t")
			if !ok {
				continue
			}
			b = strings.ReplaceAll(b, "\\n", "\n")
			where := Document
			if a == "offered" {
				where = Offered
			}
			n++
			top := float32(-99)
			for _, o := range j.Opinions(b, where, -99) {
				top = max(top, o.Odds)
			}
			p := len(g.Places(nil, []byte(b), 0, len(b))) > 0
			if top >= j.Sure(where) {
				sure++
			}
			if top >= j.Sure(where)-0.6 {
				near++
			}
			if p {
				gated++
			}
			if p && top >= j.Sure(where) {
				both++
			}
		}
		fmt.Printf("%-28s n %4d  sure %5.1f%%  sure-0.6 %5.1f%%  gate %5.1f%%  both %5.1f%%\n", filepath.Base(filepath.Dir(f))[:4]+"/"+filepath.Base(f), n, 100*float64(sure)/float64(n), 100*float64(near)/float64(n), 100*float64(gated)/float64(n), 100*float64(both)/float64(n))
	}
}
