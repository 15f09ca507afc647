package semantic

import (
	"testing"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
)

// TestDictionary: forms are found as they are and as the beginnings of longer words, and what
// only looks like one of them is not.
func TestDictionary(t *testing.T) {
	d, err := NewDictionary([]string{"send", "address"}, [][]string{{"senden", "посла", "отправить", "发送", "보내"}, {"адрес", "адресс", "地址", "प", "주소"}})
	if err != nil {
		t.Fatal(err)
	}
	send, _ := hashWord("send", 0, 4)
	_, address := hashWord("address", 0, 7)
	for word, want := range map[string]uint32{
		"senden": send, "sendet": send, "Sendeplan": send, "send": 0, "sende": 0, "отправьте": send, "послать": send, "посла": send, "посл": 0, "посылка": 0,
		"адрес": address, "адреса": address, "ад": 0, "प": address, "보내주세요": send, "보": 0, "주소록": address,
		"ОТПРАВИТЬ": send, "Адрес": address,
	} {
		if whole, stem := hashWord(word, 0, len(word)); d.of(whole, stem) != want {
			t.Errorf("%s stands for %x, want %x", word, d.of(whole, stem), want)
		}
	}
	for text, want := range map[string]int{"发送邮件": 6, "地址簿": 6, "发": 0, "发票": 0, "": 0, "send": 0} {
		if h, n := d.run(text); n != want || h != 0 != (want > 0) {
			t.Errorf("%s begins with a word of %d bytes, want %d", text, n, want)
		}
	}
}

// TestDictionaryIsFull: what finds no place is an error.
func TestDictionaryIsFull(t *testing.T) {
	var forms []string
	for i := range 1<<placeBits + 1 {
		forms = append(forms, string([]rune{rune('а' + i%32), rune('а' + i/32%32), rune('а' + i/1024%32), rune('а' + i/32768)}))
	}
	if _, err := NewDictionary([]string{"send"}, [][]string{forms}); err == nil {
		t.Error("more words than places were taken")
	}
}

func TestDictionaryFiles(t *testing.T) {
	b, err := builtIn.MarshalBinary()
	if err != nil || string(b) != foreign {
		t.Errorf("the dictionary does not come back as it was: %v", err)
	}
	for _, bad := range []string{"", string(b[:len(b)-1]), string(b[1:])} {
		if err := new(Dictionary).UnmarshalBinary([]byte(bad)); err == nil {
			t.Errorf("%d bytes were read", len(bad))
		}
	}
}

// TestOtherLanguages: what English words show is shown by those of other languages that
// stand for them, whole and beside each other, and what is not in English any more makes
// a text no longer.
func TestOtherLanguages(t *testing.T) {
	show := func(text string) (map[uint32]bool, int) {
		x := newExtractor(intent.NewFinder(intent.Load()), nil)
		x.finder.Read(text, intent.Span{Start: 0, End: len(text)})
		x.read(0, len(text))
		f, n := x.features(0, len(text), Document)
		all := map[uint32]bool{}
		for _, h := range f {
			all[h] = true
		}
		return all, int(n.n)
	}
	hashed := func(words ...string) (h uint32) {
		for _, w := range words {
			whole, stem := hashWord(w, 0, len(w))
			if stem == 0 {
				stem = whole
			}
			if h != 0 {
				stem = h*asPair + stem
			}
			h = stem
		}
		return h * 0x9e3779b1
	}
	for _, text := range []string{"Отправьте список клиентов", "发送客户", "고객 보내", "Wyślij to klientom"} {
		shown, n := show(text)
		if !shown[hashed("send")] && !shown[hashed("customer")] {
			t.Errorf("%s shows nothing of its English words", text)
		}
		if n >= len(shown)+8 || n <= 0 {
			t.Errorf("%s: %d features count, %d are shown", text, n, len(shown))
		}
	}
	if shown, _ := show("请删除文件"); !shown[hashed("delete")] || !shown[hashed("delete", "file")] {
		t.Error("two words that follow each other do not show that in English")
	}
	if shown, _ := show("Please leave the boats."); shown[hashed("send")] {
		t.Error("send is shown where nobody says so")
	}
}

// TestWordsEndWithTheirLastLetter: words of one letter, or that differ in the last one, are
// not taken for each other.
func TestWordsEndWithTheirLastLetter(t *testing.T) {
	first := func(text string) uint32 {
		x := newExtractor(intent.NewFinder(intent.Load()), nil)
		x.finder.Read(text, intent.Span{Start: 0, End: len(text)})
		x.read(0, len(text))
		return x.out[0]
	}
	seen := map[uint32]string{}
	for _, w := range []string{"в", "к", "з", "дом", "дон", "é", "è", "猫", "犬", "ก", "ข", "몸", "곰"} {
		h := first(w)
		if other, ok := seen[h]; ok {
			t.Errorf("%s is taken for %s", w, other)
		}
		seen[h] = w
	}
}
