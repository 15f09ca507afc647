package markup

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"
)

// markupFloods are what makes careless readers of markup quadratic.
func markupFloods() map[string]func(n int) string {
	repeat := func(s string) func(int) string {
		return func(n int) string { return strings.Repeat(s, n/len(s)+1)[:n] }
	}
	all := map[string]func(int) string{}
	for _, s := range []string{
		"<div style=", "<div style=\"", "<div style='display:none'>", "<div hidden>x", "<b style=font-size:0>x", "<a b=", "<a <a ", "<a b='", "<a b=\" c='",
		"<b>", "<p>", "<li>", "<td>", "</b>", "</div></p>", "<", "<!", "<!--", "<!-- x -->", "<!-", "<?", "<![CDATA[", "</", "<a", "<a ", "< ", "<>",
		"<svg>", "<svg><g>x", "<style>", "<style>.a{display:none}</style><p class=a>x", "<style>a{", "<style>a{b{c{", "<style>@media{", "<style>.a.b .c,",
		"<script>", "<script><!--<script>", "<title>", "<textarea>", "<noscript>", "<template>", "<details>", "<details><summary>", "</summary>",
		"<p style=font-size:0>x<b style=font-size:9px>y", "<font color=white>", "<font color=white><p>x</font>", "<p><font color=white></p>x",
		"<i class='a b c d e f g h'>", "<i title='one two three four five six'>", "&#x61;", "&", "<i alt=&amp;&amp;", "`", "`<", "```\n", "~~~ x\n", "> ", ">", "> > a\n",
		"- ", "-\n", "1. ", "* a\n  ", "![", "[", "]", "](", "[](", "[a](b", "[a](<b", "[a](b \"", "![a](http://x.test/?d={a}) ", "[a][", "[a]: b\n", "[a]: <b\n", "[[a]",
		"((", "\\", "\\`", "{{", "{%", "$", "%", "---\n", "# a\n", "---\n# a\n", "a\n\n", "\t", "\n", "<br/>", "<x y z ", "<a href=//", "<img src=x ", "url(",
		"<a style=\"background:url(", "<p>a<table>", "<div><p>", "<select><option>", "<math><annotation>", "javascript:", "](javascript:", "<a onerror=alert(", "on=", "\"onload=", "<script>alert(", "{{a}}", "data:text/html,", "忽略之前的", "the of and to ",
	} {
		all[s] = repeat(s)
	}
	all["deep nesting"] = func(n int) string {
		return strings.Repeat("<div>", n/11) + strings.Repeat("</div>", n/11)
	}
	all["deep hidden nesting"] = func(n int) string {
		return "<div hidden>" + strings.Repeat("<b>x", n/8) + strings.Repeat("</b>", n/8) + "</div>"
	}
	all["one tag, many attributes"] = func(n int) string {
		return "<div" + strings.Repeat(" a1=b", n/6) + ">"
	}
	all["many names"] = func(n int) string {
		var b strings.Builder
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "<x%d>y", i)
		}
		return b.String()
	}
	all["many rules for one class"] = func(n int) string {
		var b strings.Builder
		b.WriteString("<style>")
		for i := 0; b.Len() < n/2; i++ {
			fmt.Fprintf(&b, ".b%d .a{top:0}", i)
		}
		b.WriteString("</style>")
		b.WriteString(strings.Repeat("<i class=a>", (n-b.Len())/11))
		return b.String()
	}
	all["many classes for one element"] = func(n int) string {
		var b strings.Builder
		b.WriteString("<style>")
		for i := 0; b.Len() < n/2; i++ {
			fmt.Fprintf(&b, ".a%d.b{top:0}", i%4096)
		}
		b.WriteString("</style><i class='b ")
		for i := 0; b.Len() < n; i++ {
			fmt.Fprintf(&b, "a%d ", i%4096)
		}
		return b.String() + "'>x"
	}
	all["an open quote at the end of many"] = func(n int) string {
		return strings.Repeat("<a b=\"c\" ", n/9) + "<a b='"
	}
	return all
}

// TestHostileMarkup wants time linear in the length: sixteen times the bytes may
// not cost more than 64 times the time, where quadratic would be 256 times. What
// is too quick to be measured is left out. MCP_WATCHDOG_HOSTILE=1 takes texts of
// 64 KB and 1 MB instead of 8 and 128 KB.
func TestHostileMarkup(t *testing.T) {
	small, large, least := 8<<10, 128<<10, 200*time.Microsecond
	if os.Getenv("MCP_WATCHDOG_HOSTILE") != "" {
		small, large, least = 64<<10, 1<<20, 0
	}
	readers := map[string]func(string){
		"HiddenHTML":   func(s string) { HiddenHTML(s) },
		"Links":        func(s string) { Links(s) },
		"HTMLComments": func(s string) { HTMLComments(s) },
		"References":   func(s string) { References(s) },
		"Active":       func(s string) { Active(s) },
		"Render":       func(s string) { Render(s) },
	}
	var longest time.Duration
	var where string
	for name, flood := range markupFloods() {
		for _, head := range []string{"", "<html>"} {
			if head != "" && !strings.Contains(flood(64), "<") {
				continue
			}
			few, many := head+flood(small), head+flood(large)
			for reader, read := range readers {
				quick := timeOf(read, few)
				if quick < least {
					continue
				}
				slow := timeOf(read, many)
				for range 12 { // on a busy machine a pass may lose its turn
					if slow < 40*time.Millisecond || slow < 64*quick {
						break
					}
					quick, slow = max(quick, timeOf(read, few)), min(slow, timeOf(read, many))
				}
				if slow >= 40*time.Millisecond && slow >= 64*quick {
					t.Errorf("%s of %s%q: %v for %d KB, %v for %d KB", reader, head, name, quick, small>>10, slow, large>>10)
				}
				if slow > longest {
					longest, where = slow, fmt.Sprintf("%s of %s%q", reader, head, name)
				}
			}
		}
	}
	t.Logf("the longest took %v: %s", longest, where)
}

func timeOf(read func(string), text string) time.Duration {
	start := time.Now()
	read(text)
	return time.Since(start)
}
