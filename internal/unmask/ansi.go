package unmask

import "strings"

// ANSI returns the terminal escape sequences of text.
func ANSI(text string) []Mark {
	var marks []Mark
	for at := 0; ; {
		i := strings.IndexByte(text[at:], 0x1b)
		if i < 0 {
			return marks
		}
		i += at
		end := i + 1
		if end < len(text) && text[end] == '[' {
			for end++; end < len(text) && text[end] >= 0x20 && text[end] < 0x40; end++ {
			}
			kind := ANSIControl
			if end < len(text) && text[end] >= 0x40 && text[end] < 0x7f {
				if text[end] == 'm' {
					kind = ANSIStyle
				}
				end++
			}
			marks = append(marks, Mark{Start: i, End: end, Kind: kind})
		}
		at = end
	}
}
