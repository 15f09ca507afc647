package flow

import (
	"encoding/base64"
	"encoding/hex"
	"math/bits"
	"strings"
	"unsafe"
)

// TokenKind is what a token is.
type TokenKind uint8

const (
	// Named is a thing or a place: an id, a path, an address of a page.
	Named TokenKind = iota
	// Mailbox is an address of somebody.
	Mailbox
	// Dialled is a number of a telephone.
	Dialled
	// Account is a number of a bank account.
	Account
	// Identity is a number that is a person's or opens an account: of a card, of
	// social security.
	Identity
)

// Token is a short piece of text that means the same wherever it stands. Stretches
// are too long to find it when it stands alone.
type Token struct {
	Kind       TokenKind
	Start, End int
	// Plain is how it is written when nothing parts it and no letter is a capital,
	// valid until the call is over.
	Plain string
}

// Hash is that of a token: of the same number as something else it is another.
func (t *Token) Hash(k *Key) uint64 { return k.Token(t.Plain) ^ uint64(t.Kind)*0x9E3779B97F4A7C15 }

const (
	// minDigits and maxDigits are how many digits a number has that is looked at.
	minDigits = 9
	maxDigits = 26
	// shortText is the length up to which ids and places are looked for, and shortID
	// and shortWord those from which on a word can be one.
	shortText = 512
	shortID   = 10
	shortWord = 8
)

// Tokens calls fn for every token in text. With loose, as in what could be a copy,
// every number of so many digits is one, of each kind that numbers have.
func Tokens(text string, loose bool, fn func(t Token)) {
	mailboxes(text, fn)
	numbersIn(text, loose, fn)
	if len(text) <= shortText {
		wordsIn(text, fn)
	}
}

// mailboxes calls fn for addresses of people.
func mailboxes(text string, fn func(t Token)) {
	for from := 0; ; {
		at := strings.IndexByte(text[from:], '@')
		if at < 0 {
			return
		}
		at += from
		start, end := at, at+1
		for start > from && inMailbox(text[start-1]) {
			start--
		}
		for end < len(text) && inMailbox(text[end]) && text[end] != '+' && text[end] != '%' {
			end++
		}
		for end > at && (text[end-1] == '.' || text[end-1] == '-' || text[end-1] == '_') {
			end--
		}
		if dot := strings.LastIndexByte(text[at:end], '.'); start < at && dot > 1 && at+dot+2 < end {
			fn(Token{Mailbox, start, end, strings.ToLower(text[start:end])})
		}
		from = max(end, at+1)
	}
}

func inMailbox(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '.' || c == '_' || c == '-' || c == '+' || c == '%'
}

// numbersIn calls fn for numbers of accounts, cards, people and telephones.
func numbersIn(text string, loose bool, fn func(t Token)) {
	for i := 0; i+minDigits <= len(text); {
		end := i + minDigits - 1
		for end >= i && inNumber(text[end]) {
			end--
		}
		if end >= i { // no number of so many digits lies around it
			i = end + 1
			continue
		}
		start := i
		for i < len(text) && inNumber(text[i]) {
			i++
		}
		groupsOf(text, start, i, loose, fn)
	}
}

func inNumber(c byte) bool {
	return c >= '0' && c <= '9' || c == ' ' || c == '-' || c == '.' || c == '+'
}

// maxGroups bounds the groups that a number is written in.
const maxGroups = 8

// groupsOf calls fn for the numbers in a stretch of digits and what parts them by one
// character: groups behind one another that are one.
func groupsOf(text string, start, end int, loose bool, fn func(t Token)) {
	var groups [maxGroups][2]int
	var digits [maxDigits]byte
	n := 0
	flush := func() {
		for i := range n {
			number := digits[:0]
			for j := i; j < n && len(number)+groups[j][1]-groups[j][0] <= maxDigits; j++ {
				if number = append(number, text[groups[j][0]:groups[j][1]]...); len(number) >= minDigits {
					tellNumber(text, groups[i][0], groups[j][1], unsafe.String(&number[0], len(number)), loose, fn)
				}
			}
		}
		n = 0
	}
	for i := start; i < end; {
		if text[i] < '0' || text[i] > '9' {
			i++
			continue
		}
		from := i
		for i < end && text[i] >= '0' && text[i] <= '9' {
			i++
		}
		if n > 0 && (from-groups[n-1][1] > 1 || n == maxGroups) {
			flush()
		}
		groups[n] = [2]int{from, i}
		n++
	}
	flush()
}

// tellNumber calls fn for a number if it is one that matters.
func tellNumber(text string, start, end int, number string, loose bool, fn func(t Token)) {
	part := text[start:end]
	if start > 0 && wordy(text[start-1]) || end < len(text) && wordy(text[end]) {
		if from, ok := accountFrom(text, start); ok && account(text[from:start], number) {
			fn(Token{Account, from, end, strings.ToLower(text[from:start]) + number})
		}
		return
	}
	switch {
	case loose:
		fn(Token{Identity, start, end, number})
		fn(Token{Dialled, start, end, number})
	case card(number) && luhn(number) && !exemplary(number):
		fn(Token{Identity, start, end, number})
	case len(number) == 9 && number != "123456789" && number != "078051120" && len(part) == 11 && (part[3] == '-' || part[3] == ' ') && part[6] == part[3] && number[0] != '9' && number[:3] != "000" && number[:3] != "666" && number[3:5] != "00" && number[5:] != "0000":
		fn(Token{Identity, start, end, number})
	case start > 0 && text[start-1] == '+' && len(number) <= 15:
		fn(Token{Dialled, start, end, number})
	}
}

func wordy(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '_' }

// accountFrom returns where a number of a bank account begins whose digits, behind the
// two letters of its country, begin at start.
func accountFrom(text string, start int) (from int, ok bool) {
	from = start - 2
	if from < 0 || from > 0 && wordy(text[from-1]) {
		return 0, false
	}
	return from, text[from]|0x20 >= 'a' && text[from]|0x20 <= 'z' && text[from+1]|0x20 >= 'a' && text[from+1]|0x20 <= 'z'
}

// account reports whether two letters and a number are one of a bank account: the
// number without its first two digits, the letters as numbers, and those two digits
// leave 1 when they are divided by 97.
func account(country, number string) bool {
	rest := 0
	digit := func(d int) { rest = (rest*10 + d) % 97 }
	for i := 2; i < len(number); i++ {
		digit(int(number[i] - '0'))
	}
	for i := range country {
		value := int(country[i]|0x20-'a') + 10
		digit(value / 10)
		digit(value % 10)
	}
	digit(int(number[0] - '0'))
	digit(int(number[1] - '0'))
	return rest == 1
}

// card reports whether a number begins, and is as long, as those of cards.
func card(number string) bool {
	two := number[:2]
	switch len(number) {
	case 16:
		return number[0] == '4' || two >= "51" && two <= "55" || two == "35" || two == "62" || two == "65" || two >= "22" && two <= "27" || number[:4] == "6011"
	case 15:
		return two == "34" || two == "37"
	case 14:
		return two == "36" || two == "38" || two == "30"
	}
	return false
}

// exemplary reports whether a number of a card is one of those that documents and tests
// use: of few digits, or from a list.
func exemplary(number string) bool {
	seen := uint16(0)
	for i := range len(number) {
		seen |= 1 << (number[i] - '0')
	}
	switch number {
	case "378282246310005", "371449635398431", "378734493671000", "4012888888881881", "30569309025904", "38520000023237", "36227206271667", "3566002020360505",
		"5200828282828210", "6011000990139424", "4917610000000000", "4532015112830366", "4539578763621486", "4716108999716531", "5425233430109903", "4263982640269299",
		"374245455400126", "5019717010103742":
		return true
	}
	return bits.OnesCount16(seen) <= 4 || strings.HasPrefix(number, "400000")
}

// luhn reports whether the last digit of a number is the check of the others.
func luhn(number string) bool {
	sum, double, zero := 0, false, true
	for i := len(number) - 1; i >= 0; i-- {
		d := int(number[i] - '0')
		zero = zero && d == int(number[0]-'0')
		if double {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
		double = !double
	}
	return sum%10 == 0 && !zero
}

// wordsIn calls fn for ids, paths and addresses of pages that are too short for a
// stretch to be found.
func wordsIn(text string, fn func(t Token)) {
	for i := 0; i < len(text); {
		if parts[text[i]] {
			i++
			continue
		}
		start := i
		for i < len(text) && !parts[text[i]] {
			i++
		}
		end := i
		for end > start && strings.IndexByte(".,:!'", text[end-1]) >= 0 {
			end--
		}
		if word := text[start:end]; len(word) >= shortWord && len(word) < 2*Gram && (isPlace(word) || isID(word)) {
			fn(Token{Named, start, end, strings.ToLower(word)})
		}
	}
}

// parts are the characters between words.
var parts = func() (t [256]bool) {
	for c := range t {
		t[c] = c <= ' ' || strings.IndexByte("\"'`<>()[]{},;|=&?#", byte(c)) >= 0
	}
	return t
}()

func isPlace(word string) bool {
	return strings.Contains(word, "://") || strings.Count(word, "/") > 1 && (word[0] == '/' || word[0] == '~') || len(word) > 3 && word[1] == ':' && word[2] == '\\'
}

// isID reports whether a word is an id: it has letters and digits in turn, and is no
// date, no version and no measure.
func isID(word string) bool {
	digits, letters, turns, last := 0, 0, 0, 0
	for i := range len(word) {
		kind := 0
		switch c := word[i]; {
		case c >= '0' && c <= '9':
			digits++
			kind = 1
		case c|0x20 >= 'a' && c|0x20 <= 'z':
			letters++
			kind = 2
		case c != '-' && c != '_':
			return false
		}
		if kind != last && kind != 0 && last != 0 {
			turns++
		}
		if kind != 0 {
			last = kind
		}
	}
	return len(word) >= shortID && digits >= 3 && letters >= 2 && turns >= 3
}

// Brief calls fn with what short runs in a short text say that are words of it, or of
// an address in it, where that is plain text: an id or a number that was encoded.
func Brief(text string, fn func(start, end int, how Shape, said string)) {
	if len(text) > shortText {
		return
	}
	var run, said [minRun]byte
	for i := 0; i < len(text); {
		start := i
		for i < len(text) && inRuns[text[i]] != 0 && text[i] != '/' {
			i++
		}
		if n := i - start; n >= shortWord && n < minRun {
			for j := range n {
				run[j] = std(text[start+j])
			}
			if k, err := base64.RawStdEncoding.Decode(said[:], run[:n]); err == nil && isPlain(said[:k]) {
				fn(start, i, Base64, string(said[:k]))
			}
			if k, err := hex.Decode(said[:], run[:n]); err == nil && isPlain(said[:k]) {
				fn(start, i, Hex, string(said[:k]))
			}
		}
		i++
	}
}

// std is a character of base64 for addresses as it is elsewhere.
func std(c byte) byte {
	switch c {
	case '-':
		return '+'
	case '_':
		return '/'
	}
	return c
}

// isPlain reports whether what was decoded is plain text.
func isPlain(data []byte) bool {
	for _, c := range data {
		if c < ' ' || c > '~' {
			return false
		}
	}
	return len(data) >= minPlain
}

// minPlain is the shortest text that is worth to be encoded.
const minPlain = 6
