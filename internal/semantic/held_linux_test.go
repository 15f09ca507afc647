package semantic

import (
	"math/rand/v2"
	"syscall"
	"testing"
)

// TestNothingBesideTheTextIsRead: what is written in the processor's language has no
// bounds checks, so texts of every length stand here between pages that must not be touched.
func TestNothingBesideTheTextIsRead(t *testing.T) {
	g := LoadGate()
	held(t, func(text []byte) { g.Places(nil, text, 0, len(text)) })
}

// held looks at texts that begin or end where readable memory does. A read beside one
// ends the test's process.
func held(t *testing.T, look func(text []byte)) {
	page := syscall.Getpagesize()
	all, err := syscall.Mmap(-1, 0, 3*page, syscall.PROT_READ|syscall.PROT_WRITE, syscall.MAP_ANON|syscall.MAP_PRIVATE)
	if err != nil {
		t.Fatal(err)
	}
	defer syscall.Munmap(all)
	for _, guard := range [][]byte{all[:page], all[2*page:]} {
		if err := syscall.Mprotect(guard, syscall.PROT_NONE); err != nil {
			t.Fatal(err)
		}
	}
	rng := rand.New(rand.NewPCG(9, 10))
	words := []string{"отправ", "发送给", "고객 ", "\xe5", "\xd0", "ignore ", "assistant ", "send ", "the ", "\\n", "password ", "é", "\"", "x", "  ", "forward "}
	inner := all[page : 2*page]
	fill := func(text []byte) []byte {
		for i := 0; i < len(text); {
			i += copy(text[i:], words[rng.IntN(len(words))])
		}
		return text
	}
	for n := range page + 1 {
		if n > 600 && n%61 != 0 && n != page {
			continue
		}
		for range 3 {
			look(fill(inner[:n:n]))
			look(fill(inner[page-n:]))
		}
	}
}
