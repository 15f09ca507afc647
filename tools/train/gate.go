package main

import (
	"fmt"
	"math/rand/v2"

	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// gateShare is the share of errands that the gate lets through.
const gateShare = 0.74

// wideShare is the share of those in other scripts than Latin.
const wideShare = 0.86

// salads is in how many other languages each of the project's own texts is given to the
// gate.
const salads = 2

func fitGate(rows []row, d *dictionary, s settings) *semantic.Gate {
	t, rng := semantic.NewGateTrainer(), rand.New(rand.NewPCG(s.seed, 7))
	for _, r := range rows {
		if r.where != semantic.Document || r.order && !r.own() || r.source == "own/grammar" {
			continue // what rules wake for anyway
		}
		t.Add(r.text, r.order)
		if r.common() || len(d.languages) == 0 {
			continue
		}
		for range salads {
			if other := d.salad(r.text, rng.IntN(len(d.languages)), rng); len(other) > len(r.text)/4 {
				t.AddWide(other, r.order)
			}
		}
	}
	return t.Fit(s.epochs, gateShare, wideShare, s.chance().Shuffle, rand.New(rand.NewPCG(s.seed, 3)).IntN)
}

// looked counts how often gates want a closer look at ordinary documents that they have not
// learnt, those of other scripts than Latin apart.
type looked [2]struct{ places, bytes int }

func (l *looked) count(text string, places int) {
	at, wide := &l[0], 0
	for _, r := range text {
		if r >= 0x370 && (r < 0x2000 || r >= 0x2e80) {
			wide++
		}
	}
	if 8*wide > len(text) {
		at = &l[1]
	}
	at.places, at.bytes = at.places+places, at.bytes+len(text)
}

func (l *looked) print() {
	for i, name := range []string{"Latin", "other"} {
		fmt.Printf("gate, %s scripts: %.4f places per KB of %d KB\n", name, 1024*float64(l[i].places)/float64(l[i].bytes), l[i].bytes/1024)
	}
}
