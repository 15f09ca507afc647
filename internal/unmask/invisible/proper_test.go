package invisible

import (
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// TestProperUsesStay has, for each invisible character, texts in which it does
// its work.
func TestProperUsesStay(t *testing.T) {
	for name, texts := range map[string][]string{
		"emoji sequences": {"👩\u200d💻", "👨\u200d👩\u200d👧\u200d👦", "🏳\ufe0f\u200d🌈", "🏳\ufe0f\u200d⚧\ufe0f", "🏴\u200d☠\ufe0f", "⛹🏽\u200d♀\ufe0f",
			"❤\ufe0f\u200d🔥", "👁\ufe0f\u200d🗨\ufe0f", "🧑🏿\u200d🤝\u200d🧑🏻", "👩🏾\u200d⚕", "🐻\u200d❄\ufe0f"},
		"skin tones":    {"👍🏽", "👋🏿 hi"},
		"flags":         {"🇫🇷", "🏴" + tags("gbeng") + "\U000E007F", "🏴" + tags("gbsct") + "\U000E007F🏴" + tags("gbwls") + "\U000E007F", "🏴" + tags("ustx") + "\U000E007F"},
		"selectors":     {"❤\ufe0f", "☺\ufe0e", "✔\ufe0f done", "⚠\ufe0f Warning", "▶\ufe0e", "™\ufe0f ©\ufe0f", "↔\ufe0f", "㊗\ufe0f", "ℹ\ufe0f", "😀\ufe0f"},
		"keycaps":       {"1\ufe0f\u20e3 2\ufe0f\u20e3 #\ufe0f\u20e3 *\ufe0f\u20e3", "1\u20e3"},
		"anchors":       {"[Setup](#\ufe0f-setup)", "[Two](#2-\ufe0f-two)", `<a href="#\ufe0f-install">`, "[x](#-\u200d-developer)"},
		"operators":     {"a∩\ufe00b", "0\ufe00"},
		"ideographs":    {"葛\U000E0100飾区", "辻\U000E0101", "\u53f1\ufe00", "邉\U000E010F"},
		"Persian":       {"می\u200cخواهم", "کتاب\u200cها", "خانه\u200cی ما", "API\u200cها", "ه\u200d", "نمی\u200cدانم که چه\u200cکسی"},
		"Arabic family": {"ئۇيغۇر\u200cچە", "ܫܠܡܐ\u200dܐ", "ߒߞߏ\u200dߒ"},
		"Indic":         {"क्\u200dष", "क्\u200cष", "র\u200d্য", "ന്\u200d", "ശ്രീ\u200cമതി", "ක්\u200dෂ", "ಕ್\u200cಷ", "அ\u200dஆ", "अ\u200dॅरे", "ক্\u200c "},
		"Khmer, Thai":   {"ภาษา\u200bไทย", "ភាសា\u200bខ្មែរ\u200bគឺ", "ພາສາ\u200bລາວ", "မြန်မာ\u200bစာ", "ទៅ\u200b ផ្ទះ"},
		"Chinese":       {"中文\u200b字符", "**强调**\u200b文字", "한국\u200b어", "東京\u200bタワー", "「引用」\u200bと"},
		"Mongolian":     {"ᠮᠣᠩᠭᠣᠯ\u180e\u1820", "ᠭ\u180b", "ᠪᠠᠢ\u180cᠨ\u180d", "ᠠ\u180f"},
		"marks in RTL":  {"שלום C++\u200e!", "\u200fשלום\u200f", "مرحبا (\u200eabc\u200e)", "\u061c١٢٣ مرحبا", "عربي\u200f.\u200e"},
		"isolates":      {"הקובץ \u2066main.go\u2069 נמחק", "\u2067שלום\u2069 means hello", "\u2068محمد\u2069 joined", "اسم: \u202aJohn\u202c.", "\u202bעברית\u202c", "\u2067a \u2066b\u2069 שלום\u2069"},
		"soft hyphens":  {"Donau\u00addampf\u00adschiff", "inter\u00adnational", "Über\u00adraschung", "пере\u00adнос"},
		"BOM at 0":      {"\ufeffid,name", "\ufeff"},
		"diacritics": {"Tiếng Việt", "Tie\u0302\u0301ng Vie\u0323\u0302t", "שָׁלוֹם", "בְּרֵאשִׁ֖ית בָּרָ֣א אֱלֹהִ֑ים", "بِسْمِ اللَّهِ الرَّحْمَٰنِ", "ðə ˈkwɪ̃k̚ ɹ̥ʷ",
			"हिन्दी में", "தமிழ்", "ไม่เป็นไร ก้ำ", "བོད་སྐད", "c\u0308\u0323\u0331\u0304", "が\u304b\u3099", "日本\u302a"},
		"grapheme joiner": {"בַ\u034f\u05b0", "a\u0301\u034f\u0301"},
		"jamo":            {"\u115f\u1161", "\u1100\u1160\u11a8", "\u115f\u1160\u11a8", "ㄱ\u3164ㅏ", "\uffa0ﾡ"},
		"Braille":         {"⠓⠑⠇⠇⠕\u2800⠺⠕⠗⠇⠙", "\u2800\u2800\u2800\u2800\n\u2800⣿⣿\u2800\n\u2800\u2800\u2800\u2800", "a\u2800b"},
		"icons":           {"\ue0b0 main \ue0b1", "\uf015\uf02d", "\U000F0A0A battery", "\uf8ff Mac"},
		"spaces":          {"12\u202f345\u00a0€", "a\u2003b\u2009c\u205fd\u3000e", "a\u2028b\u2029c", "\t\r\n"},
		"music, glyphs":   {"\U0001D15F\U0001D173\U0001D15F", "\U00013000\U00013430\U00013001", "\U0001BC02\U0001BCA0\U0001BC03"},
		"plain":           {"", "plain", "naïve café – “quotes” … ‘x’", "你好，世界。", "こんにちは、「世界」。", "안녕하세요", "Привет", "\ufffd"},
		"escapes":         {"\x1b[31mred\x1b[0m", "\x1b]0;title\a", "\x1b]8;;http://a\x1b\\x", "x\u009b31my"},
	} {
		for _, text := range texts {
			if marks := Characters(text, false); len(marks) > 0 {
				t.Errorf("%s: %+q: %s", name, text, show(marks))
			}
		}
	}
}

func TestDirections(t *testing.T) {
	checkHidden(t, []hiddenCase{
		{"override", "\u202etxet\u202c end", "bidi.carrier(text) bidi.stray", "txet end"},
		{"override to the end", "a \u202eelif.exe", "bidi.carrier(exe.file)", "a elif.exe"},
		{"override in Hebrew", "שלום \u202dabc\u202c", "bidi.carrier bidi.stray", "שלום abc"},
		{"isolate without need", "\u2068Firefox\u2069 started", "bidi.stray bidi.stray", "Firefox started"},
		{"unclosed isolate", "/* \u2067 */ return; // x", "bidi.carrier", "/*  */ return; // x"},
		{"nested turn", "/*\u2067 } \u2066if (admin)\u2069 \u2066 begin\u2069 \u2069*/",
			"bidi.carrier bidi.stray bidi.stray bidi.stray bidi.stray bidi.stray", "/* } if (admin)  begin */"},
		{"closer alone", "a\u202cb\u2069c", "bidi.stray bidi.stray", "abc"},
		{"closed on the next line", "שלום \u2067a\nb\u2069", "bidi.carrier bidi.stray", "שלום a\nb"},
		{"marks in English", "a\u200eb\u200fc\u061cd", "bidi.stray bidi.stray bidi.stray", "abcd"},
		{"marks in a row", "שלום" + strings.Repeat("\u200e\u200f", 6), "bidi.carrier", "שלום"},
		{"crossing", "\u2066\u202aשלום\u2069\u202c", "bidi.stray bidi.stray", "\u2066שלום\u2069"},
	})
	deep := strings.Repeat("\u2067", 500) + "שלום" + strings.Repeat("\u2069", 500)
	left := unmask.Strip(deep, Characters(deep, false))
	if len(left) > len("שלום")+2*3*maxControls {
		t.Errorf("500 isolates in each other: %d bytes left", len(left))
	}
	line := strings.Repeat("\u2067שלום\u2069, ", 300)
	if marks := Characters(line, false); len(marks) > 0 {
		t.Errorf("600 proper controls on a line: %d marked, first %+v", len(marks), marks[0])
	}
}

// TestNoAllocation: what hides nothing costs no memory.
func TestNoAllocation(t *testing.T) {
	var b strings.Builder
	for _, p := range prose {
		b.WriteString(p.text)
	}
	text := b.String() + "👩\u200d💻 ❤\ufe0f می\u200cخواهم שלום \u2066a\u2069 क्\u200dष Donau\u00addampf \ue0b0"
	raw := []byte(text)
	for name, f := range map[string]func(){
		"Invisible":      func() { Characters(text, false) },
		"ANSI":           func() { ANSI(text) },
		"MayHideUnicode": func() { MayHide(raw) },
	} {
		if n := testing.AllocsPerRun(20, f); n != 0 {
			t.Errorf("%s allocates %v times", name, n)
		}
	}
	if marks := Characters(text, false); len(marks) > 0 {
		t.Errorf("%s", show(marks))
	}
}
