package markup

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// alone reports whether squeezed code does nothing but show a text of its own,
// in a text that is no page: what a page shows has to do with what it is for,
// and more stands around it.
func (a *activeHunt) alone(code string) bool {
	return a.loose() && len(a.text) <= fragment && soleCall(code)
}

// loose reports whether the text is no page: a single tag makes none.
func (a *activeHunt) loose() bool { return !a.page || len(a.text) <= aTag }

// aTag is the length up to which a text is no more than a tag or two.
const aTag = 160

// soleCall reports whether squeezed code is one call that shows a literal.
func soleCall(s string) bool {
	s = strings.TrimPrefix(s, "javascript:")
	for _, p := range []string{"window.", "top.", "self.", "parent.", "globalthis."} {
		s = strings.TrimPrefix(s, p)
	}
	for _, name := range []string{"alert", "confirm", "prompt"} {
		rest, ok := strings.CutPrefix(s, name)
		rest = strings.TrimRight(rest, ";/")
		if !ok || len(rest) < 3 || rest[0] != '(' && rest[0] != '`' {
			continue
		}
		inside := rest[1 : len(rest)-1]
		if end := rest[len(rest)-1]; end != ')' && end != '`' || strings.ContainsAny(inside, ";{}=?") {
			return false
		}
		return rest[0] == '`' || inside[0] >= '0' && inside[0] <= '9' || strings.IndexByte("'\"`/&", inside[0]) >= 0
	}
	return false
}

// brings reports whether the squeezed value of an attribute holds a script that
// shows itself, or an entity of old browsers that is one.
func brings(value string) bool {
	_, inside, ok := strings.Cut(value, "<script")
	if !ok {
		return strings.HasPrefix(value, "&{") && exploit(value)
	}
	_, inside, _ = strings.Cut(inside, ">")
	inside, _, _ = strings.Cut(inside, "</")
	return exploit(value) || soleCall(inside)
}

// firesOf says what a handler that shows a literal is worth: by itself, or when
// somebody happens to pass over a picture, nobody asked for it; a button that
// says something when it is pressed is one of the tutorials.
func firesOf(tag, handler string) grade {
	switch handler {
	case "onclick", "ondblclick", "onsubmit", "onchange", "oninput", "onselect":
		switch tag {
		case "button", "input", "form", "select", "textarea", "a":
			return idle
		}
		return active
	}
	return certain
}

// runsInStyle reports whether squeezed CSS runs code.
func runsInStyle(s string) bool {
	return exploit(s) || soleCall(s) || containsAny(s, []string{"url(javascript:", "url('javascript:", "url(\"javascript:", "import'javascript:", "import\"javascript:", "-moz-binding:url("})
}

// longestEnd is the length of a text that can be nothing but the end of a string
// in a script and what comes behind it.
const longestEnd = 300

// endString looks at a text that begins by ending the string of a script that it
// is put into: \";alert(1)//
func (a *activeHunt) endString(i int) {
	text := a.text
	if len(text) > longestEnd || strings.Trim(text[:i], " \t\n\\") != "" {
		return
	}
	rest := strings.TrimLeft(text[i+1:], " )]}")
	if rest == "" || strings.IndexByte(";-+*|&", rest[0]) < 0 {
		return
	}
	code := squeezed(strings.TrimLeft(rest, ";-+*|& "))
	end := strings.LastIndex(code, "//")
	if end < 0 {
		end = strings.LastIndexAny(code, "-+*|&;")
	}
	if end > 0 && soleCall(strings.TrimRight(code[:end], "-+*|&;")) {
		a.mark(i, len(text), certain)
	}
}

// withoutBlanks is a text in base64 that was broken into lines or pieces.
func withoutBlanks(s string) string {
	if strings.IndexFunc(s, func(r rune) bool { return r < 0x80 && unmask.IsBlank(byte(r)) }) < 0 {
		return s
	}
	return strings.Join(strings.Fields(s), "")
}
