package intent

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
	var word [2]uint64
	rest := r.runes[i:]
	n = 0
	for n < len(rest) && plainASCII[uint8(rest[n])] && rest[n] < 0x80 {
		if n == longestKnown {
			n, found = r.longest(i)
			return n, found, false
		}
		word[n>>3&1] |= uint64(rest[n]) << (uint(n) & 7 * 8)
		n++
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

// learn looks the word up that stands from i to end.
func (r *reader) learn(k *known, word [2]uint64, i, end int) {
	*k = known{word: word, found: -1}
	var letters [longestKnown]byte
	for j := range end - i {
		letters[j] = byte(r.runes[i+j])
	}
	k.mark = voices[string(letters[:end-i])] != 0
	if !r.trie.begun(r.runes[i], r.runes[i+1]) {
		return
	}
	all := r.runes
	r.runes = all[:end]
	_, k.found = r.match(0, i, i, false)
	r.runes = all
	node := int32(0)
	for j := i; j < end; j++ {
		if node = r.trie.child(node, all[j]); node == 0 {
			return
		}
	}
	k.next = r.trie.child(node, ' ')
}
