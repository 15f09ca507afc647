package flow

import (
	"slices"
	"testing"
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
