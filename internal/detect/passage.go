package detect

import "github.com/mcp-watchdog/mcp-watchdog/internal/message"

// maxPassage bounds a passage to each side of what woke the detector.
const maxPassage = 480

// passages appends stretches of a few sentences around the positions at,
// ascending and apart.
func passages(out []message.Span, text string, at []int) []message.Span {
	for _, i := range at {
		s := message.Span{Start: boundBefore(text, i), End: boundAfter(text, i)}
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			if s.End-out[n-1].Start < 4*maxPassage {
				out[n-1].End = max(out[n-1].End, s.End)
				continue
			}
			s.Start = out[n-1].End
		}
		if s.Start < s.End {
			out = append(out, s)
		}
	}
	return out
}

// boundBefore finds where the third sentence before i starts.
func boundBefore(text string, i int) int {
	low, sentences := max(0, i-maxPassage), 0
	for j := i; j > low; j-- {
		if c := text[j-1]; (c == '.' || c == '!' || c == '?' || endsParagraph(text, j-1)) && j < len(text) && text[j] <= ' ' {
			if sentences++; sentences == 3 {
				return j
			}
		}
	}
	return wordStart(text, low)
}

// boundAfter finds where the third sentence after i ends.
func boundAfter(text string, i int) int {
	high, sentences := min(len(text), i+maxPassage), 0
	for j := i; j < high; j++ {
		if c := text[j]; (c == '.' || c == '!' || c == '?' || endsParagraph(text, j)) && (j+1 == len(text) || text[j+1] <= ' ') {
			if sentences++; sentences == 4 {
				return j + 1
			}
		}
	}
	return runeStart(text, high)
}

func endsParagraph(text string, i int) bool {
	return text[i] == '\n' && (i+1 >= len(text) || text[i+1] == '\n' || text[i+1] == '\r')
}

// wordStart moves i forward to where a word starts, a little.
func wordStart(text string, i int) int {
	for j := i; j > 0 && j < len(text) && j < i+24; j++ {
		if text[j-1] <= ' ' {
			return j
		}
	}
	return runeStart(text, i)
}

func runeStart(text string, i int) int {
	for i > 0 && i < len(text) && text[i]&0xc0 == 0x80 {
		i--
	}
	return i
}
