package detect

import (
	"encoding/json"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/intent"
	"github.com/mcp-watchdog/mcp-watchdog/internal/memory"
)

// class is what a change of a definition amounts to.
type class uint8

const (
	cosmetic    class = iota // other words for the same thing
	widening                 // it can do, or asks for, more
	instructing              // it tells the model what to do
)

// change is what became of a definition.
type change struct {
	class   class
	ordered bool // the words are orders, not just advice
	creeps  bool // it asks for credentials now
	reasons []string
	counted bool   // nothing but numbers have changed: dates, counters
	seen    string // new words, for evidence
}

// maxReasons bounds what is said about one change.
const maxReasons = 4

func (c *change) say(reason string) {
	if len(c.reasons) < maxReasons && !slices.Contains(c.reasons, reason) {
		c.reasons = append(c.reasons, reason)
	}
}

func (c *change) raise(to class, reason string) {
	if to > c.class {
		c.class = to
	}
	c.say(reason)
}

// why is the sentence for people.
func (c *change) why() string {
	if len(c.reasons) == 0 {
		c.say("it is worded differently")
	}
	return "it is not what was trusted: " + strings.Join(c.reasons, "; ")
}

// change classes the differences between two canonical definitions.
func (r *Runner) change(item memory.Item, from, to string) change {
	var c change
	if from == "" {
		c.raise(widening, "the definition that was trusted is not kept any more")
		return c
	}
	c.counted = true
	for _, d := range memory.Differences(from, to) {
		c.counted = c.counted && !d.Added && !d.Removed && withoutNumbers(d.Old) == withoutNumbers(d.New)
		c.judge(r, item, &d)
	}
	return c
}

// judge classes one difference by where it is.
func (c *change) judge(r *Runner, item memory.Item, d *memory.Difference) {
	if d.Removed {
		if slices.Contains(d.Path, "annotations") {
			c.hint(d)
		}
		return
	}
	path := d.Path
	last := ""
	if len(path) > 0 {
		last = path[len(path)-1]
	}
	within := func(name string) bool { return len(path) > 0 && path[0] == name }
	switch {
	case item == memory.Capabilities:
		c.say("the server declares other capabilities")
		c.places(texts(d.Old), texts(d.New)) // where it wants people to sign in, say
	case len(path) == 1 && last == "name":
		return // a new name is judged by what it stands for
	case within("inputSchema"), within("arguments"):
		c.schema(r, d, last)
	case within("annotations") && last != "title":
		c.hint(d)
	case within("icons"), within("execution"):
	case within("_meta") && strings.Contains(d.New, "ui://"):
		c.raise(widening, "it shows another user interface")
	default:
		c.prose(r, d.Old, texts(d.New))
	}
}

// withoutNumbers is a text in which all numbers are the same.
func withoutNumbers(text string) string {
	return strings.Join(strings.FieldsFunc(text, unicode.IsDigit), "0")
}

// hints are the annotations by which clients decide whether to ask people.
var hints = []string{"readOnlyHint", "destructiveHint", "idempotentHint", "openWorldHint"}

func (c *change) hint(d *memory.Difference) {
	if last := d.Path[len(d.Path)-1]; slices.Contains(hints, last) || last == "annotations" && strings.Contains(d.New, "Hint") {
		c.raise(widening, "what it says about its own effects has changed")
	}
}

// schema classes a difference in parameters.
func (c *change) schema(r *Runner, d *memory.Difference, last string) {
	parent := ""
	if n := len(d.Path); n > 1 {
		parent = d.Path[n-2]
	}
	isProperty := parent == "properties" || last == "properties" || last == "inputSchema" || last == "arguments" || parent == "arguments"
	if (d.Added && isProperty) || last == "arguments" || last == "properties" || last == "inputSchema" {
		name := ""
		if parent == "properties" {
			name = last
		}
		what := "it takes parameters that it did not"
		if kind := r.lexica.nameOf(name); kind.opensDoors() {
			c.creeps, what = true, "it now asks for "+kind.String()
		} else if field := r.lexica.credentialField(d.New); field != "" && r.lexica.credentialField(d.Old) == "" {
			c.creeps, what = true, "it now asks for "+field
		}
		c.raise(widening, what)
		c.prose(r, d.Old, texts(d.New))
		return
	}
	switch last {
	case "description", "title", "$comment", "examples", "example":
		c.prose(r, d.Old, texts(d.New))
	case "maximum", "minimum", "maxLength", "minLength", "maxItems", "minItems", "$schema", "$id":
	default:
		if slices.Contains(d.Path, "enum") && r.lexica.plainChoices(d.Old, d.New) {
			c.say("its parameters offer other choices")
			return
		}
		c.raise(widening, "its parameters take other values")
		c.prose(r, d.Old, texts(d.New))
	}
}

// texts is all that a JSON value, or a plain text, says.
func texts(value string) string {
	var v any
	if !strings.ContainsAny(value, `{["`) || json.Unmarshal([]byte(value), &v) != nil {
		return value
	}
	var b strings.Builder
	var walk func(v any)
	walk = func(v any) {
		switch v := v.(type) {
		case string:
			b.WriteString(v + "\n")
		case []any:
			for _, m := range v {
				walk(m)
			}
		case map[string]any:
			for key, m := range v {
				if key != "type" && key != "format" && key != "$schema" && key != "name" {
					walk(m)
				}
			}
		}
	}
	walk(v)
	return b.String()
}

const (
	// maxNewText bounds the new text that is understood.
	maxNewText = 16 << 10
	// muchNew is how many new words a person should have read, whatever they say.
	muchNew = 40
)

// prose classes new words. Sentences that were there before are no news.
func (c *change) prose(r *Runner, before, now string) {
	old := map[string]bool{}
	for _, w := range memory.Words(before) {
		old[w] = true
	}
	now = strings.ReplaceAll(now[:min(len(now), maxNewText)], removedNote, "")
	c.places(before, now)
	had := map[string]bool{}
	for _, f := range strings.Fields(before) {
		had[bare(f)] = true
	}
	fresh, news := 0, ""
	for sentence := range sentences(now) {
		var added, fields []string
		for _, f := range strings.Fields(sentence) {
			if !had[bare(f)] {
				fields = append(fields, bare(f))
			}
		}
		words := memory.Words(sentence)
		for _, w := range words {
			if !old[w] && strings.ContainsFunc(w, unicode.IsLetter) {
				added = append(added, w)
			}
		}
		n := len(added)
		if n == 0 {
			continue
		}
		fresh += n
		news += strings.TrimSpace(sentence) + " "
		if n*4 >= len(words) && r.lexica.directs(sentence) || r.lexica.directs(strings.Join(added, " ")) || r.lexica.directs(strings.Join(fields, " ")) {
			c.raise(instructing, "its words tell the model what to do")
		}
	}
	if news == "" {
		return
	}
	if c.seen == "" {
		c.seen = news[:min(len(news), 512)]
	}
	for _, o := range r.orders(news, intent.Offered) {
		if o.Sure > 1 {
			c.ordered = true
			c.raise(instructing, "its words give the model orders")
			break
		}
	}
	switch {
	case fresh > muchNew:
		c.raise(instructing, "much of its text is new")
	case otherScript(news) && before != "" && !otherScript(before):
		c.raise(instructing, "it speaks another language now")
	}
	c.say("it is worded differently")
}

// sentences calls for each sentence of a text.
func sentences(text string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for start := 0; start < len(text); {
			end := strings.IndexAny(text[start:], ".!?;\n。！？")
			if end < 0 {
				end = len(text) - start - 1
			}
			_, size := utf8.DecodeRuneInString(text[start+end:])
			if !yield(text[start : start+end+size]) {
				return
			}
			start += end + size
		}
	}
}

// directive are words that tell a reader what to do. Descriptions are full of
// them; in words that are new since somebody trusted the tool they are news.
// telling are what a sentence says that sends data or people somewhere.
const (
	directive = `(?i)\b(must|always|never|should|shall|do not|don't|make sure|ensure|be sure|required? (to|before)|need(s|ed)? to|have to|` +
		`instead of|rather than|prior to|ahead of|before (any|each|every|us|call|run|invok|return|answer|respond|do)\w*|first,? (call|read|run|use|send|fetch|open|get|invoke|list)|` +
		`ignore|disregard|override|bypass|without (asking|telling|confirm|notif|inform|mention)\w*|secretly|silently|quietly|remember to|` +
		`the (user|assistant|model|agent|llm)'?s?|you(r)?|bcc|forward(ed)?|exfiltrat\w+|upload(ed|s)?|also (send|call|read|include|pass|copy|post|attach|append|add|forward|log)s?)\b|` +
		`[a-z][a-z0-9+.-]*://|\b[\w.+-]+@[\w-]+\.\w|~/|/etc/|\.ssh|\.env\b|\.aws|id_rsa`
	telling = `(?i)^\W*(call|read|run|use|send|fetch|open|invoke|include|pass|copy|post|attach|append|forward|execute|prefer|store|save|write|ask|tell|show|reveal|print|repeat|follow|replace|treat|collect|gather|provide|supply|log|report|submit)\b`
)

// directs reports whether a sentence tells its reader what to do.
func (x *lexica) directs(sentence string) bool {
	if x.directive == nil { // made when it is needed: starting does not wait for it
		x.directive, x.telling = regexp.MustCompile(directive), regexp.MustCompile(telling)
	}
	return x.directive.MatchString(sentence) || x.telling.MatchString(sentence)
}

// otherScript reports whether a text is mostly in another script than Latin.
func otherScript(text string) bool {
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case unicode.Is(unicode.Latin, r):
			latin++
		case unicode.IsLetter(r):
			other++
		}
	}
	return other > latin/2
}

// credentialField returns the kind of credential that a parameter of a
// definition asks for, "" for none.
func (x *lexica) credentialField(definition string) string {
	var v any
	if json.Unmarshal([]byte(definition), &v) != nil {
		return ""
	}
	found := ""
	var walk func(v any, properties bool)
	walk = func(v any, properties bool) {
		switch v := v.(type) {
		case []any:
			for _, m := range v {
				walk(m, false)
			}
		case map[string]any:
			if name, ok := v["name"].(string); ok && v["inputSchema"] == nil && v["arguments"] == nil {
				x.credential(&found, name) // the argument of a prompt
			}
			for key, m := range v {
				if properties {
					x.credential(&found, key)
				}
				if key != "outputSchema" {
					walk(m, key == "properties" && !properties)
				}
			}
		}
	}
	walk(v, false)
	return found
}

func (x *lexica) credential(found *string, name string) {
	if kind := x.nameOf(name); kind.opensDoors() && (*found == "" || kind.String() < *found) {
		*found = kind.String()
	}
}
