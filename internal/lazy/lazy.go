// Package lazy makes constants that take time to compute: word lists, tables,
// patterns. They are computed when somebody needs them for the first time, since
// most runs of the program need few of them, and every start would wait for all.
//
// Packages that may have no state may have such constants: whoever asks gets
// the same answer, whenever it is asked for.
package lazy

import (
	"strings"
	"sync"
	"sync/atomic"
)

// Value returns a function that returns what compute returns. compute runs once,
// and must depend on nothing that changes. The function may be called by several
// goroutines.
func Value[T any](compute func() T) func() T {
	once := sync.OnceValue(compute)
	var known atomic.Pointer[T] // asked for often, and sooner read than a Once
	return func() T {
		if v := known.Load(); v != nil {
			return *v
		}
		v := once()
		known.Store(&v)
		return v
	}
}

// Words returns the set of the words of lists, between white space.
func Words(lists ...string) func() map[string]bool {
	return Value(func() map[string]bool {
		n := 0
		for _, l := range lists {
			n += len(l) / 7
		}
		set := make(map[string]bool, n)
		for _, l := range lists {
			for w := range strings.FieldsSeq(l) {
				set[w] = true
			}
		}
		return set
	})
}
