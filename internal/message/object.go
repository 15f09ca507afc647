package message

// Unit is a kind of thing that is judged as a whole: what it says in one place
// is understood by what it says in another. Kinds form a bit set.
type Unit uint8

const (
	ToolUnit        Unit = 1 << iota // one tool, in a list or in a sampling request
	PromptUnit                       // one prompt of a list
	ResourceUnit                     // one resource or template of a list
	SamplingUnit                     // the parameters of a sampling request, in any form of the protocol
	ElicitationUnit                  // the parameters of an elicitation, in any form
	ServerUnit                       // what initialize or server/discover returns
)

// Object is a JSON object of a message that is judged as a whole. It is valid
// until the function that got it returns.
type Object struct {
	// Unit is what it is. Requests whose kind only their method tells have both
	// bits.
	Unit Unit
	// Start and End are its place in the message, braces included.
	Start, End int
	// Element is true when it stands in an array and can be cut out of it.
	Element bool

	w      *walker
	node   *node
	root   *Value
	values int
}

// close tells about the object in the frame f, which ends at end.
func (w *walker) close(f *frame, end int) {
	o := &w.object
	*o = Object{Unit: f.node.unit, Start: f.start, End: end, w: w, node: f.node}
	if n := len(w.stack); n > 1 {
		o.Element = !w.stack[n-2].object
	}
	w.whole(o)
}

// Raw is the object as it came.
func (o *Object) Raw() []byte { return o.w.raw[o.Start:o.End] }

// Pointer is the JSON pointer of the object. It allocates.
func (o *Object) Pointer() string {
	return string(o.w.appendPointer(nil, o.w.stack[:len(o.w.stack)-1]))
}

// Cut is the cut that takes the object out of its array. It must be an Element.
func (o *Object) Cut() Cut { return Cut{Start: o.Start, End: o.End, Element: true} }

// Values returns the object as a tree, which is made when it is asked for the
// first time. Of an object with more than [MaxValues] values the rest is
// missing, and whole is false.
func (o *Object) Values() (root *Value, whole bool) {
	if o.root == nil {
		o.root = &Value{Kind: ObjectValue, Start: o.Start, End: o.End, o: o, node: o.node}
		o.root.read(o.Start)
	}
	return o.root, o.values <= MaxValues
}

// MaxValues bounds the tree of one object: some megabytes. Definitions have
// some hundred values.
const MaxValues = 1 << 15
