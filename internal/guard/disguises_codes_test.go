package guard

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/codetest"
)

// What programs and people write letters as, see package codes.

// shiftedBy writes letters so many further in the alphabet; 26 turns it round.
func shiftedBy(by int) func(string) string {
	return func(s string) string {
		return strings.Map(func(r rune) rune {
			low := r | 0x20
			switch {
			case low < 'a' || low > 'z' || r > 'z':
				return r
			case by == 26:
				return 'z' - (low - 'a') + (r - low)
			}
			return 'a' + (low-'a'+rune(by))%26 + (r - low)
		}, s)
	}
}

func seenTurned(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '!' || r > '~' {
			return r
		}
		return '!' + (r-'!'+47)%94
	}, s)
}

const radioNames = "alfa bravo charlie delta echo foxtrot golf hotel india juliett kilo lima mike november oscar papa quebec romeo sierra tango uniform victor whiskey x-ray yankee zulu"

// cutUp writes pieces of three letters as strings that a program puts together.
func cutUp(s string) string {
	var parts []string
	for ; len(s) > 3; s = s[3:] {
		parts = append(parts, "'"+s[:3]+"'")
	}
	return strings.Join(append(parts, "'"+s+"'"), " + ")
}

func quotedLetters(s string) string {
	var parts []string
	for _, c := range s {
		parts = append(parts, fmt.Sprintf("%q", string(c)))
	}
	return "[" + strings.Join(parts, ", ") + "]"
}

// coded are tried by themselves: what is put over them or under them must show common
// words for anybody to look.
var coded = []disguise{
	{"shifted by 3", spelling, true, false, shiftedBy(3)},
	{"alphabet turned round", spelling, true, false, shiftedBy(26)},
	{"shifted by 47", encoding, true, false, seenTurned},
	{"names of letters", encoding, true, false, codetest.Spelt(radioNames, " ", " / ")},
	{"places of letters", encoding, true, false, codetest.Spelt(codetest.Places, "-", " ")},
	{"quoted letters", encoding, true, false, quotedLetters},
	{"pieces of strings", encoding, true, false, cutUp},
	{"style sheet", encoding, true, false, codetest.Each("\\%06x", "")},
	{"calls for letters", encoding, true, false, codetest.Each("chr(%d)", "+")},
	{"base64 apart", encoding, false, false, func(s string) string {
		return strings.Join(strings.Split(base64.StdEncoding.EncodeToString([]byte(s)), ""), " ")
	}},
}
