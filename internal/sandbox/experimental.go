//go:build !windows

package sandbox

// Experimental is Probe with what is an experiment on this system: here nothing is.
func Experimental() Features { return Probe() }
