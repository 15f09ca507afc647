package decode

import (
	"encoding/binary"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Blob is a long run of letters and digits that is encoded, whatever it says.
type Blob struct {
	Start, End int
	How        unmask.Disguise // Base64 or Hex
	Bytes      int             // that it stands for
	// Random is true when what it stands for looks like what is encrypted: no
	// text, no known format, every byte as often as any other.
	Random bool
}

const (
	// shortestBlob is the letters of a blob: no digest has as many.
	shortestBlob = 176
	// blobHead is how many of its bytes are looked at, maxBlobs how many blobs.
	blobHead = 2 << 10
	maxBlobs = 64
)

// Blobs returns the long encoded runs of text, ascending and apart. It is linear in
// the text.
func Blobs(text string) (all []Blob) {
	for i := 0; i+shortestBlob <= len(text) && len(all) < maxBlobs; {
		if base64Digit[text[i+shortestBlob-1]] == 255 || base64Digit[text[i]] == 255 {
			i++
			if k := i + shortestBlob - 2; k < len(text) && base64Digit[text[k]] == 255 {
				i = k + 1
			}
			continue
		}
		end := i
		for end < len(text) && base64Digit[text[end]] != 255 {
			end++
		}
		if end-i >= shortestBlob {
			all = append(all, blob(text, i, end))
		}
		i = end + 1
	}
	return all
}

func blob(text string, start, end int) Blob {
	b := Blob{Start: start, End: end, How: unmask.Hex, Bytes: (end - start) / 2}
	run := text[start:end]
	head := run[:min(len(run), blobHead)]
	var data []byte
	if strings.Trim(head, "0123456789abcdefABCDEF") == "" {
		for k := 0; k+1 < len(head); k += 2 {
			data = append(data, hexDigit[head[k]]<<4|hexDigit[head[k+1]])
		}
	} else {
		b.How, b.Bytes = unmask.Base64, (end-start)*3/4
		data = appendBase64(make([]byte, 0, len(head)*3/4+3), head)
	}
	b.Random = random(data) && !knownFormat(data)
	return b
}

// RandomLetters reports whether text is one run of letters and signs that is random:
// base64, hexadecimal, base32 or base85 of data that have no format.
func RandomLetters(text string) bool {
	if len(text) < shortestBlob && strings.IndexFunc(strings.TrimRight(text, "="), func(r rune) bool { return r > 'z' || base64Digit[r] == 255 }) < 0 {
		return blob(text, 0, len(text)).Random
	}
	for _, b := range Blobs(text) {
		if b.Start < 4 && b.End+4 > len(text) {
			return b.Random
		}
	}
	var count [128]int
	digits, lower, signs := 0, 0, 0
	for i := range len(text) {
		c := text[i]
		if c <= ' ' || c >= 0x7f {
			return false
		}
		count[c]++
		switch {
		case c >= '0' && c <= '9':
			digits++
		case c >= 'a' && c <= 'z':
			lower++
		case c < 'A' || c > 'Z':
			signs++
		}
	}
	kinds, most := 0, 0
	for _, n := range count {
		if n > 0 {
			kinds++
		}
		most = max(most, n)
	}
	n := len(text)
	if lower == 0 && signs <= 8 { // base32
		return kinds >= 28 && digits*12 > n && digits*3 < n && most*10 < n
	}
	return kinds >= 55 && digits*20 > n && signs*12 > n && lower*6 > n && most*20 < n && !strings.Contains(text, "://")
}

// random reports whether data looks like random bytes: about as many of them are
// the same as chance would have it, and their halves as well.
func random(data []byte) bool {
	n := len(data)
	if n < 80 {
		return false
	}
	var count [256]int
	var high [16]int
	ascii := 0
	for _, c := range data {
		count[c]++
		high[c>>4]++
		if c < 0x80 {
			ascii++
		}
	}
	same := 0
	for _, k := range count {
		same += k * (k - 1)
	}
	for _, k := range high {
		if k*64 < n || k*6 > n {
			return false
		}
	}
	return float64(same) < 1.5*float64(n*n)/256+8 && ascii*20 > n*7 && ascii*20 < n*13
}

// blobFormats are how files and messages begin that hold data which is compressed
// or encrypted by its nature.
var blobFormats = []string{
	"\x89PNG", "\xff\xd8\xff", "GIF8", "RIFF", "BM", "II*\x00", "MM\x00*", "\x00\x00\x01\x00", "%PDF", "PK\x03\x04", "PK\x05\x06", "\x1f\x8b", "\x7fELF", "MZ", "\x00asm", "wOFF", "wOF2", "OTTO", "\x00\x01\x00\x00", "ttcf", "ID3", "\xff\xfb", "\xff\xf3", "OggS", "fLaC", "\x1aE\xdf\xa3", "\x00\x00\x00",
	"SQLite format", "PAR1", "ARROW", "Obj\x01", "\xca\xfe\xba\xbe", "\x80\x02", "\x80\x03", "\x80\x04", "\x80\x05", "\x30\x82", "\x30\x81", "PACK", "Salted__", "age-encryption", "LUKS",
	"\x85\x01", "\x85\x02", "\x99\x01", "\x99\x02", "\xc6", "\x95", "\x8c\x0d", "\xc1", "\xc3\x0d", "\x00\x00\x00\x0bssh", "\x00\x00\x00\x07ssh", "xV4\x12", "\x93NUMPY", "\x89HDF", "glTF", "DDS ",
	"\xd9\xd9\xf7", "gAAAA", "\x80\x00\x00\x00", "vault:", "\x78\x01", "\x78\x9c", "\x78\xda", "AES", "\x01\x02\x02\x00", "\x01\x01\x02\x00",
}

// knownFormat reports whether data begins like a format that explains it.
func knownFormat(data []byte) bool {
	s := string(data[:min(len(data), 16)])
	for _, f := range blobFormats {
		if strings.HasPrefix(s, f) {
			return true
		}
	}
	if len(data) > 64 { // numbers with a floating point, as embeddings are
		near := 0
		for i := 3; i < 64; i += 4 {
			if e := binary.LittleEndian.Uint32(data[i-3:]) >> 23 & 0xff; e > 100 && e < 135 {
				near++
			}
		}
		if near >= 12 {
			return true
		}
	}
	return false
}
