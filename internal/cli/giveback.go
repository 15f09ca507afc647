package cli

import (
	"os"
	"runtime/debug"
	"time"

	"github.com/mcp-watchdog/mcp-watchdog/internal/prefault"
	"github.com/mcp-watchdog/mcp-watchdog/internal/secret"
)

// afterStart is when a session has settled: clients list tools within it.
const afterStart = 800 * time.Millisecond

const (
	// startPercent lets the heap grow so far while starting that what starting
	// needs is hardly collected before it is over: collecting takes longer than
	// all the rest, and finds little.
	startPercent = 400
	// startLimit is where that ends, in bytes.
	startLimit = 48 << 20
)

// startLightly makes starting quick: the rules are made ready beside everything
// else, and hardly anything is collected. When the session has settled, what only
// starting needed is given back to the system; done ends the waiting for that.
// Who has set the collector by its variables knows better.
func startLightly() (done func()) {
	prefault.Heap(2 << 20)
	defer func() { // behind what stops the world
		go secret.Ready() // the environment is looked through before the server starts
	}()
	if os.Getenv("GOGC") != "" || os.Getenv("GOMEMLIMIT") != "" {
		timer := time.AfterFunc(afterStart, giveBack)
		return func() { timer.Stop() }
	}
	percent, limit := debug.SetGCPercent(startPercent), debug.SetMemoryLimit(startLimit)
	settle := func() {
		debug.SetGCPercent(percent)
		debug.SetMemoryLimit(limit)
	}
	timer := time.AfterFunc(afterStart, func() {
		settle()
		giveBack()
	})
	return func() {
		if timer.Stop() {
			settle()
		}
	}
}

// giveBack gives to the system what only starting needed: free memory of the
// heap, and pages of the program that will hardly be used again. What is needed
// after all comes back from the system's cache.
func giveBack() {
	debug.FreeOSMemory()
	dropProgram()
}
