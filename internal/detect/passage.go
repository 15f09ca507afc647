package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// concept is a set of things a passage of text does or speaks of. Orders to a
// model are recognised by what comes together (who is addressed, which act,
// which object), not by phrases.
type concept uint32

const (
	actRead concept = 1 << iota // take something in: read, open, fetch
	actPass                     // put it into something: include, pass, attach
	actSend                     // carry it away: send, upload, forward
	actRun                      // drive a tool: call, execute, use
	actOverride
	must       // before anything else, always, required
	addressAI  // you, the assistant, the model
	aPerson    // user, human
	aTool      // tool, function, parameter
	theRules   // instructions, prompt, guidelines
	aSecret    // password, key, token
	theTalk    // conversation, chat history
	negation   // not, never, without
	disclosure // tell, mention, show
	covertly   // secretly, silently
	somewhere  // a URL or mail address
	secrecy    // derived: not to be disclosed to a person
	secretFile // derived: a file or store where secrets lie
)

func (c concept) has(all concept) bool { return c&all == all }
func (c concept) any(of concept) bool  { return c&of != 0 }

var lexicon = buildLexicon(map[concept]string{
	actRead:     "read open load fetch retrieve get obtain cat access collect gather extract dump print copy look find locate grab view",
	actPass:     "include pass put append attach provide add embed insert supply paste place write return output pack",
	actSend:     "send upload post forward email mail transmit exfiltrate share submit leak deliver bcc cc relay report transfer curl",
	actRun:      "run execute call invoke use trigger launch",
	actOverride: "ignore disregard forget override bypass supersede supersedes overrides discard",
	must:        "before always must first whenever required necessary mandatory immediately prior every never otherwise important critical ensure",
	addressAI:   "you your assistant ai model agent llm claude chatgpt gpt gemini copilot cursor",
	aPerson:     "user users human humans person anyone anybody operator customer developer people",
	aTool:       "tool tools function functions parameter parameters argument arguments field sidenote server servers",
	theRules:    "instruction instructions prompt prompts guideline guidelines rules directive directives policy policies safeguards restrictions",
	aSecret:     "password passwords passphrase credential credentials secret secrets token tokens apikey key keys cookie cookies",
	theTalk:     "conversation conversations transcript history chat messages",
	negation:    "not don't dont never without avoid cannot can't n't mustn't shouldn't nor no",
	disclosure:  "tell tells telling mention mentioning inform informing notify notifying reveal revealing disclose disclosing show showing alert alerting warn warning say saying explain explaining acknowledge discuss knowledge aware consent know",
	covertly:    "secretly silently covertly quietly discreetly invisibly stealthily unnoticed",
})

func buildLexicon(words map[concept]string) map[string]concept {
	lex := map[string]concept{}
	for c, list := range words {
		for _, w := range strings.Fields(list) {
			lex[w] |= c
		}
	}
	return lex
}

// secretPlaces are names of files and stores that hold credentials.
var secretPlaces = []string{
	".ssh", "id_rsa", "id_ed25519", "id_ecdsa", ".aws", ".env", "mcp.json", ".netrc", ".git-credentials", ".npmrc", ".pypirc",
	".kube", ".docker/config", ".gnupg", "keychain", "wallet.dat", "seed phrase", "/etc/shadow", "/etc/passwd",
	"printenv", "every environment variable", "all environment variables", "private key", "private_key", "service_account", "login data", "cookies.sqlite",
	"claude_desktop_config", ".pgpass", ".config/gcloud",
}

// maxPassage bounds a passage, to each side of what woke the detector.
const maxPassage = 360

// passages appends the stretches around the positions at, ascending and apart.
func passages(out []message.Span, text string, at []int) []message.Span {
	for _, i := range at {
		s := message.Span{Start: boundBefore(text, i), End: boundAfter(text, i)}
		if n := len(out); n > 0 && s.Start < out[n-1].End {
			if s.End-out[n-1].Start < 6*maxPassage {
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

// boundBefore finds where the sentence before the one with i starts.
func boundBefore(text string, i int) int {
	low, sentences := max(0, i-maxPassage), 0
	for j := i; j > low; j-- {
		if c := text[j-1]; endsParagraph(text, j-1) {
			return j
		} else if (c == '.' || c == '!' || c == '?') && j < len(text) && text[j] <= ' ' {
			if sentences++; sentences == 3 {
				return j
			}
		}
	}
	return runeStart(text, low)
}

// boundAfter finds where the sentence after the one with i ends.
func boundAfter(text string, i int) int {
	high, sentences := min(len(text), i+maxPassage), 0
	for j := i; j < high; j++ {
		if c := text[j]; endsParagraph(text, j) {
			return j
		} else if (c == '.' || c == '!' || c == '?') && (j+1 == len(text) || text[j+1] <= ' ') {
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

func runeStart(text string, i int) int {
	for i > 0 && i < len(text) && text[i]&0xc0 == 0x80 {
		i--
	}
	return i
}

// read tells what a passage says.
func read(text string) concept {
	var says concept
	var window [5]concept // of the last few words
	var buf [longestWord]byte
	n := 0
	for i := 0; i < len(text); {
		if !wordByte(text[i]) {
			i++
			continue
		}
		j := i
		for ; j < len(text) && wordByte(text[j]); j++ {
			if j-i < len(buf) {
				buf[j-i] = lower(text[j])
			}
		}
		var c concept
		if j-i <= len(buf) {
			c = lexicon[string(buf[:j-i])]
		}
		recent := window[0] | window[1] | window[2] | window[3] | window[4]
		if c.any(aPerson) && recent.has(negation|disclosure) || c.any(disclosure) && recent.has(negation|aPerson) || c.any(covertly) {
			says |= secrecy
		}
		if c.any(theRules) && recent.any(actOverride) {
			says |= actOverride | theRules
		}
		says |= c &^ actOverride
		window[n%len(window)] = c
		n++
		i = j
	}
	return says | mentions(text)
}

// mentions finds secret places and addresses.
func mentions(text string) concept {
	var says concept
	for _, p := range secretPlaces {
		if namesPlace(text, p) {
			says |= secretFile
			break
		}
	}
	if strings.Contains(text, "://") || strings.Contains(text, "@") {
		says |= somewhere
	}
	return says
}

// namesPlace reports whether text names the place p as a path or store, not as
// a part of a longer word ("cmd.Environ") or as a public or example file.
func namesPlace(text, p string) bool {
	for i := 0; ; {
		k := indexFold(text[i:], p)
		if k < 0 {
			return false
		}
		i += k
		before, after := text[:i], text[i+len(p):]
		if (before == "" || p[0] != '.' || !wordByte(before[len(before)-1])) && (after == "" || !wordByte(after[0])) &&
			!strings.HasPrefix(after, ".pub") && !strings.HasPrefix(after, ".example") && !strings.HasPrefix(after, ".sample") {
			return true
		}
		i++
	}
}

// longestWord is longer than any word of the lexicon.
const longestWord = 24

func lower(c byte) byte {
	if c >= 'A' && c <= 'Z' {
		return c | 0x20
	}
	return c
}

func wordByte(c byte) bool {
	return lower(c) >= 'a' && lower(c) <= 'z' || c >= '0' && c <= '9' || c == '\'' || c >= 0x80
}
