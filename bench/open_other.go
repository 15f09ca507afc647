//go:build !linux

package main

import "os"

// openWrite opens a file for writing. close is to be called later.
func openWrite(file string) (close func(), err error) {
	f, err := os.OpenFile(file, os.O_WRONLY|os.O_CREATE, 0o644)
	return func() { f.Close() }, err
}
