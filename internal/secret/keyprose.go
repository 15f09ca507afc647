package secret

import "strings"

// Keys in sentences of other languages than English ("der API-Schlüssel lautet
// ...", "el token es ..."), and on a line of their own behind a line that
// announces one. A word is looked for without its first letter where that may be
// a capital one of more than a byte. Keys that are public, cached or primary are
// none; a key that is announced in English within a sentence is found by its name.

// keyWords are words for a key or a token that opens something.
var keyWords = []string{"api-schlüssel", "api schlüssel", "geheimer schlüssel", "zugriffsschlüssel", "zugriffstoken", "zugangstoken", "clé api", "clé d'api", "clé secrète", "clé d'accès", "jeton d'accès", "jeton api",
	"clave api", "clave de api", "clave secreta", "clave de acceso", "token de acceso", "token de acesso", "chave api", "chave de api", "chave da api", "chave secreta", "chave de acesso",
	"chiave api", "chiave segreta", "token di accesso", "klucz api", "klucz tajny", "token dostępu", "api-sleutel", "geheime sleutel", "toegangstoken", "api-nyckel", "api-nøgle", "api-nøkkel", "api-avain", "api anahtarı", "erişim anahtarı",
	"el token es", "le jeton est", "das token ist", "das token lautet", "o token é", "il token è", "api-ключ", "api ключ", "ключ api", "екретный ключ", "окен доступа", "окен:", "api密钥", "api 密钥", "访问令牌", "密钥是", "密钥：", "令牌是", "令牌：",
	"apiキー", "シークレットキー", "アクセストークン", "トークンは", "トークン：", "api 키", "비밀 키", "액세스 토큰", "مفتاح api", "رمز الوصول"}

// announced are words that, at the end of a line or in one with a colon behind it,
// say that the next line is a key.
var announced = []string{"access token", "api key", "api token", "auth token", "bearer token", "secret key", "client secret", "deploy token", "webhook secret", "signing secret", "access key"}

func keyProseFormats() []format {
	var all []format
	for _, w := range keyWords {
		all = append(all, format{kind: accessToken, prefix: w, anyCase: true, class: isRule, find: keyBehind, maybe: maybeProse})
	}
	for _, w := range announced {
		all = append(all, format{kind: accessToken, prefix: w, anyCase: true, class: isRule, find: keyBelow, maybe: maybeBelow})
	}
	return all
}

// keyBehind finds the key behind a word for it: behind a colon or a word such as
// "is", and nothing else.
func keyBehind(text string, at int) (Found, bool) {
	const most = 24 // of signs, and what a language puts behind a word
	given := strings.HasSuffix(text[:at], ":") || strings.HasSuffix(text[:at], "：") || strings.HasSuffix(text[:at], "は") || strings.HasSuffix(text[:at], "是")
	for _, is := range []string{" es", " est", " ist", " lautet", " é", " è"} {
		given = given || strings.HasSuffix(lower(text[:at][max(0, at-8):]), is)
	}
	for i := at; i < len(text) && i-at < most; {
		c := text[i]
		n := connector(text[i:min(len(text), i+most)])
		switch {
		case n > 0:
			given = true
			i += n
		case c == ':' || c == '=':
			given = true
			i++
		case strings.IndexByte(" \t\"'`*", c) >= 0:
			i++
		case !given:
			return Found{}, false
		default:
			return keyOf(text, i)
		}
	}
	return Found{}, false
}

// keyOf is the key that begins at a place, as a word by itself.
func keyOf(text string, start int) (Found, bool) {
	end := start
	for end < len(text) && end-start <= 200 && (base64s[text[end]] || wordish[text[end]] || text[end] == '.' || text[end] == '=') {
		end++
	}
	for end > start && text[end-1] == '.' {
		end--
	}
	v := text[start:end]
	ok := len(v) >= 20 && keyValue("token", v) && !illustrates(v) && !version(v)
	return Found{Start: start, End: end}, ok && (keyed(strings.TrimRight(v, "=")) || longRandom(v))
}

// maxAnnounced bounds the rest of the line that announces a key.
const maxAnnounced = 48

// keyBelow finds the key that is all of the line behind one that announces it, also in
// a block of code.
func keyBelow(text string, at int) (Found, bool) {
	head, _, ok := strings.Cut(text[at:min(len(text), at+maxAnnounced)], "\n")
	if !ok || strings.ContainsAny(head, ".?!<{=") {
		return Found{}, false
	}
	i := at + len(head)
	colon := strings.HasSuffix(strings.TrimRight(head, " *\r"), ":")
	for i < len(text) && (text[i] == '\n' || text[i] == '\r' || text[i] == ' ') && i-at < 2*maxAnnounced {
		i++
	}
	if strings.HasPrefix(text[i:], "```") {
		block, _, ok := strings.Cut(text[i:min(len(text), i+16)], "\n")
		if !ok {
			return Found{}, false
		}
		i += len(block) + 1
	} else if !colon {
		return Found{}, false
	}
	f, ok := keyOf(text, i)
	return f, ok && (f.End == len(text) || text[f.End] == '\n' || text[f.End] == '\r')
}

// maybeBelow looks in raw text for the end of a line, and a digit behind it.
func maybeBelow(content []byte, _, at int) bool {
	line := false
	for i, c := range content[at:min(len(content), at+3*maxAnnounced+32)] {
		line = line || c == '\n' || c == '\\'
		if !line && i > maxAnnounced {
			return false
		}
		if line && digits[c] {
			return true
		}
	}
	return false
}
