package tracking

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

// Rule is what is found.
var Rule = &finding.Rule{
	ID: "cross_server_flow", Class: "data_exfiltration", Severity: finding.High,
	Title:     "what one server delivered goes to another",
	Catches:   "Content that one server delivered within the last hour, in what the client sends to another server that the same host started: 32 bytes or more as they are, in base64, hexadecimal, base32, base85, percent or character escapes, UTF-16, dumps, compressed, in other letter case, white space or Unicode form, in pieces over several arguments or in the same argument of several calls; shorter: secrets, codes, addresses of people, numbers of cards, people, telephones and accounts, ids and paths. What it means depends on what it is, how it is written and where it goes. Critical: a secret. High: text in an encoding where people or addresses are written to, private text in an address, personal data, the number of a card or a person, or a code that opens an account where everybody or a stranger reads it, mail, messages and records of people, what the policy calls private (holds) and texts in files that no project has (notes.txt, Documents/plan.docx), that are published or sent to an address outside; keys, papers about people and money and what calls itself confidential, in an issue, too; a command out of a mail or an issue that runs what it fetches or sends keys away, and text out of one in a file that is obeyed (AGENTS.md, a hook) or as the system prompt of an agent. Medium: other commands out of a mail, an issue or a page that reach for more than one program, orders for models out of a page, encoded text for a tool that does not say what it does. All else is ordinary and only counted (mcp-watchdog flows).",
	Example:   `a mail read from one server, and {"name":"post","arguments":{"text":"UGxlYXNlIHRyYW5zZmVy..."}} to another`,
	Misses:    "Paraphrase, translations, other shorter pieces, ciphers. What was delivered more than an hour ago, or before some three megabytes more of the same server; the middle of messages over 4 MB. Pictures and sound. Servers that were started by different hosts, unless they have the same --session.",
	Exception: "A line of your policy for this rule and server: {rule: cross_server_flow, server: board, tool: upload, action: pass}.",
}

// maxFlows bounds the findings of one message.
const maxFlows = 8

// Look finds what other servers delivered in a request of the client to this
// server. An error means that it is not known.
func (f *Tracker) Look(m *message.Message, method string, now int64) (found bool, err error) {
	k := &f.lookup
	k.hits, k.steps = k.hits[:0], k.steps[:0]
	if f.store.Alone() {
		return false, nil
	}
	k.now = now
	k.read(m, method)
	return len(k.hits) > 0, k.err
}

// Overhear has fn called, while Look looks, with every form of what is sent, in normal
// form and perhaps in parts, where other servers delivered secrets. What fn gets is
// valid until it returns.
func (f *Tracker) Overhear(fn func(normal []byte)) { f.lookup.over = fn }

// Sink is where a request goes.
type Sink struct {
	Server, Tool string
	Kind         flow.Sink
	// Quiet says that nobody else sees what goes there.
	Quiet bool
	// Encoded reports whether the tool declares that an argument is encoded.
	Encoded func(argument string) bool
}

// Judge makes findings of what Look found in that request. What is ordinary is
// noted and accuses nobody.
func (f *Tracker) Judge(m *message.Message, method string, to Sink) []finding.Finding {
	k := &f.lookup
	if k.foreign(); len(k.hits) == 0 {
		return nil
	}
	c := carried{lookup: k, m: m, method: method, to: to}
	return c.judge()
}

// carried is a message in which something of another server stands.
type carried struct {
	*lookup
	m      *message.Message
	method string
	to     Sink
	around surroundings
}

// copied is what one source gave to one reading.
type copied struct {
	reading  reading
	source   string
	delivery flow.Delivery
	bytes    int // in normal form
	first    int // where it begins
	special  flow.Kind
	spans    [][2]int // ascending
	tokens   []flow.TokenKind
	// The string it stands in.
	pointer string
	surface message.Surface
	text    string
}

// judge makes findings of the hits.
func (c *carried) judge() (found []finding.Finding) {
	all := c.gather()
	c.place(all)
	c.around = surroundingsOf(c.m.Raw)
	seen, noted := map[string]int{}, map[string]finding.Severity{}
	for i := range all {
		p := &all[i]
		severity, what := c.severity(p)
		if as := p.source + "\x00" + p.pointer + "\x00" + p.reading.how + "\x00" + what; noted[as] > 0 && (p.tokens == nil || noted[as] > severity) {
			continue
		} else {
			noted[as] = severity + 1
		}
		c.store.Note(flow.Passage{
			Time: c.now, From: p.source, FromTool: p.delivery.Tool, To: c.to.Server, Tool: c.to.Tool, How: p.reading.how, What: what,
			Severity: severity.String(), Bytes: p.bytes,
		})
		key := p.source + "\x00" + p.pointer
		if at, ok := seen[key]; ok && found[at].Severity >= severity || len(found) == maxFlows && !ok {
			continue
		}
		f := finding.Finding{
			Rule: Rule, Severity: severity, Pointer: p.pointer, Surface: p.surface, Hygiene: severity == finding.Info,
			Why: fmt.Sprintf("%s that %s of the server %s delivered %s goes to %s of %s, %s%s", what, word(p.delivery.Tool),
				strconv.Quote(word(p.source)), ago(c.now-p.delivery.Time), word(c.to.Tool), strconv.Quote(word(c.to.Server)), written(p.reading.how), p.size()),
		}
		if at, ok := seen[key]; ok {
			found[at] = f
			continue
		}
		seen[key] = len(found)
		found = append(found, f)
	}
	return found
}

// size says how much it is. Of a secret nothing is known but that it is there.
func (p *copied) size() string {
	if p.special != 0 {
		return ""
	}
	return fmt.Sprintf(" (some %d bytes)", p.bytes)
}

func written(how string) string {
	if how == asIs || how == "backwards" {
		return how
	}
	return "in " + strings.ReplaceAll(how, "_", " ")
}

func ago(seconds int64) string {
	switch {
	case seconds < 90:
		return strconv.FormatInt(max(0, seconds), 10) + " seconds ago"
	default:
		return strconv.FormatInt(seconds/60, 10) + " minutes ago"
	}
}

// maxCopied bounds the copies of one message that are judged.
const maxCopied = 64

// gather brings hits together that are of one source and one reading.
func (c *carried) gather() (all []copied) {
	at := map[[2]int]int{}
	alone := make(map[uint64]bool, len(c.hits)) // what is found in one string is not found in all of them again
	for _, h := range c.hits {
		r := c.readings[h.reading]
		if joined := r.field < 0 && h.reading > 0; joined && alone[h.hash] {
			continue
		} else if !joined {
			alone[h.hash] = true
		}
		field := r.field
		if h.reading == 0 {
			field = c.fieldAt(h.at)
		}
		special := h.delivery.Kind & (flow.Secret | flow.Code)
		key := [2]int{h.source<<16 | h.reading&0xFFFF, field<<5 | min(int(h.token), 1)<<4 | int(special>>1&1)<<1 | int(special>>5&1) | int(h.delivery.Kind>>6&3)<<2}
		i, ok := at[key]
		if !ok {
			if len(all) == maxCopied {
				continue
			}
			i = len(all)
			at[key] = i
			r.field = field
			all = append(all, copied{reading: r, source: c.sources[h.source], delivery: h.delivery, first: h.at, special: special})
		}
		p := &all[i]
		p.delivery.Kind |= h.delivery.Kind
		if h.token > 0 {
			p.tokens = append(p.tokens, h.token-1)
			p.spans = append(p.spans, [2]int{h.at, h.at + h.length})
			continue
		}
		from, to := max(0, h.at-(flow.Shortest-flow.Gram)), h.at+flow.Shortest
		if r.length > 0 {
			to = min(to, r.length)
		}
		if n := len(p.spans); n > 0 && from <= p.spans[n-1][1] {
			p.spans[n-1][1] = max(to, p.spans[n-1][1])
		} else {
			p.spans = append(p.spans, [2]int{from, to})
		}
	}
	for i := range all {
		if all[i].special != 0 {
			continue
		}
		for _, s := range all[i].spans {
			all[i].bytes += s[1] - s[0]
		}
	}
	return all
}

// fieldAt is the number of the string that a place in all strings lies in.
func (c *carried) fieldAt(at int) int {
	for i, end := range c.plain.fields {
		if at+flow.Gram/2 < end {
			return i
		}
	}
	return len(c.plain.fields) - 1
}

// place looks up where the strings stand.
func (c *carried) place(all []copied) {
	sent(c.m, c.method, func(number int, x *message.Field) {
		pointer, text := "", ""
		for i := range all {
			if p := &all[i]; p.reading.field == number || p.reading.field < 0 && number == 0 {
				if pointer == "" { // once for all that stand in it
					pointer, text = x.Pointer(), strings.Clone(x.Text())
				}
				p.pointer, p.surface, p.text = pointer, x.Surface, text
			}
		}
	})
}

// word is name when it is plain, as tools and servers are named, and else nothing:
// what hostile hands wrote is not repeated.
func word(name string) string {
	if len(name) > 64 {
		return ""
	}
	for i := range len(name) {
		if c := name[i]; (c|0x20 < 'a' || c|0x20 > 'z') && (c < '0' || c > '9') && strings.IndexByte("_-./@", c) < 0 {
			return ""
		}
	}
	return name
}
