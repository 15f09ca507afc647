//go:build !linux

package prefault

func populate(_, _ uintptr) bool { return false }
