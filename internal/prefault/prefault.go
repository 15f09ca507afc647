// Package prefault has memory brought in before it is touched. A system gives a
// process its memory page by page, and stops it for each; asked for many pages at
// once it needs a fraction of that time.
//
// The package imports little, and so is initialised before the packages that fill the
// heap are.
package prefault

import "unsafe"

// What packages make when they are initialised, and what is made of that, comes to
// more than this.
var _ = Heap(3 << 20)

// large is the size, in bytes, of an object that has no neighbours: it is made where
// the free part of the heap begins.
const large = 33 << 10

// Heap brings in the next n bytes of the heap, as far as the heap has them already,
// and reports whether it has them all. It is for what is surely needed at once: memory
// that is brought in and never used stays with the process.
func Heap(n int) bool { return populate(uintptr(unsafe.Pointer(free())), uintptr(n)) }

//go:noinline
func free() *byte { return unsafe.SliceData(make([]byte, large)) }
