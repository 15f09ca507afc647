package css

import "strings"

// RGBA is a colour in sRGB, not premultiplied.
type RGBA struct{ r, g, b, A uint8 }

var (
	White = RGBA{255, 255, 255, 255}
	Black = RGBA{0, 0, 0, 255}
)

// ColorOf reads a colour (CSS Color 4), in lower case. Of the functions for
// wide colour spaces only greys are known.
func ColorOf(s string) (RGBA, bool) {
	switch {
	case s == "" || len(s) > 64:
		return RGBA{}, false
	case s[0] == '#':
		return HexColor(s[1:])
	case s == "transparent":
		return RGBA{}, true
	case s == "canvas" || s == "window" || s == "field":
		return White, true
	case s == "canvastext" || s == "windowtext" || s == "fieldtext":
		return Black, true
	}
	open := strings.IndexByte(s, '(')
	if open < 0 {
		c, ok := colorNames()[s]
		return c, ok
	}
	if s[len(s)-1] != ')' {
		return RGBA{}, false
	}
	return colorFunction(s[:open], s[open+1:len(s)-1])
}

// HexColor reads the digits of a hexadecimal colour.
func HexColor(s string) (RGBA, bool) {
	var d [8]uint8
	if len(s) > len(d) {
		return RGBA{}, false
	}
	for i := 0; i < len(s); i++ {
		n := Hex(s[i])
		if n < 0 {
			return RGBA{}, false
		}
		d[i] = uint8(n)
	}
	switch len(s) {
	case 3:
		return RGBA{d[0] * 17, d[1] * 17, d[2] * 17, 255}, true
	case 4:
		return RGBA{d[0] * 17, d[1] * 17, d[2] * 17, d[3] * 17}, true
	case 6:
		return RGBA{d[0]<<4 | d[1], d[2]<<4 | d[3], d[4]<<4 | d[5], 255}, true
	case 8:
		return RGBA{d[0]<<4 | d[1], d[2]<<4 | d[3], d[4]<<4 | d[5], d[6]<<4 | d[7]}, true
	}
	return RGBA{}, false
}

// colorFunction reads rgb(), hsl() and, for greys, the functions of lightness.
func colorFunction(name, args string) (RGBA, bool) {
	args = strings.NewReplacer(",", " ", "/", " ").Replace(args)
	if name == "color" { // a colour space, and three shares
		space, rest, _ := strings.Cut(strings.TrimSpace(args), " ")
		if !strings.HasPrefix(space, "srgb") && space != "display-p3" {
			return RGBA{}, false
		}
		args = rest
	}
	var n [4]float32
	var share [4]bool // given in per cent
	n[3] = 1
	count := 0
	for _, w := range strings.Fields(args) {
		v, unit, ok := Number(w)
		if count == 4 || !ok && w != "none" {
			return RGBA{}, false
		}
		n[count], share[count] = v, unit == "%"
		count++
	}
	if count < 3 {
		return RGBA{}, false
	}
	if share[3] {
		n[3] /= 100
	}
	alpha := ByteOf(n[3] * 255)
	scale := func(i int, whole float32) float32 {
		if share[i] {
			return n[i] / 100
		}
		return n[i] / whole
	}
	switch name {
	case "rgb", "rgba":
		return RGBA{ByteOf(scale(0, 255) * 255), ByteOf(scale(1, 255) * 255), ByteOf(scale(2, 255) * 255), alpha}, true
	case "color":
		return RGBA{ByteOf(scale(0, 1) * 255), ByteOf(scale(1, 1) * 255), ByteOf(scale(2, 1) * 255), alpha}, true
	case "hsl", "hsla":
		return fromHSL(n[0], scale(1, 100), scale(2, 100), alpha), true
	case "hwb":
		if w, k := scale(1, 100), scale(2, 100); w+k >= 0.98 {
			grey := ByteOf(w / (w + k) * 255)
			return RGBA{grey, grey, grey, alpha}, true
		}
	case "oklch", "oklab", "lch", "lab":
		return grey(name, n, share, alpha)
	}
	return RGBA{}, false
}

// grey reads the functions of lightness where the colour is next to none, or
// the lightness leaves no room for one.
func grey(name string, n [4]float32, share [4]bool, alpha uint8) (RGBA, bool) {
	light, chroma := n[0], max(n[1], -n[1])
	if strings.HasSuffix(name, "lab") {
		chroma = max(chroma, n[2], -n[2])
	}
	if share[0] || name == "lab" || name == "lch" {
		light /= 100
	} else {
		chroma *= 100
	}
	if chroma > 3 && light > 0.02 && light < 0.98 {
		return RGBA{}, false
	}
	v := ByteOf(light * 255) // exact at both ends, near enough between
	return RGBA{v, v, v, alpha}, true
}

// fromHSL converts hue in degrees, saturation and lightness from 0 to 1.
func fromHSL(h, s, l float32, alpha uint8) RGBA {
	for h < 0 && h > -3600 {
		h += 360
	}
	a := s * min(l, 1-l)
	channel := func(shift float32) uint8 {
		k := shift + h/30
		k -= float32(int(k/12)) * 12
		return ByteOf((l - a*max(-1, min(k-3, 9-k, 1))) * 255)
	}
	return RGBA{channel(0), channel(8), channel(4), alpha}
}

func ByteOf(f float32) uint8 {
	switch {
	case !(f > 0):
		return 0
	case f >= 255:
		return 255
	}
	return uint8(f + 0.5)
}

// Over returns what c looks like on an opaque ground.
func (c RGBA) Over(ground RGBA) RGBA {
	mix := func(x, y uint8) uint8 { return uint8((int(x)*int(c.A) + int(y)*(255-int(c.A))) / 255) }
	return RGBA{mix(c.r, ground.r), mix(c.g, ground.g), mix(c.b, ground.b), 255}
}

// Likeness is how well text stands out from its ground.
type Likeness uint8

const (
	Distinct Likeness = iota
	faint             // hard to read, or not to be known
	Same
)

// sameShade is the largest difference in a channel that nobody notices.
const sameShade = 24

// Against compares a colour of text with an opaque ground.
func (c RGBA) Against(ground RGBA) Likeness {
	if c.A <= 12 {
		return Same
	}
	c = c.Over(ground)
	apart := max(spread(c.r, ground.r), spread(c.g, ground.g), spread(c.b, ground.b))
	if apart <= sameShade {
		return Same
	}
	x, y := c.luminance(), ground.luminance()
	if (max(x, y)+0.05)/(min(x, y)+0.05) < 1.2 && apart < 4*sameShade {
		return faint
	}
	return Distinct
}

func spread(x, y uint8) int { return max(int(x)-int(y), int(y)-int(x)) }

// luminance approximates the relative luminance of WCAG 2.
func (c RGBA) luminance() float32 {
	r, g, b := float32(c.r)/255, float32(c.g)/255, float32(c.b)/255
	return 0.2126*r*r + 0.7152*g*g + 0.0722*b*b
}
