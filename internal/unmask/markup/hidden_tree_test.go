package markup

import (
	"fmt"
	"math/rand"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// TestAgainstTree compares which words are seen with the tree that x/net/html
// builds of random pages, which follows the HTML standard in all its repairs.
func TestAgainstTree(t *testing.T) {
	pieces := []string{
		"<p>", "</p>", "<div>", "</div>", "<b>", "</b>", "<span>", "</span>", "<ul>", "<li>", "</ul>", "</li>", "<h1>", "</h1>", "<br>", "<a href=x>", "</a>",
		"<p hidden>", "<div hidden>", "<b hidden>", "<span hidden>", "<li hidden>", "<i style='display:none'>", "</i>", "<section style=\"display: none\">",
		"</section>", "<template>", "</template>", "<!-- ", " -->", "<script>", "</script>", "<textarea>", "</textarea>", "<dl>", "<dt>", "<dd hidden>",
		"</dl>", "<p title='", "'>", "</x>", "<x hidden>", "<img hidden>", "<blockquote>", "</blockquote>", "<noscript>", "</noscript>", "<iframe>", "</iframe>", "<select><option>",
		"</select>", "<details open>", "</details>", "<button>", "</button>", "<svg>", "</svg>", "<text>", "</text>", "<desc>", "</desc>", "<pre>", "</pre>",
	}
	rng := rand.New(rand.NewSource(11))
	const pages = 20_000
	words, slips, strict := 0, 0, 0
	for range pages {
		var b strings.Builder
		b.WriteString("<!doctype html><html><body>")
		n := 0
		for range 2 + rng.Intn(14) {
			if rng.Intn(5) < 3 {
				b.WriteString(pieces[rng.Intn(len(pieces))])
			} else {
				fmt.Fprintf(&b, " W%d ", n)
				n++
			}
		}
		doc := b.String()
		root, err := html.Parse(strings.NewReader(doc))
		if err != nil {
			continue
		}
		theirs := map[string]bool{}
		visibleWords(root, false, theirs)
		ours := strings.FieldsFunc(Render(doc), func(r rune) bool { return r != 'W' && (r < '0' || r > '9') })
		for i := range n {
			w := fmt.Sprintf("W%d", i)
			words++
			switch us, them := slices.Contains(ours, w), theirs[w]; {
			case us && !them:
				if slips++; slips <= 6 && testing.Verbose() {
					t.Logf("%s is hidden in %s", w, doc)
				}
			case !us && them:
				if strict++; strict <= 6 && testing.Verbose() {
					t.Logf("%s is seen in %s", w, doc)
				}
			}
		}
	}
	t.Logf("%d words in %d pages: %d hidden ones taken for seen, %d seen ones for hidden", words, pages, slips, strict)
	if words < pages || slips*1000 > words || strict*1000 > words {
		t.Errorf("%d words: %d hidden ones taken for seen, %d seen ones for hidden", words, slips, strict)
	}
}

// visibleWords collects the words of text that is not hidden by an attribute, by
// display or by the nature of its element.
func visibleWords(n *html.Node, svg bool, seen map[string]bool) {
	switch n.Type {
	case html.TextNode:
		if svg {
			return
		}
		for _, w := range strings.Fields(n.Data) {
			seen[w] = true
		}
	case html.ElementNode:
		for _, a := range n.Attr {
			if a.Key == "hidden" || a.Key == "style" && strings.Contains(a.Val, "none") {
				return
			}
		}
		switch n.Data {
		case "template", "script", "style", "noscript", "iframe":
			return
		case "desc":
			if svg {
				return
			}
		case "svg":
			svg = true
		case "text":
			svg = false
		}
	}
	for c := n.FirstChild; c != nil; c = c.NextSibling {
		visibleWords(c, svg, seen)
	}
}
