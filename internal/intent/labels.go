package intent

import "strings"

// Logs of programs, games and chats whose lines begin with labels in brackets, and subtitles. "[SYSTEM]" is
// one of them there, and speaks to nobody.

const (
	// reachOfLabels is how far around a bracket other labels are looked for, longestLabel how
	// long one is, in bytes.
	reachOfLabels, longestLabel = 1 << 10, 32
	// fewestLabels is how many lines begin with a label, fewestOthers how many of these with
	// one that is no mark.
	fewestLabels, fewestOthers = 4, 2
)

// loudLabels are words of labels that are marks, besides the voices.
var loudLabels = map[string]bool{"important": true, "critical": true, "urgent": true, "secret": true, "hidden": true, "inst": true, "priority": true, "instruction": true, "instructions": true, "note": true}

// Laid reports whether the bracket at a byte of a text is a part of its layout: the label of
// a line of a log, or a sound in a subtitle.
func Laid(text string, at int) bool { return inLog(text, at) || inSubtitle(text, at) }

// inLog reports whether the bracket at a byte of a text begins one of several lines that begin
// with labels.
func inLog(text string, at int) bool {
	line := strings.LastIndexByte(text[:at], '\n') + 1
	if strings.Trim(text[line:at], labelSpace) != "" {
		return false
	}
	first := max(0, at-reachOfLabels)
	if k := strings.IndexByte(text[first:at], '\n'); first > 0 && k >= 0 {
		first += k + 1
	}
	labels, others := 0, 0
	for l := range strings.SplitSeq(text[first:min(len(text), at+reachOfLabels)], "\n") {
		if l = strings.TrimLeft(l, labelSpace); len(l) < 3 || l[0] != '[' {
			continue
		}
		shut := strings.IndexByte(l[:min(len(l), longestLabel)], ']')
		if shut < 2 || len(l) < shut+2 || l[shut+1] == '(' {
			continue
		}
		labels++
		word, _, _ := strings.Cut(strings.ToLower(l[1:shut]), " ")
		if voices[word] == 0 && !loudLabels[word] && word != "/" {
			others++
		}
	}
	return labels >= fewestLabels && others >= fewestOthers
}

// labelSpace is what may stand before such a label in its line.
const labelSpace = " \t0123456789:.-"

// ofLog reports whether the word at a byte of the passage is the label of a line of a log.
func (s *scene) ofLog(start int) bool {
	if start == 0 || s.text[start-1] != '[' || !s.doc {
		return false
	}
	s.frameOf() // what stands around the passage counts
	return Laid(s.whole, s.from+start-1)
}

// inSubtitle reports whether the bracket at i begins the line below the times of a subtitle.
func inSubtitle(text string, i int) bool {
	above := text[max(0, i-4*longestLabel):i]
	for range 3 {
		k := strings.LastIndexByte(above, '\n')
		if k < 0 {
			return false
		}
		above = above[:k]
		if line := above[strings.LastIndexByte(above, '\n')+1:]; strings.Contains(line, " --> ") && strings.Count(line, ":") > 1 {
			return true
		} else if strings.TrimSpace(line) == "" {
			return false
		}
	}
	return false
}
