package intent

import "strings"

// mark is a sign that somebody else begins to speak: a role, a heading of the
// system, the end of what a tool returned.
type mark struct {
	at    int // byte
	voice voice
}

type voice uint8

const (
	// authority: "SYSTEM:", "### SYSTEM", "[ADMIN NOTE]".
	authority voice = iota + 1
	// turn: "Human:", "<user>", "[assistant]".
	turn
	// closing: "</tool_result>", "[END OF DOCUMENT]", after which what follows
	// pretends to stand outside.
	closing
	// softTurn: "User:", which counts only after such an end.
	softTurn
)

// voices are the words that marks are made of.
var voices = map[string]voice{
	"system": authority, "admin": authority, "administrator": authority, "developer": authority, "root": authority, "override": authority,
	"operator": authority, "sysadmin": authority, "supervisor": authority,
	"user": turn, "human": turn, "assistant": turn, "ai": turn,
	"end": closing, "tool_result": closing, "function_result": closing, "tool_output": closing, "tool_response": closing,
	"document": closing, "context": closing, "untrusted": closing, "results": closing,
}

// findMarks looks at the tokens for marks.
func (s *scene) findMarks() {
	s.marks = s.marks[:0]
	for i := range s.tokens {
		t := &s.tokens[i]
		if !t.mark || t.end-t.start < 2 || t.end-t.start > 32 || len(s.marks) >= maxMarks {
			continue
		}
		raw, _, _ := strings.Cut(s.text[t.start:min(int(t.end), len(s.text))], " ")
		end := int(t.start) + len(raw)
		v := voices[strings.ToLower(raw)]
		if f := s.forged(int(t.start), end); f != 0 && v != 0 {
			s.marks = append(s.marks, mark{int(t.start), f})
		} else if v != 0 && marked(s.text, int(t.start), end, raw, v) && !s.ofLog(int(t.start)) {
			s.marks = append(s.marks, mark{int(t.start), v})
		} else if v == turn && len(s.marks) > 0 && (strings.HasPrefix(s.text[end:], ":") && strings.HasSuffix(s.text[:t.start], "\n") || strings.HasPrefix(s.text[end:], " message:")) {
			s.marks = append(s.marks, mark{int(t.start), softTurn})
		}
	}
}

// maxMarks bounds the marks of a passage.
const maxMarks = 8

// marked reports whether the word at text[start:end] is a mark.
func marked(text string, start, end int, raw string, v voice) bool {
	before := strings.TrimRight(text[:start], " ")
	loud := raw == strings.ToUpper(raw) && len(raw) > 2
	opened := strings.HasSuffix(before, "[") || strings.HasSuffix(before, "{{") || strings.HasSuffix(before, "<") ||
		loud && (strings.HasSuffix(before, "#") || strings.HasSuffix(before, "==") || strings.HasSuffix(before, "**") || strings.HasSuffix(before, "--"))
	alone := opened || before == "" || strings.HasSuffix(before, "\n") || strings.HasSuffix(before, ".") || strings.HasSuffix(before, "!") || strings.HasSuffix(before, ">") ||
		!capital(before)
	if opened && named(text, before, end) {
		return false
	}
	switch rest, n := text[end:min(len(text), end+48)], 0; v {
	case closing:
		if strings.HasSuffix(before, "</") {
			return strings.ToLower(raw) != "end"
		}
		if loud && (before == "" || strings.HasSuffix(before, "\n")) && strings.HasPrefix(rest, " OF ") && alone {
			line, _, _ := strings.Cut(rest, "\n")
			if len(line) < 40 && line == strings.ToUpper(line) {
				return true // "END OF TOOL OUTPUT" in a line of its own
			}
		}
		fenced := opened || strings.HasSuffix(before, "--") || strings.HasSuffix(before, "==") || strings.HasSuffix(before, "**")
		return fenced && strings.EqualFold(raw, "end") && (loud || strings.HasPrefix(rest, " of ")) && strings.ContainsAny(rest, "]=>-}*")
	case turn:
		if strings.HasSuffix(before, "<") || strings.HasSuffix(before, "<|") || strings.HasSuffix(before, "[") {
			return strings.HasPrefix(rest, ">") || strings.HasPrefix(rest, "|>") || strings.HasPrefix(rest, "]")
		}
		return (before == "" || strings.HasSuffix(before, "\n")) && raw == "Human" && strings.HasPrefix(rest, ":")
	default:
		// more words in capitals may follow: SYSTEM OVERRIDE, ADMIN NOTE
		for n < len(rest) && (rest[n] == ' ' || rest[n] == '_' || rest[n] == '-' || rest[n] >= 'A' && rest[n] <= 'Z' || !loud && rest[n] >= 'a' && rest[n] <= 'z') {
			n++
		}
		if n == len(rest) || !strings.ContainsRune(":]}=\n*>—", rune(rest[n])) && !strings.HasPrefix(rest[n:], "—") {
			return false
		}
		if strings.HasPrefix(rest[n:], "](") {
			return false // a link
		}
		if rest[n] == '=' && !strings.HasPrefix(rest[n:], "==") {
			return false // [OVERRIDE=value]
		}
		return opened || alone && loud && rest[n] == ':' || loud && n > 3 && strings.IndexByte(":]}=", rest[n]) >= 0
	}
}

// named reports whether a mark that ends at end is a placeholder in the midst of
// a sentence, "goes to <developer>.", or a section of a file of settings.
func named(text, before string, end int) bool {
	rest := text[end:min(len(text), end+80)]
	if strings.HasPrefix(rest, "]\n") {
		line, _, _ := strings.Cut(rest[2:], "\n")
		name, _, set := strings.Cut(line, " =")
		return set && name != "" && !strings.ContainsAny(strings.TrimSpace(name), " \t")
	}
	open := strings.TrimRight(strings.TrimSuffix(before, "<"), " ")
	return strings.HasSuffix(before, "<") && open != "" && (open[len(open)-1]|0x20 >= 'a' && open[len(open)-1]|0x20 <= 'z') &&
		len(rest) > 1 && rest[0] == '>' && strings.IndexByte(".,;)", rest[1]) >= 0
}

// speaker returns the mark under which sentence i stands: one in it, or a
// little before it.
func (s *scene) speaker(i int) (v voice) {
	for _, m := range s.marks {
		if m.at < s.sentences[i].end && m.at >= s.sentences[max(0, i-2)].start && m.at > s.sentences[i].start-markReach {
			if v == closing && (m.voice == turn || m.voice == softTurn) {
				return authority // a turn after a false end
			}
			if v == 0 && m.voice != softTurn || m.voice == authority {
				v = m.voice
			}
		}
	}
	return v
}

// playsHuman reports whether sentence i is what a person is made to say to the model: behind
// "Human:" in a line of its own, with an answer of the model below.
func (s *scene) playsHuman(i int) bool {
	for _, m := range s.marks {
		if start := s.sentences[i].start; m.voice == turn && m.at <= start+len("Human: ") && m.at >= start-len("Human: ") && strings.HasPrefix(s.text[m.at:], "Human:") {
			return strings.Contains(s.text[start:], "\nAssistant:")
		}
	}
	return false
}

// markReach is how far behind a mark an order may stand, in bytes.
const markReach = 160

// capital reports whether text ends in a capital letter: OPERATING SYSTEM.
func capital(text string) bool {
	return text != "" && text[len(text)-1] >= 'A' && text[len(text)-1] <= 'Z'
}

// forged returns who begins to speak, or that somebody ends, by a token that looks like
// those of chat templates and is none: "<|start user prompt|>", "<|end tool output|>".
// The word at text[start:end] stands in it.
func (s *scene) forged(start, end int) voice {
	before, after := s.text[max(0, start-longestToken):start], s.text[end:min(len(s.text), end+longestToken)]
	if strings.IndexByte(before, '|') < 0 { // nearly always
		return 0
	}
	open := strings.LastIndex(before, "<|")
	shut := strings.Index(after, "|>")
	if open < 0 || shut < 0 || strings.IndexByte(before[open+2:], '>') >= 0 || strings.ContainsAny(after[:shut], "<\n") {
		return 0
	}
	inner := strings.ToLower(before[open+2:] + s.text[start:end] + after[:shut])
	if !strings.ContainsAny(inner, " _") || strings.HasPrefix(inner, "im_") || strings.HasPrefix(inner, "eot_") || strings.HasSuffix(inner, "_header_id") {
		return 0
	}
	switch {
	case strings.HasPrefix(inner, "end"), inner[0] == '/':
		return closing
	case strings.Contains(inner, "system"), strings.Contains(inner, "developer"), strings.Contains(inner, "admin"):
		return authority
	case strings.Contains(inner, "user"), strings.Contains(inner, "human"), strings.Contains(inner, "assistant"):
		return turn
	}
	return 0
}

// longestToken bounds how far the ends of such a token stand apart.
const longestToken = 32
