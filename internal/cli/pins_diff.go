package cli

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
)

const (
	// maxShownValue bounds one value, in runes.
	maxShownValue = 4000
	// maxDiffWords bounds the words that are compared one by one; longer texts
	// stand one below the other.
	maxDiffWords = 1500
)

// shownDiff shows how two definitions differ: words that go in [-...-], words
// that come in {+...+}. Characters that do not show are spelt out.
func shownDiff(from, to string) string {
	if from == "" {
		return "  it is new:\n" + indentedJSON(to)
	}
	var b strings.Builder
	for _, d := range memory.Differences(from, to) {
		path := finding.VisibleText(strings.Join(d.Path, " > "), 300)
		switch {
		case d.Added:
			b.WriteString("  " + path + "\n    {+" + visible(d.New) + "+}\n")
		case d.Removed:
			b.WriteString("  " + path + "\n    [-" + visible(d.Old) + "-]\n")
		default:
			b.WriteString("  " + path + "\n    " + wordDiff(d.Old, d.New) + "\n")
		}
	}
	return b.String()
}

func visible(s string) string { return finding.VisibleText(s, maxShownValue) }

// wordDiff marks the words that differ.
func wordDiff(from, to string) string {
	a, b := strings.Fields(from), strings.Fields(to)
	if len(a) > maxDiffWords || len(b) > maxDiffWords || slices.Equal(a, b) {
		return "[-" + visible(from) + "-]\n    {+" + visible(to) + "+}"
	}
	common := longestCommon(a, b)
	var out []string
	i, j := 0, 0
	flush := func(toA, toB int) {
		if i < toA {
			out = append(out, "[-"+visible(strings.Join(a[i:toA], " "))+"-]")
		}
		if j < toB {
			out = append(out, "{+"+visible(strings.Join(b[j:toB], " "))+"+}")
		}
		i, j = toA, toB
	}
	for _, c := range common {
		flush(c[0], c[1])
		out = append(out, visible(a[c[0]]))
		i, j = c[0]+1, c[1]+1
	}
	flush(len(a), len(b))
	return strings.Join(out, " ")
}

// longestCommon returns the places of the words of a longest common
// subsequence.
func longestCommon(a, b []string) (pairs [][2]int) {
	length := make([][]int16, len(a)+1)
	for i := range length {
		length[i] = make([]int16, len(b)+1)
	}
	for i := len(a) - 1; i >= 0; i-- {
		for j := len(b) - 1; j >= 0; j-- {
			if a[i] == b[j] {
				length[i][j] = length[i+1][j+1] + 1
			} else {
				length[i][j] = max(length[i+1][j], length[i][j+1])
			}
		}
	}
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			pairs = append(pairs, [2]int{i, j})
			i++
			j++
		case length[i+1][j] >= length[i][j+1]:
			i++
		default:
			j++
		}
	}
	return pairs
}

// indentedJSON is a definition, readable.
func indentedJSON(text string) string {
	var b bytes.Buffer
	if text == "" {
		return "  (nothing is trusted)\n"
	}
	if json.Indent(&b, []byte(text), "  ", "  ") != nil {
		b.Reset()
		b.WriteString(text)
	}
	var out strings.Builder
	for line := range strings.Lines("  " + b.String()) {
		out.WriteString(visible(strings.TrimRight(line, "\n")) + "\n")
	}
	return out.String()
}
