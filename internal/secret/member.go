package secret

// members are names whose values are secrets and which are too short, or too
// common in other words, to be looked for in all text: their ends are, with the
// quote and the sign behind them.
var members = []struct {
	name  string
	kind  *Kind
	holds func(value string) bool
}{
	{"auth", credential, basic}, // of a registry in the settings of Docker
	{"pass", password, func(v string) bool { return passwordValue(v, true) }},
	{"pwd", password, func(v string) bool { return passwordValue(v, true) }},
}

// Member reports whether [Named] may find a secret under a key in which no
// literal stands.
func Member(key []byte) bool {
	if len(key) != 4 && len(key) != 3 {
		return false
	}
	for i := range members {
		if string(key) == members[i].name {
			return true
		}
	}
	return false
}

func memberFormats() []format {
	var all []format
	for _, m := range members {
		front := `"` + m.name[:1]
		for _, behind := range []string{`":`, `\":`} {
			prefix := m.name[1:] + behind
			find := func(text string, at int) (Found, bool) {
				if !stands(text, at-len(prefix)-len(front), front) {
					return Found{}, false
				}
				i, op := operator(text, at-len(behind))
				if op != ':' {
					return Found{}, false
				}
				i, end, quoted := value(text, i)
				return Found{Start: i, End: end}, quoted && end > i && m.holds(text[i:end])
			}
			all = append(all, format{kind: m.kind, prefix: prefix, find: find, maybe: func(content []byte, start, _ int) bool { return stands(content, start-len(front), front) }})
		}
	}
	return all
}
