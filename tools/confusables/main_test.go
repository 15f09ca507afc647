package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// protos is a piece of the mapping of UTS #39.
var protos = map[rune]string{'а': "a", 'І': "l", 'в': "ʙ", 'η': "n̩", 'т': "ᴛ", 'ы': "ƅi", '∪': "U", 'З': "3", 'ӏ': "i"}

func TestFold(t *testing.T) {
	f := folder{protos: protos}
	for _, c := range []struct {
		char  rune
		want  string
		loose bool
	}{
		{'а', "a", false}, {'І', "I", false}, {'в', "b", true}, {'η', "n", true}, {'é', "e", false}, {'ǵ', "g", false}, {'ø', "o", false},
		{'Ａ', "A", false}, {'𝐚', "a", false}, {'ⓐ', "a", false}, {'⒜', "a", false}, {'🅰', "A", false}, {'🇦', "A", false}, {'ᴀ', "a", false},
		{'ᵃ', "a", false}, {'ﬁ', "fi", false}, {'ѕ', "", false}, {'∪', "U", true}, {'ӏ', "l", false}, {'З', "E", true}, {'ж', "x", true},
		{'（', "(", false}, {'．', ".", false}, {'л', "n", true}, {'ὰ', "", false},
	} {
		text, loose := f.fold(c.char)
		if text != "" {
			text = cased(c.char, text)
		}
		if text != c.want || text != "" && loose != c.loose {
			t.Errorf("%c (%U) reads %q, loose %t; want %q, %t", c.char, c.char, text, loose, c.want, c.loose)
		}
	}
	for _, r := range "™№ª字かㅣ한😀́" {
		if !skipped(r) {
			t.Errorf("%c (%U) is not skipped", r, r)
		}
	}
}

func TestWriteLaysOutPages(t *testing.T) {
	table, err := build([]folded{{0xE9, "e", false}, {0x432, "b", true}, {0xFB01, "fi", false}})
	if err != nil {
		t.Fatal(err)
	}
	at := func(r rune) byte { return table.pages[table.index[r/pageSize]][r%pageSize] }
	if at(0xE9) != 'e' || at(0x432) != 'b'|0x80 || at(0xFB01) != 1 || at(0x4E00) != 0 || len(table.pages) != 4 {
		t.Errorf("pages %q", table.pages)
	}
	if _, err := build([]folded{{0x432, "b", true}, {0xE9, "e", false}}); err == nil {
		t.Error("a list that does not ascend is accepted")
	}
	var out strings.Builder
	if err := write(&out, "1.2.3", []folded{{0xE9, "e", false}}); err != nil || !strings.Contains(out.String(), "confusables.txt 1.2.3") {
		t.Errorf("%v, %s", err, out.String())
	}
}

func TestReadPrototypesRefusesOtherFiles(t *testing.T) {
	name := filepath.Join(t.TempDir(), "confusables.txt")
	for _, text := range []string{"", "# Version: 1.0\n0430 ;\t0061 ;\tMA\t# a\n", "XYZ ;\t0061 ;\tMA\n"} {
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if _, _, err := readPrototypes(name); err == nil {
			t.Errorf("%q is taken for the data", text)
		}
	}
	if err := run(""); err == nil {
		t.Error("no file is accepted")
	}
}
