// Package unmask has the words for what a text hides from its reader: marks, the
// parts that he does not see, and readings, what a disguise says. The packages
// below it find them: invisible, markup, spelling and decode.
package unmask

import (
	"fmt"
	"strings"
)

// Weight grades how much a mark could carry.
type Weight uint8

const (
	// Stray is a harmless leftover: a lone zero-width space, an empty comment.
	Stray Weight = iota
	// Words is hidden text that a model would read: a comment, a title.
	Words
	// Carrier is a payload: characters whose only use in this place is to
	// carry data past the reader.
	Carrier
)

// Kind says what hides a mark.
type Kind uint8

const (
	ZeroWidth Kind = iota
	Tag
	VariationSelector
	Bidi
	Filler
	SoftHyphen
	Combining
	Control
	PrivateUse
	ANSIStyle
	ANSIConceal
	ANSIControl
	HTMLComment
	Reference
	LinkTitle
	HiddenElement
	HiddenAttribute
	HiddenCode
	FrontMatter
	Exfiltration
	LyingLink
	ActiveContent
)

var kindNames = [...]string{
	"zero_width", "tag", "variation_selector", "bidi", "filler", "soft_hyphen", "combining", "control", "private_use",
	"ansi_style", "ansi_conceal", "ansi_control", "html_comment", "reference", "link_title",
	"hidden_element", "hidden_attribute", "hidden_code", "front_matter", "exfiltration", "lying_link", "active_content",
}

// String returns the lower-case name.
func (k Kind) String() string {
	if int(k) < len(kindNames) {
		return kindNames[k]
	}
	return fmt.Sprintf("kind(%d)", uint8(k))
}

// Mark is a span of a text, in byte offsets, that a human reader does not see.
type Mark struct {
	Start, End int
	Kind       Kind
	Weight     Weight
	// Hidden is what it says: decoded data or the hidden words, at most
	// MaxHidden bytes.
	Hidden string
}

// MaxHidden bounds the decoded content of one mark.
const MaxHidden = 4 << 10

// Strip returns text without the marks, which must be ascending and apart.
func Strip(text string, marks []Mark) string {
	if len(marks) == 0 {
		return text
	}
	var b strings.Builder
	b.Grow(len(text))
	at := 0
	for _, m := range marks {
		b.WriteString(text[at:m.Start])
		at = m.End
	}
	b.WriteString(text[at:])
	return b.String()
}

// Bounded cuts s to MaxHidden bytes, at a character.
func Bounded(s string) string {
	if len(s) <= MaxHidden {
		return s
	}
	n := MaxHidden
	for n > 0 && s[n]&0xc0 == 0x80 {
		n--
	}
	return s[:n]
}

// Stretch is a part of a text, in byte offsets.
type Stretch struct{ Start, End int }
