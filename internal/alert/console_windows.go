package alert

import (
	"os"

	"golang.org/x/sys/windows"
)

// enableColour switches on the console's escape sequences; consoles before
// Windows 10 have none.
func enableColour(f *os.File) bool {
	var mode uint32
	console := windows.Handle(f.Fd())
	if windows.GetConsoleMode(console, &mode) != nil {
		return false
	}
	return windows.SetConsoleMode(console, mode|windows.ENABLE_VIRTUAL_TERMINAL_PROCESSING) == nil
}

// surviveClosedPipe has nothing to do: Windows knows no SIGPIPE.
func surviveClosedPipe() {}
