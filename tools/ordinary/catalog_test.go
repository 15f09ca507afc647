package main

import (
	"encoding/binary"
	"testing"
)

// mo writes a catalog.
func mo(pairs [][2]string) []byte {
	const head = 28
	n := uint32(len(pairs))
	data := make([]byte, head+16*len(pairs))
	for i, v := range []uint32{0x950412de, 0, n, head, head + 8*n} {
		binary.LittleEndian.PutUint32(data[4*i:], v)
	}
	for i, p := range pairs {
		for side, text := range p {
			at := head + 8*uint32(i) + 8*n*uint32(side)
			binary.LittleEndian.PutUint32(data[at:], uint32(len(text)))
			binary.LittleEndian.PutUint32(data[at+4:], uint32(len(data)))
			data = append(data, text+"\x00"...)
		}
	}
	return data
}

func TestCatalog(t *testing.T) {
	data := mo([][2]string{{"menu\x04Open the _file %s now", "\u00d6ffne jetzt die Datei %s"}, {"%d row", "%d Zeile\x00%d Zeilen"}})
	pairs := catalog(data)
	if len(pairs) != 2 || pairs[0][0] != "Open the _file %s now" || pairs[1][1] != "%d Zeile" {
		t.Fatalf("%q", pairs)
	}
	if got := said(pairs[0][0]+" or leave it", 1); got != "Open the file main now or leave it" {
		t.Errorf("%q", got)
	}
	for cut := range data { // no message lies outside of the file
		catalog(data[:cut])
	}
	for _, s := range []string{"Open", "a b c d", "<b>Bold</b>"} {
		if got := said(s, 0); got != "" {
			t.Errorf("%q is said as %q", s, got)
		}
	}
}
