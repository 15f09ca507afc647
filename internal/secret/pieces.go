package secret

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// Pieces that are shorter than those that [Own.Parts] finds in any text are looked at
// where they are words of short strings: a value of a few letters for itself, or behind a
// label, as it is, in base64 or in hexadecimal. Only what is no words joined together
// is known from so little.

const (
	// shortString is how long strings are of which the words are looked at, in bytes, and
	// mostShort how many bytes of them in one call.
	shortString, mostShort = 64, 4 << 10
	// shortLetters is the shortest piece that counts wherever it stands in a secret;
	// shorter ones have to come in their order.
	shortLetters = 3
	// fewestTurns is how often letters and digits have to follow each other in a secret.
	fewestTurns = 4
)

// turns is how often a digit stands beside a letter.
func turns(bare []byte) (n int) {
	for i := 1; i < len(bare); i++ {
		if (bare[i] <= '9') != (bare[i-1] <= '9') {
			n++
		}
	}
	return n
}

// Note keeps a string of the call at hand for [Own.Parts], if it is short.
func (t *Trail) Note(text string) {
	if len(text) == 0 || len(text) > shortString || len(t.short)+len(text) > mostShort {
		return
	}
	t.short = append(append(t.short, text...), 0)
}

// pieces looks at the strings that were noted.
func (o *Own) pieces(t *Trail) (name string, ok bool) {
	if len(o.parts.short) == 0 {
		return "", false
	}
	for text := range strings.SplitSeq(string(t.short), "\x00") {
		for word := range strings.FieldsFuncSeq(text, betweenWords) {
			if name, ok = o.piece(word, t); ok {
				return name, true
			}
		}
	}
	return "", false
}

// betweenWords are what words of a string are parted by.
func betweenWords(r rune) bool { return r <= ' ' || strings.ContainsRune(":,;()[]{}<>\"'`|?&#*", r) }

// piece looks at a word, and at what it says in base64 and in hexadecimal.
func (o *Own) piece(word string, t *Trail) (name string, ok bool) {
	if name, ok = o.saidIn(Bare(nil, []byte(word)), t, true); ok {
		return name, true
	}
	bare := strings.TrimRight(strings.NewReplacer("-", "+", "_", "/").Replace(word), "=")
	if b, err := base64.RawStdEncoding.DecodeString(bare); err == nil && len(b) > 0 {
		if name, ok = o.saidIn(Bare(nil, b), t, false); ok {
			return name, true
		}
	}
	if b, err := hex.DecodeString(strings.TrimPrefix(word, "0x")); err == nil && len(b) > 0 {
		return o.saidIn(Bare(nil, b), t, false)
	}
	return "", false
}

// saidIn notes of which secrets a word is a piece; plain says that it stands there so.
func (o *Own) saidIn(w []byte, t *Trail, plain bool) (name string, ok bool) {
	if len(w) == 0 || len(w) == 1 && !plain {
		return "", false
	}
	if len(w) >= shortLetters {
		for _, at := range o.parts.short[[shortLetters]byte(w)] {
			n := &o.parts.texts[at.text]
			if from := int(at.at); from+len(w) <= len(n.text) && string(n.text[from:from+len(w)]) == string(w) && t.say(at.text, from, from+len(w))*10 >= len(n.text)*partsOf {
				return n.name, true
			}
		}
	}
	for i := range o.parts.texts {
		n := &o.parts.texts[i]
		if turns(n.text) < fewestTurns {
			continue
		}
		if t.next(uint16(i), n.text, w, plain)*10 >= len(n.text)*partsOf {
			return n.name, true
		}
	}
	return "", false
}

// next returns how many letters of a secret have been said one behind the other, from
// its first on. A single letter that is not the next one ends that: letters come in
// texts, one by one, when keys are pressed.
func (t *Trail) next(text uint16, secret, w []byte, plain bool) int {
	if t.chains == nil {
		t.chains = map[uint16]int{}
	}
	at := t.chains[text]
	switch {
	case at+len(w) <= len(secret) && string(secret[at:at+len(w)]) == string(w):
		at += len(w)
	case len(w) == 1 && plain:
		at = 0
		if secret[0] == w[0] {
			at = 1
		}
	}
	t.chains[text] = at
	return at
}
