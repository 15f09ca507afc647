//go:build !unix

package cli

// keepFromDumps does nothing: Windows writes no dump unless an administrator
// asked for them.
func keepFromDumps() error { return nil }
