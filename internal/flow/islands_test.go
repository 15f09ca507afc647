package flow

import (
	"bytes"
	"encoding/base32"
	"encoding/base64"
	"math/rand/v2"
	"slices"
	"testing"
	"unicode/utf8"
)

// TestStream reads runs from every character as the library does.
func TestStream(t *testing.T) {
	r := rand.New(rand.NewPCG(3, 4))
	plain := make([]byte, 200)
	for i := range plain {
		plain[i] = byte(r.Uint32())
	}
	run64, run32 := base64.RawStdEncoding.EncodeToString(plain), base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(plain)
	var s stream
	for n := range 150 {
		s.pack([]byte(run64[:n]), &values64, 6)
		for char := range min(n, 4) {
			part := run64[char:n]
			if len(part)%4 == 1 {
				part = part[:len(part)-1]
			}
			want, err := base64.RawStdEncoding.DecodeString(part)
			if got := s.from(char, nil); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("base64 %d from %d: %x, want %x, %v", n, char, got, want, err)
			}
		}
		s.pack([]byte(run32[:n]), &values32, 5)
		for char := range min(n, 8) {
			part := run32[char:n]
			for l := len(part) % 8; l == 1 || l == 3 || l == 6; l = len(part) % 8 {
				part = part[:len(part)-1]
			}
			want, err := base32.StdEncoding.WithPadding(base32.NoPadding).DecodeString(part)
			if got := s.from(char, nil); err != nil || !bytes.Equal(got, want) {
				t.Fatalf("base32 %d from %d: %x, want %x, %v", n, char, got, want, err)
			}
		}
	}
}

// TestIslands finds texts in data as who looks at every byte does.
func TestIslands(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 8))
	found := 0
	for range 3000 {
		var data []byte
		for range 1 + r.IntN(6) {
			for range r.IntN(40) {
				data = append(data, byte(r.Uint32()))
			}
			text := []rune("Die Kätzchen sagen: привет, мир – 今日は 🙂 und fertig.")
			at := r.IntN(len(text))
			data = append(data, string(text[at:at+r.IntN(len(text)-at)])...)
		}
		if Textual(data) {
			continue
		}
		var want, got []string
		from := 0
		for i := 0; i <= len(data); {
			c, size := utf8.DecodeRune(data[i:])
			if i == len(data) || c == utf8.RuneError && size == 1 {
				if i-from >= Shortest {
					want = append(want, string(data[from:i]))
				}
				from, size = i+1, 1
			}
			i += size
		}
		Islands(data, func(text []byte) { got = append(got, string(text)) })
		if found += len(got); !slices.Equal(got, want) {
			t.Fatalf("%q: %q, want %q", data, got, want)
		}
	}
	if found < 1000 {
		t.Error("hardly any", found)
	}
}

// TestTextual: the quick look at what is no UTF-8 never says of text that it is none.
func TestTextual(t *testing.T) {
	naive := func(data []byte) bool {
		left := fewBroken(len(data))
		for i := 0; i < len(data); {
			r, size := utf8.DecodeRune(data[i:])
			if r == utf8.RuneError && size == 1 || r < ' ' && r != '\n' && r != '\r' && r != '\t' || r == 0x7F {
				left--
			}
			i += size
		}
		return left >= 0 && len(data) >= Gram
	}
	r := rand.New(rand.NewPCG(3, 9))
	saw := map[bool]int{}
	for range 20000 {
		data := []byte(prose(r, r.IntN(200)))
		for range r.IntN(len(data)/6 + 2) { // about as many as there may be
			if len(data) > 0 {
				data[r.IntN(len(data))] = byte(r.IntN(256))
			}
		}
		want := naive(data)
		if saw[want]++; Textual(data) != want {
			t.Fatalf("%v of %q", !want, data)
		}
	}
	if saw[true] < 1000 || saw[false] < 1000 {
		t.Error(saw)
	}
}
