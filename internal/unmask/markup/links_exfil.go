package markup

import (
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
)

// carriesOut reports whether an address carries data to its host, or is made to.
// fetched means without a click. near returns what stands around the link.
func carriesOut(url string, fetched bool, near func() string) (unmask.Weight, bool) {
	if len(url) > maxLinkAddress {
		url = url[:maxLinkAddress]
	}
	a, ok := parseAddress(url)
	if !ok || !a.fetchable() {
		return unmask.Stray, false
	}
	w, found := unmask.Stray, false
	take := func(x unmask.Weight) { w, found = max(w, x), true }
	asked := func() bool { return asksToFill(near()) }
	for part, s := range [...]string{a.host, a.path, a.query + "#" + a.fragment} {
		for _, h := range holes(s) {
			switch {
			case h.telling() && !h.documented() && (fetched || asksToShow(near())), asked():
				take(unmask.Carrier)
			case part == 2 && fetched || h.telling():
				take(unmask.Words)
			}
		}
	}
	if found {
		return w, true
	}
	if !diagramHost(a.host) {
		for _, v := range payloads(&a) {
			if secretive(v) {
				take(unmask.Carrier)
			} else if fetched && personal(v) {
				take(unmask.Words)
			}
		}
	}
	if name := lastName(a.query); !found && name != "" && (fetched || len(a.path) < 64) && asked() {
		take(unmask.Carrier)
	}
	if found && !fetched {
		w = unmask.Words
	}
	return w, found
}

// tellingWords name what nobody but the reader of a conversation could fill in,
// or what should never stand in an address.
var tellingWords = []string{
	"conversation", "chat", "transcript", "history", "secret", "passw", "credential", "cookie", "prompt", "memory", "memories", "private",
	"sensitive", "confidential", "exfil", "stolen", "leak", "loot", "base64", "b64", "urlencode", "url encode", "encoded", "summary", "summari", "answer",
	"response", "user input", "userinput", "user data", "userdata", "user info", "user message", "last message", "messages", "contents", "ssh",
	"environ", "all data", "data here", "insert", "your data", "the data", "context", "api key", "apikey", "access key", "auth token",
	"session token", "bearer", "token",
}

// telling reports whether the placeholder asks for such.
func (h hole) telling() bool {
	return slices.ContainsFunc(tellingWords, func(w string) bool { return strings.Contains(h.name, w) }) || h.name == "env"
}

// documented reports whether the placeholder stands where the manual of a service
// has the reader's own key: key=YOUR_KEY.
func (h hole) documented() bool {
	if !strings.Contains(h.name, "key") && !strings.Contains(h.name, "token") && !strings.Contains(h.name, "secret") {
		return false
	}
	switch p := h.parameter; {
	case strings.Contains(p, "key"), strings.Contains(p, "token"), strings.Contains(p, "appid"), strings.Contains(p, "secret"), strings.Contains(p, "auth"):
		return true
	}
	return false
}

// fillVerbs and fillObjects together tell a reader to put something into an
// address.
var (
	fillVerbs = []string{
		"replace", "substitut", "fill", "insert", "append", "encod", "interpolat", "populate", "concatenat", "put the", "put all", "with the", "include", "add the",
		"render", "display", "output", "print", "show", "draw", "ersetze", "remplace", "reemplaza", "sustituy", "substitua", "замени", "替换", "替換", "置き換え", "바꾸",
	}
	fillObjects = []string{
		"conversation", "chat", "history", "what the user", "user said", "user's", "user asked", "previous message", "messages", "system prompt", "your prompt",
		"your instructions", "context", "summary", "summarize", "your answer", "response", "secret", "password", "credential", "memory", "everything", "all data",
		"base64", "unterhaltung", "gespräch", "conversación", "conversa", "разговор", "对话", "對話", "会話", "대화",
	}
)

// asksToFill reports whether a text tells its reader to put something of the
// conversation somewhere.
func asksToFill(s string) bool {
	s = strings.ToLower(s)
	in := func(w string) bool { return strings.Contains(s, w) }
	return slices.ContainsFunc(fillVerbs, in) && slices.ContainsFunc(fillObjects, in)
}

// showVerbs tell a model to put a link before its user.
var showVerbs = []string{
	"display", "show ", "show the", "present ", "give the user", "include this", "include the link", "include the following", "output ", "print ", "append ", "end your", "finish your",
	"to the user", "in your answer", "in your response", "in your reply", "zeige", "affiche", "muestra", "mostra", "покажи", "显示", "顯示", "表示して", "보여",
}

// asksToShow reports whether a text tells a model to show a link.
func asksToShow(s string) bool {
	s = strings.ToLower(s)
	return slices.ContainsFunc(showVerbs, func(w string) bool { return strings.Contains(s, w) })
}

// diagramHost reports whether the host draws what the address says, as services
// for diagrams, formulas, badges and QR codes do.
func diagramHost(host string) bool {
	for _, h := range [...]string{
		"mermaid.ink", "kroki.io", "plantuml.com", "quickchart.io", "chart.googleapis.com", "codecogs.com", "shields.io", "badgen.net", "herokuapp.com",
		"vercel.app", "qrserver.com", "placehold.co", "dummyimage.com", "via.placeholder.com",
	} {
		if host == h || strings.HasSuffix(host, "."+h) {
			return true
		}
	}
	return false
}

// leastPayload is the length from which a part of an address is decoded.
const leastPayload = 20

// payloads returns what is encoded in the parts of an address, as far as it
// can be read.
func payloads(a *address) []string {
	var out []string
	try := func(s string) {
		if len(s) >= leastPayload && len(out) < maxHoles {
			if t, ok := decodedText(s); ok {
				out = append(out, t)
			}
		}
	}
	for part := range strings.FieldsFuncSeq(a.query+"&"+a.fragment, func(r rune) bool { return r == '&' || r == ';' }) {
		_, v, ok := strings.Cut(part, "=")
		if !ok {
			v = part
		}
		try(percentDecoded(v))
	}
	for part := range strings.SplitSeq(a.path, "/") {
		if dot := strings.LastIndexByte(part, '.'); dot > 0 && len(part)-dot <= len(".webp") {
			part = part[:dot]
		}
		try(part)
	}
	label, _, _ := strings.Cut(a.host, ".")
	try(label)
	return out
}

// decodedText decodes base64 and hexadecimal, if text comes out.
func decodedText(s string) (string, bool) {
	if strings.HasPrefix(s, "data:") {
		return "", false
	}
	s = strings.TrimRight(strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(s, " ", "+"), "-", "+"), "_", "/"), "=")
	if b, err := hex.DecodeString(s); err == nil && legible(b) {
		return string(b), true
	}
	if b, err := base64.RawStdEncoding.DecodeString(s[:len(s)&^3]); err == nil && legible(b) {
		return string(b), true
	}
	return "", false
}

// legible reports whether bytes are text.
func legible(b []byte) bool {
	if !utf8.Valid(b) {
		return false
	}
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\t' && c != '\r' {
			return false
		}
	}
	return len(b) > 0 && b[0] != '<'
}

// secretWords occur in what is worth stealing.
var secretWords = []string{
	"passw", "secret", "api_key", "apikey", "api key", "private key", "begin rsa", "begin openssh", "akia", "ghp_", "bearer ", "aws_", "ssh-rsa", "root:x:",
	"conversation", "system prompt", "credential",
}

// secretive reports whether decoded text is prose or names a secret. Trackers
// encode objects and addresses, which are neither.
func secretive(s string) bool {
	low := strings.ToLower(s)
	if slices.ContainsFunc(secretWords, func(w string) bool { return strings.Contains(low, w) }) {
		return true
	}
	return s[0] != '{' && s[0] != '[' && strings.Count(s, " ") >= 3 && countWords(s, proseWords) >= 4
}

// personal reports whether decoded text holds a mail address, as newsletters do
// that count their readers.
func personal(s string) bool {
	at := strings.IndexByte(s, '@')
	return at > 0 && s[0] != '{' && strings.IndexByte(s[at:], '.') > 0 && !strings.Contains(s, "://")
}

// lastName returns the name of a parameter at the end of a query that has no
// value yet and sounds like something to be filled.
func lastName(query string) string {
	name, ok := strings.CutSuffix(query, "=")
	if !ok {
		return ""
	}
	name = strings.ToLower(name[strings.LastIndexAny(name, "&;?")+1:])
	switch name {
	case "data", "d", "q", "payload", "p", "x", "c", "m", "msg", "message", "text", "t", "content", "info", "secret", "exfil", "leak", "log", "b64", "enc",
		"history", "chat", "conversation", "context", "summary", "s", "k", "key", "token", "v", "value", "query", "body", "prompt":
		return name
	}
	return ""
}
