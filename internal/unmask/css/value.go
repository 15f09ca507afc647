package css

import "strings"

// Declare reads one declaration and hands over what it sets, shorthands taken
// apart. name is in lower case. Values that are not valid CSS set nothing.
func Declare(name, val string, set func(Property, Value)) {
	val = strings.ToLower(val)
	switch name {
	case "display", "visibility", "content-visibility", "position", "overflow", "overflow-x", "overflow-y", "-webkit-background-clip", "background-clip":
		keyword(name, val, set)
	case "opacity":
		if n, rest, ok := Number(val); ok {
			if rest == "%" {
				n /= 100
			}
			set(Opacity, Value{Kind: Pixels, N: n})
		}
	case "fill-opacity":
		if n, _, ok := Number(val); ok {
			set(FillOpacity, Value{Kind: Pixels, N: n})
		}
	case "font-size":
		fontSize(val, set)
	case "font":
		eachWord(strings.ReplaceAll(val, "/", " /"), func(w string) bool {
			size := false
			fontSize(w, func(p Property, v Value) { set(p, v); size = true })
			return size
		})
	case "color", "-webkit-text-fill-color", "fill", "stroke", "background-color", "background", "background-image":
		painting(name, val, set)
	case "clip":
		set(Clip, Sign(clipsAll(val)))
	case "clip-path", "-webkit-clip-path":
		set(ClipPath, Sign(clipsPath(val)))
	case "transform", "-webkit-transform":
		transformed(val, set)
	case "scale":
		n, rest, ok := Number(val)
		m, _, two := Number(strings.TrimSpace(rest))
		set(Scale, Sign(ok && (n == 0 || two && m == 0)))
	case "zoom":
		n, _, ok := Number(val)
		set(Scale, Sign(ok && n > 0 && n < 0.1))
	case "filter":
		set(Filter, Sign(strings.HasPrefix(val, "opacity(0)") || strings.HasPrefix(val, "opacity(0%")))
	case "translate":
		setTo(Translate, val, set)
	default:
		box(name, val, set)
	}
}

func Sign(hides bool) Value {
	if hides {
		return Value{Kind: Flag, N: 1}
	}
	return Value{Kind: Flag}
}

// displays are the first words of values of display other than none.
const displays = " block inline inline-block flex inline-flex grid inline-grid table inline-table table-row table-cell table-row-group " +
	"table-header-group table-footer-group table-column table-column-group table-caption list-item contents flow-root flow run-in ruby math " +
	"initial inherit unset revert revert-layer -webkit-box -webkit-inline-box -webkit-flex -ms-flexbox -moz-box "

// keyword reads the properties whose value is a keyword.
func keyword(name, val string, set func(Property, Value)) {
	first, _, _ := strings.Cut(val, " ")
	switch name {
	case "display":
		if val == "none" || strings.Contains(displays, " "+first+" ") {
			set(Display, Sign(val == "none"))
		}
	case "visibility":
		switch val {
		case "hidden", "collapse", "visible", "initial":
			set(Visibility, Sign(val == "hidden" || val == "collapse"))
		case "inherit", "unset":
			set(Visibility, Value{})
		}
	case "content-visibility":
		set(ContentVisibility, Sign(val == "hidden"))
	case "position":
		set(Position, Sign(val == "absolute" || val == "fixed" || val == "relative" || val == "sticky"))
	case "overflow", "overflow-x", "overflow-y":
		set(Overflow, Sign(strings.Contains(val, "hidden") || strings.Contains(val, "clip") || strings.Contains(val, "auto") || strings.Contains(val, "scroll")))
	default:
		set(BackgroundClip, Sign(val == "text"))
	}
}

// painting reads the properties that name a colour.
func painting(name, val string, set func(Property, Value)) {
	p := Color
	switch name {
	case "-webkit-text-fill-color":
		p = TextFill
	case "fill":
		p = Fill
	case "stroke":
		p = Stroke
	case "background-color":
		p = Background
	case "background", "background-image":
		background(name, val, set)
		return
	}
	switch val {
	case "inherit", "unset", "currentcolor", "revert":
		set(p, Value{})
	case "none":
		set(p, Value{Kind: Paint})
	default:
		if c, ok := ColorOf(val); ok {
			set(p, Value{Kind: Paint, RGBA: c})
		} else if strings.IndexByte(val, '(') > 0 {
			set(p, Value{Kind: Unknown})
		}
	}
}

// background reads the shorthand and the image.
func background(name, val string, set func(Property, Value)) {
	image := strings.Contains(val, "url(") || strings.Contains(val, "gradient(") || strings.Contains(val, "image(")
	set(BackgroundImage, Sign(image))
	if name == "background-image" {
		return
	}
	colour := Value{}
	eachWord(val, func(w string) bool {
		if c, ok := ColorOf(w); ok {
			colour = Value{Kind: Paint, RGBA: c}
		} else if strings.HasPrefix(w, "color-mix(") || strings.HasPrefix(w, "var(") {
			colour = Value{Kind: Unknown}
		} else if w == "text" {
			set(BackgroundClip, Sign(true))
		}
		return false
	})
	set(Background, colour)
}

// fontSize reads a font size. Of the keywords only that they can be read matters.
func fontSize(val string, set func(Property, Value)) {
	switch val {
	case "xx-small", "x-small", "small", "medium", "large", "x-large", "xx-large", "xxx-large", "initial":
		set(Font, Value{Kind: Pixels, N: 14})
	case "smaller", "larger", "inherit", "unset":
		set(Font, Value{Kind: Ems, N: 1})
	default:
		v, ok := length(val)
		if ok && v.Kind == Percent {
			v = Value{Kind: Ems, N: v.N / 100}
		}
		if ok && v.N >= 0 {
			set(Font, v)
		}
	}
}

// box reads the properties that are lengths.
func box(name, val string, set func(Property, Value)) {
	switch name {
	case "left", "inset-inline-start":
		setTo(Left, val, set)
	case "right", "inset-inline-end":
		setTo(Right, val, set)
	case "top", "inset-block-start":
		setTo(Top, val, set)
	case "bottom", "inset-block-end":
		setTo(Bottom, val, set)
	case "inset":
		sides := [...]Property{Top, Right, Bottom, Left}
		n := 0
		eachWord(val, func(w string) bool { setTo(sides[n], w, set); n++; return n == len(sides) })
	case "text-indent":
		setTo(Indent, val, set)
	case "margin-left", "margin-inline-start":
		setTo(MarginLeft, val, set)
	case "margin-top", "margin-block-start":
		setTo(MarginTop, val, set)
	case "margin":
		n := 0
		eachWord(val, func(w string) bool {
			if n == 0 {
				setTo(MarginTop, w, set)
			}
			if n == 0 || n == 3 {
				setTo(MarginLeft, w, set)
			}
			n++
			return n == 4
		})
	case "width", "inline-size":
		setTo(Width, val, set)
	case "height", "block-size":
		setTo(Height, val, set)
	case "max-width", "max-inline-size":
		setTo(MaxWidth, val, set)
	case "max-height", "max-block-size":
		setTo(MaxHeight, val, set)
	case "line-height":
		setTo(LineHeight, val, set)
	}
}

// setTo sets a length; a keyword such as auto takes an earlier one back.
func setTo(p Property, val string, set func(Property, Value)) {
	if v, ok := length(val); ok {
		if p == LineHeight && v.Kind == Pixels && v.N > 0 && !strings.HasSuffix(val, "px") {
			v.Kind = Ems // a bare number is a factor
		}
		set(p, v)
	} else if strings.IndexByte(val, '(') < 0 {
		set(p, Value{})
	}
}

// transformed finds what a transformation makes of a box.
func transformed(val string, set func(Property, Value)) {
	hides := false
	move := Value{}
	calls(val, func(name string, args []string) {
		n := make([]float32, len(args))
		for i, a := range args {
			n[i], _, _ = Number(a)
		}
		switch name {
		case "scale", "scale3d", "scalex", "scaley":
			for i := range n {
				hides = hides || n[i] < 0.05 && n[i] > -0.05
			}
		case "matrix":
			hides = hides || len(n) == 6 && n[0]*n[3]-n[1]*n[2] == 0
			if len(n) == 6 && (n[4] < -FarAway || n[5] < -FarAway) {
				move = Value{Kind: Pixels, N: min(n[4], n[5])}
			}
		case "rotatex", "rotatey":
			hides = hides || len(n) == 1 && (n[0] == 90 || n[0] == -90 || n[0] == 270) && strings.HasSuffix(args[0], "deg")
		case "translate", "translate3d", "translatex", "translatey":
			for _, a := range args {
				if v, ok := length(a); ok && v.Px(16) <= -FarAway && v.Kind != Percent {
					move = v
				}
			}
		}
	})
	set(Transform, Sign(hides))
	set(Translate, move)
}

// clipsAll reports whether a value of clip leaves nothing.
func clipsAll(val string) bool {
	hides := false
	calls(val, func(name string, args []string) {
		if name != "rect" {
			return
		}
		if len(args) == 1 {
			args = strings.Fields(args[0])
		}
		if len(args) == 4 {
			top, _, _ := Number(args[0])
			right, _, one := Number(args[1])
			bottom, _, two := Number(args[2])
			left, _, _ := Number(args[3])
			hides = one && right-left <= 1 || two && bottom-top <= 1
		}
	})
	return hides
}

// clipsPath reports whether a value of clip-path leaves nothing.
func clipsPath(val string) bool {
	hides := false
	calls(val, func(name string, args []string) {
		arg := strings.Join(args, " ")
		n, unit, ok := Number(arg)
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
