package files

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/binary"
	"path/filepath"
)

// Secret returns a key that all processes of the session have, and that is good
// for one purpose.
func (s *Session) Secret(purpose string) []byte {
	var key []byte
	for i := range 3 {
		key = binary.NativeEndian.AppendUint64(key, s.index[wordKey+i])
	}
	h := hmac.New(sha256.New, key)
	h.Write([]byte(purpose))
	return h.Sum(nil)
}

// Socket is where this process may have a socket: no other has its number while
// it lives.
func (s *Session) Socket() string { return s.path(s.at, socketName) }

const socketName = "s"

// Sockets are those that other processes of the session have, or had.
func (s *Session) Sockets() []string {
	all, _ := filepath.Glob(filepath.Join(s.dir, "*."+socketName)) // fails for bad patterns alone
	others := all[:0]
	for _, path := range all {
		if path != s.Socket() {
			others = append(others, path)
		}
	}
	return others
}
