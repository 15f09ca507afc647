package detect

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/semantic"
)

// Blocks of important_block that are set apart by what their label says: "[Agent
// instruction: ...]", "【系统指令】 ...", "<<<SYSTEM OVERRIDE: ...>>>".

// blockLabels are words that such a label begins with, in the cases in which they stand
// there; what is ASCII in them is found in any.
var blockLabels = lazy.Value(func() []string {
	var all []string
	for _, w := range lowerLabels() {
		first, n := utf8.DecodeRuneInString(w)
		all = append(all, w)
		for _, other := range []string{highLetters(w), string(unicode.ToUpper(first)) + w[n:]} {
			if first >= utf8.RuneSelf || other == highLetters(w) {
				all = append(all, other)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
})

// highLetters returns w with all letters in upper case that are not ASCII, of which the scan
// knows that a case makes no difference.
func highLetters(w string) string {
	return strings.Map(func(r rune) rune {
		if r >= utf8.RuneSelf {
			return unicode.ToUpper(r)
		}
		return r
	}, w)
}

var lowerLabels = list(`agent_instruction agent_note agent_directive ai_instruction ai_note ai_directive ai_system assistant_instruction assistant_note assistant_directive llm_instruction model_instruction bot_instruction
	copilot_instruction instruction_to_ instruction_for_ instructions_to_ instructions_for_ message_to_ai message_for_ai note_to_the_a note_to_ai_ note_for_ai
	system_instr system_message system_prompt system_note system_override system_directive system_command systemanweisung system-anweisung systemnachricht systemmeldung systemhinweis anweisung_an_ anweisung_für_ hinweis_an_
	instruction_système message_système consigne_système instruction_du_système message_du_système instruction_pour_ consigne_pour_
	instrucción_del_sis mensaje_del_sis instrucción_para_ nota_del_sistema instrução_do_sis mensagem_do_sis instrução_para_ aviso_do_sistema istruzione_di_sis messaggio_di_sis istruzione_per_ istruzioni_di_sis
	systeeminstructie systeembericht systeemmelding instructie_voor_ instrukcja_systemowa komunikat_systemowy polecenie_systemowe instrukcja_dla_ systeminstruktion systemmeddelande systeminstruks systembesked systemmelding
	järjestelmäohje järjestelmäviesti systémová systémový pokyn_pro_ instrucțiune_de_sis mesaj_de_sistem rendszerutasítás rendszerüzenet
	sistem_talimat sistem_mesaj sistem_komut instruksi_sistem pesan_sistem perintah_sistem instruksi_untuk_ lệnh_hệ_thống hướng_dẫn_hệ_thống
	системн указание_для_ инструкция_для_ сообщение_системы
	εντολή_συστήματος μήνυμα_συστήματος sİstem_talİmat sİstem_mesaj
	系统指令 系统消息 系统提示 系统命令 系统指示 系統指令 系統訊息 系統提示 致ai助手 给ai的 システム指示 システムメッセージ システム命令 aiへの指示 시스템_지시 시스템_메시지 시스템_명령 ai_지시
	تعليمات_النظام رسالة_النظام أوامر_النظام دستور_سیستم پیام_سیستم הודעת_מערכת הוראת_מערכת सिस्टम_निर्देश คำสั่งระบบ ข้อความระบบ`)

// labelIndex finds them by their beginning.
var labelIndex = lazy.Value(func() *byStart[string] {
	index := &byStart[string]{}
	for _, w := range blockLabels() {
		index.add(w, w)
	}
	return index
})

// labelBrackets are what a label is set apart by, and what ends it.
var labelBrackets = []struct{ open, shut string }{
	{"<<", ">>"}, {"{{", "}}"}, {"[", "]"}, {"【", "】"}, {"〔", "〕"}, {"［", "］"}, {"《", "》"}, {"---", "---"}, {"===", "==="}, {"***", "***"}, {"**", "**"}, {"###", "###"},
}

const (
	// longestLabel bounds a label, in bytes, longestOpening what is between it and its bracket.
	longestLabel   = 96
	longestOpening = 8
)

// labelledBlock returns the block whose label stands at i, and what it is after. The
// span says how much was judged when it is none.
func (t *Text) labelledBlock(i int) (span message.Span, kind intent.Kind, ok bool) {
	text := t.Text()
	if !isLabelAt(text, i) {
		return span, kind, false
	}
	from, shut := opening(text, i)
	if shut == "" {
		return span, kind, false
	}
	label := text[i:min(len(text), i+longestLabel)]
	end := strings.IndexFunc(label, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsMark(r) && r != ' ' && r != '\'' && r != '/' && r != '-'
	})
	if end < 0 {
		return span, kind, false
	}
	body := i + end
	if !labelEnds(text[i:body]) {
		return span, kind, false
	}
	r, n := utf8.DecodeRuneInString(text[body:])
	inside := r == ':' || r == '：'
	if !inside && !strings.HasPrefix(text[body:], shut) {
		return span, kind, false
	}
	if body += n; !inside {
		body += len(shut) - n
		for body < len(text) && (text[body] == shut[0] || text[body] == ':') {
			body++
		}
		if body < len(text) && text[body] == '(' {
			return span, kind, false // a link
		}
	}
	return t.labelledOrder(from, body, text[i:i+end], shut, inside)
}

// labelWords may stand behind the first words of a label in English: "AI instructions from
// the operator", not "AI instruction tuning".
var labelWords = lazy.Words(`to for from of the all any our your system message override update notice note prompt instruction instructions directive command alert model models assistant assistants agent agents
	bot bots ai llm llms copilot readers operator developer admin administrator security priority urgent important only follow following`)

// labelEnds reports whether a label says no more than whose it is.
func labelEnds(label string) bool {
	if strings.IndexFunc(label, func(r rune) bool { return r >= utf8.RuneSelf }) >= 0 {
		return true
	}
	words := strings.Fields(strings.ToLower(label))
	for _, w := range words[min(2, len(words)):] {
		if !labelWords()[w] {
			return strings.HasSuffix(words[1], "o") || strings.HasSuffix(words[1], "r") // "instructions for whoever reads this"
		}
	}
	return true
}

// labelledOrder returns the part from one byte of the text on, where a block with a body begins,
// that holds an order; inside says that the block ends with shut.
func (t *Text) labelledOrder(from, body int, label, shut string, inside bool) (span message.Span, kind intent.Kind, ok bool) {
	text := t.Text()
	rest := text[body:min(len(text), body+maxOpenBlock)]
	least := float32(labelledOdds)
	if k := strings.Index(rest, shut); inside && k >= 0 {
		rest = rest[:k]
	} else if k := closedBy(rest, text[from], label); !inside && k >= 0 {
		rest, least = rest[:k], enclosedOdds
	} else if k := strings.IndexByte(strings.TrimLeft(rest, " \n"), '\n'); k >= 0 { // what stands below may be another's
		rest = rest[:len(rest)-len(strings.TrimLeft(rest, " \n"))+k]
	}
	end := body + runeStart(rest, len(rest))
	kind, upTo := t.labelledKind(text[from:end], least)
	if kind == intent.None {
		return message.Span{Start: from, End: end}, kind, false
	}
	if !inside {
		end = from + upTo
	} else {
		if strings.HasPrefix(text[end:], shut) {
			end += len(shut)
			for end < len(text) && len(shut) > 1 && text[end] == shut[0] && text[end] < utf8.RuneSelf {
				end++
			}
		}
	}
	return message.Span{Start: from, End: runeStart(text, min(end, len(text)))}, kind, true
}

// labelledKind is what a block with a label is after, and where its order ends: what is
// set apart as a message of the system is read as what only a model reads. least is the opinion of
// the built-in model that counts.
func (t *Text) labelledKind(block string, least float32) (intent.Kind, int) {
	best := intent.Order{}
	for _, o := range t.runner.orders(block, intent.Hidden) {
		if o.Sure > best.Sure {
			best = o
		}
	}
	if best.Sure >= 2 && best.Kind != intent.Driving { // machines tell of tasks, too
		return best.Kind, best.End
	}
	if t.runner.overheard == nil {
		for _, o := range t.runner.judge().Opinions(block, semantic.Document, least) {
			return intent.Driving, o.End
		}
	}
	return intent.None, 0
}

// labelledOdds is the opinion of the built-in model from which such a block is an order.
// Notices of machines and remarks of editors lie below.
// enclosedOdds is that for a block with a label at its end, too.
const (
	labelledOdds = -1.1
	enclosedOdds = -2.5
)

// closedBy returns where a bracket that says that a block ends stands in the rest of a text,
// -1 for none: "[END OF SYSTEM MESSAGE]", "[系统指令结束]", "[/SYSTEM]".
func closedBy(rest string, open byte, begun string) int {
	begun = strings.ToLower(begun)
	for from := 0; ; {
		k := strings.IndexByte(rest[from:], open)
		if k < 0 {
			return -1
		}
		at := from + k
		label := strings.ToLower(rest[at:min(len(rest), at+longestLabel)])
		if n := strings.IndexAny(label[1:], "\n"); n >= 0 {
			label = label[:n+1]
		}
		for _, w := range endWords {
			if n := strings.Index(label, w); n >= 0 && strings.ContainsAny(label[n:], "]>}】〕*=-#") && sharesWord(label, begun) {
				return at
			}
		}
		from = at + 1
	}
}

// sharesWord reports whether a label names what another does: the first letters of one of its words
// stand in it, two of scripts without blanks.
func sharesWord(label, other string) bool {
	for w := range strings.FieldsSeq(other) {
		n, letters := 0, 0
		for i, r := range w {
			if letters++; r >= firstDense {
				letters += 2
			}
			if n = i + utf8.RuneLen(r); letters >= 5 {
				break
			}
		}
		if letters >= 5 && strings.Contains(label, w[:n]) {
			return true
		}
	}
	return false
}

// endWords say in a label that something ends.
var endWords = []string{"end ", "end]", "[/", "fin de", "fin]", "fine ", "fim d", "ende ", "ende]", "einde", "koniec", "konec", "slut", "loppu", "sfârșit", "vége", "конец", "кінець", "край на", "τέλος", "sonu", "akhir", "kết thúc", "نهاية", "پایان", "סוף", "समाप्त", "จบ", "结束", "結束", "終了", "終わり", "끝", "종료"}

// isLabelAt reports whether one of the labels stands at i.
func isLabelAt(text string, i int) bool {
	for _, w := range labelIndex().at(stringBytes(text), i) {
		if equalFoldString(text, i, w) {
			return true
		}
	}
	return false
}

// opening returns where the bracket begins behind which a label stands at i, and what
// shuts it, "" for none.
func opening(text string, i int) (from int, shut string) {
	before := strings.TrimRight(text[max(0, i-longestOpening):i], " *_")
	for _, b := range labelBrackets {
		switch {
		case !strings.HasSuffix(before, b.open):
			if b.open[0] != '*' || !strings.HasSuffix(strings.TrimRight(text[:i], " "), b.open) {
				continue
			}
			before = strings.TrimRight(text[max(0, i-longestOpening):i], " ")
		}
		from = i - len(text[max(0, i-longestOpening):i]) + len(before) - len(b.open)
		for from > 0 && text[from-1] == b.open[0] && b.open[0] < utf8.RuneSelf {
			from--
		}
		if b.open == "[" && from > 0 && ownsBracket(text[from-1]) {
			return 0, ""
		}
		return from, b.shut
	}
	return 0, ""
}
