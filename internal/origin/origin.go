// Package origin holds what this process was started with and the Go runtime
// changes before main begins: whoever starts a program in place of this one has
// to give it that.
//
// It imports nothing that is initialised, and so is initialised before package
// syscall is (The Go Programming Language Specification, "Program
// initialization": the first package in the order of their paths that waits for
// nothing).
package origin
