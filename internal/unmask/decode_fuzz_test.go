package unmask

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// checkDecoded checks what must hold for the readings of any text.
func checkDecoded(t *testing.T, text string) []Reading {
	t.Helper()
	const limit = 1 << 20
	b := &Budget{Bytes: limit}
	readings := Decoded(text, b)
	total := 0
	for i := range readings {
		r := &readings[i]
		total += len(r.Text)
		if r.start < 0 || r.end > len(text) || r.start >= r.end || r.Text == "" {
			t.Fatalf("%s stands at %d:%d of %d", r.Disguise, r.start, r.end, len(text))
		}
		if r.source != nil && len(r.source) != len(r.Text) {
			t.Fatalf("%s: %d offsets for %d bytes", r.Disguise, len(r.source), len(r.Text))
		}
		last := r.start
		for k := range r.source {
			at := int(r.source[k])
			if at < last || at >= r.end {
				t.Fatalf("%s: byte %d was read from %d, the one before from %d", r.Disguise, k, at, last)
			}
			last = at
		}
		for k := range len(r.Text) {
			if from, to := r.Source(k, k+1); from < r.start || from > to || to > r.end {
				t.Fatalf("%s: byte %d stands at %d:%d", r.Disguise, k, from, to)
			}
		}
	}
	if total > limit || b.Bytes < 0 {
		t.Fatalf("%d bytes of readings, %d left", total, b.Bytes)
	}
	return readings
}

// checkSuspected checks that what has readings is suspected in every style of
// JSON.
func checkSuspected(t *testing.T, text string, readings []Reading) {
	t.Helper()
	if len(readings) == 0 || !utf8.ValidString(text) {
		return
	}
	for _, style := range jsonStyles {
		raw := style.quote(text)
		var back string
		if err := json.Unmarshal([]byte(raw), &back); err != nil || back != text {
			t.Fatalf("%s: %v", style.name, err)
		}
		for _, raw := range []string{raw, raw[1 : len(raw)-1]} { // with its quotes, as in a message, and without
			if !MayDecode([]byte(raw)) {
				t.Fatalf("MayDecode missed (%s) %s %q in %q", style.name, readings[0].Disguise, readings[0].Text, raw)
			}
		}
	}
}

func FuzzDecoded(f *testing.F) {
	for _, e := range append(encoders, morseEncoders...) {
		f.Add(e.encode(orders[1]))
	}
	for _, piece := range floods {
		f.Add(strings.Repeat(piece, 30))
	}
	for _, text := range nearMisses {
		f.Add(text[:min(len(text), 300)])
	}
	f.Fuzz(func(t *testing.T, text string) {
		if len(text) > 1<<16 {
			return
		}
		checkSuspected(t, text, checkDecoded(t, text))
		MayDecode([]byte(text))
	})
}

// compose builds a text that the choices describe: encoders over encoders over
// orders, cut, joined and framed.
func compose(choices []byte) string {
	var b strings.Builder
	pick := func(n int) int {
		if len(choices) == 0 {
			return 0
		}
		c := int(choices[0])
		choices = choices[1:]
		return c % n
	}
	for len(choices) > 0 && b.Len() < 1<<14 {
		part := orders[pick(len(orders))]
		if pick(4) == 0 {
			part = foreignOrder
		}
		for range pick(3) {
			part = encoders[pick(len(encoders))].encode(part)
		}
		switch pick(6) {
		case 0:
			part = part[pick(min(40, len(part))):]
		case 1:
			part = part[:len(part)-pick(min(40, len(part)))]
		case 2:
			part = floods[pick(len(floods))] + part + floods[pick(len(floods))]
		case 3:
			frame := frames[pick(len(frames))]
			part = frame.before + part + frame.after
		case 4:
			part = chunks(part, 1+pick(50), []string{" ", "\n", ", ", "\r\n\t", "\", \"", "\\n", " + ", "\"\n+ \"", "|"}[pick(9)])
		}
		b.WriteString(part)
	}
	return strings.ToValidUTF8(b.String(), "?")
}

// TestMayDecodeNeverMisses holds Decoded and MayDecode against each other over
// composed texts, and texts that they once differed on.
func TestMayDecodeNeverMisses(t *testing.T) {
	read := 0
	for i := range 1500 {
		text := compose(hash(i*41, 4+i%40))
		readings := checkDecoded(t, text)
		checkSuspected(t, text, readings)
		if len(readings) > 0 {
			read++
		}
	}
	if read < 1000 {
		t.Errorf("only %d texts had readings", read)
	}
	for _, text := range []string{
		"&X000CX00CX00 X000CX00X000    X000Y000Z000 Y210X010Y210 Z0B0Y2100",
		"AAAA+A//AA+AAA+AAAAA",
		"21 21 21 21&21 21 20X20X20X70X61 70X70X61 70X70X00",
		"\x00" + rfc1924(orders[1]),
		"é" + z85(orders[1]),
		"of" + std64(zlibbed(orders[1])) + encoders[24].encode(std64(orders[0])),
		strings.Repeat("a", 40) + std64(foreignOrder) + chunks(eachByte(orders[0], "%08b", ""), 17, `", "`),
		"key=" + eachByte(eachByte(orders[2], "=%02X", ""), "=%02X", "") + `\101 &amp;`,
	} {
		readings := checkDecoded(t, text)
		checkSuspected(t, text, readings)
	}
}

// FuzzDecodedComposed looks where FuzzDecoded hardly gets: at texts that are
// encoded, and slightly wrong.
func FuzzDecodedComposed(f *testing.F) {
	for i := range 100 {
		f.Add(hash(i, 8+i%24))
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		text := compose(choices)
		checkSuspected(t, text, checkDecoded(t, text))
	})
}
