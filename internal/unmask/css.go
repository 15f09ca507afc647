package unmask

import "strings"

// cssProperty is a CSS property, or a group of them, that decides whether text is
// seen.
type cssProperty uint8

const (
	cssDisplay cssProperty = iota
	cssVisibility
	cssContentVisibility
	cssOpacity
	cssFont // font-size
	cssColor
	cssTextFill
	cssBackground
	cssBackgroundImage
	cssBackgroundClip
	cssFill
	cssFillOpacity
	cssStroke
	cssPosition
	cssLeft
	cssRight
	cssTop
	cssBottom
	cssIndent
	cssMarginLeft
	cssMarginTop
	cssWidth
	cssHeight
	cssMaxWidth
	cssMaxHeight
	cssLineHeight
	cssOverflow
	cssClip
	cssClipPath
	cssTransform
	cssScale
	cssTranslate
	cssFilter
	cssProperties // their number
)

// cssKind says what a value is.
type cssKind uint8

const (
	cssUnset   cssKind = iota
	cssFlag            // n is 1 if the value hides, else 0
	cssPixels          // n
	cssEms             // n times the font size
	cssPercent         // n hundredths
	cssPaint           // rgba
	cssUnknown         // valid, but not known here: an image, a mixed colour
)

// cssValue is what a property is set to.
type cssValue struct {
	kind      cssKind
	important bool
	n         float32
	rgba      rgba
}

// cssDeclaration is one property with its value.
type cssDeclaration struct {
	property cssProperty
	value    cssValue
}

// cascade is what the declarations for one element come to (CSS Cascade 4 §6).
type cascade struct {
	of  [cssProperties]cssValue
	any bool
}

func (c *cascade) reset() {
	if c.any {
		*c = cascade{}
	}
}

// apply takes declarations of a higher order of precedence than those before.
func (c *cascade) apply(ds []cssDeclaration) {
	for _, d := range ds {
		if at := &c.of[d.property]; d.value.important || !at.important {
			*at = d.value
		}
		c.any = true
	}
}

// hint sets a value of the lowest precedence: an attribute, the browser's own
// style sheet.
func (c *cascade) hint(p cssProperty, v cssValue) {
	if c.of[p].kind == cssUnset {
		c.of[p] = v
		c.any = true
	}
}

// hides reports whether the property is set to a value that hides.
func (c *cascade) hides(p cssProperty) bool { return c.of[p].kind == cssFlag && c.of[p].n == 1 }

// within reports whether the property is set to a length of at most limit
// pixels, given the size of the font.
func (c *cascade) within(p cssProperty, limit, font float32) bool {
	v := c.of[p]
	return (v.kind == cssPixels || v.kind == cssEms || v.kind == cssPercent && v.n == 0) && v.px(font) <= limit
}

// viewport is the width in pixels of the screen that percentages are taken of.
const viewport = 1280

// px returns a length in pixels.
func (v cssValue) px(font float32) float32 {
	switch v.kind {
	case cssEms:
		return v.n * font
	case cssPercent:
		return v.n * viewport / 100
	}
	return v.n
}

// farAway is the distance in pixels from which a box is off the screen, and
// tooSmall the size up to which text or a box cannot be seen.
const (
	farAway  = 500
	tooSmall = 2
)

// gone reports whether the box itself, with all in it, is not to be seen.
// opacity is that of what is around it times its own.
func (c *cascade) gone(font, opacity float32) bool {
	if !c.any {
		return false
	}
	for _, p := range [...]cssProperty{cssDisplay, cssContentVisibility, cssClipPath, cssTransform, cssScale, cssFilter} {
		if c.hides(p) {
			return true
		}
	}
	placed := c.hides(cssPosition)
	return opacity < 0.05 || placed && (c.hides(cssClip) || c.away(cssLeft, font, true) || c.away(cssTop, font, false) ||
		c.away(cssRight, font, false) || c.away(cssBottom, font, false)) ||
		c.away(cssMarginLeft, font, false) || c.away(cssMarginTop, font, false) || c.away(cssTranslate, font, true) || c.collapsed(font)
}

// away reports whether the property moves the box off the screen: to where
// nobody can scroll, or very far where one could.
func (c *cascade) away(p cssProperty, font float32, positive bool) bool {
	v := c.of[p]
	if v.kind != cssPixels && v.kind != cssEms && v.kind != cssPercent {
		return false
	}
	x := v.px(font)
	return x <= -farAway || positive && x >= 6*farAway
}

// collapsed reports whether the box has no room and shows nothing of what does
// not fit.
func (c *cascade) collapsed(font float32) bool {
	if !c.hides(cssOverflow) {
		return false
	}
	for _, p := range [...]cssProperty{cssWidth, cssHeight, cssMaxWidth, cssMaxHeight, cssLineHeight} {
		if c.within(p, 1, font) {
			return true
		}
	}
	return false
}

// cssDeclarations calls fn for each declaration of a style attribute or of a block,
// with the name in lower case.
func cssDeclarations(s string, fn func(name, val string, important bool)) {
	for i := 0; i < len(s); {
		end := cssUntil(s, i, ";")
		cssDeclared(s[i:end], fn)
		i = end + 1
	}
}

// cssDeclared splits one declaration.
func cssDeclared(s string, fn func(name, val string, important bool)) {
	s = plainCSS(s)
	colon := strings.IndexByte(s, ':')
	if colon < 0 {
		return
	}
	val, important := strings.TrimSpace(s[colon+1:]), false
	if k := strings.LastIndexByte(val, '!'); k >= 0 && strings.EqualFold(strings.TrimSpace(val[k+1:]), "important") {
		val, important = strings.TrimSpace(val[:k]), true
	}
	if name := strings.TrimSpace(s[:colon]); name != "" && val != "" {
		fn(strings.ToLower(name), val, important)
	}
}

// cssUntil returns the offset of the first byte of stops, from i on, that stands
// in no string, bracket or comment; or the end.
func cssUntil(s string, i int, stops string) int {
	for depth := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case c == '"' || c == '\'':
			i = cssString(s, i)
		case c == '/' && i+1 < len(s) && s[i+1] == '*':
			k := strings.Index(s[i+2:], "*/")
			if k < 0 {
				return len(s)
			}
			i += k + 3
		case c == '(' || c == '[':
			depth++
		case (c == ')' || c == ']') && depth > 0:
			depth--
		case (depth == 0 || c == '{' || c == '}') && strings.IndexByte(stops, c) >= 0:
			return i
		}
	}
	return len(s)
}

// cssString returns the offset of the quote that ends the string opened at i, or
// of the line end before which it breaks off.
func cssString(s string, i int) int {
	for j := i + 1; j < len(s); j++ {
		switch s[j] {
		case '\\':
			j++
		case s[i]:
			return j
		case '\n':
			return j
		}
	}
	return len(s)
}

// plainCSS takes comments and escapes out.
func plainCSS(s string) string {
	comments, escapes := strings.Contains(s, "/*"), strings.IndexByte(s, '\\') >= 0
	if !comments && !escapes {
		return s
	}
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		switch {
		case s[i] == '/' && i+1 < len(s) && s[i+1] == '*':
			k := strings.Index(s[i+2:], "*/")
			if k < 0 {
				return b.String()
			}
			i += k + 3
		case s[i] == '\\':
			r, n := cssEscape(s[i:])
			if r > 0 {
				b.WriteRune(r)
			}
			i += n - 1
		default:
			b.WriteByte(s[i])
		}
	}
	return b.String()
}

// cssEscape reads an escape (CSS Syntax 3 §4.3.7) and returns its length.
func cssEscape(s string) (r rune, n int) {
	n = 1
	for n < len(s) && n < 7 && cssHex(s[n]) >= 0 {
		r = r<<4 | rune(cssHex(s[n]))
		n++
	}
	switch {
	case n > 1 && n < len(s) && isBlank(s[n]):
		n++
	case n == 1 && len(s) > 1 && s[1] < 0x80:
		return rune(s[1]), 2
	}
	if r > 0x10ffff {
		r = 0xfffd
	}
	return r, n
}

func cssHex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
