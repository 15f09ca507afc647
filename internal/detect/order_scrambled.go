package detect

import (
	"slices"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Words of orders with the letters between the first and the last in another order, which
// package intent reads as what they were: of short words in any, of long ones with two
// neighbours exchanged. Few texts have one, so they wake planted_order by themselves.

// scrambledShort and scrambledLong are the words.
var (
	scrambledShort = list(`ignore forget bypass reveal delete repeat system prompt`)
	scrambledLong  = list(`previous instructions disregard override password restrictions`)
)

// scrambledLiterals are how they are written then.
var scrambledLiterals = lazy.Value(func() (all []string) {
	for _, w := range scrambledShort() {
		all = append(all, shuffles(w)...)
	}
	for _, w := range scrambledLong() {
		for i := 1; i+2 < len(w); i++ {
			b := []byte(w)
			b[i], b[i+1] = b[i+1], b[i]
			all = append(all, string(b))
		}
	}
	slices.Sort(all)
	all = slices.Compact(all)
	return slices.DeleteFunc(all, func(w string) bool {
		return slices.Contains(scrambledShort(), w) || slices.Contains(scrambledLong(), w)
	})
})

// shuffles are a word with its inner letters in every order.
func shuffles(w string) (all []string) {
	b := []byte(w)
	var place func(i int)
	place = func(i int) {
		if i == len(b)-2 {
			all = append(all, string(b))
			return
		}
		for j := i; j < len(b)-1; j++ {
			b[i], b[j] = b[j], b[i]
			place(i + 1)
			b[i], b[j] = b[j], b[i]
		}
	}
	place(1)
	return all
}
