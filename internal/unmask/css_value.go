package unmask

import "strings"

// cssDeclare reads one declaration and hands over what it sets, shorthands taken
// apart. name is in lower case. Values that are not valid CSS set nothing.
func cssDeclare(name, val string, set func(cssProperty, cssValue)) {
	val = strings.ToLower(val)
	switch name {
	case "display", "visibility", "content-visibility", "position", "overflow", "overflow-x", "overflow-y", "-webkit-background-clip", "background-clip":
		cssKeyword(name, val, set)
	case "opacity":
		if n, rest, ok := cssNumber(val); ok {
			if rest == "%" {
				n /= 100
			}
			set(cssOpacity, cssValue{kind: cssPixels, n: n})
		}
	case "fill-opacity":
		if n, _, ok := cssNumber(val); ok {
			set(cssFillOpacity, cssValue{kind: cssPixels, n: n})
		}
	case "font-size":
		cssFontSize(val, set)
	case "font":
		cssWords(strings.ReplaceAll(val, "/", " /"), func(w string) bool {
			size := false
			cssFontSize(w, func(p cssProperty, v cssValue) { set(p, v); size = true })
			return size
		})
	case "color", "-webkit-text-fill-color", "fill", "stroke", "background-color", "background", "background-image":
		cssPainting(name, val, set)
	case "clip":
		set(cssClip, cssSign(clipsAll(val)))
	case "clip-path", "-webkit-clip-path":
		set(cssClipPath, cssSign(clipsPath(val)))
	case "transform", "-webkit-transform":
		cssTransformed(val, set)
	case "scale":
		n, rest, ok := cssNumber(val)
		m, _, two := cssNumber(strings.TrimSpace(rest))
		set(cssScale, cssSign(ok && (n == 0 || two && m == 0)))
	case "zoom":
		n, _, ok := cssNumber(val)
		set(cssScale, cssSign(ok && n > 0 && n < 0.1))
	case "filter":
		set(cssFilter, cssSign(strings.HasPrefix(val, "opacity(0)") || strings.HasPrefix(val, "opacity(0%")))
	case "translate":
		cssSet(cssTranslate, val, set)
	default:
		cssBox(name, val, set)
	}
}

func cssSign(hides bool) cssValue {
	if hides {
		return cssValue{kind: cssFlag, n: 1}
	}
	return cssValue{kind: cssFlag}
}

// cssDisplays are the first words of values of display other than none.
const cssDisplays = " block inline inline-block flex inline-flex grid inline-grid table inline-table table-row table-cell table-row-group " +
	"table-header-group table-footer-group table-column table-column-group table-caption list-item contents flow-root flow run-in ruby math " +
	"initial inherit unset revert revert-layer -webkit-box -webkit-inline-box -webkit-flex -ms-flexbox -moz-box "

// cssKeyword reads the properties whose value is a keyword.
func cssKeyword(name, val string, set func(cssProperty, cssValue)) {
	first, _, _ := strings.Cut(val, " ")
	switch name {
	case "display":
		if val == "none" || strings.Contains(cssDisplays, " "+first+" ") {
			set(cssDisplay, cssSign(val == "none"))
		}
	case "visibility":
		switch val {
		case "hidden", "collapse", "visible", "initial":
			set(cssVisibility, cssSign(val == "hidden" || val == "collapse"))
		case "inherit", "unset":
			set(cssVisibility, cssValue{})
		}
	case "content-visibility":
		set(cssContentVisibility, cssSign(val == "hidden"))
	case "position":
		set(cssPosition, cssSign(val == "absolute" || val == "fixed" || val == "relative" || val == "sticky"))
	case "overflow", "overflow-x", "overflow-y":
		set(cssOverflow, cssSign(strings.Contains(val, "hidden") || strings.Contains(val, "clip") || strings.Contains(val, "auto") || strings.Contains(val, "scroll")))
	default:
		set(cssBackgroundClip, cssSign(val == "text"))
	}
}

// cssPainting reads the properties that name a colour.
func cssPainting(name, val string, set func(cssProperty, cssValue)) {
	p := cssColor
	switch name {
	case "-webkit-text-fill-color":
		p = cssTextFill
	case "fill":
		p = cssFill
	case "stroke":
		p = cssStroke
	case "background-color":
		p = cssBackground
	case "background", "background-image":
		cssBackgroundOf(name, val, set)
		return
	}
	switch val {
	case "inherit", "unset", "currentcolor", "revert":
		set(p, cssValue{})
	case "none":
		set(p, cssValue{kind: cssPaint})
	default:
		if c, ok := cssColorOf(val); ok {
			set(p, cssValue{kind: cssPaint, rgba: c})
		} else if strings.IndexByte(val, '(') > 0 {
			set(p, cssValue{kind: cssUnknown})
		}
	}
}

// cssBackgroundOf reads the shorthand and the image.
func cssBackgroundOf(name, val string, set func(cssProperty, cssValue)) {
	image := strings.Contains(val, "url(") || strings.Contains(val, "gradient(") || strings.Contains(val, "image(")
	set(cssBackgroundImage, cssSign(image))
	if name == "background-image" {
		return
	}
	colour := cssValue{}
	cssWords(val, func(w string) bool {
		if c, ok := cssColorOf(w); ok {
			colour = cssValue{kind: cssPaint, rgba: c}
		} else if strings.HasPrefix(w, "color-mix(") || strings.HasPrefix(w, "var(") {
			colour = cssValue{kind: cssUnknown}
		} else if w == "text" {
			set(cssBackgroundClip, cssSign(true))
		}
		return false
	})
	set(cssBackground, colour)
}

// cssFontSize reads a font size. Of the keywords only that they can be read matters.
func cssFontSize(val string, set func(cssProperty, cssValue)) {
	switch val {
	case "xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large", "initial":
		set(cssFont, cssValue{kind: cssPixels, n: 14})
	case "smaller", "larger", "inherit", "unset":
		set(cssFont, cssValue{kind: cssEms, n: 1})
	default:
		v, ok := cssLength(val)
		if ok && v.kind == cssPercent {
			v = cssValue{kind: cssEms, n: v.n / 100}
		}
		if ok && v.n >= 0 {
			set(cssFont, v)
		}
	}
}

// cssBox reads the properties that are lengths.
func cssBox(name, val string, set func(cssProperty, cssValue)) {
	switch name {
	case "left", "inset-inline-start":
		cssSet(cssLeft, val, set)
	case "right", "inset-inline-end":
		cssSet(cssRight, val, set)
	case "top", "inset-block-start":
		cssSet(cssTop, val, set)
	case "bottom", "inset-block-end":
		cssSet(cssBottom, val, set)
	case "inset":
		sides := [...]cssProperty{cssTop, cssRight, cssBottom, cssLeft}
		n := 0
		cssWords(val, func(w string) bool { cssSet(sides[n], w, set); n++; return n == len(sides) })
	case "text-indent":
		cssSet(cssIndent, val, set)
	case "margin-left", "margin-inline-start":
		cssSet(cssMarginLeft, val, set)
	case "margin-top", "margin-block-start":
		cssSet(cssMarginTop, val, set)
	case "margin":
		n := 0
		cssWords(val, func(w string) bool {
			if n == 0 {
				cssSet(cssMarginTop, w, set)
			}
			if n == 0 || n == 3 {
				cssSet(cssMarginLeft, w, set)
			}
			n++
			return n == 4
		})
	case "width", "inline-size":
		cssSet(cssWidth, val, set)
	case "height", "block-size":
		cssSet(cssHeight, val, set)
	case "max-width", "max-inline-size":
		cssSet(cssMaxWidth, val, set)
	case "max-height", "max-block-size":
		cssSet(cssMaxHeight, val, set)
	case "line-height":
		cssSet(cssLineHeight, val, set)
	}
}

// cssSet sets a length; a keyword such as auto takes an earlier one back.
func cssSet(p cssProperty, val string, set func(cssProperty, cssValue)) {
	if v, ok := cssLength(val); ok {
		if p == cssLineHeight && v.kind == cssPixels && v.n > 0 && !strings.HasSuffix(val, "px") {
			v.kind = cssEms // a bare number is a factor
		}
		set(p, v)
	} else if strings.IndexByte(val, '(') < 0 {
		set(p, cssValue{})
	}
}

// cssTransformed finds what a transformation makes of a box.
func cssTransformed(val string, set func(cssProperty, cssValue)) {
	hides := false
	move := cssValue{}
	cssCalls(val, func(name string, args []string) {
		n := make([]float32, len(args))
		for i, a := range args {
			n[i], _, _ = cssNumber(a)
		}
		switch name {
		case "scale", "scale3d", "scalex", "scaley":
			for i := range n {
				hides = hides || n[i] < 0.05 && n[i] > -0.05
			}
		case "matrix":
			hides = hides || len(n) == 6 && n[0]*n[3]-n[1]*n[2] == 0
			if len(n) == 6 && (n[4] < -farAway || n[5] < -farAway) {
				move = cssValue{kind: cssPixels, n: min(n[4], n[5])}
			}
		case "rotatex", "rotatey":
			hides = hides || len(n) == 1 && (n[0] == 90 || n[0] == -90 || n[0] == 270) && strings.HasSuffix(args[0], "deg")
		case "translate", "translate3d", "translatex", "translatey":
			for _, a := range args {
				if v, ok := cssLength(a); ok && v.px(16) <= -farAway && v.kind != cssPercent {
					move = v
				}
			}
		}
	})
	set(cssTransform, cssSign(hides))
	set(cssTranslate, move)
}

// clipsAll reports whether a value of clip leaves nothing.
func clipsAll(val string) bool {
	hides := false
	cssCalls(val, func(name string, args []string) {
		if name != "rect" {
			return
		}
		if len(args) == 1 {
			args = strings.Fields(args[0])
		}
		if len(args) == 4 {
			top, _, _ := cssNumber(args[0])
			right, _, one := cssNumber(args[1])
			bottom, _, two := cssNumber(args[2])
			left, _, _ := cssNumber(args[3])
			hides = one && right-left <= 1 || two && bottom-top <= 1
		}
	})
	return hides
}

// clipsPath reports whether a value of clip-path leaves nothing.
func clipsPath(val string) bool {
	hides := false
	cssCalls(val, func(name string, args []string) {
		arg := strings.Join(args, " ")
		n, unit, ok := cssNumber(arg)
		switch name {
		case "inset":
			hides = ok && strings.HasPrefix(unit, "%") && n >= 50
		case "circle", "ellipse":
			hides = ok && n == 0
		case "polygon":
			hides = strings.Trim(arg, "0px% ,") == ""
		}
	})
	return hides
}
