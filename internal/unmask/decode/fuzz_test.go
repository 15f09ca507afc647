package decode

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// checkDecoded checks what must hold for the readings of any text.
func checkDecoded(t *testing.T, text string) []unmask.Reading {
	t.Helper()
	const limit = 1 << 20
	b := &unmask.Budget{Bytes: limit}
	readings := Readings(text, b)
	total := 0
	for i := range readings {
		r := &readings[i]
		total += len(r.Text)
		if r.Start < 0 || r.End > len(text) || r.Start >= r.End || r.Text == "" {
			t.Fatalf("%s stands at %d:%d of %d", r.Disguise, r.Start, r.End, len(text))
		}
		if r.Offsets != nil && len(r.Offsets) != len(r.Text) {
			t.Fatalf("%s: %d offsets for %d bytes", r.Disguise, len(r.Offsets), len(r.Text))
		}
		last := r.Start
		for k := range r.Offsets {
			at := int(r.Offsets[k])
			if at < last || at >= r.End {
				t.Fatalf("%s: byte %d was read from %d, the one before from %d", r.Disguise, k, at, last)
			}
			last = at
		}
		for k := range len(r.Text) {
			if from, to := r.Source(k, k+1); from < r.Start || from > to || to > r.End {
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
func checkSuspected(t *testing.T, text string, readings []unmask.Reading) {
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
			if !May([]byte(raw)) {
				t.Fatalf("May missed (%s) %s %q in %q", style.name, readings[0].Disguise, readings[0].Text, raw)
			}
		}
	}
}

func FuzzReadings(f *testing.F) {
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
		May([]byte(text))
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

// TestMayNeverMisses holds Readings and May against each other over
// composed texts, and texts that they once differed on.
func TestMayNeverMisses(t *testing.T) {
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

// FuzzReadingsComposed looks where FuzzReadings hardly gets: at texts that are
// encoded, and slightly wrong.
func FuzzReadingsComposed(f *testing.F) {
	for i := range 100 {
		f.Add(hash(i, 8+i%24))
	}
	f.Fuzz(func(t *testing.T, choices []byte) {
		text := compose(choices)
		checkSuspected(t, text, checkDecoded(t, text))
	})
}
