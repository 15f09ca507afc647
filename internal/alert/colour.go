package alert

import (
	"os"

	"golang.org/x/term"
)

// WantColour says whether lines written to f should be coloured: f is a
// terminal, NO_COLOR is unset or empty (no-color.org), TERM is not "dumb", and,
// on Windows, the console understands escape sequences (which is switched on).
// getenv is os.Getenv or what a test wants of it.
func WantColour(f *os.File, getenv func(string) string) bool {
	return getenv("NO_COLOR") == "" && getenv("TERM") != "dumb" && term.IsTerminal(int(f.Fd())) && enableColour(f)
}
