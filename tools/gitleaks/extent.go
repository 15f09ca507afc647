package main

import (
	"math"
	"regexp/syntax"
	"strings"
	"unicode"
)

// boundless is the length of what has no limit.
const boundless = math.MaxInt16

// captured is the group of that number.
func captured(re *syntax.Regexp, group int) *syntax.Regexp {
	if re.Op == syntax.OpCapture && re.Cap == group {
		return re.Sub[0]
	}
	for _, s := range re.Sub {
		if found := captured(s, group); found != nil {
			return found
		}
	}
	return nil
}

// captures are the groups that are in no other.
func captures(re *syntax.Regexp) (all []*syntax.Regexp) {
	if re.Op == syntax.OpCapture {
		return []*syntax.Regexp{re.Sub[0]}
	}
	for _, s := range re.Sub {
		all = append(all, captures(s)...)
	}
	return all
}

// extent is the length of what an expression matches, at least and at most, and
// the visible ASCII characters that can be in it.
func extent(re *syntax.Regexp) (least, most int, set [128]bool) {
	add := func(other [128]bool) {
		for c, in := range other {
			set[c] = set[c] || in
		}
	}
	switch re.Op {
	case syntax.OpLiteral:
		for _, r := range re.Rune {
			member(&set, r, r, re.Flags&syntax.FoldCase != 0)
		}
		return len(re.Rune), len(re.Rune), set
	case syntax.OpCharClass:
		if re.Rune[len(re.Rune)-1] == unicode.MaxRune { // what must not follow
			return 1, 1, set
		}
		for i := 0; i < len(re.Rune); i += 2 {
			member(&set, re.Rune[i], re.Rune[i+1], false)
		}
		return 1, 1, set
	case syntax.OpAnyChar, syntax.OpAnyCharNotNL: // a dot that was not escaped
		member(&set, '.', '.', false)
		return 1, 1, set
	case syntax.OpCapture, syntax.OpConcat:
		for _, s := range re.Sub {
			l, m, in := extent(s)
			add(in)
			least, most = least+l, min(boundless, most+m)
		}
	case syntax.OpAlternate:
		for i, s := range re.Sub {
			l, m, in := extent(s)
			add(in)
			if i == 0 || l < least {
				least = l
			}
			most = max(most, m)
		}
	case syntax.OpStar, syntax.OpPlus, syntax.OpQuest, syntax.OpRepeat:
		l, m, in := extent(re.Sub[0])
		add(in)
		low, high := 0, boundless
		switch re.Op {
		case syntax.OpPlus:
			low = 1
		case syntax.OpQuest:
			high = 1
		case syntax.OpRepeat:
			if low = re.Min; re.Max >= 0 {
				high = re.Max
			}
		}
		least, most = l*low, min(boundless, m*high)
	}
	return least, most, set
}

// member adds the visible ASCII characters from lo to hi, in both cases if they may be.
func member(set *[128]bool, lo, hi rune, fold bool) {
	for c := max(lo, '!'); c <= min(hi, '~'); c++ {
		set[c] = true
		if l := c | 0x20; fold && l >= 'a' && l <= 'z' {
			set[l], set[l&^0x20] = true, true
		}
	}
}

// ranges writes a set as chars in package secret reads it: A-Za-z0-9_-
func ranges(set [128]bool) string {
	var b strings.Builder
	hyphen := set['-']
	set['-'] = false
	for c := 0; c < 128; c++ {
		if !set[c] {
			continue
		}
		end := c
		for end < 127 && set[end+1] {
			end++
		}
		switch {
		case end-c < 3:
			for k := c; k <= end; k++ {
				b.WriteByte(byte(k))
			}
		default:
			b.WriteString(string([]byte{byte(c), '-', byte(end)}))
		}
		c = end
	}
	if hyphen {
		b.WriteByte('-')
	}
	return b.String()
}
