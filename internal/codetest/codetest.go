// Package codetest writes texts in the codes that people and programs write letters in,
// for the tests of those who read them. Only tests import it.
package codetest

import (
	"fmt"
	"strings"
)

// Places are the names of the letters by their number in the alphabet, for [Spelt].
const Places = "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26"

// Each returns what writes every character of a text in a form of package fmt, with
// between between them.
func Each(form, between string) func(string) string {
	return func(s string) string {
		var parts []string
		for _, c := range s {
			parts = append(parts, fmt.Sprintf(form, c))
		}
		return strings.Join(parts, between)
	}
}

// Spelt returns what writes each letter from a to z by its name, one of 26 with blanks
// between them, with between between letters and words between words. What has no name
// is left out; capital letters are small ones.
func Spelt(names, between, words string) func(string) string {
	list := strings.Fields(names)
	return func(s string) string {
		var all []string
		for w := range strings.FieldsSeq(strings.ToLower(s)) {
			var letters []string
			for _, c := range w {
				if c >= 'a' && c <= 'z' {
					letters = append(letters, list[c-'a'])
				}
			}
			all = append(all, strings.Join(letters, between))
		}
		return strings.Join(all, words)
	}
}
