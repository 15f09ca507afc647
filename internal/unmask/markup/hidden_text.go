package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/css"
)

// readAttributes fills p.attrs.
func (p *page) readAttributes(n *css.Node, start, end int) {
	p.attrs = p.attrs[:0]
	a := newAttributes(p.text, start, end)
	for a.next() {
		at := attribute{name: a.name(), from: a.valueFrom, to: a.valueTo, start: a.nameFrom}
		switch at.name {
		case "id":
			n.ID = unescaped(p.text[at.from:at.to])
		case "class":
			n.Class = unescaped(p.text[at.from:at.to])
		case "rel":
			p.styled = p.styled || strings.Contains(strings.ToLower(p.text[at.from:at.to]), "stylesheet")
		}
		p.attrs = append(p.attrs, at)
	}
	if p.rules.Sheet != nil && p.rules.Tests {
		for _, at := range p.attrs {
			n.Tests = append(n.Tests, css.AttributeTest{Name: at.name, Value: unescaped(p.text[at.from:at.to])})
		}
	}
}

// attr returns the value of an attribute of the element at hand, or "".
func (p *page) attr(name string) string {
	for i := range p.attrs {
		if a := &p.attrs[i]; a.name == name {
			return unescaped(p.text[a.from:a.to])
		}
	}
	return ""
}

func (p *page) has(name string) bool {
	for i := range p.attrs {
		if p.attrs[i].name == name {
			return true
		}
	}
	return false
}

// attributeText looks for text in attributes: it is marked, or counts as hidden
// with the element.
func (p *page) attributeText(n *tagName, hidden bool) {
	if p.out != nil {
		return
	}
	bare := 0 // attributes without a value, in a row
	for i := range p.attrs {
		a := &p.attrs[i]
		if a.from == a.to {
			if bare++; bare >= proseWords && (i+1 == len(p.attrs) || p.attrs[i+1].from < p.attrs[i+1].to) {
				p.bareWords(p.attrs[i+1-bare].start, a.to, hidden)
			}
			continue
		}
		bare = 0
		if a.to-a.from < 2*proseWords || p.xml {
			continue
		}
		val := p.text[a.from:a.to]
		switch {
		case strings.Contains(silent, " "+a.name+" "):
			if a.name == "href" || a.name == "src" {
				continue
			}
			from, to, _ := proseRun(val, 0, proseWords, false)
			if from < to {
				p.attributeSays(a.from+from, a.from+to, hidden)
			}
		case isBinding(a.name, val):
		case n.name == "input" && a.name == "value" && !strings.EqualFold(p.attr("type"), "hidden"):
		case isProse(unescaped(val)):
			p.attributeSays(a.from, a.to, hidden)
		}
	}
}

// bareWords takes names without values that make a sentence.
func (p *page) bareWords(start, end int, hidden bool) {
	if from, to, _ := proseRun(p.text[:end], start, proseWords, false); from < to {
		p.attributeSays(start, end, hidden)
	}
}

func (p *page) attributeSays(start, end int, hidden bool) {
	if hidden {
		p.addWords(" " + p.text[start:end] + " ")
		return
	}
	p.say(unmask.HiddenAttribute, start, end, p.text[start:end])
}

// isBinding reports whether an attribute holds code: an event handler, or an
// expression of a template.
func isBinding(name, val string) bool {
	if name == "" || strings.HasPrefix(val, "{") {
		return true
	}
	switch name[0] {
	case ':', '@', '#', '*', '[', '(', '$':
		return true
	}
	for _, prefix := range [...]string{"on", "v-", "x-", "ng-", "hx-", "wire:", "bind:", "xmlns"} {
		if strings.HasPrefix(name, prefix) {
			return true
		}
	}
	return false
}
