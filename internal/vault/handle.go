package vault

import (
	"bytes"
	"encoding/binary"
	"strings"
)

// Reference is a handle in a text.
type Reference struct {
	// Start and End are byte offsets.
	Start, End int
	// Kept is what it stands for; nil when this vault knows nothing of it: it
	// was made up, is damaged, or comes from another session.
	Kept *Kept
	// Theirs is true for one that the server itself delivered: it is no more than
	// text there.
	Theirs bool
	// Kind is the words behind the chance, as far as can be told.
	Kind string
	// ID is the chance, in small letters.
	ID string
}

// Has reports whether the beginning of a handle stands in raw, in any case. It
// is cheap: it looks at four bytes out of eleven, of which a beginning cannot
// avoid all.
func Has(raw []byte) bool {
	const stride = len(mark) - 3
	for i := stride - 1; i+4 <= len(raw); i += stride {
		p := foursHash(binary.LittleEndian.Uint32(raw[i:]) | 0x20202020)
		if fours[p>>6]>>(p&63)&1 == 0 {
			continue
		}
		for start := max(0, i-stride+1); start <= i && start+len(mark) <= len(raw); start++ {
			if raw[start]|0x20 == mark[0] && bytes.EqualFold(raw[start:start+len(mark)], []byte(mark)) {
				return true
			}
		}
	}
	return false
}

// fours is the set of four bytes in a row in the mark. Setting a bit makes small
// letters of capital ones, and leaves the hyphen.
var fours = func() (set [1 << 12 / 64]uint64) {
	for i := range len(mark) - 3 {
		p := foursHash(binary.LittleEndian.Uint32([]byte(mark[i : i+4])))
		set[p>>6] |= 1 << (p & 63)
	}
	return set
}()

func foursHash(four uint32) uint32 { return four * 0x9e3779b1 >> 20 }

// Find returns the handles in a text, in order; v may be nil.
func (v *Vault) Find(text string) []Reference {
	var all []Reference
	for i := 0; ; {
		k := strings.Index(text[i:], "-")
		if k < 0 {
			return all
		}
		start := i + k - strings.IndexByte(mark, '-')
		i += k + 1
		if start < 0 {
			continue
		}
		r, ok := read(text, start)
		switch {
		case ok && v != nil:
			v.lookUp(text, &r)
		case !ok && v != nil:
			if r, ok = v.broken(text, start); !ok {
				continue
			}
		case !ok:
			continue
		}
		all = append(all, r)
		i = max(i, r.End)
	}
}

// lookUp finds what r stands for. The text of the handle may go on behind it:
// its end is where that of the one that is known ends.
func (v *Vault) lookUp(text string, r *Reference) {
	k := v.byID[r.ID]
	if k == nil {
		r.Theirs = v.theirs[r.ID]
		return
	}
	r.Kind = k.Kind
	r.Is(text, k)
}

// fewestLeft is how many characters of the chance are left of a handle that is known
// to be cut off.
const fewestLeft = 4

// broken reads the beginning of a handle of this vault at text[i:], of which the end is
// missing or something is glued to it. It stands for nothing; who writes it loses
// what it stood for.
func (v *Vault) broken(text string, i int) (r Reference, ok bool) {
	id := i + len(mark)
	if id > len(text) || !strings.EqualFold(text[i:id], mark) {
		return r, false
	}
	end := id
	for end < len(text) && end-id < idLength && wordByte(text[end]) {
		end++
	}
	left := strings.ToLower(text[id:end])
	if len(left) < fewestLeft {
		return r, false
	}
	for known, k := range v.byID {
		if strings.HasPrefix(known, left) {
			return Reference{Start: i, End: end, Kind: k.Kind, ID: left, Theirs: v.theirs[left]}, true
		}
	}
	return r, false
}

// Is makes k what r stands for, where its handle stands at r in text.
func (r *Reference) Is(text string, k *Kept) bool {
	if len(text)-r.Start < len(k.Handle) || !strings.EqualFold(text[r.Start:r.Start+len(k.Handle)], k.Handle) {
		return false
	}
	r.Kept, r.Kind, r.End = k, k.Kind, r.Start+len(k.Handle)
	return true
}

// read reads the form of a handle at text[i:].
func read(text string, i int) (Reference, bool) {
	id := i + len(mark)
	kind := id + idLength
	if kind > len(text) || !strings.EqualFold(text[i:id], mark) {
		return Reference{}, false
	}
	digit := false
	for j := id; j < id+idLength; j++ {
		c := text[j]
		if c >= 'A' && c <= 'Z' {
			c |= 0x20
		}
		if strings.IndexByte(alphabet, c) < 0 {
			return Reference{}, false
		}
		digit = digit || c <= '9'
	}
	end := kind
	if kind < len(text) && wordByte(text[kind]) {
		return Reference{}, false
	}
	if kind+1 < len(text) && text[kind] == '-' && wordByte(text[kind+1]) {
		kind++
		end++
	}
	for end < len(text) && end-kind < maxKind && kind > id+idLength && (text[end] == '-' && end+1 < len(text) && wordByte(text[end+1]) || wordByte(text[end])) {
		end++
	}
	if next := strings.Index(strings.ToLower(text[kind:min(len(text), end+len(mark))]), mark); next >= 0 {
		end = min(end, kind+next) // two handles touch
	}
	return Reference{Start: i, End: end, Kind: strings.ToLower(text[kind:end]), ID: strings.ToLower(text[id : id+idLength])}, digit
}

// Delivered notes the handles in a text of the server that this vault knows
// nothing of: when they come back to it, nobody has carried anything away.
func (v *Vault) Delivered(text string) {
	for _, r := range v.Find(text) {
		if r.Kept == nil && len(v.theirs) < maxEntries {
			v.theirs[r.ID] = true
		}
	}
}

func wordByte(c byte) bool {
	return c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
}
