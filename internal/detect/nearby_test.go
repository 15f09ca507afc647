package detect

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// TestMayRemembersRight: what is known of the stretches that were looked through says
// what looking again would.
func TestMayRemembersRight(t *testing.T) {
	var rare, plain []string
	for bit, list := range companyWords {
		for _, w := range words(list) {
			if bit&(rules|former|obeying) != 0 {
				rare = append(rare, w)
			}
		}
	}
	plain = strings.Fields("the weather in the north stays dry and cold for most of the week while rain falls in the south")
	rng := rand.New(rand.NewPCG(7, 7))
	var n nearby
	var said [2]int
	for range 400 {
		var text strings.Builder
		for range 20 + rng.IntN(300) {
			if rng.IntN(60) == 0 {
				text.WriteString(rare[rng.IntN(len(rare))])
			} else {
				text.WriteString(plain[rng.IntN(len(plain))])
			}
			if rng.IntN(9) > 0 {
				text.WriteByte(' ')
			}
		}
		content := []byte(text.String())
		n.begin(content)
		for at := 0; at < len(content); at += rng.IntN(180) {
			if rng.IntN(20) == 0 {
				at = rng.IntN(at + 1)
			}
			for set, of := range []company{rules | former, obeying} {
				reach := reachOfCompany * (1 + rng.IntN(2))
				var buf [8]hit
				_, has := rareMates()[set].scan(content[max(0, at-reachOfCompany):min(len(content), at+reach)], buf[:0])
				if got := n.may(at, reach, of); got != (has != 0) {
					t.Fatalf("%q at %d: %t", content, at, got)
				} else if got {
					said[1]++
				} else {
					said[0]++
				}
			}
		}
	}
	if said[0] < 1000 || said[1] < 1000 {
		t.Errorf("it said %v: too little to say anything", said)
	}
}
