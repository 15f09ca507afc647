package unmask

import "strings"

// hidesByNature reports whether the element shows nothing of its content
// whatever its style.
func (p *page) hidesByNature(e *element) bool {
	switch name := e.name.name; {
	case p.xml:
		return false
	case name == "title":
		return p.drawing > 0
	case name == "script":
		return p.isData()
	case name == "details" || name == "dialog":
		return false
	case name == "svg":
		return p.zeroSize()
	case name == "template" && p.component && len(p.stack) == 0:
		return false
	case e.name.traits&drawing != 0:
		return p.drawing > 0
	}
	return e.name.traits&nature != 0
}

// isData reports whether a script holds no program.
func (p *page) isData() bool {
	kind := strings.ToLower(p.attr("type"))
	return kind != "" && kind != "module" && !strings.Contains(kind, "javascript") && !strings.Contains(kind, "ecmascript") &&
		!strings.Contains(kind, "babel") && !strings.Contains(kind, "jsx") && !strings.Contains(kind, "typescript")
}

// zeroSize reports whether an attribute gives a picture no room.
func (p *page) zeroSize() bool {
	for _, name := range [...]string{"width", "height"} {
		if n, _, ok := cssNumber(p.attr(name)); ok && n == 0 {
			return true
		}
	}
	return false
}

// Depth and At tell the style sheet what an element stands in.
func (p *page) Depth() int     { return len(p.stack) }
func (p *page) At(i int) *node { return &p.stack[i].node }

// styleOf fills p.style with what rules and attributes set.
func (p *page) styleOf(e *element) {
	p.style.reset()
	if p.rules.sheet != nil {
		for _, r := range p.rules.rulesFor(&e.node, p) {
			if r.right.vague {
				e.look.doubt = e.look.doubt || !p.sure && hidesSomething(r.sets)
				continue
			}
			p.style.apply(r.sets)
		}
	}
	for i := range p.attrs {
		if a := &p.attrs[i]; a.name == "style" {
			p.inline = p.inline[:0]
			cssDeclarations(unescaped(p.text[a.from:a.to]), func(name, val string, important bool) {
				if strings.Contains(val, "var(") && p.rules.sheet != nil {
					val = p.rules.resolve(val)
				}
				cssDeclare(name, val, func(q cssProperty, v cssValue) {
					v.important = important
					put(&p.inline, cssDeclaration{q, v})
				})
			})
			p.style.apply(p.inline)
			break
		}
	}
	p.hints(e)
}

// hidesSomething reports whether declarations alone would hide an element.
func hidesSomething(sets []cssDeclaration) bool {
	var c cascade
	c.apply(sets)
	opacity := float32(1)
	if c.of[cssOpacity].kind != cssUnset {
		opacity = c.of[cssOpacity].n
	}
	return c.gone(16, opacity) || c.hides(cssVisibility) || c.within(cssFont, tooSmall, 16)
}

// hints applies the attributes that stand for styles, and what browsers hide
// unless a style shows it.
func (p *page) hints(e *element) {
	none := cssSign(true)
	dialog := e.name.name == "dialog" && !p.xml
	for i := range p.attrs {
		a := &p.attrs[i]
		val := p.text[a.from:a.to]
		switch a.name {
		case "hidden":
			if !strings.HasPrefix(val, "{") && !p.xml {
				p.style.hint(cssDisplay, none)
			}
		case "popover":
			if !p.xml {
				p.style.hint(cssDisplay, none)
			}
		case "open":
			dialog = false
		case "bgcolor", "color", "text":
			if c, ok := legacyColor(val); ok && !p.xml {
				q := cssColor
				if a.name == "bgcolor" {
					q = cssBackground
				}
				p.style.hint(q, cssValue{kind: cssPaint, rgba: c})
			}
		case "background":
			p.style.hint(cssBackgroundImage, none)
		case "fill", "stroke", "opacity", "fill-opacity", "font-size", "display", "visibility", "transform", "clip-path":
			if p.drawing > 0 {
				cssDeclare(a.name, strings.TrimSpace(val), p.style.hint)
			}
		case "x", "y":
			n, _, ok := cssNumber(val)
			if p.drawing > 0 && ok && (n <= -farAway || n >= 20*farAway) && p.attr("transform") == "" {
				p.style.hint(cssTranslate, cssValue{kind: cssPixels, n: -farAway})
			}
		}
	}
	if dialog {
		p.style.hint(cssDisplay, none)
	}
}

// legacyColor reads a colour as HTML attributes have it, also without the sign.
func legacyColor(s string) (rgba, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if c, ok := cssColorOf(s); ok {
		return c, true
	}
	return hexColor(s)
}
