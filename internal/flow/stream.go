package flow

import "encoding/binary"

// stream is the bits that the characters of a run stand for, one behind the other.
// Base64 and base32 differ in how many one stands for, and nobody knows with which
// character of a run a byte begins.
type stream struct {
	bytes []byte // and eight behind them
	chars int
	each  int // bits of a character
}

// values64 and values32 are what characters stand for, in either case.
var values64, values32 = func() (in64, in32 [256]byte) {
	const letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	for i := range letters {
		in64[letters[i]], in64[letters[i]|0x20] = byte(i), byte(i+26)
		in32[letters[i]], in32[letters[i]|0x20] = byte(i), byte(i)
	}
	for i := range 10 {
		in64['0'+i] = byte(i + 52)
	}
	for i := range 6 {
		in32['2'+i] = byte(i + 26)
	}
	in64['+'], in64['/'], in64['-'], in64['_'] = 62, 63, 62, 63
	return in64, in32
}()

// pack takes what a run stands for.
func (s *stream) pack(run []byte, values *[256]byte, each int) {
	s.bytes, s.chars, s.each = s.bytes[:0], len(run), each
	for ; len(run) >= 8; run = run[8:] {
		var word uint64
		for _, c := range run[:8] {
			word = word<<each | uint64(values[c])
		}
		s.bytes = binary.BigEndian.AppendUint64(s.bytes, word<<(64-8*each))
		s.bytes = s.bytes[:len(s.bytes)-8+each]
	}
	var word uint64
	for i, c := range run {
		word |= uint64(values[c]) << (64 - (i+1)*each)
	}
	s.bytes = binary.BigEndian.AppendUint64(binary.BigEndian.AppendUint64(s.bytes, word), 0)
}

// ways is with how many characters a byte could begin before it begins with the same
// bit again.
func (s *stream) ways() int {
	if s.each == 6 {
		return 4
	}
	return 8
}

// from appends the bytes that begin with that character.
func (s *stream) from(char int, into []byte) []byte {
	if char >= s.chars {
		return into
	}
	n := len(into) + (s.chars-char)*s.each/8
	at, shift := char*s.each/8, char*s.each%8
	for len(into) < n {
		into = binary.BigEndian.AppendUint64(into, binary.BigEndian.Uint64(s.bytes[at:])<<shift)
		into = into[:len(into)-1]
		at += 7
	}
	return into[:n]
}
