// Package schema reads JSON Schemas (2020-12, and what draft 7 writes otherwise)
// and says where a value is not what a schema declares.
//
// Both come from a server that may be hostile, so the work is bounded: a schema
// that leads in circles, branches without end or has huge patterns is given up,
// and then nothing is said about the value. A library of the field was measured:
// {"allOf":[{"$ref":"#"}]} ends the process, and nothing can stop it midway.
//
// What is not understood (references to other documents, dynamic references,
// unevaluated properties, patterns that need to look around) constrains nothing,
// also where it is negated or counted.
package schema

import (
	"math"
	"strconv"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// kinds is a set of JSON types.
type kinds uint8

const (
	object kinds = 1 << iota
	array
	text
	number
	integer
	boolean
	null
)

var kindNames = map[string]kinds{
	"object": object, "array": array, "string": text, "number": number | integer, "integer": integer, "boolean": boolean, "null": null,
}

// Schema is a schema that values can be held against. It is not safe for use by
// two goroutines at once.
type Schema struct {
	root     *message.Value
	nodes    map[*message.Value]*node
	patterns int // compiled so far

	references int  // followed so far
	old        bool // a reference stands for all that stands beside it, as up to draft 7
}

// node is one schema in a schema.
type node struct {
	never  bool  // the schema false
	unsure bool  // it has a keyword that is not understood
	types  kinds // 0: any
	names  string
	format string

	choice   *message.Value // enum
	constant *message.Value

	ref                        *node
	all, any, one              []*node
	not, when, then, otherwise *node

	properties map[string]*node
	patterns   []patternNode
	extra      *node // additionalProperties
	required   []string

	prefix []*node
	items  *node
	unique bool

	pattern                *pattern
	minLength, maxLength   float64
	minItems, maxItems     float64
	minMembers, maxMembers float64
	least, most            float64
	above, below           float64
	multiple               float64
}

type patternNode struct {
	pattern *pattern
	node    *node
}

// Compile makes a schema of a text that is known to be valid JSON; nil when it
// has more values than can be read. The memory of raw is kept.
func Compile(raw []byte) *Schema {
	root, whole := message.Tree(raw)
	if !whole {
		return nil
	}
	s := &Schema{root: root, nodes: map[*message.Value]*node{}}
	if uri := root.Member("$schema").String(); strings.Contains(uri, "draft-0") {
		s.old = true
	}
	s.node(root)
	return s
}

// node compiles what stands at v, once.
func (s *Schema) node(v *message.Value) *node {
	if v == nil {
		return nil
	}
	if n, ok := s.nodes[v]; ok {
		return n
	}
	n := &node{
		minLength: 0, maxLength: math.Inf(1), maxItems: math.Inf(1), maxMembers: math.Inf(1),
		least: math.Inf(-1), most: math.Inf(1), above: math.Inf(-1), below: math.Inf(1),
	}
	s.nodes[v] = n
	switch {
	case v.Kind == message.LiteralValue && v.Text == "false":
		n.never = true
	case v.Kind == message.LiteralValue && v.Text == "true":
	case v.Kind != message.ObjectValue:
		n.unsure = true
	case s.old && v.Member("$ref") != nil:
		s.keyword(n, v.Member("$ref"))
	default:
		for _, m := range v.Members {
			s.keyword(n, m)
		}
		if n.when == nil {
			n.then, n.otherwise = nil, nil
		}
		if v != s.root && v.Member("$id").String() != "" { // references in it start elsewhere
			n.unsure = true
		}
		if yes := v.Member("nullable"); n.types != 0 && yes != nil && yes.Text == "true" {
			n.types |= null // OpenAPI
		}
	}
	return n
}

// keyword reads one member of a schema.
func (s *Schema) keyword(n *node, v *message.Value) {
	switch v.Key {
	case "type":
		s.types(n, v)
	case "enum":
		if v.Kind == message.ArrayValue {
			n.choice = v
		}
	case "const":
		n.constant = v
	case "$ref":
		if s.references++; s.references <= maxReferences {
			n.ref = s.target(v.String())
		}
		if n.ref == nil {
			n.unsure = true
		}
	case "allOf":
		n.all = s.list(v)
	case "anyOf":
		n.any = s.list(v)
	case "oneOf":
		n.one = s.list(v)
	case "not":
		n.not = s.node(v)
	case "if":
		n.when = s.node(v)
	case "then":
		n.then = s.node(v)
	case "else":
		n.otherwise = s.node(v)
	case "format":
		n.format = v.String()
	case "properties", "patternProperties", "additionalProperties", "required":
		s.member(n, v)
	case "items", "prefixItems", "additionalItems":
		s.element(n, v)
	case "uniqueItems":
		n.unique = v.Text == "true"
	case "pattern":
		n.pattern = s.compile(v.String())
		n.unsure = n.unsure || n.pattern == nil
	case "$dynamicRef", "$recursiveRef", "unevaluatedProperties", "unevaluatedItems", "contains", "propertyNames", "dependentSchemas", "dependentRequired", "dependencies":
		n.unsure = true
	default:
		s.bound(n, v)
	}
}

// bound reads a keyword whose value is a number.
func (s *Schema) bound(n *node, v *message.Value) {
	into := map[string]*float64{
		"minLength": &n.minLength, "maxLength": &n.maxLength, "minItems": &n.minItems, "maxItems": &n.maxItems,
		"minProperties": &n.minMembers, "maxProperties": &n.maxMembers, "minimum": &n.least, "maximum": &n.most,
		"exclusiveMinimum": &n.above, "exclusiveMaximum": &n.below, "multipleOf": &n.multiple,
	}[v.Key]
	if into == nil {
		return // a note, or something of another vocabulary
	}
	if f, err := strconv.ParseFloat(v.Text, 64); err == nil && v.Kind == message.NumberValue {
		*into = f
	} else {
		n.unsure = true // draft 4 has truth values here
	}
}

// member reads what a schema says of the members of objects.
func (s *Schema) member(n *node, v *message.Value) {
	switch v.Key {
	case "properties":
		n.properties = make(map[string]*node, len(v.Members))
		for _, m := range v.Members {
			n.properties[m.Key] = s.node(m)
		}
	case "patternProperties":
		for _, m := range v.Members {
			p := s.compile(m.Key)
			if p == nil {
				n.unsure = true
				continue
			}
			n.patterns = append(n.patterns, patternNode{p, s.node(m)})
		}
	case "additionalProperties":
		n.extra = s.node(v)
	case "required":
		for _, m := range v.Members {
			if m.Kind == message.StringValue {
				n.required = append(n.required, m.Text)
			}
		}
	}
}

// element reads what a schema says of the elements of arrays. Up to draft 7 a
// list of schemas stands under items, and what is behind it under
// additionalItems.
func (s *Schema) element(n *node, v *message.Value) {
	switch {
	case v.Key == "prefixItems", v.Key == "items" && v.Kind == message.ArrayValue:
		n.prefix = s.list(v)
	case v.Key == "items", v.Parent.Member("items") != nil && v.Parent.Member("items").Kind == message.ArrayValue:
		n.items = s.node(v)
	}
}

func (s *Schema) types(n *node, v *message.Value) {
	names := []*message.Value{v}
	if v.Kind == message.ArrayValue {
		names = v.Members
	}
	for _, m := range names {
		k, ok := kindNames[m.String()]
		if !ok {
			n.unsure = true
			return
		}
		n.types |= k
		n.names = strings.TrimPrefix(n.names+" or "+m.Text, " or ")
	}
}

func (s *Schema) list(v *message.Value) (all []*node) {
	if v.Kind != message.ArrayValue {
		return nil
	}
	for _, m := range v.Members {
		all = append(all, s.node(m))
	}
	return all
}

const (
	// maxSteps bounds the steps of one reference, and maxReferences how many one
	// schema may have: each may have to look through all of it.
	maxSteps      = 16
	maxReferences = 1 << 10
)

// target returns what a reference inside the document leads to; nil for
// nothing.
func (s *Schema) target(ref string) *node {
	path, ok := strings.CutPrefix(ref, "#")
	if !ok {
		return nil
	}
	at := s.root
	for steps := 0; path != "" && at != nil; steps++ {
		if path[0] != '/' || steps == maxSteps {
			return nil // an anchor
		}
		token, rest, _ := strings.Cut(path[1:], "/")
		if path = rest; strings.Contains(ref, "%") {
			return nil
		}
		if path != "" {
			path = "/" + path
		}
		token = strings.ReplaceAll(strings.ReplaceAll(token, "~1", "/"), "~0", "~")
		if i, err := strconv.Atoi(token); at.Kind == message.ArrayValue && err == nil && i >= 0 && i < len(at.Members) {
			at = at.Members[i]
			continue
		}
		at = at.Member(token)
	}
	return s.node(at)
}
