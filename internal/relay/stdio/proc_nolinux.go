//go:build !linux

package stdio

import "os"

// diesWithParent: whoever else must see to it that the server does not outlive
// this process.
const diesWithParent = false

// widen is for Linux; other systems let pipes grow by themselves or not at all.
func widen(*os.File) {}

// awaitExit would wait for a child without reaping it. macOS has waitid(2) but
// it returns for stopped children too; Windows keeps the id while a handle is
// open.
func awaitExit(int) bool { return false }
