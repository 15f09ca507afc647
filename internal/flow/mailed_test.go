package flow

import (
	"strings"
	"testing"
	"time"
)

// TestMailed: what is written in UTF-7 or Punycode, by the examples of their RFCs and
// others, and what only looks so.
func TestMailed(t *testing.T) {
	for coded, want := range map[string]string{
		"Hi Mom +Jjo-! and so on, it is A+ImIDkQ.":    "Hi Mom ☺! and so on, it is A≢Α.",
		"Hi Mom -+Jjo--! It is A+ImIDkQ-. +-1 for us": "Hi Mom -☺-! It is A≢Α. +1 for us",
		"mail/&U,BTFw-/&ZeVnLIqe-/1234567890":         "mail/台北/日本語/1234567890",
		"a + b - c, d +abc, e&f-g, x++ and y--":       "",
		"a +abcdefghi- b - c, no letters in it":       "",
	} {
		if got, ok := seven(coded); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", coded, got, ok)
		}
	}
	for coded, want := range map[string]string{
		"https://xn--bcher-kva.example/xn--mnchen-3ya": "https://bücher.example/münchen",
		"b1abfaaepdrnnbgefbadotcwatmq2g4l":             "почемужеонинеговорятпорусски",
		"a.xn--zz9zz9zz9zz9zz9zz9.example":             "a.zz9zz9zz9zz9zz9zz9.example",
		"123e4567-e89b-12d3-a456-426614174000":         "",
		"a-long-name-of-a-branch-that-says-everything": "",
	} {
		if got, ok := puny(coded); got != want || ok != (want != "") {
			t.Errorf("%q: %q, %v", coded, got, ok)
		}
	}
}

// TestMailedIsLinear: shifts within shifts, and labels of one letter, are read once.
func TestMailedIsLinear(t *testing.T) {
	for name, text := range map[string]string{
		"shifts": strings.Repeat("+", 1<<20), "others": strings.Repeat("&+", 1<<19), "labels": strings.Repeat("xn--a", 1<<18),
	} {
		begun := time.Now()
		seven(text)
		puny(text)
		if took := time.Since(begun); took > 5*time.Second {
			t.Errorf("%s: %v", name, took)
		}
	}
}
