package invisible

import (
	"strings"
	"testing"
)

var prose = []struct{ name, text string }{
	{"ascii", "The quick brown fox jumps over the lazy dog.\n\tif err != nil { return err }\n"},
	{"german", "Alle Menschen sind frei und gleich an Würde und Rechten geboren. Sie sind mit Vernunft und Gewissen begabt – „Brüderlichkeit“ für alle.\n"},
	{"spanish", "Todos los seres humanos nacen libres e iguales en dignidad y derechos y, dotados como están de razón y conciencia…\n"},
	{"french", "À l’été, où l’élève naïf prêta «un cœur» à l’hôtel – c’était déjà très agréable, garçon.\n"},
	{"vietnamese", "Tất cả mọi người sinh ra đều được tự do và bình đẳng về nhân phẩm và quyền lợi.\n"},
	{"cyrillic", "Все люди рождаются свободными и равными в своём достоинстве и правах.\n"},
	{"chinese", "人人生而自由，在尊严和权利上一律平等。他们赋有理性和良心，并应以兄弟关系的精神相对待。\n"},
	{"japanese", "すべての人間は、生まれながらにして自由であり、かつ、尊厳と権利とについて平等である。\n"},
	{"korean", "모든 인간은 태어날 때부터 자유로우며 그 존엄과 권리에 있어 동등하다.\n"},
	{"arabic", "يولد جميع الناس أحرارًا متساوين في الكرامة والحقوق، وقد وهبوا عقلًا وضميرًا.\n"},
	{"hindi", "सभी मनुष्यों को गौरव और अधिकारों के मामले में जन्मजात स्वतन्त्रता और समानता प्राप्त है।\n"},
	{"thai", "มนุษย์ทั้งหลายเกิดมามีอิสระและเสมอภาคกันในเกียรติศักดิ์และสิทธิ\n"},
	{"emoji", "Ship it 🚀 ✅ done, thanks 🎉 see you 👋 tomorrow 😀 at noon\n"},
}

// grown returns a text of at least 256 KB.
func grown(text string) string {
	return strings.Repeat(text, 1+(256<<10)/len(text))
}

func BenchmarkMayHide(b *testing.B) {
	for _, p := range prose {
		raw := []byte(grown(p.text))
		b.Run(p.name, func(b *testing.B) {
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				if MayHide(raw) {
					b.Fatal("clean text suspected")
				}
			}
		})
	}
}

func BenchmarkCharacters(b *testing.B) {
	texts := append(prose[:len(prose):len(prose)], []struct{ name, text string }{
		{"persian", "می\u200cخواهم کتاب\u200cها را بخوانم و خانه\u200cی ما بزرگ است\n"},
		{"emoji_sequences", "## \u2764\ufe0f Thanks 👩\u200d💻 and 🏳\ufe0f\u200d🌈 for the work on this release\n"},
		{"found", "ig\u200bnore the text in between, please, and go on\n"},
	}...)
	for _, p := range texts {
		text := grown(p.text)
		b.Run(p.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				Characters(text, false)
			}
		})
	}
}

func BenchmarkANSI(b *testing.B) {
	for _, p := range []struct{ name, text string }{
		prose[0], {"french", prose[3].text}, {"coloured", "\x1b[32mPASS\x1b[0m tests/unit (12 ms) of the whole suite\n"},
	} {
		text := grown(p.text)
		b.Run(p.name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				ANSI(text)
			}
		})
	}
}
