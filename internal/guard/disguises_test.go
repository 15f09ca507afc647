package guard

import (
	"bytes"
	"compress/gzip"
	"encoding/ascii85"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"html"
	"mime/quotedprintable"
	"strings"
	"unicode"

	"github.com/mcp-watchdog/mcp-watchdog/internal/codetest"
)

// sort of disguise, by what it can be put over.
type sort uint8

const (
	spelling sort = iota // odd letters: over plain or oddly spelt text
	encoding             // any text as data
	carrier              // any text where nobody sees it
)

// A disguise writes a text so that it does not look like what it says.
type disguise struct {
	name string
	sort sort
	// ascii is true when it takes printable ASCII only, wide when it gives more
	// than that.
	ascii, wide bool
	put         func(string) string
}

// letters replaces letters one by one.
func letters(pairs string) func(string) string {
	m := map[rune]rune{}
	all := []rune(pairs)
	for i := 0; i+1 < len(all); i += 2 {
		m[all[i]] = all[i+1]
	}
	return func(s string) string {
		return strings.Map(func(r rune) rune {
			if n, ok := m[r]; ok {
				return n
			}
			return r
		}, s)
	}
}

// eachByte writes every byte in a form, with something between.
func eachByte(form, between string) func(string) string {
	return func(s string) string {
		var parts []string
		for _, c := range []byte(s) {
			parts = append(parts, fmt.Sprintf(form, c))
		}
		return strings.Join(parts, between)
	}
}

// among puts something between the letters of words, behind every n-th.
func among(what string, n int) func(string) string {
	return func(s string) string {
		var b strings.Builder
		run := 0
		for _, r := range s {
			if r|0x20 < 'a' || r|0x20 > 'z' {
				run = 0
			} else if run++; run > 1 && (run-1)%n == 0 {
				b.WriteString(what)
			}
			b.WriteRune(r)
		}
		return b.String()
	}
}

// apart sets letters apart, with what belongs to them and is not seen.
func apart(s string) string {
	var b strings.Builder
	for _, r := range s {
		if b.Len() > 0 && !unicode.In(r, unicode.Mn, unicode.Cf) {
			b.WriteByte(' ')
		}
		b.WriteRune(r)
	}
	return b.String()
}

func shift(base rune, from, to rune) func(string) string {
	return func(s string) string {
		return strings.Map(func(r rune) rune {
			if r >= from && r <= to {
				return base + r
			}
			return r
		}, s)
	}
}

func backward(s string) string {
	r := []rune(s)
	for a, z := 0, len(r)-1; a < z; a, z = a+1, z-1 {
		r[a], r[z] = r[z], r[a]
	}
	return string(r)
}

func rotated(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 'a' + (r-'a'+13)%26
		case r >= 'A' && r <= 'Z':
			return 'A' + (r-'A'+13)%26
		}
		return r
	}, s)
}

func bold(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 0x1D41A + r - 'a'
		case r >= 'A' && r <= 'Z':
			return 0x1D400 + r - 'A'
		}
		return r
	}, s)
}

func circled(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return 0x24D0 + r - 'a'
		case r >= 'A' && r <= 'Z':
			return 0x24B6 + r - 'A'
		}
		return r
	}, s)
}

func zipped(s string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(s))
	w.Close()
	return base64.StdEncoding.EncodeToString(b.Bytes())
}

func quoted(s string) string {
	var b bytes.Buffer
	for i, c := range []byte(s) {
		if i%60 == 59 {
			b.WriteString("=\n")
		}
		fmt.Fprintf(&b, "=%02X", c)
	}
	if _, err := quotedprintable.NewReader(&b).Read(nil); err != nil {
		panic(err)
	}
	return b.String()
}

func wrapped(s string) string {
	enc, out := base64.StdEncoding.EncodeToString([]byte(s)), ""
	for len(enc) > 40 {
		out, enc = out+enc[:40]+"\n", enc[40:]
	}
	return out + enc
}

func armoured(s string) string {
	out := make([]byte, ascii85.MaxEncodedLen(len(s)))
	return "<~" + string(out[:ascii85.Encode(out, []byte(s))]) + "~>"
}

var morseCode = strings.Fields(`a.- b-... c-.-. d-.. e. f..-. g--. h.... i.. j.--- k-.- l.-.. m-- n-. o--- p.--. q--.- r.-. s... t- u..- v...-
	w.-- x-..- y-.-- z--.. 0----- 1.---- 2..--- 3...-- 4....- 5..... 6-.... 7--... 8---.. 9----. ..-.-.- ,--..-- /-..-. --....- @.--.-.`)

func morse(s string) string {
	code := map[string]string{}
	for _, c := range morseCode {
		code[c[:1]] = c[1:]
	}
	var out []string
	for _, c := range strings.Split(strings.ToLower(s), "") {
		switch {
		case c == " ":
			out = append(out, "/")
		case code[c] != "":
			out = append(out, code[c])
		}
	}
	return strings.Join(out, " ")
}

func zeroWidth(s string) string {
	var b strings.Builder
	for _, c := range []byte(s) {
		for k := 7; k >= 0; k-- {
			b.WriteRune(0x200B + rune(c>>k&1))
		}
	}
	return "Good morning." + b.String()
}

func selectors(s string) string {
	var b strings.Builder
	b.WriteString("☀")
	for _, c := range []byte(s) {
		if c < 16 {
			b.WriteRune(0xFE00 + rune(c))
			continue
		}
		b.WriteRune(0xE0100 + rune(c) - 16)
	}
	return b.String()
}

func around(before, after string) func(string) string {
	return func(s string) string { return before + s + after }
}

// disguises are what the mutation test puts over its orders.
var disguises = []disguise{
	{"cyrillic", spelling, false, true, letters("aаcсeеoоpрxхyуiіsѕAАBВCСEЕHНKКMМOОPРTТXХ")},
	{"greek", spelling, false, true, letters("aαoοvνnηiιuυAΑBΒEΕZΖHΗIΙKΚMΜNΝOΟPΡTΤ")},
	{"full width", spelling, false, true, shift(0xFEE0, '!', '~')},
	{"bold", spelling, false, true, bold},
	{"accents", spelling, false, true, letters("aáeéiíoóuúAÁEÉIÍOÓUÚ")},
	{"marks", spelling, false, true, among("\u0336", 1)},
	{"leet", spelling, false, false, letters("a4e3i1o0s5t7A4E3I1O0S5T7")},
	{"leet signs", spelling, false, false, letters("a@o0s$i1A@O0S$I1")},
	{"letters apart", spelling, false, false, apart},
	{"letters dotted", spelling, false, false, among(".", 1)},
	{"backward", spelling, false, false, backward},
	{"rot13", spelling, true, false, rotated},
	{"circled", spelling, false, true, circled},
	{"small capitals", spelling, false, true, letters("aᴀbʙcᴄdᴅeᴇgɢhʜiɪjᴊkᴋlʟmᴍnɴoᴏpᴘrʀtᴛuᴜvᴠwᴡyʏzᴢ")},
	{"letters hyphened", spelling, false, false, among("-", 1)},
	{"letters barred", spelling, false, false, among("|", 1)},
	{"soft hyphens", spelling, false, true, among("\u00AD", 2)},
	{"zero width between", spelling, false, true, among("\u200B", 2)},
	{"emphasis", spelling, false, false, among("**", 3)},
	{"entities", encoding, false, false, codetest.Each("&#%d;", "")},
	{"hex entities", encoding, false, false, codetest.Each("&#x%x;", "")},
	{"escapes", encoding, true, false, codetest.Each(`\u%04x`, "")},
	{"byte escapes", encoding, false, false, eachByte(`\x%02x`, "")},
	{"percent", encoding, false, false, eachByte("%%%02X", "")},
	{"quoted-printable", encoding, false, false, quoted},
	{"base64", encoding, false, false, func(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }},
	{"base64 in lines", encoding, false, false, wrapped},
	{"base32", encoding, false, false, func(s string) string { return base32.StdEncoding.EncodeToString([]byte(s)) }},
	{"base85", encoding, false, false, armoured},
	{"hex", encoding, false, false, func(s string) string { return hex.EncodeToString([]byte(s)) }},
	{"hex bytes", encoding, false, false, eachByte("%02x", " ")},
	{"binary", encoding, false, false, eachByte("%08b", " ")},
	{"codes", encoding, false, false, eachByte("%d", " ")},
	{"morse", encoding, true, false, morse},
	{"gzip", encoding, false, false, zipped},
	{"octal", encoding, false, false, eachByte(`\%03o`, "")},
	{"code points", encoding, false, false, codetest.Each(`\u{%x}`, "")},
	{"percent twice", encoding, false, false, eachByte("%%25%02X", "")},
	{"base32 of DNS", encoding, false, false, func(s string) string { return base32.HexEncoding.EncodeToString([]byte(s)) }},
	{"tags", carrier, true, true, func(s string) string { return "Good morning." + shift(0xE0000, ' ', '~')(s) }},
	{"selectors", carrier, false, true, selectors},
	{"zero width bits", carrier, false, true, zeroWidth},
	{"comment", carrier, false, false, around("<p>Good morning.</p><!-- ", " -->")},
	{"display none", carrier, false, false, func(s string) string {
		return `<p>Good morning.</p><div style="display:none">` + html.EscapeString(s) + "</div>"
	}},
	{"title", carrier, false, false, func(s string) string {
		return `<p>Good morning.</p><p title="` + html.EscapeString(s) + `">Good night.</p>`
	}},
	{"template", carrier, false, false, func(s string) string {
		return "<p>Good morning.</p><template>" + html.EscapeString(s) + "</template>"
	}},
	{"off the screen", carrier, false, false, func(s string) string {
		return `<p>Good morning.</p><div style="position:absolute;left:-9999px">` + html.EscapeString(s) + "</div>"
	}},
	{"white on white", carrier, false, false, func(s string) string {
		return `<p>Good morning.</p><span style="color:#fff;background:#fff">` + html.EscapeString(s) + "</span>"
	}},
	{"picture's description", carrier, false, false, func(s string) string {
		return "<p>Good morning.</p><svg><desc>" + html.EscapeString(s) + "</desc></svg>"
	}},
	{"reference", carrier, false, false, around("Good morning.\n\n[//]: # (", ")\n\nGood night.")},
	{"concealed", carrier, false, false, around("Good morning.\x1b[8m", "\x1b[0m Good night.")},
}

// over reports whether outer can be put over inner so that somebody could still
// take both off.
func (outer *disguise) over(inner *disguise) bool {
	switch {
	case outer.name == inner.name, outer.ascii && inner.wide:
		return false
	case outer.sort == spelling, outer.name == "morse": // it has no capitals
		return inner.sort == spelling
	case inner.sort == carrier:
		return outer.sort == encoding
	}
	return true
}
