package intent

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// Most sentences have none of the words without which an order of some kind is
// none. They are looked for once, and who needs one and sees none need not read on.

// cue is a set of such words.
type cue uint32

const (
	laterCue   cue = 1 << iota // when, next
	copyCue                    // copy, embed
	sinceCue                   // because
	workCue                    // convince, have
	checkCue                   // verify, review
	dictateCue                 // replace, begin, print
	whoCue                     // whoever, machine
	assentCue                  // approve, trust
	toutCue                    // recommend, rank
	showCue                    // repeat, what
	stopCue                    // abort
	chiefCue                   // manager
	setupCue                   // how you were configured
	answerCue                  // reply
	pictureCue                 // image, link
	changeCue                  // replace, update
)

var cueWords = lazy.Value(func() map[string]cue {
	all := map[string]cue{}
	for c, list := range map[cue][]string{
		laterCue:   {"when", "whenever", "once", "next time", "as soon as", "if", "every time", "the next time", "time", "next", "later"},
		sinceCue:   {"because", "since", "as"},
		checkCue:   {"double-check", "doublecheck", "verify", "check", "validate", "question", "review", "verifying", "checking", "reviewing"},
		dictateCue: {"reply with", "answer with"},
		whoCue:     {"whoever", "whichever", "whatever", "machine", "bot", "crawler", "program"},
		assentCue:  {"trust", "reviewing"},
		showCue:    {"first"},
		changeCue:  {"replace", "change", "update", "swap", "overwrite", "set"},
		pictureCue: {"markdown", "image", "picture", "img", "pixel", "badge", "thumbnail", "link", "links", "hyperlink"},
		setupCue:   {"context window", "window", "how you were configured", "how you were set up", "how you were programmed", "how you were instructed", "how you are configured", "everything"},
	} {
		for _, w := range list {
			all[w] |= c
		}
	}
	for _, l := range []struct {
		cue   cue
		words map[string]bool
	}{{copyCue, copying}, {dictateCue, dictating}, {workCue, working}, {workCue, urges}, {assentCue, assent}, {toutCue, touting}, {showCue, showing}, {stopCue, stops}, {chiefCue, chiefs}} {
		for w := range l.words {
			all[w] |= l.cue
		}
	}
	return all
})

// cues returns which of them sentence i has.
func (s *scene) cues(i int) cue {
	sen := &s.sentences[i]
	if !sen.cued {
		known, likely := cueWords(), cueEnds()
		for _, w := range s.words(i) {
			v := s.word(w)
			if h := cueHash(v); likely[h>>6]>>(h&63)&1 == 0 {
				continue
			}
			sen.cues |= known[v]
			if answers[strings.TrimPrefix(v, "your ")] {
				sen.cues |= answerCue
			}
			if strings.HasPrefix(v, "what") {
				sen.cues |= showCue
			}
		}
		sen.cued = true
	}
	return sen.cues
}

// among is set[v] for a set of words all of which are cues.
func (s *scene) among(set map[string]bool, v string) bool {
	h := cueHash(v)
	return cueEnds()[h>>6]>>(h&63)&1 != 0 && set[v]
}

// cueEnds has a bit for how each word of cueWords and answers begins and ends; all
// that begins with a w or a y is likely. Of most words it tells that they are none.
var cueEnds = lazy.Value(func() *[1 << 12 / 64]uint64 {
	likely := new([1 << 12 / 64]uint64)
	add := func(w string) {
		h := cueHash(w)
		likely[h>>6] |= 1 << (h & 63)
	}
	for w := range cueWords() {
		add(w)
	}
	for w := range answers {
		add(w)
	}
	add("what")
	add("your answer")
	return likely
})

func cueHash(w string) uint32 {
	n := len(w)
	if n == 0 {
		return 0
	}
	if w[0] == 'w' || w[0] == 'y' {
		return uint32(w[0])
	}
	return ((uint32(w[0])|uint32(w[n/2])<<8|uint32(w[n-1])<<16)*0x9e3779b1 ^ uint32(n)*0x85ebca6b) >> 20
}
