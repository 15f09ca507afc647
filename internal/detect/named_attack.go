package detect

import (
	"slices"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// attackWords are stems of words for an attack, or what people are warned of, in the
// languages of the lexicons.
var attackWords = lazy.Value(func() []string {
	return strings.Fields(`attack inject malicious phish scam manipul jailbreak
	angriff angreifer warnzeichen betrug attaqu malveill arnaque ataque atacante inyecci injeç estafa attacc aggressor manipol iniezion truff
	aanval kwaadaardig angrep angreb angrip hyökkä haitalli atak złośliw oszust útok podvod támad csalás atac saldırı manipül
	атак манипул вредонос мошен маніпул шкідлив шахра επίθεσ επιθέσ χειραγ هجوم هجمات خبيث احتيال حمله مخرب התקפ תקיפ מתקפ זדוני
	हमल दुर्भाव আক্রমণ โจมตี tấn serangan 攻撃 詐欺 공격 攻击 攻擊 注入`)
})

// speechWords are words for saying, in languages but English, beside what somebody in a
// story says.
var speechWords = lazy.Value(func() []string {
	return strings.Split(` dit le | dit la |, dit | répondit| sagte |, sprach|, rief| dijo | disse |, zei | sa kungen|, sa | sanoi | řekl| mondta|сказал|сказав|мовив|мовила|молвил|прошепт|шепнул|крикнул|ответил|відповів|powiedział|rzekł|と言った|と言う|が言った|말했다|dedi |said | dit : | dit: |whispered| muttered| murmured| she said| he said| said the | shouted| growled| she cried| he cried|fit le |fit la |说，|说。|道：|قال |אמר |ने कहा|กล่าวว่า|nói: |kata `, "|")
})

// scanWords begin what a tool says that looks for attacks, or makes them for a test.
var scanWords = []string{"find", "detect", "scan", "flag", "check", "block", "match", "red-team", "red team", "test", "evaluat", "classif"}

// quoteMarks are the marks around a quotation.
var quoteMarks = [][2]string{{`"`, `"`}, {"\u201c", "\u201d"}, {"\u201e", "\u201c"}, {"\u201e", "\u201d"}, {"\u00ab", "\u00bb"}, {"\u300c", "\u300d"}, {"\u300e", "\u300f"}, {"\u201d", "\u201d"}}

// beginsQuote are the bytes that quoteMarks begin with.
var beginsQuote = func() (t [256]bool) {
	for _, q := range quoteMarks {
		t[q[0][0]] = true
	}
	return t
}()

const (
	// maxShownBeside bounds how far from a quotation stands what it is called.
	maxShownBeside = 400
	// maxShown is the length of what a description shows in one quotation.
	maxShown = 80
)

// namesAttack reports whether what stands from start to end is for the most part
// quoted, in a line that calls it an attack, or the speech of somebody: `sentences like "..."
// are attacks, report them`. One that gives an address is none. In what is offered it must be a tool that
// looks for such sentences, and they must be short.
func (t *Text) namesAttack(start, end int) bool {
	where := t.where()
	if where != intent.Document && where != intent.Offered || t.reading != nil {
		return false
	}
	text := t.Text()
	from, to := max(0, start-maxShownBeside), min(len(text), end+maxShownBeside)
	if k := strings.LastIndexByte(text[from:start], '\n'); k >= 0 {
		from += k + 1
	}
	if k := strings.IndexByte(text[end:to], '\n'); k >= 0 {
		to = end + k
	}
	line := text[from:to]
	if strings.Contains(line, "://") || strings.Contains(line, "@") {
		return false
	}
	if where == intent.Document && spokenInStory(line) {
		return true
	}
	beside, covered, longest := unquoted(line, message.Span{Start: start - from, End: end - from})
	if covered == 0 || 5*covered < 2*(end-start) {
		return false
	}
	beside = strings.ToLower(beside)
	if where == intent.Offered {
		return longest <= maxShown && !strings.ContainsAny(line, "~") && saysOne(strings.ToLower(text), scanWords)
	}
	var buf [16]hit
	_, has := attackOrSpeech().scan(stringBytes(beside), buf[:0])
	return has != 0
}

// attackOrSpeech are the words for attacks, and those for saying.
var attackOrSpeech = lazy.Value(func() *literals {
	l := newLiterals(fewBits)
	for _, w := range slices.Concat(attackWords(), speechWords()) {
		l.add(w, 1)
	}
	return l.freeze()
})

func saysOne(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// unquoted returns what of a line is not quoted, how many bytes of a span of it are,
// and how long the longest quotation is.
func unquoted(line string, of message.Span) (beside string, covered, longest int) {
	var b strings.Builder
	last := 0
	for i := 0; i < len(line); {
		if !beginsQuote[line[i]] {
			i++
			continue
		}
		end, n := 0, 0
		for _, q := range quoteMarks {
			if !strings.HasPrefix(line[i:], q[0]) {
				continue
			}
			if k := strings.Index(line[i+len(q[0]):], q[1]); k > 0 && (end == 0 || i+len(q[0])+k < end) {
				end, n = i+len(q[0])+k, len(q[1])
			}
		}
		if end == 0 {
			i++
			continue
		}
		b.WriteString(line[last:i])
		covered += max(0, min(end, of.End)-max(i, of.Start))
		longest = max(longest, end-i)
		i = end + n
		last = i
	}
	b.WriteString(line[last:])
	return b.String(), covered, longest
}
