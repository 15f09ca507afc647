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

// shapes finds what no lexicon lists: addresses and amounts.
func shapes(text string) (c Concept) {
	word, number := 0, 0 // where the word begins, and where the last number ended
	for i := 0; i < len(text); i++ {
		switch shapeOf[text[i]] {
		case gap:
			if i-word >= shortestAccount && account(text[word:i]) {
				c |= Money
			}
			word = i + 1
		case signed:
			c |= shapeAt(text, i)
		case digit:
			if i < number || i > 0 && (nameByte(text[i-1]) || text[i-1] == '.') {
				continue
			}
			for number = i + 1; number < len(text) && (shapeOf[text[number]] == digit || text[number] == '.' || text[number] == ','); {
				number++
			}
			if amount(text, i, number) {
				c |= Money
			}
		}
	}
	if len(text)-word >= shortestAccount && account(text[word:]) {
		c |= Money
	}
	return c
}

// shapeAt looks at the sign at i.
func shapeAt(text string, i int) Concept {
	switch c := text[i]; c {
	case ':':
		if strings.HasPrefix(text[i:], "://") {
			return Address
		}
	case '@':
		if mailAt(text, i) {
			return Address
		}
	case '+':
		if phoneAt(text, i) {
			return Address
		}
	case '.':
		if strings.HasSuffix(text[:i], "www") || hostAt(text, i) {
			return Address
		}
	}
	return 0
}

// amount reports whether the number in text[i:end] is one of money: "300 euros",
// "$50", "0.5 BTC".
func amount(text string, i, end int) bool {
	if i > 0 && text[i-1] == '$' || i >= 3 && text[i-3:i] == "€" || i >= 2 && text[i-2:i] == "£" {
		return true
	}
	rest := strings.TrimLeft(text[end:min(len(text), end+12)], " ")
	for _, unit := range currencies {
		if len(rest) >= len(unit) && strings.EqualFold(rest[:len(unit)], unit) && (len(rest) == len(unit) || !nameByte(rest[len(unit)])) {
			return true
		}
	}
	return false
}

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
		if text[i] == '@' && mailAt(text, i) {
			return true
		}
	}
	return false
}

func mailAt(text string, i int) bool {
	return i > 0 && i+3 < len(text) && nameByte(text[i-1]) && nameByte(text[i+1]) && strings.IndexByte(text[i+1:min(len(text), i+64)], '.') > 0
}

// hostAt reports whether a bare host name with a common ending has its last dot
// at i.
func hostAt(text string, i int) bool {
	if i == 0 || i+2 >= len(text) || !nameByte(text[i-1]) {
		return false
	}
	end := i + 1
	for end < len(text) && end < i+9 && text[end]|0x20 >= 'a' && text[end]|0x20 <= 'z' {
		end++
	}
	return (end == len(text) || !nameByte(text[end])) && domains[text[i+1:end]]
}

// domains are endings of host names that are no endings of file names.
var domains = map[string]bool{
	"com": true, "net": true, "org": true, "io": true, "example": true, "ru": true, "cn": true, "xyz": true, "info": true, "dev": true,
	"test": true, "invalid": true, "onion": true, "site": true, "app": true, "de": true, "fr": true, "uk": true, "br": true, "jp": true,
	"co": true, "online": true, "top": true,
}

// phoneAt reports whether an international phone number begins at i.
func phoneAt(text string, i int) bool {
	n := 0
	for j := i + 1; j < len(text) && j < i+20 && (text[j] >= '0' && text[j] <= '9' || text[j] == ' ' || text[j] == '-'); j++ {
		if text[j] >= '0' && text[j] <= '9' {
			n++
		}
	}
	return n >= 9
}
