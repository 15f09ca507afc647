//go:build !linux

package cli

// parentEnvironment is not known here: what is the server's own and what the
// client's cannot be told apart.
func parentEnvironment() []string { return nil }
