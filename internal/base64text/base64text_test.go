package base64text

import (
	"encoding/base64"
	"strings"
	"testing"
)

func wrapped(text, ends string, line int) string {
	letters, out := base64.StdEncoding.EncodeToString([]byte(text)), ""
	for ; len(letters) > line; letters = letters[line:] {
		out += letters[:line] + ends
	}
	return out + letters + ends
}

func TestReadAndWrite(t *testing.T) {
	for _, text := range []string{"a line\n", "two words", "K\u00f6nig???>>>", strings.Repeat("A line of some length, and then another one.\n", 9)} {
		for name, run := range map[string]string{
			"standard":         base64.StdEncoding.EncodeToString([]byte(text)),
			"address":          base64.URLEncoding.EncodeToString([]byte(text)),
			"unpadded":         base64.RawStdEncoding.EncodeToString([]byte(text)),
			"unpadded address": base64.RawURLEncoding.EncodeToString([]byte(text)),
			"lines of 60":      wrapped(text, "\n", 60),
			"lines of 76":      wrapped(text, "\r\n", 76),
			"lines of 7":       wrapped(text, "\n", 7),
		} {
			got, form, ok := Read(run)
			if !ok || got != text {
				t.Fatalf("%s: %q is read as %q, %v", name, run, got, ok)
			}
			if back := form.Write(text); back != run {
				t.Errorf("%s: %q is written as %q", name, run, back)
			}
			other := text + "x"
			if got, again, ok := Read(form.Write(other)); !ok || got != other || again.ends != form.ends && again.line != 0 {
				t.Errorf("%s: %q is read as %q", name, other, got)
			}
		}
	}
}

func TestNoTextInBase64(t *testing.T) {
	for _, run := range []string{
		"", "abc", "not base64 at all", "YWJj!GVm",
		base64.StdEncoding.EncodeToString([]byte("\x89PNG\r\n\x1a\n\x00\x00")),
		base64.StdEncoding.EncodeToString([]byte("caf\xe9 noir")),
		"YWJj\nZGVmZ2hp\n",             // lines of different lengths
		"YWJj\nZGVm\r\nZ2hp",           // two kinds of line ends
		"YWJjZB==",                     // bits behind the end
		strings.Repeat("A", MaxText+4), // too long
	} {
		if text, _, ok := Read(run); ok {
			t.Errorf("%.40q is read as %.40q", run, text)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("YSBsaW5lCg==")
	f.Add("YSBs\naW5l\nCg==\n")
	f.Fuzz(func(t *testing.T, run string) {
		text, form, ok := Read(run)
		if ok && form.Write(text) != run {
			t.Fatalf("%q", run)
		}
	})
}
