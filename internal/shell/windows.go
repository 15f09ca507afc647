package shell

import (
	"encoding/base64"
	"strings"
	"unicode/utf16"

	"github.com/mcp-watchdog/mcp-watchdog/internal/lazy"
)

// windowsSigns reports whether a text may be for cmd.exe or PowerShell.
func windowsSigns(text string) bool {
	if len(text) > maxText {
		text = text[:maxText]
	}
	if strings.HasPrefix(text, `\\`) || strings.Contains(text, ` \\`) {
		return true
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '^', '`':
			if i+1 < len(text) && letter(text[i+1]) {
				return true
			}
		case '%':
			if j := strings.IndexByte(text[i+1:min(len(text), i+40)], '%'); j > 1 {
				return true
			}
		case ':':
			if i+1 < len(text) && i > 0 && (text[i+1] == '\\' || text[i+1] == '/' && i == 1) && letter(text[i-1]) || strings.HasPrefix(text[i:], "::") {
				return true
			}
		case '$':
			if len(text) > i+5 && strings.EqualFold(text[i:i+5], "$env:") {
				return true
			}
		}
	}
	for w := range strings.FieldsFuncSeq(text, func(r rune) bool { return strings.ContainsRune(" \t\r\n;|&(){}'\"@=", r) }) {
		if len(w) < 32 {
			if l := strings.ToLower(w); windowsWords()[strings.TrimSuffix(l, ".exe")] || strings.HasSuffix(l, ".exe") || strings.HasPrefix(l, "hklm") || strings.HasPrefix(l, "hkcu") {
				return true
			}
		}
	}
	return strings.Contains(text, "DownloadString") || strings.Contains(text, "TCPClient") || strings.Contains(text, "[Ref].") || strings.Contains(text, "Amsi") ||
		strings.Count(text, "%") > 1 && (strings.Contains(text, "set ") || indexFold(text, "for /f ") >= 0)
}

// windowsWords are the names of commands that only Windows has.
var windowsWords = lazy.Words(`powershell pwsh cmd invoke-expression invoke-webrequest invoke-restmethod invoke-item iex iwr irm new-object start-process remove-item set-mppreference
	add-mppreference certutil bitsadmin mshta regsvr32 rundll32 wmic schtasks vssadmin wevtutil bcdedit netsh del rd erase get-content -encodedcommand
	format format-volume clear-disk set-executionpolicy reg net icacls takeown get-wmiobject get-ciminstance stop-service new-service new-itemproperty set-itemproperty
	clear-eventlog start-bitstransfer set-item new-localuser add-localgroupmember copy-item cipher diskpart sc wbadmin msiexec clear-history
	set-netfirewallprofile register-scheduledtask procdump ntdsutil cmstp wscript cscript esentutl downloadstring taskkill tasklist get-childitem`)

// windows reads a text as cmd.exe and PowerShell do, token by token.
func (e *eval) windows(text string) {
	if i := strings.Index(text, "<<"); i >= 0 { // what a shell reads as a document
		text = text[:lineEnd(text, i)]
	}
	if !e.spend(len(text)) {
		return
	}
	p := &parser{eval: e, src: text}
	p.powershellText(text, 0, len(text))
	whole := &call{command: &command{end: len(text)}}
	if t, cut := setVariables(text); t != text {
		if cut {
			p.disguised(whole, "the name of a command is put together from pieces", Bad)
		}
		p.windowsText(t, whole)
		p.nested(t, Stream{}, 0, len(text))
	}
	if indexFold(text, "for ") >= 0 {
		p.forWords(text, whole)
	}
	in := Stream{}
	for at := 0; at < len(text) && e.spend(1); {
		c, next, piped := p.windowsCommand(at)
		at = max(next, at+1)
		if len(c.words) == 0 {
			in = Stream{}
			continue
		}
		c.in, c.hasIn = in, in.flow != 0 || in.known
		out := p.runWindows(c)
		in = Stream{}
		if piped {
			in = out
		}
	}
}

// windowsText reads a text that stands in a command.
func (p *parser) windowsText(text string, k *call) {
	if p.depth >= maxDepth || !p.spend(len(text)) || text == "" {
		return
	}
	p.depth++
	before := len(p.acts)
	p.windows(text)
	start, end := k.start, k.end
	if p.fixed {
		start, end = p.start, p.end
	}
	for i := before; i < len(p.acts); i++ {
		p.acts[i].Start, p.acts[i].End = start, end
	}
	p.depth--
}

// windowsCommand reads one command: words, and whether a pipe follows.
func (p *parser) windowsCommand(at int) (c *command, next int, piped bool) {
	s := p.src
	c = &command{start: at}
	var b strings.Builder
	some, tr := false, tricks(0)
	start := at
	flush := func(end int) {
		if some {
			c.words = append(c.words, word{text: b.String(), tricks: tr, start: start, end: end})
		}
		b.Reset()
		some, tr = false, 0
	}
	i := at
	for ; i < len(s); i++ {
		switch ch := s[i]; ch {
		case ' ', '\t', '\r', ',':
			flush(i)
			start = i + 1
		case '\n', ';', '{', '}', '(', ')', '|', '&':
			flush(i)
			if len(c.words) == 0 && ch == '&' || ch == '(' && len(c.words) == 0 {
				start = i + 1
				continue
			}
			c.end = i
			piped = ch == '|' && (i+1 >= len(s) || s[i+1] != '|')
			for i++; i < len(s) && (s[i] == '|' || s[i] == '&'); i++ {
			}
			return c, i, piped
		case '^', '`':
			if some && i+1 < len(s) && letter(s[i+1]) {
				tr |= escapedLetter
			}
		case '"', '\'':
			if j := strings.IndexByte(s[i+1:], ch); j >= 0 {
				tr |= quotesWithin(s, i, j)
				if b.Len()+j < maxWord {
					b.WriteString(s[i+1 : i+1+j])
				}
				some = true
				i += j + 1
			}
		case '>', '<':
			flush(i)
			start = i + 1
		default:
			if !some {
				start = i
			}
			if b.Len() < maxWord {
				b.WriteByte(ch)
			}
			some = true
		}
	}
	flush(i)
	c.end = i
	return c, i, false
}

// quotesWithin says whether quotes around n bytes at i split a word's letters.
func quotesWithin(s string, i, n int) tricks {
	if i > 0 && letter(s[i-1]) || i+n+2 < len(s) && letter(s[i+n+2]) {
		return splitQuotes
	}
	return 0
}

// runWindows judges one command.
func (p *parser) runWindows(c *command) Stream {
	k := &call{command: c, in: c.in, fed: c.hasIn}
	for len(c.words) > 0 && (c.words[0].text == "." || strings.HasPrefix(c.words[0].text, "$") || c.words[0].text == "=" || c.words[0].text == "@") {
		c.words = c.words[1:]
	}
	if len(c.words) == 0 {
		return Stream{}
	}
	w := c.words[0]
	k.name, k.args = baseName(strings.TrimPrefix(w.text, "@")), c.words[1:]
	if w.tricks&(escapedLetter|splitQuotes) != 0 && isName(k.name) {
		p.disguised(k, "the name of a command is broken up so that it is not read", Bad)
	}
	if strings.HasPrefix(w.text, `\\`) && strings.Count(w.text, `\`) > 3 {
		p.report(DownloadRun, Bad, "it runs a program that stands somewhere on the network", c.start, c.end)
	}
	switch k.name {
	case "powershell", "pwsh":
		return p.powershell(k)
	case "cmd", "start", "call", "if", "do":
		if k.name == "cmd" && k.in.known && len(k.args) == 0 {
			p.windowsText(k.in.text, k)
		}
		for i, a := range k.args {
			if t := strings.ToLower(a.text); !strings.HasPrefix(t, "/") && !strings.HasPrefix(t, "-") && t != "start" || t == "/c" || t == "/k" {
				rest := k.args[i:]
				if strings.HasPrefix(t, "/") {
					rest = k.args[i+1:]
				}
				if len(rest) > 0 && p.depth < maxDepth {
					if len(rest) == 1 && strings.Contains(rest[0].text, " ") {
						p.windowsText(rest[0].text, k)
						return Stream{}
					}
					p.depth++
					out := p.runWindows(&command{words: rest, start: c.start, end: c.end, in: c.in, hasIn: c.hasIn})
					p.depth--
					return out
				}
				break
			}
		}
		return Stream{}
	case "iex", "invoke-expression":
		p.runs(k, k.in.flow)
		return Stream{}
	case "forfiles", "pcalua":
		p.windowsStarter(k)
	}
	if windowsHandlers()[k.name] {
		if h := handlerOf(k.name); h != nil {
			return h(p, k)
		}
	}
	return Stream{flow: k.in.flow}
}

// windowsStarter runs what two programs of Windows start for their caller.
func (p *parser) windowsStarter(k *call) {
	if w := afterSlashC(k.args); w != nil && k.name == "forfiles" {
		p.windowsText(strings.Trim(w.text, `"`), k)
	}
	if w := after(k.args, "-a"); w != nil && k.name == "pcalua" {
		t := w.text
		if c := after(k.args, "-c"); c != nil {
			t += " " + c.text
		}
		p.windowsText(t, k)
	}
}

// windowsHandlers are commands that mean the same read either way or only this
// way; the others have been judged as a POSIX shell reads them.
var windowsHandlers = lazy.Words(`certutil bitsadmin mshta regsvr32 rundll32 wmic msiexec reg schtasks net net1 netsh sc vssadmin wevtutil bcdedit wbadmin cipher format
	del erase rd rmdir remove-item ri diskpart icacls takeown procdump set-mppreference add-mppreference clear-eventlog format-volume clear-disk copy move
	copy-item move-item new-service stop-service set-executionpolicy new-itemproperty set-itemproperty set-item new-localuser add-localgroupmember
	register-scheduledtask new-scheduledtask start-bitstransfer get-content gc iwr irm invoke-webrequest invoke-restmethod xcopy
	set-content add-content out-file fsutil ntdsutil cscript wscript installutil cmstp esentutl ftp mimikatz psexec whoami nltest dsquery cmdkey tasklist taskkill
	set-netfirewallprofile disable-windowsoptionalfeature uninstall-windowsfeature sdelete forfiles pcalua odbcconf msbuild hh`)

// powershell runs what powershell.exe is given.
func (p *parser) powershell(k *call) Stream {
	for i, a := range k.args {
		t := strings.ToLower(a.text)
		if len(t) < 2 || t[0] != '-' && t[0] != '/' {
			if i == 0 || !strings.HasPrefix(k.args[i-1].text, "-") {
				return p.powershellRest(k, i)
			}
			continue
		}
		switch o := t[1:]; {
		case strings.HasPrefix("encodedcommand", o) && o != "ex" && len(o) >= 1 || o == "ec":
			if i+1 < len(k.args) {
				return p.encoded(k, k.args[i+1].text)
			}
		case strings.HasPrefix("command", o):
			return p.powershellRest(k, i+1)
		case o == "file" || o == "f":
			if i+1 < len(k.args) {
				return p.runFile(k, k.args[i+1])
			}
		}
	}
	if k.fed {
		p.runs(k, k.in.flow)
	}
	return Stream{}
}

func (p *parser) powershellRest(k *call, i int) Stream {
	if i >= len(k.args) {
		return Stream{}
	}
	w := join(k.args[i:])
	p.runs(k, w.flow&^(Secret|Mild))
	p.windowsText(w.text, k)
	return Stream{}
}

// encoded runs what stands in UTF-16 and base64 after -EncodedCommand.
func (p *parser) encoded(k *call, s string) Stream {
	b, err := base64.StdEncoding.DecodeString(s)
	if err != nil {
		b, _ = base64.RawStdEncoding.DecodeString(strings.TrimRight(s, "="))
	}
	l, why := Watch, "it gives PowerShell an encoded command"
	for i, a := range k.args[:max(0, len(k.args)-1)] {
		if o := strings.ToLower(a.text); len(o) > 1 && strings.HasPrefix("-windowstyle", o) && (strings.EqualFold(k.args[i+1].text, "hidden") || k.args[i+1].text == "1") {
			l, why = Bad, "it gives PowerShell an encoded command, in a window that nobody sees"
		}
	}
	p.report(Disguise, l, why, k.start, k.end)
	p.mark(Act{Encoded: len(b) > 0})
	var u []uint16
	for i := 0; i+1 < len(b); i += 2 {
		u = append(u, uint16(b[i])|uint16(b[i+1])<<8)
	}
	p.windowsText(string(utf16.Decode(u)), k)
	return Stream{}
}

// powershellText looks for what takes several words to say.
func (p *parser) powershellText(text string, start, end int) {
	low := strings.ToLower(strings.NewReplacer("`", "", `"+"`, "", `'+'`, "", `" + "`, "", `' + '`, "", "^", "").Replace(text))
	any := func(words ...string) bool {
		for _, w := range words {
			if strings.Contains(low, w) {
				return true
			}
		}
		return false
	}
	runs := any("iex ", "iex(", "|iex", "| iex", "invoke-expression", "[scriptblock]::create", "&([scriptblock]", "(\"iex\")", "('iex')", "('ie'", "alias:ie", "-join[char", "='iex'", `="iex"`, "= 'iex'", `= "iex"`) || strings.HasSuffix(strings.TrimSpace(low), "iex")
	fetches := any("downloadstring", "downloaddata", "invoke-webrequest", "iwr ", "irm ", "invoke-restmethod", "net.webclient", "net.webrequest", "httpclient", "msxml2.xmlhttp", "winhttp.winhttprequest")
	switch {
	case any("net.sockets.tcpclient", "sockets.tcpclient", "net.sockets.udpclient") && (any("iex", "invoke-expression", "cmd.exe", "processstartinfo", "scriptblock") || any("getstream") && any("start-process", "powershell")):
		p.report(ReverseShell, Worst, "it gives a shell to another machine", start, end)
	case fetches && runs:
		f := Net
		for w := range strings.FieldsSeq(strings.NewReplacer("'", " ", `"`, " ", "(", " ", ")", " ").Replace(low)) {
			if trusted(w) {
				f |= Trusted
			}
			if strings.HasPrefix(w, "http") && bareAddress(w) {
				f |= Nameless
			}
		}
		p.runs(&call{command: &command{start: start, end: end}}, f)
	case runs && any("[char[]](", "[char[]] (", "[char]"):
		p.report(Disguise, Bad, "it puts a command together from the numbers of its letters, and runs it", start, end)
	case any("frombase64string") && (runs || any("assembly]::load", "reflection.assembly")):
		p.report(Disguise, Bad, "it decodes something and runs it", start, end)
	case any("downloadfile", "-outfile", "start-bitstransfer", "curl.exe -o", "curl.exe -l -o", "wget.exe -o") && any("start-process", "invoke-item", "& $", "rundll32", "regsvr32", ".\\", "&\"", "start "):
		p.report(DownloadRun, Bad, "it runs what it has just fetched from the network", start, end)
	}
	p.windowsTheft(low, any, start, end)
	if any("hkcu:", "hklm:", "get-itempropertyvalue") && runs && any("gp ", "get-itemproperty") {
		p.report(Disguise, Bad, "it runs what stands in the registry", start, end)
	}
	if any("for /f") {
		p.forOutput(low, start, end)
	}
	if any("amsiutils", "amsiinitfailed", "amsiscanbuffer", "etweventwrite") {
		p.report(Evasion, Bad, "it switches off what protects or watches this machine", start, end)
	}
	if any("currentversion\\run", "currentversion/run", "winlogon\\shell", "winlogon\\userinit", "image file execution options") && any("new-itemproperty", "set-itemproperty", "reg add", "set-item", "sp ") {
		p.report(Persistence, Bad, "it has a program started at every login", start, end)
	}
}
