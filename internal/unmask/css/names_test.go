package css

import (
	"testing"

	"golang.org/x/image/colornames"
)

func TestColorNames(t *testing.T) {
	for name, c := range colornames.Map {
		if got, ok := ColorOf(name); !ok || got != (RGBA{c.R, c.G, c.B, 255}) {
			t.Errorf("%s: %v", name, got)
		}
	}
	if got := len(colorNames()); got != len(colornames.Map)+1 { // rebeccapurple
		t.Errorf("%d names", got)
	}
}
