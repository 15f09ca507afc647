package message

// Tree returns a JSON text that is known to be valid as a tree, and whether all
// of it is there: of more than [MaxValues] values the rest is missing. The tree
// shares the memory of raw. Surfaces in it say nothing.
func Tree(raw []byte) (root *Value, whole bool) {
	o := &Object{w: &walker{raw: raw, stack: make([]frame, 1)}, node: unknown}
	i := skipSpace(raw, 0)
	if i == len(raw) {
		return nil, false
	}
	root = &Value{o: o, node: unknown, Surface: Unknown}
	o.End, o.root = len(raw), root
	root.value(i)
	return root, o.values <= MaxValues
}

// Member returns the member of exactly that name; nil when there is none. It
// may be asked of nil.
func (v *Value) Member(name string) *Value {
	if v == nil || v.Kind != ObjectValue {
		return nil
	}
	for _, m := range v.Members {
		if m.Key == name {
			return m
		}
	}
	return nil
}
