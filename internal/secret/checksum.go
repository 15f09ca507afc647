package secret

import "strings"

// ageKey is a key of age: 58 characters of Bech32 (BIP 173) with its checksum,
// which an illustration does not have.
func ageKey(text string, at int) (Found, bool) {
	const length = 58
	start, end := at-len("AGE-SECRET-KEY-1"), at+length
	if end > len(text) || !starts(text, start) || end < len(text) && alnum[text[end]] || !bech32("age-secret-key-", lower(text[at:end])) {
		return Found{}, false
	}
	return Found{Start: start, End: end}, true
}

// bech32 reports whether the checksum of a Bech32 string is right.
func bech32(prefix, data string) bool { return polymod(prefix, data) == 1 }

// polymod is the checksum of BIP 173; 0 for what is not of its alphabet.
func polymod(prefix, data string) uint32 {
	sum := uint32(1)
	add := func(v uint32) {
		top := sum >> 25
		sum = sum&0x1ffffff<<5 ^ v
		for i, g := range [...]uint32{0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3} {
			if top>>i&1 == 1 {
				sum ^= g
			}
		}
	}
	for i := range len(prefix) {
		add(uint32(prefix[i]) >> 5)
	}
	add(0)
	for i := range len(prefix) {
		add(uint32(prefix[i]) & 31)
	}
	for i := range len(data) {
		v := strings.IndexByte("qpzry9x8gf2tvdw0s3jn54khce6mua7l", data[i])
		if v < 0 {
			return 0
		}
		add(uint32(v))
	}
	return sum
}

// teamsHook is an address of Microsoft Teams that anybody can post with.
func teamsHook(text string, at int) (Found, bool) {
	end := at
	for end < len(text) && end-at < 400 && (wordish[text[end]] || text[end] == '/' || text[end] == '@') {
		end++
	}
	return Found{Start: at, End: end}, end-at >= 100 && strings.Contains(text[at:end], "/IncomingWebhook/") && !dummy(text[at:at+36])
}

// azureSecret is a secret of an application of Microsoft Entra: three
// characters, a number, Q~, and 31 to 34 more. It is looked for at the name of
// its number and sign.
func azureSecret(text string, at int) (Found, bool) {
	start, end := at-len("nQ~")-3, at
	if start < 0 || start > 0 && (alnum[text[start-1]] || text[start-1] == '~') {
		return Found{}, false
	}
	for end < len(text) && end-at < 36 && (dotted[text[end]] || text[end] == '~') {
		end++
	}
	for i := start; i < start+3; i++ {
		if !dotted[text[i]] && text[i] != '~' {
			return Found{}, false
		}
	}
	return Found{Start: start, End: end}, end-at >= 31 && end-at <= 34 && random(text[start:end])
}

// azureFormats are the forms of its number: they begin with 7 or 8 today.
func azureFormats() []format {
	return []format{
		{kind: azure, prefix: "8Q~", body: wordish, find: azureSecret, maybe: always}, {kind: azure, prefix: "7Q~", body: wordish, find: azureSecret, maybe: always},
	}
}
