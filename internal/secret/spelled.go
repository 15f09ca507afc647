package secret

// spelledPrefixes are beginnings of tokens that are looked for letter by
// letter, too: "g h p _ ...", as text comes out of some documents and as it is
// written to get past a filter.
var spelledPrefixes = []string{"ghp_", "gho_", "ghs_", "github_pat_", "glpat-", "AKIA", "ASIA", "AIza", "xoxb-", "xoxp-", "sk_live_", "sk-ant-", "sk-proj-", "npm_", "hvs.", "eyJhbG"}

func spelledFormats() []format {
	var all []format
	for _, p := range spelledPrefixes {
		for _, sep := range []byte(" -.") {
			spelled := make([]byte, 0, 8)
			for i := range 4 {
				spelled = append(spelled, p[i], sep)
			}
			all = append(all, format{kind: accessToken, prefix: string(spelled), spelled: true, maybe: always})
		}
	}
	return all
}

// maxSpelled bounds a token that is spelled out.
const maxSpelled = 400

// together finds the token that is spelled out at text[i:].
func together(text string, i int) (Found, bool) {
	var b []byte
	sep := text[i+1]
	k := i
	for k < len(text) && len(b) < maxSpelled && text[k] > ' ' {
		b = append(b, text[k])
		if k++; k >= len(text) || text[k] != sep {
			if k < len(text) && alnum[text[k]] { // it begins a word
				b = b[:len(b)-1]
			}
			break
		}
		k++
	}
	f, ok := At(string(b), 0)
	if !ok || f.Start != 0 {
		return Found{}, false
	}
	return Found{Start: i, End: i + 2*f.End - 1, Kind: f.Kind}, true
}
