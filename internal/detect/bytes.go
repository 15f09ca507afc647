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
	var a, b Bytes
	i := 0
	for ; i+4 <= len(text); i += 4 {
		a |= bytesOf[text[i]] | bytesOf[text[i+1]]
		b |= bytesOf[text[i+2]] | bytesOf[text[i+3]]
	}
	for ; i < len(text); i++ {
		a |= bytesOf[text[i]]
	}
	return a | b
}

// maxCounted is the length above which a string is taken to have every kind of
// byte: looking would not spare it anything.
const maxCounted = 16 << 10

// bytesInField returns the kinds of bytes in a string's text. Where an escape
// may stand for anything the text is decoded; the common ones are known.
func bytesInField(f *message.Field) Bytes {
	if f.End-f.Start > maxCounted {
		return ^Bytes(0)
	}
	if f.Traits&message.Escaped == 0 {
		return BytesIn(bytesString(f.Raw()))
	}
	if f.Traits&(message.EscapedASCII|message.EscapedWide|message.Control) != 0 {
		return BytesIn(f.Text())
	}
	raw := bytesString(f.Raw())
	var set Bytes
	for {
		i := strings.IndexByte(raw, '\\')
		if i < 0 || i+1 >= len(raw) {
			return set | BytesIn(raw)
		}
		set |= BytesIn(raw[:i])
		switch raw[i+1] {
		case 'n', 'r':
			set |= Break
		case 't':
			set |= Space
		case 'u': // without those traits: \t \n \r
			set |= Break
			i += 4
		default:
			set |= bytesOf[raw[i+1]]
		}
		raw = raw[i+2:]
	}
}
