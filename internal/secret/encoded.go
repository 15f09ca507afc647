package secret

import (
	"encoding/base64"
	"encoding/hex"
	"strings"
)

// encodedPieces begin secrets, or name them, in what somebody encoded. Longer
// texts are decoded elsewhere; what is random decodes to nothing that looks
// like text.
var encodedPieces = []string{"ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "AKIA", "ASIA", "AIzaSy", "xoxb-", "xoxp-", "sk_live_", "sk-ant-", "sk-proj-", "npm_",
	"PRIVATE KEY-----", "PASSWORD", "SECRET", "API_KEY", "TOKEN", "password=", "client_secret"}

// encoding is how a piece is written.
type encoding struct {
	hex bool
	// back is how many characters of the encoded text stand before the form up
	// to the beginning of a group, in which the piece starts at byte pad.
	back, pad int
}

func encodedFormats() []format {
	const shortest = 5 // random data has shorter ones by chance
	var all []format
	for _, p := range encodedPieces {
		all = append(all, format{kind: accessToken, prefix: hex.EncodeToString([]byte(p)), anyCase: true, encoded: &encoding{hex: true}, maybe: always})
		for pad := range 3 {
			enc := base64.RawStdEncoding.EncodeToString([]byte(strings.Repeat("x", pad) + p))
			from := (pad*8 + 5) / 6
			if form := enc[from : (pad+len(p))*8/6]; len(form) >= shortest {
				all = append(all, format{kind: accessToken, prefix: form, encoded: &encoding{back: from, pad: pad}, maybe: always})
			}
		}
	}
	return all
}

const (
	// maxEncoded bounds what is decoded behind a piece, and lead what is decoded
	// in front of it: the beginning of a PEM block.
	maxEncoded = 600
	maxEncPEM  = 8 << 10
	lead       = 28
	// maxBehind is how far behind a name a token may begin.
	maxBehind = 24
)

// decode finds the secret in the encoded text whose form stands at text[i:].
func (f *format) decode(text string, i int) (Found, bool) {
	unit, size := 4, 3
	if f.encoded.hex {
		unit, size = 2, 1
	}
	start := i - f.encoded.back
	limit, front := maxEncoded, 0
	if strings.HasPrefix(f.prefix, "UFJJVkFURSBLRV") || f.encoded.pad > 0 && len(f.prefix) > 18 || f.encoded.hex && strings.HasPrefix(f.prefix, "50524956") {
		limit, front = maxEncPEM, lead
	}
	for range front {
		if start-unit < 0 || !f.encodes(text[start-unit:start]) {
			break
		}
		start -= unit
	}
	if start < 0 {
		return Found{}, false
	}
	end := i
	for end < len(text) && end-i < limit && f.encodes(text[end:end+1]) {
		end++
	}
	plain, at := f.plain(text[start:end]), (i-f.encoded.back-start)/unit*size+f.encoded.pad
	if front > 0 {
		at = strings.Index(plain[:min(len(plain), 2*lead)], "-----BEGIN ")
	}
	found, ok := At(plain, at)
	for j := at + 1; !ok && at >= 0 && j < min(len(plain), at+maxBehind); j++ {
		found, ok = At(plain, j) // a name, and behind it what its issuer knows
	}
	if !ok {
		return Found{}, false
	}
	from, to := start+found.Start/size*unit, min(end, start+(found.End+size-1)/size*unit)
	for to < len(text) && text[to] == '=' {
		to++
	}
	return Found{Start: from, End: to, Kind: found.Kind}, true
}

// encodes reports whether all of s can be of the encoding.
func (f *format) encodes(s string) bool {
	for k := range len(s) {
		if f.encoded.hex && !hexs[s[k]] || !f.encoded.hex && (!base64s[s[k]] || s[k] == '=') {
			return false
		}
	}
	return true
}

func (f *format) plain(s string) string {
	var b []byte
	var err error
	if f.encoded.hex {
		s = s[:len(s)&^1]
		b, err = hex.DecodeString(s)
	} else {
		if len(s)%4 == 1 {
			s = s[:len(s)-1]
		}
		b, err = base64.RawStdEncoding.DecodeString(strings.NewReplacer("-", "+", "_", "/").Replace(s))
	}
	if err != nil {
		return ""
	}
	return string(b)
}
