package secret

import "strings"

// Cookies in the files of browsers and of what drives them: JSON objects with a
// name, a value and what browsers note beside them.

// maxCookie bounds an object of a cookie to each side of what it is known by.
const maxCookie = 2 << 10

// jarred is the value of a cookie of a session in the object that "httpOnly"
// stands in at text[:at].
func jarred(text string, at int) (Found, bool) {
	start := strings.LastIndexByte(text[max(0, at-maxCookie):at], '{')
	if start < 0 {
		return Found{}, false
	}
	start += max(0, at-maxCookie)
	end := min(len(text), at+maxCookie)
	if k := strings.IndexByte(text[at:end], '}'); k >= 0 {
		end = at + k
	}
	object := text[start:end]
	name, _, _ := memberOf(object, "name")
	v, from, ok := memberOf(object, "value")
	return Found{Start: start + from, End: start + from + len(v)}, ok && sessionName(name) && len(v) >= 16 && !variable(v) && !dummy(v) && (random(v) || mingled(v))
}

// memberOf is the text of a member of an object, and where it begins.
func memberOf(object, name string) (v string, from int, ok bool) {
	for _, q := range []string{`"`, `\"`} {
		_, behind, found := strings.Cut(object, q+name+q)
		if !found {
			continue
		}
		text := strings.TrimLeft(behind, " \t\r\n:")
		if !strings.HasPrefix(text, q) || len(text) == len(behind) {
			continue
		}
		text = text[len(q):]
		if end := strings.Index(text, q); end >= 0 {
			return text[:end], len(object) - len(text), true
		}
	}
	return "", 0, false
}

// sessionName reports whether a cookie of that name says who somebody is.
func sessionName(name string) bool {
	low := lower(strings.TrimSpace(name))
	return strings.Contains(low, "sess") || strings.Contains(low, "auth") || strings.Contains(low, "sid") || strings.Contains(low, "identity") || strings.Contains(low, "token") && !strings.Contains(low, "csrf") && !strings.Contains(low, "xsrf")
}
