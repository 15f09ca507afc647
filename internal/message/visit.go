package message

// revisit walks a text that run has found nothing wrong with, and tells visit about
// every string and whole about every object that is judged as a whole. It asks
// nothing that run has asked.
func (w *walker) revisit() {
	raw := w.raw
	for i := w.space(0); ; {
		switch c := raw[i]; c { // a value
		case '"':
			end, traits := w.stringAgain(i + 1)
			w.emit(i+1, end, traits, false)
			i = end + 1
		case '{', '[':
			at, _ := w.place()
			f := w.push(i, c == '{')
			f.node, f.at, f.keyAt = at, nil, 0
			if i = w.space(i + 1); raw[i] == c+2 { // its other bracket
				w.stack = w.stack[:len(w.stack)-1]
				i++
				break
			}
			if f.object {
				i = w.memberAgain(f, i)
			}
			continue
		default:
			for i < len(raw) && !endsScalar[raw[i]] {
				i++
			}
		}
		if i = w.behind(i); i < 0 {
			return
		}
	}
}

// endsScalar is what can stand behind a number, true, false and null.
var endsScalar = [256]bool{',': true, ']': true, '}': true, ' ': true, '\t': true, '\n': true, '\r': true}

// behind goes from the end of a value to the next, -1 at the end of the text,
// closing what closes on the way.
func (w *walker) behind(i int) int {
	for len(w.stack) > 0 {
		i = w.space(i)
		f := &w.stack[len(w.stack)-1]
		if w.raw[i] != ',' {
			if i++; w.whole != nil && f.object && f.node.unit != 0 {
				w.close(f, i)
			}
			w.stack = w.stack[:len(w.stack)-1]
			continue
		}
		if i = w.space(i + 1); f.object {
			return w.memberAgain(f, i)
		}
		f.index++
		return i
	}
	return -1
}

// memberAgain tells about the key at i of the object f and returns where its value
// begins.
func (w *walker) memberAgain(f *frame, i int) int {
	end, traits := w.stringAgain(i + 1)
	f.keyStart, f.keyEnd = i+1, end
	f.at, f.keyAt = f.node.member(w.plain(w.raw[i+1:end], traits))
	w.emit(i+1, end, traits, true)
	return w.space(w.space(end+1) + 1)
}

// stringAgain is string for what is known to be one.
func (w *walker) stringAgain(i int) (end int, traits Traits) {
	if w.next < len(w.known) {
		t := &w.known[w.next]
		w.next++
		return t.end, t.traits
	}
	end, traits, _, _ = scanString(w.raw, i)
	return end, traits
}

// emit hands one string to the visitor.
func (w *walker) emit(start, end int, traits Traits, key bool) {
	f := &w.field
	f.Start, f.End, f.Key, f.Traits = start, end, key, traits
	f.w, f.text, f.known, f.window, f.seenText, f.seenRaw = w, "", false, false, 0, 0
	n, keySurface := w.place()
	if f.Surface = n.at; key {
		f.Surface = keySurface
	}
	w.visit(f)
}

// place returns the node of the value at hand, and the surface of its key.
func (w *walker) place() (*node, Surface) {
	if len(w.stack) == 0 {
		return w.root, w.root.at
	}
	f := &w.stack[len(w.stack)-1]
	if !f.object {
		return f.node, f.node.at
	}
	return f.at, f.keyAt
}
