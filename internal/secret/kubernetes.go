package secret

import (
	"encoding/base64"
	"strings"
)

// Secrets of Kubernetes: whatever stands below "data" in an object of that kind
// is meant to be one, whatever its name. Values are in base64, in YAML or JSON.

func kubernetesFormats() []format {
	kind := k("Kubernetes secret")
	var all []format
	for _, w := range []string{"kind: secret", `"kind": "secret"`, `"kind":"secret"`, `"kind\": \"secret\"`, `"kind\":\"secret\"`} {
		all = append(all, format{kind: kind, prefix: w, anyCase: true, class: isRule, find: manifest, maybe: maybeManifest})
	}
	return all
}

// maxManifest bounds how far from its kind the values of an object are looked
// for, to each side.
const maxManifest = 8 << 10

// manifest returns all from the first to the last value of an object's data that
// is a secret.
func manifest(text string, at int) (Found, bool) {
	if at < len(text) && (wordish[text[at]] || text[at] == '.') {
		return Found{}, false // SecretList, SecretStore
	}
	from, to := max(0, at-maxManifest), min(len(text), at+maxManifest)
	for _, apart := range []string{"\n---", "\n- apiVersion:", `{"apiVersion"`} { // other objects
		if k := strings.LastIndex(text[from:at], apart); k >= 0 {
			from += k + 1
		}
		if k := strings.Index(text[at:to], apart); k >= 0 {
			to = at + k
		}
	}
	object := text[from:to]
	for i := 0; ; {
		k := strings.Index(object[i:], "data")
		if k < 0 {
			return Found{}, false
		}
		i += k + len("data")
		rest := strings.TrimLeft(object[i:], `"\`)
		if !strings.HasPrefix(rest, ":") || i > 5 && strings.EqualFold(object[i-8:i], "metadata") {
			continue
		}
		if f, ok := manifestValues(object, len(object)-len(rest)+1); ok {
			return Found{Start: from + f.Start, End: from + f.End}, true
		}
	}
}

// manifestValues looks at the values of the members that begin at object[at:],
// until they end.
func manifestValues(object string, at int) (f Found, ok bool) {
	indent := at - 1 - strings.LastIndexByte(object[:at], '\n')
	for i := at; i < len(object); {
		c := object[i]
		switch {
		case c == '}' || c == '\n' && less(object[i+1:], indent):
			return f, ok
		case !base64s[c] || base64s[object[i-1]]:
			i++
			continue
		}
		end := i
		for end < len(object) && base64s[object[end]] {
			end++
		}
		if before := strings.TrimRight(object[at:i], " \t\r\n\"'\\|>"); strings.HasSuffix(before, ":") && kept(object[i:end]) {
			if !ok {
				f.Start, ok = i, true
			}
			f.End = end
		}
		i = end
	}
	return f, ok
}

// less reports whether a line is that of a member beside the data, and not of
// one below it.
func less(line string, column int) bool {
	n := len(line) - len(strings.TrimLeft(line, " "))
	name := strings.TrimLeft(line, " ")
	return name != "" && name[0] != '\n' && name[0] != '"' && name[0] != '}' && n <= column-len("data:")
}

// kept reports whether a value in base64 is worth keeping: not a word of an
// example.
func kept(v string) bool {
	b, err := base64.StdEncoding.DecodeString(v)
	if err != nil || len(b) < 6 {
		return false
	}
	for _, c := range b {
		if c >= 0x7f || c < ' ' && c != '\n' && c != '\r' && c != '\t' {
			return len(b) >= 16 // a key, a file
		}
	}
	plain := strings.TrimSpace(string(b))
	return login(plain) || len(plain) >= 16 && (random(plain) || strings.ContainsAny(plain, "\n{=:") && callsSecret(lower(plain))) // a file of settings
}

// maybeManifest takes every object of that kind.
func maybeManifest([]byte, int, int) bool { return true }
