package finding

import "strings"

// RedactPointer is Redact for a JSON pointer: each key is redacted as it reads,
// before the escapes of RFC 6901 cut it into pieces.
func RedactPointer(pointer string, max int) string {
	parts := strings.Split(pointer, "/")
	plain := strings.NewReplacer("~1", "/", "~0", "~")
	for i, p := range parts {
		if key := plain.Replace(p); Redact(key, len(key)+1) != VisibleText(key, len(key)+1) {
			parts[i] = Redact(key, max)
		}
	}
	return Redact(strings.Join(parts, "/"), max)
}
