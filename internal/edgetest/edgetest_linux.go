package edgetest

import (
	"math/rand/v2"
	"syscall"
	"testing"
)

// Held calls look with texts of these words that begin or end where readable memory
// does, of every length up to some hundred bytes and of some up to a page. A read beside
// one ends the test's process. look must not keep the text.
func Held(t *testing.T, words []string, look func(text []byte)) {
	t.Helper()
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
