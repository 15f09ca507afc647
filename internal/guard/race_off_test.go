//go:build !race

package guard

// raceDetector is true in tests built with -race, which slows them tenfold.
const raceDetector = false
