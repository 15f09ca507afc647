package decode

import (
	"bytes"
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"
	"unsafe"
)

// A thread is one encoded text in pieces with other things between: a column of a
// table, the values of one key, the words that lines of a log end with. Which
// pieces belong together is not said anywhere, so each way in which they may is
// tried, and what they decode to decides.

// Thread is pieces put together.
type Thread struct {
	// Text is what stands in the pieces, one behind the other, and Start where the
	// first one is.
	Text  string
	Start int
	// Pieces is how many there are.
	Pieces int
	// Textual is true when what the text decodes to begins like a text, or like one
	// that is compressed. Otherwise it is one whole thing cut into equal pieces, the
	// last of which is padded, that is nothing anybody could name.
	Textual bool
}

const (
	// maxThreaded is how much of a message is read for threads.
	maxThreaded = 64 << 10
	// maxTokens and maxThreads bound the words and the ways to put them together,
	// shortestWord and longestWord are lengths of a piece.
	maxTokens, maxThreads, shortestWord, longestWord = 8 << 10, 64, 4, 256
	// fewestWords is how many pieces make a thread, and shortestThread their letters.
	fewestWords, shortestThread = 3, 40
	// longestShort is how long the lines of a file in base64 never are.
	longestShort = 24
	// maxThread bounds one thread.
	maxThread = 16 << 10
	// longestLabel bounds what stands between a name and its value.
	longestLabel = 8
	// fewestEqual and shortestOpaque are what an unexplained thread has at least.
	fewestEqual, shortestOpaque = 6, 240
)

// word is a run of letters and digits in a message.
type word struct {
	start, end int32
	line       int32
	left       int32  // its number in the line
	label      uint32 // of the name in front of it, without digits
	number     int32  // what the line begins with, or -1
	// It may be no word, and it is hardly any.
	piece, strange bool
}

// Weaver finds threads in one message after the other, in the same memory.
type Weaver struct{ threads }

// Threads returns what pieces in raw (JSON, well-formed) may be put together to, in
// time linear in raw up to a bound; what is behind 64 KB is not looked at. The result is
// the caller's.
func (v *Weaver) Threads(raw []byte) []Thread {
	from, to, ok := strangers(raw[:min(len(raw), maxThreaded)])
	if !ok {
		return nil
	}
	t := &v.threads
	if t.seen == nil {
		t.seen, t.count = map[string]bool{}, map[uint32]int{}
	}
	t.raw, t.all, t.counts, t.found = raw, slices.Grow(t.all[:0], (to-from)/7+8), t.counts[:0], nil
	defer t.letGo()
	t.words(raw[from:to], from)
	for key := byLabel; key <= byRight; key++ {
		t.columns(key)
	}
	loose := t.group[:0]
	for i := range t.all {
		w := &t.all[i]
		if k := len(loose) - 1; w.piece || k >= 0 && w.end-w.start == t.all[loose[k]].end-t.all[loose[k]].start && onlyFigures(raw[w.start:w.end]) {
			loose = append(loose, int32(i))
		}
	}
	t.group = loose
	t.column(loose)
	return t.found
}

// maxKept is how many words there is room for between messages.
const maxKept = 4 << 10

// letGo lets go of what belongs to a message, or is more than most need.
func (t *threads) letGo() {
	t.raw, t.found = nil, nil
	clear(t.seen)
	if cap(t.all) > maxKept {
		t.all, t.group, t.counts = nil, nil, nil
	}
}

type threads struct {
	raw    []byte
	all    []word
	counts []int32 // words in each line
	found  []Thread
	seen   map[string]bool
	count  map[uint32]int // strange words with a key, while columns are looked for
	group  []int32
}

// What words of a column have in common: the name in front of them, or their number in
// the line from one of its ends.
const (
	byLabel = iota
	byLeft
	byRight
)

// key is what w has in common with the words of its column; 0 for nothing.
func (t *threads) key(by int, w *word) uint32 {
	switch by {
	case byLabel:
		return w.label
	case byLeft:
		return uint32(w.left) + 1
	}
	return uint32(t.counts[w.line]-w.left) + 1
}

var rowStart, hexPrefix = []byte("<tr"), []byte("0x")

// words finds the words of a stretch of the message that begins at base.
func (t *threads) words(raw []byte, base int) {
	line, left, number := int32(len(t.counts)), int32(0), int32(-1)
	last := 0 // where the last word ended
	var name []byte
	ends := func() {
		t.counts = append(t.counts, left)
		line, left, number = line+1, 0, -1
	}
	for i := 0; i < len(raw) && len(t.all) < maxTokens; {
		c := raw[i]
		switch {
		case c == '\\':
			for i < len(raw) && raw[i] == '\\' {
				i++
			}
			if i < len(raw) {
				if raw[i] == 'n' {
					ends()
				} else if raw[i] == 'u' {
					i += 4
				}
				i++
			}
		case c == '\n' || c == '{' || c == '<' && bytes.HasPrefix(raw[i:], rowStart):
			ends()
			i++
		case threadByte[c]:
			start := i
			for i < len(raw) && threadByte[raw[i]] {
				i++
			}
			if bytes.HasPrefix(raw[start:i], hexPrefix) {
				start += len(hexPrefix)
			}
			end := padded(raw, start, i)
			if onlyMarks(raw[start:end]) {
				continue // a rule, a bullet
			}
			w := word{start: int32(base + start), end: int32(base + end), line: line, left: left, number: number}
			if name != nil && start-last <= longestLabel && assigns(raw[last:start]) {
				w.label = labelOf(name)
			}
			w.piece, w.strange = judgeWord(raw[start:end])
			number = smallNumber(raw[start:end], number)
			w.number = number
			t.all = append(t.all, w)
			name, last, i = raw[start:end], end, end
			left++
		default:
			i++
		}
	}
	ends()
	for i := len(t.all) - 1; i > 0; i-- { // the number may stand behind the piece
		if a, b := &t.all[i-1], &t.all[i]; a.line == b.line && a.number < 0 {
			a.number = b.number
		}
	}
}

// columns puts together the words that have a key in common.
func (t *threads) columns(by int) {
	clear(t.count)
	for i := range t.all {
		if w := &t.all[i]; w.strange {
			if k := t.key(by, w); k != 0 && (t.count[k] > 0 || len(t.count) < maxThreads) {
				t.count[k]++
			}
		}
	}
	maps.DeleteFunc(t.count, func(_ uint32, n int) bool { return n < fewestWords })
	keys := slices.Collect(maps.Keys(t.count))
	slices.SortFunc(keys, func(a, b uint32) int { return cmp.Or(t.count[b]-t.count[a], cmp.Compare(a, b)) })
	for _, k := range keys[:min(len(keys), mostColumns)] {
		g := t.group[:0]
		for i := range t.all {
			if t.key(by, &t.all[i]) == k {
				g = append(g, int32(i))
			}
		}
		t.group = g
		t.column(g)
	}
}

// column tries the words of one column.
func (t *threads) column(g []int32) {
	pieces, letters := 0, 0
	for _, i := range g {
		if w := &t.all[i]; w.piece {
			pieces++
			letters += int(w.end - w.start)
		}
	}
	if pieces < fewestWords || pieces*2 < len(g) || letters < shortestThread {
		return
	}
	for len(g) > 0 && !t.all[g[0]].piece { // the head of the column
		g = g[1:]
	}
	t.join(t.equal(g), true)
	t.join(g, false)
	if sorted := t.byNumber(g); sorted != nil {
		t.join(t.equal(sorted), true)
	}
}

// equal are the words of the length that most have, and the shorter one behind them.
func (t *threads) equal(g []int32) []int32 {
	count := map[int32]int{}
	most := int32(0)
	for _, i := range g {
		n := t.all[i].end - t.all[i].start
		if count[n]++; count[n] > count[most] || count[n] == count[most] && n > most {
			most = n
		}
	}
	out := make([]int32, 0, len(g))
	for k, i := range g {
		switch n := t.all[i].end - t.all[i].start; {
		case n == most:
			out = append(out, i)
		case n < most && len(out) == count[most] && k > 0 && g[k-1] == out[len(out)-1]:
			return append(out, i)
		}
	}
	return out
}

// byNumber is a column in the order of the numbers that its lines begin with, nil
// when that is the order in which it stands or when there is none.
func (t *threads) byNumber(g []int32) []int32 {
	ascends := true
	for k, i := range g {
		n := t.all[i].number
		if n < 0 {
			return nil
		}
		ascends = ascends && (k == 0 || t.all[g[k-1]].number < n)
	}
	if ascends {
		return nil
	}
	sorted := slices.Clone(g)
	slices.SortStableFunc(sorted, func(a, b int32) int { return int(t.all[a].number) - int(t.all[b].number) })
	return sorted
}

// join puts words together and keeps them if they may be one text.
func (t *threads) join(g []int32, equal bool) {
	if len(g) < fewestWords || len(t.found) >= maxThreads {
		return
	}
	var b strings.Builder
	for _, i := range g {
		if w := &t.all[i]; b.Len() < maxThread {
			b.Write(t.raw[w.start:w.end])
		}
	}
	text, apart := b.String(), 0
	for k, i := range g[1:] {
		if i != g[k]+1 {
			apart++
		}
	}
	if len(text) < shortestThread || apart*2 < len(g) && len(text) > longestShort*len(g) || t.seen[text] { // what has nothing between is read as one run
		return
	}
	t.seen[text] = true
	th := Thread{Text: text, Start: int(t.all[g[0]].start), Pieces: len(g)}
	if th.Textual = MayBeText(text); !th.Textual {
		first, last := t.all[g[0]], t.all[g[len(g)-1]]
		whole := strings.TrimRight(text, "=")
		if !equal || len(g) < fewestEqual || len(text) < shortestOpaque || strings.Contains(whole, "=") || whole == text || len(text)%4 != 0 || last.end-last.start >= first.end-first.start {
			return
		}
		if b := appendBase64(make([]byte, 0, len(whole)), whole); !random(b) || knownFormat(b) {
			return
		}
	}
	t.found = append(t.found, th)
}

// headOfText is how much MayBeText looks at.
const headOfText = 120

// PiecesMayBeText is MayBeText for pieces, one behind the other.
func PiecesMayBeText(pieces []string) bool {
	var head [headOfText]byte
	n := 0
	for i := 0; i < len(pieces) && n < len(head); i++ {
		n += copy(head[n:], pieces[i])
	}
	return MayBeText(unsafe.String(&head[0], n))
}

// MayBeText reports whether text, letters and digits, is encoded and begins like a
// text, or like one that is compressed.
func MayBeText(text string) bool {
	var memory [headOfText]byte
	head, hexed := text[:min(len(text), headOfText)], memory[:0]
	for k := 0; k+1 < len(head); k += 2 {
		if hexDigit[head[k]] > 15 || hexDigit[head[k+1]] > 15 {
			hexed = nil
			break
		}
		hexed = append(hexed, hexDigit[head[k]]<<4|hexDigit[head[k+1]])
	}
	if likeText(hexed) || mayBeBase64(head) && likeText(appendBase64(memory[:0], head[:len(head)&^3])) {
		return true
	}
	b32 := memory[:0]
	bits, n := uint32(0), 0
	for i := range len(head) {
		d := min(base32Digit[head[i]], base32Small[head[i]])
		if d > 31 {
			return false
		}
		if bits, n = bits<<5|uint32(d), n+5; n >= 8 {
			n -= 8
			b32 = append(b32, byte(bits>>n))
		}
	}
	return likeText(b32)
}

// mayBeBase64 reports whether what head says in base64 may be like text; false is
// certain, as the beginning has more that is none than all of it may have.
func mayBeBase64(head string) bool {
	var memory [24]byte
	b := memory[:fill64(memory[:], head[:len(head)&^3])]
	left := notText(headOfText * 3 / 4)
	for _, c := range b {
		left -= int(offText[c])
	}
	return left >= 0 || compressedHead(b)
}

// likeText reports whether b is nearly all printable, or begins like compressed data.
func likeText(b []byte) bool {
	if len(b) < 12 {
		return false
	}
	if compressedHead(b) {
		return true
	}
	good, left := 0, notText(len(b))
	for _, c := range b {
		if left -= int(offText[c]); left < 0 {
			return false
		}
		if c < 0x80 {
			good += 1 - int(offText[c])
		}
	}
	return good*3 >= len(b)
}

// notText is how many of n bytes may stand in no text, when they are like one.
func notText(n int) int { return n - int(math.Ceil(0.97*float64(n))) }

// compressedHead reports whether b begins as gzip and zlib do.
func compressedHead(b []byte) bool {
	return len(b) > 1 && (b[0] == 0x1f && b[1] == 0x8b || b[0] == 0x78 && (b[1] == 1 || b[1] == 0x5e || b[1] == 0x9c || b[1] == 0xda))
}
