//go:build !linux

package main

// layered is for Linux.
func layered() {}
