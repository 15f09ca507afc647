//go:build !linux

package cli

// dropProgram does nothing: other systems take such pages back by themselves.
func dropProgram() {}
