package cli

import (
	"fmt"
	"html"
	"math"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
)

// arrow is all that went from one server to another.
type arrow struct {
	from, to string
	times    int
	severity finding.Severity
	label    []string
}

// arrows sums up by server.
func arrows(all []given) (servers []string, out []arrow) {
	at := map[[2]string]int{}
	for i := range all {
		g := &all[i]
		for _, name := range []string{g.From, g.To} {
			if !slices.Contains(servers, name) {
				servers = append(servers, name)
			}
		}
		key := [2]string{g.From, g.To}
		n, ok := at[key]
		if !ok {
			n = len(out)
			at[key] = n
			out = append(out, arrow{from: g.From, to: g.To})
		}
		a := &out[n]
		a.times += g.Times
		a.severity = max(a.severity, g.severity)
		if step := g.FromTool + " › " + g.ToTool; !slices.Contains(a.label, step) {
			a.label = append(a.label, step)
		}
	}
	slices.Sort(servers)
	return servers, out
}

// colour shows how bad something is.
func colour(s finding.Severity) string {
	switch {
	case s >= finding.Critical:
		return "#b00020"
	case s >= finding.High:
		return "#d9480f"
	case s >= finding.Medium:
		return "#b58900"
	}
	return "#607080"
}

// maxSteps bounds the pairs of tools that an arrow names.
const maxSteps = 4

func (a *arrow) text() string {
	steps := a.label
	more := ""
	if len(steps) > maxSteps {
		more = fmt.Sprintf(", and %d more", len(steps)-maxSteps)
		steps = steps[:maxSteps]
	}
	return fmt.Sprintf("%d× %s%s", a.times, strings.Join(steps, ", "), more)
}

// dotOf is the graph in the language of Graphviz.
func dotOf(all []given) string {
	servers, out := arrows(all)
	quote := func(s string) string { return `"` + strings.NewReplacer(`\`, `\\`, `"`, `\"`).Replace(s) + `"` }
	var b strings.Builder
	b.WriteString("digraph flows {\n  rankdir=LR;\n  node [shape=box, style=rounded, fontname=\"sans-serif\"];\n  edge [fontname=\"sans-serif\", fontsize=10];\n")
	for _, s := range servers {
		fmt.Fprintf(&b, "  %s;\n", quote(s))
	}
	for i := range out {
		a := &out[i]
		fmt.Fprintf(&b, "  %s -> %s [label=%s, color=%s];\n", quote(a.from), quote(a.to), quote(a.text()), quote(colour(a.severity)))
	}
	b.WriteString("}\n")
	return b.String()
}

// Sizes of the picture, in pixels.
const (
	boxWide, boxHigh = 150, 36
	margin           = 130
)

// svgOf is the graph as a picture: the servers on a circle, and arrows between
// them.
func svgOf(all []given) string {
	servers, out := arrows(all)
	radius := math.Max(140, float64(len(servers))*boxWide/(2*math.Pi)*1.6)
	size := 2 * (radius + margin)
	place := func(name string) (x, y float64) {
		turn := 2*math.Pi*float64(slices.Index(servers, name))/float64(max(1, len(servers))) - math.Pi
		return size/2 + radius*math.Cos(turn), size/2 + radius*math.Sin(turn)
	}
	var b strings.Builder
	fmt.Fprintf(&b, `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %.0f %.0f" font-family="sans-serif" font-size="12">`+"\n", size, size)
	b.WriteString(`<title>What went from one server to another</title>` + "\n")
	for i := range out {
		a := &out[i]
		x1, y1 := place(a.from)
		x2, y2 := place(a.to)
		long := math.Max(1, math.Hypot(x2-x1, y2-y1))
		dx, dy := (x2-x1)/long, (y2-y1)/long
		bend := 24.0 // so that there and back are two lines
		mx, my := (x1+x2)/2-dy*bend, (y1+y2)/2+dx*bend
		ex, ey := edgeOf(x2, y2, mx, my)
		sx, sy := edgeOf(x1, y1, mx, my)
		c := colour(a.severity)
		fmt.Fprintf(&b, `<path d="M%.1f %.1f Q%.1f %.1f %.1f %.1f" fill="none" stroke="%s" stroke-width="%.1f"/>`+"\n", sx, sy, mx, my, ex, ey, c, 1+math.Min(4, math.Log2(float64(a.times)+1)))
		ux, uy := ex-mx, ey-my
		n := math.Max(1, math.Hypot(ux, uy))
		ux, uy = ux/n, uy/n
		fmt.Fprintf(&b, `<polygon points="%.1f,%.1f %.1f,%.1f %.1f,%.1f" fill="%s"/>`+"\n", ex, ey, ex-10*ux+5*uy, ey-10*uy-5*ux, ex-10*ux-5*uy, ey-10*uy+5*ux, c)
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle" fill="%s">%s</text>`+"\n", (sx+2*mx+ex)/4, (sy+2*my+ey)/4, c, html.EscapeString(a.text()))
	}
	for _, s := range servers {
		x, y := place(s)
		fmt.Fprintf(&b, `<rect x="%.1f" y="%.1f" width="%d" height="%d" rx="8" fill="#ffffff" stroke="#203040"/>`+"\n", x-boxWide/2, y-boxHigh/2, boxWide, boxHigh)
		fmt.Fprintf(&b, `<text x="%.1f" y="%.1f" text-anchor="middle">%s</text>`+"\n", x, y+4, html.EscapeString(finding.VisibleText(s, 20)))
	}
	b.WriteString("</svg>\n")
	return b.String()
}

// edgeOf is where the line from the middle of a box to a point leaves the box.
func edgeOf(x, y, toX, toY float64) (float64, float64) {
	dx, dy := toX-x, toY-y
	t := 1.0
	if dx != 0 {
		t = math.Min(t, boxWide/2/math.Abs(dx))
	}
	if dy != 0 {
		t = math.Min(t, boxHigh/2/math.Abs(dy))
	}
	return x + t*dx, y + t*dy
}
