package markup

// traits are what is known of an element by its name.
type traits uint16

const (
	void       traits = 1 << iota // has no end tag (HTML §13.1.2)
	block                         // stands on lines of its own
	closesP                       // ends an open paragraph
	formatting                    // goes on behind the block it was opened in (§13.2.4.3)
	nature                        // shows nothing of its content, or only under conditions
	rawText                       // content is not markup
	drawing                       // of SVG only
	cell                          // of a table
	media                         // shows something of its own
)

// tagTraits lists the elements that matter.
var tagTraits = map[string]traits{
	"area": void, "base": void, "br": void | block, "col": void, "embed": void | media, "hr": void | block | closesP, "img": void | media,
	"input": void | media, "link": void, "meta": void, "param": void, "source": void, "track": void, "wbr": void, "keygen": void, "frame": void,

	"address": block | closesP, "article": block | closesP, "aside": block | closesP, "blockquote": block | closesP, "center": block | closesP,
	"details": block | closesP | nature, "dialog": block | closesP | nature, "dir": block | closesP, "div": block | closesP,
	"dl": block | closesP, "fieldset": block | closesP, "figcaption": block | closesP, "figure": block | closesP, "footer": block | closesP,
	"form": block | closesP, "h1": block | closesP, "h2": block | closesP, "h3": block | closesP, "h4": block | closesP, "h5": block | closesP,
	"h6": block | closesP, "header": block | closesP, "hgroup": block | closesP, "main": block | closesP, "menu": block | closesP,
	"nav": block | closesP, "ol": block | closesP, "p": block | closesP, "pre": block | closesP, "search": block | closesP,
	"section": block | closesP, "summary": block | closesP, "table": block | closesP, "ul": block | closesP, "li": block | closesP, "dt": block | closesP,
	"dd": block | closesP, "tr": block, "caption": block, "thead": block, "tbody": block, "tfoot": block, "body": block, "html": block, "head": block,
	"legend": block, "option": block, "optgroup": block, "td": cell, "th": cell,

	"a": formatting, "b": formatting, "big": formatting, "code": formatting, "em": formatting, "font": formatting, "i": formatting,
	"nobr": formatting, "s": formatting, "small": formatting, "strike": formatting, "strong": formatting, "tt": formatting, "u": formatting,

	"script": rawText, "style": rawText, "textarea": rawText | media, "title": rawText, "xmp": rawText | block, "plaintext": rawText | block,
	"iframe": rawText | nature | media, "noembed": rawText | nature, "noframes": rawText | nature, "noscript": rawText | nature,

	"template": nature, "datalist": nature, "object": nature | media, "video": nature | media, "audio": nature | media, "canvas": nature | media,
	"annotation": nature, "annotation-xml": nature, "svg": media | drawing, "math": media, "button": media, "select": media,

	"desc": nature | drawing, "metadata": nature | drawing, "defs": nature | drawing, "symbol": nature | drawing, "clippath": nature | drawing,
	"mask": nature | drawing, "pattern": nature | drawing, "marker": nature | drawing, "lineargradient": nature | drawing,
	"radialgradient": nature | drawing, "filter": nature | drawing,
}

// closedBy lists the elements that end an open one of the same group (§13.2.6.4.7):
// an item ends the item before it.
var closedBy = map[string]string{
	"li": " li ", "dt": " dt dd ", "dd": " dt dd ", "tr": " tr td th ", "td": " td th ", "th": " td th ", "option": " option ",
	"optgroup": " optgroup option ", "tbody": " tbody thead tfoot tr td th ", "thead": " tbody thead tfoot tr td th ",
	"tfoot": " tbody thead tfoot tr td th ", "rt": " rt rp ", "rp": " rt rp ",
}

// special reports whether the element keeps the end tags of others from closing
// what is outside it (§13.2.4.2).
func (n *tagName) special(drawing bool) bool {
	return n.traits&(block|closesP|cell|rawText) != 0 && n.name != "option" && n.name != "optgroup" || n.name == "button" || n.boundary(drawing)
}

// boundary reports whether no end tag inside closes anything outside.
func (n *tagName) boundary(drawing bool) bool {
	switch n.name {
	case "table", "td", "th", "caption", "html", "template", "object", "marquee", "applet", "select":
		return true
	case "foreignobject", "desc", "title":
		return drawing
	}
	return false
}

// scopes are the elements through which nothing is closed by implication.
const scopes = " table td th caption html template button object marquee applet svg foreignobject ul ol dl select #details "

// breakOut are the elements that end a picture they are put into (§13.2.6.5).
const breakOut = " b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta nobr ol p pre " +
	"ruby s small span strong strike sub sup table tt u ul var "

// screenReaderNames are class names by which common style sheets hide text. They
// count where a style sheet is not in the document.
const screenReaderNames = " sr-only visually-hidden visuallyhidden screen-reader-text screen-reader-only screenreader-only hidden-visually " +
	"u-hidden-visually d-none is-hidden hidden hide invisible u-hidden element-invisible offscreen off-screen "

// silent are the attributes that hold no text for a reader and look like prose
// at times: lists of names, code, addresses.
const silent = " style class href src srcset sizes imagesizes d points transform values keytimes path content-security-policy allow sandbox rel " +
	"accept coords action formaction integrity media viewbox xmlns type charset lang dir target method enctype srcdoc "
