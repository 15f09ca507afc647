// Package manifest reads descriptions of containers (Kubernetes, Compose, the
// bodies of Docker's API, task definitions) and says how much of a machine they
// give to what runs in them. It judges by fields and their types, not by words
// in a text. It changes and starts nothing.
//
// Limits: values that something else fills in (Helm, variables, kustomize) stay
// unknown, and what an image does by itself is not seen.
package manifest

import "strings"

// Node is one value: a map, a list or a scalar.
type Node struct {
	// Key is its name in a map; "" for an element of a list and a document.
	Key string
	// Text is a scalar as it reads.
	Text string
	Kind Kind
	// Quoted scalars are texts, whatever they look like.
	Quoted  bool
	Members []*Node
}

// Kind is what a value is.
type Kind uint8

const (
	Scalar Kind = iota
	Map
	List
)

// Level says how much there is to it.
type Level uint8

const (
	Watch Level = 1 + iota // ordinary people do it now and then
	Bad                    // hardly anybody does it through an assistant
)

// Act is one thing that a manifest would bring about.
type Act struct {
	Level Level
	// Why is a sentence's end in plain words. It never quotes the manifest.
	Why string
	// Seen is the value it was seen in.
	Seen string
}

// Report is what a manifest would bring about.
type Report struct {
	Acts []Act
	// Commands are what containers run: words, as programs get them.
	Commands [][]string
	// Variables that they are given: names and values.
	Variables [][2]string
}

// Bounds on the work for one manifest.
const (
	maxNodes    = 1 << 15
	maxDepth    = 64
	maxActs     = 16
	maxCommands = 64
)

// Judge says what the documents would bring about.
func Judge(docs []*Node) Report {
	j := judge{left: maxNodes}
	for _, d := range docs {
		j.walk(d, scene{}, 0)
	}
	return j.out
}

// judge collects what is found.
type judge struct {
	out  Report
	left int
}

// scene is what is known about where a value stands.
type scene struct {
	kind    string // of the resource, in lower case
	compose bool   // it is a service of a Compose file
}

func (j *judge) say(l Level, why, seen string) {
	for i := range j.out.Acts {
		if a := &j.out.Acts[i]; a.Why == why {
			if l > a.Level {
				a.Level, a.Seen = l, seen
			}
			return
		}
	}
	if len(j.out.Acts) < maxActs {
		j.out.Acts = append(j.out.Acts, Act{l, why, seen})
	}
}

// walk looks for what describes containers.
func (j *judge) walk(n *Node, at scene, depth int) {
	if j.left--; n == nil || j.left < 0 || depth > maxDepth || n.Kind == Scalar {
		return
	}
	if n.Kind == Map {
		if k := n.get("kind"); k != nil && k.Kind == Scalar {
			at.kind = strings.ToLower(k.Text)
		}
		j.binding(n)
		j.patch(n)
		if j.pod(n, at) || j.single(n, at) {
			return
		}
	}
	for _, m := range n.Members {
		at.compose = at.compose || n.Kind == Map && folded(n.Key) == "services"
		j.walk(m, at, depth+1)
	}
}

// get returns the member of a name, compared without case, hyphens and
// underscores; of several the last, as most readers have it.
func (n *Node) get(name string) *Node {
	if n == nil || n.Kind != Map {
		return nil
	}
	for i := len(n.Members) - 1; i >= 0; i-- {
		if folded(n.Members[i].Key) == name {
			return n.Members[i]
		}
	}
	return nil
}

// in follows names inward.
func (n *Node) in(names ...string) *Node {
	for _, name := range names {
		n = n.get(name)
	}
	return n
}

// text is a scalar's text, "" for all else.
func (n *Node) text() string {
	if n == nil || n.Kind != Scalar {
		return ""
	}
	return n.Text
}

// is reports whether a scalar says yes. A quoted text may be what a tool with
// other types takes for yes.
func (n *Node) is() bool {
	switch strings.ToLower(n.text()) {
	case "true", "yes", "on", "y":
		return true
	case "1":
		return n.Kind == Scalar && !n.Quoted
	}
	return false
}

// list returns the texts of a list of scalars, or of one scalar.
func (n *Node) list() (all []string) {
	switch {
	case n == nil:
	case n.Kind == Scalar && n.Text != "":
		return []string{n.Text}
	case n.Kind == List:
		for _, m := range n.Members {
			if m.Kind == Scalar {
				all = append(all, m.Text)
			}
		}
	}
	return all
}

// folded is a name without case, hyphens and underscores.
func folded(name string) string {
	plain := true
	for i := range len(name) {
		plain = plain && name[i] >= 'a' && name[i] <= 'z'
	}
	if plain {
		return name
	}
	b := make([]byte, 0, 40)
	for i := 0; i < len(name) && len(b) < 40; i++ {
		switch c := name[i]; {
		case c == '_' || c == '-' || c == ' ':
		case c >= 'A' && c <= 'Z':
			b = append(b, c|0x20)
		default:
			b = append(b, c)
		}
	}
	return string(b)
}
