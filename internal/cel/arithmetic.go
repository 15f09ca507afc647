package cel

import (
	"math"
	"math/bits"
	"time"
)

// binary adds an operator between two values.
func binary[A, B, R any](f functions, name string, result, left, right *Type, do func(A, B) (R, error)) {
	f.global(name, func(_ *machine, a []any) (any, error) {
		v, err := do(a[0].(A), a[1].(B))
		if err != nil {
			return nil, err
		}
		return v, nil
	}, result, left, right)
}

const divided = failure("division by zero")

func (f functions) arithmetic() {
	f.whole()
	f.natural()
	f.real()
	binary(f, "_+_", Duration, Duration, Duration, func(a, b time.Duration) (time.Duration, error) {
		s, err := plus(int64(a), int64(b))
		return time.Duration(s), err
	})
	binary(f, "_-_", Duration, Duration, Duration, func(a, b time.Duration) (time.Duration, error) {
		s, err := minus(int64(a), int64(b))
		return time.Duration(s), err
	})
	binary(f, "_+_", Timestamp, Timestamp, Duration, func(t time.Time, d time.Duration) (time.Time, error) { return inRange(t.Add(d)) })
	binary(f, "_+_", Timestamp, Duration, Timestamp, func(d time.Duration, t time.Time) (time.Time, error) { return inRange(t.Add(d)) })
	binary(f, "_-_", Timestamp, Timestamp, Duration, func(t time.Time, d time.Duration) (time.Time, error) {
		return inRange(t.Add(-(d / 2)).Add(-(d - d/2))) // the shortest has no negative
	})
	binary(f, "_-_", Duration, Timestamp, Timestamp, func(a, b time.Time) (time.Duration, error) {
		d := a.Sub(b) // stops at the longest there is
		return d, overflow(!b.Add(d).Equal(a))
	})
	f.global("_+_", func(m *machine, a []any) (any, error) { return a[0].(string) + a[1].(string), nil }, String, String, String)
	f.global("_+_", func(m *machine, a []any) (any, error) {
		return append(append([]byte{}, a[0].([]byte)...), a[1].([]byte)...), nil
	}, Bytes, Bytes, Bytes)
	f.global("_+_", func(m *machine, a []any) (any, error) {
		x, y := a[0].([]any), a[1].([]any)
		if err := m.spend((len(x) + len(y)) * 16); err != nil {
			return nil, err
		}
		return append(append([]any{}, x...), y...), nil
	}, List(anyA), List(anyA), List(anyA))
}

func plus(a, b int64) (int64, error) {
	s := a + b
	return s, overflow((s > a) != (b > 0) && b != 0)
}

func minus(a, b int64) (int64, error) {
	s := a - b
	return s, overflow((s < a) != (b > 0) && b != 0)
}

func times(a, b int64) (int64, error) {
	p := a * b
	return p, overflow(a != 0 && (p/a != b || a == -1 && b == math.MinInt64))
}

func (f functions) whole() {
	binary(f, "_+_", Int, Int, Int, plus)
	binary(f, "_-_", Int, Int, Int, minus)
	binary(f, "_*_", Int, Int, Int, times)
	binary(f, "_/_", Int, Int, Int, func(a, b int64) (int64, error) {
		if b == 0 {
			return 0, divided
		}
		return a / b, overflow(a == math.MinInt64 && b == -1)
	})
	binary(f, "_%_", Int, Int, Int, func(a, b int64) (int64, error) {
		if b == 0 {
			return 0, divided
		}
		return a % b, overflow(a == math.MinInt64 && b == -1)
	})
	f.global("-_", func(_ *machine, a []any) (any, error) { return -a[0].(int64), overflow(a[0].(int64) == math.MinInt64) }, Int, Int)
}

func (f functions) natural() {
	binary(f, "_+_", Uint, Uint, Uint, func(a, b uint64) (uint64, error) {
		s, carry := bits.Add64(a, b, 0)
		return s, overflow(carry != 0)
	})
	binary(f, "_-_", Uint, Uint, Uint, func(a, b uint64) (uint64, error) { return a - b, overflow(b > a) })
	binary(f, "_*_", Uint, Uint, Uint, func(a, b uint64) (uint64, error) {
		high, low := bits.Mul64(a, b)
		return low, overflow(high != 0)
	})
	binary(f, "_/_", Uint, Uint, Uint, func(a, b uint64) (uint64, error) {
		if b == 0 {
			return 0, divided
		}
		return a / b, nil
	})
	binary(f, "_%_", Uint, Uint, Uint, func(a, b uint64) (uint64, error) {
		if b == 0 {
			return 0, divided
		}
		return a % b, nil
	})
}

func (f functions) real() {
	binary(f, "_+_", Double, Double, Double, func(a, b float64) (float64, error) { return a + b, nil })
	binary(f, "_-_", Double, Double, Double, func(a, b float64) (float64, error) { return a - b, nil })
	binary(f, "_*_", Double, Double, Double, func(a, b float64) (float64, error) { return a * b, nil })
	binary(f, "_/_", Double, Double, Double, func(a, b float64) (float64, error) { return a / b, nil })
	f.global("-_", func(_ *machine, a []any) (any, error) { return -a[0].(float64), nil }, Double, Double)
}
