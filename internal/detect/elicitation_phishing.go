package detect

import (
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask"
	"github.com/mcp-watchdog/mcp-watchdog/internal/unmask/spelling"
)

// elicitation_phishing: a server may ask the person at the client for
// something, by a form or by an address to open. MCP forbids forms that ask for
// sensitive data (2025-06-18 and later, "Security Considerations"), and clients
// show what the server wrote, so a form is a place to fish for passwords and an
// address one to lead people astray.
//
// What is asked for shows in the names of a form's fields, in their titles and
// in the message; never in one alone.

var elicitationPhishing = &finding.Rule{
	ID: "elicitation_phishing", Class: "elicitation_phishing", Severity: finding.Critical,
	Title:     "the server asks the user for secrets, or to open a deceptive address",
	Catches:   "Forms (elicitation/create, inputRequests, tasks, error -32042) that ask for passwords, keys, tokens, one-time codes, card data, recovery phrases, official numbers or the content of files that hold keys, in more than twenty languages; questions about health, beliefs or a record (medium); addresses with a look-alike, numeric or misleading host, a user name, or a scheme that is not https; messages that pretend to come from the client or its maker, or that press for time. The request is refused.",
	Example:   `{"message":"Your session expired. Enter your password to go on","requestedSchema":{"type":"object","properties":{"password":{"type":"string"}}}}`,
	Misses:    "Secrets asked for in words that name none (\"enter the usual\"), and addresses of hosts that are nobody's look-alike.",
	Exception: "A server that needs a key can be given it in its configuration, or ask by URL mode over https, as the specification wants.",
}

// maxForm bounds how much of each text of a form is read.
const maxForm = 16 << 10

func detectElicitationPhishing(w *Whole) {
	root, _ := w.Values()
	e := elicitation{w: w, root: root, message: root.Get("message"), url: root.Get("url")}
	e.form()
	e.shapes()
	e.address()
	e.manner()
	e.report()
}

// elicitation is one request under inspection, and the worst that was seen.
type elicitation struct {
	w                  *Whole
	root, message, url *message.Value
	fields             int // that take text
	at                 *message.Value
	severity           finding.Severity
	why                string
}

func (e *elicitation) see(at *message.Value, severity finding.Severity, why string) {
	if e.why == "" || severity > e.severity {
		e.at, e.severity, e.why = at, severity, why
	}
}

func (e *elicitation) report() {
	if e.why == "" {
		return
	}
	e.w.Report(finding.Finding{Rule: elicitationPhishing, Severity: e.severity, Why: e.why, Seen: finding.Mask(e.at.Text)}, e.at, nil, "")
}

// readings calls fn for a text, and for what it says with disguises taken off.
func readings(text string, fn func(string)) {
	text = text[:runeStart(text, min(len(text), maxForm))]
	fn(text)
	if signs := lettersForSigns(text); signs != text {
		fn(signs)
	}
	if spelling.May(stringBytes(text)) {
		budget := unmask.Budget{Bytes: 4*len(text) + 4<<10}
		for _, r := range spelling.Readings(text, &budget) {
			fn(r.Text)
		}
	}
}

// lettersForSigns writes a for @ and s for $ between letters, as in p@ssword.
func lettersForSigns(text string) string {
	if !strings.ContainsAny(text, "@$") {
		return text
	}
	b := []byte(text)
	for i := 1; i+1 < len(b); i++ {
		if c := b[i]; (c == '@' || c == '$') && (letter(b[i-1]) || b[i-1] == '$') && (letter(b[i+1]) || b[i+1] == '$') {
			b[i] = map[byte]byte{'@': 'a', '$': 's'}[c]
		}
	}
	return string(b)
}

// form looks at what a form asks for.
func (e *elicitation) form() {
	properties, onlyText := 0, true
	e.root.All(func(v *message.Value) bool {
		if v.Parent == nil || v.Parent.Kind != message.ObjectValue || !strings.EqualFold(v.Parent.Key, "properties") {
			return true
		}
		properties++
		if takesText(v) {
			e.fields++
			e.field(v)
			e.asksHabits(v)
		} else {
			onlyText = false
		}
		return true
	})
	if e.message == nil || e.url != nil && properties == 0 || e.fields == 0 && (properties > 0 || !onlyText) {
		return
	}
	readings(e.message.String(), func(text string) {
		switch kind, yours := e.w.lexica().askedFor(text); {
		case kind == weakSecret && !yours && e.anyField():
			e.see(e.message, finding.Medium, "the server asks the user for a secret")
		case kind != noSecret && (yours || e.fields == 0 || e.anyField()):
			e.asks(e.message, kind)
		case kind == noSecret && e.fields > 0 && sentDigits(text):
			e.asks(e.message, oneTime)
		}
	})
}

// sentDigits reports whether a text asks for digits that were sent to a device of the
// user: a one-time code, however it is called.
func sentDigits(text string) bool {
	digits, sent := false, false
	for _, t := range terms(text) {
		switch {
		case t.key == "digits":
			digits = true
		case digits && (t.key == "sent" || t.key == "texted" || t.key == "messaged"):
			sent = true
		case sent && (t.key == "phone" || t.key == "mobile" || t.key == "sms" || t.key == "telephone" || t.key == "email" || t.key == "inbox"):
			return true
		}
	}
	return false
}

// takesText reports whether a person types into the field.
func takesText(v *message.Value) bool {
	if v.Get("enum") != nil || v.Get("oneof") != nil || v.Get("const") != nil {
		return false
	}
	switch t := v.Get("type"); {
	case t == nil || t.Kind == message.ArrayValue:
		return true
	default:
		return t.String() == "string" || t.String() == "integer" || t.String() == "number"
	}
}

// field looks at one field of a form.
func (e *elicitation) field(v *message.Value) {
	if f := v.Get("format").String(); f == "password" {
		e.see(v, finding.Critical, "the form has a field for a password")
	}
	number := strings.HasPrefix(v.Get("type").String(), "int") || v.Get("type").String() == "number"
	for _, name := range []string{v.Key, v.Get("title").String()} {
		kind := e.w.lexica().nameOf(lettersForSigns(name[:runeStart(name, min(len(name), maxForm))]))
		if kind == noSecret || number && (kind == keyOrToken || kind == weakSecret && !strings.EqualFold(name, "pin")) {
			continue
		}
		e.asks(v, kind)
	}
	readings(v.Get("description").String(), func(text string) {
		if kind, _ := e.w.lexica().askedFor(text); kind != noSecret && !number {
			e.asks(v, kind)
		}
	})
}

// asks notes that a secret is asked for.
func (e *elicitation) asks(at *message.Value, kind secretKind) {
	severity := finding.Critical
	switch {
	case kind == weakIdentity:
		severity = finding.Medium
	case kind == weakSecret, !kind.opensDoors():
		severity = finding.High
	}
	e.see(at, severity, "the server asks the user for "+kind.String())
}

// plainFields are fields that take something else than a secret that the
// message mentions.
var plainFields = wordSet(`name title label alias nickname email mail project repo repository branch region date day time username login city country file
	filename path folder directory language color colour theme subject tag tags version environment quantity amount age nights count`)

// anyField reports whether a field of the form could take what the message
// asks for: its name says nothing else.
func (e *elicitation) anyField() bool {
	open := false
	e.root.All(func(v *message.Value) bool {
		if v.Parent != nil && strings.EqualFold(v.Parent.Key, "properties") && takesText(v) {
			all := terms(v.Key)
			open = open || len(all) == 0 || !plainFields()[all[len(all)-1].key]
		}
		return !open
	})
	return open
}

// manner looks at how the message speaks: who it claims to be, and whether it
// leaves time to think.
func (e *elicitation) manner() {
	if e.message == nil {
		return
	}
	readings(e.message.String(), func(text string) {
		if inOurName(text) {
			e.see(e.message, finding.High, "the message speaks in the name of mcp-watchdog, whose questions come from no server")
		}
		all := terms(text)
		claims, presses, disarms := false, false, false
		for i := range all {
			if m, n := e.w.lexica().manners().at(all, i); n > 0 {
				claims = claims || m == claiming && (i <= 2 && claimEnds(text, all[min(i+n, len(all))-1].end) || i == 0)
				presses = presses || m == pressing && (n > 1 || all[i].begins || shouted(text[all[i].start:all[i].end]))
				disarms = disarms || m == disarming
			}
		}
		switch {
		case disarms:
			e.see(e.message, finding.High, "the message asks the user to switch off a protection")
		case claims && presses:
			e.see(e.message, finding.High, "the message pretends to come from somebody else and presses the user")
		case claims:
			e.see(e.message, finding.Medium, "the message pretends to come from the client, its maker or an administrator")
		case presses:
			e.see(e.message, finding.Medium, "the message presses the user")
		}
	})
}

// inOurName reports whether a message begins as the proxy's own questions do.
func inOurName(text string) bool {
	const name = "mcpwatchdog"
	n := 0
	for i := 0; i < len(text) && i < maxClaim && n < len(name); i++ {
		switch c := text[i] | 0x20; {
		case c == name[n]:
			n++
		case letter(c), text[i] >= '0' && text[i] <= '9':
			return false
		}
	}
	return n == len(name)
}

// maxClaim bounds the text in which a name at the start of a message stands.
const maxClaim = 64

// claimEnds reports whether what stands behind a name makes it the sender of
// the message.
func claimEnds(text string, end int) bool {
	rest := strings.TrimLeft(text[end:], " ")
	return rest != "" && (rest[0] == ':' || rest[0] == ']' || rest[0] == ')' || rest[0] == '|' || rest[0] == '-' || strings.HasPrefix(rest, "—") || strings.HasPrefix(rest, "–"))
}

// shouted reports whether a word is written in capitals.
func shouted(word string) bool { return word == strings.ToUpper(word) && word != strings.ToLower(word) }

type manner uint8

const (
	claiming manner = iota + 1
	pressing
	disarming
)

// newManners returns what messages say of who speaks, and how.
func newManners() *vocabulary[manner] {
	v := newVocabulary[manner]()
	v.add(claiming, `claude desktop, claude code, claude, cursor, windsurf, vs code, visual studio code, copilot, chatgpt, anthropic, openai, security team, security department, security alert, security notice, it support, it department, it security, help desk, helpdesk,
		system administrator, your administrator, support team, account security, trust and safety, compliance team, fraud department, fraud prevention, system message, official message, official notice, anthropic support, anthropic security, microsoft support, google security, apple support, fbi, police`)
	v.add(pressing, `urgent, urgently, act now, act immediately, immediate action, immediately or, final warning, last warning, final notice, last chance, will be suspended, will be terminated, will be deleted permanently, will be locked, will be closed, will be blocked, will be deactivated, has been suspended, has been locked, has been compromised, suspicious activity,
		unusual activity, unauthorized login, unauthorised login, within 24 hours, within 5 minutes, within 10 minutes, before it is too late, legal action, avoid suspension, avoid losing, lose access, dringend, sofort handeln, wird gesperrt, urgente, de toute urgence, sera suspendu, срочно, будет заблокирован, acil, pilne, natychmiast`)
	v.add(disarming, `disable your antivirus, turn off your antivirus, disable antivirus, disable the firewall, disable your firewall, disable approvals, disable confirmation, disable confirmations, skip confirmations, approve all future, auto approve all, always allow all, disable the sandbox, turn off two factor, disable two factor, disable 2fa, turn off 2fa, disable mfa, disable security`)
	return v
}
