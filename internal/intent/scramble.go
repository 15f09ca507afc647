package intent

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// People, and models, read a word whose first and last letter stand where they should
// whatever the order of those between ("ignroe all prevoius instrcutions"). The words that orders are made of are known by
// what they are made of, therefore. Words that have an anagram of that kind are not
// among them ("conservation", "conversation").

// scrambled are the words that are known that way.
const scrambled = `ignore previous instruction instructions directive directives disregard forget bypass override overwrite reveal repeat print display output system prompt
	prompts safety security guideline guidelines restriction restrictions constraints policies password passwords secret secrets credentials
	delete remove erase forward upload transfer execute hidden everything above prior earlier assistant developer administrator history
	without telling approve database tokens private remember memory always respond unrestricted jailbreak original initial
	confidential environment variables document documents mention inform following`

const (
	// shortestScrambled and longestScrambled are how many letters such a word has.
	shortestScrambled, longestScrambled = 5, 14
)

var scrambles = lazy.Value(func() map[uint64]string {
	all := map[uint64]string{}
	for w := range strings.FieldsSeq(scrambled) {
		all[letterSum(w)] = w
	}
	return all
})

// Unscramble returns the word that the letters of another in another order make, "" for none.
func Unscramble(w string) string {
	if len(w) < shortestScrambled || len(w) > longestScrambled {
		return ""
	}
	known := scrambles()[letterSum(w)]
	if known == w {
		return ""
	}
	return known
}

// letterSum is the same for words with the same ends and the same letters between.
func letterSum(w string) (sum uint64) {
	for i := 1; i < len(w)-1; i++ {
		sum += spreadLetter(w[i])
	}
	return sum ^ uint64(w[0])<<56 ^ uint64(w[len(w)-1])<<48 ^ uint64(len(w))<<40
}

// spreadLetter gives each letter a number of which no few add up to another's.
func spreadLetter(c byte) uint64 {
	x := uint64(c) * 0x9e3779b97f4a7c15
	x ^= x >> 29
	x *= 0xbf58476d1ce4e5b9
	return x ^ x>>32
}
