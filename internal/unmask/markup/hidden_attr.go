package markup

import (
	"strings"

	"golang.org/x/net/html"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// attributes reads the attributes of one tag where they stand in the text (HTML
// §13.2.5.32 to §13.2.5.40), which the tokenizer does not tell.
type attributes struct {
	text string
	i    int
	stop int // the tag ends before it at the latest
	// end is the offset behind the tag, once next returned false.
	end int

	// of the attribute at hand
	nameFrom, nameTo   int
	valueFrom, valueTo int // without quotes; equal if there is no value
}

// newAttributes starts behind the name of the tag at i.
func newAttributes(text string, i, stop int) attributes {
	i++
	for i < stop && !endsName(text[i]) {
		i++
	}
	return attributes{text: text, i: i, stop: stop}
}

// next goes to the next attribute.
func (a *attributes) next() bool {
	for a.i < a.stop && (unmask.IsBlank(a.text[a.i]) || a.text[a.i] == '/' || a.text[a.i] == '\f') {
		a.i++
	}
	if a.i >= a.stop || a.text[a.i] == '>' {
		a.end = min(a.stop, a.i+1)
		return false
	}
	a.nameFrom = a.i
	for a.i++; a.i < a.stop && !endsName(a.text[a.i]) && a.text[a.i] != '='; {
		a.i++
	}
	a.nameTo = a.i
	a.valueFrom, a.valueTo = a.i, a.i
	j := a.i
	for j < a.stop && (unmask.IsBlank(a.text[j]) || a.text[j] == '\f') {
		j++
	}
	if j < a.stop && a.text[j] == '=' {
		a.value(j + 1)
	}
	return true
}

// value reads the value behind the sign at i-1.
func (a *attributes) value(i int) {
	for i < a.stop && (unmask.IsBlank(a.text[i]) || a.text[i] == '\f') {
		i++
	}
	a.i, a.valueFrom, a.valueTo = i, i, i
	if i >= a.stop {
		return
	}
	if q := a.text[i]; q == '"' || q == '\'' {
		k := strings.IndexByte(a.text[i+1:a.stop], q)
		if k < 0 {
			k = a.stop - i - 1
		}
		a.valueFrom, a.valueTo = i+1, i+1+k
		a.i = min(a.stop, a.valueTo+1)
		return
	}
	for a.i < a.stop && a.text[a.i] != '>' && !unmask.IsBlank(a.text[a.i]) && a.text[a.i] != '\f' {
		a.i++
	}
	a.valueTo = a.i
}

// name returns the name in lower case.
func (a *attributes) name() string { return strings.ToLower(a.text[a.nameFrom:a.nameTo]) }

// val returns the value with character references resolved.
func (a *attributes) val() string { return unescaped(a.text[a.valueFrom:a.valueTo]) }

func unescaped(s string) string {
	if strings.IndexByte(s, '&') < 0 {
		return s
	}
	return html.UnescapeString(s)
}
