package detect

import (
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Bytes is a set of kinds of bytes. What a client sends is short and hostile
// in single characters, so argument rows are woken by kinds and not by words.
type Bytes uint32

const (
	Letter     Bytes = 1 << iota // a-z, A-Z
	Digit                        // 0-9
	Space                        // space, tab
	Break                        // line feed, carriage return
	Control                      // other controls, DEL
	High                         // anything that is not ASCII
	Dot                          // .
	Slash                        // /
	Backslash                    // \
	Colon                        // :
	Percent                      // %
	Quote                        // ' "
	Backtick                     // `
	Semicolon                    // ;
	Pipe                         // | &
	Dollar                       // $
	Angle                        // < >
	Round                        // ( )
	Curly                        // { }
	Square                       // [ ]
	Equals                       // =
	Dash                         // -
	Underscore                   // _
	At                           // @
	Hash                         // #
	Star                         // * ?
	Tilde                        // ~
	Other                        // ! + , ^
)

// bytesOf gives the kind of each byte.
var bytesOf = func() (t [256]Bytes) {
	for c := range t {
		switch b := byte(c); {
		case b|0x20 >= 'a' && b|0x20 <= 'z':
			t[c] = Letter
		case b >= '0' && b <= '9':
			t[c] = Digit
		case b >= utf8.RuneSelf:
			t[c] = High
		case b == '\n' || b == '\r':
			t[c] = Break
		case b < 0x20 && b != '\t' || b == 0x7f:
			t[c] = Control
		default:
			t[c] = Other
		}
	}
	for _, k := range []struct {
		set  Bytes
		text string
	}{
		{Space, " \t"}, {Dot, "."}, {Slash, "/"}, {Backslash, `\`}, {Colon, ":"}, {Percent, "%"}, {Quote, `'"`}, {Backtick, "`"},
		{Semicolon, ";"}, {Pipe, "|&"}, {Dollar, "$"}, {Angle, "<>"}, {Round, "()"}, {Curly, "{}"}, {Square, "[]"}, {Equals, "="},
		{Dash, "-"}, {Underscore, "_"}, {At, "@"}, {Hash, "#"}, {Star, "*?"}, {Tilde, "~"},
	} {
		for _, c := range []byte(k.text) {
			t[c] = k.set
		}
	}
	return t
}()

// BytesIn returns the kinds of bytes in text.
func BytesIn(text string) Bytes {
	if len(text) < 8 {
		var all Bytes
		for i := range len(text) {
			all |= bytesOf[text[i]]
		}
		return all
	}
	a, b := bytesInEight(text[len(text)-8:]) // some of them are looked at twice, which costs less than each by itself
	for ; len(text) > 8; text = text[8:] {
		c, d := bytesInEight(text[:8])
		a, b = a|c, b|d
	}
	return a | b
}

func bytesInEight(text string) (a, b Bytes) {
	_ = text[7]
	return bytesOf[text[0]] | bytesOf[text[1]] | bytesOf[text[2]] | bytesOf[text[3]], bytesOf[text[4]] | bytesOf[text[5]] | bytesOf[text[6]] | bytesOf[text[7]]
}

// maxCounted is the length above which a string is taken to have every kind of
// byte: looking would not spare it anything.
const maxCounted = 16 << 10

// bytesInField returns the kinds of bytes in a string's text, which most rows
// will want decoded as well.
func bytesInField(f *message.Field) Bytes {
	if f.End-f.Start > maxCounted {
		return ^Bytes(0)
	}
	text := f.Text()
	all := BytesIn(text)
	if all&(High|Control) != 0 && all&Break == 0 && (all&High != 0 && breaksLines(text) || all&Control != 0 && strings.ContainsAny(text, "\v\f\x1c\x1d\x1e")) {
		all |= Break
	}
	return all
}

// breaksLines reports whether a text has a character of Unicode that only some
// readers take for the end of a line.
func breaksLines(text string) bool {
	return strings.IndexByte(text, 0xe2) >= 0 && (strings.Contains(text, "\u2028") || strings.Contains(text, "\u2029")) ||
		strings.IndexByte(text, 0xc2) >= 0 && strings.Contains(text, "\u0085")
}
