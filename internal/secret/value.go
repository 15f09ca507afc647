package secret

import (
	"encoding/base64"
	"strings"
)

// What a value says about itself.

// illustrates reports whether a password has a word in it that says that it is
// an example, with or without the disguise of one.
func illustrates(v string) bool {
	low := lower(v)
	plain := leet.Replace(low)
	for _, w := range []string{"pass", "secret", "example", "changeme", "test", "dummy", "sample", "your", "demo", "admin", "hash", "encrypt", "pwd", "user", "localhost"} {
		if strings.Contains(low, w) || strings.Contains(plain, w) {
			return true
		}
	}
	return false
}

// namesItself reports whether a value has the telling word of its name in it,
// as references, types and examples do: token = lexer.TOKEN_2. Of what is
// encoded, the text counts.
func namesItself(word, v string) bool {
	squeeze := strings.NewReplacer("_", "", "-", "", ".", "", " ", "")
	word = squeeze.Replace(lower(word))
	if len(word) < 4 {
		word = "secret"
	}
	if strings.Contains(squeeze.Replace(lower(v)), word) {
		return true
	}
	plain, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(v, "="))
	if err != nil {
		return false
	}
	for _, c := range plain {
		if c < ' ' || c > '~' {
			return false
		}
	}
	low := lower(string(plain))
	return strings.Contains(squeeze.Replace(low), word) || dummy(low) || strings.Contains(low, "password") || strings.Contains(low, "secret")
}

// spelledOut reports whether v is words and numbers with hyphens or the like
// between them: my-test-key-2, MAX_RETRY_3.
func spelledOut(v string) bool {
	parts := strings.FieldsFunc(v, func(r rune) bool { return r == '-' || r == '_' || r == '.' || r == ':' })
	if len(parts) < 3 {
		return false
	}
	odd := 0
	for _, p := range parts {
		if word := strings.TrimRight(p, "0123456789"); len(p)-len(word) > 4 || word != lower(word) && word != strings.ToUpper(word) && word[1:] != lower(word[1:]) || !plainWord(word) {
			odd++
		}
	}
	return odd*5 <= len(parts)
}

// patched reports whether v was put together from hexadecimal digits by hand: a
// letter or two in the other case, or other letters right behind a hash.
func patched(v string) bool {
	n, up, low := 0, 0, 0
	for n < len(v) && hexs[v[n]] {
		switch {
		case v[n] >= 'a':
			low++
		case v[n] >= 'A':
			up++
		}
		n++
	}
	few := min(up, low)
	return n >= 32 && (n == len(v) && few > 0 && few < 3 && up+low >= 12 || n < len(v) && alnum[v[n]] && len(v)-n < 8)
}

// pattern reports whether v is a regular expression.
func pattern(v string) bool {
	return strings.Contains(v, "(?") || strings.Contains(v, ".*") || strings.Contains(v, "[A-Z") || strings.Contains(v, "[a-z") || strings.Contains(v, "[0-9") || strings.Contains(v, `\d`)
}
