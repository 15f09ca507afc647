//go:build !linux

package stdio

// awaitExit would wait for a child without reaping it. macOS has waitid(2) but
// it returns for stopped children too; Windows keeps the id while a handle is
// open.
func awaitExit(int) bool { return false }
