package tracking

import (
	"bytes"
	"encoding/base64"
	"unicode/utf8"
	"unsafe"

	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/decode"
)

const (
	// flowBudget bounds the readings of one message.
	flowBudget = 4 << 20
	// maxPiece is how much text is taken at once.
	maxPiece = 1 << 18
	// maxAtOnce is how many hashes are entered before a larger table is thought of.
	maxAtOnce = 256
	// maxSecrets bounds the secrets and codes that are learnt of one message.
	maxSecrets = 4096
)

// lesson is one message that is learnt.
type lesson struct {
	*Tracker
	now      int64
	number   uint16
	typed    bool
	fresh    bool // no server delivered anything of it
	mayRead  bool // something in it can be decoded
	budget   unmask.Budget
	inflated int // bytes that runs may still say
	secrets  int
	tokens   int
	marks    []flow.Mark // of those
	kind     flow.Kind
	tool     string
	begun    begun
	special  [2]uint16 // deliveries of secrets and codes, once there are any
	adds     []flow.Mark
	crowded  bool
	want     message.Surface
	// The methods enterIn, beginIn and visit.
	adding, beginning func(t *flow.Table)
	learning          func(x *message.Field)
}

// learn enters what a message delivers into the own table. A panic costs what
// this message delivered, nothing else.
func (f *Tracker) learn(j *job, raw []byte) {
	defer func() { _ = recover() }()
	var m *message.Message
	if !j.partial {
		var err error
		if m, err = f.parser.Parse(j.Side, raw); err != nil {
			return // it went on in a form that nobody else reads, either
		}
	}
	l := &f.lesson
	*l = lesson{Tracker: f, now: j.Now, typed: j.Side == message.FromClient, fresh: j.Fresh, budget: unmask.Budget{Bytes: flowBudget}, inflated: flowBudget, kind: j.Kind, tool: j.Tool,
		marks: l.marks, adding: l.adding, beginning: l.beginning, learning: l.learning}
	if l.adding == nil { // once: what is made for each message would be garbage
		l.adding, l.beginning, l.learning = l.enterIn, l.beginIn, l.visit
	}
	if l.tool == "" {
		l.tool = j.Method
	}
	l.want = delivers
	if l.typed {
		l.want, l.kind = sends, flow.Typed
	} else {
		l.mayRead = decode.May(raw)
		if l.kind&flow.Private != 0 && l.kind&(flow.Labelled|flow.Personal) == 0 && j.Place != flow.Project && flow.CallsItselfClosed(raw) {
			l.kind |= flow.Sealed
		}
	}
	l.number = l.begin(0)
	f.text.Reset()
	if j.partial {
		l.long(raw)
		return
	}
	m.Visit(j.Method, l.learning, nil)
	l.enter(0)
}

// visit learns one string of the message.
func (l *lesson) visit(x *message.Field) {
	switch {
	case x.Key || x.Surface&l.want == 0:
	case x.Surface&message.Media != 0:
		l.media(x.Text())
	default:
		l.field(x.Text())
	}
}

// long learns the beginning and the end of a long message, in which strings are
// not told from what stands between them.
func (l *lesson) long(raw []byte) {
	for _, half := range [][]byte{raw[:maxLearnt/2], raw[maxLearnt/2:]} {
		for from := 0; from < len(half); from += maxPiece {
			piece := half[from:min(from+maxPiece, len(half))]
			l.add(unsafe.String(unsafe.SliceData(piece), len(piece)))
		}
		l.enter(0)
		l.text.Reset()
	}
}

// field learns one string. Strings that stand behind each other are one text,
// too.
func (l *lesson) field(text string) {
	for from := 0; from < len(text); from += maxPiece {
		l.add(text[from:min(from+maxPiece, len(text))])
	}
	l.standing(text)
	if l.typed {
		return
	}
	if plain, ok := flow.Percent(text); ok {
		l.alone(plain)
	}
	if l.mayRead {
		for _, r := range decode.Readings(text, &l.budget) {
			l.alone(r.Text)
			l.find(r.Text)
		}
	}
	if plain, ok := flow.Dumped(text); ok {
		l.said(0, plain)
	}
	l.runs(0, text)
	l.find(text)
}

// alone enters a text that stands for itself.
func (l *lesson) alone(text string) {
	l.enter(0)
	l.text.Reset()
	l.add(text)
	l.enter(0)
	l.text.Reset()
}

// runs learns what runs in a text say, where that is text. What is none says nothing
// at three of four places that it could begin at.
func (l *lesson) runs(layer int, text string) {
	l.decode[layer].Runs(text, func(_, _ int, _ flow.Shape, decoded []byte) { l.said(layer, decoded) })
}

// said learns what a run says: as it is, compressed or in UTF-16.
func (l *lesson) said(layer int, decoded []byte) {
	switch {
	case l.inflated <= 0:
		return
	case flow.Textual(decoded):
	default:
		u := &l.decode[layer]
		plain, ok := u.Inflate(decoded, min(maxInflated, l.inflated))
		if !ok {
			plain, ok = u.Wide(decoded)
		}
		if !ok || !flow.Textual(plain) {
			return
		}
		decoded = plain
	}
	l.inflated -= len(decoded)
	said := unsafe.String(unsafe.SliceData(decoded), len(decoded))
	l.alone(said)
	l.find(said)
	if layer+1 < maxLayers && flow.HasRun(decoded) {
		l.runs(layer+1, said)
	}
}

// maxMedia is how much of a picture or another file is learnt as it came.
const maxMedia = 1 << 16

// media learns what is delivered in base64: what it says where that is text, and
// otherwise its beginning.
func (l *lesson) media(text string) {
	if plain, err := base64.StdEncoding.DecodeString(text); err == nil && utf8.Valid(plain) && bytes.IndexByte(plain, 0) < 0 {
		l.field(string(plain))
	}
	l.enter(0)
	l.add(text[:min(len(text), maxMedia)])
	l.enter(0)
}

// add adds a piece to the text, and enters it when it is long or short.
func (l *lesson) add(piece string) {
	from := len(l.text.Bytes)
	l.text.Add(piece)
	if n := len(l.text.Bytes) - from; n >= flow.Gram && n < flow.Shortest {
		l.text.From(from) // in the midst of others none may be kept
		l.stretches()
	}
	if len(l.text.Bytes) > maxPiece {
		l.enter(flow.Shortest - 1)
	}
}

// enter enters the text and keeps its last bytes.
func (l *lesson) enter(keep int) {
	l.text.From(0)
	l.stretches()
	t := &l.text
	keep = min(keep, len(t.Bytes))
	copy(t.Bytes, t.Bytes[len(t.Bytes)-keep:])
	t.Bytes = t.Bytes[:keep]
}

// stretches enters those that are left of the text. What the client sends is its own
// only if no server delivered it before.
func (l *lesson) stretches() {
	for all := l.text.Next(&l.key); all != nil; all = l.text.Next(&l.key) {
		if l.typed && !l.fresh {
			all = l.unknown(all)
		}
		l.enterAll(all)
	}
}

// enterAll enters all of these.
func (l *lesson) enterAll(all []flow.Mark) {
	for len(all) > 0 {
		l.adds = all
		l.store.Own(l.adding)
		if all = l.adds; l.crowded {
			l.store.Grow()
		}
	}
}

// enterIn enters some of what is to be added into the own table.
func (l *lesson) enterIn(t *flow.Table) {
	n := min(len(l.adds), maxAtOnce, t.Slots()/8)
	t.AddAll(l.adds[:n], l.number, l.now)
	l.adds, l.crowded = l.adds[n:], t.Crowded()
}

// begin notes a delivery of the message at hand.
func (l *lesson) begin(kind flow.Kind) (number uint16) {
	l.begun.Kind = l.kind | kind
	l.store.Own(l.beginning)
	return l.begun.number
}

// begun is a delivery that is noted.
type begun struct {
	flow.Kind
	number uint16
}

func (l *lesson) beginIn(t *flow.Table) {
	l.begun.number = t.Begin(flow.Delivery{Time: l.now, Kind: l.begun.Kind, Tool: l.tool})
}

// unknown leaves those that no other server delivered.
func (l *lesson) unknown(all []flow.Mark) []flow.Mark {
	if l.store.Alone() {
		return all
	}
	_ = l.store.Others(false, func(_ string, same bool, t *flow.Table) { // an error is met again by whoever looks
		rest := all[:0]
		for _, m := range all {
			if n, kind, ok := t.Find(m.Hash, l.now); !ok || kind&flow.Typed != 0 || t.Delivery(n).Time > l.now {
				rest = append(rest, m)
			}
		}
		all = rest
	})
	return all
}

// standing enters the tokens of a text that is private, or that the client sends.
func (l *lesson) standing(text string) {
	if !l.typed && l.kind&flow.Private == 0 {
		return
	}
	l.marks = l.marks[:0]
	flow.Tokens(text, l.typed, func(t flow.Token) {
		if l.tokens++; l.tokens <= maxSecrets {
			l.marks = append(l.marks, flow.Mark{Hash: t.Hash(&l.key)})
		}
	})
	all := l.marks
	if l.typed && !l.fresh {
		all = l.unknown(all)
	}
	l.enterAll(all)
}

// find enters the secrets of a text, and codes that are good for once.
func (l *lesson) find(text string) {
	enter := func(what string, kind flow.Kind, i int) {
		if l.secrets++; l.secrets > maxSecrets {
			return
		}
		if l.special[i] == 0 {
			l.special[i] = l.begin(kind)
		}
		l.store.Own(func(t *flow.Table) { t.Add(l.key.Token(what), l.special[i], l.now) })
	}
	for _, s := range secret.Find(text) {
		if s.Kind.Name == secret.SignedAddress { // made to be handed on; elsewhere it has been taken out
			continue
		}
		enter(text[s.Start:s.End], flow.Secret, 0)
	}
	flow.Codes(text, func(code string) { enter(code, flow.Code, 1) })
}
