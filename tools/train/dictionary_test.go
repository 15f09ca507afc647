package main

import (
	"bytes"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestDictionaryIsThatOfTheFiles: what the program has was made of the lists in this folder and
// the texts that say which words are English.
func TestDictionaryIsThatOfTheFiles(t *testing.T) {
	t.Chdir("../..")
	texts, err := ownRows()
	if err != nil {
		t.Fatal(err)
	}
	d, err := readDictionary("tools/train/dictionary", inEnglish(texts))
	if err != nil {
		t.Fatal(err)
	}
	if len(d.languages) < 24 {
		t.Errorf("%d languages", len(d.languages))
	}
	out := filepath.Join(t.TempDir(), "foreign.bin")
	if err := writeDictionary(d, out); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("internal/semantic/foreign.bin")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("internal/semantic/foreign.bin is not made of these files; train the model again")
	}
}

func TestReadDictionary(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write("xx.txt", "# words\nsend\tSenden envoy a\naddress\tadresse\n")
	write("xx-2.txt", "send\tschick\n")
	write("zh.txt", "send\t发送\naddress\t地址\n")
	english := row{text: "Envoys go. The envoy went, the envoys stay."}
	d, err := readDictionary(dir, []row{english})
	if err != nil {
		t.Fatal(err)
	}
	if strings.Join(d.languages, " ") != "xx zh" || strings.Join(d.english, " ") != "address send" && strings.Join(d.english, " ") != "send address" {
		t.Errorf("languages %v, English words %v", d.languages, d.english)
	}
	forms := map[string]bool{}
	for _, f := range d.all["send"] {
		forms[f] = true
	}
	if !forms["senden"] || !forms["schick"] || !forms["发送"] || forms["envoy"] || forms["a"] {
		t.Errorf("forms of send: %v", d.all["send"])
	}
	rng := rand.New(rand.NewPCG(1, 2))
	if got := d.salad("Send it to this address.", 1, rng); got != "发送地址" {
		t.Errorf("in Chinese %q", got)
	}
	if got := d.salad("Sending it to this ADDRESS.", 0, rng); got != "adresse" {
		t.Errorf("in the other language %q", got)
	}
	write("yy.txt", "send senden\n")
	if _, err := readDictionary(dir, nil); err == nil || !strings.Contains(err.Error(), "yy.txt:1") {
		t.Errorf("a line without a tab: %v", err)
	}
}

// TestLimits: the limit is what the rate exceeds of texts whose odds fall off exponentially, and a
// source with a hundred texts counts as ten.
func TestLimits(t *testing.T) {
	rng := rand.New(rand.NewPCG(3, 4))
	var plain []scored
	for range 50_000 {
		plain = append(plain, scored{rng.ExpFloat64(), 1})
	}
	if l := limitOf(io.Discard, "texts", plain, 0.001); l < 6.4 || l > 7.4 { // ln 1000 is 6.9
		t.Errorf("limit %.2f", l)
	}
	for range 1_000 {
		plain = append(plain, scored{20, 0.001})
	}
	if l := limitOf(io.Discard, "texts", plain, 0.001); l > 8 {
		t.Errorf("limit %.2f, with a book of jokes", l)
	}
}
