package intent

import "unicode/utf8"

// known is what the lexicon says of a word in ASCII, so that a word that comes
// again is looked up once. Text is made of few words.
type known struct {
	word  [2]uint64 // its characters, zeros behind
	found int32     // its entries, -1 for none
	next  int32     // the node of the lexicon behind the word and a space; 0: nothing goes on there
	mark  bool      // marks are made of it
}

const (
	// knownWords is how many words a reader knows, a power of two, and knownBits
	// its logarithm.
	knownWords = 1 << knownBits
	knownBits  = 11
	// longestKnown is the longest word that is remembered.
	longestKnown = 16
)

// recall is longest, for a word that may have been met before. mark is false
// when no mark can be made of it.
func (r *reader) recall(i int) (n int, found int32, mark bool) {
	rest := r.runes[i:]
	n, first := packWord(rest)
	word := [2]uint64{first}
	if n == longestKnown/2 {
		more, last := packWord(rest[n:])
		if n, word[1] = n+more, last; n == longestKnown && n < len(rest) && partOfWord(rest[n]) {
			n, found = r.longest(i)
			return n, found, false
		}
	}
	if n < 2 || n < len(rest) && rest[n] >= 0x80 {
		n, found = r.longest(i)
		return n, found, true
	}
	end := i + n
	if r.known == nil {
		r.known = new([knownWords]known)
	}
	k := &r.known[(word[0]*0x9e3779b97f4a7c15^word[1]*0xc2b2ae3d27d4eb4f)>>(64-knownBits)]
	if k.word != word {
		r.learn(k, word, i, end)
	}
	if k.next != 0 && n < len(rest) && (rest[n] == ' ' || rest[n] == '\n') {
		if best, found := r.match(k.next, i, end+1, false); best > 0 {
			return r.wordEnd(i+best) - i, found, k.mark
		}
	}
	return n, k.found, k.mark
}

// packWord returns how many of the first eight characters are of a word in ASCII, up to
// the first that is not, and these as a number.
func packWord(runes []rune) (n int, word uint64) {
	for n < len(runes) && n < longestKnown/2 && partOfWord(runes[n]) {
		word |= uint64(runes[n]) << (8 * n)
		n++
	}
	return n, word
}

// partOfWord reports whether a character of a chunk belongs to a word in ASCII.
func partOfWord(c rune) bool { return plainASCII[uint8(c)] && c < utf8.RuneSelf }

// learn looks the word up that stands from i to end.
func (r *reader) learn(k *known, word [2]uint64, i, end int) {
	*k = known{word: word, found: -1}
	var letters [longestKnown]byte
	for j := range end - i {
		letters[j] = byte(r.runes[i+j])
	}
	w := string(letters[:end-i])
	k.mark = voices[w] != 0
	if k.found, k.next = r.trie.look(w); k.found >= 0 || k.next != 0 {
		return
	}
	if known := Unscramble(w); known != "" {
		k.found, k.next = r.trie.look(known)
	}
}

// look returns the entries of a word of two ASCII characters or more, -1 for none, and the
// node behind it and a space, 0 for none.
func (l *Lexicon) look(w string) (found, next int32) {
	if found = -1; !l.begun(rune(w[0]), rune(w[1])) {
		return found, 0
	}
	node := int32(0)
	for j := range len(w) {
		if node = l.child(node, rune(w[j])); node == 0 {
			return found, 0
		}
		list := l.first(node)
		for more := list >= 0; more; {
			e := l.packed(list)
			if j+1 == len(w) || e>>stemAt&1 != 0 {
				found = l.first(node)
				break
			}
			list++
			more = e>>moreAt&1 != 0
		}
	}
	return found, l.child(node, ' ')
}
