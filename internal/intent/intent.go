package intent

import "github.com/mcp-watchdog/mcp-watchdog/internal/lazy"

// Where a text stands decides how much benefit of the doubt it gets.
type Where uint8

const (
	// Document: text that somebody wrote for people: results, resources.
	Document Where = iota
	// Offered: descriptions of tools and prompts, which a model takes as orders
	// before any call.
	Offered
	// Asked: text that a server puts to a model as a prompt, where imperatives are
	// the rule.
	Asked
	// Hidden: text that no person sees.
	Hidden
	// Template: text inside the marks of a chat template, which only a model
	// reads as such.
	Template
)

// Kind is what an order is after.
type Kind uint8

const (
	None        Kind = iota
	Overriding       // drop your instructions
	Extracting       // show your instructions
	Concealing       // do not tell the user
	Stealing         // hand over credentials or private data
	Driving          // use a tool, act on somebody's behalf
	Remembering      // keep this in memory
	Posing           // be somebody else, without limits
	Steering         // prefer this tool, change how others are used
	Crossing         // drive another server with what lies with somebody else
	Oversharing      // hand over the conversation

	// Kinds is how many there are.
	Kinds
)

var kindNames = [Kinds]string{
	"none", "overriding", "extracting", "concealing", "stealing", "driving", "remembering", "posing", "steering", "crossing", "oversharing",
}

// String returns the lower-case name.
func (k Kind) String() string {
	if k < Kinds {
		return kindNames[k]
	}
	return "kind"
}

// Order is an order to a model, found in a passage.
type Order struct {
	Kind Kind
	// Start and End bound the sentences that make up the order.
	Start, End int
	// Sure grades it: from 1 (worth a look) to 3 (an order).
	Sure int
	// Told is true when the text speaks about such orders (a security
	// document, a test) rather than giving one.
	Told bool
}

// Finder finds orders. It is reused and belongs to one goroutine.
type Finder struct {
	reader reader
	scene  scene
	orders []Order
	number int // of the text
}

// Load returns the lexicons of all languages. The result may be shared.
func Load() *Lexicon { return loaded() }

var loaded = lazy.Value(func() *Lexicon { return thaw(frozen) })

// NewFinder returns a finder that reads with lexicon.
func NewFinder(lexicon *Lexicon) *Finder {
	f := new(folder)
	return &Finder{reader: reader{trie: lexicon, folder: f}, scene: scene{languages: lexicon.languages, folder: f}}
}

// Find returns the orders in a passage of a few sentences. The result is valid
// until the next call.
func (f *Finder) Find(passage string, where Where) []Order {
	f.Read(passage, Span{0, len(passage)})
	return f.FindIn(0, len(passage), where)
}

// Read begins a text, of which the parts that spans stand for, ascending and apart,
// will be read in one piece each, when they are asked about. Their passages can then
// be asked about one by one, as can those of the rest, which are read by themselves. The text must not change meanwhile.
// Every reading has a number, which is returned.
func (f *Finder) Read(text string, spans ...Span) (number int) {
	f.reader.open(text)
	f.reader.cover(spans)
	f.number++
	return f.number
}

// Text is the text that was read last.
func (f *Finder) Text() string { return f.reader.text }

// Holds reports whether the text with that number is the one that was read last.
func (f *Finder) Holds(number int) bool { return number != 0 && f.number == number }

// Covers reports whether a part of the text lies in one of the spans that were given to
// Read.
func (f *Finder) Covers(from, to int) bool { return f.reader.covers(from, to) != nil }

// Framed reports whether what FindIn returned last depends on more of the text than the passage.
func (f *Finder) Framed() bool { return f.scene.frame.known }

// FindIn returns the orders in a passage of the text that was given to Read,
// with offsets from where the passage begins. The result is valid until the
// next call.
func (f *Finder) FindIn(from, to int, where Where) []Order {
	f.orders = f.orders[:0]
	s := &f.scene
	s.whole, s.from = f.reader.text, from
	s.stage(f.reader.passage(from, to), f.reader.text[from:to])
	if !s.could(where) {
		return nil
	}
	for i := range s.sentences {
		sen := &s.sentences[i]
		sen.says |= f.reader.shapesIn(from+sen.start, from+sen.end)
	}
	s.judge(where, func(o Order) { f.orders = append(f.orders, o) })
	return f.orders
}
