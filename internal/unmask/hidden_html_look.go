package unmask

import "strings"

// look is what text in an element looks like, as far as it is inherited.
type look struct {
	font, opacity       float32
	color, fill, ground rgba
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
	if p.style.any {
		p.inherit(l, e)
	}
	if p.drawing > 0 || e.name.name == "svg" {
		l.setCanvas(e.name.name)
	}
	if !l.doubt && !p.sure {
		l.doubt = p.doubtful(e)
	}
	if p.style.any || l.canvas != around.canvas || l.doubt != around.doubt {
		l.judge(p.styled)
	}
	if p.sure && l.sight == maybeUnseen {
		l.sight = plainlySeen
	}
	switch {
	case p.hidesByNature(e) || p.style.gone(l.font, l.opacity):
		e.hides = hidesAll
	case l.sight == notSeen && (around.sight != notSeen || l.canvas != around.canvas):
		e.hides = hidesText
	}
}

// inherit applies the style to what is inherited.
func (p *page) inherit(l *look, e *element) {
	c := &p.style.of
	switch v := c[cssFont]; v.kind {
	case cssPixels, cssPercent:
		l.font = v.n
	case cssEms:
		l.font *= v.n
	}
	if v := c[cssOpacity]; v.kind == cssPixels {
		l.opacity *= max(0, v.n)
	}
	if v := c[cssVisibility]; v.kind == cssFlag {
		l.invisible = v.n == 1
	}
	if v := c[cssIndent]; v.kind != cssUnset {
		l.aside = v.px(l.font) <= -farAway
	}
	for _, q := range [...]cssProperty{cssColor, cssTextFill} {
		switch v := c[q]; v.kind {
		case cssPaint:
			l.color, l.colored = v.rgba, true
		case cssUnknown:
			l.colored = false
		}
	}
	switch v := c[cssFill]; v.kind {
	case cssPaint:
		l.fill = v.rgba
	case cssUnknown:
		l.fill = black
	}
	if v := c[cssFillOpacity]; v.kind == cssPixels {
		l.fill.a = byteOf(float32(l.fill.a) * v.n)
	}
	if v := c[cssStroke]; v.kind != cssUnset {
		l.outlined = v.kind == cssUnknown || v.rgba.a > 0
	}
	if v := c[cssBackgroundClip]; v.kind == cssFlag {
		l.shows = v.n == 1
	}
	p.setGround(l, e)
}

// setGround works out what the text stands on.
func (p *page) setGround(l *look, e *element) {
	v := p.style.of[cssBackground]
	switch {
	case v.kind == cssUnknown:
		l.known = groundUnknown
	case v.kind == cssPaint && v.rgba.a > 200:
		l.ground, l.known = v.rgba.over(l.ground), groundGiven
	case v.kind == cssPaint && v.rgba.a > 0:
		l.ground = v.rgba.over(l.ground)
	}
	if p.style.hides(cssBackgroundImage) || v.kind != cssPaint && p.styled && e.class != "" && l.known == groundAssumed {
		l.known = groundUnknown
	}
}

// setCanvas follows SVG into the elements that draw text.
func (l *look) setCanvas(name string) {
	switch name {
	case "svg":
		l.canvas, l.fill = svgBare, black
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
	if !p.ctx.html || e.class == "" {
		return false
	}
	for class := range strings.FieldsSeq(e.class[:min(len(e.class), maxClassText)]) {
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
	if l.invisible || l.font <= tooSmall || l.aside || l.canvas == svgBare {
		l.sight = notSeen
		return
	}
	if l.canvas == svgText {
		switch {
		case l.outlined:
		case l.fill.a <= 12:
			l.sight = notSeen
		case l.fill.against(white) == same:
			l.sight = maybeUnseen // white on the page, or on a shape
		}
		return
	}
	if l.shows {
		return
	}
	ink := black
	if l.colored {
		ink = l.color
	}
	switch likeness := ink.against(l.ground); {
	case l.colored && ink.a <= 12:
		l.sight = notSeen
	case l.known == groundUnknown:
		if ink.against(white) == same && l.colored {
			l.sight = maybeUnseen
		}
	case likeness == same && l.colored && (l.known == groundGiven || !styled):
		l.sight = notSeen
	case likeness != distinct:
		l.sight = maybeUnseen
	}
}
