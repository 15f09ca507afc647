package message

import (
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// nested are a text at each depth.
func nested(raw string) []string {
	return []string{`{"a":[[` + raw + `]]}`, `{"params":{` + raw + `}}`, `{"params":{"n":1,` + raw + `},"id":7}`, `[1,` + raw + `]`, `{"a":1,` + raw + `}`, raw}
}

// named are pieces that somebody wants to know of who reads an envelope.
var named = []string{`"name":`, `"Name":"x"`, `"_meta":{`, `"params":`, `"params":{`, `"id":1,`}

// topped notes what a walker tells about the members of its text.
func topped(w *walker) *[][4]int {
	all := &[][4]int{}
	w.top = func(_ *walker, keyStart, keyEnd, start, end int) {
		*all = append(*all, [4]int{keyStart, keyEnd, start, end})
	}
	return all
}

// plainly walks over the text in the same place without quick.
func plainly(raw string) (*walker, [][4]int) {
	w := &walker{seed: 7, visit: func(*Field) {}}
	top := topped(w)
	w.reset([]byte(raw))
	w.root = unknown
	w.run()
	return w, *top
}

// TestQuickReadsAlike: what is read in one go is read as it is piece by piece, the
// strings, their ends, what is counted and what is wrong.
func TestQuickReadsAlike(t *testing.T) {
	all := slices.Clone(texts)
	pieces := []string{`"`, `"`, `"a"`, `"bc":`, `"text":"`, `{`, `}`, `[`, `]`, `,`, `:`, ` `, "\n", `1`, `-2.5e3`, `true`, `null`, `\`, `\n`, `\u0061`, "é",
		`"a":1,`, `{"a":"b","c":[1,"x"]}`, `"` + strings.Repeat("long ", 20) + `"`, `"12345678"`, `"1234567"`, "\x00"}
	rng := rand.New(rand.NewPCG(3, 4))
	for range 20000 {
		var b strings.Builder
		for range rng.IntN(24) {
			if b.WriteString(pieces[rng.IntN(len(pieces))]); rng.IntN(6) == 0 {
				b.WriteString(named[rng.IntN(len(named))])
			}
		}
		all = append(all, b.String())
	}
	valid := 0
	for i := range 6 * len(all) {
		raw := nested(all[i/6])[i%6]
		quick := &walker{seed: 7}
		want, tops := plainly(raw)
		top := topped(quick)
		quick.reset([]byte(raw))
		quick.run()
		if (quick.err == nil) != (want.err == nil) || quick.err != nil && *quick.err != *want.err {
			t.Fatalf("%q: %v, not %v", raw, quick.err, want.err)
		}
		if quick.err != nil {
			continue
		}
		valid++
		if quick.traits != want.traits || quick.escapes != want.escapes || quick.short != want.short || quick.prose != want.prose || quick.name != want.name || quick.meta != want.meta || !slices.Equal(*top, tops) {
			t.Errorf("%q: members %v %v, name %d %d, meta %v %v, traits %v %v, escapes %v %v, short %d %d, prose %d %d", raw, *top, tops, quick.name, want.name, quick.meta, want.meta, quick.traits, want.traits, quick.escapes, want.escapes, quick.short, want.short, quick.prose, want.prose)
		}
		for i, s := range quick.tape {
			if end, traits, _, _ := scanString(quick.raw, startOf(quick.raw, quick.tape, i)); end != s.end || traits != s.traits {
				t.Errorf("%q: string %d ends at %d with %v, not at %d with %v", raw, i, s.end, s.traits, end, traits)
			}
		}
	}
	if valid < 500 {
		t.Errorf("only %d texts were valid", valid)
	}
}

// startOf is where the content of a string on the tape begins.
func startOf(raw []byte, tape tape, i int) int {
	from := 0
	if i > 0 {
		from = tape[i-1].end + 1
	}
	return from + strings.IndexByte(string(raw[from:]), '"') + 1
}

// TestShortKeysDiffer: keys are told apart by all their bytes, zeros too.
func TestShortKeysDiffer(t *testing.T) {
	seen := map[uint64]string{}
	for _, k := range []string{"", "\x00", "\x00\x00", "a", "a\x00", "a\x00\x00", "\x00a", "ab", "ba", "abc", "abcd", "abcde", "abcdef", "abcdefg", "abcdefgh", "abcdefg\x00", "abcdefghi"} {
		h := hashKey(42, []byte(k))
		if other, ok := seen[h]; ok {
			t.Errorf("%q and %q are one", k, other)
		}
		seen[h] = k
	}
}
