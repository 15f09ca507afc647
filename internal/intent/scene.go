package intent

import (
	"slices"
	"strings"
	"unsafe"
)

// scene is a passage with what its sentences say.
type scene struct {
	text      string
	whole     string // what it is a passage of
	from      int    // where it begins there
	languages []string
	lower     string // text in small letters, but for those that are not ASCII
	tokens    []token
	sentences []sentence
	told      bool // it speaks about attacks
	asked     bool // it is a prompt
	doc       bool // it is a document
	sampled   bool // isSample is known
	isSample  bool // it speaks of files that are there as samples
	frame     frame
	marks     []mark
	small     []byte // holds lower
	folder    *folder
	fold      []byte // memory for a word
}

// lowered returns text with the capitals of ASCII as small letters; the words
// that are compared with it have no others. The result is valid until the next
// call.
func (s *scene) lowered(text string) string {
	s.small = slices.Grow(s.small[:0], len(text))[:len(text)]
	for i := range len(text) {
		s.small[i] = smallLetters[text[i]]
	}
	return unsafe.String(unsafe.SliceData(s.small), len(text))
}

// smallLetters are the characters of ASCII, capitals as small letters.
var smallLetters = func() (t [256]byte) {
	for c := range t {
		if t[c] = byte(c); c >= 'A' && c <= 'Z' {
			t[c] |= 0x20
		}
	}
	return t
}()

// sentence is a run of tokens.
type sentence struct {
	from, to   int // tokens
	start, end int // bytes
	says       Concept
	quoted     bool    // a verb stands in quotation marks
	foreign    bool    // it is not in English
	read       bool    // orders are known
	heard      bool    // through is known
	weighed    bool    // drops is known
	orders     Concept // what verbs in it order
	through    int     // its channel
	drops      int     // how sure it drops what was told
	cued       bool    // cues are known
	cues       cue
}

// stage fills s with the sentences of tokens.
func (s *scene) stage(tokens []token, text string) {
	s.text, s.tokens, s.sentences, s.sampled = text, tokens, s.sentences[:0], false
	s.frame = frame{}
	s.lower = s.lowered(text)
	about := 0
	for i := 0; i < len(tokens); {
		sen := sentence{from: i, start: int(tokens[i].start), end: len(text)}
		j := i
		for ; j < len(tokens) && tokens[j].sentence == tokens[i].sentence; j++ {
			if tokens[j].means == 0 && (j == i || !tokens[j-1].means.any(AI)) { // as most
				sen.foreign = tokens[j].foreign
				continue
			}
			if tokens[j].means.any(Place) && !isPlace(text, int(tokens[j].start)) {
				tokens[j].means &^= Place
			}
			s.inForm(tokens[i:], j-i)
			if tokens[j].means.any(Mode) && tokens[j].end-tokens[j].start <= 4 && strings.HasPrefix(s.word(tokens[j]), "dan") && text[tokens[j].start+1] != 'A' {
				tokens[j].means &^= Mode // "dan" and "dans" are words of many languages
			}
			if e := int(tokens[j].end); tokens[j].means.any(AboutAI) && e+1 < len(text) && text[e] == '.' && text[e+1] > ' ' {
				tokens[j].means &^= AboutAI // ai-only.json
			}
			if tokens[j].means.any(Talk | Send) {
				tokens[j].means &^= nameless(text, int(tokens[j].start), int(tokens[j].end))
			}
			if tokens[j].means.any(AI) && inOption(text, int(tokens[j].start)) {
				tokens[j].means &^= AI // --ai-config
			}
			if tokens[j].means.any(AI) && s.longer(tokens[j]) {
				tokens[j].means &^= AI
			}
			if j > i && tokens[j-1].means.any(AI) && !tokens[j].begins && posts[s.word(tokens[j])] {
				tokens[j-1].means &^= AI // an assistant manager
			}
			if tokens[j].means.any(Secret) && j > i && !tokens[j].foreign && s.ordinary(tokens, j) {
				tokens[j].means &^= Secret
			}
			if tokens[j].means.any(Rules|WeakRules) && j > i && !strings.HasPrefix(s.word(tokens[j]), "request") && innermost(s.lower, tokens[i:j+1]) {
				tokens[j].means |= Prompt
			}
			t := tokens[j]
			sen.says |= t.means
			sen.foreign = t.foreign
			sen.quoted = sen.quoted || t.quoted && t.means.any(Override|Reveal|Tell|Persona|Acts)
			if t.means.any(About) && !inAddress(text, int(t.start), int(t.end)) && !(sen.says.any(Override) && aloneInQuotes(tokens, j)) {
				about++
			}
		}
		if sen.to = j; j < len(tokens) {
			sen.end = int(tokens[j].start)
		}
		if sen.says.any(Not) {
			sen.says |= s.waive(tokens[i:j])
		}
		s.sentences = append(s.sentences, sen)
		i = j
	}
	s.told = about >= 2 || about == 1 && len(tokens) < 40 && strings.ContainsAny(text, "\"`“„«「『")
}

// aloneInQuotes reports whether a word is all of a quotation: "and say "hacked"".
func aloneInQuotes(tokens []token, j int) bool {
	return tokens[j].quoted && (j == 0 || !tokens[j-1].quoted) && (j+1 == len(tokens) || !tokens[j+1].quoted)
}

// inAddress reports whether a word is a part of a host or a path, whose names say
// nothing about the text.
func inAddress(text string, start, end int) bool {
	if end = min(end, len(text)); text[start:end] == strings.ToUpper(text[start:end]) {
		return false // a placeholder: ATTACKER.TLD
	}
	return start > 0 && strings.IndexByte(".@/-_", text[start-1]) >= 0 || end+1 < len(text) && (text[end] == '.' && text[end+1] > ' ' || text[end] == '@' || text[end] == '/')
}

// inOption reports whether a word at i begins the name of an option of a command, in
// a manual page with signs that keep the hyphens whole.
func inOption(text string, i int) bool {
	return strings.HasSuffix(text[:i], " --") || strings.HasSuffix(text[:i], `\-\-`)
}

// nameless returns what a word that stands for talk or for sending does not mean: in
// the name of a host or a function (chat.example.org, chat.postMessage) and in
// "the message's subject".
func nameless(text string, start, end int) Concept {
	if inHost(text, start) || inPath(text, start) {
		return Talk | Send
	}
	if end+1 < len(text) && text[end] == '.' && text[end+1]|0x20 >= 'a' && text[end+1]|0x20 <= 'z' || strings.HasPrefix(strings.ToLower(text[start:min(end, len(text))]), "message's") {
		return Talk
	}
	return 0
}

// inHost reports whether a word at i is a part of the host of an address.
func inHost(text string, i int) bool {
	from := i
	for from > 0 && i-from < maxHost && (text[from-1] == '.' || text[from-1] == '-' || text[from-1] >= '0' && text[from-1] <= '9' || text[from-1]|0x20 >= 'a' && text[from-1]|0x20 <= 'z') {
		from--
	}
	return strings.HasSuffix(text[:from], "://")
}

// longer reports whether a foreign word only begins as the name of a model does, "aihe" (Japanese
// sets no space behind it), or is another word in its language.
func (s *scene) longer(t token) bool {
	word := s.word(t)
	if t.foreign && word == "ai" && s.text[t.start] == 'a' {
		switch s.languages[t.language] {
		case "it", "ro", "fr", "vi", "pt", "fi":
			return true // "to the", "you have", "have", "who"
		}
	}
	return t.foreign && len(word) > len("ai") && strings.HasPrefix(word, "ai") && word[2] >= 'a' && word[2] <= 'z'
}

// maxHost is the limit for the name of a host.
const maxHost = 255

// ordinary reports whether a key or token at j is one of a database or a list.
func (s *scene) ordinary(tokens []token, j int) bool {
	switch s.word(tokens[j]) {
	case "key", "keys", "token", "tokens":
	default:
		return false
	}
	if plainKeys[s.word(tokens[j-1])] {
		return true
	}
	if j+1 < len(tokens) {
		switch s.word(tokens[j+1]) {
		case "columns", "column", "constraints", "constraint", "value", "pair", "pairs", "count", "limit", "usage", "bindings", "press", "press_count":
			return true
		}
	}
	return false
}

// posts are what people are who are called assistants.
var posts = map[string]bool{
	"manager": true, "director": true, "professor": true, "principal": true, "coach": true, "editor": true, "secretary": true, "curator": true, "attorney": true, "buyer": true,
	"engineer": true, "teacher": true, "nurse": true, "librarian": true, "dean": true,
}

// plainKeys are what stands before keys and tokens that open nothing.
var plainKeys = map[string]bool{
	"primary": true, "foreign": true, "unique": true, "partition": true, "sort": true, "index": true, "cache": true, "arrow": true, "public": true, "json": true,
	"object": true, "composite": true, "lookup": true, "translation": true, "max": true, "input": true, "output": true, "prompt": true, "completion": true,
	"pagination": true, "page": true, "next": true, "continuation": true, "sync": true, "cursor": true, "dictionary": true, "hash": true, "project": true, "issue": true,
}

// inner are words for what a model is told and others are not to see. Two of
// them, or one that is strong, make a prompt of instructions.
var inner = map[string]int{
	"hidden": 2, "secret": 2, "internal": 2, "confidential": 2, "developer": 2, "system": 2, "initialization": 2, "underlying": 2, "preset": 2,
	"foundational": 2, "backend": 2, "pre": 1, "core": 1, "base": 1, "original": 1, "initial": 1, "starting": 1, "default": 1, "private": 1,
	"full": 1, "exact": 1, "complete": 1, "entire": 1, "raw": 1, "verbatim": 1, "concealed": 2, "undisclosed": 2,
}

// innermost reports whether the last of words is described so.
func innermost(lower string, words []token) bool {
	n := 0
	for k := len(words) - 2; k >= 0 && k >= len(words)-5; k-- {
		w := inner[lower[words[k].start:min(int(words[k].end), len(lower))]]
		if w == 0 || words[k+1].begins {
			break
		}
		n += w
	}
	return n >= 2
}

// could reports whether the words of the passage can amount to an order.
func (s *scene) could(where Where) bool {
	s.marks, s.doc = s.marks[:0], where == Document
	var c Concept
	for i := range s.sentences {
		c |= s.sentences[i].says
	}
	if c.any(deeds) {
		if s.findMarks(); len(s.marks) > 0 || where == Template {
			return true
		}
	}
	if where == Offered && (c.any(Talk|Rules|Prompt) || c.has(User|Not) || c.any(Tool|Send|Pass) && s.speaksOfOthers()) {
		return true
	}
	if where == Offered && (shellOrder(s.text) || strings.Contains(s.lower, "intercepts ") || strings.Contains(s.lower, "hijacks ") || strings.Contains(s.lower, "you hold")) || where == Template && c.any(Malice) {
		return true
	}
	return c.any(Override|Reveal|Void) && c.any(Rules|WeakRules|Prompt|Before|Your|Given|Secret|Address|All) || c.any(Secretly|AboutAI|Done|Best|Send|Pass) ||
		c.any(AI|You|User|Admin|Guard|Safeguard|Power|Place|Prompt|Secret|Files) && c.any(deeds|Claim) || c.any(Mode|Hostile|Given|Malice|Proceed) ||
		c.has(Not|Tell) || c.has(Forever) || c.has(Fresh|Task) || c.has(First|Reply) || c.has(Important|Run) ||
		c.any(Prompt) && c.any(Fresh|You|Tell) || c.any(AI) && c.any(Not|Rules|Persona) || c.has(Before|Talk) || c.has(You|Not|Reveal) || c.has(Your|Do) || c.has(AboutAI|Instead) || c.has(All|Grant) || c.has(All|Guard) || c.any(Safeguard) || c.has(Guard|Not) || c.has(Admin|All) || c.has(Important|Override) || c.has(Override|Task) || c.has(User|Rules) || c.has(User|Tell) || c.has(Tool|Run) || c.has(User|Talk|Tool) ||
		c.any(Secret) && c.any(Tool|Your) || c.any(You) && c.any(Rules|Guard)
}

// secretPlaces are names of files and stores that hold credentials.
var secretPlaces = []string{
	".ssh", "id_rsa", "id_ed25519", "id_ecdsa", ".aws", ".env", "mcp.json", ".netrc", ".git-credentials", ".npmrc", ".pypirc",
	".kube", ".docker/config", ".gnupg", "keychain", "wallet.dat", "seed phrase", "/etc/shadow", "/etc/passwd",
	"printenv", "every environment variable", "all environment variables", "private key", "private_key", "service_account",
	"login data", "cookies.sqlite", "claude_desktop_config", ".pgpass", ".config/gcloud", ".config/gh/", "authorized_keys", "credentials.json",
	"aws/credentials", "secrets.json", "secrets.yaml", "process.env", "os.environ",
}

func nameByte(c byte) bool {
	return c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9' || c == '-' || c == '_'
}

// isPlace reports whether a place of secrets stands at i, as a path or store,
// not as part of a longer word ("cmd.Environ") and not a public or sample file.
func isPlace(text string, i int) bool {
	for _, p := range secretPlaces {
		from := i
		if p[0] == '.' || p[0] == '/' {
			from-- // the mark in front belongs to the place, and not to the word
		}
		if from < 0 || from+len(p) > len(text) || !strings.EqualFold(text[from:from+len(p)], p) {
			continue
		}
		before, after := text[:from], text[from+len(p):]
		if (before == "" || nameByte(p[0]) || !nameByte(before[len(before)-1])) && (after == "" || !nameByte(after[0])) && !public(after) {
			return true
		}
	}
	return false
}

// public reports whether the rest of a path makes it a public key or a sample.
func public(rest string) bool {
	end := strings.IndexFunc(rest, func(r rune) bool { return r <= ' ' || strings.ContainsRune("\"'`,;)<>", r) })
	if end < 0 {
		end = len(rest)
	}
	for _, s := range []string{".pub", ".example", ".sample", ".template", ".dist"} {
		if strings.HasSuffix(strings.TrimRight(rest[:end], "."), s) {
			return true
		}
	}
	return false
}
