package invisible

import (
	"strings"
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// checkANSI is checkHidden for ANSI.
func checkANSI(t *testing.T, cases []hiddenCase) {
	t.Helper()
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			marks := ANSI(c.text)
			if got := show(marks); got != c.marks {
				t.Errorf("%+q\n got %s\nwant %s", c.text, got, c.marks)
			}
			if got := unmask.Strip(c.text, marks); got != c.left {
				t.Errorf("%+q\nleft %+q\nwant %+q", c.text, got, c.left)
			}
			if strings.ContainsRune(c.text, 0x9b) && !MayHide([]byte(c.text)) {
				t.Errorf("%+q: MayHide misses a C1 control", c.text)
			}
		})
	}
}

func TestANSI(t *testing.T) {
	checkANSI(t, []hiddenCase{
		{"colour", "\x1b[32mPASS\x1b[0m", "ansi_style.stray ansi_style.stray", "PASS"},
		{"256 colours", "\x1b[1;38;5;196;48;5;17mx\x1b[m", "ansi_style.stray ansi_style.stray", "x"},
		{"true colour with parts", "\x1b[38:2::10:20:30mx\x1b[39m", "ansi_style.stray ansi_style.stray", "x"},
		{"C1 colour", "a \u009b31mred", "ansi_style.stray", "a red"},
		{"grep", "\x1b[01;31m\x1b[Khit\x1b[m\x1b[K rest", "ansi_style.stray ansi_style.stray ansi_style.stray ansi_style.stray", "hit rest"},
		{"tput sgr0", "\x1b(B\x1b[m", "ansi_style.stray ansi_style.stray", ""},
		{"erase line", "secret\r\x1b[2Kshown", "ansi_control.stray", "secret\rshown"},
		{"erase to the end alone", "a\x1b[Kb", "ansi_control.stray", "ab"},
		{"cursor", "a\x1b[1A\x1b[10;20Hb\x1b7\x1b8\x1bM", "ansi_control.stray ansi_control.stray ansi_control.stray ansi_control.stray ansi_control.stray", "ab"},
		{"private mode", "\x1b[?25lx\x1b[?1049h", "ansi_control.stray ansi_control.stray", "x"},
		{"keyboard mode is no colour", "\x1b[>4;8mtext", "ansi_control.stray", "text"},
		{"intermediate", "\x1b[4 qx\x1b[!p", "ansi_control.stray ansi_control.stray", "x"},
		{"charset, screen test", "\x1b(0lq\x1b#8\x1b%G\x1b%/Ix", "ansi_control.stray ansi_control.stray ansi_control.stray ansi_control.stray", "lqx"},
		{"title", "a\x1b]0;run this\ab", "ansi_control.words(run this)", "ab"},
		{"title ended by ST", "a\x1b]2;run this\x1b\\b", "ansi_control.words(run this)", "ab"},
		{"title ended by C1 ST", "a\x1b]2;run this\u009cb", "ansi_control.words(run this)", "ab"},
		{"C1 OSC", "a\u009d0;run this\u009cb", "ansi_control.words(run this)", "ab"},
		{"link", "\x1b]8;id=1;https://a.example/x\x1b\\text\x1b]8;;\x1b\\.", "ansi_control.words(https://a.example/x) ansi_control.stray", "text."},
		{"clipboard", "a\x1b]52;c;cm0gLXJmIC8=\ab", "ansi_control.carrier(rm -rf /)", "ab"},
		{"clipboard of other data", "a\x1b]52;c;?\ab", "ansi_control.carrier", "ab"},
		{"DCS", "a\x1bPq#0;2\x1b\\b", "ansi_control.words(q#0;2)", "ab"},
		{"DCS does not end with BEL", "a\x1bPx\ay\x1b\\b", "ansi_control.words(x\ay)", "ab"},
		{"APC, PM, SOS", "\x1b_Ga\x1b\\\x1b^note\x1b\\\x1bXtext\x1b\\.", "ansi_control.words(Ga) ansi_control.words(note) ansi_control.words(text)", "."},
		{"C1 APC", ".\u009fnote\u009c.", "ansi_control.words(note)", ".."},
		{"window name", "a\x1bkname\x1b\\b", "ansi_control.words(name)", "ab"},
		{"k without end", "a\x1bkname\nb", "ansi_control.stray", "aname\nb"},
		{"cancelled", "a\x1b]0;x\x18b", "ansi_control.words(x)", "ab"},
		{"unterminated OSC", "a\x1b]0;title\nb", "ansi_control.words(title)", "a\nb"},
		{"OSC broken off by a sequence", "a\x1b]0;title\x1b[1mb", "ansi_control.words(title) ansi_style.stray", "ab"},
		{"OSC over two lines", "a\x1b]52;c;cm0g\nLXJmIC8=\ab", "ansi_control.carrier(rm -rf /)", "ab"},
		{"unterminated CSI", "a\x1b[31\nb", "ansi_control.stray", "a\nb"},
		{"unterminated CSI before é", "a\x1b[3é", "ansi_control.stray", "aé"},
		{"CSI at the end", "a\x1b[", "ansi_control.stray", "a"},
		{"reset", "\x1bcx", "ansi_control.stray", "x"},
		{"lone ESC", "a\x1b", "", "a\x1b"},
		{"ESC before other", "\x1b\" \x1bé \x1b\n \x1b< \x1bA", "", "\x1b\" \x1bé \x1b\n \x1b< \x1bA"},
		{"twice ESC", "\x1b\x1b[1mx", "ansi_style.stray", "\x1bx"},
		{"wrongly decoded quotation", "â\u0080\u009d0;he said, and so on", "", "â\u0080\u009d0;he said, and so on"},
		{"wrongly decoded Polish", "wÅ\u009baÅ\u009bciwy", "", "wÅ\u009baÅ\u009bciwy"},
		{"C1 without end", "x \u009fnote that this stays", "", "x \u009fnote that this stays"},
		{"spaces around", "café \u00a0«x»", "", "café \u00a0«x»"},
	})
}

func TestANSIConceal(t *testing.T) {
	checkANSI(t, []hiddenCase{
		{"SGR 8", "a\x1b[8mhide me\x1b[0mb", "ansi_conceal.words(hide me)", "ab"},
		{"reveal", "a\x1b[8mhide me\x1b[28mb", "ansi_conceal.words(hide me)", "ab"},
		{"among others", "a\x1b[1;8;4mhide me\x1b[mb", "ansi_conceal.words(hide me)", "ab"},
		{"C1", "a\u009b8mhide me\u009b0mb", "ansi_conceal.words(hide me)", "ab"},
		{"ended by another style", "a\x1b[8mhide me\x1b[0;31mb", "ansi_conceal.words(hide me) ansi_style.stray", "ab"},
		{"to the end", "a\x1b[8mhide\nme", "ansi_conceal.words(hide\nme)", "a"},
		{"sequences inside", "a\x1b[8mhi\x1b[1mde\x1b[2K me\x1b[0mb", "ansi_conceal.words(hide me)", "ab"},
		{"ended by a reset", "a\x1b[8mhide\x1bcb", "ansi_conceal.words(hide) ansi_control.stray", "ab"},
		{"black on black", "a\x1b[30;40mhide\x1b[0mb", "ansi_conceal.words(hide)", "ab"},
		{"in two sequences", "\x1b[40ma\x1b[30mhide\x1b[37mb", "ansi_style.stray ansi_conceal.words(hide) ansi_style.stray", "ab"},
		{"bright", "\x1b[97;107mhide\x1b[0m", "ansi_conceal.words(hide)", ""},
		{"256", "\x1b[38;5;236;48;5;236mhide\x1b[0m", "ansi_conceal.words(hide)", ""},
		{"true colour", "\x1b[38;2;9;9;9;48;2;10;9;9mhide\x1b[0m", "ansi_conceal.words(hide)", ""},
		{"colour parts", "\x1b[38:2::9:9:9;48:2:10:9:9mhide\x1b[0m", "ansi_conceal.words(hide)", ""},
		{"palette and cube", "\x1b[30;48;5;16mhide\x1b[0m", "ansi_conceal.words(hide)", ""},
		{"white and white", "\x1b[97;48;2;255;255;255mhide\x1b[0m", "ansi_conceal.words(hide)", ""},
		{"cube and grey", "\x1b[38;5;59;48;5;240mhide\x1b[0m", "ansi_conceal.words(hide)", ""},
		{"other colours", "\x1b[30;47mshown\x1b[0m", "ansi_style.stray ansi_style.stray", "shown"},
		{"ground not set", "\x1b[30mshown\x1b[0m", "ansi_style.stray ansi_style.stray", "shown"},
		{"eight of 256", "\x1b[38;5;8mshown\x1b[0m", "ansi_style.stray ansi_style.stray", "shown"},
		{"eight as a part", "\x1b[4:8mshown\x1b[38:5:8mshown\x1b[58;5;8mshown\x1b[0m", "ansi_style.stray ansi_style.stray ansi_style.stray ansi_style.stray", "shownshownshown"},
		{"blocks of colour", "\x1b[31;41m  ██ \x1b[0m", "ansi_style.stray ansi_style.stray", "  ██ "},
		{"nothing concealed", "\x1b[8m\x1b[0mb", "ansi_style.stray ansi_style.stray", "b"},
		{"twice", "\x1b[8mone\x1b[0m and \x1b[8mtwo\x1b[0m", "ansi_conceal.words(one) ansi_conceal.words(two)", " and "},
	})
	long := "\x1b[8m" + strings.Repeat("é", 5000) + "\x1b[0m"
	marks := ANSI(long)
	if len(marks) != 1 || len(marks[0].Hidden) != unmask.MaxHidden || marks[0].End != len(long) {
		t.Errorf("10,000 bytes concealed: %d marks, %d bytes hidden", len(marks), len(marks[0].Hidden))
	}
}

func TestANSIStringLimits(t *testing.T) {
	for name, c := range map[string]struct {
		text string
		left int // bytes that stay
	}{
		"no end":                   {"\x1b]0;" + strings.Repeat("x", 3*maxString), 3*maxString + 2 - maxString},
		"no end, wide characters":  {"\x1b]0;" + strings.Repeat("é", maxString), maxString + 2},
		"long on one line":         {"\x1b]1337;" + strings.Repeat("x", 3*maxString) + "\ay", 1},
		"long over several lines":  {"\x1b]0;a\n" + strings.Repeat("x", 3*maxString) + "\ay", 3*maxString + 3},
		"short over several lines": {"\x1b]0;a\n" + strings.Repeat("x", 99) + "\ay", 1},
	} {
		if left := len(unmask.Strip(c.text, ANSI(c.text))); left != c.left {
			t.Errorf("%s: %d bytes left, want %d", name, left, c.left)
		}
	}
}
