package flow

// Copies in a shifted alphabet (Caesar, rot13), in one turned round (Atbash), or rotated by
// 47 among all characters that can be seen.

const (
	// turnedRound is the shift that stands for Atbash.
	turnedRound = 26
	// fewestLetters is how many letters a text has at least of which that is said.
	fewestLetters = 24
)

// usual is how often letters stand in texts of European languages, in thousandths.
var usual = [26]int{80, 15, 28, 42, 130, 20, 20, 45, 72, 3, 8, 42, 25, 72, 72, 20, 1, 65, 68, 86, 30, 12, 18, 2, 18, 3}

// ciphered calls fn with what a text is in the two alphabets in which its letters are most
// usual, where that is not the one it is written in, and with what it is rotated by 47.
func ciphered(text string, fn func(how, form string)) {
	var count [26]int
	letters, rotated, seen := 0, 0, 0
	for i := range len(text) {
		switch c := text[i]; {
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			count[c|0x20-'a']++
			letters++
		}
		if c := text[i]; c > ' ' && c <= '~' {
			seen++
			if c >= '2' && c <= 'K' { // small letters
				rotated++
			}
		}
	}
	if rotated >= fewestLetters && rotated*10 >= seen*7 {
		fn("characters rotated by 47", mapped(text, rotate47))
	}
	if letters < fewestLetters || letters*5 < seen*3 {
		return
	}
	best, second := 0, 0
	var worth [turnedRound + 1]int
	for k := range worth {
		for i, n := range count {
			worth[k] += n * usual[shifted(i, k)]
		}
		switch {
		case worth[k] > worth[best]:
			best, second = k, best
		case k > 0 && (worth[k] > worth[second] || second == best):
			second = k
		}
	}
	if best == 0 {
		return
	}
	for _, k := range [...]int{best, second} {
		if k != 0 {
			fn("letters of a shifted alphabet", mapped(text, func(c byte) byte {
				if c|0x20 < 'a' || c|0x20 > 'z' {
					return c
				}
				return c&0x20 | 'A' + byte(shifted(int(c|0x20-'a'), k))
			}))
		}
	}
}

// shifted is the letter i, k letters back in the alphabet.
func shifted(i, k int) int {
	if k == turnedRound {
		return 25 - i
	}
	return (i + 26 - k) % 26
}

func rotate47(c byte) byte {
	if c < '!' || c > '~' {
		return c
	}
	return '!' + (c-'!'+47)%94
}

func mapped(text string, fn func(byte) byte) string {
	b := []byte(text)
	for i, c := range b {
		b[i] = fn(c)
	}
	return string(b)
}
