package unmask

// Invisible returns the characters of text that a reader does not see.
func Invisible(text string, strict bool) []Mark {
	var marks []Mark
	for i, r := range text {
		kind, ok := invisibleKind(r)
		if !ok {
			continue
		}
		n := len(string(r))
		if k := len(marks) - 1; k >= 0 && marks[k].End == i && marks[k].Kind == kind {
			marks[k].End = i + n
			if i+n-marks[k].Start >= 24 {
				marks[k].Weight = Carrier
			}
			continue
		}
		m := Mark{Start: i, End: i + n, Kind: kind}
		if kind == Tag {
			m.Weight = Carrier
		}
		marks = append(marks, m)
	}
	return marks
}

func invisibleKind(r rune) (Kind, bool) {
	switch {
	case r == 0x200B, r == 0x2060, r >= 0x2061 && r <= 0x2064:
		return ZeroWidth, true
	case r >= 0xE0000 && r <= 0xE007F:
		return Tag, true
	case r >= 0xE0100 && r <= 0xE01EF:
		return VariationSelector, true
	case r >= 0x202A && r <= 0x202E, r >= 0x2066 && r <= 0x2069:
		return Bidi, true
	}
	return 0, false
}
