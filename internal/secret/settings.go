package secret

import "strings"

// setting reports whether the name at text[at:] is that of a setting, and not of
// the field of a form: <add key="NAME" value="...">.
func setting(text string, at int) bool {
	before := text[max(0, at-48):at]
	tag := before[strings.LastIndexByte(before, '<')+1:]
	for _, t := range []string{"add ", "setting ", "property ", "entry ", "variable ", "env ", "param ", "appsetting "} {
		if len(tag) > len(t) && strings.EqualFold(tag[:len(t)], t) {
			return true
		}
	}
	return false
}

// row is the operator between the columns of a table of names and values.
const row = 'r'

// rowed finds the value in lines such as X_TOKEN,VALUE of a table: the name begins the
// line and is that of a variable, and nothing but the value follows.
func rowed(text string, at int) (next int) {
	if at >= len(text) || text[at] != ',' {
		return 0
	}
	from := at
	for from > 0 && at-from < maxName && nameByte(text[from-1]) {
		from--
	}
	if from > 0 && text[from-1] != '\n' || !strings.Contains(text[from:at], "_") && (from == 0 || !strings.HasSuffix(text[:from-1], "value")) {
		return 0
	}
	end := at + 1
	for end < len(text) && end-at < maxValue && text[end] > ' ' && text[end] != ',' {
		end++
	}
	if end < len(text) && text[end] != '\n' && text[end] != '\r' {
		return 0
	}
	return at + 1
}

// longRandom reports whether a word is as long as keys are and all of letters of both
// cases, digits and the signs of base64.
func longRandom(v string) bool {
	upper, low, digit := 0, 0, 0
	for i := range len(v) {
		switch c := v[i]; {
		case c >= 'A' && c <= 'Z':
			upper++
		case c >= 'a' && c <= 'z':
			low++
		case digits[c]:
			digit++
		case c != '/' && c != '+' && c != '=' && c != '-' && c != '_':
			return false
		}
	}
	return len(v) >= 32 && min(upper, low, 3*digit) >= len(v)/6
}

// appPassword reports whether v is one that Google makes for a mail program: sixteen
// small letters of chance, among which consonants stand behind each other as in no
// word.
func appPassword(v string) bool {
	const length, unspoken = 16, 5
	run, longest, rare := 0, 0, 0
	for i := range len(v) {
		c := v[i]
		if c < 'a' || c > 'z' {
			return false
		}
		if run++; strings.IndexByte("aeiouy", c) >= 0 {
			run = 0
		}
		if strings.IndexByte("jqxz", c) >= 0 {
			rare++
		}
		longest = max(longest, run)
	}
	return len(v) == length && (longest >= unspoken || longest == unspoken-1 && rare > 0 || rare > 2) && !illustrates(v)
}

// settingFormats are secrets in files that have their own way to write them.
func settingFormats() []format {
	all := []format{{kind: password, prefix: "WIFI:", find: wifi, maybe: always}}
	for _, scheme := range []string{":$6$", ":$5$", ":$1$", ":$y$"} {
		all = append(all, format{kind: k("password hash"), prefix: scheme, find: shadow, maybe: always})
	}
	return all
}

// maxWiFi bounds what joins a network.
const maxWiFi = 200

// wifi is the password in WIFI:T:WPA;S:NAME;P:PASSWORD;; as pictures for telephones
// have it.
func wifi(text string, at int) (Found, bool) {
	rest := text[at:min(len(text), at+maxWiFi)]
	from := strings.Index(";"+rest, ";P:")
	if from < 0 {
		return Found{}, false
	}
	from += len("P:")
	n := strings.IndexByte(rest[from:], ';')
	if n < 8 || strings.ContainsAny(rest[:from+n], "\r\n") {
		return Found{}, false
	}
	v := rest[from : from+n]
	return Found{Start: at + from, End: at + from + n}, varied(v) && !variable(v) && !dummy(v) && !illustrates(v)
}

// shadow is the hash of a password in a line of /etc/shadow: a name, the hash, and
// days.
func shadow(text string, at int) (Found, bool) {
	end := at
	for end < len(text) && end-at < 140 && (alnum[text[end]] || strings.IndexByte("./$=", text[end]) >= 0) {
		end++
	}
	start := at - len("$6$")
	if end-at < 24 || start < 2 || !alnum[text[start-2]] || !strings.Contains(text[at:end], "$") || end+1 >= len(text) || text[end] != ':' || !digits[text[end+1]] {
		return Found{}, false
	}
	return Found{Start: start, End: end}, !dummy(text[at:end])
}
