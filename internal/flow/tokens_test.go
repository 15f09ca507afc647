package flow

import (
	"slices"
	"testing"
	"unicode/utf8"
)

func TestTokens(t *testing.T) {
	for text, want := range map[string][]Token{
		"Write to Ada.B@byron.uk, or bob@x.org.":           {{Mailbox, 9, 23, "ada.b@byron.uk"}, {Mailbox, 28, 37, "bob@x.org"}},
		"card 4539 1488 0343 6467 of Ada":                  {{Identity, 5, 24, "4539148803436467"}},
		"4539148803436467":                                 {{Identity, 0, 16, "4539148803436467"}},
		"4539148803436468, 4444444444444444":               nil,
		"ssn 536-22-8714, 000-12-1234, 536-22-87145":       {{Identity, 4, 15, "536228714"}},
		"call +44 7700 900123 now":                         {{Dialled, 6, 20, "447700900123"}},
		"iban BE68 5390 0754 7034, BE69 5390 0754 7034":    {{Account, 5, 24, "be68539007547034"}},
		"id CUS_9f83Kd02 and 2026-03-09T10:00":             {{Named, 3, 15, "cus_9f83kd02"}},
		"see /srv/x/a7, https://x.co/a7Qz.":                {{Named, 4, 13, "/srv/x/a7"}, {Named, 15, 32, "https://x.co/a7qz"}},
		"version 2.4.1-rc.3 of 12.03.2026, 18240.50 EUR":   nil,
		"no@t one, @ada, a@b, x@.y, 1184729384719283746 ":  nil,
		"in base64: bm90aGluZw== and a word-with-hyphens.": nil,
	} {
		var got []Token
		Tokens(text, false, func(t Token) { t.Plain = string([]byte(t.Plain)); got = append(got, t) })
		if !slices.Equal(got, want) {
			t.Errorf("%q: %+v, want %+v", text, got, want)
		}
	}
	var found []string
	Brief("a NDgyOTEz and NDUzOTE0ODgwMzQzNjQ2Nw== in https://example.net/p/YWRhQGJ5cm9uLnVr, but nothing-else", func(_, _ int, how Shape, said string) { found = append(found, string(how)+" "+said) })
	if want := []string{"base64 482913", "base64 4539148803436467", "base64 ada@byron.uk"}; !slices.Equal(found, want) {
		t.Errorf("%q", found)
	}
}

func FuzzTokens(f *testing.F) {
	f.Add("Ada <ada@byron.uk> +44 7700 900123, BE68 5390 0754 7034, 4539 1488 0343 6467 /srv/x/a7 CUS_9f83Kd02 NDgyOTEz", true)
	f.Fuzz(func(t *testing.T, text string, loose bool) {
		Tokens(text, loose, func(x Token) {
			if x.Start < 0 || x.Start >= x.End || x.End > len(text) || x.Plain == "" {
				t.Fatalf("%+v in %q", x, text)
			}
		})
		Brief(text, func(start, end int, _ Shape, said string) {
			if start < 0 || start >= end || end > len(text) || said == "" {
				t.Fatalf("%d to %d in %q", start, end, text)
			}
		})
	})
}

func FuzzIslands(f *testing.F) {
	f.Add([]byte("\x00\xff\xfesome text that is long enough\xff\xff and more of it, for certain \xe4"))
	f.Fuzz(func(t *testing.T, data []byte) {
		Islands(data, func(text []byte) {
			if len(text) < Gram || len(text) < len(data) && !utf8.Valid(text) {
				t.Fatalf("%q of %q", text, data)
			}
		})
		var s stream
		run := []byte(nil)
		for _, c := range data {
			if alphabet[c] && c != '-' && c != '_' {
				run = append(run, c)
			}
		}
		s.pack(run, &values64, 6)
		for char := range 4 {
			s.from(char, nil)
		}
	})
}
