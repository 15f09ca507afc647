package cli

import (
	"runtime/debug"
	"time"
)

// afterStart is when a session has settled: clients list tools within it.
const afterStart = 800 * time.Millisecond

// giveBack gives to the system what only starting needed: free memory of the
// heap, and pages of the program that will hardly be used again. What is needed
// after all comes back from the system's cache.
func giveBack() {
	debug.FreeOSMemory()
	dropProgram()
}
