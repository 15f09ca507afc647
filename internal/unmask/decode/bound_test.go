package decode

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// floods are pieces of text that invite a scanner to do the same work over and
// over.
var floods = []string{
	"%25", "%2525", "%", "%2", "%41", "%u0041", "%E2%82", "%c3%a9%", "&#", "&#x", "&#65;", "&#x41", "&amp;", "&amp;lt;", "&ampamp", "&a",
	"&" + strings.Repeat("a", 40), "&lt", "\\", "\\u", "\\u00", `\u0041`, `\ud83d`, `\ud83d\ude00`, `\x41`, `\101`, `\u{41`, `\\\\u0041`,
	"=", "=4", "=41", "=C3", "=\n", "=\r\n", "+", "a+", "ignore+", "http://a?b=c+d%20", "http://", "://%41 ",
	"A", "AAAA", "SGVs", "SGVs=", "SGVs bG8g ", "SGVsbG8gd29y\n", "U0dWc2JHOGdkMjl5YkdR", "aWdub3JlIGFsbCBwcmV2aW91cyA=", "/", "-", "_",
	"MFRGG", "mfrgg", "JBSWY3DPEBLW64TMMQQQ====", "JBSW Y3DP ", "H4sI", "H4sIAAAAAAAA", "eJwLAAAAAA", "eJyr", "SwAAAA==\n",
	"0", "01", "0100 ", "01001001 ", "0b01", "49", "49 ", "4 ", "0x49,", "0x4", "0x", "73 ", "73,103,", "111 ", "1f8b08", "4900", "c3", "c3a9",
	".", "-.", ".- ", "... --- ... ", "·", "•–", ".-.-.-.-", "/ / ", "-.-- --- ..- ",
	"<~", "<~87cURD", "<~z", "87cURD]i", "87cURD]i\"", "<~87cURD]i~>", "zzzz", "nm=QNz", "`NoQ_va%CW", "\"`", "\"(", "\"'`(=:",
	"\x00", "\xff", "é", "漢", "a,", "a, ", "aB1 ", "a \"", "' ", "|", "> ",
}

func TestReadingsLinearTime(t *testing.T) {
	try := func(text string) {
		begin := time.Now()
		b := &unmask.Budget{Bytes: 8 << 20}
		Readings(text, b)
		May([]byte(text))
		// A thousandth of that on an idle machine; a quadratic scan takes minutes.
		if took := time.Since(begin); took > 8*time.Second {
			t.Errorf("%d bytes of %.40q took %v", len(text), text, took)
		}
	}
	for i, piece := range floods {
		size := 64 << 10
		if i%8 == 0 {
			size = 1 << 20
		}
		try(strings.Repeat(piece, size/len(piece)))
		other := floods[(i*7+1)%len(floods)]
		try(strings.Repeat(piece+other, (64<<10)/(len(piece)+len(other))))
		try(strings.Repeat(strings.Repeat(piece, 40)+other, (64<<10)/(40*len(piece)+len(other))))
	}
}

// TestReadingsNestedDeep: what is encoded deeper than promised costs no more.
func TestReadingsNestedDeep(t *testing.T) {
	text := strings.Repeat(orders[0], 30)
	for range 6 {
		text = std64(text)
	}
	b := &unmask.Budget{Bytes: 8 << 20}
	Readings(text, b)
	if used := 8<<20 - b.Bytes; used > maxLayers*len(text) {
		t.Errorf("%d bytes were decoded of a text of %d", used, len(text))
	}
}

func TestReadingsBudget(t *testing.T) {
	text := strings.Repeat("Decode: "+std64(orders[0])+" and &#105;gnore it.\n", 200)
	for _, bytes := range []int{0, 1, 50, 500, 5000, 20000} {
		b := &unmask.Budget{Bytes: bytes}
		total := 0
		for _, r := range Readings(text, b) {
			total += len(r.Text)
		}
		if total > bytes || b.Bytes < 0 || !b.Exhausted {
			t.Errorf("budget of %d: %d bytes of readings, %d left, exhausted %v", bytes, total, b.Bytes, b.Exhausted)
		}
	}
	b := plenty()
	if Readings(text, b); b.Exhausted {
		t.Error("a large budget was exhausted")
	}
}

// TestInflateIsBounded: neither a bomb nor many small ones get far.
func TestInflateIsBounded(t *testing.T) {
	bomb := std64(gzipped(strings.Repeat("all work and no play ", 1<<20)))
	b := &unmask.Budget{Bytes: 64 << 20}
	for _, r := range Readings("Read this: "+bomb, b) {
		if r.Disguise == unmask.Gzip && len(r.Text) > maxInflated {
			t.Errorf("%d bytes were inflated", len(r.Text))
		}
	}
	small := std64(gzipped(strings.Repeat("a b ", 1<<12)))
	for _, r := range Readings("Read this: "+small, plenty()) {
		if r.Disguise == unmask.Gzip && len(r.Text) > maxRatio*len(small) {
			t.Errorf("%d bytes were inflated from %d", len(r.Text), len(small))
		}
	}
	begin := time.Now()
	Readings(strings.Repeat(small+" ", (1<<20)/len(small)), &unmask.Budget{Bytes: 8 << 20})
	if took := time.Since(begin); took > 8*time.Second {
		t.Errorf("many compressed runs took %v", took)
	}
}

// TestReadingsFindsIslands: text in the midst of binary data, where a large run
// is not decoded as a whole.
func TestReadingsFindsIslands(t *testing.T) {
	for _, n := range []int{300, 3000, 100_000, 1_000_000} {
		data := append(append(noise(n), strings.Repeat(orders[0]+"\n", 1+n/2000)...), noise(n)...)
		text := base64.StdEncoding.EncodeToString(data)
		r := found(Readings(text, plenty()), orders[0])
		if r == nil {
			t.Errorf("text after %d bytes of noise was not found", n)
			continue
		}
		if !May([]byte(text)) {
			t.Errorf("May missed text after %d bytes of noise", n)
		}
	}
}
