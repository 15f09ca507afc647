package invisible

// A style is what SGR sequences have set of what can hide text.
type style struct {
	concealed   bool
	ink, ground colour
}

// invisible reports whether text in this style cannot be seen.
func (s *style) invisible() bool { return s.concealed || s.ink.like(s.ground) }

// A colour is the terminal's default (zero), one of the sixteen of its palette,
// whose look is up to the user, or a fixed one.
type colour struct {
	set     bool
	fixed   bool
	index   uint8
	r, g, b uint8
}

// alike is how far two fixed colours may be apart in each part and still look
// the same.
const alike = 12

// like reports whether c and d look the same.
func (c colour) like(d colour) bool {
	if !c.set || !d.set {
		return false
	}
	if !c.fixed && !d.fixed {
		return c.index == d.index
	}
	if c, d = c.fix(), d.fix(); !c.fixed || !d.fixed {
		return false
	}
	return near(c.r, d.r) && near(c.g, d.g) && near(c.b, d.b)
}

func near(a, b uint8) bool { return max(a, b)-min(a, b) <= alike }

// fix returns the look of a palette colour that looks alike everywhere: black
// and bright white.
func (c colour) fix() colour {
	switch {
	case !c.fixed && c.index == 0:
		return colour{set: true, fixed: true}
	case !c.fixed && c.index == 15:
		return colour{set: true, fixed: true, r: 255, g: 255, b: 255}
	}
	return c
}

// palette returns colour n of 256: sixteen of the user, a cube, greys.
func palette(n int) colour {
	switch {
	case n < 0 || n > 255:
		return colour{}
	case n < 16:
		return colour{set: true, index: uint8(n)}
	case n < 232:
		level := func(k int) uint8 {
			if k == 0 {
				return 0
			}
			return uint8(55 + 40*k)
		}
		n -= 16
		return colour{set: true, fixed: true, r: level(n / 36), g: level(n / 6 % 6), b: level(n % 6)}
	}
	grey := uint8(8 + 10*(n-232))
	return colour{set: true, fixed: true, r: grey, g: grey, b: grey}
}

// apply carries out the parameters of an SGR sequence.
func (s *style) apply(body string) {
	p := parameters{body: body}
	for p.more() {
		switch n := p.take(); {
		case n == 0:
			*s = style{}
		case n == 8:
			s.concealed = true
		case n == 28:
			s.concealed = false
		case n >= 30 && n <= 37:
			s.ink = palette(n - 30)
		case n == 38:
			s.ink = p.colour()
		case n == 39:
			s.ink = colour{}
		case n >= 40 && n <= 47:
			s.ground = palette(n - 40)
		case n == 48:
			s.ground = p.colour()
		case n == 49:
			s.ground = colour{}
		case n == 58:
			p.colour() // of underlines
		case n >= 90 && n <= 97:
			s.ink = palette(n - 90 + 8)
		case n >= 100 && n <= 107:
			s.ground = palette(n - 100 + 8)
		}
		p.skipParts()
	}
}

// parameters reads the numbers of an SGR sequence.
type parameters struct {
	body string
	at   int
	sep  byte // before the number that comes next
	done bool
}

func (p *parameters) more() bool { return !p.done }

// take returns the next number, 0 if it is left out, or at most 999.
func (p *parameters) take() int {
	n := 0
	for ; p.at < len(p.body); p.at++ {
		c := p.body[p.at]
		if c < '0' || c > '9' {
			p.sep = c
			p.at++
			return n
		}
		n = min(n*10+int(c-'0'), 999)
	}
	p.done = true
	return n
}

// skipParts passes over parts of a parameter (after a colon) that nobody read.
func (p *parameters) skipParts() {
	for !p.done && p.sep == ':' {
		p.take()
	}
}

// colour reads a colour after 38, 48 or 58: 5 and a number, or 2 and red, green,
// blue, which after colons may follow a colour space.
func (p *parameters) colour() colour {
	if p.done {
		return colour{}
	}
	parts := p.sep == ':'
	switch p.take() {
	case 5:
		if !p.done {
			return palette(p.take())
		}
	case 2:
		var v [4]int
		n := 0
		for n < len(v) && !p.done && (n < 3 || parts && p.sep == ':') {
			v[n] = p.take()
			n++
		}
		if n == 4 { // the first was the colour space
			copy(v[:], v[1:])
		}
		if n >= 3 {
			return colour{set: true, fixed: true, r: uint8(v[0]), g: uint8(v[1]), b: uint8(v[2])}
		}
	}
	return colour{}
}
