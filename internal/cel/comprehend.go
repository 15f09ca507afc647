package cel

// macro evaluates what is done with each element of a list or key of a map.
func (m *machine) macro(n *node) (any, error) {
	over, err := m.eval(n.args[0])
	if err != nil {
		return nil, err
	}
	if n.op == optMap || n.op == optFlatMap {
		return m.withValue(n, over)
	}
	var elements []any
	switch kindOf(over) {
	case listKind:
		elements = over.([]any)
	case dictKind:
		elements = keysOf(over)
		m.left -= len(elements)
	default:
		return nil, noOverload
	}
	m.locals = append(m.locals[:n.slot], nil)
	defer func() { m.locals = m.locals[:n.slot] }()
	switch n.op {
	case all:
		return m.each(n, elements, false)
	case exists:
		return m.each(n, elements, true)
	case existsOne:
		return m.one(n, elements)
	}
	return m.collect(n, elements)
}

// withValue does something with the value of an optional, if it has one.
func (m *machine) withValue(n *node, over any) (any, error) {
	o, ok := over.(optional)
	if !ok {
		return nil, noOverload
	}
	if !o.has {
		return optional{}, nil
	}
	m.locals = append(m.locals[:n.slot], o.value)
	v, err := m.eval(n.args[1])
	m.locals = m.locals[:n.slot]
	if err != nil {
		return nil, err
	}
	if n.op == optMap {
		return optional{v, true}, nil
	}
	if _, ok := v.(optional); !ok {
		return nil, noOverload
	}
	return v, nil
}

// each joins what holds for each element with && or ||: one element decides
// alone, even if the answer for others is impossible.
func (m *machine) each(n *node, elements []any, decisive bool) (any, error) {
	return decided(len(elements), decisive, func(i int) (any, error) {
		m.locals[n.slot] = elements[i]
		return m.eval(n.args[1])
	})
}

// holds evaluates the condition of a macro for an element.
func (m *machine) holds(n *node, element any) (bool, error) {
	m.locals[n.slot] = element
	v, err := m.eval(n.args[1])
	if err != nil {
		return false, err
	}
	b, is := v.(bool)
	if !is {
		return false, noOverload
	}
	return b, nil
}

// one counts the elements for which something holds.
func (m *machine) one(n *node, elements []any) (any, error) {
	count := 0
	for _, e := range elements {
		holds, err := m.holds(n, e)
		if err != nil {
			return nil, err
		}
		if holds {
			count++
		}
	}
	return count == 1, nil
}

// collect makes a list of elements, or of what becomes of them.
func (m *machine) collect(n *node, elements []any) (any, error) {
	l := []any{}
	for _, e := range elements {
		m.locals[n.slot] = e
		if n.op == filter || len(n.args) == 3 {
			holds, err := m.holds(n, e)
			if err != nil {
				return nil, err
			}
			if !holds {
				continue
			}
		}
		if n.op == transform {
			v, err := m.eval(n.args[len(n.args)-1])
			if err != nil {
				return nil, err
			}
			e = v
		}
		l = append(l, e)
	}
	return l, nil
}
