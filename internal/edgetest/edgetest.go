// Package edgetest shows texts at the edges of readable memory to code that has no bounds
// checks. Only tests import it, on Linux.
package edgetest
