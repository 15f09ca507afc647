package secret

import "strings"

// Passwords in sentences, in the languages of the people who write them: "das
// Passwort lautet ...", "パスワードは ... です". The word is looked for without its
// first letter where that may be a capital one of more than a byte.

// proseWords are words for a password.
var proseWords = []string{"password", "passwort", "kennwort", "mot de passe", "contraseña", "clave", "senha", "la password", "пароль", "ароль", "密码", "密碼", "パスワード", "비밀번호", "كلمة المرور", "كلمة السر",
	"hasło", "heslo", "wachtwoord", "lösenord", "ösenord", "şifre", "ifreniz", "jelszó", "סיסמה", "รหัสผ่าน", "mật khẩu", "kata sandi", "salasana", "adgangskode", "parola", "κωδικός", "лозинка", "पासवर्ड", "wifi key", "wi-fi key", "root pw ", "password ", "passwort ", " pw: ", "pass: ", "credentials: ", "creds are "}

func proseFormats() []format {
	var all []format
	for _, w := range proseWords {
		all = append(all, format{kind: password, prefix: w, anyCase: true, find: proseBehind(w), maybe: maybeProse, class: isPassword})
	}
	return all
}

// proseBehind is prosePassword for one word, which must be whole where it is
// short.
func proseBehind(word string) func(string, int) (Found, bool) {
	return func(text string, at int) (Found, bool) {
		if word == "pass: " && !starts(text, at-len(word)) {
			return Found{}, false
		}
		end := at // of the word, with what a language puts behind it
		for end < len(text) && text[end] >= 'a' && text[end] <= 'z' {
			end++
		}
		if longest := len(suffix); end-at > longest || end > at && strings.HasPrefix(word, "pass") || end < len(text) && (alnum[text[end]] || text[end] == '_') && text[at-1] != ' ' {
			return Found{}, false
		}
		return prosePassword(text, at)
	}
}

// suffix is as long as what a language puts behind a word: salasanasi.
const suffix = "____"

// maxProse bounds what may stand between the word and the password.
const maxProse = 48

// prosePassword finds the password behind a word for it: behind a colon, or a
// word such as "is", and at most a few others.
func prosePassword(text string, at int) (Found, bool) {
	limit := min(len(text), at+maxProse)
	given, words := text[at-1] == ' ', 0
	if given {
		words = 4 // at once, or behind another sign
	}
	first := words
	for i := at; i < limit; {
		c := text[i]
		switch {
		case c == ' ' || c == '\t' || c == '"' || c == '\'' || c == '`' || c == '*':
			i++
			continue
		case c == ':' || c == '=' || c == '/':
			given = true
			i++
			continue
		case c == '\n' || c == '.' || c == ',' || c == ';' || c == '(' || c == '<' || c == '{':
			return Found{}, false
		}
		if n := connector(text[i:limit]); n > 0 {
			given = true
			i += n
			continue
		}
		end := i
		for end < len(text) && end-i < 130 && text[end] > ' ' && (text[end] < 0x7f || c >= 0x80) && strings.IndexByte("\"'`<>,;)]}|:", text[end]) < 0 {
			end++
		}
		for end > i && (text[end-1] == '.' || text[end-1] == '?' || text[end-1] == '*') {
			end--
		}
		if given && (strong(text[i:end]) || words == first && keyAt(text, i, end)) && (end >= len(text) || text[end] != ':' || text[i:end] != lower(text[i:end])) {
			return Found{Start: i, End: end}, true
		}
		if words++; words > 4 || end <= i {
			return Found{}, false
		}
		i = end
	}
	return Found{}, false
}

// keyAt reports whether a password was made as keys are.
func keyAt(text string, start, end int) bool {
	f, ok := keyOf(text, start)
	return ok && f.End >= end
}

// connectors say that what follows is the password.
var connectors = []string{"is ", "is: ", "ist ", "lautet ", "est ", "es ", "é ", "è ", "to ", "är ", "er ", "on ", "je ", "адрес", "— ", "– ", "- ", "：", "は", "是", "为", "為", "는", "은", "هي ", "הוא ", "คือ", "là "}

func connector(s string) int {
	for _, c := range connectors {
		if strings.HasPrefix(s, c) {
			return len(c)
		}
	}
	return 0
}

// strong reports whether a word of a sentence is a password: it has signs that
// words do not have, or changes often between letters and digits.
func strong(v string) bool {
	if len(v) < 8 || len(v) > 64 || strings.ContainsAny(v, "/\\") || notAValue(v) || dummy(v) || version(v) || illustrates(v) {
		return false
	}
	if dash := strings.LastIndexByte(v, '-'); dash > 0 && len(v)-dash > 4 && strings.Trim(v[dash+1:], "abcdefghijklmnopqrstuvwxyz") == "" {
		return false // base64-encoded
	}
	digit, letter, sign, changes := false, false, false, 0
	for i := range len(v) {
		c := v[i]
		if c <= ' ' || c >= 0x7f {
			return false
		}
		digit, letter = digit || digits[c], letter || alnum[c] && !digits[c]
		sign = sign || strings.IndexByte("!#$%^&*@?~+=", c) >= 0
		if i > 0 && (digits[c] != digits[v[i-1]] || c >= 'A' && c <= 'Z' && v[i-1] >= 'a' && v[i-1] <= 'z') {
			changes++
		}
	}
	return digit && letter && (sign && !strings.Contains(v, "@") || sign && changes > 2 || changes >= 4 && !wordy(v) && !uuid(v) && !onlyHex(v))
}

// maybeProse looks for a digit behind a word, before the line ends.
func maybeProse(content []byte, _, at int) bool {
	for _, c := range content[at:min(len(content), at+maxProse+24)] {
		if digits[c] {
			return true
		}
		if c == '<' || c == '{' {
			return false
		}
	}
	return false
}
