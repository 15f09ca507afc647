// Package css reads as much of CSS as decides whether text on a page is seen:
// declarations, selectors, colours, lengths and style sheets. What it does not
// know it calls unknown. It is pure and linear in the length of what it reads.
package css

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// Property is a CSS property, or a group of them, that decides whether text is
// seen.
type Property uint8

const (
	Display Property = iota
	Visibility
	ContentVisibility
	Opacity
	Font // font-size
	Color
	TextFill
	Background
	BackgroundImage
	BackgroundClip
	Fill
	FillOpacity
	Stroke
	Position
	Left
	Right
	Top
	Bottom
	Indent
	MarginLeft
	MarginTop
	Width
	Height
	MaxWidth
	MaxHeight
	LineHeight
	Overflow
	Clip
	ClipPath
	Transform
	Scale
	Translate
	Filter
	properties // their number
)

// Kind says what a value is.
type Kind uint8

const (
	Unset   Kind = iota
	Flag         // n is 1 if the value hides, else 0
	Pixels       // n
	Ems          // n times the font size
	Percent      // n hundredths
	Paint        // rgba
	Unknown      // valid, but not known here: an image, a mixed colour
)

// Value is what a property is set to.
type Value struct {
	Kind      Kind
	Important bool
	N         float32
	RGBA      RGBA
}

// Declaration is one property with its value.
type Declaration struct {
	Property Property
	Value    Value
}

// Cascade is what the declarations for one element come to (CSS Cascade 4 §6).
type Cascade struct {
	Of  [properties]Value
	Any bool
}

func (c *Cascade) Reset() {
	if c.Any {
		*c = Cascade{}
	}
}

// Apply takes declarations of a higher order of precedence than those before.
func (c *Cascade) Apply(ds []Declaration) {
	for _, d := range ds {
		if at := &c.Of[d.Property]; d.Value.Important || !at.Important {
			*at = d.Value
		}
		c.Any = true
	}
}

// Hint sets a value of the lowest precedence: an attribute, the browser's own
// style sheet.
func (c *Cascade) Hint(p Property, v Value) {
	if c.Of[p].Kind == Unset {
		c.Of[p] = v
		c.Any = true
	}
}

// Hides reports whether the property is set to a value that hides.
func (c *Cascade) Hides(p Property) bool { return c.Of[p].Kind == Flag && c.Of[p].N == 1 }

// Within reports whether the property is set to a length of at most limit
// pixels, given the size of the font.
func (c *Cascade) Within(p Property, limit, font float32) bool {
	v := c.Of[p]
	return (v.Kind == Pixels || v.Kind == Ems || v.Kind == Percent && v.N == 0) && v.Px(font) <= limit
}

// viewport is the width in pixels of the screen that percentages are taken of.
const viewport = 1280

// Px returns a length in pixels.
func (v Value) Px(font float32) float32 {
	switch v.Kind {
	case Ems:
		return v.N * font
	case Percent:
		return v.N * viewport / 100
	}
	return v.N
}

// FarAway is the distance in pixels from which a box is off the screen, and
// tooSmall the size up to which text or a box cannot be seen.
const (
	FarAway  = 500
	TooSmall = 2
)

// Gone reports whether the box itself, with all in it, is not to be seen.
// opacity is that of what is around it times its own.
func (c *Cascade) Gone(font, opacity float32) bool {
	if !c.Any {
		return false
	}
	for _, p := range [...]Property{Display, ContentVisibility, ClipPath, Transform, Scale, Filter} {
		if c.Hides(p) {
			return true
		}
	}
	placed := c.Hides(Position)
	return opacity < 0.05 || placed && (c.Hides(Clip) || c.away(Left, font, true) || c.away(Top, font, false) ||
		c.away(Right, font, false) || c.away(Bottom, font, false)) ||
		c.away(MarginLeft, font, false) || c.away(MarginTop, font, false) || c.away(Translate, font, true) || c.collapsed(font)
}

// away reports whether the property moves the box off the screen: to where
// nobody can scroll, or very far where one could.
func (c *Cascade) away(p Property, font float32, positive bool) bool {
	v := c.Of[p]
	if v.Kind != Pixels && v.Kind != Ems && v.Kind != Percent {
		return false
	}
	x := v.Px(font)
	return x <= -FarAway || positive && x >= 6*FarAway
}

// collapsed reports whether the box has no room and shows nothing of what does
// not fit.
func (c *Cascade) collapsed(font float32) bool {
	if !c.Hides(Overflow) {
		return false
	}
	for _, p := range [...]Property{Width, Height, MaxWidth, MaxHeight, LineHeight} {
		if c.Within(p, 1, font) {
			return true
		}
	}
	return false
}

// Declarations calls fn for each declaration of a style attribute or of a block,
// with the name in lower case.
func Declarations(s string, fn func(name, val string, important bool)) {
	for i := 0; i < len(s); {
		end := until(s, i, ";")
		declared(s[i:end], fn)
		i = end + 1
	}
}

// declared splits one declaration.
func declared(s string, fn func(name, val string, important bool)) {
	s = PlainCSS(s)
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

// until returns the offset of the first byte of stops, from i on, that stands
// in no string, bracket or comment; or the end.
func until(s string, i int, stops string) int {
	for depth := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '\\':
			i++
		case c == '"' || c == '\'':
			i = quoted(s, i)
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

// quoted returns the offset of the quote that ends the string opened at i, or
// of the line end before which it breaks off.
func quoted(s string, i int) int {
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

// PlainCSS takes comments and escapes out.
func PlainCSS(s string) string {
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
			r, n := escapeIn(s[i:])
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

// escapeIn reads an escape (CSS Syntax 3 §4.3.7) and returns its length.
func escapeIn(s string) (r rune, n int) {
	n = 1
	for n < len(s) && n < 7 && Hex(s[n]) >= 0 {
		r = r<<4 | rune(Hex(s[n]))
		n++
	}
	switch {
	case n > 1 && n < len(s) && unmask.IsBlank(s[n]):
		n++
	case n == 1 && len(s) > 1 && s[1] < 0x80:
		return rune(s[1]), 2
	}
	if r > 0x10ffff {
		r = 0xfffd
	}
	return r, n
}

func Hex(c byte) int {
	switch {
	case c >= '0' && c <= '9':
		return int(c - '0')
	case c|0x20 >= 'a' && c|0x20 <= 'f':
		return int(c|0x20-'a') + 10
	}
	return -1
}
