package guard_test

import (
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/policy"
	"golang.org/x/text/unicode/norm"
)

// scripts are words of languages that are written differently.
var scripts = map[string][2]string{ // the words and what parts them
	"Russian":    {"Совет собирается девятого марта в малом зале предложение остаётся четыре миллиона ёлка", " "},
	"Greek":      {"Το συμβούλιο συνεδριάζει στις εννέα Μαρτίου λόγος ΟΔΟΣ προσφορά για τον μύλο", " "},
	"German":     {"Der Vorstand trifft sich am neunten März im kleinen Saal Straße größer Übung Maßnahme", " "},
	"Turkish":    {"Yönetim kurulu dokuz küçük salonda toplanıyor İstanbul ışık çağrı şöyle değil", " "},
	"Vietnamese": {"Hội đồng họp vào ngày chín tháng ba trong phòng nhỏ lời đề nghị bốn triệu", " "},
	"Chinese":    {"董事会 九日 在小 会议室 开会 磨坊 报价 四百万 请勿 告诉 任何人 天气 寒冷 北方", ""},
	"Japanese":   {"取締役会は 九日に 小さな 会議室で ガラス パン ﾊﾝｶｸ データベース 四百万円", ""},
	"Korean":     {"이사회는 구일에 작은 회의실에서 열립니다 방앗간 제안은 그때까지 사백만", " "},
	"Hindi":      {"बोर्ड की बैठक नौ तारीख को छोटे कमरे में होगी मिल का प्रस्ताव चालीस लाख", " "},
	"Arabic":     {"يجتمع المجلس في التاسع من مارس القاعة الصغيرة العرض للمطحنة مُحَمَّد", " "},
	"Thai":       {"คณะกรรมการ ประชุม วันที่เก้า ในห้องเล็ก ข้อเสนอ โรงสี สี่ล้าน", ""},
}

// writings are texts that are no prose.
var writings = map[string]func(r *rand.Rand) string{
	"code": func(r *rand.Rand) string {
		return fmt.Sprintf("func %s%d(ctx context.Context, a []int) error {\n\tif x := a[%d]; x != nil {\n\t\treturn fmt.Errorf(\"%s: %%w\", err)\n\t}\n}\n\n", word(r), r.IntN(99), r.IntN(99), word(r))
	},
	"JSON": func(r *rand.Rand) string {
		b, _ := json.Marshal(args{"id": r.IntN(1 << 40), "name": word(r), "tags": []string{word(r), word(r)}, "ok": true})
		return string(b) + "\n"
	},
	"CSV": func(r *rand.Rand) string {
		return fmt.Sprintf("%d,%s %s,%s%d@example.com,%d.%02d\n", r.IntN(999), word(r), word(r), word(r), r.IntN(99), r.IntN(9999), r.IntN(99))
	},
	"HTML": func(r *rand.Rand) string {
		return fmt.Sprintf("<tr class=\"row\"><td>%s &amp; %s</td><td><a href=\"/x/%d?a=1&amp;b=2\">%s</a></td></tr>\n", word(r), word(r), r.IntN(99), word(r))
	},
	"log": func(r *rand.Rand) string {
		return fmt.Sprintf("2026-03-09T12:%02d:%02d.%03dZ INFO [worker-%d] %s took %dms status=200 path=/api/v1/%s\n", r.IntN(60), r.IntN(60), r.IntN(999), r.IntN(9), word(r), r.IntN(999), word(r))
	},
	"numbers": func(r *rand.Rand) string { return fmt.Sprint(r.IntN(99999), " ") },
	"paths": func(r *rand.Rand) string {
		return fmt.Sprintf("C:\\Users\\%s\\new\\tables\\report_%d\\notes.txt\n", word(r), r.IntN(999))
	},
}

func word(r *rand.Rand) string { return someWords[r.IntN(18)] }

// texts are some of every kind.
func texts(r *rand.Rand, n int) map[string]string {
	all := map[string]string{"prose": letter(r, n)}
	for name, write := range writings {
		var b strings.Builder
		for b.Len() < n {
			b.WriteString(write(r))
		}
		all[name] = b.String()
	}
	for name, s := range scripts {
		words := strings.Fields(s[0])
		var b strings.Builder
		for b.Len() < n {
			b.WriteString(words[r.IntN(len(words))] + []string{"", "", "1", ",", "!"}[r.IntN(5)] + s[1])
		}
		all[name] = b.String()
	}
	return all
}

// TestCopiesOfAllKindsOfTextAreSeen cuts 32 bytes out of texts of all kinds,
// anywhere, and sends them in the forms that are promised and some that are not
// named.
func TestCopiesOfAllKindsOfTextAreSeen(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 33))
	rounds, tried := 4, 0
	if testing.Short() {
		rounds = 1
	}
	for kind, text := range texts(r, 4000) {
		v := newServers(t, policy.Monitor)
		v.call("mail", "read_mail", args{"id": "7"}, text)
		for _, all := range []map[string]func(*rand.Rand, string) args{forms, moreForms} {
			for name, form := range all {
				for range rounds {
					piece, ok := wholeCharacters(r, text)
					if !ok {
						continue
					}
					tried++
					if f, _ := v.call("board", "do", form(r, piece), "done"); f == nil {
						t.Errorf("%s, %s: %q is not seen", kind, name, piece)
					}
				}
			}
		}
	}
	t.Logf("%d copies", tried)
}

// wholeCharacters is a piece of 32 bytes or a few more that is as long as promised
// without white space.
func wholeCharacters(r *rand.Rand, text string) (piece string, ok bool) {
	from := r.IntN(len(text) - 40)
	for !utf8.RuneStart(text[from]) {
		from++
	}
	to := from + 32
	for !utf8.RuneStart(text[to]) {
		to++
	}
	var n flow.Text
	n.Add(text[from:to])
	// What begins or ends within an escape has one less.
	return text[from:to], len(n.Bytes) > flow.Shortest
}

func runes(s string, write func(c rune) string) string {
	var b strings.Builder
	for _, c := range s {
		b.WriteString(write(c))
	}
	return b.String()
}

func apart(s string, n int, between string) string {
	var b strings.Builder
	for ; len(s) > n; s = s[n:] {
		b.WriteString(s[:n] + between)
	}
	return b.String() + s
}

func hexOf(s string) string { return hex.EncodeToString([]byte(s)) }

// moreForms are others that programs and models write.
var moreForms = map[string]func(r *rand.Rand, s string) args{
	"base64 of the midst": func(r *rand.Rand, s string) args { return args{"text": b64(word(r) + s + word(r))} },
	"base64 in a word":    func(r *rand.Rand, s string) args { return args{"text": word(r)[:1+r.IntN(3)] + b64(s)} },
	"lines in JSON":       one(func(s string) string { return apart(b64(s), 20, `\n`) }),
	"joined literals":     one(func(s string) string { return "'" + apart(b64(s), 12, "' +\n    '") + "'" }),
	"letters of base64":   one(func(s string) string { return apart(b64(s), 1, " ") }),
	"UTF-16": one(func(s string) string {
		if strings.IndexFunc(s, func(c rune) bool { return c > 0x7FF }) >= 0 {
			return s // of what is shorter in it nothing is promised
		}
		var b []byte
		for _, u := range utf16.Encode([]rune(s)) {
			b = binary.LittleEndian.AppendUint16(b, u)
		}
		return base64.StdEncoding.EncodeToString(b)
	}),
	"odd hex":            one(func(s string) string { return "f" + hexOf(s) }),
	"spaced hex":         one(func(s string) string { return apart(hexOf(s), 2, " ") }),
	"hex with colons":    one(func(s string) string { return strings.ToUpper(apart(hexOf(s), 2, ":")) }),
	"hex literals":       one(func(s string) string { return "0x" + apart(hexOf(s), 2, ", 0x") }),
	"hex dump":           one(func(s string) string { return hex.Dump([]byte(s)) }),
	"percent thrice":     one(func(s string) string { return percent(percent(escapedAll(s, "%%%02x"))) }),
	"entities twice":     one(func(s string) string { return strings.ReplaceAll(runes(s, entityOf), "&", "&amp;") }),
	"entities, capitals": one(func(s string) string { return strings.ReplaceAll(strings.ToUpper(s), "&", "&AMP;") }),
	"characters": func(_ *rand.Rand, s string) args {
		var all []any
		for _, c := range s {
			all = append(all, c)
		}
		return args{"data": all}
	},
	"JSON, five deep": one(func(s string) string { return quoted(quoted(quoted(quoted(quoted(s))))) }),
	"JSON in ASCII":   one(func(s string) string { return quoted(quoted(runes(s, escapeOf))) }),
	"gzip of gzip": one(func(s string) string {
		return base64.StdEncoding.EncodeToString(gzipped(string(gzipped(s))))
	}),
	"gzip in hex": one(func(s string) string { return hex.EncodeToString(gzipped(s)) }),
	"composed":    one(norm.NFC.String),
	"decomposed":  one(norm.NFD.String),
	"compatible":  one(norm.NFKD.String),
	"capitals":    one(func(s string) string { return strings.ToUpper(strings.ReplaceAll(s, "ß", "ss")) }),
	"unbroken":    one(func(s string) string { return strings.ReplaceAll(s, " ", "\u00a0\u200b") }),
	"letters apart": one(func(s string) string {
		return strings.TrimSuffix(runes(s, func(c rune) string { return string(c) + "." }), ".")
	}),
	"invisible": one(func(s string) string {
		return runes(s, func(c rune) string {
			if c > ' ' && c < 0x7F {
				return string(c + 0xE0000)
			}
			return string(c)
		})
	}),
	"each half in base64": func(_ *rand.Rand, s string) args {
		at := len(s) / 2
		return args{"a": b64(s[:at]), "b": b64(s[at:])}
	},
	"each half in hex": func(_ *rand.Rand, s string) args {
		at := len(s) / 2
		return args{"a": hexOf(s[:at]), "b": hexOf(s[at:])}
	},
}

func percent(s string) string { return strings.ReplaceAll(s, "%", "%25") }

func entityOf(c rune) string { return fmt.Sprintf("&#x%X;", c) }

func escapeOf(c rune) string {
	if c < 0x80 {
		return string(c)
	}
	var b strings.Builder
	for _, u := range utf16.Encode([]rune{c}) {
		fmt.Fprintf(&b, "\\u%04x", u)
	}
	return b.String()
}

// TestDeliveredInAnyForm: a server delivers a text in a form, and the client sends
// it as it reads.
func TestDeliveredInAnyForm(t *testing.T) {
	r := rand.New(rand.NewPCG(4, 44))
	for kind, text := range texts(r, 1500) {
		for name, written := range map[string]string{
			"base64":        b64(text),
			"lines":         apart(b64(text), 76, "\r\n"),
			"URL alphabet":  base64.RawURLEncoding.EncodeToString([]byte(text)),
			"hex":           hexOf(text),
			"gzip":          base64.StdEncoding.EncodeToString(gzipped(text)),
			"percent":       escapedAll(text, "%%%02X"),
			"JSON":          quoted(quoted(text)),
			"JSON in ASCII": quoted(runes(text, escapeOf)),
			"twice":         b64(b64(text)),
			"hex dump":      hex.Dump([]byte(text)),
			"entities":      runes(text, entityOf),
		} {
			piece, ok := wholeCharacters(r, text[:len(text)-8])
			if !ok {
				continue
			}
			v := newServers(t, policy.Monitor)
			v.call("mail", "read_mail", args{"id": "7"}, written)
			if f, _ := v.call("board", "do", args{"text": piece}, "done"); f == nil {
				t.Errorf("%s, %s: %q is not seen", kind, name, piece)
			}
		}
	}
}
