package unmask

import "strings"

// codeStretches finds what CommonMark shows as code: fenced blocks (§4.5) and
// code spans (§6.1). Indented code is left out: outside markdown it is not
// shown as code, and being wrong there would hide something.
func codeStretches(text string) []stretch {
	if !strings.ContainsAny(text, "`~") {
		return nil
	}
	var out []stretch
	for i := 0; i < len(text); {
		end := lineEnd(text, i)
		if char, n := fence(text[i:end]); n > 0 {
			stop := fenceEnd(text, end, char, n)
			out = append(out, stretch{i, stop})
			i = stop + 1
			continue
		}
		// a paragraph: up to a blank line or the next fence
		stop := end
		for stop < len(text) {
			lineStop := lineEnd(text, stop+1)
			line := text[stop+1 : lineStop]
			if _, n := fence(line); n > 0 || strings.TrimSpace(line) == "" {
				break
			}
			stop = lineStop
		}
		out = codeSpans(text, i, stop, out)
		i = stop + 1
	}
	return out
}

// fence returns the character and length of a code fence that opens or closes
// on the line, or 0.
func fence(line string) (char byte, n int) {
	i := 0
	for i < len(line) && i < 3 && line[i] == ' ' {
		i++
	}
	for i < len(line) && (line[i] == '>' || line[i] == ' ') { // inside a quote
		i++
	}
	if i >= len(line) || line[i] != '`' && line[i] != '~' {
		return 0, 0
	}
	char = line[i]
	for i < len(line) && line[i] == char {
		i++
		n++
	}
	if n < 3 || char == '`' && strings.IndexByte(line[i:], '`') >= 0 {
		return 0, 0
	}
	return char, n
}

// fenceEnd returns the end of the fenced block whose opening line ends at end.
func fenceEnd(text string, end int, char byte, n int) int {
	for i := end + 1; i < len(text); {
		stop := lineEnd(text, i)
		c, m := fence(text[i:stop])
		if c == char && m >= n && strings.Trim(text[i:stop], " >\r"+string(char)) == "" {
			return stop
		}
		i = stop + 1
	}
	return len(text)
}

// maxTicks is the longest run of backticks that opens a code span here.
const maxTicks = 16

// codeSpans appends the code spans between i and end. Each length of run is
// searched for at most once without success, so the cost stays linear.
func codeSpans(text string, i, end int, out []stretch) []stretch {
	var none [maxTicks + 1]bool
	for i < end {
		k := strings.IndexByte(text[i:end], '`')
		if k < 0 {
			return out
		}
		i += k
		n := ticks(text, i, end)
		if n > maxTicks || none[n] {
			i += n
			continue
		}
		shut := -1
		for j := i + n; j < end; {
			k := strings.IndexByte(text[j:end], '`')
			if k < 0 {
				break
			}
			j += k
			m := ticks(text, j, end)
			if m == n {
				shut = j + m
				break
			}
			j += m
		}
		if shut < 0 {
			none[n] = true
			i += n
			continue
		}
		out = append(out, stretch{i, shut})
		i = shut
	}
	return out
}

func ticks(text string, i, end int) int {
	n := 0
	for i+n < end && text[i+n] == '`' {
		n++
	}
	return n
}
