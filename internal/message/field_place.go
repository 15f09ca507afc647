package message

// Under is the raw content of the key that the string stands under: the
// nearest one outward, through arrays and through JSON carried in a string.
// For a key it is the key itself. It is nil where there is none, and valid
// until the visitor returns.
func (f *Field) Under() []byte {
	for g := f; g != nil; g = g.parent {
		for i := len(g.w.stack) - 1; i >= 0; i-- {
			if fr := &g.w.stack[i]; fr.object {
				return g.w.raw[fr.keyStart:fr.keyEnd]
			}
		}
	}
	return nil
}

// Carrier is the string that carries the JSON text this string stands in; nil
// for a string of the message itself.
func (f *Field) Carrier() *Field { return f.parent }
