package secret

import (
	"crypto/sha256"
	_ "embed"
	"math/big"
	"sort"
	"strings"
)

// The English words of BIP-39, in their order.
//
//go:embed bip39.txt
var bip39 string

// maxSeedLead is how far behind its name a seed may begin.
const maxSeedLead = 120

// wordWidth is the length of a line of bip39: words are filled up with spaces.
const wordWidth = 9

// wordNumber returns the place of a word in the list.
func wordNumber(w string) (int, bool) {
	if len(w) > wordWidth-1 {
		return 0, false
	}
	n, ok := sort.Find(len(bip39)/wordWidth, func(i int) int {
		return strings.Compare(w, strings.TrimRight(bip39[i*wordWidth:i*wordWidth+wordWidth-1], " "))
	})
	return n, ok
}

// maxTriggers bounds how many names of seeds in a row are looked behind.
const maxTriggers = 4

// seedPhrase is 12 to 24 words of BIP-39 whose checksum is right.
func seedPhrase(text string, at int) (Found, bool) {
	before := lower(text[max(0, at-256):at])
	if strings.Count(before, "mnemonic")+strings.Count(before, "phrase")+strings.Count(before, "seed w")+strings.Count(before, "let seed") > maxTriggers {
		return Found{}, false
	}
	window := text[at:min(len(text), at+maxSeedLead+24*12)]
	var run []seedWord
	for i := 0; i < len(window); {
		if c := window[i] | 0x20; c < 'a' || c > 'z' {
			if strings.IndexByte(" \t\r\n\\,.\"'[])0123456789", window[i]) < 0 {
				if f, ok := seedIn(run, at); ok {
					return f, true
				}
				run = run[:0]
			}
			i++
			continue
		}
		start := i
		for i < len(window) && window[i]|0x20 >= 'a' && window[i]|0x20 <= 'z' {
			i++
		}
		if n, ok := wordNumber(lower(window[start:i])); ok {
			run = append(run, seedWord{start, i, n})
			continue
		}
		if f, ok := seedIn(run, at); ok {
			return f, true
		}
		if run = run[:0]; start > maxSeedLead {
			break
		}
	}
	return seedIn(run, at)
}

type seedWord struct{ start, end, number int }

// seedIn finds a seed in a run of words: the whole run, or the run without a
// few words of the sentences around it.
func seedIn(run []seedWord, at int) (Found, bool) {
	const around = 4
	for front := range around {
		for back := range around {
			size := len(run) - front - back
			if size < 12 || size > 24 || size%3 != 0 {
				continue
			}
			if words := run[front : front+size]; checksum(words) && distinct(words) > 3 {
				return Found{Start: at + words[0].start, End: at + words[size-1].end}, true
			}
		}
	}
	return Found{}, false
}

// distinct counts the different words; of zeros and ones alone, few come out.
func distinct(words []seedWord) int {
	seen := make(map[int]bool, len(words))
	for _, w := range words {
		seen[w.number] = true
	}
	return len(seen)
}

// checksum reports whether the last bits of the words are the first of the
// hash of all others.
func checksum(words []seedWord) bool {
	var bits [33]byte // 24 words of 11 bits
	for i, w := range words {
		for k := range 11 {
			if w.number>>(10-k)&1 != 0 {
				bits[(i*11+k)/8] |= 0x80 >> ((i*11 + k) % 8)
			}
		}
	}
	size, sum := len(words)/3*4, len(words)/3
	h := sha256.Sum256(bits[:size])
	return h[0]>>(8-sum) == bits[size]>>(8-sum)
}

// walletKeyBehind is a private key of a wallet close behind a word about one:
// WIF with its checksum, or 32 bytes in hex.
func walletKeyBehind(text string, at int) (Found, bool) {
	window := text[at:min(len(text), at+100)]
	for i := 0; i < len(window); {
		if !alnum[window[i]] {
			i++
			continue
		}
		start := i
		for i < len(window) && alnum[window[i]] {
			i++
		}
		end := at + i
		for end < len(text) && end-at < 200 && alnum[text[end]] {
			end++
		}
		w := text[at+start : end]
		switch {
		case len(w) == 66 && (w[:2] == "0x" || w[:2] == "0X") && onlyHex(w[2:]) && !dummy(w[2:]) && aboutKey(text[max(0, at-24):at+start]):
			return Found{Start: at + start, End: end}, true
		case (len(w) == 51 && w[0] == '5' || len(w) == 52 && (w[0] == 'K' || w[0] == 'L')) && base58check(w):
			return Found{Start: at + start, End: end}, true
		}
	}
	return Found{}, false
}

// aboutKey reports whether the words before a number say that it is a key: the
// same form has hashes of transactions.
func aboutKey(before string) bool {
	low := lower(before)
	return strings.Contains(low, "private") || strings.Contains(low, "secret") || strings.Contains(low, " key is ") || strings.Contains(low, "eth key")
}

// base58check reports whether the last four bytes are those of the double hash
// of the others (Bitcoin's WIF).
func base58check(s string) bool {
	const order = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
	n := new(big.Int)
	for i := range len(s) {
		d := strings.IndexByte(order, s[i])
		if d < 0 {
			return false
		}
		n.Mul(n, big.NewInt(58))
		n.Add(n, big.NewInt(int64(d)))
	}
	b := n.Bytes()
	if len(b) < 37 || len(b) > 38 {
		return false
	}
	one := sha256.Sum256(b[:len(b)-4])
	two := sha256.Sum256(one[:])
	return string(two[:4]) == string(b[len(b)-4:])
}
