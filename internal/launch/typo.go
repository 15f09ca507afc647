package launch

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/edits"
)

// nearWord reports whether w is the well-known word k with a slip or a trick in
// it, and which. Short words must not differ by more than what hands and eyes
// confuse; ordinary words are never taken for others.
func nearWord(k, w string) (how string, near bool) {
	lower := strings.ToLower(w)
	if k == w || distinct()[lower] {
		return "", false
	}
	if lower == k {
		return "other upper and lower case", true
	}
	if looks(w) == looks(k) || looks(lower) == looks(k) {
		return "characters that look alike", true
	}
	w = lower
	d := len(w) - len(k)
	if d < -2 || d > 2 || len(k) < 3 || len(w) < 3 {
		return "", false
	}
	if how := oneSlip(k, w); how != "" {
		return how, true
	}
	switch dist := edits.Between(k, w); {
	case dist == 1 && len(k) >= 7, dist == 2 && len(k) >= 10:
		return "a letter or two changed", true
	}
	return "", false
}

// nearLoose is nearWord where the rest of the name is the same already.
func nearLoose(k, w string) (how string, near bool) {
	if how, near = nearWord(k, w); near {
		return how, true
	}
	w = strings.ToLower(w)
	if squash(k) == squash(w) && k != w {
		return "other separators", true
	}
	if distinct()[w] || len(k) < 5 {
		return "", false
	}
	if edits.Between(k, w) == 1 {
		return "a letter changed", true
	}
	for _, add := range []string{"inc", "hq", "io", "ai", "dev", "official", "org", "team", "real", "mcp", "s"} {
		if s := squash(w); len(k) >= 6 && (s == squash(k)+add || add == "official" && s == add+squash(k)) {
			return `the well-known owner with "` + add + `" added`, true
		}
	}
	return "", false
}

// oneSlip names the slip of a hand that makes w of k: two letters swapped, one
// doubled, left out of a longer word, or hit on the next key.
func oneSlip(k, w string) string {
	i := 0
	for i < len(k) && i < len(w) && k[i] == w[i] {
		i++
	}
	ks, ws := k[i:], w[i:]
	switch {
	case len(w) == len(k) && len(ks) >= 2 && ks[0] == ws[1] && ks[1] == ws[0] && ks[2:] == ws[2:]:
		return "two letters swapped"
	case len(w) == len(k)+1 && i > 0 && ws[1:] == ks && ws[0] == w[i-1]:
		return "a letter doubled"
	case len(w) == len(k)-1 && ks[1:] == ws && len(k) >= 5:
		return "a letter left out"
	case len(w) == len(k) && len(k) >= 5 && ks != "" && ks[1:] == ws[1:] && strings.IndexByte(keys[ks[0]], ws[0]) >= 0:
		return "the key next to the right one"
	}
	return ""
}

// keys are the neighbours on a QWERTY keyboard, plus the German z and y.
var keys = map[byte]string{
	'q': "wa", 'w': "qeas", 'e': "wrsd", 'r': "etdf", 't': "ryfgz", 'y': "tughz", 'u': "yihjz", 'i': "uojk", 'o': "ipkl", 'p': "ol",
	'a': "qwsz", 's': "awedxz", 'd': "serfcx", 'f': "drtgvc", 'g': "ftyhbv", 'h': "gyujnb", 'j': "huikmn", 'k': "jiolm", 'l': "kop",
	'z': "asxtuy", 'x': "zsdc", 'c': "xdfv", 'v': "cfgb", 'b': "vghn", 'n': "bhjm", 'm': "njk",
	'0': "9o", '1': "2q", '2': "13", '3': "24", '4': "35", '5': "46", '6': "57", '7': "68", '8': "79", '9': "80",
}

// looks writes a word so that words that look alike are equal. Names are nearly
// always ASCII; of other alphabets the letters that pass for Latin ones are
// known.
func looks(w string) string {
	w = lookalike.Replace(w)
	return pairs.Replace(strings.ToLower(w))
}

var (
	lookalike = strings.NewReplacer("I", "l", "|", "l", "1", "l", "0", "o", "5", "s", "3", "e", "4", "a", "$", "s",
		"а", "a", "е", "e", "о", "o", "р", "p", "с", "c", "х", "x", "у", "y", "ѕ", "s", "і", "i", "ј", "j", "ԁ", "d", "ɡ", "g", "һ", "h", "ո", "n", "ν", "v", "ο", "o", "α", "a", "ι", "i", "ⅼ", "l", "ꮯ", "c")
	pairs = strings.NewReplacer("rn", "m", "vv", "w", "cl", "d", "i", "l", "q", "g")
)

// squash leaves out separators.
func squash(s string) string {
	return strings.Map(func(r rune) rune {
		if separator(r) {
			return -1
		}
		return r
	}, s)
}
