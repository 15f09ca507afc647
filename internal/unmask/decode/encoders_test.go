package decode

import (
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"encoding/ascii85"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"mime/quotedprintable"
	"net/url"
	"strings"
	"unicode/utf16"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// An encoder writes a text so that Readings should read it.
type encoder struct {
	name string
	how  unmask.Disguise
	// run is true when the whole result is one run.
	run bool
	// text is true when it needs a text as input, bytes like those of gzip
	// being out of the question.
	text   bool
	encode func(string) string
}

func eachByte(s, format, between string) string {
	var b strings.Builder
	for i := range len(s) {
		if i > 0 {
			b.WriteString(between)
		}
		fmt.Fprintf(&b, format, s[i])
	}
	return b.String()
}

func eachChar(s, format, between string) string {
	var b strings.Builder
	for i, r := range []rune(s) {
		if i > 0 {
			b.WriteString(between)
		}
		fmt.Fprintf(&b, format, r)
	}
	return b.String()
}

// chunks cuts s into pieces of n bytes.
func chunks(s string, n int, between string) string {
	var parts []string
	for len(s) > n {
		parts, s = append(parts, s[:n]), s[n:]
	}
	return strings.Join(append(parts, s), between)
}

func std64(s string) string { return base64.StdEncoding.EncodeToString([]byte(s)) }

func through(s string, open func(io.Writer) io.WriteCloser) string {
	var b bytes.Buffer
	w := open(&b)
	if _, err := io.WriteString(w, s); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func gzipped(s string) string {
	return through(s, func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) })
}

func zlibbed(s string) string {
	return through(s, func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) })
}

// deflatedText compresses without any header; the block is marked as the last.
func deflatedText(s string) string {
	return zlibLikePython(s)
}

func zlibLikePython(s string) string {
	var b bytes.Buffer
	w, err := flate.NewWriter(&b, 9)
	if err != nil {
		panic(err)
	}
	io.WriteString(w, s)
	w.Close()
	return b.String()
}

func rfc1924(s string) string {
	const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~"
	return base85(s, alphabet)
}

func z85(s string) string {
	const alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"
	return base85(s, alphabet)
}

func base85(s, alphabet string) string {
	var b strings.Builder
	for len(s) > 0 {
		n := min(4, len(s))
		var v uint32
		for i := range 4 {
			v <<= 8
			if i < n {
				v |= uint32(s[i])
			}
		}
		var group [5]byte
		for i := 4; i >= 0; i-- {
			group[i] = alphabet[v%85]
			v /= 85
		}
		b.Write(group[:n+1])
		s = s[n:]
	}
	return b.String()
}

func adobe85(s string) string {
	b := make([]byte, ascii85.MaxEncodedLen(len(s)))
	return string(b[:ascii85.Encode(b, []byte(s))])
}

func utf16le(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = append(b, byte(u), byte(u>>8))
	}
	return string(b)
}

func morseCode(dot, dash, gap, word string) func(string) string {
	return func(s string) string {
		var words []string
		for _, w := range strings.Fields(strings.ToUpper(s)) {
			var letters []string
			for i := range len(w) {
				for code, c := range morseLetters {
					if c != w[i] {
						continue
					}
					letter := ""
					for ; code > 1; code >>= 1 {
						letter = []string{dot, dash}[code&1] + letter
					}
					letters = append(letters, letter)
				}
			}
			words = append(words, strings.Join(letters, gap))
		}
		return strings.Join(words, word)
	}
}

// encoders is everything that Readings promises to read.
var encoders = []encoder{
	{"entity decimal", unmask.Entity, false, true, func(s string) string { return eachChar(s, "&#%d;", "") }},
	{"entity hex", unmask.Entity, false, true, func(s string) string { return eachChar(s, "&#x%x;", "") }},
	{"entity bare", unmask.Entity, false, true, func(s string) string { return eachChar(s, "&#%04d", "") }},
	{"percent", unmask.Percent, false, true, func(s string) string { return eachByte(s, "%%%02X", "") }},
	{"percent partly", unmask.Percent, false, true, url.PathEscape},
	{"percent query", unmask.Percent, false, true, func(s string) string { return "https://a.example/?q=" + url.QueryEscape(s) }},
	{"percent twice", unmask.Percent, false, true, func(s string) string { return url.PathEscape(url.PathEscape(s)) }},
	{"percent u", unmask.Percent, false, true, func(s string) string { return eachChar(s, "%%u%04x", "") }},
	{"backslash u", unmask.JSONEscape, false, true, func(s string) string {
		var b strings.Builder
		for _, u := range utf16.Encode([]rune(s)) {
			fmt.Fprintf(&b, `\u%04x`, u)
		}
		return b.String()
	}},
	{"backslash u braces", unmask.JSONEscape, false, true, func(s string) string { return eachChar(s, `\u{%x}`, "") }},
	{"backslash U", unmask.JSONEscape, false, true, func(s string) string { return eachChar(s, `\U%08X`, "") }},
	{"backslash x", unmask.JSONEscape, false, true, func(s string) string { return eachByte(s, `\x%02x`, "") }},
	{"backslash octal", unmask.JSONEscape, false, true, func(s string) string { return eachByte(s, `\%03o`, "") }},
	{"quoted-printable", unmask.QuotedPrintable, false, true, func(s string) string {
		return through(strings.ReplaceAll(s, " ", "\x00"), func(w io.Writer) io.WriteCloser { return quotedprintable.NewWriter(w) })
	}},
	{"quoted-printable whole", unmask.QuotedPrintable, false, true, func(s string) string { return eachByte(s, "=%02X", "") }},
	{"base64", unmask.Base64, true, false, std64},
	{"base64 url", unmask.Base64, true, false, func(s string) string { return base64.URLEncoding.EncodeToString([]byte(s)) }},
	{"base64 bare", unmask.Base64, true, false, func(s string) string { return base64.RawURLEncoding.EncodeToString([]byte(s)) }},
	{"base64 lines of 76", unmask.Base64, true, false, func(s string) string { return chunks(std64(s), 76, "\r\n") }},
	{"base64 lines of 32 quoted", unmask.Base64, true, false, func(s string) string { return chunks(std64(s), 32, "\n> ") }},
	{"base64 by four", unmask.Base64, true, true, func(s string) string { return chunks(std64(s), 4, " ") }},
	{"base64 by ten", unmask.Base64, true, true, func(s string) string { return chunks(std64(s), 10, ", ") }},
	{"base64 list", unmask.Base64, true, true, func(s string) string { return chunks(std64(s), 12, `", "`) }},
	{"base64 joined", unmask.Base64, true, true, func(s string) string { return chunks(std64(s), 24, `" + "`) }},
	{"base64 chunks", unmask.Base64, true, true, func(s string) string {
		var b strings.Builder
		for len(s) > 16 {
			b.WriteString(std64(s[:16]))
			s = s[16:]
		}
		return b.String() + std64(s)
	}},
	{"base64 of UTF-16", unmask.Base64, true, true, func(s string) string { return std64(utf16le(s)) }},
	{"base32", unmask.Base32, true, false, func(s string) string { return base32.StdEncoding.EncodeToString([]byte(s)) }},
	{"base32 small", unmask.Base32, true, false, func(s string) string {
		return strings.ToLower(strings.TrimRight(base32.StdEncoding.EncodeToString([]byte(s)), "="))
	}},
	{"base32 hex", unmask.Base32, true, false, func(s string) string { return base32.HexEncoding.EncodeToString([]byte(s)) }},
	{"base32 by eight", unmask.Base32, true, true, func(s string) string { return chunks(base32.StdEncoding.EncodeToString([]byte(s)), 8, " ") }},
	{"ascii85 framed", unmask.Base85, true, false, func(s string) string { return "<~" + adobe85(s) + "~>" }},
	{"ascii85 lines", unmask.Base85, true, false, func(s string) string { return "<~" + chunks(adobe85(s), 40, "\n") + "~>" }},
	{"ascii85", unmask.Base85, true, true, adobe85},
	{"base85 RFC 1924", unmask.Base85, true, true, rfc1924},
	{"Z85", unmask.Base85, true, true, z85},
	{"hex", unmask.Hex, true, false, func(s string) string { return hex.EncodeToString([]byte(s)) }},
	{"hex capitals", unmask.Hex, true, false, func(s string) string { return strings.ToUpper(hex.EncodeToString([]byte(s))) }},
	{"hex prefix", unmask.Hex, true, false, func(s string) string { return "0x" + hex.EncodeToString([]byte(s)) }},
	{"hex list", unmask.Hex, true, false, func(s string) string { return eachByte(s, "0x%02x", ", ") }},
	{"hex pairs", unmask.Hex, true, false, func(s string) string { return eachByte(s, "%02x", " ") }},
	{"hex colons", unmask.Hex, true, false, func(s string) string { return eachByte(s, "%02X", ":") }},
	{"hex fours", unmask.Hex, true, false, func(s string) string { return chunks(hex.EncodeToString([]byte(s)), 4, " ") }},
	{"hex lines", unmask.Hex, true, false, func(s string) string { return chunks(hex.EncodeToString([]byte(s)), 40, "\n") }},
	{"binary", unmask.Binary, true, true, func(s string) string { return eachByte(s, "%08b", " ") }},
	{"binary run", unmask.Binary, true, true, func(s string) string { return eachByte(s, "%08b", "") }},
	{"binary seven", unmask.Binary, true, true, func(s string) string { return eachByte(s, "%07b", " ") }},
	{"binary 0b", unmask.Binary, true, true, func(s string) string { return eachByte(s, "0b%08b", ", ") }},
	{"decimal", unmask.Hex, true, true, func(s string) string { return eachByte(s, "%d", " ") }},
	{"decimal list", unmask.Hex, true, true, func(s string) string { return eachByte(s, "%d", ",") }},
	{"octal", unmask.Hex, true, true, func(s string) string { return eachByte(s, "%03o", " ") }},
	{"gzip base64", unmask.Gzip, true, false, func(s string) string { return std64(gzipped(s)) }},
	{"gzip hex", unmask.Gzip, true, false, func(s string) string { return hex.EncodeToString([]byte(gzipped(s))) }},
	{"gzip base32", unmask.Gzip, true, false, func(s string) string { return base32.StdEncoding.EncodeToString([]byte(gzipped(s))) }},
	{"gzip ascii85", unmask.Gzip, true, false, func(s string) string { return "<~" + adobe85(gzipped(s)) + "~>" }},
	{"zlib base64", unmask.Gzip, true, false, func(s string) string { return std64(zlibbed(s)) }},
	{"deflate base64", unmask.Gzip, true, false, func(s string) string { return std64(deflatedText(s)) }},
}

var morseEncoders = []encoder{
	{"Morse", unmask.Morse, true, true, morseCode(".", "-", " ", " / ")},
	{"Morse bar", unmask.Morse, true, true, morseCode(".", "_", " ", " | ")},
	{"Morse spaces", unmask.Morse, true, true, morseCode(".", "-", " ", "   ")},
	{"Morse lines", unmask.Morse, true, true, morseCode(".", "-", " ", "\n")},
	{"Morse dots", unmask.Morse, true, true, morseCode("·", "–", " ", " / ")},
	{"Morse bullets", unmask.Morse, true, true, morseCode("•", "—", " ", " / ")},
	{"Morse minus", unmask.Morse, true, true, morseCode("∙", "−", " ", "/")},
}

// sources of JSON write the content of a string, each in its own style.
var jsonStyles = []struct {
	name  string
	quote func(string) string
}{
	{"plain", func(s string) string {
		var b bytes.Buffer
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		if err := e.Encode(s); err != nil {
			panic(err)
		}
		return strings.TrimSpace(b.String())
	}},
	{"Go", func(s string) string {
		b, err := json.Marshal(s)
		if err != nil {
			panic(err)
		}
		return string(b)
	}},
	{"Python", func(s string) string { return asciiJSON(s, "") }},
	{"PHP", func(s string) string { return asciiJSON(s, "/") }},
	{".NET", func(s string) string { return asciiJSON(s, "<>&'+`") }},
}

// asciiJSON escapes what is not ASCII, and the given characters: a slash with
// a backslash, as PHP does, the others by their code.
func asciiJSON(s, also string) string {
	var b strings.Builder
	b.WriteByte('"')
	for _, r := range s {
		switch {
		case r == '/' && strings.Contains(also, "/"):
			b.WriteString(`\/`)
		case r == '"' || r == '\\':
			b.WriteByte('\\')
			b.WriteRune(r)
		case r == '\n':
			b.WriteString(`\n`)
		case r == '\r':
			b.WriteString(`\r`)
		case r == '\t':
			b.WriteString(`\t`)
		case r < ' ' || r > '~' || strings.ContainsRune(also, r):
			for _, u := range utf16.Encode([]rune{r}) {
				fmt.Fprintf(&b, `\u%04x`, u)
			}
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('"')
	return b.String()
}
