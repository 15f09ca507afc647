package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// open takes a start tag.
func (p *page) open(start, end int, selfClosing bool) {
	nameEnd := start + 1
	for nameEnd < end && !endsName(p.text[nameEnd]) {
		nameEnd++
	}
	n := p.name(p.text[start+1 : nameEnd])
	keeps := false
	if p.drawing > 0 && !p.xml && strings.Contains(breakOut, " "+n.name+" ") {
		keeps = p.leavePicture(start)
	}
	if p.under == 0 || n.traits&closesP != 0 || closedBy[n.name] != "" {
		p.closeImplied(n, start)
	}
	if n.name == "summary" && p.top().name.name == detailsContent {
		p.closeDownTo(len(p.stack)-1, start, start)
	}
	top := p.top()
	e := element{name: n, opens: start, start: start, keepsTags: keeps, look: top.look, words: len(p.words), found: len(p.found), shown: p.shown}
	e.Node.Tag = n.name
	if keeps {
		e.start = end
	}
	p.readAttributes(&e.Node, start, end)
	if e.covered = p.under > 0; !e.covered {
		p.appear(&e, &top.look)
	}
	single := n.traits&void != 0 || selfClosing && (p.drawing > 0 || p.xml || n.name == "svg")
	p.attributeText(n, p.under > 0 || e.hides == hidesAll && !single)
	if n.traits&(block|cell) != 0 {
		p.addWords(" ")
	}
	if p.under == 0 && n.traits&media != 0 && e.hides != hidesAll && !e.look.invisible {
		p.shown++
	}
	if single {
		if p.out != nil && p.under == 0 && e.hides != hidesAll {
			p.out.single(p, &e)
		}
		return
	}
	p.push(e)
	if n.name == "details" && p.under == 0 && !p.xml && !p.has("open") {
		p.stack[len(p.stack)-1].shut = true
		p.openDetails(end)
	}
}

// push opens the element.
func (p *page) push(e element) {
	if len(p.stack) >= maxStack {
		p.closeDownTo(maxStack-1, e.start, e.start)
		e.words, e.found = len(p.words), len(p.found)
	}
	p.stack = append(p.stack, e)
	e.name.open++
	if e.hides == hidesAll {
		p.under++
	}
	if e.name.name == "svg" {
		p.drawing++
	}
	if p.out != nil && p.under == 0 {
		p.out.open(p, &e)
	}
}

// detailsContent stands for what a closed details element hides: all but its
// summary.
const detailsContent = "#details"

func (p *page) openDetails(at int) {
	e := element{name: p.name(detailsContent), start: at, look: p.top().look, hides: hidesAll}
	e.words, e.found, e.shown = len(p.words), len(p.found), p.shown
	p.push(e)
}

// close takes an end tag.
func (p *page) close(start, end int) {
	nameEnd := start + 2
	for nameEnd < end && !endsName(p.text[nameEnd]) {
		nameEnd++
	}
	n := p.name(p.text[start+2 : nameEnd])
	if p.drawing > 0 && (n.name == "p" || n.name == "br") && !p.xml {
		p.leavePicture(start)
	}
	if n.traits&block != 0 {
		p.addWords(" ")
	}
	if extra := p.text[nameEnd:max(nameEnd, end-1)]; len(extra) > 2*proseWords && countWords(extra, 4) == 4 {
		if p.under > 0 {
			p.addWords(extra)
		} else {
			p.say(unmask.HiddenAttribute, nameEnd, end-1, extra)
		}
	}
	if n.open == 0 {
		return
	}
	at := len(p.stack) - 1
	for ; p.stack[at].name != n; at-- {
		between := p.stack[at].name
		drawing := p.drawing > 0
		if !p.xml && (between.boundary(drawing) || between.special(drawing) && !n.special(drawing) && n.traits&formatting == 0 && !drawing) {
			return // it closes nothing
		}
	}
	p.closeAt(at, start, end)
	if n.name == "summary" && p.top().shut && p.under == 0 {
		p.openDetails(end)
	}
}

// closeAt closes the element at an index. Formatting that hides and was opened
// in it goes on behind it, as it does in browsers (§13.2.4.3).
func (p *page) closeAt(at, inner, outer int) {
	var again []element
	if p.stack[at].name.traits&formatting == 0 {
		for i := at + 1; i < len(p.stack) && len(again) < maxFormatting; i++ {
			if e := &p.stack[i]; e.name.traits&formatting != 0 && (e.hides != hidesNothing || e.covered) {
				again = append(again, *e)
			}
		}
	}
	p.closeDownTo(at, inner, outer)
	for _, e := range again {
		if p.under > 0 {
			break
		}
		if e.covered {
			p.readAttributes(&e.Node, e.opens, len(p.text))
			e.look, e.covered = p.top().look, false
			if p.appear(&e, &p.top().look); e.hides == hidesNothing {
				continue
			}
		}
		e.start, e.words, e.found, e.shown, e.keepsTags = outer, len(p.words), len(p.found), p.shown, true
		p.push(e)
	}
}

// maxFormatting bounds the formatting that is taken up again.
const maxFormatting = 16

// closeDownTo closes the elements from index at on. inner is where those end
// that are closed by implication, outer where the one at the index does.
func (p *page) closeDownTo(at, inner, outer int) {
	for i := len(p.stack) - 1; i >= at; i-- {
		e := &p.stack[i]
		e.name.open--
		if e.name.name == "svg" {
			p.drawing--
		}
		end := inner
		if i == at && !e.keepsTags {
			end = outer
		}
		switch e.hides {
		case hidesAll:
			if p.under--; p.under == 0 {
				p.hiddenWhole(e, end)
			}
		case hidesText:
			if p.under == 0 && p.shown == e.shown {
				p.hiddenWhole(e, end)
			}
		}
		if p.out != nil && p.under == 0 && e.hides != hidesAll {
			p.out.close(p, e)
		}
		p.stack = p.stack[:i]
	}
}

// hiddenWhole records an element that is hidden with all that is in it.
func (p *page) hiddenWhole(e *element, end int) {
	if p.out != nil || p.ended && p.ctx.code || e.start >= end {
		return
	}
	p.found = p.found[:e.found]
	said := unmask.HasLetters(string(p.words[e.words:min(len(p.words), e.words+unmask.MaxHidden)]))
	byNature := e.name.traits&(nature|drawing) != 0 || e.name.name == detailsContent || e.name.traits&rawText != 0 || p.drawing > 0
	switch {
	case !said && (byNature || e.hides == hidesText):
		return
	case e.name.name == detailsContent && countWords(string(p.words[e.words:]), proseWords) < proseWords:
		return
	}
	p.found = append(p.found, finding{start: e.start, end: end, from: e.words, to: len(p.words), kind: unmask.HiddenElement})
	p.words = append(p.words, ' ')
}

// leavePicture closes the pictures that HTML broke into, unless it stands where
// it may, and reports whether there were any.
func (p *page) leavePicture(at int) bool {
	out := -1
	for i := len(p.stack) - 1; i >= 0; i-- {
		switch p.stack[i].name.name {
		case "svg":
			out = i
		case "foreignobject", "desc", "title":
			i = 0
		}
		if len(p.stack)-i > maxScope {
			break
		}
	}
	if out >= 0 {
		p.closeDownTo(out, at, at)
	}
	return out >= 0
}

// maxScope bounds how far up an element is looked for that a tag closes by
// implication.
const maxScope = 48

// closeImplied closes what the start tag of n ends (HTML §13.2.6.4.7).
func (p *page) closeImplied(n *tagName, at int) {
	if p.xml {
		return
	}
	if closes := closedBy[n.name]; closes != "" {
		items := n.name == "li" || n.name == "dt" || n.name == "dd"
		p.closeNearest(closes, at, items)
	}
	if n.traits&closesP != 0 && p.name("p").open > 0 {
		p.closeNearest(" p ", at, false)
	}
}

// closeNearest closes the elements of these names in the scope at hand, or the
// innermost item or paragraph alone.
func (p *page) closeNearest(closes string, at int, items bool) {
	for i := len(p.stack) - 1; i >= max(0, len(p.stack)-maxScope); i-- {
		name := p.stack[i].name.name
		if strings.Contains(closes, " "+name+" ") {
			p.closeAt(i, at, at)
			if items || name == "p" {
				return
			}
			continue
		}
		if strings.Contains(scopes, " "+name+" ") || items && p.stack[i].name.special(p.drawing > 0) && name != "address" && name != "div" && name != "p" {
			return
		}
	}
}
