package vault

import (
	"fmt"
	"math/rand"
	"strings"
	"testing"
)

func fresh(seed int64) *Vault {
	r := rand.New(rand.NewSource(seed))
	return New(func(b []byte) { r.Read(b) })
}

func TestOneHandleForOneThing(t *testing.T) {
	v := fresh(1)
	a, _ := v.Keep("GitHub token", []byte("one"), nil, nil)
	b, _ := v.Keep("GitHub token", []byte("one"), []byte("one"), nil)
	c, _ := v.Keep("GitHub token", []byte("two"), nil, nil)
	d, _ := v.Keep("password", []byte("one"), nil, nil)
	if a != b || a == c || a == d || v.Len() != 3 || len(v.Find(a)) != 1 || v.Find(a)[0].End != len(a) {
		t.Errorf("%q %q %q %q", a, b, c, d)
	}
	if o, _ := fresh(2).Keep("GitHub token", []byte("one"), nil, nil); o == a {
		t.Error("two vaults make the same handle")
	}
}

func TestHandlesAreFoundWhereverTheyStand(t *testing.T) {
	v := fresh(3)
	h, _ := v.Keep("GitHub token", []byte("one"), nil, nil)
	for _, text := range []string{
		h, "x" + h + "y", h + "-suffix", h + h, "`" + h + "`", "**" + h + "**", strings.ToUpper(h), "A-" + h + "\n", `"` + h + `"`, strings.ToUpper(h[:1]) + h[1:], "-" + h + "-" + h,
	} {
		refs := v.Find(text)
		if want := strings.Count(strings.ToLower(text), h); len(refs) != want {
			t.Errorf("%q: %d handles, want %d", text, len(refs), want)
			continue
		}
		for _, r := range refs {
			if r.Kept == nil || !strings.EqualFold(text[r.Start:r.End], h) || !Has([]byte(text)) {
				t.Errorf("%q: %+v", text, r)
			}
		}
	}
}

func TestForgedHandlesStandForNothing(t *testing.T) {
	v := fresh(4)
	h, _ := v.Keep("GitHub token", []byte("one"), nil, nil)
	id := h[len(mark) : len(mark)+idLength]
	for _, text := range []string{
		mark + "0000000000z0-github-token", h[:len(mark)+idLength], h[:len(mark)+idLength] + "_github", mark + id + "-password", mark + id + "-github-toke", h[:len(mark)] + id[1:] + id[:1] + "-github-token",
	} {
		for _, r := range v.Find(text) {
			if r.Kept != nil {
				t.Errorf("%q stands for something", text)
			}
		}
	}
	if n := len(fresh(5).Find(h)); n != 1 {
		t.Errorf("another vault sees %d handles", n)
	}
}

// TestCutHandlesAreKnown: what a model left of a handle, or glued to one, is found,
// and what only looks like it is not.
func TestCutHandlesAreKnown(t *testing.T) {
	v := fresh(6)
	handle, _ := v.Keep("github token", []byte("something"), nil, nil)
	id := len(mark) + idLength
	for _, text := range []string{handle[:id-1], "A=" + handle[:id-5] + "\n", strings.ToUpper(handle[:id-6]) + ".", handle[:id] + "x"} {
		if found := v.Find(text); len(found) != 1 || found[0].Kept != nil || found[0].Theirs || found[0].Kind != "github-token" {
			t.Errorf("%q: %+v", text, found)
		}
	}
	for _, text := range []string{mark, mark + "...", handle[:len(mark)+3], mark + "0000", handle[len(mark):], "`" + mark + "`, as the manual says"} {
		if found := v.Find(text); len(found) > 0 {
			t.Errorf("%q: %+v", text, found)
		}
	}
	v.Delivered("B=" + handle[:id-3])
	if found := v.Find(handle[:id-3]); len(found) != 1 || !found[0].Theirs {
		t.Errorf("delivered by the server: %+v", found)
	}
}

func TestTheVaultIsBounded(t *testing.T) {
	v := fresh(6)
	for i := range maxEntries {
		if _, ok := v.Keep("k", fmt.Appendf(nil, "secret %d", i), nil, nil); !ok {
			t.Fatalf("full after %d", i)
		}
	}
	if _, ok := v.Keep("k", []byte("one more"), nil, nil); ok {
		t.Error("there is no end")
	}
	if _, ok := fresh(7).Keep("k", make([]byte, maxBytes+1), nil, nil); ok {
		t.Error("there is no end to one thing")
	}
}

func TestWipingOverwrites(t *testing.T) {
	v := fresh(8)
	h, _ := v.Keep("k-y", []byte("the secret"), []byte("written"), nil)
	k := v.Find(h)[0].Kept
	plain, written := k.plain, k.inJSON
	v.Wipe()
	if strings.Trim(string(plain)+string(written), "\x00") != "" || v.Len() != 0 || v.Find(h)[0].Kept != nil {
		t.Errorf("after wiping there is %q and %q", plain, written)
	}
}

func FuzzFind(f *testing.F) {
	f.Add("watchdog-kept-4f7k2m9x8qrt-github-token")
	f.Add("-watchdog-kept-watchdog-kept-4f7k2m9x8qrt-a-")
	f.Fuzz(func(t *testing.T, text string) {
		v := fresh(9)
		h, _ := v.Keep("a b", []byte("x"), nil, nil)
		at := 0
		for _, r := range v.Find(text + h) {
			if r.Start < at || r.End <= r.Start || r.End > len(text)+len(h) {
				t.Fatalf("%+v behind %d", r, at)
			}
			at = r.End
		}
	})
}

// Wherever a handle begins, it is met.
func TestHandlesAreMetAtEveryPlace(t *testing.T) {
	for before := range 40 {
		for after := range 3 {
			for _, m := range []string{mark, strings.ToUpper(mark)} {
				if !Has([]byte(strings.Repeat("x", before) + m + strings.Repeat("y", after))) {
					t.Errorf("not met behind %d and before %d bytes", before, after)
				}
			}
		}
	}
	if Has([]byte(strings.Repeat("the watchdog has kept well-kept dogs ", 50))) {
		t.Error("words are taken for a handle")
	}
}
