package invisible

import (
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

const (
	blackFlag = 0x1F3F4
	cancelTag = 0xE007F
	tagBase   = 0xE0000
)

// tagWorks reports whether the tag character of s is part of a flag: a black
// flag, the tags of an existing subdivision, and the cancel tag (UTS #51,
// emoji tag sequences).
func (h *hunt) tagWorks(s *site) bool {
	if s.at < h.flag {
		return true
	}
	if s.before != blackFlag {
		return false
	}
	var code [6]byte
	n := 0
	for i := s.at; i < len(h.text); {
		r, size := utf8.DecodeRuneInString(h.text[i:])
		i += size
		if r == cancelTag {
			if n > 2 && strings.Contains(subdivisions[string(code[:2])], " "+string(code[2:n])+" ") {
				h.flag = i
				return true
			}
			return false
		}
		if r <= tagBase || r > cancelTag || n == len(code) {
			return false
		}
		code[n] = byte(r - tagBase)
		n++
	}
	return false
}

// subdivisions lists, by country, the subdivisions (ISO 3166-2) whose flags are
// in use. Flags of others lose their tags and remain black flags.
var subdivisions = map[string]string{
	"gb": " eng sct wls nir ",
	"us": " al ak az ar ca co ct de fl ga hi id il in ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa " +
		"ri sc sd tn tx ut vt va wa wv wi wy dc pr gu vi as mp ",
	"ca": " ab bc mb nb nl ns nt nu on pe qc sk yt ",
	"au": " act nsw nt qld sa tas vic wa ",
	"de": " bb be bw by hb he hh mv ni nw rp sh sl sn st th ",
	"es": " an ar as cb ce cl cm cn ct ex ga ib mc md ml nc pv ri vc ",
	"fr": " bre cor pac naq occ idf nor ",
	"it": " 21 23 25 32 34 36 42 45 52 55 57 62 65 67 72 75 77 78 82 88 ",
	"nl": " dr fl fr ge gr li nb nh ov ut ze zh ",
	"ch": " ag ai ar be bl bs fr ge gl gr ju lu ne nw ow sg sh so sz tg ti ur vd vs zg zh ",
}

// tagText returns the ASCII text that tag characters spell.
func tagText(span string) string {
	var b strings.Builder
	for _, r := range span {
		if c := r - tagBase; c >= 0x20 && c < 0x7F {
			b.WriteByte(byte(c))
		}
		if b.Len() == unmask.MaxHidden {
			break
		}
	}
	return b.String()
}
