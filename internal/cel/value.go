package cel

import (
	"bytes"
	"cmp"
	"math"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// typeName is a type as a value, as type(x) yields it.
type typeName string

// optional is a value that may be missing.
type optional struct {
	value any
	has   bool
}

// table is a map that an expression made. Numbers that are equal are one key.
type table struct {
	keys   []any
	values map[any]any
}

func newTable() *table { return &table{values: map[any]any{}} }

func (t *table) put(key, value any) bool {
	k := plainKey(key)
	if _, ok := t.values[k]; ok {
		return false
	}
	t.keys = append(t.keys, key)
	t.values[k] = value
	return true
}

// plainKey returns the one form of a key that others are equal to; nil for what
// is no key.
func plainKey(k any) any {
	switch k := k.(type) {
	case string, bool, int64:
		return k
	case uint64:
		if k <= math.MaxInt64 {
			return int64(k)
		}
		return k
	case float64:
		if i := int64(k); k >= -1<<63 && k < 1<<63 && float64(i) == k {
			return i
		}
		if u := uint64(k); k >= 1<<63 && k < 1<<64 && float64(u) == k {
			return u
		}
	}
	return nil
}

// lookup returns the value of a key in a map.
func lookup(in, key any) (value any, ok bool) {
	switch in := in.(type) {
	case map[string]any:
		name, is := key.(string)
		if is {
			value, ok = in[name]
		}
	case *table:
		if k := plainKey(key); k != nil {
			value, ok = in.values[k]
		}
	}
	return value, ok
}

// keysOf returns the keys of a map, in an order that is always the same.
func keysOf(m any) []any {
	if t, ok := m.(*table); ok {
		return t.keys
	}
	o := m.(map[string]any)
	names := make([]string, 0, len(o))
	for k := range o {
		names = append(names, k)
	}
	slices.Sort(names)
	keys := make([]any, len(names))
	for i, k := range names {
		keys[i] = k
	}
	return keys
}

func kindOf(v any) kind {
	switch v.(type) {
	case bool:
		return boolKind
	case int64:
		return intKind
	case uint64:
		return uintKind
	case float64:
		return doubleKind
	case string:
		return stringKind
	case []byte:
		return bytesKind
	case time.Time:
		return timeKind
	case time.Duration:
		return spanKind
	case typeName:
		return typeKind
	case []any:
		return listKind
	case map[string]any, *table:
		return dictKind
	case optional:
		return optKind
	}
	return nullKind
}

// length is how many characters, bytes, elements or keys a value has.
func length(v any) int {
	switch v := v.(type) {
	case string:
		return utf8.RuneCountInString(v)
	case []byte:
		return len(v)
	case []any:
		return len(v)
	case map[string]any:
		return len(v)
	case *table:
		return len(v.keys)
	}
	return 0
}

// equal compares two values. Numbers of different types are compared as numbers;
// values of other types that differ are not equal.
func (m *machine) equal(a, b any) bool {
	if m.left--; m.left < 0 {
		return false
	}
	if order, ok := numbers(a, b); ok {
		return order == 0
	}
	if kindOf(a) != kindOf(b) {
		return false
	}
	switch a := a.(type) {
	case bool, typeName, time.Duration:
		return a == b
	case string:
		m.left -= min(len(a), len(b.(string))) / bytesPerStep
		return a == b.(string)
	case []byte:
		return bytes.Equal(a, b.([]byte))
	case time.Time:
		return a.Equal(b.(time.Time))
	case []any:
		return slices.EqualFunc(a, b.([]any), m.equal)
	case optional:
		o := b.(optional)
		return a.has == o.has && (!a.has || m.equal(a.value, o.value))
	case map[string]any, *table:
		if length(a) != length(b) {
			return false
		}
		for _, k := range keysOf(a) {
			x, _ := lookup(a, k)
			y, ok := lookup(b, k)
			if !ok || !m.equal(x, y) {
				return false
			}
		}
		return true
	}
	return kindOf(a) == nullKind
}

// unordered is the order of what is no number and anything else.
const unordered = 2

// numbers compares two numbers; ok is false if one of them is none.
func numbers(a, b any) (order int, ok bool) {
	switch a := a.(type) {
	case int64:
		switch b := b.(type) {
		case int64:
			return cmp.Compare(a, b), true
		case uint64:
			if a < 0 {
				return -1, true
			}
			return cmp.Compare(uint64(a), b), true
		case float64:
			return -floatAgainst(b, float64(math.MinInt64), -float64(math.MinInt64), func() int { return cmp.Compare(int64(b), a) }), true
		}
	case uint64:
		switch b := b.(type) {
		case int64:
			order, ok = numbers(b, a)
			return -order, ok
		case uint64:
			return cmp.Compare(a, b), true
		case float64:
			return -floatAgainst(b, 0, 1<<64, func() int { return cmp.Compare(uint64(b), a) }), true
		}
	case float64:
		switch b := b.(type) {
		case int64, uint64:
			order, ok = numbers(b, a)
			return -order, ok
		case float64:
			if a != a || b != b {
				return unordered, true
			}
			return cmp.Compare(a, b), true
		}
	}
	return 0, false
}

// floatAgainst compares f with a whole number that is at least low and below
// high. whole compares the whole part of f with it.
func floatAgainst(f, low, high float64, whole func() int) int {
	switch {
	case f != f:
		return unordered
	case f < low:
		return -1
	case f >= high:
		return 1
	}
	order := whole()
	if frac := f - math.Trunc(f); order == 0 && frac != 0 {
		if frac > 0 {
			return 1
		}
		return -1
	}
	return order
}

// compare orders two values that can be ordered.
func compare(a, b any) (order int, ok bool) {
	if order, ok = numbers(a, b); ok {
		return order, true
	}
	if kindOf(a) != kindOf(b) {
		return 0, false
	}
	switch a := a.(type) {
	case bool:
		n := func(v bool) int {
			if v {
				return 1
			}
			return 0
		}
		return n(a) - n(b.(bool)), true
	case string:
		return strings.Compare(a, b.(string)), true
	case []byte:
		return bytes.Compare(a, b.([]byte)), true
	case time.Time:
		return a.Compare(b.(time.Time)), true
	case time.Duration:
		return cmp.Compare(a, b.(time.Duration)), true
	}
	return 0, false
}
