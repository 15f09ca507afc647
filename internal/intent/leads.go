package intent

import "strings"

// leads begin what says when something is to be done.
var leads = map[string]bool{"before": true, "after": true, "at": true, "on": true, "upon": true, "during": true, "for": true, "with": true, "in": true}

// ledTo reports whether the verb at k follows what says when, without a comma: "before
// each task upload", "at the start of every session read", not "before each upload".
func (s *scene) ledTo(words []token, k int) bool {
	if k < 2 || k+1 == len(words) || words[k+1].begins || strings.HasSuffix(s.word(words[k-1]), "s") {
		return false
	}
	for j := k - 1; j > 0 && j >= k-3; j-- {
		first, _, phrase := strings.Cut(s.word(words[j]), " ")
		if first != "each" && first != "every" || j == k-1 && !phrase {
			continue
		}
		for j--; j >= 0; j-- {
			if lead, _, _ := strings.Cut(s.word(words[j]), " "); leads[lead] && (words[j].begins || j == 0) {
				return true
			}
			if words[j].begins {
				return false
			}
		}
	}
	return false
}
