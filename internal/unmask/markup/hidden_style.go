package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/css"
)

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
	case name == "object":
		return p.attr("data") != "" || p.attr("type") != "" || p.attr("classid") != "" // else what is in it is shown
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
		if n, _, ok := css.Number(p.attr(name)); ok && n == 0 {
			return true
		}
	}
	return false
}

// Depth and At tell the style sheet what an element stands in.
func (p *page) Depth() int         { return len(p.stack) }
func (p *page) At(i int) *css.Node { return &p.stack[i].Node }

// styleOf fills p.style with what rules and attributes set.
func (p *page) styleOf(e *element) {
	p.style.Reset()
	if p.rules.Sheet != nil {
		for _, r := range p.rules.RulesFor(&e.Node, p) {
			if r.Right.Vague {
				e.look.doubt = e.look.doubt || !p.sure && hidesSomething(r.Sets)
				continue
			}
			p.style.Apply(r.Sets)
		}
	}
	for i := range p.attrs {
		if a := &p.attrs[i]; a.name == "style" {
			p.inline = p.inline[:0]
			css.Declarations(unescaped(p.text[a.from:a.to]), func(name, val string, important bool) {
				if strings.Contains(val, "var(") && p.rules.Sheet != nil {
					val = p.rules.Resolve(val)
				}
				css.Declare(name, val, func(q css.Property, v css.Value) {
					v.Important = important
					css.Put(&p.inline, css.Declaration{Property: q, Value: v})
				})
			})
			p.style.Apply(p.inline)
			break
		}
	}
	p.hints(e)
}

// hidesSomething reports whether declarations alone would hide an element.
func hidesSomething(sets []css.Declaration) bool {
	var c css.Cascade
	c.Apply(sets)
	opacity := float32(1)
	if c.Of[css.Opacity].Kind != css.Unset {
		opacity = c.Of[css.Opacity].N
	}
	return c.Gone(16, opacity) || c.Hides(css.Visibility) || c.Within(css.Font, css.TooSmall, 16)
}

// hints applies the attributes that stand for styles, and what browsers hide
// unless a style shows it.
func (p *page) hints(e *element) {
	none := css.Sign(true)
	dialog := e.name.name == "dialog" && !p.xml
	for i := range p.attrs {
		a := &p.attrs[i]
		val := p.text[a.from:a.to]
		switch a.name {
		case "hidden":
			if !strings.HasPrefix(val, "{") && !p.xml {
				p.style.Hint(css.Display, none)
			}
		case "popover":
			if !p.xml {
				p.style.Hint(css.Display, none)
			}
		case "open":
			dialog = false
		case "bgcolor", "color", "text":
			if c, ok := legacyColor(val); ok && !p.xml {
				q := css.Color
				if a.name == "bgcolor" {
					q = css.Background
				}
				p.style.Hint(q, css.Value{Kind: css.Paint, RGBA: c})
			}
		case "background":
			p.style.Hint(css.BackgroundImage, none)
		case "fill", "stroke", "opacity", "fill-opacity", "font-size", "display", "visibility", "transform", "clip-path":
			if p.drawing > 0 {
				css.Declare(a.name, strings.TrimSpace(val), p.style.Hint)
			}
		case "x", "y":
			n, _, ok := css.Number(val)
			if p.drawing > 0 && ok && (n <= -css.FarAway || n >= 20*css.FarAway) && p.attr("transform") == "" {
				p.style.Hint(css.Translate, css.Value{Kind: css.Pixels, N: -css.FarAway})
			}
		}
	}
	if dialog {
		p.style.Hint(css.Display, none)
	}
}

// legacyColor reads a colour as HTML attributes have it, also without the sign.
func legacyColor(s string) (css.RGBA, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	if c, ok := css.ColorOf(s); ok {
		return c, true
	}
	return css.HexColor(s)
}
