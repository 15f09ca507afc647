package markup

import (
	"strings"
	"testing"
)

func TestReferences(t *testing.T) {
	for _, c := range []struct{ name, text, left string }{
		{"idiom", "a\n\n[//]: # ($)\n\nb", "a\n\n\n\nb"},
		{"idiom, other brackets", "a\n\n[comment]: <> \"$\"\n", "a\n\n\n"},
		{"idiom in a quote", "> a\n>\n> [//]: # ($)\n", "> a\n>\n> \n"},
		{"idiom in a list", "- a\n\n  [//]: # '$'\n- [//]: # ($)\n", "- a\n\n  \n- \n"},
		{"title", "a\n\n[x]: https://a.example '$'\n", "a\n\n\n"},
		{"title on the next line", "a\n\n[x]: https://a.example\n  '$'\n\nb", "a\n\n\n\nb"},
		{"title over lines", "a\n\n[x]: https://a.example \"one\n$\nthree\"\n\nb", "a\n\n\n\nb"},
		{"label", "a\n\n[$]: https://a.example\n", "a\n\n\n"},
		{"words for an address", "a\n\n[x]: <$>\n", "a\n\n\n"},
		{"used in code only", "a `[x]`\n\n[x]: https://a.example '$'\n", "a `[x]`\n\n\n"},
		{"used in a comment only", "a <!-- [x] -->\n\n[x]: https://a.example '$'\n", "a <!-- [x] -->\n\n\n"},
		{"second of a name", "a [x]\n\n[x]: https://a.example\n[x]: https://a.example '$'\n", "a [x]\n\n[x]: https://a.example\n\n"},
		{"footnote nobody refers to", "a\n\n[^x]: $\nand more\n\nb", "a\n\n\n\nb"},

		{"used", "a [x] and [y][z]\n\n[x]: https://a.example '$'\n[z]: <b c d e f g>\n", "="},
		{"used with other spaces and case", "a [X  y][]\n\n[x Y]: https://a.example '$'\n", "="},
		{"used inside a picture in a link", "[![a][b]][c]\n\n[b]: https://a.example 'one two three four'\n[c]: https://a.example 'one two three four'\n", "="},
		{"plain links of a changelog", "## [1.2.0]\n\n[1.2.0]: https://a.example/v1.1.0...v1.2.0\n[1.1.0]: https://a.example/v1.0.0...v1.1.0\n", "="},
		{"footnote", "a[^x]\n\n[^x]: $\n", "="},
		{"short footnote", "a\n\n[^x]: see there\n", "="},
		{"tasks", "- [x]: done\n- [ ]: open\n", "="},
		{"in a fence", "```\n[//]: # ($)\n```\n", "="},
		{"page", "<html>\n[//]: # ($)\n", "="},
		{"settings", "[section]\nkey: value\n[other]: yes\n", "="},
	} {
		text, marks := checkLeft(t, References, c.name, c.text, c.left)
		if c.left != "=" && c.left != text && (len(marks) == 0 || !strings.Contains(strings.ToLower(marks[0].Hidden), hiddenWords)) {
			t.Errorf("%s: the hidden words are not in the marks: %+v", c.name, marks)
		}
	}
}

func TestHTMLCommentsOfParsers(t *testing.T) {
	for _, c := range []struct{ name, text, left string }{
		{"plain", "a<!-- $ -->b", "ab"},
		{"odd end", "a<!-- $ --!>b", "ab"},
		{"abrupt", "a<!-->b<!--->c", "abc"},
		{"dashes that end nothing", "a<!-- $ -- > -- -->b", "ab"},
		{"in noscript", "<html><noscript><!-- $ --></noscript>b", "<html><noscript></noscript>b"},
		{"behind a broken tag", "a <b c=\"\n\n<!-- $ -->\n", "a <b c=\"\n\n\n"},
		{"between backticks in tags", "<i a='`'><!-- $ --><i a='`'>", "<i a='`'><i a='`'>"},
		{"in a fence that a quote ends", "> ```\n<!-- $ -->\n", "> ```\n\n"},
		{"in an HTML block with a fence", "<div>\n```\n<!-- $ -->\n```\n</div>\n", "<div>\n```\n\n```\n</div>\n"},
		{"behind the opening of a fence", "```html <!-- $ -->\nx\n```\n", "```html \nx\n```\n"},
		{"behind an unclosed textarea", "a <textarea> b <!-- $ -->", "a <textarea> b "},
		{"in SVG", "<svg><style><!-- $ --></style></svg>", "<svg><style></style></svg>"},

		{"behind a tag with a tag in it", "<html><a title='<style>'>x</a><!-- $ -->", "<html><a title='<style>'>x</a>"},
		{"behind an end tag with a tag in it", "<html></a title='<textarea>'>x<!-- $ -->", "<html></a title='<textarea>'>x"},

		{"in a script", "<html><script><!--\nf()\n//--></script>", "="},
		{"in a style sheet", "<style><!-- p{} --></style>", "="},
		{"in a textarea", "<textarea><!-- $ --></textarea>", "="},
		{"in a script that speaks of scripts", "<html><script>a='<!--<script>';</script>'</script>", "="},
		{"templates", "{# $ #} {{!-- $ --}} <%# $ %> {/* $ */}", "="},
		{"front matter", "---\na: 1\n---\nb", "="},
		{"in a fence", "```\n<!-- $ -->\n```\n", "="},
	} {
		checkLeft(t, HTMLComments, c.name, c.text, c.left)
	}
}
