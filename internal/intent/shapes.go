package intent

import "strings"

// What no lexicon lists is known by its shape: addresses, amounts of money.

// shape says what a byte may be a part of, so that one look at most bytes of a
// text is enough.
type shape uint8

const (
	plain  shape = iota
	gap          // white space
	signed       // it stands in an address
	digit
)

var shapeOf = func() (t [256]shape) {
	for _, c := range []byte(" \t\n\v\f\r") {
		t[c] = gap
	}
	for _, c := range []byte(":.@+") {
		t[c] = signed
	}
	for c := '0'; c <= '9'; c++ {
		t[c] = digit
	}
	return t
}()

// shortestAccount is how long the number of an account is.
const shortestAccount = 15

// signsIn appends what no lexicon lists, addresses and amounts, with offsets that
// begin at base.
func signsIn(dst []sign, text string, base int) []sign {
	word, number := 0, 0 // where the word begins, and where the last number ended
	figure := -1         // where the last digit stands, of which numbers of accounts have some
	for i := nextShape(text, 0); i < len(text); i = nextShape(text, i+1) {
		at, start, end, means := i, i, 0, Address
		switch shapeOf[text[i]] {
		case gap:
			if at, start, means = i-1, word, Money; i-word >= shortestAccount && figure >= word && account(text[word:i]) {
				end = i
			}
			word = i + 1
		case signed:
			start, end = shapeAt(text, i)
		case digit:
			if figure = i; i < number || i > 0 && (nameByte(text[i-1]) || text[i-1] == '.') {
				continue
			}
			for number = i + 1; number < len(text) && (shapeOf[text[number]] == digit || text[number] == '.' || text[number] == ','); {
				number++
			}
			end, means = amount(text, i, number), Money
		}
		if end > 0 {
			dst = append(dst, sign{int32(base + at), int32(base + start), int32(base + end), means})
		}
	}
	if len(text)-word >= shortestAccount && figure >= word && account(text[word:]) {
		dst = append(dst, sign{int32(base + len(text) - 1), int32(base + word), int32(base + len(text)), Money})
	}
	return dst
}

// nextShape returns where the next byte stands that is not plain, as most are; the end of
// the text for none.
func nextShape(text string, i int) int {
	for i < len(text) && shapeOf[text[i]] == plain {
		i++
	}
	return i
}

// shapeAt looks at the sign at i. It returns from where to where an address
// shows itself; the end is 0 where none does.
func shapeAt(text string, i int) (start, end int) {
	switch c := text[i]; c {
	case ':':
		if strings.HasPrefix(text[i:], "://") {
			return i, i + len("://")
		}
	case '@':
		return i - 1, mailAt(text, i)
	case '+':
		return i, phoneAt(text, i)
	case '.':
		if strings.HasSuffix(text[:i], "www") {
			return i - len("www"), i + 1
		}
		return i - 1, hostAt(text, i)
	}
	return i, 0
}

// amount returns where the number in text[i:end] ends with its unit if it is one
// of money: "300 euros", "$50", "0.5 BTC"; else 0.
func amount(text string, i, end int) int {
	if i > 0 && text[i-1] == '$' || i >= 3 && text[i-3:i] == "€" || i >= 2 && text[i-2:i] == "£" {
		return end
	}
	for k := 0; k < 12 && end < len(text) && text[end] == ' '; k++ {
		end++
	}
	if end == len(text) || !coins[text[end]] {
		return 0
	}
	rest := text[end:]
	for _, unit := range currencies {
		if len(rest) >= len(unit) && strings.EqualFold(rest[:len(unit)], unit) && (len(rest) == len(unit) || !nameByte(rest[len(unit)])) {
			return end + len(unit)
		}
	}
	return 0
}

// coins are the bytes that the names of currencies begin with.
var coins = func() (t [256]bool) {
	for _, unit := range currencies {
		t[unit[0]], t[unit[0]&^0x20] = true, true
	}
	return t
}()

var currencies = []string{"euro", "euros", "eur", "€", "dollar", "dollars", "usd", "btc", "eth", "bitcoin", "bitcoins", "gbp", "pounds", "chf", "usdt", "sol"}

// account reports whether a word of text is an IBAN or the address of a wallet.
func account(text string) bool {
	for word := range strings.FieldsSeq(text) {
		word = strings.Trim(word, ".,;:'\"()")
		switch {
		case len(word) < shortestAccount || len(word) > 62:
		case strings.HasPrefix(word, "bc1"), strings.HasPrefix(word, "0x") && len(word) == 42:
			return true
		case word[0] >= 'A' && word[0] <= 'Z' && word[1] >= 'A' && word[1] <= 'Z' && word[2] >= '0' && word[2] <= '9' && word[3] >= '0' && word[3] <= '9' && digits(word[4:]) >= 10:
			return true
		}
	}
	return false
}

func digits(s string) (n int) {
	for i := range len(s) {
		if s[i] >= '0' && s[i] <= '9' {
			n++
		}
	}
	return n
}

// mailAddress reports whether a mail address stands in text.
func mailAddress(text string) bool {
	for i := range len(text) {
		if text[i] == '@' && mailAt(text, i) > 0 {
			return true
		}
	}
	return false
}

// mailAt returns where the dot behind the @ at i ends, if it is one of a mail
// address; else 0.
func mailAt(text string, i int) int {
	if i == 0 || i+3 >= len(text) || !nameByte(text[i-1]) || !nameByte(text[i+1]) {
		return 0
	}
	dot := strings.IndexByte(text[i+1:min(len(text), i+64)], '.')
	if dot <= 0 {
		return 0
	}
	return max(i+4, i+dot+2)
}

// hostAt returns where a bare host name with a common ending ends that has its
// last dot at i, 0 for none.
func hostAt(text string, i int) int {
	if i == 0 || i+2 >= len(text) || !nameByte(text[i-1]) {
		return 0
	}
	end := i + 1
	for end < len(text) && end < i+9 && text[end]|0x20 >= 'a' && text[end]|0x20 <= 'z' {
		end++
	}
	if end < len(text) && nameByte(text[end]) || !domains[text[i+1:end]] {
		return 0
	}
	return max(end, i+3)
}

// domains are endings of host names that are no endings of file names.
var domains = map[string]bool{
	"com": true, "net": true, "org": true, "io": true, "example": true, "ru": true, "cn": true, "xyz": true, "info": true, "dev": true,
	"test": true, "invalid": true, "onion": true, "site": true, "app": true, "de": true, "fr": true, "uk": true, "br": true, "jp": true,
	"co": true, "online": true, "top": true,
}

// phoneAt returns where an international phone number that begins at i has its
// ninth digit, 0 for none.
func phoneAt(text string, i int) int {
	n := 0
	for j := i + 1; j < len(text) && j < i+20 && (text[j] >= '0' && text[j] <= '9' || text[j] == ' ' || text[j] == '-'); j++ {
		if text[j] >= '0' && text[j] <= '9' {
			if n++; n == 9 {
				return j + 1
			}
		}
	}
	return 0
}
