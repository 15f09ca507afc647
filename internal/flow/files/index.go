package files

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
)

// The index of a session is one small file that all its processes map: the key,
// and a record for each process. Only its own process writes a record, except
// to take over that of one that is long over. It holds no content.
const (
	indexName  = "index"
	maxMembers = 128
	headWords  = 16
	indexMagic = 0x3273776f6c66 // "flows2"

	wordMagic = 0
	wordKey   = 1 // and the two behind it

	memberWords = 32
	wordState   = 0
	wordPID     = 1
	// wordPromised and wordKept count what was delivered, and what of it can be
	// found.
	wordPromised = 2
	wordKept     = 3
	wordTable    = 4 // the number of its table: a larger one has the next number
	wordSeen     = 5 // when it last did something, in seconds
	wordSame     = 6 // a hash of what the server is
	wordName     = 7 // its length
	maxName      = 8 * (memberWords - wordName - 1)

	stateFree    = 0
	stateClaimed = 1
	stateReady   = 2
	stateOver    = 3
)

// words is a mapped file.
type words []uint64

func asWords(b []byte) words { return unsafe.Slice((*uint64)(unsafe.Pointer(&b[0])), len(b)/8) }

func (w words) bytes() []byte { return unsafe.Slice((*byte)(unsafe.Pointer(&w[0])), 8*len(w)) }

// member returns the record of a process.
func (w words) member(i int) words {
	from := headWords + i*memberWords
	return w[from : from+memberWords]
}

func (w words) load(i int) uint64     { return atomic.LoadUint64(&w[i]) }
func (w words) store(i int, v uint64) { atomic.StoreUint64(&w[i], v) }

func (w words) add(i int, n uint64) { atomic.AddUint64(&w[i], n) }

func (w words) name() string {
	n := min(int(w[wordName]), maxName)
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(w[wordName+1+i/8] >> (i % 8 * 8))
	}
	return string(b)
}

func (w words) setName(name string) {
	name = name[:min(len(name), maxName)]
	clear(w[wordName+1:])
	for i := range len(name) {
		w[wordName+1+i/8] |= uint64(name[i]) << (i % 8 * 8)
	}
	w[wordName] = uint64(len(name))
}

func (w words) key() flow.Key { return flow.NewKey(w[wordKey], w[wordKey+1], w[wordKey+2]) }

const indexSize = 8 * (headWords + maxMembers*memberWords)

// openIndex maps the index of the session in dir, and makes it when it is
// missing: whole, under another name, so that nobody sees half of it.
func openIndex(dir string) (words, error) {
	path := filepath.Join(dir, indexName)
	for range 10 {
		f, err := os.OpenFile(path, os.O_RDWR, 0)
		if errors.Is(err, os.ErrNotExist) {
			if err = makeIndex(dir, path); err != nil && !errors.Is(err, os.ErrExist) {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		defer f.Close()
		if info, err := f.Stat(); err != nil || info.Size() != indexSize || !info.Mode().IsRegular() {
			return nil, errors.Join(err, fmt.Errorf("%s is not what it should be; delete the folder %s", path, dir))
		}
		b, err := mapFile(f, indexSize, true)
		if err != nil {
			return nil, err
		}
		if w := asWords(b); w[wordMagic] == indexMagic {
			return w, nil
		}
		unmap(b)
		return nil, fmt.Errorf("%s is not what it should be; delete the folder %s", path, dir)
	}
	return nil, fmt.Errorf("%s comes and goes", path)
}

func makeIndex(dir, path string) error {
	f, err := os.CreateTemp(dir, "new-*") // with O_EXCL and mode 0600
	if err != nil {
		return err
	}
	defer os.Remove(f.Name())
	b := make([]byte, indexSize)
	rand.Read(b[8*wordKey : 8*(wordKey+3)]) // never fails
	binary.NativeEndian.PutUint64(b, indexMagic)
	_, err = f.Write(b)
	if err = errors.Join(err, f.Close()); err != nil {
		return err
	}
	return os.Link(f.Name(), path) // fails where there is one
}
