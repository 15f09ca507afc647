package intent

import (
	"strings"
	"testing"
)

// TestFoldedAlike: a word is folded as it is letter by letter.
func TestFoldedAlike(t *testing.T) {
	s := &scene{folder: new(folder)}
	for range 2 { // the second time from memory
		for _, w := range []string{"Chef", "chef's", "FÖRÜM", "İstanbul", "Ærø", "Straße", "ﬁne", "Ａｂｃ", "начальник", "Ё", "老板", "ゴゴ", "か\u3099", "한국어", "المُدير", "ά", "e\u0301a", "xy’z", "�"} {
			s.text, s.lower = w, s.lowered(w)
			var want strings.Builder
			for _, r := range w {
				if r = foldSlow(r); r != drop {
					want.WriteRune(r)
				}
			}
			if got := s.folded(token{end: int32(len(w))}); got != want.String() {
				t.Errorf("%q: %q, not %q", w, got, want.String())
			}
		}
	}
	for r := range rune(0xd800) {
		if got := s.folder.slowly(r); got != foldSlow(r) {
			t.Errorf("%U: %U, not %U", r, got, foldSlow(r))
		}
	}
}

// TestCuesAreLikely: the first look turns no cue away.
func TestCuesAreLikely(t *testing.T) {
	likely := cueEnds()
	check := func(w string) {
		if h := cueHash(w); likely[h>>6]>>(h&63)&1 == 0 {
			t.Errorf("%q is turned away", w)
		}
	}
	for w := range cueWords() {
		check(w)
	}
	for w := range answers {
		check(w)
		check("your " + w)
	}
	for _, w := range []string{"what", "whatever", "whats"} {
		check(w)
	}
}
