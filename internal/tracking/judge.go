package tracking

import (
	"encoding/json"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/mcp-watchdog/mcp-watchdog/internal/finding"
	"github.com/mcp-watchdog/mcp-watchdog/internal/flow"
	"github.com/mcp-watchdog/mcp-watchdog/internal/message"
)

const (
	// minGaps is how many spaces make words of what stands in an address: less is
	// an id.
	minGaps = 3
	// minPublished is how much of somebody's text is more than a phrase.
	minPublished = 64
	// fewPersonal is from how many addresses or numbers of people on a text is
	// personal data, manyPersonal for a file: its authors are named in it.
	fewPersonal  = 2
	manyPersonal = 6
)

// severity says how bad a copy is, and what it is.
func (c *carried) severity(p *copied) (severity finding.Severity, what string) {
	argument := message.LastName(p.pointer)
	takes := flow.TakesOf(argument)
	public := c.to.Kind&flow.Publishes != 0 && !c.around.private || c.around.public
	switch {
	case p.special&flow.Secret != 0:
		return finding.Critical, "a secret"
	case c.to.Quiet:
		return finding.Info, "text"
	case p.special&flow.Code != 0:
		if c.to.Kind&(flow.Tells|flow.Publishes) != 0 && p.delivery.Kind&flow.Private != 0 {
			return finding.High, "a code for one use"
		}
		return finding.Info, "a code for one use"
	case p.surface&message.SamplingOutput != 0:
		return finding.High, "text"
	case p.surface&message.UserInput != 0, p.reading.how == severalCalls:
		return finding.Info, "text"
	case p.reading.how != asIs && !p.escaped():
		if p.tokens != nil && (!p.ofPeople() || strings.HasPrefix(p.text, "Basic ")) {
			return finding.Info, p.what() // the name that somebody logs in with
		}
		return c.encoded(p, takes, public), p.what()
	case p.tokens != nil:
		return c.standing(p, takes, public), p.what()
	}
	return c.plainly(p, takes, public), "text"
}

// what says what tokens are.
func (p *copied) what() string {
	switch {
	case p.tokens == nil:
		return "text"
	case p.count(flow.Identity) > 0:
		return "a number of a card or a person"
	case p.ofPeople():
		return "an address or a number of somebody"
	}
	return "an id or a place"
}

func (p *copied) count(kind flow.TokenKind) (n int) {
	for _, k := range p.tokens {
		if k == kind {
			n++
		}
	}
	return n
}

// ofPeople reports whether one of the tokens is somebody's.
func (p *copied) ofPeople() bool { return p.count(flow.Named) < len(p.tokens) }

// standing judges tokens that everybody can read. Ids and places are what work is made
// of, and so is one address; the number of a card, or of a person, is not published,
// nor put into an address of somebody else.
func (c *carried) standing(p *copied, takes flow.Takes, public bool) finding.Severity {
	kept, abroad := p.delivery.Kind&(flow.Personal|flow.Sealed) != 0, c.to.Kind&flow.Network != 0 && c.around.abroad
	switch {
	case kept && p.count(flow.Identity) > 0 && (public || abroad && takes&flow.Address != 0):
		return finding.High
	case public && p.delivery.Kind&flow.Personal != 0 && p.count(flow.Mailbox)+p.count(flow.Account)+p.count(flow.Dialled) >= fewPersonal:
		return finding.High
	}
	return finding.Info
}

// escaped reports whether a copy is written with escapes of single characters, as
// many as its place asks for. Text in which everything is escaped hides.
func (p *copied) escaped() bool {
	most := 7 // halves of a byte for each: of what is not ASCII, all is escaped
	switch p.reading.how {
	case "entity":
		most = 9
	case "json_escape", "percent", "quoted_printable":
	case flow.Reparted:
		return true
	default:
		return false
	}
	return 2*(p.reading.end-p.reading.start) < most*p.reading.length
}

// encoded judges a copy that is in an encoding.
func (c *carried) encoded(p *copied, takes flow.Takes, public bool) finding.Severity {
	private := p.delivery.Kind&flow.Private != 0
	mostly := p.reading.length == 0 || p.reading.raw != "" || 2*p.bytes >= p.reading.length || p.bytes >= 120
	switch {
	case !mostly, c.cameSo(p):
		return finding.Info
	case takes&flow.Address != 0:
		return finding.High
	case public && private:
		return finding.High
	case c.meantEncoded(p, takes):
		return finding.Info
	case takes&flow.Prose != 0, c.to.Kind&(flow.Tells|flow.Publishes|flow.Network) != 0:
		return finding.High
	case c.to.Kind&flow.Stores != 0:
		return finding.Info
	}
	return finding.Medium
}

// meantEncoded reports whether an argument is for content that is encoded: by
// its name, its schema, what stands beside it, or because it is a mail.
func (c *carried) meantEncoded(p *copied, takes flow.Takes) bool {
	for step := range strings.SplitSeq(p.pointer, "/") {
		if flow.TakesOf(step)&flow.Encoded != 0 {
			return true
		}
	}
	if takes&flow.Prose != 0 && takes&flow.Content == 0 {
		return c.around.encoding
	}
	return c.around.encoding || c.around.file || c.to.Encoded(message.LastName(p.pointer))
}

// cameSo reports whether the run itself was delivered in this form, or typed
// before what it says was delivered. Of escapes that make no difference to the
// normal form nobody knows.
func (c *carried) cameSo(p *copied) bool {
	run := p.reading.raw
	switch {
	case run != "":
	case p.reading.start >= p.reading.end, p.reading.end > len(p.text), p.reading.how == "json_escape", p.reading.how == "entity":
		return false
	default:
		run = p.text[p.reading.start:p.reading.end]
	}
	var t flow.Text
	t.Add(run)
	marks := t.Marks(&c.key)
	if len(marks) == 0 {
		return false
	}
	known := make([]bool, len(marks))
	see := func(t *flow.Table) {
		for i := range marks {
			if n, kind, ok := t.Find(marks[i].Hash, c.now); ok && (kind&flow.Typed == 0 || t.Delivery(n).Time < p.delivery.Time) {
				known[i] = true
			}
		}
	}
	if c.store.Others(false, func(_ string, _ bool, t *flow.Table) { see(t) }) != nil {
		return false
	}
	c.store.Own(see)
	missing := 0
	for _, ok := range known {
		if !ok {
			missing++
		}
	}
	return 8*missing <= len(known) // where a copy begins and ends, others are kept
}

// plainly judges a copy that everybody can read.
func (c *carried) plainly(p *copied, takes flow.Takes, public bool) finding.Severity {
	private := p.delivery.Kind&flow.Private != 0
	people, part := p.delivery.Kind&flow.Personal != 0, p.text
	much := p.bytes >= minPublished || 2*p.bytes >= len(part)
	copied := ""
	kept, sealed := p.delivery.Kind&(flow.Kept|flow.Labelled) != 0, p.delivery.Kind&flow.Sealed == flow.Sealed
	abroad := c.to.Kind&flow.Network != 0 && takes&flow.Address == 0 && c.around.abroad
	if (public || abroad) && private || sealed {
		copied = c.copiedPart(p)
	}
	switch {
	case takes&flow.Address != 0 && private && c.composed(p):
		return finding.High
	case public && (people && personal(copied) >= fewPersonal || personal(copied) >= manyPersonal):
		return finding.High
	case public && much && (people && c.words(p) && !openLinks(copied, part) || p.delivery.Kind&flow.Labelled != 0):
		return finding.High
	case much && sealed && (public || abroad || c.to.Kind&flow.Discusses != 0 && !c.around.private):
		return finding.High
	case much && kept && (public || abroad) && !flow.Technical(copied):
		return finding.High
	case p.delivery.Kind&flow.Untrusted != 0 && 2*p.bytes > len(part):
		return c.obeyed(p, takes)
	}
	return finding.Info
}

// words reports whether a copy is longer than a phrase or consists of words: an id, a
// date and an amount are what everybody names.
func (c *carried) words(p *copied) bool {
	if p.bytes >= minPublished || p.reading.how != asIs {
		return true
	}
	var t flow.Text
	t.Add(p.text)
	letters, all, at := 0, 0, c.start(p.reading.field)
	for _, s := range p.spans {
		const around = flow.Shortest - flow.Gram // of which nobody knows whether it was copied
		for i := max(0, s[0]-at+around); i < min(len(t.Bytes), s[1]-at-around); i++ {
			if all++; t.Bytes[i] >= 'a' && t.Bytes[i] <= 'z' || t.Bytes[i] >= utf8.RuneSelf {
				letters++
			}
		}
	}
	return 4*letters >= 3*all
}

// obeyed judges what anybody could have written where it is an order.
func (c *carried) obeyed(p *copied, takes flow.Takes) finding.Severity {
	part, byOthers := p.text, flow.ByOthers(p.source, p.delivery.Tool)
	by := flow.ByNobody
	if c.to.Kind&flow.Stores != 0 && p.bytes >= minPublished {
		by = flow.ObeyedBy(c.around.path)
	}
	if p.bytes >= minPublished && flow.Instructs(c.to.Server, c.to.Tool, message.LastName(p.pointer)) {
		by = flow.ByModels
	}
	switch {
	case by != flow.ByNobody && byOthers:
		return finding.High
	case by == flow.ByModels:
		return finding.Medium
	case c.to.Kind&flow.Runs != 0 && takes&flow.Command != 0 && byOthers && takesOver(part):
		return finding.High
	case c.to.Kind&flow.Runs != 0 && takes&flow.Command != 0 && reaches(part):
		return finding.Medium
	}
	return finding.Info
}

// copiedPart is what of a string was copied, about.
func (c *carried) copiedPart(p *copied) string {
	if p.reading.how != asIs || len(p.spans) == 0 {
		return p.text
	}
	var t flow.Text
	var b strings.Builder
	at := c.start(p.reading.field)
	for from := 0; from < len(p.text); {
		to := min(from+32, len(p.text))
		for to < len(p.text) && !utf8.RuneStart(p.text[to]) {
			to++
		}
		t.Reset()
		t.Add(p.text[from:to])
		next := at + len(t.Bytes)
		for _, s := range p.spans {
			if at < s[1] && next > s[0] {
				b.WriteString(p.text[from:to])
				break
			}
		}
		at, from = next, to
	}
	return b.String()
}

// composed reports whether words of a copy were put into an address that did
// not come with them.
func (c *carried) composed(p *copied) bool {
	_, tail, ok := strings.Cut(p.text, "://")
	if !ok {
		return false
	}
	host, rest, _ := strings.Cut(tail, "/")
	if h, query, ok := strings.Cut(host, "?"); ok {
		host, rest = h, query
	}
	if (p.delivery.Kind&flow.Personal == 0 || p.bytes < minPublished) && searchEngine(host) {
		return false
	}
	if p.delivery.Kind&flow.Personal == 0 && p.bytes < minPublished && namesFile(rest) {
		return false
	}
	gaps := strings.Count(rest, "%20") + strings.Count(rest, "+") + strings.Count(rest, " ") + strings.Count(rest, "%0A") + strings.Count(rest, "_")
	if gaps < minGaps {
		return false
	}
	var t flow.Text
	t.Add(p.text[:len(p.text)-len(rest)])
	came := p.reading.how == asIs && len(p.spans) > 0 && p.spans[0][0]-c.start(p.reading.field) < len(t.Bytes)-len(host)/2
	return !came
}

// namesFile reports whether a path ends in the name of a file, and nothing is behind
// it.
func namesFile(path string) bool {
	name := path[strings.LastIndexByte(path, '/')+1:]
	dot := strings.LastIndexByte(name, '.')
	if dot <= 0 || len(name)-dot < 3 || len(name)-dot > 5 {
		return false
	}
	return !strings.ContainsAny(name, "?=&#") && strings.Trim(strings.ToLower(name[dot+1:]), "abcdefghijklmnopqrstuvwxyz0123456789") == ""
}

// searchEngine reports whether a host is one of those that anybody asks and
// that shows nobody what others asked.
func searchEngine(host string) bool {
	host = strings.TrimPrefix(strings.ToLower(host), "www.")
	for _, known := range []string{"google.com", "bing.com", "duckduckgo.com", "html.duckduckgo.com", "search.brave.com", "api.search.brave.com", "kagi.com",
		"ecosia.org", "startpage.com", "search.yahoo.com", "yandex.com", "baidu.com", "stackoverflow.com", "github.com", "pkg.go.dev", "en.wikipedia.org"} {
		if host == known {
			return true
		}
	}
	return false
}

// reaches reports whether a command does more than call one program: it is
// piped, written somewhere, fetched or evaluated.
func reaches(command string) bool {
	for _, sign := range []string{"|", ">", "`", "$(", "<(", ";", "curl ", "wget ", "nc ", "ssh ", "scp ", "base64", "eval ", " -c ", " -e "} {
		if strings.Contains(command, sign) {
			return true
		}
	}
	return false
}

// takesOver reports whether a command runs what it fetches or decodes, or sends away
// what it should not read.
func takesOver(command string) bool {
	low := strings.ToLower(command)
	has := func(list ...string) bool {
		return slices.ContainsFunc(list, func(s string) bool { return strings.Contains(low, s) })
	}
	fetches := has("curl ", "wget ", "iwr ", "irm ", "invoke-webrequest", "invoke-restmethod", "downloadstring", "base64 -d", "base64 --decode", "xxd -r")
	sends := has("curl ", "wget ", "nc ", "ncat ", "scp ", "rsync ", "ssh ", "/dev/tcp/", "mail ", "invoke-webrequest", "invoke-restmethod")
	runs := has("| sh", "|sh", "| bash", "|bash", "| zsh", "| sudo", "|sudo", "| python", "|python", "| node", "|node", "| perl", "| iex", "|iex", "bash <(", "sh <(", "eval ", "$(curl", "$(wget",
		"sh -c", "bash -c", "&& sh ", "&& bash ", "; sh ", "; bash ", "chmod +x")
	closed := has(".ssh/", ".aws/", ".gnupg", ".kube/", ".netrc", ".env", "id_rsa", "id_ed25519", "/etc/shadow", "/etc/passwd", "printenv", "env |", "env|", "$(env", ".git-credentials", "keychain", "history")
	return fetches && runs || sends && closed || has("/dev/tcp/", "rm -rf ~", "rm -rf /", "rm -rf $home", "authorized_keys")
}

// personal counts addresses and numbers of people in a text.
func personal(text string) (n int) {
	for i := range len(text) {
		switch {
		case text[i] == '@' && i > 0 && i+3 < len(text) && strings.IndexByte(text[i+1:min(len(text), i+64)], '.') > 0:
			n++
		case text[i] == '-' && i >= 3 && i+8 <= len(text) && digits(text[i-3:i]) && digits(text[i+1:i+3]) && text[i+3] == '-' && digits(text[i+4:i+8]):
			n++
		}
	}
	return n
}

func digits(s string) bool { return strings.Trim(s, "0123456789") == "" }

// surroundings are what stands beside an argument.
type surroundings struct {
	public   bool   // it says that everybody can see it
	private  bool   // it says that not everybody can
	file     bool   // it names a file or its kind
	encoding bool   // it names an encoding
	path     string // of the file
	abroad   bool   // it names an address that is not of this network
}

// maxAround bounds the members that are looked at, maxAroundDepth how deep, and maxSaid
// how much of a string.
const (
	maxSaid        = 1 << 12
	maxAround      = 512
	maxAroundDepth = 4
)

func surroundingsOf(raw []byte) (s surroundings) {
	var call struct {
		Params struct{ Arguments map[string]any }
	}
	if json.Unmarshal(raw, &call) != nil {
		return s
	}
	left := maxAround
	s.see(call.Params.Arguments, 0, &left)
	return s
}

// abroad reports whether an address is of a host that others run: of this machine
// and its network nobody is.
func abroad(address string) bool {
	_, rest, ok := strings.Cut(address, "://")
	if !ok {
		return false
	}
	host := rest[:len(rest)-len(strings.TrimLeft(rest, "abcdefghijklmnopqrstuvwxyz0123456789-_.@"))]
	host = host[strings.LastIndexByte(host, '@')+1:]
	if !strings.Contains(host, ".") {
		return false
	}
	for _, own := range []string{".local", ".internal", ".lan", ".corp", ".home", ".intranet", ".localhost", ".test", ".home.arpa"} {
		if strings.HasSuffix(host, own) {
			return false
		}
	}
	for _, own := range []string{"127.", "10.", "192.168.", "169.254.", "0.0.0.0"} {
		if strings.HasPrefix(host, own) {
			return false
		}
	}
	return !(strings.HasPrefix(host, "172.") && len(host) > 6 && host[6] == '.' && host[4:6] >= "16" && host[4:6] <= "31")
}

func (s *surroundings) see(object map[string]any, depth int, left *int) {
	for name, v := range object {
		if *left--; *left < 0 || depth > maxAroundDepth {
			return
		}
		low := strings.ToLower(name)
		switch v := v.(type) {
		case bool:
			s.public = s.public || v && low == "public" || !v && (low == "private" || low == "secret")
			s.private = s.private || !v && low == "public" || v && low == "private"
		case string:
			value := strings.ToLower(v[:min(len(v), maxSaid)])
			switch {
			case low == "visibility" || low == "access" || low == "privacy" || low == "acl":
				s.public = s.public || strings.HasPrefix(value, "public") || value == "world" || value == "everyone"
				s.private = s.private || value == "private" || value == "internal"
			case strings.Contains(low, "encoding"):
				s.encoding = s.encoding || strings.Contains(value, "base64") || strings.Contains(value, "hex") || strings.Contains(value, "gzip")
			case low == "path" || low == "filename" || low == "file_name" || low == "filepath" || low == "file_path" || low == "mimetype" || low == "mime_type" || low == "content_type" || low == "contenttype" || low == "mime":
				s.file = s.file || v != ""
				if s.path == "" && (strings.HasSuffix(low, "path") || strings.HasPrefix(low, "file")) {
					s.path = v
				}
			case flow.TakesOf(name)&flow.Address != 0:
				s.abroad = s.abroad || abroad(value)
			}
		case map[string]any:
			s.see(v, depth+1, left)
		case []any:
			for _, e := range v {
				if o, ok := e.(map[string]any); ok {
					s.see(o, depth+1, left)
				}
			}
		}
	}
}
