package decode

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
)

// noise returns n bytes that say nothing, the same on every call.
func noise(n int) []byte {
	r := rand.New(rand.NewPCG(7, uint64(n)))
	b := make([]byte, 0, n+8)
	for len(b) < n {
		b = binary.LittleEndian.AppendUint64(b, r.Uint64())
	}
	return b[:n]
}

func lines(format string, n int, value func(i int) []any) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, format+"\n", value(i)...)
	}
	return b.String()
}

func hash(i, n int) []byte {
	all := noise(1 << 16)
	at := (i * 97) % (len(all) - n)
	return all[at : at+n]
}

// nearMisses are what looks encoded and is not, or says nothing.
var nearMisses = map[string]string{
	"uuid": lines("%x-%x-4%x-a%x-%x", 40, func(i int) []any {
		h := hash(i, 16)
		return []any{h[:4], h[4:6], h[6:8], h[8:10], h[10:]}
	}),
	"git log":    lines("commit %x", 60, func(i int) []any { return []any{hash(i, 20)} }),
	"sha256 sum": lines("%x  file-%d.tar.gz", 60, func(i int) []any { return []any{hash(i, 32), i} }),
	"integrity": lines(`      "integrity": "sha512-%s",`, 60, func(i int) []any {
		return []any{base64.StdEncoding.EncodeToString(hash(i, 64))}
	}),
	"go.sum": lines("example.com/mod/v%d v1.%d.0/go.mod h1:%s", 60, func(i int) []any {
		return []any{i, i, base64.StdEncoding.EncodeToString(hash(i, 32))}
	}),
	"certificate": "-----BEGIN CERTIFICATE-----\n" + chunks(base64.StdEncoding.EncodeToString(noise(1400)), 64, "\n") + "\n-----END CERTIFICATE-----\n",
	"ssh key":     "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAI" + base64.RawStdEncoding.EncodeToString(noise(33)) + " someone@host",
	"image":       "![x](data:image/png;base64," + base64.StdEncoding.EncodeToString(append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"), noise(6000)...)) + ")",
	"jwt head": "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.eyJzdWIiOiIxMjM0NTY3ODkwIiwiaWF0IjoxNTE2MjM5MDIyfQ." +
		base64.RawURLEncoding.EncodeToString(noise(32)),
	"minified": strings.Repeat(`!function(e,t){"object"==typeof exports?t(exports):(e.x={},t(e.x))}(this,function(e){var t=0x1f,n=e[t>>>3]|0;return n?t:n});`, 20),
	"colours":  lines(".c%d { color: #%x; background: #%x }", 60, func(i int) []any { return []any{i, hash(i, 3), hash(i+1, 3)} }),
	"phones":   lines("+49 %d 555 %d-%d", 60, func(i int) []any { return []any{30 + i, 1000 + i, 20 + i} }),
	"table":    strings.Repeat("| --- | :-: | ---: |\n| a | - | ... |\n| - | -- | --- |\n", 30),
	"rules":    strings.Repeat("...\n---\n* * *\n- - - - - - - -\n. . . . . . . .\n=======\n--------------------------------\n................................\n", 20),
	"contents": lines("%d.%d Some heading ............................ %d", 40, func(i int) []any { return []any{i / 9, i % 9, 3 * i} }),
	"sql": lines("INSERT INTO t (a, b, c) VALUES (%d, 'x%d', %d);", 60, func(i int) []any {
		return []any{i, i, i * 7919}
	}) + "SELECT * FROM t WHERE name LIKE '%dead%' AND b LIKE '%20%';",
	"ipv6":       lines("2001:db8:%x:%x::%x dev eth%d", 60, func(i int) []any { return []any{hash(i, 2), hash(i+1, 2), hash(i+2, 2), i} }),
	"mac":        lines("%02x:%02x:%02x:00:11:22 00:1b:44:11:3a:b7", 60, func(i int) []any { h := hash(i, 3); return []any{h[0], h[1], h[2]} }),
	"bits":       lines("%016b %08b %032b", 40, func(i int) []any { return []any{i * 991, i, i * 7919} }),
	"dump":       lines("%08x  % x", 60, func(i int) []any { return []any{i * 16, hash(i, 16)} }),
	"numbers":    lines("%d, %d.%d, -%d, %de%d, %d", 200, func(i int) []any { return []any{i * 37, i, i * 3 % 100, i % 90, i, i % 9, i % 128} }),
	"csv":        lines("%d,%d,%d,%d,%d,%d", 200, func(i int) []any { return []any{i % 100, i * 7 % 100, i * 13 % 100, i * 29 % 100, i * 31 % 100, 5} }),
	"dates":      lines("2026-%02d-%02dT%02d:%02d:%02d.%03dZ INFO", 60, func(i int) []any { return []any{1 + i%12, 1 + i%28, i % 24, i % 60, i * 7 % 60, i} }),
	"paths":      lines("/usr/share/doc/package-%d/examples/VeryLongDirectoryName/AnotherRatherLongOne/file_%d.txt", 60, func(i int) []any { return []any{i, i} }),
	"identifers": strings.Repeat("func (s *ServerSentEventsConnection) HandleIncomingNotificationFromClient(ctx ContextWithDeadlineAndValues) ErrorOrNothing\n", 20),
	"constants":  strings.Repeat("MAX_RETRY_COUNT_BEFORE_FAILURE DEFAULT_CONNECTION_TIMEOUT_SECONDS EXPERIMENTAL_FEATURE_FLAG\n", 20),
	"windows":    strings.Repeat(`C:\Users\nobody\test\x86\new\results C:\1\2\3`+"\n", 20),
	"patterns":   strings.Repeat(`^(\d{3})-(\w+)\1\2$ [\x00-\x1f\x7f] \bfoo\b s/(.)(.)/\2\1/`+"\n", 20),
	"formats":    strings.Repeat(`printf("%20s %5d %-10s %08x 100%% %3d%%\n", a, b); 50% off`+"\n", 20),
	"assignment": strings.Repeat("a=10 b=20 c=30; width=100 height=200\nif x==42 && y>=17 { z+=99 }\n", 20),
	"references": strings.Repeat("auto p = &foo; if (a && b) f(&bar, &baz); R&D, AT&T; x=&y\n", 20),
	"addresses":  strings.Repeat("https://a.example/b?x=1&lt=2&gtm=45He&copy=3&amp=1\n", 20),
	"diffstat":   strings.Repeat(" internal/a/b.go | 40 ++++++++++++++++++++++++++++--------------\n", 20),
	"ansi":       strings.Repeat("\x1b[31mred\x1b[0m \\x1b[31m \\033[0m\n", 20),
	"prose":      strings.Repeat("This is ordinary prose, with some words of different length; nothing is hidden in it. It goes on for a while... and ends.\n", 40),
	"list":       strings.Repeat("- a\n- b c\n  - d e f\n", 60),
	"go":         strings.Repeat("\tif err := json.Unmarshal(data, &v); err != nil {\n\t\treturn nil, fmt.Errorf(\"read %s: %w\", name, err)\n\t}\n", 40),
	"protobuf":   base64.StdEncoding.EncodeToString([]byte("\x0a\x05hello\x12\x04\x08\x96\x01\x18\x1a\x05world\x22\x08\x01\x02\x03\x04\x05\x06\x07\x08\x28\x01\x30\x90\x4e")),
	"hex blob":   hex.EncodeToString(noise(5000)),
	"camelbits":  "v1 utf8 int64 x86 h264 sha256 base64 md5 rot13 i18n k8s a11y l10n " + strings.Repeat("iPhone MacBook eBay ", 20),
}

func TestReadingsLeavesNearMisses(t *testing.T) {
	for name, text := range nearMisses {
		for _, r := range Readings(text, plenty()) {
			t.Errorf("%s: read as %s at %d:%d: %.100q", name, r.Disguise, r.Start, r.End, r.Text)
		}
		for _, style := range jsonStyles[:1] {
			if May([]byte(style.quote(text))) {
				t.Errorf("%s: suspected", name)
			}
		}
	}
}

// TestReadingsCostsNothingOnNearMisses: no allocation without a finding.
func TestReadingsAllocatesNothing(t *testing.T) {
	for name, text := range nearMisses {
		b := plenty()
		if n := testing.AllocsPerRun(3, func() { Readings(text, b) }); n > 0 {
			t.Errorf("%s: Readings allocates %v times", name, n)
		}
		raw := []byte(jsonStyles[0].quote(text))
		if n := testing.AllocsPerRun(3, func() { May(raw) }); n > 0 {
			t.Errorf("%s: May allocates %v times", name, n)
		}
	}
}
