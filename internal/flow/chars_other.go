//go:build !amd64 || purego

package flow

func charsOfBlocks(text string, into []chars) { charsOneByOne(text, into) }
