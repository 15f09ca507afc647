package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/css"
)

// look is what text in an element looks like, as far as it is inherited.
type look struct {
	font, opacity       float32
	color, fill, ground css.RGBA
	colored             bool // color is set somewhere
	shows               bool // the ground shows through the letters (background-clip: text)
	invisible           bool // visibility: hidden
	aside               bool // text-indent off the screen
	outlined            bool // stroke is set
	doubt               bool // something that cannot be known here may hide it
	known               knowledge
	canvas              canvas
	sight               sight
}

// sight says whether a reader sees text.
type sight uint8

const (
	plainlySeen sight = iota
	maybeUnseen
	notSeen
)

// knowledge is how much is known of the ground that text stands on.
type knowledge uint8

const (
	groundAssumed knowledge = iota // nothing said: a white page
	groundGiven
	groundUnknown // an image, or a style sheet that is not here
)

// canvas tells HTML from SVG, where only some elements draw text.
type canvas uint8

const (
	pageCanvas canvas = iota
	svgBare           // text here is not drawn
	svgText
)

// appear works out what the element looks like, from what is around it and its
// own style.
func (p *page) appear(e *element, around *look) {
	p.styleOf(e)
	l := &e.look
	if p.style.Any {
		p.inherit(l, e)
	}
	if p.drawing > 0 || e.name.name == "svg" {
		l.setCanvas(e.name.name)
	}
	if !l.doubt && !p.sure {
		l.doubt = p.doubtful(e)
	}
	if p.style.Any || l.canvas != around.canvas || l.doubt != around.doubt {
		l.judge(p.styled)
	}
	if p.sure && l.sight == maybeUnseen {
		l.sight = plainlySeen
	}
	switch {
	case p.hidesByNature(e) || p.style.Gone(l.font, l.opacity):
		e.hides = hidesAll
	case l.sight == notSeen && (around.sight != notSeen || l.canvas != around.canvas):
		e.hides = hidesText
	}
}

// inherit applies the style to what is inherited.
func (p *page) inherit(l *look, e *element) {
	c := &p.style.Of
	switch v := c[css.Font]; v.Kind {
	case css.Pixels, css.Percent:
		l.font = v.N
	case css.Ems:
		l.font *= v.N
	}
	if v := c[css.Opacity]; v.Kind == css.Pixels {
		l.opacity *= max(0, v.N)
	}
	if v := c[css.Visibility]; v.Kind == css.Flag {
		l.invisible = v.N == 1
	}
	if v := c[css.Indent]; v.Kind != css.Unset {
		l.aside = v.Px(l.font) <= -css.FarAway
	}
	for _, q := range [...]css.Property{css.Color, css.TextFill} {
		switch v := c[q]; v.Kind {
		case css.Paint:
			l.color, l.colored = v.RGBA, true
		case css.Unknown:
			l.colored = false
		}
	}
	switch v := c[css.Fill]; v.Kind {
	case css.Paint:
		l.fill = v.RGBA
	case css.Unknown:
		l.fill = css.Black
	}
	if v := c[css.FillOpacity]; v.Kind == css.Pixels {
		l.fill.A = css.ByteOf(float32(l.fill.A) * v.N)
	}
	if v := c[css.Stroke]; v.Kind != css.Unset {
		l.outlined = v.Kind == css.Unknown || v.RGBA.A > 0
	}
	if v := c[css.BackgroundClip]; v.Kind == css.Flag {
		l.shows = v.N == 1
	}
	p.setGround(l, e)
}

// setGround works out what the text stands on.
func (p *page) setGround(l *look, e *element) {
	v := p.style.Of[css.Background]
	switch {
	case v.Kind == css.Unknown:
		l.known = groundUnknown
	case v.Kind == css.Paint && v.RGBA.A > 200:
		l.ground, l.known = v.RGBA.Over(l.ground), groundGiven
	case v.Kind == css.Paint && v.RGBA.A > 0:
		l.ground = v.RGBA.Over(l.ground)
	}
	if p.style.Hides(css.BackgroundImage) || v.Kind != css.Paint && p.styled && e.Class != "" && l.known == groundAssumed {
		l.known = groundUnknown
	}
}

// setCanvas follows SVG into the elements that draw text.
func (l *look) setCanvas(name string) {
	switch name {
	case "svg":
		l.canvas, l.fill = svgBare, css.Black
	case "text":
		l.canvas = svgText
	case "foreignobject":
		l.canvas = pageCanvas
	}
}

// doubtful reports whether the element is hidden by a convention: from screen
// readers alone, or by a class of a style sheet that is not here.
func (p *page) doubtful(e *element) bool {
	if p.xml {
		return false
	}
	if p.attr("aria-hidden") == "true" {
		return true
	}
	if !p.ctx.html || e.Class == "" {
		return false
	}
	for class := range strings.FieldsSeq(e.Class[:min(len(e.Class), css.MaxClassText)]) {
		if strings.Contains(screenReaderNames, " "+class+" ") {
			return true
		}
	}
	return false
}

// judge works out whether text of this look is seen.
func (l *look) judge(styled bool) {
	l.sight = plainlySeen
	if l.doubt {
		l.sight = maybeUnseen
	}
	if l.invisible || l.font <= css.TooSmall || l.aside || l.canvas == svgBare {
		l.sight = notSeen
		return
	}
	if l.canvas == svgText {
		switch {
		case l.outlined:
		case l.fill.A <= 12:
			l.sight = notSeen
		case l.fill.Against(css.White) == css.Same:
			l.sight = maybeUnseen // white on the page, or on a shape
		}
		return
	}
	if l.shows {
		return
	}
	ink := css.Black
	if l.colored {
		ink = l.color
	}
	switch likeness := ink.Against(l.ground); {
	case l.colored && ink.A <= 12:
		l.sight = notSeen
	case l.known == groundUnknown:
		if ink.Against(css.White) == css.Same && l.colored {
			l.sight = maybeUnseen
		}
	case likeness == css.Same && l.colored && (l.known == groundGiven || !styled):
		l.sight = notSeen
	case likeness != css.Distinct:
		l.sight = maybeUnseen
	}
}
