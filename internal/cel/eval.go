package cel

import (
	"errors"
	"fmt"
	"math"
)

// machine evaluates one expression once.
type machine struct {
	vars   []any
	locals []any
	left   int // steps
}

// bytesPerStep is how many bytes of texts an operation reads or writes in a
// step.
const bytesPerStep = 32

// failure is what makes a value of an expression impossible: a key that is not
// there, or operands that do not fit.
type failure string

func (f failure) Error() string { return string(f) }

func failed(format string, args ...any) error { return failure(fmt.Sprintf(format, args...)) }

const noOverload = failure("no such overload")

// spend takes steps for an operation that touches so many bytes.
func (m *machine) spend(bytes int) error {
	if m.left -= 1 + bytes/bytesPerStep; m.left < 0 {
		return ErrLimit
	}
	return nil
}

func (m *machine) eval(n *node) (any, error) {
	if err := m.spend(0); err != nil {
		return nil, err
	}
	switch n.op {
	case constant:
		return n.value, nil
	case variable:
		return m.vars[n.slot], nil
	case local:
		return m.locals[n.slot], nil
	case sel, present:
		return m.field(n)
	case index:
		return m.index(n)
	case and:
		return m.decide(n, false)
	case or:
		return m.decide(n, true)
	case choose:
		c, err := m.eval(n.args[0])
		if err != nil {
			return nil, err
		}
		switch c {
		case true:
			return m.eval(n.args[1])
		case false:
			return m.eval(n.args[2])
		}
		return nil, noOverload
	case call:
		return m.call(n)
	case list:
		return m.list(n)
	case dict:
		return m.dict(n)
	}
	return m.macro(n)
}

// decide evaluates && or ||. One operand decides alone, even if the other is
// impossible.
func (m *machine) decide(n *node, decisive bool) (any, error) {
	return decided(len(n.args), decisive, func(i int) (any, error) { return m.eval(n.args[i]) })
}

// decided joins count answers with && or ||: one that is decisive decides alone.
func decided(count int, decisive bool, answer func(int) (any, error)) (any, error) {
	var failed error
	for i := range count {
		v, err := answer(i)
		b, is := v.(bool)
		switch {
		case errors.Is(err, ErrLimit):
			return nil, err
		case err == nil && !is:
			err = noOverload
		case err == nil && b == decisive:
			return decisive, nil
		}
		if failed == nil {
			failed = err
		}
	}
	if failed != nil {
		return nil, failed
	}
	return !decisive, nil
}

// field evaluates a.b, a.?b and has(a.b).
func (m *machine) field(n *node) (any, error) {
	from, err := m.eval(n.args[0])
	if err != nil {
		return nil, err
	}
	o, wrapped := from.(optional)
	if wrapped {
		from = o.value
	}
	if kindOf(from) != dictKind && !wrapped {
		return nil, noOverload
	}
	value, ok := lookup(from, n.name)
	switch {
	case n.op == present:
		return ok, nil
	case n.optional || wrapped:
		return optional{value, ok}, nil
	case !ok:
		return nil, failed("no such key: %s", n.name)
	}
	return value, nil
}

// index evaluates a[b] and a[?b].
func (m *machine) index(n *node) (any, error) {
	from, err := m.eval(n.args[0])
	if err != nil {
		return nil, err
	}
	at, err := m.eval(n.args[1])
	if err != nil {
		return nil, err
	}
	o, wrapped := from.(optional)
	if wrapped {
		if from = o.value; !o.has {
			return optional{}, nil
		}
	}
	value, ok := any(nil), false
	switch kindOf(from) {
	case listKind:
		l := from.([]any)
		i, whole := plainKey(at).(int64)
		if !whole {
			return nil, failed("unsupported index value of type %s in list", kindNames[kindOf(at)])
		}
		if ok = i >= 0 && i < int64(len(l)); ok {
			value = l[i]
		}
	case dictKind:
		if k := kindOf(at); !keyKind(k) && k != doubleKind {
			return nil, failed("unsupported key type")
		}
		value, ok = lookup(from, at)
	default:
		return nil, noOverload
	}
	switch {
	case n.optional || wrapped:
		return optional{value, ok}, nil
	case !ok:
		return nil, failed("no such key or index")
	}
	return value, nil
}

// call evaluates a function. The first whose parameters the values fit is meant.
func (m *machine) call(n *node) (any, error) {
	var few [3]any
	args := few[:0]
	for _, a := range n.args {
		v, err := m.eval(a)
		if err != nil {
			return nil, err
		}
		args = append(args, v)
		if o, ok := v.(optional); ok && len(args) == 1 && (n.name == "or" || n.name == "orValue") && o.has {
			if n.name == "orValue" {
				return o.value, nil
			}
			return o, nil
		}
	}
	for _, o := range n.overload {
		if o.takes(args) {
			bytes := 0
			for _, a := range args {
				switch a := a.(type) {
				case string:
					bytes += len(a)
				case []byte:
					bytes += len(a)
				}
			}
			if err := m.spend(bytes); err != nil {
				return nil, err
			}
			v, err := o.do(m, args)
			if m.left < 0 {
				err = ErrLimit
			}
			return v, err
		}
	}
	return nil, noOverload
}

// takes reports whether values fit the parameters.
func (o *overload) takes(args []any) bool {
	for i, p := range o.params {
		k := kindOf(args[i])
		if p.kind != boundKind && p.kind != dynKind && p.kind != k && !isPattern(args[i]) {
			return false
		}
	}
	return true
}

func (m *machine) list(n *node) (any, error) {
	l := make([]any, 0, len(n.args))
	for i, a := range n.args {
		v, err := m.eval(a)
		if err != nil {
			return nil, err
		}
		if n.maybe[i] {
			o, ok := v.(optional)
			if !ok {
				return nil, noOverload
			}
			if v = o.value; !o.has {
				continue
			}
		}
		l = append(l, v)
	}
	return l, nil
}

func (m *machine) dict(n *node) (any, error) {
	t := newTable()
	for i := 0; i < len(n.args); i += 2 {
		key, err := m.eval(n.args[i])
		if err != nil {
			return nil, err
		}
		v, err := m.eval(n.args[i+1])
		if err != nil {
			return nil, err
		}
		if n.maybe[i/2] {
			o, ok := v.(optional)
			if !ok {
				return nil, noOverload
			}
			if v = o.value; !o.has {
				continue
			}
		}
		if !keyKind(kindOf(key)) {
			return nil, failed("unsupported key type")
		}
		if !t.put(key, v) {
			return nil, failed("a key stands twice in a map")
		}
	}
	return t, nil
}

// wholeNumber returns f without its fraction, if it is in the range of int64.
func wholeNumber(f float64) (int64, error) {
	if f != f || f <= math.MinInt64 || f >= math.MaxInt64 {
		return 0, failed("integer overflow")
	}
	return int64(f), nil
}
